"""Whether an exercise can be done at the digits that it asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from grader.asked import Exercise
from grader.marking import mark
from tracer.parts import with_part

from .by_hand import Answers, asked, line_by_line, of_class

NOTHING = 1e-12  # a number that is 0 but for rounding


class Unsolvable(NamedTuple):
    """An entry, and why a student of a class (0 where there is only one) cannot do it as asked."""

    student: int
    name: str
    why: str


def unsolvable(sheet: Exercise) -> Iterator[Unsolvable]:
    """What is asked and cannot be answered: no number, or one of which no digit shows; then what
    somebody gets marked wrong who rounds every line as asked and goes on with what stands there."""
    exact = of_class(sheet)
    for student, paper in enumerate(exact):
        yield from unwritable(sheet, paper, student)
    ways = [("the right answer", exact)]
    for part in sheet.parts:
        said = with_part(part.part, "with all lines rounded")
        ways.append((said, of_class(sheet, line_by_line(part), part.part)))
    for how, papers in ways:
        for student, report in enumerate(mark(sheet, papers).students):
            for one in report.answers:
                if one.verdict not in ("right", "missing"):
                    why = f"{how}, {one.typed}, is marked {one.verdict}"
                    yield Unsolvable(student, one.name, why)


def unwritable(sheet: Exercise, paper: Answers, student: int) -> Iterator[Unsolvable]:
    """Entries that are no number, and arrays of which no asked entry shows a digit: a saturated
    unit's 0.000000 beside the numbers of others is right as it stands."""
    hidden: dict[tuple[str, str], list[Unsolvable]] = {}
    shown: set[tuple[str, str]] = set()
    for own, _, ask, (row, column), part in asked(sheet):
        if ask.kind != "number":
            continue
        state = part.trace.state if ask.name in part.trace.state else part.trace.by_steps.state
        values = state[ask.name]
        value = float((values[student] if values.ndim > 2 else values)[row - 1, column - 1])
        text = paper[own]
        if text in ("inf", "-inf", "nan"):
            yield Unsolvable(student, own, f"it is {text}: there is no number to write down")
        elif abs(value) > NOTHING and float(text) == 0:
            why = f"{value:.3g} shows as {text}"
            hidden.setdefault((part.part, ask.name), []).append(Unsolvable(student, own, why))
        else:
            shown.add((part.part, ask.name))
    for name, found in hidden.items():
        if name not in shown:
            yield from found
