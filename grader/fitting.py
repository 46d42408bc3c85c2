"""Whether a changed calculation gives what stands in a wrong line, and how likely by chance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from tracer.equation import Equation
from tracer.mistakes import Mistake
from tracer.rules.rule import Array

from .judge import Judged
from .ranged import At, Codes, Mask, Ranged, Rounding, part_of
from .replay import Replay
from .written import agrees, furthest, sized

CANCELLED = 1e-12  # what float64 leaves of a sum that is 0
NEAR = 0.05  # relative: how near the wrong calculation must come before its range is worked out
MOST_UNITS = 2000  # of the last digit: the same, where that is less
DENSITY = 0.2  # of numbers at random about the right one, by relative width
ZERO = 0.0005  # the chance that a bare 0 fits a calculation that gives 0
LEAST = 1e-6  # of one number: no digits tell more


class Tried(NamedTuple):
    """What is seen of some students, `at`, where a candidate is laid into the loop."""

    at: Codes
    judged: Judged

    def part(self, at: Codes) -> Judged:
        """Of some of them."""
        return self.judged.part(np.searchsorted(self.at, at))


class Candidate(NamedTuple):
    """A mistake whose numbers fit somebody's. `fits`, `far`: for each student, whether they do,
    and how far off the typed number is, in units of its last digit; `chance`: how likely a number
    that is worked in no way at all would fit. `entries`: of a slip of the pen, the wrong entries
    that it fits. `swaps`: one line, or the same mistake in several; `given`: the given numbers as
    they were misread. `line`: whether it is made in the wrong line itself; `scope`: in how many
    rules it can be made; `tried`: what was seen, once it was."""

    name: str
    fits: Mask
    far: Array
    chance: Array
    entries: Mask | None = None
    slip: bool = False
    removes: bool = False
    scope: int = 0
    line: bool = True
    says: str = ""
    swaps: Mapping[str, Equation] = {}
    given: Mapping[str, Array] = {}
    tried: Tried | None = None


class Compared(NamedTuple):
    """A changed calculation beside what was written, for the students `at`: where both agree; how
    far off the number is, in units of its last digit; and how likely a number at random comes as
    near."""

    at: Codes
    agreeing: Mask
    far: Array
    luck: Array


def compared(
    replay: Replay,
    wrong: Mask,
    swaps: Mapping[str, Equation],
    given: Mapping[str, Array],
    value: Array,
    share: float = 0.5,
) -> Compared | None:
    """First by the `value` alone that the line would have, then, for those students where that
    comes near in a share of the wrong entries, by its range; None where it does for nobody."""
    written = replay.numbers.fine[replay.line]
    with np.errstate(invalid="ignore"):
        size = np.maximum(np.abs(written.value), np.abs(value))
        off = np.abs(written.value - value)
        near = np.isfinite(off) & (
            off <= furthest_off(replay.numbers.rounding, size) + 2 * written.unit
        )
        near |= written.value == value  # infinite numbers, too
    count, of = ((near & wrong).sum(axis=(-2, -1)), wrong.sum(axis=(-2, -1)))
    at = np.flatnonzero((count > 0) & (count >= share * of))
    if not at.size:
        return None
    line = replay.range(swaps, given, at)
    own, size, off, value = written.part(at), size[at], off[at], part_of(value, at)
    rounding = replay.numbers.rounding.part(at)
    agreeing = agrees(sized(own, furthest(line), rounding), line, rounding)
    agreeing |= (own.value == 0) & (np.abs(value) < CANCELLED)
    unit = np.where(own.unit > 0, own.unit, np.maximum(1e-12 * size, 1e-300))
    with np.errstate(all="ignore"):
        last = told_to(rounding, line, replay.digits, size)
        # the further off, the fewer are the people whose rounding that is
        width = last + 2 * off + np.where(last > 0, off**2 / last, 0.0)
        right = replay.followed.line[replay.line].part(at).value
        return Compared(at, agreeing, off / unit, luck(width, size, value / right))


def furthest_off(rounding: Rounding, size: Array) -> Array:
    """How far off a number may be that is worth a closer look: a share of it; of a program's ten
    digits far less."""
    share = NEAR * size
    if rounding.decimals is not None or rounding.tolerance is not None:
        return share
    return np.minimum(share, MOST_UNITS * rounding.unit(size))


def told_to(rounding: Rounding, line: Ranged, digits: int, size: Array) -> Array:
    """What the last digit is worth that a number tells: that of the digits with which a student
    works; of all that are asked where nothing is rounded on the way: 12 is then 12.00."""
    asked = rounding._replace(digits=np.maximum(rounding.digits, digits))
    return np.where(line.exact, asked.unit(size), rounding.unit(size))


def luck(width: Array, size: Array, times: Any = 1.0) -> Array:
    """How likely a number at random lies in an interval of this width about a number of this size,
    which is so many times the right one: the further from 1, the less likely."""
    with np.errstate(all="ignore"):
        far = np.log(np.abs(times)) ** 2
        density = DENSITY / (1 + np.where(np.isfinite(far), far, 0.0))
        found = np.where(size > 0, density * width / size, ZERO)
        return np.clip(np.where(np.isnan(found), 1.0, found), LEAST, 1.0)


def fitting(
    replay: Replay,
    wrong: Mask,
    name: str,
    swaps: Mapping[str, Equation],
    given: Mapping[str, Array],
    mistake: Mistake | None = None,
    value: Array | None = None,
) -> Iterator[Candidate]:
    """The candidate, if all that was written in a line is what it gives, right entries too."""
    value = replay.value(swaps, given) if value is None else value
    found = compared(replay, wrong, swaps, given, value)
    if found is None:
        return
    own, wrong_at = replay.numbers.fine[replay.line].part(found.at), wrong[found.at]
    fits = (found.agreeing | ~own.there).all(axis=(-2, -1))
    if not fits.any():
        return
    chance = np.where(wrong_at, found.luck, 1.0).prod(axis=(-2, -1))
    yield Candidate(
        name,
        spread(fits, found.at, wrong, False),
        spread(np.where(wrong_at, found.far, 0.0).max(axis=(-2, -1)), found.at, wrong, 0.0),
        spread(chance, found.at, wrong, 1.0),
        slip=mistake is not None and not mistake.understanding,
        removes=mistake is not None and mistake.removes,
        scope=scope(mistake) if mistake else 0,
        line=replay.line in swaps,
        says=mistake.says if mistake else "",
        swaps=swaps,
        given=given,
    )


def with_tries(found: list[Candidate], tried: int) -> list[Candidate]:
    """The candidates, each with the chance that one of so many fits."""
    return [one._replace(chance=one.chance * tried) for one in found]


def scope(mistake: Mistake) -> int:
    """In how many rules it can be made; what is made of any formula comes after all others."""
    anywhere = 100 * mistake.of_tree + 50 * ("*" in mistake.at)
    return len(mistake.at) + anywhere


def spread(part: Any, at: At, whole: Mask, otherwise: Any) -> Any:
    """Some students' values among those of all of a case."""
    full = np.full(len(whole), otherwise)
    full[at] = part
    return full
