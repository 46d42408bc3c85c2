"""How much work a student's numbers are: digits times digits, as in multiplying by hand.

A product costs the digits of one factor times those of the other, a sum the digits of its terms,
a function the digits of what it is applied to; 0 costs nothing, nor does what it is multiplied by.
A count to compare the students of a class by, not a time.
"""

from __future__ import annotations

import numpy as np

from tracer.rules.rule import Array
from tracer.trace import Trace

SHOWN = 4  # digits that are carried from line to line


def effort(known: Trace) -> Array:
    """Of every student, (students,)."""
    counted = {name: digits(value) for name, value in known.state.items()}
    total = np.zeros(known.students)
    for equation in known.equations:
        inputs = [counted[name] for name in equation.inputs]
        if equation.rule.kind in ("product", "linear") and inputs:
            # the same sums of the same products, of digits in place of numbers
            total = total + np.abs(equation.rule.calculate(*inputs)).sum(axis=(-2, -1))
        else:
            total = total + sum(one.sum(axis=(-2, -1)) for one in inputs)
    return total


def digits(value: Array) -> Array:
    """The significant digits of each number, rounded to four and without the zeros behind: 1 for
    0.3 and for 20, 2 for 1.5, 0 for 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        power = np.floor(np.log10(np.abs(value)))
        mantissa = np.round(np.abs(value) * 10.0 ** (SHOWN - 1 - power))
    zeros = sum(mantissa % 10**k == 0 for k in range(1, SHOWN))
    return np.where(np.isfinite(mantissa) & (value != 0), SHOWN - zeros, 0.0)
