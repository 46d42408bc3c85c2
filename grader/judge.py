"""Each written number against what follows from those before it, and against the key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from tracer.equation import Equation
from tracer.rules.rule import Array

from .follow import (
    Followed,
    Written,
    accepted,
    affected,
    agrees,
    beside,
    follow,
    furthest,
    honest,
    sized,
    within,
)
from .paper import ENOUGH, FEW, HALF, Paper
from .ranged import SAME, At, Codes, Mask, Parts, Ranged, Rounding, given, on_grid, part_of, taken

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


class Fit(NamedTuple):
    """Which written numbers honest rounding of a line explains; the smallest and the largest that
    it does."""

    found: Mask
    low: Array
    high: Array

    def part(self, at: At) -> Fit:
        return Fit(*(part_of(one, at) for one in self))


class Runs(NamedTuple):
    """The key's equations on the student's own numbers, and the key's own ranges, `truth`; how far
    either explains what was written."""

    own: Followed
    own_fits: dict[str, Fit]
    truth: Mapping[str, Ranged]
    right: dict[str, Fit]


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """`codes`: one of the five above for each entry, (students, rows, columns); `supported`:
    whether it follows from the student's own numbers; `few`: whether it would be right or follow,
    but for its digits; `low`, `high`: what was accepted. By canonical name, in `columns`.
    `truth`: the key's own ranges; `right`: which numbers these explain."""

    codes: dict[str, Codes]
    supported: dict[str, Mask]
    few: dict[str, Mask]
    low: dict[str, Array]
    high: dict[str, Array]
    followed: Followed
    truth: Mapping[str, Ranged]
    right: Mapping[str, Fit]

    def part(self, at: At) -> Judged:
        return Judged(
            {name: codes[at] for name, codes in self.codes.items()},
            {name: mask[at] for name, mask in self.supported.items()},
            {name: mask[at] for name, mask in self.few.items()},
            {name: low[at] for name, low in self.low.items()},
            {name: high[at] for name, high in self.high.items()},
            self.followed.part(at),
            Parts(self.truth, at),
            Parts(self.right, at),
        )

    def wrong(self) -> Codes:
        """How many entries of each student are wrong, (students,)."""
        return sum(
            ((codes == WRONG).sum(axis=(-2, -1)) for codes in self.codes.values()),
            np.zeros((), dtype=int),
        )


def runs(key: Key, paper: Paper) -> Runs:
    """The student's numbers over the key's equations, and the right numbers over the same, as
    exactly as they were written: in one loop, as two students, for a loop takes nearly as long for
    one as for two."""
    count = paper.students
    twice, mine, right = np.tile(np.arange(count), 2), slice(count), slice(count, None)
    written = beside(paper.fine, honest(paper.fine, key.values, paper.rounding), count)
    typed = {name: own.part(twice) for name, own in paper.fine.items()}
    most = {name: one[twice] for name, one in paper.most.items()}
    rounding = paper.rounding.part(twice)
    done = follow(key.equations, taken(key.given, twice), written, rounding, most)
    lines = {name: done.line.get(name) or key_line(key, name, twice) for name in paper.fine}
    fits = {name: stands_for(typed[name], most.get(name), line, rounding)
            for name, line in lines.items()}  # fmt: skip
    return Runs(
        done.part(mine),
        {name: fit.part(mine) for name, fit in fits.items()},
        Parts(lines, right),
        {name: fit.part(right) for name, fit in fits.items()},
    )


def all_follows(key: Key, paper: Paper) -> Mask:
    """Whose numbers all follow from one another, (students,), and so are all right: the first look
    at a class, which leaves the others to `judge`."""
    own = follow(key.equations, key.given, paper.fine, paper.rounding, paper.most)
    found: Mask = np.ones(paper.students, dtype=bool)
    for name, written in paper.fine.items():
        line = own.line.get(name) or key_line(key, name)
        follows = stands_for(written, paper.most.get(name), line, paper.rounding).found
        found &= (follows | ~written.there).all(axis=(-2, -1))
    return found


