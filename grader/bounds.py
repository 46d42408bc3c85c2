"""How far honest rounding can move a number: a range beside each value.

A person who works with four digits writes four digits, and goes on with them or with what the
calculator still holds. So every number has a range of what it may stand for, and a rule makes
a range out of the ranges of its inputs:

    elementwise   entries depend on entries: the corners of the inputs' ranges (and points
                  between them where there is one input: a curve may turn inside)
    product       linear in each input: |x| times the radius of the other, summed
    coupled       all entries of a column together (softmax): one input entry after the other

and the sub-steps of a line that nobody writes (the products of a sum, the power inside a
sigmoid) may each have been rounded too.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product as corners_of
from typing import Any

import numpy as np

from tracer.formula.tree import names
from tracer.rules.rule import Array, Rule

from .ranged import Ranged, Rounding, lowest_highest
from .substeps import coupled_roundings, inner_roundings, rounded_terms

MOST_CORNERS = 4  # inputs of one elementwise rule of which all corners are tried
NOISE = 1e-12  # relative: float64 in another order of summation


def through(rule: Rule, inputs: Sequence[Ranged], rounding: Rounding) -> Ranged:
    """The value of a rule and its range, its unwritten sub-steps rounded. Numbers that are not
    finite stay so; nothing is raised."""
    with np.errstate(all="ignore"):
        value = np.asarray(rule.calculate(*(entry.value for entry in inputs)))
        if rule.kind == "elementwise":
            low, high = at_corners(rule, inputs, value)
            low, high = endless(rule, inputs, value, (low, high), rounding)
            down, up = inner_roundings(rule, inputs, value, rounding)
        elif rule.kind == "coupled":
            low, high = one_by_one(rule, inputs, value, rounding)
            down = up = coupled_roundings(rule, inputs, value, rounding)
        else:
            low, high = by_radius(rule, inputs)
            down, up = rounded_terms(rule, inputs, rounding)
        noise = NOISE * np.abs(value)
        low = np.minimum(value, low) - down - noise
        high = np.maximum(value, high) + up + noise
    return Ranged(value, low, high)


def endless(
    rule: Rule,
    inputs: Sequence[Ranged],
    value: Array,
    ends: tuple[Array, Array],
    rounding: Rounding,
) -> tuple[Array, Array]:
    """The range, where an input's has no end: 0 · ∞ may be anything. Only at the output it is
    known: ŷ's own two factors multiply to the combined form, each of them rounded once."""
    low, high = ends
    for at in free_inputs(rule, inputs):
        bounded = np.isfinite(inputs[at].low) & np.isfinite(inputs[at].high)
        if bounded.all():
            continue
        reach: Any = np.inf
        if rule.inputs[2:] == ("y_hat", "y") and rounding.decimals is None:
            relative = 4 * 10.0 ** (1 - np.asarray(rounding.digits, dtype=float))
            reach = np.abs(value) * relative + inputs[2].radius
        low = np.where(bounded, low, value - reach)
        high = np.where(bounded, high, value + reach)
    return low, high


def free_inputs(rule: Rule, inputs: Sequence[Ranged]) -> list[int]:
    """Which inputs move the result: those that are not exact and stand in the formula."""
    shown = {
        *names(rule.formula),
        *(name for tree in rule.special.values() for name in names(tree)),
    }
    return [
        at
        for at, (hole, entry) in enumerate(zip(rule.inputs, inputs, strict=True))
        if not entry.exact and (hole in shown or not shown)
    ]


def inside(entry: Ranged, rule: Rule) -> tuple[Array, Array]:
    """The range of the first input, inside the rule's domain where the value is."""
    lowest, highest = rule.domain
    keep = (entry.value > lowest) & (entry.value < highest)
    low, high = entry.low, entry.high
    return (
        np.where(keep, np.maximum(low, lowest), low),
        np.where(keep, np.minimum(high, highest), high),
    )


