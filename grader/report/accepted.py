"""The right number as it is to be written, and what else would have been accepted, with the reason
in a few words. Who shows them asks `reveal` first: the one tells as much as the other."""

from __future__ import annotations

import math

import numpy as np

from tracer.checks import counted
from tracer.numbers import significant
from tracer.symbols import Place
from tracer.trace import Trace

from ..asked import Exercise
from ..ranged import last_digit
from ..result import Marked

HAIR = 1e-6  # of a unit: a number on the border itself is inside
NOTHING = 1e-12  # no end of a range that anybody could write
EXACT = 1e-9  # relative: a narrower range leaves room for no rounding
ROUNDED = {
    "free": "each step may be rounded",
    "every_step": "each step is rounded",
    "at_the_end": "only the answer is rounded",
}
"""By the exercise's `rounding`."""
TOLERATED = {
    "absolute": "at most {:g} off",
    "relative": "at most {:.10g} % off",
    "significant": "the same to {:g} significant digits",
    "decimals": "the same to {:g} decimals",
}
"""By the kind of its `tolerance`."""


def number(sheet: Exercise, exact: float) -> str:
    """A number as it is to be written: shorter than asked for only where that is all of it."""
    value = exact + 0.0
    if sheet.decimals is not None:
        return in_full(sheet, value)
    short = significant(value, sheet.digits)
    whole = math.isclose(float(short), value, rel_tol=1e-12)  # 0.1 + 0.2 is 0.3 on a sheet
    return short if whole else in_full(sheet, value)


def in_full(sheet: Exercise, value: float) -> str:
    """A number with all the digits that are asked for, zeros at the end among them."""
    if sheet.decimals is not None:
        return f"{value + 0.0:.{sheet.decimals}f}"
    return f"{value + 0.0:#.{sheet.digits}g}".removesuffix(".")


def right_number(
    known: Trace, name: str, entry: Place | None, sign: int, student: int = 0
) -> float:
    """The key of an entry, with the sign of what is asked for or typed. `student`: the place in
    the class, where each one has numbers of their own."""
    value = known.shown(name)
    row, column = entry or (1, 1)
    return sign * float((value[student] if value.ndim > 2 else value)[row - 1, column - 1])


def told(sheet: Exercise, answer: Marked, student: int) -> str:
    """The right number, what is accepted beside it, and why: for who may see it."""
    right = right_number(sheet.trace, answer.quantity, answer.entry, answer.sign, student)
    line = f"The right number is {number(sheet, right)}"
    if answer.accepts is None or not np.isfinite(right):
        return f"{line}."
    low, high = answer.accepts
    after = "" if low <= right <= high else " after your own numbers"
    return f"{line}; accepted{after}: {between(sheet, low, high)} ({why(sheet, low, high)})."


def between(sheet: Exercise, low: float, high: float) -> str:
    """The first and the last number of a range that can be written with the digits asked for."""
    size = max(abs(low), abs(high))
    if size < NOTHING:
        return number(sheet, 0.0)

    def unit(end: float) -> float:
        """What the last digit is worth there; of an end near 0, what it is worth at the other."""
        if sheet.decimals is not None:
            return 10.0**-sheet.decimals
        return float(last_digit(np.asarray(max(abs(end), size / 10)), sheet.digits))

    first = math.ceil(low / unit(low) - HAIR) * unit(low)
    last = math.floor(high / unit(high) + HAIR) * unit(high)
    if last - first < 0.5 * min(unit(low), unit(high)):
        return number(sheet, first if last >= first else (low + high) / 2)
    return f"{in_full(sheet, first)} to {in_full(sheet, last)}"


def why(sheet: Exercise, low: float, high: float) -> str:
    """Which of the exercise's settings gives the range: `4 digits; each step may be rounded`."""
    if sheet.tolerance is not None:
        kind, off = sheet.tolerance.kind, sheet.tolerance.size
        return TOLERATED[kind].format(100 * off if kind == "relative" else off)
    size = max(abs(low), abs(high))
    if high - low <= EXACT * size or size < NOTHING:
        return "exact: nothing is rounded on the way to it"
    asked = sheet.digits if sheet.decimals is None else sheet.decimals
    shown = counted(asked, "digit" if sheet.decimals is None else "decimal")
    cut = " or cut off" if sheet.truncation else ""
    return f"{shown}; {ROUNDED[sheet.rounding]}{cut}"
