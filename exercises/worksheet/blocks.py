"""A sheet in the order in which it is printed, whatever the format: what stands where, and under
which heading, is said here; how it looks, in the format's `Writer`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracer.export.head import clean

from .boxes import counted
from .description import ASKED, CALCULATION, GIVEN, PARTLY_DRAWN, WHOLE, WORKED

if TYPE_CHECKING:
    from grader.manual import Manual
    from tracer.export.format import View
    from tracer.formula.tree import Equality

    from .boxes import Box, Question
    from .description import Section, Sheet
    from .given import Given
    from .picture import BoxedPicture
    from .solution import Solution


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Writer:
    """A format: a function for each kind of block. Where headings have a level, the title's is 1,
    and what stands below them is written already. `space`: where something is done on paper."""

    title: Callable[[str], str]
    student: Callable[[str, Solution | None], str]
    facts: Callable[[str], str]
    bullets: Callable[[Sequence[str]], str]
    prose: Callable[[str], str]
    under: Callable[[str, int, Iterable[str]], str]  # "": what stands there has no heading
    given: Callable[[Sequence[Equality], Sequence[Given]], str]
    calculation: Callable[[Sequence[Given]], str]
    drawing: Callable[[BoxedPicture, str, Solution | None], str]  # "a": of that part
    question: Callable[[str, str, int, Iterable[str]], str]  # its title, what it earns
    grid: Callable[[Question, Solution | None], str]
    boxes: Callable[[Sequence[Box], Solution | None], str]
    space: str
    chapter: Callable[[str], str]
    steps: Callable[[View], Iterable[str]]


def head(sheet: Sheet, solution: Solution | None, to: Writer) -> Iterator[str]:
    """What it is, whose it is, what is agreed in all of it."""
    yield to.title(sheet.heading(solution))
    yield to.student(sheet.student, solution)
    if sheet.goal:
        yield to.prose(sheet.goal)
    yield to.facts("; ".join(sheet.facts))
    if said := (*sheet.rule, *sheet.agreed):
        yield to.bullets(said)


def body(sheet: Sheet, solution: Solution | None, to: Writer) -> Iterator[str]:
    """Part after part, and what belongs to none alone."""
    for section in sheet.sections:
        yield from part(section, solution, to)
    if sheet.manual:
        yield to.under(WHOLE * (len(sheet.sections) > 1), 2, on_paper(sheet.manual, 3, to))


def part(section: Section, solution: Solution | None, to: Writer) -> Iterator[str]:
    """What is given in a part, its drawing, its questions. A drawing with boxes in it is asked."""
    level = 2 + bool(section.heading)
    if section.heading:
        own = (*section.facts, *section.agreed)
        yield to.under(section.heading, 2, [to.bullets(own)] if own else [])
    if section.formulas or section.given:
        yield to.under(GIVEN, level, [to.given(section.formulas, section.given)])
    if section.calculation:
        yield to.under(CALCULATION, level, [to.calculation(section.calculation)])
    asks: list[str] = []
    if section.picture:
        drawing = to.drawing(section.picture, section.name, solution)
        if not section.in_picture:
            yield drawing
        else:
            asks = [drawing, to.prose(section.in_picture)]
    asks += (asked(section, question, level + 1, solution, to) for question in section.listed)
    asks += on_paper(section.manual, level + 1, to)
    if asks:
        yield to.under(ASKED * bool(section.questions), level, asks)


def asked(
    section: Section, question: Question, level: int, solution: Solution | None, to: Writer
) -> str:
    """The boxes of a question: those of a whole matrix or table as it lies, others one by one."""
    boxes = section.beside(question)
    whole = len(boxes) == len(question.boxes)
    inside = [] if whole else [to.prose(PARTLY_DRAWN)]
    laid = question.grid and whole
    inside.append(to.grid(question, solution) if laid else to.boxes(boxes, solution))
    return to.question(f"{question.number}. {question.title}", question.worth, level, inside)


def on_paper(parts: Sequence[tuple[int, Manual]], level: int, to: Writer) -> Iterator[str]:
    for number, one in parts:
        inside = [*([to.prose(clean(one.text))] if one.text else []), to.space]
        yield to.question(f"{number}. {clean(one.title)}", counted(one.points), level, inside)


def worked(solution: Solution, to: Writer) -> Iterator[str]:
    """Every step with its numbers, as a trace has them."""
    yield to.chapter(WORKED)
    for heading, view in solution.views:
        if heading:
            yield to.chapter(heading)
        yield from to.steps(view)
