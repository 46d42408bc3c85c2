"""The key: what belongs into every box, and the lines that it rests on. Only the instructor's
copy has it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.report.accepted import number, right_number
from tracer.export.format import View, view
from tracer.formula.text import text
from tracer.layout import flipped

from ..worth import rests_on

if TYPE_CHECKING:
    from grader.exercise_file import Exercise
    from tracer.trace import Step, Trace

    from .boxes import Box
    from .description import Sheet


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """`answers`: what belongs into each box, by its quantity; `view`: the equations of these and
    of what they rest on, with their numbers, as the exports of a trace show it."""

    answers: Mapping[str, str]
    view: View

    def of(self, box: Box) -> str:
        return self.answers[box.quantity]


def solution(exercise: Exercise, sheet: Sheet) -> Solution:
    """The key of a sheet that was made of the exercise."""
    known = traced(exercise, sheet)
    answers = {box.quantity: answer(exercise, known, box) for box in sheet.boxes}
    steps = tuple(shown(exercise, known, sheet))
    return Solution(answers, view(known, steps, entries=True, digits=exercise.digits))


def shown(exercise: Exercise, known: Trace, sheet: Sheet) -> list[Step]:
    """The lines that are asked, and those that they rest on; all of a calculation that is shown."""
    names = known.by_name if exercise.derivation else [box.name for box in sheet.boxes]
    return rests_on(exercise, names)


def traced(exercise: Exercise, sheet: Sheet) -> Trace:
    """The trace; with every Δw an equation of its own where one of them is asked for."""
    known = exercise.trace
    return known if all(box.name in known.state for box in sheet.boxes) else known.by_steps


def answer(exercise: Exercise, known: Trace, box: Box) -> str:
    """A number as it is to be written, a formula, the right letter."""
    if box.kind == "choice":
        return right_letter(exercise, box)
    if box.kind == "formula":
        return right_formula(exercise, box)
    return number(exercise, right_number(known, box.name, box.place, box.sign))


def right_letter(exercise: Exercise, box: Box) -> str:
    from grader.choices import options

    ask = next(
        one
        for one in exercise.asks or ()
        if one.name == box.name and one.kind == "choice"
        if one.places is None or box.place in one.places
    )
    return next(one.letter for one in options(exercise, ask, box.place) if one.right)


def right_formula(exercise: Exercise, box: Box) -> str:
    """The key as it can be typed; "" where there is none in what the answer may use."""
    from grader.formula_key import key_of

    place = box.place or (1, 1)
    turned = box.place is not None and exercise.trace.lies(box.name)
    tree = key_of(exercise, box.name, flipped(place, turned), box.sign)
    return "" if tree is None else text(tree, ascii=True)


def key(exercise: Exercise, sheet: Sheet) -> bytes:
    """The key for programs: the whole trace, backprop-trace/1, full precision."""
    from tracer.export import FORMATS

    out = io.StringIO()
    FORMATS["json"].write(view(traced(exercise, sheet), entries=True), out)
    return out.getvalue().encode()
