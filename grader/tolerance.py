"""Fixed tolerances, for an exercise that does not want rounding to be followed.

tolerance = {absolute = 0.001}    |typed − right| ≤ 0.001
tolerance = {relative = 0.01}     |typed − right| ≤ 0.01·|right|
tolerance = {significant = 3}     both are the same, rounded to 3 significant digits
tolerance = {decimals = 3}        both are the same, rounded to 3 decimals
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np

from tracer.errors import InputError, shown, unknown
from tracer.rules.rule import Array

from .ranged import last_digit

Kind: TypeAlias = Literal["absolute", "relative", "significant", "decimals"]
KINDS = ("absolute", "relative", "significant", "decimals")
HAIR = 1e-12  # relative: so that a number on the border itself is inside
EXAMPLE = "tolerance = {relative = 0.01}"


class Tolerance(NamedTuple):
    """`size`: how far off a number may be, or how many digits are compared."""

    kind: Kind
    size: float

    def interval(self, right: Array) -> tuple[Array, Array]:
        """The smallest and the largest number that is accepted for each right one."""
        with np.errstate(all="ignore"):
            middle, reach = right, self.size * np.ones_like(right)
            if self.kind == "relative":
                reach = self.size * np.abs(right)
            elif self.kind in ("significant", "decimals"):
                unit = self.unit(right)
                middle = np.where(unit > 0, np.round(right / unit) * unit, right)
                reach = unit / 2
            hair = HAIR * (np.abs(middle) + reach)
            return middle - reach - hair, middle + reach + hair

    def unit(self, right: Array) -> Array:
        """What the last digit that counts is worth; 0 for 0."""
        if self.kind == "decimals":
            return np.full_like(right, 10.0**-self.size)
        return last_digit(right, self.size)


def tolerance_of(given: Any, where: str) -> Tolerance:
    """The setting `tolerance` of an exercise. Raises InputError."""
    if not isinstance(given, Mapping) or len(given) != 1:
        raise InputError(
            where, f"{shown(given)} will not do", expected="one of " + ", ".join(KINDS),
            example=EXAMPLE,
        )  # fmt: skip
    ((kind, size),) = given.items()
    if kind not in KINDS:
        raise unknown(where, "tolerance", str(kind), KINDS, "tolerance = {{{} = 3}}")
    whole = kind in ("significant", "decimals")
    right = type(size) is int if whole else type(size) in (int, float)
    low = 1 if kind == "significant" else 0
    if not right or not low <= size <= 15 or not math.isfinite(size):
        expected = f"a whole number from {low} to 15" if whole else "a number from 0 to 15"
        raise InputError(f"{where}.{kind}", f"{shown(size)} will not do", expected=expected,
                         example=EXAMPLE)  # fmt: skip
    return Tolerance(kind, float(size))
