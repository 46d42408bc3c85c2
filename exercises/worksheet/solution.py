"""The key: what belongs into every box, and the whole trace. Only the instructor's copy has it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.ask_choice import offered
from grader.ask_formula import right_whole
from grader.ask_kinds import right
from grader.asked import as_whole, asked_places, laid
from grader.derivation import derived
from grader.formula_allowed import trace_of
from grader.report.label import answer_of
from tracer.export.format import View, view

from ..worth import asked_names, rests_on

if TYPE_CHECKING:
    from grader.asked import Ask, Exercise
    from tracer.symbols import Place
    from tracer.trace import Step

    from .boxes import Box
    from .description import Sheet


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """`answers`: what belongs into each box, by its quantity; `reasons`: why each letter of a
    choice is right or wrong, "" where nothing is to be said; `views`: under each heading the
    equations of what is asked and what it rests on, as the exports of a trace show it."""

    answers: Mapping[str, str]
    reasons: Mapping[str, Mapping[str, str]]
    views: tuple[tuple[str, View], ...]

    def of(self, box: Box) -> str:
        return self.answers[box.quantity]

    def said(self, box: Box, letter: str, words: str) -> str:
        """An option with its reason: `it rises. The step is too long.`"""
        reason = self.reasons.get(box.quantity, {}).get(letter, "")
        return f"{words} ({reason.rstrip('.')})" if reason else words


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
    reasons = {
        answer_of(part, ask, laid(part, ask.name, place)): reasons_of(part, ask, place)
        for part in exercise.parts
        for ask in part.asks or ()
        if ask.kind == "choice"
        for place in asked_places(part, ask)
    }
    headings = (section.heading for section in sheet.sections)
    views = [
        (": ".join(filter(None, (heading, said))), one)
        for heading, part in zip(headings, exercise.parts, strict=True)
        if not part.words_alone
        for said, one in views_of(part)
    ]
    return Solution(answers, reasons, tuple(views))


def reasons_of(part: Exercise, ask: Ask, place: Place) -> dict[str, str]:
    """Why each letter is right or wrong: the author's reason, or the mistake that makes it."""
    return {one.letter: one.says for one in offered(part, ask, place)}


def views_of(part: Exercise) -> Iterator[tuple[str, View]]:
    """The lines that are asked, and those that they rest on. Of a calculation with a mistake in it
    each wrong line as it follows from the lines above it, then everything without a mistake."""
    known = trace_of(part)
    if not part.derivation:
        steps = tuple(rests_on(part, asked_names(part)))
        known = steps[0].trace if steps else known
        yield "", view(known, steps or None, entries=True, digits=part.digits)
        return
    for step in as_they_follow(part):
        shown = view(step.trace, (step,), entries=True, digits=part.digits)
        yield f"Line {step.number}, as it follows from the lines above it", shown
    yield "All lines without a mistake", view(known, entries=True, digits=part.digits)


def as_they_follow(part: Exercise) -> Iterator[Step]:
    """The wrong lines of a calculation, each worked from the numbers that stand above it."""
    made, shown = derived(part)
    for one in made.all:
        equation = part.trace.by_name[one.line].equation
        value = equation.rule.calculate(*(shown[name] for name in equation.inputs))
        yield part.trace.with_state({**shown, one.line: value}).by_name[one.line]


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
