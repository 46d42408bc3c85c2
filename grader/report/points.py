"""The points of a report as they are shown: what stands in its lines adds up to its total."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from itertools import accumulate, groupby
from typing import NamedTuple

from tracer.parts import with_part

from ..result import Marked, StudentReport

MOST_PLACES = 3  # decimals, where they say exactly what the points are
PLACES = 2  # where no such number of decimals does
HAIR = 1e-6  # of a unit of the last decimal: what float64 leaves of sums
Counts = Sequence[int]


class Shown(NamedTuple):
    """In units of the last of `places` decimals: what each answer and each part marked by hand has
    (None: nobody marked it), and the most that it can have. `rounded`: that is not exact."""

    places: int
    rounded: bool
    answers: Sequence[tuple[int, int]]
    by_hand: Sequence[tuple[int | None, int]]

    @property
    def score(self) -> int:
        return sum(has for has, _ in self.answers) + sum(has or 0 for has, _ in self.by_hand)

    @property
    def max(self) -> int:
        return sum(most for _, most in (*self.answers, *self.by_hand))

    def text(self, units: int) -> str:
        """`0.5`, `12`: without zeros at the end."""
        number = f"{units / 10**self.places:.{self.places}f}"
        return number.rstrip("0").rstrip(".") if self.places else number

    @property
    def note(self) -> str:
        """What is to be said of the rounding."""
        if not self.rounded:
            return ""
        return f"Points are rounded to {self.places} decimals, so that they add up."


def points_of(student: StudentReport) -> Shown:
    """The points of a student's report."""
    parts = student.by_hand
    has = [*(one.points for one in student.answers), *(part.points or 0.0 for part in parts)]
    most = [*(one.max for one in student.answers), *(part.max for part in parts)]
    places, rounded = places_of({*has, *most})
    unit = 10**places
    if rounded:
        sizes = [len(some) for _, some in by_quantity(student.answers)] + [1] * len(parts)
        got, whole = in_units(has, most, unit, sizes)
    else:
        got, whole = [round(one * unit) for one in has], [round(one * unit) for one in most]
    count = len(student.answers)
    marked = (None if part.points is None else one
              for part, one in zip(parts, got[count:], strict=True))  # fmt: skip
    return Shown(
        places,
        rounded,
        list(zip(got[:count], whole[:count], strict=True)),
        list(zip(marked, whole[count:], strict=True)),
    )


def places_of(numbers: Collection[float]) -> tuple[int, bool]:
    """How many decimals are shown, and whether something is rounded with them."""
    for places in range(MOST_PLACES + 1):
        if all(abs(one * 10**places - round(one * 10**places)) < HAIR for one in numbers):
            return places, False
    return PLACES, True


def in_units(
    has: Sequence[float], most: Sequence[float], unit: int, sizes: Sequence[int]
) -> tuple[Counts, Counts]:
    """Both in whole units, none with more than there is to earn: what was lost is rounded, too.
    Only a person can give more; then there is nothing lost to be rounded. `sizes`: of the groups
    whose sums are shown, too."""
    total, whole = half_up(sum(has) * unit), half_up(sum(most) * unit)
    got = in_groups([one * unit for one in has], total, sizes)
    if any(one > other + HAIR for one, other in zip(has, most, strict=True)):
        return got, in_groups([one * unit for one in most], whole, sizes)
    lost = [(other - one) * unit for one, other in zip(has, most, strict=True)]
    gone = in_groups(lost, whole - total, sizes)
    return got, [one + other for one, other in zip(got, gone, strict=True)]


def half_up(number: float) -> int:
    return math.floor(number + 0.5 + HAIR)


def in_groups(numbers: Sequence[float], total: int, sizes: Sequence[int]) -> list[int]:
    """Whole numbers with that sum: first what the groups have, then what is in each of them."""
    ends = list(accumulate(sizes))
    groups = [numbers[end - size : end] for size, end in zip(sizes, ends, strict=True)]
    sums = adding_up([sum(some) for some in groups], total)
    return [
        one for some, all_of in zip(groups, sums, strict=True) for one in adding_up(some, all_of)
    ]


def adding_up(numbers: Sequence[float], total: int) -> list[int]:
    """Whole numbers with that sum: each rounded down, or up if it loses most by that."""
    found = [math.floor(one + HAIR) for one in numbers]
    losing = sorted(range(len(found)), key=lambda at: found[at] - numbers[at])
    for at in losing[: total - sum(found)]:
        found[at] += 1
    return found


def by_quantity(answers: Sequence[Marked]) -> list[tuple[str, list[Marked]]]:
    """The answers, quantity by quantity, and what each quantity is called."""
    groups = [list(some) for _, some in groupby(answers, lambda one: (one.part, one.quantity))]
    return [(called(some[0]), some) for some in groups]


def called(answer: Marked) -> str:
    """What the sheet calls the whole quantity."""
    return with_part(answer.part, answer.whole or answer.quantity)
