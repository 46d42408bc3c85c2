"""The mistakes of the table whose numbers fit what stands in a wrong line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from tracer.equation import Equation
from tracer.mistakes import Mistake, on_top_of, swaps_of
from tracer.rules.rule import Array
from tracer.trace import Trace

from .asked import Exercise
from .fitting import Candidate, fitting, with_tries
from .follow import follow
from .judge import WRONG, Judged
from .key import Key
from .ranged import At, Codes, Mask, students_first, taken
from .replay import Replay
from .typed_numbers import TypedNumbers

CHANCE = 0.007  # that a number worked in no way at all fits one of the mistakes that are tried
ALIKE = 9  # mistakes as likely as any of them: of each, all its ways together
MOST_DIGITS = 6  # typed ones that unwritten lines are believed to have been carried with
UNCHANGED = np.uint64(0)  # what tells the numbers of a line that a mistake does not change
SPREAD = np.uint64(0x9E3779B97F4A7C15)  # so that entries that change places make another number


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
    maker = case.key.lines.get(case.line)
    several = case.wrong.sum(axis=(-2, -1)) > 1
    if maker is None or maker.layer is None or not several.any():
        return []
    replay, found, tried = case.replay, list[Candidate](), 0
    for first, second, both in pairs_in(case.sheet.trace, maker):
        tried += 1
        for one in fitting(replay, case.wrong, first.name, {case.line: both}, {}, first):
            says = f"{first.says} With that put right, it still fits {second.name}: {second.says}"
            found.append(one._replace(fits=one.fits & several, says=says))
    return with_tries(found, tried)


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
