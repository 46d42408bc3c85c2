"""A number inside a line, with what was rounded on the way to it, and one more rounding of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from tracer.rules.rule import Array

from .ranged import Mask, Rounding, decimal_grid, on_grid, students_first

FAINT = 5e-4  # of a unit: a rounding that was made before, and leaves but its shift here


class Worked(NamedTuple):
    """A number inside a line, (students, rows, columns); a sum's terms have one more axis in front.

    `most`: the units of all roundings on the way, as they move this number, added up; `squares`:
    their squares; `cut`, `floor`: the shift when all of them cut off, or round down. `grid`: every
    honest number here is a multiple of it (0: unknown, ∞: it is 0). `exact`: nothing was rounded;
    `sharp`: nothing, but perhaps this number last. `size`: the sum of the absolute terms."""

    value: Array
    grid: Any = 0.0
    exact: Any = True
    most: Any = 0.0
    squares: Any = 0.0
    cut: Any = 0.0
    floor: Any = 0.0
    size: Any = 0.0
    sharp: Any = True

    @property
    def shape(self) -> tuple[int, ...]:
        shapes = {part.shape for part in self if isinstance(part, np.ndarray)}
        return shapes.pop() if len(shapes) == 1 else np.broadcast_shapes(*shapes)

    def each(self, change: Callable[[Any], Any]) -> Worked:
        """The same numbers laid out in another way; what is one number for all stays so."""
        shape = self.shape
        return Worked(
            *(part if np.ndim(part) == 0 and at else change(filling(part, shape))
              for at, part in enumerate(self))
        )  # fmt: skip


def filling(part: Any, shape: tuple[int, ...]) -> Any:
    """A number or an array in that shape; most have it."""
    same = isinstance(part, np.ndarray) and part.shape == shape
    return part if same else np.broadcast_to(part, shape)


def exact(number: Any) -> Worked:
    if isinstance(number, int | float):
        return exact_number(float(number))
    value = np.asarray(number, dtype=float)
    value = students_first(value) if value.ndim else value
    return Worked(value, decimal_grid(value), np.True_, size=np.abs(value))


@lru_cache(maxsize=512)
def exact_number(number: float) -> Worked:
    value = np.asarray(number)
    return Worked(value, decimal_grid(value), np.True_, size=np.abs(value))


def kept(number: Worked, rounding: Rounding, *, late: bool = False) -> Worked:
    """A step as it is written down in passing: rounded, where that changes anything; `late`: or
    only here, where a number that came into it was held in memory."""
    unit, rounds = last_rounding(number, rounding)
    half, cut, floor = rounded(number, unit, rounds, rounding, late=late, before=number.most / 2)
    if late:
        cut, by_cut = instead(2 * cut, number.cut, rounds)
        floor, by_floor = instead(2 * floor, number.floor, rounds)
        half = half + np.maximum(by_cut, by_floor) / 2
    else:
        cut, floor = number.cut + 2 * cut, number.floor + 2 * floor
    return number._replace(
        grid=np.where(rounds, unit, number.grid),
        exact=number.exact & ~rounds,
        sharp=number.exact,
        most=number.most + 2 * half,
        squares=number.squares + 4 * half * half,
        cut=cut,
        floor=floor,
    )


def instead(shift: Any, before: Any, rounds: Mask) -> tuple[Any, Any]:
    """The shift of a number that is rounded only here, beside that of what was rounded before it,
    which need not go the same way: both together, and how far one of them alone goes beyond."""
    against = ~rounds & (shift * before < 0)
    larger = np.where(np.abs(shift) > np.abs(before), shift, before)
    beyond = np.where(against, np.minimum(np.abs(shift), np.abs(before)), 0.0)
    return np.where(against, larger, shift + before), beyond


def last_rounding(number: Worked, rounding: Rounding) -> tuple[Array, Mask]:
    """The unit to which a number is rounded, and where that changes anything."""
    unit = rounding.unit(np.abs(number.value))
    known = on_grid(number.value, unit, number.size)
    whole = np.where(number.exact, known, on_grid(number.grid, unit))
    whole = np.where(number.exact, whole, whole & (np.asarray(number.grid) > unit / 2))
    return unit, np.asarray((unit > 0) & ~whole.astype(bool))


def rounded(
    number: Worked,
    unit: Array,
    rounds: Mask,
    rounding: Rounding | None = None,
    *,
    late: Any = False,
    before: Any = 0.0,
) -> tuple[Array, Array, Array]:
    """What one rounding does: how far at most, to either side; the shift of whoever cuts off or
    rounds down. Of a number that is known exactly, that is known, too. `late`: where all was
    rounded as finely `before` it came here, by so much, it may have been held in memory, and be
    rounded or cut off now. `rounding`: tells the unit as far out as it may honestly be: −0.9984
    that became −1.002 is rounded down to −1.01."""
    units = np.where(
        (rounds | late) & (unit > 0), number.value / np.where(unit > 0, unit, 1.0), 0.0
    )
    known = [turn(units) - units for turn in (np.rint, np.trunc, np.floor)]
    further = np.maximum(np.abs(known[1]), np.abs(known[2]))
    furthest = np.maximum(np.abs(known[0]), further / 2)
    half = np.where(rounds, np.where(number.exact, furthest, 0.5), 0.0)
    sides = ((known[1], np.sign(number.value)), (known[2], 1.0))
    cut, floor = (
        np.where(rounds, np.where(number.exact, one, -0.5 * side), 0.0) for one, side in sides
    )
    if np.any(late):
        inexact = ~rounds & ~number.exact & late
        sharp = np.asarray(number.sharp)
        alone = np.maximum(np.abs(known[0]), np.where(sharp, 0.0, further - 0.5))
        faint = np.maximum(FAINT, alone - np.where(unit > 0, before / unit, np.inf))
        half = np.where(inexact, faint, half)
        cut = np.where(inexact, np.where(sharp, known[1], -0.5 * np.sign(number.value)), cut)
        floor = np.where(inexact, np.where(sharp, known[2], -0.5), floor)
    beyond = (number.value < 0) & ~number.exact & (rounds | late)
    if rounding is not None and np.any(beyond):
        wider = rounding.unit(np.abs(number.value) + before)
        down = rounds / 2 - wider / np.where(unit > 0, unit, 1.0)
        floor = np.where(beyond & (wider > unit), down, floor)
    return half * unit, cut * unit, floor * unit
