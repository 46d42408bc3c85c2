"""A trace as one self-contained HTML page: native MathML, no network, stepped through by keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from ..formula.mathml import mathml
from ..formula.text import text
from ..formula.tree import Formula
from ..numbers import with_minus
from . import head
from .card import Card, sections
from .conventions import conventions
from .diagram import diagram
from .format import View
from .svg import figure
from .table import Table, table

if TYPE_CHECKING:
    from ..trace import Trace

PAGE = Path(__file__).parent / "page"
LONG = 90  # characters of a formula that fit on a line; longer ones are wrapped as plain text
NARROW = 36  # the same on a telephone
WIDE = 980  # a wider drawing keeps its size and is scrolled
POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
NAV = """<nav aria-label="Steps">
<button type="button" aria-label="first step">first</button>
<button type="button" aria-label="step back">←</button>
<output data-all="{count}" aria-live="polite">{count} steps</output>
<button type="button" aria-label="next step">→</button>
<button type="button" aria-label="last step">last</button>
<label><input type="checkbox"> one at a time</label>
</nav>
"""


def write(view: View, out: TextIO) -> None:
    """The whole page."""
    out.write(opening(view, "@page { margin: 15mm; }\n"))
    out.writelines(body(view))
    out.write(NAV.format(count=len(view.trace.steps)))
    out.write(f"<script>\n{part('page.js')}</script>\n</body>\n</html>\n")


def opening(view: View, style: str) -> str:
    """A page of a trace up to its body. `style`: what it has besides page.css."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(head.title(view.trace))}</title>\n"
        f'<style>\n{part("page.css")}{style}</style>\n</head>\n<body class="trace">\n'
    )


def fragment(view: View) -> str:
    """The same without scripts and keys, for the output cell of a notebook."""
    style = f"<style>\n{part('page.css')}</style>\n"
    return f'<div class="trace">\n{style}{"".join(body(view))}</div>\n'


def part(name: str) -> str:
    return (PAGE / name).read_text(encoding="utf-8")


def body(view: View) -> Iterator[str]:
    """Head, diagram, given numbers, the steps, and what is not there."""
    trace = view.trace
    yield f"<header>\n<h1>{escape(head.title(trace))}</h1>\n"
    yield f'<p class="summary">{escape(head.summary(trace))}</p>\n'
    yield from map(block, head.formulas(trace))
    yield f"{bullets(conventions(view))}</header>\n<main>\n"
    if names := head.given(trace):
        yield under("Given", 2, [tables(given(view, name) for name in names)])
    yield from steps(view)
    yield "</main>\n"
    yield "".join(f'<p class="note">{escape(words)}</p>\n' for words in head.ending(view))


def steps(view: View, *, drawn: bool = True) -> Iterator[str]:
    """Every step, under its headings; `drawn`: with a picture of each iteration."""
    shown = {step.name for step in view.steps}
    for iteration, some in groupby(sections(view), key=lambda section: section.iteration):
        parts = list(some)
        picture = diagram(view, iteration) if drawn else None
        inside = [figure(picture, wide=picture.width > WIDE)] if picture else []
        inside += (
            under(one.title, 2, [article(card, shown) for card in one.cards]) for one in parts
        )
        yield chapter(parts[0].opens, "".join(inside))


def under(heading: str, level: int, inside: Iterable[str]) -> str:
    title = f"<h{level}>{escape(heading)}</h{level}>\n" * bool(heading)
    return f"<section>\n{title}{''.join(inside)}</section>\n"


def bullets(said: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(words)}</li>\n" for words in said)
    return f"<ul>\n{items}</ul>\n"


def tables(made: Iterable[str]) -> str:
    """Numbers and matrices beside each other."""
    return f'<div class="tables">\n{"".join(made)}</div>\n'


def chapter(title: str, inside: str = "") -> str:
    heading = f"<h2>{escape(title)}</h2>\n" * bool(title)
    return f'<div class="iteration">\n{heading}{inside}</div>\n'


def given(view: View, name: str) -> str:
    trace = view.trace
    shown = head.which_sample(trace, name) + inline(trace.symbols.tree(trace.local(name)))
    return array(shown, table(trace, name, view.digits), trace.scalar(name))


