"""The boxes of a page: fields with their words as labels, or what belongs into them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from tracer.formula.mathml import mathml
from tracer.numbers import with_minus

from .boxes import crossed, with_reason

if TYPE_CHECKING:
    from .boxes import Box, Question
    from .solution import Solution

FIELD = 'type="text" autocomplete="off" autocapitalize="off" spellcheck="false"'


def box(one: Box, solution: Solution | None, *, shown: bool = False) -> str:
    """A labelled field; `shown`: with its symbol in front of it, and its letters."""
    if one.choices:
        return choice(one, solution, shown=shown)
    symbol = f'<span aria-hidden="true">{named(one)}</span> ' * shown
    if solution:
        return f'{symbol}<b class="answer">{answer(one, solution)}</b>'
    label = f'{symbol}<span class="hidden">{escape(one.says)}</span>'
    field = f'<input {FIELD} id="b{one.number}" data-quantity="{escape(one.quantity)}">'
    if one.kind == "text":
        field = f'<textarea id="b{one.number}" data-quantity="{escape(one.quantity)}"></textarea>'
    return f'<label for="b{one.number}">{label}</label>{field}'


def named(one: Box) -> str:
    """The symbol, with := or = behind it, or the question."""
    if one.asks:
        return f"{escape(one.asks + one.note)}:"
    note = f' <span class="words">{escape(one.note.strip())}</span>' * bool(one.note)
    sign = ":=" if one.update else "="
    return f"{mathml(one.symbol, display=False)}{note} {sign}"


def answer(one: Box, solution: Solution) -> str:
    said = solution.of(one)
    return escape(with_minus(said) if one.kind == "number" else said)


def choice(one: Box, solution: Solution | None, *, shown: bool) -> str:
    """The letters, one of which is to be chosen, or several; not `shown`: only what they say."""
    kind = "checkbox" if one.several else "radio"
    legend = f'<span aria-hidden="true">{named(one)}</span>' * shown
    legend += f'<span class="hidden">{escape(one.says)}</span>'
    options = []
    for letter, words in one.choices:
        number = words[1:2].isdecimal()
        option = with_reason(solution, one, letter, with_minus(words) if number else words)
        said = f"{letter}: " * shown + escape(option)
        if solution:
            bold = crossed(solution, one, letter)
            options.append(f'<b class="answer">{said}</b>' if bold else f"<span>{said}</span>")
            continue
        field = (
            f'<input type="{kind}" name="b{one.number}" value="{letter}" '
            f'data-quantity="{escape(one.quantity)}">'
        )
        options.append(f"<label>{field} {said}</label>")
    return f"<fieldset><legend>{legend}</legend><div>{''.join(options)}</div></fieldset>"


def grid(question: Question, solution: Solution | None) -> str:
    """A matrix of fields with the labels of its rows and columns, or a table of them."""
    sided, kind = any(question.rows), "rows"
    caption = f'<span class="hidden">{escape(question.title)}</span>'
    if question.symbol is not None:
        kind, caption = "grid", f"{mathml(question.symbol, display=False)} {question.sign}"
    lines = [f'<div class="scroll"><table class="{kind}">\n<caption>{caption}</caption>\n']
    if any(question.columns):
        heads = "".join(f'<th scope="col">{escape(label)}</th>' for label in question.columns)
        corner = (
            f'<th scope="col">{escape(question.corner)}</th>' if question.corner else "<td></td>"
        )
        lines.append(f"<thead><tr>{corner * sided}{heads}</tr></thead>\n")
    lines.append("<tbody>\n")
    for label, boxes in zip(question.rows, question.grid, strict=True):
        start = f'<th scope="row">{escape(label)}</th>' if sided else ""
        last = len(boxes) - 1
        cells = "".join(
            cell(one, kind == "grid" and at == 0, kind == "grid" and at == last, solution)
            for at, one in enumerate(boxes)
        )
        lines.append(f"<tr>{start}{cells}</tr>\n")
    return "".join([*lines, "</tbody></table></div>\n"])


def cell(one: Box | str | None, first: bool, last: bool, solution: Solution | None) -> str:
    kinds = ["first"] * first + ["last"] * last + ["none"] * (one is None)
    kinds += ["given"] * isinstance(one, str)
    text = escape(with_minus(one)) if isinstance(one, str) else "–"
    inside = text if one is None or isinstance(one, str) else box(one, solution)
    return f'<td class="{" ".join(kinds)}">{inside}</td>'
