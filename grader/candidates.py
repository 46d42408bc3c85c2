"""The mistakes of the table whose numbers fit what stands in a wrong line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np

from tracer.equation import Equation
from tracer.mistakes import Mistake, on_top_of, swaps_of
from tracer.rules.rule import Array
from tracer.trace import Trace

from .asked import Exercise
from .follow import follow
from .judge import WRONG, Judged
from .key import Key
from .ranged import At, Codes, Mask, Ranged, Rounding, part_of, students_first, taken
from .replay import Replay
from .typed_numbers import TypedNumbers
from .written import agrees, furthest, sized

CANCELLED = 1e-12  # what float64 leaves of a sum that is 0
CHANCE = 0.007  # that a number worked in no way at all fits one of the mistakes that are tried
NEAR = 0.05  # relative: how near the wrong calculation must come before its range is worked out
MOST_UNITS = 2000  # of the last digit: the same, where that is less
DENSITY = 0.2  # of numbers at random about the right one, by relative width
ALIKE = 9  # mistakes as likely as any of them: of each, all its ways together
ZERO = 0.0005  # the chance that a bare 0 fits a calculation that gives 0
LEAST = 1e-6  # of one number: no digits tell more
MOST_DIGITS = 6  # typed ones that unwritten lines are believed to have been carried with
UNCHANGED = np.uint64(0)  # what tells the numbers of a line that a mistake does not change
SPREAD = np.uint64(0x9E3779B97F4A7C15)  # so that entries that change places make another number


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


Made = dict[str, list[Codes]]  # by mistake, what tells the numbers that it makes, (students,)


@lru_cache(maxsize=4096)
def swaps_in(trace: Trace, equation: Equation) -> tuple[tuple[Mistake, Equation], ...]:
    """All mistakes that can be made in a line; the same for every student."""
    return tuple(swaps_of(trace, equation))


@dataclass(frozen=True, eq=False)
class Case:
    """Some students whose first wrong line is the same. `swapped`, `given`: the lines and given
    numbers with the mistakes that were found before."""

    sheet: Exercise
    key: Key
    own: TypedNumbers
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

    @cached_property
    def replay(self) -> Replay:
        """The loop up to the line. Whoever typed more digits in it than are asked is believed to
        have carried so many."""
        rounding, numbers, followed = self.own.rounding, self.own, self.judged.followed
        lines = up_to(self.line, self.equations({}))
        typed = self.own.most[self.line].max(axis=(-2, -1), keepdims=True)
        more = np.maximum(rounding.digits, np.minimum(typed, MOST_DIGITS))
        if rounding.decimals is None and np.any(more > rounding.digits):
            numbers = numbers._replace(rounding=rounding._replace(digits=more))
            fine = numbers.fine
            whole = {name for name, own in fine.items() if own.there.all()} - {self.line}
            others = {one.target for one in lines} - whole
            followed = follow(
                lines, self.given, fine, numbers.rounding, numbers.most, (followed, others)
            )
        return Replay(lines, numbers, followed, self.line, self.sheet.digits)

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


def up_to(line: str, equations: list[Equation]) -> list[Equation]:
    """The equations as far as the one that makes a line; all, where it is a given number."""
    made = [equation.target for equation in equations]
    return equations[: made.index(line) + 1] if line in made else equations


def of_table(case: Case) -> list[Candidate]:
    """The mistakes of the table that give the line's numbers, all that were written: made once, or
    in every unwritten line before it in which they can be made in the same way. What can be made
    in a few ways only is believed sooner than what can be made at every step."""
    replay, wrong = case.replay, case.wrong
    found: list[Candidate] = []
    tried: dict[bool, Made] = {True: {}, False: {}}  # in the line itself, or anywhere
    for mistake, swaps in ways(case, replay):
        value = replay.value(swaps, {})
        number = np.where(replay.unwritten(swaps), told_by_one(value), UNCHANGED)
        for line in {replay.line in swaps, False}:
            tried[line].setdefault(mistake.name, []).append(number)
        found += fitting(replay, wrong, mistake.name, swaps, {}, mistake, value)
    count = {line: different([one for some in made.values() for one in some])
             for line, made in tried.items() if made}  # fmt: skip
    return [
        one._replace(chance=one.chance * np.minimum(count[one.line], ALIKE * different(own)))
        for one in found
        for own in (tried[one.line][one.name],)
    ]


def told_by_one(value: Array) -> Codes:
    """A number of its own for what each student's line would be, to seven digits, (students,)."""
    with np.errstate(over="ignore"):
        short = students_first(value).astype(np.float32)
    entries = short.reshape(len(short), -1).view(np.uint32).astype(np.uint64)
    places = np.arange(1, entries.shape[1] + 1, dtype=np.uint64)
    return np.asarray((entries * (places * SPREAD | np.uint64(1))).sum(axis=1) + SPREAD)