def array(name: str, made: Table, scalar: bool) -> str:
    """A given array, or plain number, with its name."""
    if scalar:
        return f"<div>{name} = {escape(with_minus(made.cells[0][0]))}</div>\n"
    return matrix(made, name)


def article(card: Card, shown: set[str]) -> str:
    """One step."""
    name = inline(card.formula.sides[0])
    parts = [
        f'<article id="step-{card.number}" data-step="{card.number}" tabindex="-1">\n',
        f'<h3><span class="number">{card.number}</span> {name}</h3>\n',
        block(card.formula),
    ]
    if card.chain:
        said = " with ".join(map(inline, card.chain))
        parts.append(f'<div class="maths">{said}</div>\n')
    parts += map(block, card.worked)
    parts += [block(card.symbolic)] if card.symbolic else []
    if card.result:
        parts.append(matrix(card.result, name))
    notes = (f"And {card.left_out:,} more entries." if card.left_out else "", card.shapes)
    parts += (f'<p class="shapes">{escape(words)}</p>\n' for words in notes if words)
    rule, _, why = card.why.partition(": ")
    parts.append(f'<p class="why"><b>{escape(rule)}:</b> {escape(why)}</p>\n')
    parts += (f'<p class="problem">{escape(words)}</p>\n' for words in card.problems)
    return "".join([*parts, links(card, shown), "</article>\n"])


def links(card: Card, shown: set[str]) -> str:
    """What the step needs and what needs it, as links to those steps."""
    trace = card.step.trace
    needs = [link(trace, name, shown) for name in dict.fromkeys(card.step.inputs)]
    users = [link(trace, step.name, shown) for step in trace.readers.get(card.step.name, ())]
    said = f"Needs {', '.join(needs)}." if needs else ""
    said += f" Needed by {', '.join(users)}." if users else ""
    return f'<p class="links">{said.strip()}</p>\n' if said else ""


def link(trace: Trace, name: str, shown: set[str]) -> str:
    _, symbol = trace.symbols.signed_tree(trace.local(name))
    said = escape(text(symbol))
    if name not in shown:
        return said
    step = trace.by_name[name]
    mark = ":=" if step.quantity.role == "update" else ""
    return f'<a href="#step-{step.number}">{said}{mark}</a>'


def inline(tree: Formula) -> str:
    return mathml(tree, display=False)


def block(tree: Formula) -> str:
    """A formula on a line of its own; a very long one as text, which can be wrapped, and one that
    is too long for a telephone is that there."""
    said = text(tree)
    wrapping = f'<div class="maths long">{escape(said)}</div>\n'
    if len(said) > LONG:
        return wrapping
    if len(said) <= NARROW:
        return f'<div class="maths">{mathml(tree)}</div>\n'
    narrow = wrapping.replace('"maths long"', '"maths long narrow"')
    return f'<div class="maths wide">{mathml(tree)}</div>\n{narrow}'


def matrix(made: Table, name: str) -> str:
    """A table with bars left and right, headers where its rows and columns are something."""
    lines = [f'<div class="scroll"><table>\n<caption>{name}</caption>\n']
    sided = any(made.rows)
    if any(made.columns):
        corner = "<td></td>" * sided
        heads = "".join(f'<th scope="col">{escape(label)}</th>' for label in made.columns)
        lines.append(f"<thead><tr>{corner}{heads}</tr></thead>\n")
    lines.append("<tbody>\n")
    for label, cells in zip(made.rows, made.cells, strict=True):
        start = f'<th scope="row">{escape(label)}</th>' if sided else ""
        lines.append(f"<tr>{start}{''.join(row(cells))}</tr>\n")
    note = f'<p class="note">{escape(made.note)}</p>\n' if made.note else ""
    return "".join([*lines, f"</tbody></table></div>\n{note}"])


def row(cells: tuple[str, ...]) -> Iterator[str]:
    for at, cell in enumerate(cells):
        ends = ["first"] * (at == 0) + ["last"] * (at == len(cells) - 1)
        kind = f' class="{" ".join(ends)}"' if ends else ""
        yield f"<td{kind}>{escape(with_minus(cell))}</td>"
