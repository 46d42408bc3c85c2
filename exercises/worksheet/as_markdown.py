"""The sheet as Markdown, with the maths that GitHub renders; the drawing is a file beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from tracer.export import tex
from tracer.export.as_markdown import fence, prose, steps
from tracer.formula.latex import latex

from . import blocks
from .as_svg import beside
from .boxes import Box, with_reason
from .description import STUDENT

if TYPE_CHECKING:
    from tracer.formula.tree import Equality, Formula

    from .boxes import Question
    from .description import Sheet
    from .given import Given
    from .picture import BoxedPicture
    from .solution import Solution

BLANK = "&nbsp;" * 12  # as wide as a number that is written by hand
NARROW = "&nbsp;" * 6  # the same in a table of many columns
LINE = "\\_" * 14
BESIDE = 4  # given numbers on one line


def write(sheet: Sheet, solution: Solution | None) -> str:
    """Blocks, an empty line between them; then the steps, as the Markdown of a trace has them."""
    shown = [*blocks.head(sheet, solution, WRITER), *blocks.body(sheet, solution, WRITER)]
    key = "".join(blocks.worked(solution, WRITER)) if solution else ""
    return "\n".join(shown).rstrip() + "\n" + key


def under(heading: str, level: int, inside: Iterable[str]) -> str:
    return "\n".join([*[f"{'#' * level} {prose(heading)}\n"] * bool(heading), *inside])


def paragraph(words: str) -> str:
    return f"{prose(words)}\n"


def given(formulas: Sequence[Equality], arrays: Sequence[Given]) -> str:
    """Formulas in a fence, arrays in another."""
    lines = [line for tree in formulas for line in tex.equation(tree)]
    return "\n".join(fence(some) for some in (lines, [*given_lines(arrays)]) if some)


def drawing(picture: BoxedPicture, part: str, solution: Solution | None) -> str:
    """The file beside it that shows it."""
    shown = beside("solution" if solution else "sheet", part)
    return f"![{prose(picture.says)}]({shown})\n\n{prose(picture.caption)}\n"


def given_lines(every: Iterable[Given]) -> Iterator[str]:
    """A matrix a line; plain numbers side by side."""
    for scalar, some in groupby(every, lambda one: one.scalar):
        if scalar:
            yield from numbers(list(some))
        else:
            for one in some:
                yield from tex.matrix(symbol(one), one.table, "=")


def numbers(some: Sequence[Given]) -> Iterator[str]:
    shown = [f"{symbol(one)} {{}} {tex.number(one.table.cells[0][0])}" for one in some]
    for start in range(0, len(shown), BESIDE):
        first, *rest = shown[start : start + BESIDE]
        more = "".join(rf" \qquad {one.replace('{}', '=')}" for one in rest)
        yield first.replace("{}", "&=") + more


def symbol(one: Given) -> str:
    return rf"\text{{{one.sample}: }}" * bool(one.sample) + latex(one.symbol)


def grid(question: Question, solution: Solution | None) -> str:
    name = prose(question.corner)
    if question.symbol is not None:
        name = maths(question.symbol) + " :=" * (question.sign == ":=")
    lines = [row([name, *map(prose, question.columns)]), row(["---"] * (1 + len(question.columns)))]
    for label, boxes in zip(question.rows, question.grid, strict=True):
        blank = BLANK if question.symbol is not None else NARROW
        lines.append(row([prose(label), *(cell(box, blank, solution) for box in boxes)]))
    return "\n".join(lines) + "\n"


def cell(box: Box | str | None, blank: str, solution: Solution | None) -> str:
    if not isinstance(box, Box):
        return prose(box or "–")
    if solution:
        right = solution.of(box)
        return prose(dict(box.choices).get(right, right))
    return " / ".join(prose(said) for _, said in box.choices) or blank


def row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def line(box: Box, solution: Solution | None) -> str:
    """`w5 := ____`, and the options of a choice."""
    sign = ":" if box.asks else "" if box.update else " ="
    filled = f"**{prose(solution.of(box))}**" if solution else LINE
    name = prose(box.asks) if box.asks else maths(box.symbol) + " :=" * box.update
    said = f"{name}{prose(box.note)}{sign} {filled}"
    options = ((letter, with_reason(solution, box, letter, words)) for letter, words in box.choices)
    return said + "".join(f"\n  - {letter}: {prose(words)}" for letter, words in options)


def maths(symbol: Formula) -> str:
    """A symbol inside a line; the backticks keep what is in it from being read as Markdown."""
    return f"$`{latex(symbol)}`$"


WRITER = blocks.Writer(
    title=lambda words: f"# {prose(words)}\n",
    student=lambda name, _: f"**{STUDENT}:** {prose(name) if name else LINE}\n",
    facts=paragraph,
    bullets=lambda said: "".join(f"- {prose(words)}\n" for words in said),
    prose=paragraph,
    under=under,
    given=given,
    calculation=lambda lines: given((), lines),
    drawing=drawing,
    question=lambda title, worth, level, inside: under(f"{title} ({worth})", level, inside),
    grid=grid,
    boxes=lambda boxes, solution: "".join(f"- {line(box, solution)}\n" for box in boxes),
    space="&nbsp;\n\n" * 5,
    chapter=lambda words: f"\n# {prose(words)}\n",
    steps=steps,
)
