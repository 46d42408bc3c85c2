"""Each written number against what follows from those before it, and against the key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from tracer.equation import Equation
from tracer.rules.rule import Array

from .follow import Followed, Ways, affected, follow
from .key import Key
from .ranged import (
    SAME,
    At,
    Codes,
    Mask,
    Over,
    Parts,
    Ranged,
    Rounding,
    given,
    on_grid,
    part_of,
    taken,
)
from .typed_numbers import ENOUGH, FEW, HALF, TypedNumbers
from .written import Written, accepted, agrees, beside, furthest, honest, sized, within

NOTHING, RIGHT, FOLLOWS, COARSE, WRONG = range(5)
CASES = [np.array(code) for code in (NOTHING, RIGHT, FOLLOWS)]
SINGLE, SINGLE_DIGITS = 1e-6, 6  # relative to a line's terms: float32; 7 digits, one of them a 0


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


class Judged(NamedTuple):
    """`codes`: one of the five above for each entry, (students, rows, columns); `supported`:
    whether it follows from the student's own numbers; `few`: whether it would be right or follow,
    but for its digits; `low`, `high`: what was accepted. By canonical name, in `columns`.
    `truth`: the key's own ranges; `right`: which numbers these explain, and `own_fits`, which the
    student's own do."""

    codes: dict[str, Codes]
    supported: dict[str, Mask]
    few: dict[str, Mask]
    low: dict[str, Array]
    high: dict[str, Array]
    followed: Followed
    truth: Mapping[str, Ranged]
    right: Mapping[str, Fit]
    own_fits: Over[Fit]

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
            Parts(self.own_fits, at),
        )

    def wrong(self) -> Codes:
        """How many entries of each student are wrong, (students,)."""
        return sum(
            ((codes == WRONG).sum(axis=(-2, -1)) for codes in self.codes.values()),
            np.zeros((), dtype=int),
        )


def runs(key: Key, numbers: TypedNumbers) -> Runs:
    """The student's numbers over the key's equations, and the right numbers over the same, as
    exactly as they were written: in one loop, as two students, for a loop takes nearly as long for
    one as for two."""
    count = numbers.students
    twice, mine, right = np.tile(np.arange(count), 2), slice(count), slice(count, None)
    written = beside(numbers.fine, honest(numbers.fine, key.values, numbers.rounding), count)
    typed = {name: own.part(twice) for name, own in numbers.fine.items()}
    most = {name: one[twice] for name, one in numbers.most.items()}
    rounding = numbers.rounding.part(twice)
    done = follow(key.equations, taken(key.given, twice), written, rounding, most)
    lines = {name: done.line.get(name) or key_line(key, name, twice) for name in numbers.fine}
    fits = {name: stands_for(typed[name], most.get(name), line, rounding)
            for name, line in lines.items()}  # fmt: skip
    return Runs(
        done.part(mine),
        {name: fit.part(mine) for name, fit in fits.items()},
        Parts(lines, right),
        {name: fit.part(right) for name, fit in fits.items()},
    )


def all_right(key: Key, numbers: TypedNumbers) -> Mask:
    """Who wrote the right numbers everywhere, but for their last digit, or numbers that all follow
    from one another, and so are all right, (students,): the first look at a class, which leaves the
    others to `judge`."""
    found = all_stand_for(numbers, {name: key_line(key, name) for name in numbers.fine})
    left = np.flatnonzero(~found)
    if not left.size:
        return found
    key, numbers = key.part(left), numbers.part(left)
    own = follow(key.equations, key.given, numbers.fine, numbers.rounding, numbers.most)
    lines = {name: own.line.get(name) or key_line(key, name) for name in numbers.fine}
    found[left] = all_stand_for(numbers, lines)
    return found


def all_stand_for(numbers: TypedNumbers, lines: Mapping[str, Ranged]) -> Mask:
    """Whose written numbers are all explained by these lines, (students,)."""
    found: Mask = np.ones(numbers.students, dtype=bool)
    for name, written in numbers.fine.items():
        fits = stands_for(written, numbers.most.get(name), lines[name], numbers.rounding).found
        found &= (fits | ~written.there).all(axis=(-2, -1))
    return found


def judge(key: Key, numbers: TypedNumbers) -> Judged:
    """The verdict codes of every written number."""
    run = runs(key, numbers)
    done = Judged({}, {}, {}, {}, {}, run.own, run.truth, run.right, Over({}))
    for name in numbers.fine:
        judged_by(done, name, numbers, run.own_fits[name])
        reaches(done, name, numbers, key)
    short_numbers(done, key, numbers)
    return done


