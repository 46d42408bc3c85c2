"""The wrong answers of a choice: numbers of mistakes, and which of them are offered.

What is offered are mistakes of people, most frequent first, that can be made in the asked line;
slips of the pen, and mistakes in a line before it that nobody writes down, only where those are
too few. Who does not calculate learns nothing from the options: the place of the right one is
drawn, by letter and by size, and where one is a multiple of another (a forgotten 1/N, a factor 2,
a sign), it need not be of the right one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tracer.errors import InputError
from tracer.evaluate import evaluate
from tracer.mistakes import MISTAKES, swaps_of
from tracer.symbols import entry_name
from tracer.trace import Trace

from .formula_names import Symbol
from .option import LETTERS, Option
from .ranged import last_digit

if TYPE_CHECKING:
    from .asked import Exercise

APART = 0.02  # relative: nearer numbers could be the same one, rounded on the way
UNITS = 3.0  # the same, in units of the last digit shown
FACTORS = (1.0, 2.0, 10.0, 100.0)  # a number that is so many times another, or that part of it …
ALIKE = 0.015  # … to this accuracy, is seen to be a multiple: 0.33 and 0.3333 are
SLIPS = ("sign", "line-above-copied", "neighbour-copied", "factor-2")  # others are far-fetched
WITH_PAIR = 4  # options, at the least, where one may be a multiple of another
OWN, SLIP, BEFORE, FAR = range(4)  # where a wrong number comes from; the first are offered first
SIZES = 25.0  # times as large or as small as the right number: seen to be wrong without working
EXAMPLE = 'options = [{value = 0.8}, {value = 0.2, mistake = "derivative-at-a"}]'


class Wrong(NamedTuple):
    """A wrong number that may be offered: where it comes from, and how often it is seen."""

    origin: int
    often: int
    mistake: str
    says: str
    value: float


@lru_cache(maxsize=1024)
def drawn_options(sheet: Exercise, asked: Symbol, count: int) -> tuple[Option, ...]:
    """The right number and those of mistakes, each told from all others, in seeded order."""
    generator = np.random.default_rng(seed(sheet, asked))
    right = right_number(sheet, asked)
    found = list(wrong_numbers(sheet, asked))
    mixed = [found[at] for at in generator.permutation(len(found))]
    mixed.sort(key=lambda one: (one.origin, -one.often))
    turn, rank = int(generator.integers(4)), int(generator.integers(count))
    chosen = chosen_at(sheet, right, count, turn, rank, mixed)
    decimals = decimals_of(sheet, [right, *(one.value for one in chosen)])
    made = [option(right, decimals, None, "")]
    made += [option(one.value, decimals, one.mistake, one.says) for one in chosen]
    if len(made) < 2:
        raise fault(f"ask: {entry_name(asked.name, asked.place)}",
                    "no mistake gives another number here", "options of your own")  # fmt: skip
    return lettered([made[at] for at in generator.permutation(len(made))], asked.name)


def chosen_at(
    sheet: Exercise, right: float, count: int, turn: int, rank: int, offered: Sequence[Wrong]
) -> list[Wrong]:
    """Wrong numbers that leave the right one its rank; else the rank opposite: most mistakes lie
    on both sides, and the right number would be in the middle too often."""
    found = []
    for wanted in (rank, count - 1 - rank):
        chosen = Choosing(sheet, right, count, turn, wanted).of(offered)
        if sum(one.value < right for one in chosen) == wanted and len(chosen) == count - 1:
            return chosen
        found.append(chosen)
    return found[0]


class Choosing:
    """One draw of wrong numbers. `turn`: 0 and 1: the right number has a multiple among the
    others, and is the smaller or the larger of the two; 2 and 3: a wrong one has. `rank`: how
    many of the others are to be smaller than the right one."""

    def __init__(self, sheet: Exercise, right: float, count: int, turn: int, rank: int) -> None:
        self.sheet, self.right, self.count, self.turn = sheet, right, count, turn
        self.rank = rank
        self.factors = (*FACTORS, float(samples(sheet)))
        self.start()

    def start(self) -> None:
        """With the right number alone."""
        self.room = [self.rank, self.count - 1 - self.rank]  # below and above it
        self.numbers = [self.right]
        self.chosen: list[Wrong] = []

    def of(self, offered: Sequence[Wrong]) -> list[Wrong]:
        single = [one for one in offered if not self.multiple(one.value, self.right)]
        multiples = [one for one in offered if one not in single and one.origin == OWN]
        here = [one for one in single if one.origin in (OWN, SLIP)]
        if self.count >= WITH_PAIR and multiples:
            self.beside_wrong(here, multiples)
            beside = [one for one in multiples if self.beside(one.value)]
            if self.chosen and beside:  # both can be done
                self.start()
                self.beside_right(beside)
        self.take(one for one in here if self.fits(one.value))
        self.take(here)  # wherever they lie
        if not self.paired:
            self.take((one for one in offered if one.origin == SLIP), multiples=True, most=1)
        self.take(single)
        self.take(offered, multiples=True)
        return self.chosen

    def beside(self, value: float) -> bool:
        """Whether a multiple is to stand beside the right number: several times as much (or its
        negative) at turn 0, a part of it at turn 1."""
        less = abs(value) < abs(self.right) * (1 - ALIKE)
        return self.turn == 1 if less else self.turn == 0

    def beside_right(self, multiples: Sequence[Wrong]) -> None:
        """One multiple of the right number."""
        here = [one for one in multiples if self.fits(one.value)]
        self.take(here or multiples, multiples=True, most=1)

    def beside_wrong(self, single: Sequence[Wrong], multiples: Sequence[Wrong]) -> None:
        """A wrong number and its multiple: two mistakes in one line."""
        for one in single:
            for other in multiples:
                factor = other.value / self.right if self.right else 0.0
                says = f"{one.says} And: {other.says}"
                twin = other._replace(value=factor * one.value, says=says)
                if self.will_do(one) and not self.multiple(twin.value, self.right):
                    self.add(one)
                    fits = alike_in_size(twin.value, self.right) and self.fits(twin.value)
                    if fits and self.will_do(twin, multiples=True):
                        self.add(twin)
                        return
                    self.drop()

    @property
    def paired(self) -> bool:
        """Whether one number is a multiple of another already."""
        return any(self.multiple(*pair) for pair in combinations(self.numbers, 2))

    def take(self, some: Iterable[Wrong], *, multiples: bool = False, most: int = 10) -> None:
        """As many as are wanted, of those that can be told from what was taken."""
        for one in some:
            if most and self.will_do(one, multiples=multiples):
                self.add(one)
                most -= 1

    def will_do(self, one: Wrong, *, multiples: bool = False) -> bool:
        if len(self.numbers) >= self.count or one.mistake in {each.mistake for each in self.chosen}:
            return False
        if not multiples and any(self.multiple(one.value, each) for each in self.numbers):
            return False
        return apart(self.sheet, self.numbers, one.value)

    def fits(self, value: float) -> bool:
        """Whether there is room on its side of the right number."""
        return self.room[value > self.right] > 0

    def add(self, one: Wrong) -> None:
        self.numbers.append(one.value)
        self.room[one.value > self.right] -= 1
        self.chosen.append(one)

    def drop(self) -> None:
        self.room[self.numbers.pop() > self.right] += 1
        self.chosen.pop()

    def multiple(self, one: float, other: float) -> bool:
        """Whether one number is seen to be a multiple of another."""
        small, large = sorted((abs(one), abs(other)))
        return small > 0 and any(abs(large / small / by - 1) < ALIKE for by in self.factors)


def samples(sheet: Exercise) -> int:
    return max(int(getattr(sheet.source, "N", 1)), 1)


def seed(sheet: Exercise, asked: Symbol) -> int:
    """A number made of the exercise, the entry and every number that is given."""
    parts = hashlib.sha256(f"{sheet.id or sheet.title}|{asked}".encode())
    for name, array in sorted(sheet.trace.given.items()):
        parts.update(name.encode() + np.ascontiguousarray(array, dtype=float).tobytes())
    return int.from_bytes(parts.digest()[:8], "big")


def traced(sheet: Exercise, name: str) -> Trace:
    return sheet.trace.with_number(name)


def right_number(sheet: Exercise, asked: Symbol) -> float:
    return float(asked.at(traced(sheet, asked.name).seen)) + 0.0


def wrong_numbers(sheet: Exercise, asked: Symbol) -> Iterator[Wrong]:
    """What mistakes of people make of an entry: those in its line, those in a line before it that
    is not asked for, slips of the pen. What the course accepts is not wrong."""
    known = traced(sheet, asked.name)
    right = right_number(sheet, asked)
    for line in unasked_before(sheet, asked.name):
        equation = known.by_name[line].equation
        for mistake, swap in swaps_of(known, equation):
            own = line == asked.name
            if mistake.name in sheet.accept or mistake.whom == "code" or mistake.named_only:
                continue
            if mistake.generic and not own:
                continue
            lines = [swap if one is equation else one for one in known.equations]
            with np.errstate(all="ignore"):
                value = float(asked.at(evaluate(lines, known.given)))
            origin = OWN if own else BEFORE
            if mistake.generic:
                origin = SLIP if mistake.name in SLIPS else FAR
            if not alike_in_size(value, right):
                origin = FAR
            if np.isfinite(value):
                yield Wrong(origin, mistake.often, mistake.name, mistake.says, value)
    every, says = known.state[asked.name], MISTAKES["neighbour-copied"]
    for at in np.ndindex(every.shape[-2:]) if "neighbour-copied" not in sheet.accept else ():
        value = asked.sign * float(every[at])
        origin = SLIP if alike_in_size(value, right) else FAR
        yield Wrong(origin, 1, "neighbour-copied", says, value)


def alike_in_size(value: float, right: float) -> bool:
    """Whether a wrong number is of the right one's size; what is 0, or a hundred times as much, is
    seen to be wrong."""
    return right == 0 or 1 / SIZES <= abs(value / right) <= SIZES


def unasked_before(sheet: Exercise, name: str) -> list[str]:
    """The line and those that it is made of, as far as the next one that is asked for."""
    known = traced(sheet, name)
    asked = {ask.name for ask in sheet.asks or ()}
    found, ahead = dict.fromkeys([name]), [name]
    while ahead:
        for source in known.by_name[ahead.pop()].inputs:
            if source in known.by_name and source not in found and source not in asked:
                found[source] = None
                ahead.append(source)
    return list(found)


def apart(sheet: Exercise, made: Sequence[float], value: float) -> bool:
    """Whether a number can be told from all those that are offered already."""
    for one in made:
        size = max(abs(value), abs(one))
        unit = 10.0**-sheet.decimals if sheet.decimals is not None else 0.0
        unit = max(unit, float(last_digit(np.asarray(size), sheet.digits)))
        if abs(value - one) <= max(UNITS * unit, APART * size):
            return False
    return True


def option(value: float, decimals: int, mistake: str | None, says: str) -> Option:
    value += 0.0
    return Option("", value, f"{value:.{decimals}f}", mistake, mistake is None, says)


REMAINDER = 1e-12  # of the largest: what float64 leaves of a sum that is 0


def decimals_of(sheet: Exercise, values: Sequence[float]) -> int:
    """To how many decimals all of them are printed: so many that the smallest shows the digits
    that are asked for. Fewer of one would tell it from the others."""
    if sheet.decimals is not None:
        return sheet.decimals
    largest = max(map(abs, values), default=1.0)
    told = (abs(one) for one in values if abs(one) > REMAINDER * largest)
    smallest = min(told, default=1.0)
    return max(sheet.digits - 1 - int(np.floor(np.log10(smallest))), 0)


def lettered(made: list[Option], name: str) -> tuple[Option, ...]:
    right = sum(one.right for one in made)
    if right != 1:
        raise fault(f"ask: {name}: options", f"{right} of them are right", "exactly one right one")
    return tuple(one._replace(letter=letter) for one, letter in zip(made, LETTERS, strict=False))


def fault(where: str, wrong: str, expected: str) -> InputError:
    return InputError(where, wrong, expected=expected, example=EXAMPLE)
