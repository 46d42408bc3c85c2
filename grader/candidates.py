"""The mistakes of the table whose numbers fit what stands in a wrong line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from tracer.equation import Equation
from tracer.mistakes import Mistake, swaps_of
from tracer.rules.rule import Array
from tracer.trace import Trace

from .asked import Exercise
from .follow import agrees, furthest, sized
from .judge import WRONG, Judged, Key
from .paper import Paper
from .ranged import At, Mask, part_of, taken
from .replay import Replay

CANCELLED = 1e-12  # what float64 leaves of a sum that is 0
NEAR = 0.05  # relative: how near the wrong calculation must come before its range is worked out
WIDEST = 0.25  # relative: a range that is wider fits nearly anything
SMALL = 0.005  # of the right number: as good as 0, where the terms of a sum cancel


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A mistake whose numbers fit somebody's. `fits`, `partly`, `far`: for each student, whether
    they do; whether only the wrong entries do; and how far off the typed number is, in units of
    its last digit. `swaps`: one line, or the same mistake in several; `given`: the given numbers
    as they were misread."""

    name: str
    fits: Mask
    partly: Mask
    far: Array
    generic: bool = False
    slip: bool = False
    removes: bool = False
    says: str = ""
    swaps: Mapping[str, Equation] = field(default_factory=dict)
    given: Mapping[str, Array] = field(default_factory=dict)


@lru_cache(maxsize=4096)
def swaps_in(trace: Trace, equation: Equation) -> tuple[tuple[Mistake, Equation], ...]:
    """All mistakes that can be made in a line; the same for every student."""
    return tuple(swaps_of(trace, equation))


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """Some students whose first wrong line is the same. `swapped`, `given`: the lines and given
    numbers with the mistakes that were found before."""

    sheet: Exercise
    key: Key
    own: Paper
    judged: Judged
    line: str
    swapped: Mapping[str, Equation]
    given: Mapping[str, Array]

    @property
    def wrong(self) -> Mask:
        return np.asarray(self.judged.codes[self.line] == WRONG)

    def equations(self, swaps: Mapping[str, Equation]) -> list[Equation]:
        """The lines with one more mistake in them."""
        swapped = {**self.swapped, **swaps}
        return [swapped.get(line.target, line) for line in self.key.equations]

    def replay(self) -> Replay:
        return Replay(self.equations({}), self.own, self.judged.followed, self.line)

    def part(self, at: At) -> Case:
        """The part of some of the students."""
        return Case(
            self.sheet,
            self.key.part(at),
            self.own.part(at),
            self.judged.part(at),
            self.line,
            self.swapped,
            taken(self.given, at),
        )


def of_table(case: Case) -> Iterator[Candidate]:
    """The mistakes of the table that give the line's numbers: made once, or in every unwritten
    line before it in which they can be made in the same way."""
    replay, wrong = case.replay(), case.wrong
    makers = {equation.target: equation for equation in replay.equations}
    several: dict[tuple[Mistake, int], dict[str, Equation]] = {}
    for origin in replay.hidden_before():
        if origin not in makers or origin in case.swapped:
            continue
        counted: dict[Mistake, int] = {}
        for mistake, swap in swaps_in(case.sheet.trace, makers[origin]):
            if mistake.generic and origin != replay.line:
                continue
            yield from fitting(replay, wrong, mistake.name, {origin: swap}, {}, mistake)
            counted[mistake] = counted.get(mistake, 0) + 1
            several.setdefault((mistake, counted[mistake]), {})[origin] = swap
    for (mistake, _), swaps in several.items():
        if len(swaps) > 1 and not mistake.generic:
            yield from fitting(replay, wrong, mistake.name, swaps, {}, mistake)


def fitting(
    replay: Replay,
    wrong: Mask,
    name: str,
    swaps: Mapping[str, Equation],
    given: Mapping[str, Array],
    mistake: Mistake | None = None,
) -> Iterator[Candidate]:
    """The candidate, if a line's wrong entries are what it gives: first by the number alone,
    then, for those students where that comes near, by its range. Where terms cancel, a range fits
    nearly anything: at least half of the wrong entries must say something."""
    written = replay.paper.fine[replay.line]
    value = replay.value(swaps, given)
    with np.errstate(invalid="ignore"):
        size = np.maximum(np.abs(written.value), np.abs(value))
        small = SMALL * np.abs(right_of(replay))
        off = np.abs(written.value - value)
        near = off <= np.maximum(NEAR * size, small) + 2 * written.unit
    at = np.flatnonzero(half(near, wrong))
    if not at.size:
        return
    line = replay.range(swaps, given, at)
    own, size, wrong_at = written.part(at), size[at], wrong[at]
    rounding = replay.paper.rounding.part(at)
    agreeing = agrees(sized(own, furthest(line), rounding), line, rounding)
    agreeing |= (own.value == 0) & (np.abs(part_of(value, at)) < CANCELLED)
    with np.errstate(invalid="ignore"):
        narrow = line.high - line.low <= np.maximum(WIDEST * size, part_of(small, at)) + own.unit
    fits = (agreeing | ~wrong_at).all(axis=(-2, -1)) & half(narrow, wrong_at)
    partly = (~agreeing & own.there).any(axis=(-2, -1))
    fits &= ~partly | (mistake is None or not mistake.whole)
    if not fits.any():
        return
    unit = np.where(own.unit > 0, own.unit, np.maximum(1e-12 * size, 1e-300))
    yield Candidate(
        name,
        spread(fits, at, wrong, False),
        spread(partly, at, wrong, False),
        spread(np.where(wrong_at, off[at] / unit, 0.0).max(axis=(-2, -1)), at, wrong, 0.0),
        generic=mistake is not None and mistake.generic,
        slip=mistake is not None and not mistake.understanding,
        removes=mistake is not None and mistake.removes,
        says=mistake.says if mistake else "",
        swaps=swaps,
        given=given,
    )


def right_of(replay: Replay) -> Array:
    """The right number of the line."""
    line = replay.followed.line.get(replay.line)
    return (line or replay.followed.state[replay.line]).value


def half(good: Mask, wrong: Mask) -> Mask:
    """Whether at least half of each student's wrong entries are good, (students,)."""
    counted = (good & wrong).sum(axis=(-2, -1))
    return np.asarray(2 * counted >= wrong.sum(axis=(-2, -1)))


def spread(part: Any, at: At, whole: Mask, otherwise: Any) -> Any:
    """Some students' values among those of all of a case."""
    full = np.full(len(whole), otherwise)
    full[at] = part
    return full
