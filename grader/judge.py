"""Each written number against what follows from those before it, and against the key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tracer.equation import Equation
from tracer.rules.rule import Array

from .follow import Followed, accepted, affected, agrees, follow, honest
from .paper import Paper
from .ranged import At, Codes, Mask, Ranged, taken

NOTHING, RIGHT, FOLLOWS, COARSE, WRONG = range(5)
CASES = [np.array(code) for code in (NOTHING, RIGHT, FOLLOWS, COARSE)]
WIDEST = 0.1  # relative: how far the key's own range may reach where nothing can be followed


@dataclass(frozen=True, slots=True, eq=False)
class Key:
    """The right numbers: the equations, what is given, and every value in `columns`: the same
    for all students, (rows, columns), or each one's own, (students, rows, columns)."""

    equations: Sequence[Equation]
    given: Mapping[str, Array]
    values: Mapping[str, Array]

    def part(self, at: At) -> Key:
        """The key of some of the students."""
        return Key(self.equations, taken(self.given, at), taken(self.values, at))


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """`codes`: one of the five above for each entry, (students, rows, columns); `supported`:
    whether it follows from the student's own numbers; `low`, `high`: what was accepted.
    By canonical name, in `columns`. `truth`: the key's own ranges."""

    codes: dict[str, Codes]
    supported: dict[str, Mask]
    low: dict[str, Array]
    high: dict[str, Array]
    followed: Followed
    truth: Mapping[str, Ranged]

    def part(self, at: At) -> Judged:
        return Judged(
            {name: codes[at] for name, codes in self.codes.items()},
            {name: mask[at] for name, mask in self.supported.items()},
            {name: low[at] for name, low in self.low.items()},
            {name: high[at] for name, high in self.high.items()},
            self.followed.part(at),
            {name: line.part(at) for name, line in self.truth.items()},
        )

    def wrong(self) -> Codes:
        """How many entries of each student are wrong, (students,)."""
        return sum(
            ((codes == WRONG).sum(axis=(-2, -1)) for codes in self.codes.values()),
            np.zeros((), dtype=int),
        )


def truth_of(key: Key, paper: Paper) -> dict[str, Ranged]:
    """The key's range of every written quantity: the right numbers, as exactly as they were
    written."""
    right = follow(
        key.equations, key.given, honest(paper.fine, key.values), paper.rounding, paper.most
    )
    return {name: right.line.get(name) or key_line(key, name) for name in paper.fine}


def all_follows(key: Key, paper: Paper) -> Mask:
    """Whose numbers all follow from one another, (students,), and so are all right: the first look
    at a class, which leaves the others to `judge`."""
    own = follow(key.equations, key.given, paper.fine, paper.rounding, paper.most)
    found: Mask = np.ones(paper.students, dtype=bool)
    for name, written in paper.fine.items():
        line = own.line.get(name) or key_line(key, name)
        follows = agrees(written.value, written.unit, line, paper.rounding)
        found &= (follows | ~written.there).all(axis=(-2, -1))
    return found


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
    done = Judged({}, {}, {}, {}, own, truth_of(key, paper))
    for name in paper.fine:
        verdict(done, name, paper, key)
    return done


def judge_again(
    before: Judged,
    key: Key,
    paper: Paper,
    equations: Sequence[Equation],
    given: Mapping[str, Array],
    origins: Sequence[str],
) -> Judged:
    """What changes in the verdicts when something was changed in the lines or the given numbers
    of `origins`: only what depends on them is worked out again."""
    reached = affected(equations, origins)
    own = follow(
        equations, given, paper.fine, paper.rounding, paper.most, (before.followed, reached)
    )
    done = replace(
        before,
        codes=dict(before.codes),
        supported=dict(before.supported),
        low=dict(before.low),
        high=dict(before.high),
        followed=own,
    )
    for name in paper.fine:
        if name in reached:
            verdict(done, name, paper, key)
    return done


def verdict(done: Judged, name: str, paper: Paper, key: Key) -> None:
    fine, coarse, rounding = paper.fine[name], paper.coarse[name], paper.rounding
    truth = done.truth[name]
    line = done.followed.line.get(name) or key_line(key, name)
    followable = np.isfinite(line.low) & np.isfinite(line.high)
    if not followable.all():
        unwritten = follow(key.equations, key.given, {}, paper.rounding)
        truth = where(followable, truth, capped(unwritten.line.get(name, truth)))
    right = agrees(fine.value, fine.unit, truth, rounding)
    follows = agrees(fine.value, fine.unit, line, rounding)
    roughly = agrees(coarse.value, coarse.unit, truth, rounding)
    roughly |= agrees(coarse.value, coarse.unit, line, rounding)
    done.codes[name] = np.select(
        [~fine.there, right, follows, roughly], [NOTHING, RIGHT, FOLLOWS, COARSE], WRONG
    )
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
