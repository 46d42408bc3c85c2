"""Products, powers and functions inside a line: how what was rounded before leaves them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import numpy as np

from tracer.rules.rule import Array

from .ranged import Rounding, on_grid
from .worked_number import Worked, last_rounding

NOISE = 1e-6  # relative: a change that shows a slope


def times(factors: Sequence[Worked], rounding: Rounding) -> Worked:
    """The product of factors; with more than two of them the partial products are steps, from
    either end. A factor of 1 makes none."""
    whole = reduce(multiplied, factors)
    if len(factors) < 3 or not rounding.steps:
        return whole
    changing = [np.abs(one.value) != 1 for one in factors]
    count = np.maximum(sum(one.astype(int) for one in changing) - 2, 0)
    relative: Any = 0.0
    for order in (1, -1):
        made, before = factors[::order][0], changing[::order][0]
        pairs = zip(factors[::order][1:-1], changing[::order][1:-1], strict=True)
        for factor, changes in pairs:
            made = multiplied(made, factor)
            unit, rounds = last_rounding(made, rounding)
            rounds = rounds & before & changes & (made.value != 0)
            with np.errstate(all="ignore"):
                relative = np.maximum(relative, np.where(rounds, unit / np.abs(made.value), 0.0))
            before = before | changes
    step = count * relative * np.abs(whole.value)
    return whole._replace(
        exact=whole.exact & (step == 0),
        grid=np.where(step == 0, whole.grid, 0.0),
        most=whole.most + step,
        squares=whole.squares + step * relative * np.abs(whole.value),
        cut=whole.cut - np.sign(whole.value) * step,
        floor=whole.floor - step,
    )


def multiplied(one: Worked, other: Worked) -> Worked:
    value = one.value * other.value
    grid = one.grid * other.grid
    for factor, rest in ((one, other), (other, one)):
        only = np.asarray(factor.exact) & ~np.asarray(rest.exact)
        if only.any():  # ½ · 2u is u
            whole = np.abs(factor.value) * rest.grid
            decimal = on_grid(np.log10(whole), 1.0) & (whole > 0)
            grid = np.where(only & decimal, whole, grid)
    x, y = np.abs(one.value), np.abs(other.value)
    larger, more = np.maximum(one.size, x), np.maximum(other.size, y)
    return Worked(
        value,
        np.where(value == 0, np.inf, grid),
        (one.exact & other.exact) | (value == 0),
        one.most * y + other.most * x,
        one.squares * y**2 + other.squares * x**2,
        one.cut * other.value + other.cut * one.value,
        one.floor * other.value + other.floor * one.value,
        larger * y + x * more - x * y,  # first order: a product of sizes would grow without end
        (one.sharp & other.sharp) | (value == 0),
    )


def power(base: Worked, exponent: Worked) -> Worked:
    """base ** exponent. Whole powers of a number with few decimals have few themselves."""
    made = through(np.power, [base, exponent])
    n = np.asarray(exponent.value)
    whole = exponent.exact & (n == np.rint(n)) & (n >= 1)
    with np.errstate(all="ignore"):
        return made._replace(grid=np.where(whole, np.power(base.grid, n), made.grid))


def through(function: Callable[..., Any], arguments: Sequence[Worked]) -> Worked:
    """A function of numbers: the roundings of each leave by the slope there, taken over their own
    reach. A copy of an argument (max, |x|) is as exact as that one."""
    values = [one.value for one in arguments]
    value = np.asarray(function(*values))
    grid: Any = np.where(value == 0, np.inf, 0.0)
    is_exact: Any = reduce(np.logical_and, [one.exact for one in arguments])
    most, squares, cut, floor = (np.zeros(()) for _ in range(4))
    size = np.abs(value)
    for at, one in enumerate(arguments):
        copy = np.abs(value) == np.abs(one.value)
        size = size + wobble(function, values, at, one.size)
        grid = np.where(copy, one.grid, grid)
        is_exact = np.where(copy & (value != 0), one.exact, is_exact)
        if not np.any(one.most):
            continue
        half = np.maximum(one.most / 2, 1e-300)
        above, below = ([*values] for _ in range(2))
        above[at], below[at] = one.value + half, one.value - half
        slope = (np.asarray(function(*above)) - np.asarray(function(*below))) / (2 * half)
        slope = np.where(np.isfinite(slope) & (np.asarray(one.most) > 0), slope, 0.0)
        most = most + one.most * np.abs(slope)
        squares = squares + one.squares * slope**2
        cut, floor = cut + one.cut * slope, floor + one.floor * slope
    return Worked(value, grid, is_exact, most, squares, cut, floor, size, is_exact)


def wobble(function: Callable[..., Any], values: Sequence[Any], at: int, size: Any) -> Array:
    """What the terms of an argument add to the size of a function of it, by its slope."""
    change = NOISE * np.asarray(size)
    above, below = [*values], [*values]
    above[at], below[at] = values[at] + change, values[at] - change
    moved = np.abs(np.asarray(function(*above)) - np.asarray(function(*below))) / (2 * NOISE)
    return np.where(np.isfinite(moved), moved, 0.0)
