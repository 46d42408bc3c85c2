"""The key: what belongs into every box, and the whole trace. Only the instructor's copy has it."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.ask_formula import right_whole
from grader.ask_kinds import right
from grader.asked import as_whole, asked_places, laid
from grader.formula_allowed import trace_of
from grader.report.label import answer_of
from tracer.export.format import View, view
from tracer.parts import says_nothing

from ..worth import asked_names, rests_on

if TYPE_CHECKING:
    from grader.asked import Exercise

    from .boxes import Box
    from .description import Sheet


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """`answers`: what belongs into each box, by its quantity; `views`: of each part, its heading
    and the equations of what is asked and what it rests on, as the exports of a trace show it."""

    answers: Mapping[str, str]
    views: tuple[tuple[str, View], ...]

    def of(self, box: Box) -> str:
        return self.answers[box.quantity]


def solution(exercise: Exercise, sheet: Sheet) -> Solution:
    """The key of a sheet that was made of the exercise."""
    answers = {
        answer_of(part, ask, laid(part, ask.name, place)): right(part, ask, place)
        for part in exercise.parts
        for ask in part.asks or ()
        for place in asked_places(part, ask)
    }
    answers |= {
        answer_of(part, ask, None): right_whole(part, ask)
        for part in exercise.parts
        for ask in part.asks or ()
        if as_whole(part, ask)
    }
    views = tuple(
        (section.heading, view_of(part))
        for section, part in zip(sheet.sections, exercise.parts, strict=True)
        if not says_nothing(part.source)
    )
    return Solution(answers, views)


def view_of(part: Exercise) -> View:
    """The lines that are asked, and those that they rest on; all of a calculation that is shown."""
    known = trace_of(part)
    steps = None if part.derivation else tuple(rests_on(part, asked_names(part)))
    if steps:
        known = steps[0].trace
    return view(known, steps or None, entries=True, digits=part.digits)


def key(exercise: Exercise) -> bytes:
    """The key for programs: the whole trace, backprop-trace/1, full precision; of several parts a
    list of them."""
    if not exercise.further:
        return traced(exercise).encode()
    parts = [{"part": part.part, **json.loads(traced(part))} for part in exercise.parts]
    return json.dumps({"parts": parts}, ensure_ascii=False, indent=1).encode()


def traced(part: Exercise) -> str:
    """The trace as JSON; with every Δw an equation of its own where one of them is asked for."""
    from tracer.export import FORMATS

    out = io.StringIO()
    FORMATS["json"].write(view(trace_of(part), entries=True), out)
    return out.getvalue()
