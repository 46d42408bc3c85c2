"""Whose marks a person should look at, and at what: those that rest on much that the program took
in good faith, and numbers that missed the accepted range by a hair."""

from __future__ import annotations

from collections.abc import Iterator

from tracer.errors import InputError

from ..office import number
from ..result import Marked, StudentReport
from .told import Kind

SHARE = 0.3  # of the points earned, above which they rest on what is named
NAMED = 5  # lines that are named
GOOD_FAITH = ("simplified", "unsupported")  # flags of answers with points
HAIR = 1e-9  # of a unit


def look_at(report: StudentReport) -> Iterator[tuple[Kind, str]]:
    """What a person should look at, by kind; what a person decided is not looked at again."""
    answers = [one for one in report.answers if one.max and one.name not in report.decided]
    earned = sum(one.points for one in report.answers)
    resting = [one for one in answers if one.points and why(one)]
    share = sum(one.points for one in resting) / earned if earned else 0.0
    if share > SHARE:
        lines = some([f"{one.shown} {why(one)}" for one in resting])
        yield "rests", f"{share:.0%} of {earned:.6g} points: {lines}"
    near = [one for one in answers if one.points < one.max and just_outside(one)]
    if near:
        yield "edge", some([f"{one.shown} = {one.typed} ({accepted(one)})" for one in near])


def why(one: Marked) -> str:
    """What an answer with points rests on; nothing where it is right on its own numbers."""
    flag = next((flag for flag in one.flags if flag in GOOD_FAITH), "")
    return flag or (one.verdict if one.verdict in ("follows", "coarse") else "")


def just_outside(one: Marked) -> bool:
    """Whether a number misses what is accepted by no more than a unit of its last digit."""
    if one.accepts is None:
        return False
    try:
        read = number(one.typed)
    except InputError:
        return False
    if read is None:
        return False
    low, high = one.accepts
    missed = max(low - read.value, read.value - high)
    unit = 10.0**-read.decimals
    return 0 < missed <= unit * (1 + HAIR)


def accepted(one: Marked) -> str:
    low, high = one.accepts or (0.0, 0.0)
    return f"accepted: {low:.6g} to {high:.6g}"


def some(lines: list[str]) -> str:
    more = len(lines) - NAMED
    return "; ".join(lines[:NAMED]) + (f"; and {more} more" if more > 0 else "")
