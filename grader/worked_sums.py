"""Sums inside a line: each sum so far, from either end, may be rounded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tracer.arrays import LEFT, Array

from .ranged import Rounding, on_grid
from .worked_number import Worked, filling, last_rounding, rounded


def joined(groups: Sequence[Worked]) -> Worked:
    """The terms of several parts of a sum together."""
    if len(groups) == 1:
        return groups[0]
    shapes = [one.shape for one in groups]
    shape = np.broadcast_shapes(*(one[1:] for one in shapes))
    count = sum(one[0] for one in shapes)

    def together(parts: Sequence[Any]) -> Any:
        if all(np.ndim(part) == 0 for part in parts) and len({float(part) for part in parts}) == 1:
            return parts[0]
        whole = np.empty((count, *shape), dtype=np.result_type(*parts))
        start = 0
        for part, own in zip(parts, shapes, strict=True):
            lacking = len(shape) + 1 - len(own)
            spread = np.ndim(part) and lacking
            whole[start : start + own[0]] = (
                filling(part, own).reshape(own[0], *[1] * lacking, *own[1:]) if spread else part
            )
            start += own[0]
        return whole

    return Worked(*map(together, zip(*groups, strict=True)))


def added(parts: Worked, rounding: Rounding) -> Worked:
    """The sum along the first axis. Each sum so far, from either end, is a step."""
    shape = parts.shape
    value, grids = (np.broadcast_to(one, shape) for one in (parts.value, parts.grid))

    def over(array: Any) -> Any:
        return array.sum(axis=0) if np.ndim(array) else array * len(value)

    all_exact, all_sharp = (
        np.all(one, axis=0) if np.ndim(one) else one for one in (parts.exact, parts.sharp)
    )
    total = Worked(
        value.sum(axis=0), grids.min(axis=0), all_exact, over(parts.most), over(parts.squares),
        over(parts.cut), over(parts.floor), over(parts.size), all_sharp,
    )  # fmt: skip
    if len(value) < 3 or not rounding.steps:
        return total
    most, squares, cut, floor = so_far(parts, grids, rounding)
    if len(cut) < 2:
        return total  # numbers alone: 2 + 2 + 2 is known before anything is worked
    apart = np.maximum(np.abs(cut[0] - cut[1]), np.abs(floor[0] - floor[1]))
    rounds = most.max(axis=0) > 0
    return total._replace(
        grid=np.where(rounds, 0.0, total.grid),
        exact=total.exact & ~rounds,
        sharp=total.exact & ~rounds,
        most=total.most + most.max(axis=0) + apart,
        squares=total.squares + squares.max(axis=0) + apart**2,
        cut=total.cut + (cut[0] + cut[1]) / 2,
        floor=total.floor + (floor[0] + floor[1]) / 2,
    )


def so_far(parts: Worked, grids: Array, rounding: Rounding) -> list[Array]:
    """What rounding every sum so far does, but the first, a term, and the last, the line itself; in
    the order of the terms, and backwards: (2, …). Somebody else leaves the terms as they are, and
    rounds only here."""

    def both_ways(array: Any) -> Array:
        array = filling(array, grids.shape)
        return np.stack([array, array[::-1]], axis=1)

    value = both_ways(parts.value)
    made, adds = np.cumsum(value, axis=0)[1:-1], value[1:-1] != 0
    gone = np.abs(made) <= LEFT * np.cumsum(np.abs(value), axis=0)[1:-1]
    made = np.where(gone, 0.0, made)  # 0.1 + 0.2 − 0.3: nobody has a digit there to round
    exact, sharp = (
        np.logical_and.accumulate(both_ways(one), axis=0)[1:-1]
        for one in (parts.exact, parts.sharp)
    )
    grid = np.minimum.accumulate(both_ways(grids), axis=0)[1:-1]
    unit, rounds = last_rounding(Worked(made, grid, exact), rounding)
    only_here = last_rounding(Worked(made, grid, sharp), rounding)[1]
    half = rounded(Worked(made, grid, exact), unit, rounds & adds)[0]
    _, cut, floor = rounded(Worked(made, grid, sharp), unit, only_here & adds)
    half, cut, floor = (np.where(adds, one, 0.0) for one in (half, cut, floor))
    if (sharp[1:] & (only_here & adds)[:-1]).any():
        near, *others = in_turn(made, unit, adds)
        further = np.maximum(*map(np.abs, others)) / 2
        half = np.where(exact, np.maximum(np.abs(near), further), half)
        cut, floor = (np.where(sharp, *two) for two in zip(others, (cut, floor), strict=True))
    changes = (2 * half, 4 * half**2, 2 * cut, 2 * floor)
    return [change.sum(axis=0) for change in changes]


def in_turn(made: Array, unit: Array, adds: Array) -> list[Array]:
    """What rounding each of the sums so far of known numbers does, cutting it off, and rounding it
    down: to the sum of what was so rounded before, which may lie on the other side of a digit."""
    found = []
    for turn in (np.rint, np.trunc, np.floor):
        lost, steps = np.zeros(made.shape[1:]), []
        for value, one, changes in zip(made, unit, adds, strict=True):
            number = value + lost
            units = number / np.where(one > 0, one, 1.0)
            rounds = changes & (one > 0) & ~on_grid(number, one)
            steps.append(np.where(rounds, (turn(units) - units) * one, 0.0))
            lost = lost + steps[-1]
        found.append(np.stack(steps))
    return found
