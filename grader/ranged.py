"""A number with the range that it may stand for, and how somebody rounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tracer.rules.rule import Array

if TYPE_CHECKING:
    from .tolerance import Tolerance

Mask: TypeAlias = NDArray[np.bool_]
Codes: TypeAlias = NDArray[np.int_]
At: TypeAlias = NDArray[np.int_] | Mask
"""Some of the students."""


def part_of(array: Any, at: At) -> Any:
    """An array's part of some of the students; one without their axis is the same for all."""
    return array[at] if np.ndim(array) > 2 else array


def taken(arrays: Mapping[str, Array], at: At) -> dict[str, Array]:
    return {name: part_of(array, at) for name, array in arrays.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Ranged:
    """A number and the range that it may stand for, (..., rows, columns) each. Exact: given
    numbers, which nobody rounds; `low` and `high` are then the value itself."""

    value: Array
    low: Array
    high: Array
    exact: bool = False

    def part(self, at: At) -> Ranged:
        """The part of some of the students."""
        if self.exact:
            return given(part_of(self.value, at))
        return Ranged(part_of(self.value, at), part_of(self.low, at), part_of(self.high, at))

    @property
    def middle(self) -> Array:
        return self.value if self.exact else (self.low + self.high) / 2

    @property
    def radius(self) -> Array:
        return np.zeros_like(self.value) if self.exact else (self.high - self.low) / 2


def given(value: Array) -> Ranged:
    return Ranged(value, value, value, exact=True)


@dataclass(frozen=True, slots=True, eq=False)
class Rounding:
    """How somebody rounds: to significant `digits`, a number or one a student, (..., 1, 1), or
    to `decimals`; `truncation`: or cuts the rest off. `tolerance`: a fixed one, whatever is said
    of rounding."""

    digits: Any = 4
    decimals: int | None = None
    truncation: Any = True
    tolerance: Tolerance | None = None

    def unit(self, size: Array) -> Array:
        """One unit of the last digit of numbers of that size; 0 for 0."""
        if self.decimals is not None:
            return np.full_like(size, 10.0**-self.decimals)
        return last_digit(size, self.digits)

    def at_least(self, digits: Any) -> Rounding:
        """The same with more digits where these are more."""
        return replace(self, digits=np.maximum(self.digits, digits))

    def part(self, at: At) -> Rounding:
        """The part of some of the students."""
        digits, truncation = part_of(self.digits, at), part_of(self.truncation, at)
        return replace(self, digits=digits, truncation=truncation)

    def rounded(self, low: Array, high: Array) -> tuple[Array, Array]:
        """Where numbers from that range may come to lie when they are rounded."""
        unit = self.unit(np.maximum(np.abs(low), np.abs(high)))
        return low - unit * self.share(high > 0), high + unit * self.share(low < 0)

    def behind(self, written: Array, unit: Array) -> tuple[Array, Array]:
        """What a written number whose last digit is worth `unit` may stand for."""
        return written - unit * self.share(written <= 0), written + unit * self.share(written >= 0)

    def share(self, whole: Mask) -> Array:
        """Half a unit; a whole one on the side on which a truncated number lies."""
        return np.where(whole & self.truncation, 1.0, 0.5)


POWERS = 10.0 ** np.arange(-350, 309)  # a look into a table is faster than a power


def last_digit(size: Array, digits: Any) -> Array:
    """The worth of the last one of that many significant digits; 0 for 0."""
    with np.errstate(all="ignore"):
        power = np.floor(np.log10(np.abs(size))) + (351 - np.asarray(digits))
    known = np.isfinite(power)
    unit = POWERS.take(np.where(known, power, 0.0).astype(np.int64), mode="clip")
    return np.where(known, unit, 0.0)


def lowest_highest(results: Sequence[Array]) -> tuple[Array, Array]:
    low, high = results[0], results[0]
    for result in results[1:]:
        low, high = np.fmin(low, result), np.fmax(high, result)
    return np.asarray(low), np.asarray(high)