def judge(key: Key, paper: Paper) -> Judged:
    """The verdict codes of every written number."""
    run = runs(key, paper)
    done = Judged({}, {}, {}, {}, {}, run.own, run.truth, run.right)
    for name in paper.fine:
        verdict(done, name, paper, key, run.own_fits[name])
    short_numbers(done, key, paper)
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
            line = own.line.get(name) or key_line(key, name)
            fit = stands_for(paper.fine[name], paper.most.get(name), line, paper.rounding)
            verdict(done, name, paper, key, fit)
    if trying:
        return done
    for name in reached.intersection(paper.fine):
        codes = before.codes[name]
        kept = (codes == RIGHT) | (codes == FOLLOWS) | (codes == COARSE)
        done.codes[name] = np.where(kept, codes, done.codes[name])
        done.supported[name] |= kept & before.supported[name]
    short_numbers(done, key, paper, (equations, given))
    return done


def verdict(done: Judged, name: str, paper: Paper, key: Key, fit: Fit) -> None:
    """The codes of one quantity. `fit`: of what follows from the student's own numbers."""
    fine, coarse, rounding = paper.fine[name], paper.coarse[name], paper.rounding
    right, low, high = done.right[name]
    follows, own_low, own_high = fit
    done.codes[name] = np.select([~fine.there, right, follows], CASES, WRONG)
    done.supported[name] = follows
    few = (paper.enough(name) != ENOUGH) & (done.codes[name] == WRONG)
    if few.any():
        lines = done.truth[name], done.followed.line.get(name) or key_line(key, name)
        alone = [agrees(coarse, given(one.value), rounding) for one in lines]
        few = few & (alone[0] | alone[1])
    done.few[name] = few
    meet = (own_low <= high) & (low <= own_high)
    only_key = ~np.isfinite(own_low) | ~np.isfinite(own_high) | (right & ~follows)
    done.low[name] = np.where(only_key, low, np.where(meet, np.fmin(low, own_low), own_low))
    done.high[name] = np.where(only_key, high, np.where(meet, np.fmax(high, own_high), own_high))


def stands_for(written: Written, most: Array | None, line: Ranged, rounding: Rounding) -> Fit:
    """What honest rounding of a line explains, digits that are missing read as zeros. `most`:
    significant digits typed."""
    own = sized(written, furthest(line), rounding)
    low, high = accepted(own.unit, line, rounding)
    found = within(own, low, high) & np.isfinite(line.value)
    if rounding.tolerance is not None:
        return Fit(found, low, high)
    with np.errstate(invalid="ignore"):
        off = np.abs(own.value - line.value)
        size = np.maximum(line.size, np.abs(line.value))
        near = np.where(np.isfinite(off), off, np.inf)
        size = np.where(np.isfinite(size), size, 0.0)
        found |= (near <= SAME * size) | (own.value == line.value)
        if most is not None:
            found |= (most >= SINGLE_DIGITS) & (near <= SINGLE * size)
    return Fit(found, low, high)


def short_numbers(
    done: Judged,
    key: Key,
    paper: Paper,
    changed: tuple[Sequence[Equation], Mapping[str, Array]] | None = None,
) -> None:
    """Numbers of fewer digits than are asked, by one rule whatever else stands on the paper: right,
    or following, as those of somebody who works with `min_digits` and leaves zeros away; else,
    with at least half of the digits, coarse, if they are so as they stand there. `changed`: the
    equations and the given numbers, where these are not the key's."""
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
            lines = changed and (changed[0], taken(changed[1], at))
            with_fewer(done, key.part(at), paper.part(at), lines, at, more)


def with_fewer(
    done: Judged,
    key: Key,
    paper: Paper,
    changed: tuple[Sequence[Equation], Mapping[str, Array]] | None,
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
    run, again = runs(key, rough), None
    if changed is not None:
        again = follow(*changed, rough.fine, rough.rounding, rough.most)
    for name, (right, *_) in run.right.items():
        follows = run.own_fits[name].found
        if again is not None:
            line = again.line.get(name) or key_line(key, name)
            follows = stands_for(rough.fine[name], rough.most.get(name), line, rough.rounding).found
        codes = done.codes[name][at]
        if least == HALF:
            exact = done.truth[name].part(at)
            exactly = exact.exact & on_grid(exact.value, 1.0)
            rough_only = (right | follows) & (paper.enough(name) >= HALF) & ~exactly
            found = np.where(rough_only, COARSE, codes)
        else:
            found = np.select([right, follows], [np.array(RIGHT), np.array(FOLLOWS)], codes)
            found = np.where(paper.enough(name) < ENOUGH, found, codes)
        done.codes[name] = np.array(done.codes[name])
        done.codes[name][at] = np.where(codes == WRONG, found, codes)


def key_line(key: Key, name: str, at: At = slice(None)) -> Ranged:
    """A given number that was written down: right only as it is."""
    return given(part_of(key.values[name], at))
