"""What should stand in the entries of a paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.ask_kinds import right
from grader.asked import Ask, Exercise
from grader.entries import Entry
from tracer.cancelled import lines_on
from tracer.evaluate import evaluate
from tracer.rules.rule import Array

from ..practice.own_walk import written

MISSING = "-"


def following(sheet: Exercise, answers: Mapping[str, Any]) -> dict[str, Array]:
    """What each line gives on the numbers before it, those that stand on the paper where there
    are some, as calculated."""
    known = sheet.trace
    state = evaluate(known.equations, known.given, written(sheet, known, answers))
    return lines_on(known.equations, state)


def ask_of(sheet: Exercise, entry: Entry) -> Ask:
    return next(
        ask
        for ask in sheet.asks or ()
        if ask.name == entry.name and ask.kind == entry.kind
        if ask.places is None or entry.entry in ask.places
    )


def text_key(sheet: Exercise, entry: Entry) -> str:
    """The letter of the right choice, the formula of the key, what else is no number."""
    return right(sheet, ask_of(sheet, entry), entry.place) or MISSING
