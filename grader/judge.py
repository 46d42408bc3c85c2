"""Each written number against what follows from those before it, and against the key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from tracer.equation import Equation
from tracer.rules.rule import Array

from .follow import (
    Followed,
    Written,
    accepted,
    affected,
    agrees,
    follow,
    furthest,
    honest,
    sized,
    whole,
    within,
)
from .paper import ENOUGH, FEW, HALF, Paper
from .ranged import SAME, At, Codes, Mask, Parts, Ranged, given, taken

NOTHING, RIGHT, FOLLOWS, COARSE, WRONG = range(5)
CASES = [np.array(code) for code in (NOTHING, RIGHT, FOLLOWS)]
SINGLE, SINGLE_DIGITS = 1e-6, 6  # relative to a line's terms: float32; 7 digits, one of them a 0


@dataclass(frozen=True, eq=False)
class Key:
    """The right numbers: the equations, what is given, and every value in `columns`: the same
    for all students, (rows, columns), or each one's own, (students, rows, columns)."""

    equations: Sequence[Equation]
    given: Mapping[str, Array]
    values: Mapping[str, Array]

    @cached_property
    def lines(self) -> dict[str, Equation]:
        """The equations by what they make."""
        return {line.target: line for line in self.equations}

    def part(self, at: At) -> Key:
        """The key of some of the students."""
        return Key(self.equations, taken(self.given, at), taken(self.values, at))


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """`codes`: one of the five above for each entry, (students, rows, columns); `supported`:
    whether it follows from the student's own numbers; `few`: whether it would be right or follow,
    but for its digits; `low`, `high`: what was accepted. By canonical name, in `columns`.
    `truth`: the key's own ranges."""

    codes: dict[str, Codes]
    supported: dict[str, Mask]
    few: dict[str, Mask]
    low: dict[str, Array]
    high: dict[str, Array]
    followed: Followed
    truth: Mapping[str, Ranged]

    def part(self, at: At) -> Judged:
        return Judged(
            {name: codes[at] for name, codes in self.codes.items()},
            {name: mask[at] for name, mask in self.supported.items()},
            {name: mask[at] for name, mask in self.few.items()},
            {name: low[at] for name, low in self.low.items()},
            {name: high[at] for name, high in self.high.items()},
            self.followed.part(at),
            Parts(self.truth, at),
        )

    def wrong(self) -> Codes:
        """How many entries of each student are wrong, (students,)."""
        return sum(
            ((codes == WRONG).sum(axis=(-2, -1)) for codes in self.codes.values()),
            np.zeros((), dtype=int),
        )


def truth_of(key: Key, paper: Paper, own: Followed | None = None) -> dict[str, Ranged]:
    """The key's range of every written quantity: the right numbers, as exactly as they were
    written. `own`: the student's own loop over the key's equations; before the first written line
    it is the same."""
    written = honest(paper.fine, key.values, paper.rounding)
    before = None if own is None else (own, affected(key.equations, paper.fine))
    right = follow(key.equations, key.given, written, paper.rounding, paper.most, before)
    return {name: right.line.get(name) or key_line(key, name) for name in paper.fine}


def all_follows(key: Key, paper: Paper) -> Mask:
    """Whose numbers all follow from one another, (students,), and so are all right: the first look
    at a class, which leaves the others to `judge`."""
    own = follow(key.equations, key.given, paper.fine, paper.rounding, paper.most)
    found: Mask = np.ones(paper.students, dtype=bool)
    for name, written in paper.fine.items():
        line = own.line.get(name) or key_line(key, name)
        follows = stands_for(paper, name, line)[0]
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
    same = equations is None and given is None
    done = Judged({}, {}, {}, {}, {}, own, truth_of(key, paper, own if same else None))
    for name in paper.fine:
        verdict(done, name, paper, key)
    short_numbers(done, key, paper, lines, numbers)
    return done


def judge_again(
    before: Judged,
    key: Key,
    paper: Paper,
    equations: Sequence[Equation],
    given: Mapping[str, Array],
    origins: Sequence[str],
    *,
    trying: bool = False,
) -> Judged:
    """What changes in the verdicts when something was changed in the lines or the given numbers
    of `origins`: only what depends on them is worked out again. What was right or followed stays
    so; but where something is only tried, that tells how well it fits."""
    reached = affected(equations, origins)
    own = follow(
        equations, given, paper.fine, paper.rounding, paper.most, (before.followed, reached)
    )
    done = replace(
        before,
        codes=dict(before.codes),
        supported=dict(before.supported),
        few=dict(before.few),
        low=dict(before.low),
        high=dict(before.high),
        followed=own,
    )
    for name in paper.fine:
        if name in reached:
            verdict(done, name, paper, key)
    if trying:
        return done
    for name in reached.intersection(paper.fine):
        codes = before.codes[name]
        kept = (codes == RIGHT) | (codes == FOLLOWS) | (codes == COARSE)
        done.codes[name] = np.where(kept, codes, done.codes[name])
        done.supported[name] |= kept & before.supported[name]
    short_numbers(done, key, paper, equations, given)
    return done