def judge_again(
    before: Judged,
    key: Key,
    numbers: TypedNumbers,
    equations: Sequence[Equation],
    given: Mapping[str, Array],
    origins: Sequence[str],
    *,
    trying: bool = False,
    tried: Judged | None = None,
    apart: Mapping[str, Ways] = {},
) -> Judged:
    """What changes in the verdicts when something was changed in the lines or the given numbers
    of `origins`: only what depends on them is worked out again. What was right or followed stays
    so; but where something is only tried, that tells how well it fits. `tried`: what was seen where
    it was; `apart`: lines in which not all calculate in the same way."""
    reached = affected(equations, origins)
    old = before.followed, origins
    own = tried.followed if tried else follow(
        equations, given, numbers.fine, numbers.rounding, numbers.most, old, apart
    )  # fmt: skip
    done = before._replace(
        codes=dict(before.codes),
        supported=dict(before.supported),
        few=dict(before.few),
        low=dict(before.low),
        high=dict(before.high),
        followed=own,
        own_fits=Over(before.own_fits),
    )
    for name in reached.intersection(numbers.fine):
        again = own.line.own.get(name)
        if tried:
            fit = tried.own_fits[name]
        elif again:
            fit = stands_for(numbers.fine[name], numbers.most.get(name), again, numbers.rounding)
        else:
            fit = before.own_fits[name]
        judged_by(done, name, numbers, fit)
        if not trying:
            reaches(done, name, numbers, key)
    if trying:
        return done
    for name in reached.intersection(numbers.fine):
        codes = before.codes[name]
        kept = (codes == RIGHT) | (codes == FOLLOWS) | (codes == COARSE)
        done.codes[name] = np.where(kept, codes, done.codes[name])
        done.supported[name] = done.supported[name] | (kept & before.supported[name])
    short_numbers(done, key, numbers, (equations, given))
    return done


def judged_by(done: Judged, name: str, numbers: TypedNumbers, fit: Fit) -> None:
    """The codes of one quantity. `fit`: of what follows from the student's own numbers."""
    done.own_fits.own[name] = fit
    done.supported[name] = fit.found
    right = done.right[name].found
    done.codes[name] = np.select([~numbers.fine[name].there, right, fit.found], CASES, WRONG)


def reaches(done: Judged, name: str, numbers: TypedNumbers, key: Key) -> None:
    """How far what is accepted of one quantity reaches; which of its numbers lack digits alone."""
    coarse, rounding = numbers.coarse[name], numbers.rounding
    right, low, high = done.right[name]
    follows, own_low, own_high = done.own_fits[name]
    few = (numbers.enough(name) != ENOUGH) & (done.codes[name] == WRONG)
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
    numbers: TypedNumbers,
    changed: tuple[Sequence[Equation], Mapping[str, Array]] | None = None,
) -> None:
    """Numbers of fewer digits than are asked, by one rule whatever else stands on the paper: right,
    or following, as those of somebody who works with `min_digits` and leaves zeros away; else,
    with at least half of the digits, coarse, if they are so as they stand there. `changed`: the
    equations and the given numbers, where these are not the key's."""
    for more in (FEW, HALF):
        short: Mask = np.zeros(numbers.students, dtype=bool)
        for name, codes in done.codes.items():
            few = (
                (codes == WRONG) & (numbers.enough(name) < ENOUGH) & (numbers.enough(name) >= more)
            )
            short |= few.any(axis=(-2, -1))
        if more == FEW:  # who works with so few digits was judged so already
            digits = numbers.rounding.digits, numbers.shorter.digits
            short &= np.any(np.not_equal(*digits), axis=(-2, -1))
        at = np.flatnonzero(short)
        if at.size:
            lines = changed and (changed[0], taken(changed[1], at))
            with_fewer(done, key.part(at), numbers.part(at), lines, at, more)


def with_fewer(
    done: Judged,
    key: Key,
    numbers: TypedNumbers,
    changed: tuple[Sequence[Equation], Mapping[str, Array]] | None,
    at: Codes,
    least: int,
) -> None:
    """The verdicts of some students' wrong numbers, as of somebody who works with fewer digits."""
    rough = numbers._replace(rounding=numbers.shorter)
    if least == HALF:
        halves = {
            name: Written(own.value, np.where(numbers.enough(name) == HALF, coarse.unit, own.unit))
            for (name, own), coarse in zip(
                numbers.fine.items(), numbers.coarse.values(), strict=True
            )
        }
        rough = numbers._replace(fine=halves, rounding=numbers.roughly)
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
            exactly = exact.exact & on_grid(exact.value, 1.0, exact.size)
            rough_only = (right | follows) & (numbers.enough(name) >= HALF) & ~exactly
            found = np.where(rough_only, COARSE, codes)
        else:
            found = np.select([right, follows], [np.array(RIGHT), np.array(FOLLOWS)], codes)
            found = np.where(numbers.enough(name) < ENOUGH, found, codes)
        done.codes[name] = np.array(done.codes[name])
        done.codes[name][at] = np.where(codes == WRONG, found, codes)


def key_line(key: Key, name: str, at: At = slice(None)) -> Ranged:
    """A given number that was written down: right only as it is."""
    return given(part_of(key.values[name], at))
