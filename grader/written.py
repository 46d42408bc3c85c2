"""A number that was written: what its last digit is worth, and which line it can stand for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from tracer.rules.rule import Array

from .ranged import At, Mask, Ranged, Rounding, Sums, last_digit, on_grid, part_of

TWICE = 1.1  # what rounding to one digit more and then once more can do: 0.45 → 0.5 → 1


class Written(NamedTuple):
    """What was written of one quantity, in the layout `columns`, (..., rows, columns): the
    numbers, NaN where there are none, and what their last digit is worth (0: exact). `behind`: 1
    where more may stand behind a number that was cut off, -1 where it is the right number, which
    was cut off after it; of all, or of each student, (students, 1, 1)."""

    value: Array
    unit: Array
    behind: Any = 1

    @property
    def there(self) -> Mask:
        return ~np.isnan(self.value)

    def part(self, at: At) -> Written:
        return Written(self.value[at], self.unit[at], part_of(self.behind, at))


def honest(
    written: Mapping[str, Written], key: Mapping[str, Array], rounding: Rounding
) -> dict[str, Written]:
    """The same lines with the right numbers in them, as exactly as the student wrote his."""
    return {
        name: Written(
            np.where(own.there, key[name], np.nan), sized(own, key[name], rounding).unit, -1
        )
        for name, own in written.items()
        if name in key
    }


def beside(
    written: Mapping[str, Written], right: Mapping[str, Written], students: int
) -> dict[str, Written]:
    """The students' own numbers and, behind them, the right ones of each."""
    behind = np.repeat([1, -1], students)[:, None, None]
    return {
        name: Written(
            np.concatenate([written[name].value, one.value]),
            np.concatenate([written[name].unit, np.broadcast_to(one.unit, one.value.shape)]),
            behind,
        )
        for name, one in right.items()
    }


def sized(written: Written, line: Array, rounding: Rounding) -> Written:
    """What was written, with the unit of its last digit at the size of the smaller of itself and
    what should stand there: the unit of a number that is far too large says nothing of the right
    one."""
    if rounding.decimals is not None:
        return written
    with np.errstate(all="ignore"):
        smaller = np.minimum(1.0, last_digit(line, 1) / last_digit(written.value, 1))
        unit = np.where(np.isfinite(smaller) & (smaller > 0), written.unit * smaller, written.unit)
    return Written(written.value, unit, written.behind)


def furthest(line: Ranged) -> Array:
    """The size of the largest number that may stand for a line."""
    return np.maximum(np.abs(line.low), np.abs(line.high))


def whole(line: Ranged, unit: Array, rounding: Rounding) -> Mask:
    """Where nothing is rounded: an exact line that is a whole number of units, or a whole number
    that has no more digits than are kept."""
    asked = np.maximum(rounding.unit(np.abs(line.value)), 1.0)
    return line.exact & (
        on_grid(line.value, unit, line.size) | on_grid(line.value, asked, line.size)
    )


def accepted(unit: Array, line: Ranged, rounding: Rounding) -> tuple[Array, Array]:
    """The smallest and the largest number that may stand for the line, its last digit worth
    `unit`: its own rounding is one more, where it makes any: 10 is not 11."""
    if rounding.tolerance is not None:
        return rounding.tolerance.interval(line.value)
    with np.errstate(all="ignore"):
        unit = np.where(whole(line, unit, rounding) | (unit <= 0), 0.0, unit)
        half = unit / 2
        shifts = {"last_cut": -np.sign(line.value) * half, "last_floor": -half}
        last = Sums(TWICE * half, half**2 / 3, **shifts)
        sums = line.sums.plus(last)
        return Ranged(line.value, rounding.truncation, sums, line.rest, size=line.size).ends


def agrees(written: Written, line: Ranged, rounding: Rounding) -> Mask:
    """Whether a written number can stand for the line: it is within what is `accepted`."""
    return within(written, *accepted(written.unit, line, rounding))


def within(written: Written, low: Array, high: Array) -> Mask:
    return np.asarray((low <= written.value) & (written.value <= high))