def different(numbers: list[Codes]) -> Codes:
    """How many of the numbers differ, for each student; what does not change his line is none."""
    ordered = np.sort(np.stack(np.broadcast_arrays(*numbers)), axis=0)
    steps = (ordered[1:] != ordered[:-1]).sum(axis=0)
    return np.asarray(np.maximum(steps + (ordered[0] != UNCHANGED), 1))


def of_pairs(case: Case) -> list[Candidate]:
    """Two mistakes of the table in the line itself, one on top of the other: for whom no single one
    fits, and two wrong entries at least, which no two mistakes fit by chance."""
    maker = next((one for one in case.key.equations if one.target == case.line), None)
    several = case.wrong.sum(axis=(-2, -1)) > 1
    if maker is None or maker.layer is None or not several.any():
        return []
    replay, found, tried = case.replay, list[Candidate](), 0
    for first, second, both in pairs_in(case.sheet.trace, maker):
        tried += 1
        for one in fitting(replay, case.wrong, first.name, {case.line: both}, {}, first):
            says = f"{first.says} With that put right, it still fits {second.name}: {second.says}"
            found.append(one._replace(fits=one.fits & several, says=says))
    return [one._replace(chance=one.chance * tried) for one in found]


@lru_cache(maxsize=1024)
def pairs_in(trace: Trace, equation: Equation) -> tuple[tuple[Mistake, Mistake, Equation], ...]:
    """Every two mistakes of understanding that can be made in a line, with the line as it is."""
    found = [
        (first, second, both)
        for first, swap in swaps_in(trace, equation)
        if not first.generic
        for second, both in on_top_of(trace, swap)
        if not second.generic and second.name != first.name
    ]
    return tuple(found)


def ways(case: Case, replay: Replay) -> Iterator[tuple[Mistake, Mapping[str, Equation]]]:
    makers = {equation.target: equation for equation in replay.equations}
    several: dict[tuple[Mistake, int], dict[str, Equation]] = {}
    for origin in replay.hidden_before():
        if origin not in makers or origin in case.swapped:
            continue
        counted: dict[Mistake, int] = {}
        for mistake, swap in swaps_in(case.sheet.trace, makers[origin]):
            if mistake.generic:
                continue
            yield mistake, {origin: swap}
            counted[mistake] = counted.get(mistake, 0) + 1
            several.setdefault((mistake, counted[mistake]), {})[origin] = swap
    for (mistake, _), swaps in several.items():
        if len(swaps) > 1 and not mistake.of_tree:
            yield mistake, swaps


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


def scope(mistake: Mistake) -> int:
    """In how many rules it can be made; what is made of any formula comes after all others."""
    anywhere = 100 * mistake.of_tree + 50 * ("*" in mistake.at)
    return len(mistake.at) + anywhere


def spread(part: Any, at: At, whole: Mask, otherwise: Any) -> Any:
    """Some students' values among those of all of a case."""
    full = np.full(len(whole), otherwise)
    full[at] = part
    return full