def at_corners(rule: Rule, inputs: Sequence[Ranged], value: Array) -> tuple[Array, Array]:
    """The smallest and the largest result over the corners of the inputs' ranges."""
    free = free_inputs(rule, inputs)
    if not free:
        return value, value
    if len(free) > MOST_CORNERS:
        return one_at_a_time(rule, inputs, value, free)
    ends = {at: (inputs[at].low, inputs[at].high) for at in free}
    if 0 in ends:
        ends[0] = inside(inputs[0], rule)
    if len(free) == 1:
        return along_curve(rule, inputs, free[0], ends[free[0]])
    results = []
    for corner in corners_of(*(ends[at] for at in free)):
        arrays = [entry.value for entry in inputs]
        for at, end in zip(free, corner, strict=True):
            arrays[at] = end
        results.append(rule.calculate(*arrays))
    return lowest_highest(results)


def along_curve(
    rule: Rule, inputs: Sequence[Ranged], at: int, ends: tuple[Array, Array]
) -> tuple[Array, Array]:
    """Five points of one input's range. Where the curve bends between two of them, it may reach
    further than both: a parabola by an eighth of the second difference."""
    low, high = ends
    results = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        arrays = [entry.value for entry in inputs]
        arrays[at] = low + share * (high - low) if 0 < share < 1 else (low, high)[int(share)]
        results.append(np.asarray(rule.calculate(*arrays)))
    smallest, largest = lowest_highest(results)
    bends = np.zeros_like(smallest)
    for one, two, three in zip(results, results[1:], results[2:], strict=False):
        bends = np.fmax(bends, np.abs(one - 2 * two + three))
    more = np.where(np.isfinite(bends), bends / 4, 0.0)
    return smallest - more, largest + more


def one_at_a_time(
    rule: Rule, inputs: Sequence[Ranged], value: Array, free: Sequence[int]
) -> tuple[Array, Array]:
    """Each input moved alone, the changes added up: for a formula of very many inputs."""
    low, high = value, value
    for at in free:
        arrays = [entry.value for entry in inputs]
        changes = [np.zeros_like(value)]
        for end in (inputs[at].low, inputs[at].high):
            arrays[at] = end
            changes.append(rule.calculate(*arrays) - value)
        down, up = lowest_highest(changes)
        low, high = low + down, high + up
    return low, high


def by_radius(rule: Rule, inputs: Sequence[Ranged]) -> tuple[Array, Array]:
    """A rule that is linear in each input: what each one's radius does, the others at their
    largest."""
    middle = np.asarray(rule.calculate(*(entry.middle for entry in inputs)))
    total = np.zeros_like(middle)
    sizes = [np.abs(entry.middle) for entry in inputs]
    for at in free_inputs(rule, inputs):
        moved, still = list(sizes), list(sizes)
        moved[at], still[at] = inputs[at].radius, np.zeros_like(sizes[at])
        total = total + np.abs(rule.calculate(*moved) - rule.calculate(*still))
        sizes[at] = sizes[at] + inputs[at].radius
    return middle - total, middle + total


def one_by_one(
    rule: Rule, inputs: Sequence[Ranged], value: Array, rounding: Rounding
) -> tuple[Array, Array]:
    """Every entry of every input moved alone, the changes added up."""
    low, high = value, value
    for at in free_inputs(rule, inputs):
        entry = inputs[at]
        ends = inside(entry, rule) if at == 0 else (entry.low, entry.high)
        if rule.name == "softmax":  # each power of e may have been rounded: as if z were moved
            exponent = 10.0 ** (1 - np.asarray(rounding.digits, dtype=float))
            ends = ends[0] - exponent, ends[1] + exponent
        rows, columns = entry.value.shape[-2:]
        for row, column in np.ndindex(rows, columns):
            changes = [np.zeros_like(value)]
            for end in ends:
                arrays = [other.value for other in inputs]
                arrays[at] = np.array(np.broadcast_to(arrays[at], end.shape))
                arrays[at][..., row, column] = end[..., row, column]
                changes.append(np.asarray(rule.calculate(*arrays)) - value)
            down, up = lowest_highest(changes)
            low, high = low + down, high + up
    return low, high