def verdict(done: Judged, name: str, paper: Paper, key: Key) -> None:
    fine, coarse, rounding = paper.fine[name], paper.coarse[name], paper.rounding
    truth = done.truth[name]
    line = done.followed.line.get(name) or key_line(key, name)
    (right, low, high), (follows, own_low, own_high) = (
        stands_for(paper, name, one) for one in (truth, line)
    )
    done.codes[name] = np.select([~fine.there, right, follows], CASES, WRONG)
    done.supported[name] = follows
    few = (paper.enough(name) != ENOUGH) & (done.codes[name] == WRONG)
    if few.any():
        alone = [agrees(coarse, given(one.value), rounding) for one in (truth, line)]
        few = few & (alone[0] | alone[1])
    done.few[name] = few
    meet = (own_low <= high) & (low <= own_high)
    only_key = ~np.isfinite(own_low) | ~np.isfinite(own_high) | (right & ~follows)
    done.low[name] = np.where(only_key, low, np.where(meet, np.fmin(low, own_low), own_low))
    done.high[name] = np.where(only_key, high, np.where(meet, np.fmax(high, own_high), own_high))


def stands_for(paper: Paper, name: str, line: Ranged) -> tuple[Mask, Array, Array]:
    """Which written numbers honest rounding of a line explains, digits that are missing read as
    zeros; and the smallest and the largest that it does."""
    rounding = paper.rounding
    own = sized(paper.fine[name], furthest(line), rounding)
    low, high = accepted(own.unit, line, rounding)
    found = within(own, low, high) & np.isfinite(line.value)
    if rounding.tolerance is not None:
        return found, low, high
    with np.errstate(invalid="ignore"):
        off = np.abs(own.value - line.value)
        size = np.maximum(line.size, np.abs(line.value))
        near = np.where(np.isfinite(off), off, np.inf)
        size = np.where(np.isfinite(size), size, 0.0)
        found |= (near <= SAME * size) | (own.value == line.value)
        found |= (paper.most.get(name, 0) >= SINGLE_DIGITS) & (near <= SINGLE * size)
    return found, low, high


def short_numbers(
    done: Judged,
    key: Key,
    paper: Paper,
    equations: Sequence[Equation],
    numbers: Mapping[str, Array],
) -> None:
    """Numbers of fewer digits than are asked, by one rule whatever else stands on the paper: right,
    or following, as those of somebody who works with `min_digits` and leaves zeros away; else,
    with at least half of the digits, coarse, if they are so as they stand there."""
    for more in (FEW, HALF):
        short: Mask = np.zeros(paper.students, dtype=bool)
        for name, codes in done.codes.items():
            few = (codes == WRONG) & (paper.enough(name) < ENOUGH) & (paper.enough(name) >= more)
            short |= few.any(axis=(-2, -1))
        if more == FEW:  # who works with so few digits was judged so already
            digits = paper.rounding.digits, paper.shorter.digits
            short &= np.any(np.not_equal(*digits), axis=(-2, -1))
        at = np.flatnonzero(short)
        if at.size:
            with_fewer(done, key.part(at), paper.part(at), equations, taken(numbers, at), at, more)


def with_fewer(
    done: Judged,
    key: Key,
    paper: Paper,
    equations: Sequence[Equation],
    numbers: Mapping[str, Array],
    at: Codes,
    least: int,
) -> None:
    """The verdicts of some students' wrong numbers, as of somebody who works with fewer digits."""
    rough = replace(paper, rounding=paper.shorter)
    if least == HALF:
        halves = {
            name: Written(own.value, np.where(paper.enough(name) == HALF, coarse.unit, own.unit))
            for (name, own), coarse in zip(paper.fine.items(), paper.coarse.values(), strict=True)
        }
        rough = replace(paper, fine=halves, rounding=paper.roughly)
    own = follow(equations, numbers, rough.fine, rough.rounding, rough.most)
    for name, truth in truth_of(key, rough).items():
        line = own.line.get(name) or key_line(key, name)
        right, follows = (stands_for(rough, name, one)[0] for one in (truth, line))
        codes = done.codes[name][at]
        if least == HALF:
            exact = done.truth[name].part(at)
            exactly = whole(exact, paper.rounding.unit(np.abs(exact.value)), paper.rounding)
            rough_only = (right | follows) & (paper.enough(name) >= HALF) & ~exactly
            found = np.where(rough_only, COARSE, codes)
        else:
            found = np.select([right, follows], [np.array(RIGHT), np.array(FOLLOWS)], codes)
            found = np.where(paper.enough(name) < ENOUGH, found, codes)
        done.codes[name] = np.array(done.codes[name])
        done.codes[name][at] = np.where(codes == WRONG, found, codes)


def key_line(key: Key, name: str) -> Ranged:
    """A given number that was written down: right only as it is."""
    return given(key.values[name])
