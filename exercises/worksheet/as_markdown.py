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

from .as_svg import beside
from .boxes import Box, counted, with_reason
from .description import ASKED, CALCULATION, GIVEN, STUDENT, WHOLE

if TYPE_CHECKING:
    from grader.manual import Manual
    from tracer.formula.tree import Formula

    from .boxes import Question
    from .description import Section, Sheet
    from .given import Given
    from .picture import BoxedPicture
    from .solution import Solution

BLANK = "&nbsp;" * 12  # as wide as a number that is written by hand
NARROW = "&nbsp;" * 6  # the same in a table of many columns
LINE = "\\_" * 14
BESIDE = 4  # given numbers on one line
SPACE = "&nbsp;\n\n" * 5


def write(sheet: Sheet, solution: Solution | None) -> str:
    return "\n".join(parts(sheet, solution)).rstrip() + "\n"


def parts(sheet: Sheet, solution: Solution | None) -> Iterator[str]:
    """Blocks, an empty line between them."""
    yield f"# {prose(sheet.heading(solution))}\n"
    yield f"**{STUDENT}:** {prose(sheet.student) if sheet.student else LINE}\n"
    if sheet.goal:
        yield f"{prose(sheet.goal)}\n"
    yield f"{prose('; '.join(sheet.facts))}\n"
    yield "".join(f"- {prose(words)}\n" for words in (*sheet.rule, *sheet.agreed))
    for section in sheet.sections:
        yield from part_of(section, solution)
    several = len(sheet.sections) > 1
    yield f"## {WHOLE}\n" if several and sheet.manual else ""
    for number, part in sheet.manual:
        yield from by_hand(part, number, 2 + several)
    if solution:
        yield worked(solution)


def part_of(section: Section, solution: Solution | None) -> Iterator[str]:
    """What is given in a part, its drawing, its questions."""
    below = "#" * bool(section.heading)
    if section.heading:
        yield f"## {prose(section.heading)}\n"
        own = (*section.facts, *section.agreed)
        yield from ["".join(f"- {prose(words)}\n" for words in own)] if own else []
    if section.formulas:
        yield f"{below}## Formulas\n"
        yield fence([line for tree in section.formulas for line in tex.equation(tree)])
    if section.given:
        yield f"{below}## {GIVEN}\n"
        yield fence(given_lines(section.given))
    if section.calculation:
        yield f"{below}## {CALCULATION}\n"
        yield fence(given_lines(section.calculation))
    if section.picture:
        yield from drawing(section, section.picture, solution)
    yield f"{below}## {ASKED}\n" if section.questions else ""
    if section.in_picture:
        yield f"{prose(section.in_picture)}\n"
    for question in section.listed:
        yield from asked(section, question, solution)
    for number, part in section.manual:
        yield from by_hand(part, number, 2 + bool(section.heading))


def drawing(section: Section, picture: BoxedPicture, solution: Solution | None) -> Iterator[str]:
    """The file beside it that shows it."""
    stem = "solution" if solution else "sheet"
    yield f"![{prose(picture.says)}]({beside(stem, section.name)})\n"
    yield f"{prose(picture.caption)}\n"


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


def asked(section: Section, question: Question, solution: Solution | None) -> Iterator[str]:
    """A heading, then the boxes: those of a whole matrix as a table, others a line each."""
    title = f"{question.number}. {question.title} ({question.worth})"
    yield f"{'#' * bool(section.heading)}### {prose(title)}\n"
    boxes = section.beside(question)
    if len(boxes) < len(question.boxes):
        yield "In the drawing, and:\n"
    if question.grid and len(boxes) == len(question.boxes):
        yield grid(question, solution)
    else:
        yield "".join(f"- {line(box, solution)}\n" for box in boxes)


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


def by_hand(part: Manual, number: int, below: int) -> Iterator[str]:
    title = f"{number}. {head.clean(part.title)} ({counted(part.points)})"
    yield f"#{'#' * below} {prose(title)}\n"
    yield f"{prose(head.clean(part.text))}\n\n" * bool(part.text) + f"{SPACE}"


def worked(solution: Solution) -> str:
    """Every equation with its numbers, as a trace in Markdown has them."""
    out = StringIO()
    out.write("## Every equation with its numbers\n")
    for heading, view in solution.views:
        out.write(f"\n## {prose(heading)}\n" if heading else "")
        for section in sections(view):
            if section.opens:
                out.write(f"\n## {prose(section.opens)}\n")
            out.write(f"\n### {prose(section.title)}\n")
            for card in section.cards:
                write_step(card, out)
    return out.getvalue()
