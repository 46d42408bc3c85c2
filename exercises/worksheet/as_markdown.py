"""The sheet as Markdown, with the maths that GitHub renders; the drawing is a file beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import groupby
from typing import TYPE_CHECKING

from tracer.export import head, tex
from tracer.export.as_markdown import fence, prose, write_step
from tracer.export.card import sections
from tracer.formula.latex import latex
from tracer.formula.text import text

from .description import CALCULATION, counted

if TYPE_CHECKING:
    from grader.manual import Manual

    from .boxes import Box, Question
    from .description import Given, Sheet
    from .solution import Solution

BLANK = "&nbsp;" * 12  # as wide as a number that is written by hand
LINE = "\\_" * 14
BESIDE = 4  # given numbers on one line
SPACE = "&nbsp;\n\n" * 5


def write(sheet: Sheet, solution: Solution | None) -> str:
    return "\n".join(parts(sheet, solution)).rstrip() + "\n"


def parts(sheet: Sheet, solution: Solution | None) -> Iterator[str]:
    """Blocks, an empty line between them."""
    yield f"# {'Solution: ' * bool(solution)}{prose(sheet.title)}\n"
    yield f"**Student:** {prose(sheet.student) if sheet.student else LINE}\n"
    if sheet.goal:
        yield f"{prose(sheet.goal)}\n"
    yield f"{prose('; '.join(sheet.facts))}\n"
    yield "".join(f"- {prose(words)}\n" for words in (*sheet.rule, *sheet.agreed))
    if sheet.formulas:
        yield "## Formulas\n"
        yield fence([line for tree in sheet.formulas for line in tex.equation(tree)])
    if sheet.given:
        yield "## Given\n"
        yield fence(given_lines(sheet.given))
    if sheet.calculation:
        yield f"## {CALCULATION}\n"
        yield fence(given_lines(sheet.calculation))
    if sheet.picture:
        stem = "solution" if solution else "sheet"
        yield f"![{prose(sheet.picture.says)}]({stem}.svg)\n"
        yield f"{prose(sheet.picture.caption)}\n"
    yield "## Asked\n"
    if sheet.in_picture:
        yield f"{prose(sheet.in_picture)}\n"
    for question in sheet.listed:
        yield from asked(sheet, question, solution)
    for number, part in enumerate(sheet.manual, len(sheet.questions) + 1):
        yield from by_hand(part, number)
    if solution:
        yield worked(solution)


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


def asked(sheet: Sheet, question: Question, solution: Solution | None) -> Iterator[str]:
    """A heading, then the boxes: those of a whole matrix as a table, others a line each."""
    title = f"{question.number}. {question.title} ({counted(question.points)})"
    yield f"### {prose(title)}\n"
    beside = sheet.beside(question)
    if len(beside) < len(question.boxes):
        yield "In the drawing, and:\n"
    if question.grid and len(beside) == len(question.boxes):
        yield grid(question, solution)
    else:
        yield "".join(f"- {line(box, solution)}\n" for box in beside)


def grid(question: Question, solution: Solution | None) -> str:
    assert question.symbol is not None
    name = prose(text(question.symbol)) + " :=" * (question.sign == ":=")
    lines = [row([name, *map(prose, question.columns)]), row(["---"] * (1 + len(question.columns)))]
    for label, boxes in zip(question.rows, question.grid, strict=True):
        cells = ["–" if box is None else solution.of(box) if solution else BLANK for box in boxes]
        lines.append(row([prose(label), *cells]))
    return "\n".join(lines) + "\n"


def row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def line(box: Box, solution: Solution | None) -> str:
    """`w5 := ____`, and the options of a choice."""
    iteration = f" (iteration {box.iteration})" if box.iteration else ""
    sign = ":" if box.asks else "" if box.update else " ="
    filled = f"**{prose(solution.of(box))}**" if solution else LINE
    said = f"{prose(box.label)}{iteration}{sign} {filled}"
    return said + "".join(f"\n  - {letter}: {prose(words)}" for letter, words in box.choices)


def by_hand(part: Manual, number: int) -> Iterator[str]:
    yield f"### {prose(f'{number}. {head.clean(part.title)} ({counted(part.points)})')}\n"
    yield f"{prose(head.clean(part.text))}\n\n" * bool(part.text) + f"{SPACE}"


def worked(solution: Solution) -> str:
    """Every equation with its numbers, as a trace in Markdown has them."""
    out = StringIO()
    out.write("## Every equation with its numbers\n")
    for section in sections(solution.view):
        if section.opens:
            out.write(f"\n## {prose(section.opens)}\n")
        out.write(f"\n### {prose(section.title)}\n")
        for card in section.cards:
            write_step(card, out)
    return out.getvalue()
