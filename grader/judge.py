"""Each written number against what follows from those before it, and against the key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tracer.equation import Equation
from tracer.rules.rule import Array

from .follow import Followed, accepted, agrees, follow, honest
from .paper import Paper
from .ranged import Codes, Mask, Ranged

NOTHING, RIGHT, FOLLOWS, COARSE, WRONG = range(5)
CASES = [np.array(code) for code in (NOTHING, RIGHT, FOLLOWS, COARSE)]
WIDEST = 0.1  # relative: how far the key's own range may reach where nothing can be followed


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """`codes`: one of the five above for each entry; `supported`: whether it follows from the
    student's own numbers; `low`, `high`: what was accepted. By canonical name, in `columns`."""

    codes: dict[str, Codes]
    supported: dict[str, Mask]
    low: dict[str, Array]
    high: dict[str, Array]
    followed: Followed


@dataclass(frozen=True, slots=True, eq=False)
class Key:
    """The right numbers: the equations, what is given, and every value in `columns`."""

    equations: Sequence[Equation]
    given: Mapping[str, Array]
    values: Mapping[str, Array]


def judge(
    key: Key,
    paper: Paper,
    equations: Sequence[Equation] | None = None,
    given: Mapping[str, Array] | None = None,
) -> Judged:
    """The verdict codes of every written number. `equations` and `given` may hold the student's
    own ones, with a mistake or a misread number in them; the key stays what it is."""
    numbers = key.given if given is None else given
    lines = key.equations if equations is None else equations
    own = follow(lines, numbers, paper.fine, paper.rounding, paper.most)
    right = follow(
        key.equations, key.given, honest(paper.fine, key.values), paper.rounding, paper.most
    )
    unwritten: Followed | None = None
    done = Judged({}, {}, {}, {}, own)
    for name in paper.fine:
        line = own.line.get(name)
        if line is None:
            line = key_line(key, name)
        truth = right.line.get(name) or key_line(key, name)
        followable = np.isfinite(line.low) & np.isfinite(line.high)
        if not followable.all():
            unwritten = unwritten or follow(key.equations, key.given, {}, paper.rounding)
            truth = where(followable, truth, capped(unwritten.line.get(name, truth)))
        verdict(done, name, paper, line, truth)
    return done


def verdict(done: Judged, name: str, paper: Paper, line: Ranged, truth: Ranged) -> None:
    fine, coarse, rounding = paper.fine[name], paper.coarse[name], paper.rounding
    right = agrees(fine.value, fine.unit, truth, rounding)
    follows = agrees(fine.value, fine.unit, line, rounding)
    roughly = agrees(coarse.value, coarse.unit, truth, rounding)
    roughly |= agrees(coarse.value, coarse.unit, line, rounding)
    codes = np.select(
        [~fine.there, right, follows, roughly], [NOTHING, RIGHT, FOLLOWS, COARSE], WRONG
    )
    done.codes[name] = codes
    done.supported[name] = follows
    low, high = accepted(fine.unit, truth, rounding)
    own_low, own_high = accepted(fine.unit, line, rounding)
    meet = (own_low <= high) & (low <= own_high)
    only_key = ~np.isfinite(own_low) | ~np.isfinite(own_high) | (right & ~follows)
    done.low[name] = np.where(only_key, low, np.where(meet, np.fmin(low, own_low), own_low))
    done.high[name] = np.where(only_key, high, np.where(meet, np.fmax(high, own_high), own_high))


def key_line(key: Key, name: str) -> Ranged:
    """A given number that was written down: right only as it is."""
    value = key.values[name]
    return Ranged(value, value, value, exact=True)


def where(keep: Mask, one: Ranged, other: Ranged) -> Ranged:
    return Ranged(
        np.where(keep, one.value, other.value),
        np.where(keep, one.low, other.low),
        np.where(keep, one.high, other.high),
    )


def capped(line: Ranged) -> Ranged:
    """The key's range where a student's own numbers lead nowhere (ŷ written as 1.00)."""
    reach = WIDEST * np.abs(line.value)
    return Ranged(
        line.value,
        np.fmax(line.low, line.value - reach),
        np.fmin(line.high, line.value + reach),
    )
