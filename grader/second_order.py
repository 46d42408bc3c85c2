"""What roundings do to a line that does not go in proportion: the second order, both sides of a
kink, ends that lead nowhere.

    elementwise   the corners of the inputs' ranges, and points between them for one input
    product       linear in each input: the reach of one times the reach of the other
    coupled       all entries of a column together (softmax): one input entry after the other
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from tracer.rules.rule import Array, Rule

from .ranged import Mask, Ranged, Rounding, entries_first

Point: TypeAlias = Mapping[int, Array]
"""Inputs that have moved, by their places, and where they are now."""

FEW_ROUNDINGS = 4  # of a factor, in units of its last digit at most


MOST_CORNERS = 4  # inputs of one elementwise rule of which all corners are tried


CURVED = 0.25  # of the first order: a rest that is more is no small correction


class Bent(NamedTuple):
    """What the inputs' ranges do to a line: `first`, the reach of what goes in proportion; `curve`,
    what comes to it, down and up; `rests`, what the inputs' own rests do; `low`, `high`: the ends
    of all of it, as far as they lead somewhere; `everywhere`: whether all did."""

    first: Array
    curve: tuple[Array, Array]
    rests: tuple[Any, Any]
    low: Array
    high: Array
    everywhere: Mask


def bent(
    rule: Rule, inputs: Sequence[Ranged], value: Array, free: Sequence[int]
) -> tuple[Mask, tuple[Any, Any]]:
    """Where the result moves in proportion, and what is to be added to that; elsewhere all that
    its inputs' ranges do to it is the rest. An end that leads nowhere (log 0, 1/0) is none: whoever
    rounds to it cannot go on."""
    if not free:
        return np.ones(value.shape, dtype=bool), (0.0, 0.0)
    if rule.kind in ("product", "linear"):
        return np.isfinite(value), by_reach(rule, inputs, value, free)
    corners = rule.kind == "elementwise" and len(free) <= MOST_CORNERS
    found = (at_corners if corners else one_by_one)(rule, inputs, value, free)
    limit = np.maximum(CURVED * found.first, 1e-14 * np.abs(value))
    straight = (found.curve[1] - found.curve[0] <= limit) & np.isfinite(value)
    straight &= found.everywhere
    down = np.where(straight, found.curve[0] + found.rests[0], np.minimum(found.low - value, 0.0))
    up = np.where(straight, found.curve[1] + found.rests[1], np.maximum(found.high - value, 0.0))
    return straight, (np.where(np.isfinite(down), down, 0.0), np.where(np.isfinite(up), up, 0.0))


def at_output(
    inputs: Sequence[Ranged],
    value: Array,
    straight: Mask,
    rest: tuple[Any, Any],
    rounding: Rounding,
) -> tuple[Mask, tuple[Any, Any]]:
    """The product of both factors at a saturated output, where 1/(1 − ŷ) may be nearly anything:
    they multiply to the combined form, ŷ − y, each of them rounded a few times."""
    far = (rest[1] - rest[0] > 0) | ~straight
    if rounding.decimals is not None or not np.any(far):
        return straight, rest
    relative = FEW_ROUNDINGS * 10.0 ** (1 - np.asarray(rounding.digits, dtype=float))
    reach = np.abs(value) * relative + (inputs[2].high - inputs[2].low) / 2
    far = far & (np.maximum(-rest[0], rest[1]) > reach / 2)
    return straight & ~far, (np.where(far, -reach, rest[0]), np.where(far, reach, rest[1]))


def inside(entry: Ranged, rule: Rule, first: bool) -> tuple[Array, Array]:
    """An input's range; of the first one inside the rule's domain, where the number is."""
    low, high = reach_of(entry)
    lowest, highest = rule.domain
    if not first or (np.isinf(lowest) and np.isinf(highest)):
        return low, high
    keep = (entry.value > lowest) & (entry.value < highest)
    return (
        np.where(keep, np.maximum(low, lowest), low),
        np.where(keep, np.minimum(high, highest), high),
    )


def reach_of(entry: Ranged) -> tuple[Array, Array]:
    """An input's range; of whose input is exact, the number itself: whatever others wrote, it does
    not move."""
    still = entry.exact.all((-2, -1), keepdims=True)
    return np.where(still, entry.value, entry.low), np.where(still, entry.value, entry.high)


def has_rest(entry: Ranged) -> bool:
    return any(bool(np.any(end)) for end in entry.rest)


def at_corners(rule: Rule, inputs: Sequence[Ranged], value: Array, free: Sequence[int]) -> Bent:
    """Of an elementwise rule: the corners of its inputs' ranges, of each input alone the way to its
    ends, and where a curve turns on the way to a corner."""
    whole = {at: inside(inputs[at], rule, at == 0) for at in free}
    ranges = {
        at: (np.minimum(low - inputs[at].rest[0], inputs[at].value),
             np.maximum(high - inputs[at].rest[1], inputs[at].value))
        for at, (low, high) in whole.items()
    }  # fmt: skip
    corners = tried(rule, inputs, corners_of(ranges))
    middles = tried(rule, inputs, [halfway(inputs, point) for point, _ in corners])
    alone, between = corners, middles
    if len(free) > 1:
        alone = tried(rule, inputs, [{at: end} for at in free for end in ranges[at]])
        between = tried(rule, inputs, [halfway(inputs, point) for point, _ in alone])
    first: Any = 0.0
    rests: list[Any] = [0.0, 0.0]
    slopes = {}
    for at, (_, fallen), (_, risen) in zip(free, alone[::2], alone[1::2], strict=True):
        low, high = ranges[at]
        slopes[at] = (risen - fallen) / np.where(high > low, high - low, 1.0)
        first = first + np.abs(slopes[at]) * (high - low) / 2
        ends = [slopes[at] * end for end in inputs[at].rest]
        rests = [rests[0] + np.minimum(*ends), rests[1] + np.maximum(*ends)]
    down, up = np.zeros(value.shape), np.zeros(value.shape)
    lowest, highest, everywhere = value, value, np.isfinite(value)
    turning = tried(rule, inputs, turns(inputs, value, corners, middles))
    for point, made in (*corners, *between, *turning):
        line = value
        for at, end in point.items():
            line = line + slopes[at] * (end - inputs[at].value)
        everywhere = everywhere & np.isfinite(made)
        off = np.where(np.isfinite(made - line), made - line, 0.0)
        down, up = np.minimum(down, off), np.maximum(up, off)
        lowest, highest = np.fmin(lowest, made), np.fmax(highest, made)
    if any(has_rest(inputs[at]) for at in free):
        further = corners_of(whole)
        further += [halfway(inputs, {at: end}) for at in free for end in whole[at]]
        for _, made in tried(rule, inputs, further):
            led = np.where(np.isfinite(made), made, value)
            lowest, highest = np.fmin(lowest, led), np.fmax(highest, led)
    lowest, highest = (np.where(np.isfinite(end), end, value) for end in (lowest, highest))
    first = np.where(np.isfinite(first), first, 0.0)
    return Bent(first, (down, up), (rests[0], rests[1]), lowest, highest, everywhere)


def corners_of(ranges: Mapping[int, tuple[Array, Array]]) -> list[Point]:
    return [dict(zip(ranges, corner, strict=True)) for corner in product(*ranges.values())]


def halfway(inputs: Sequence[Ranged], point: Point) -> Point:
    return {at: (inputs[at].value + end) / 2 for at, end in point.items()}


def tried(
    rule: Rule, inputs: Sequence[Ranged], points: Iterable[Point]
) -> list[tuple[Point, Array]]:
    """Points, each with what the rule makes of it."""
    return [
        (point, np.asarray(rule.calculate(*(point.get(at, entry.value)
                                            for at, entry in enumerate(inputs)))))
        for point in points
    ]  # fmt: skip


def turns(
    inputs: Sequence[Ranged],
    value: Array,
    corners: Sequence[tuple[Point, Array]],
    middles: Sequence[tuple[Point, Array]],
) -> Iterator[Point]:
    """Where a curve turns on the way to a corner, as the square of a difference does at 0: the
    vertex of the parabola through both ends and the middle of the way."""
    for (corner, end), (_, middle) in zip(corners, middles, strict=True):
        bend, rise = 2 * (end - 2 * middle + value), 4 * middle - end - 3 * value
        vertex = -rise / np.where(bend != 0, 2 * bend, 1.0)
        inside = (vertex > 0) & (vertex < 1) & (bend != 0)
        if inside.any():
            part = np.where(inside, vertex, 0.0)
            yield {at: inputs[at].value + part * (to - inputs[at].value)
                   for at, to in corner.items()}  # fmt: skip


def by_reach(
    rule: Rule, inputs: Sequence[Ranged], value: Array, free: Sequence[int]
) -> tuple[Any, Any]:
    """Of a rule that is linear in each input: the rests of its inputs, and what the reach of one
    times the reach of another adds."""
    rests = {at: tuple(np.broadcast_to(end, inputs[at].value.shape) for end in inputs[at].rest)
             for at in free}  # fmt: skip
    quiet = not any(end.any() for rest in rests.values() for end in rest)
    if quiet and len(free) < 2:
        return 0.0, 0.0
    middles = [entry.value for entry in inputs]
    for at, (down, up) in rests.items():
        middles[at] = middles[at] + (down + up) / 2
    middle = value if quiet else np.asarray(rule.calculate(*middles))
    sizes = [np.abs(one) for one in middles]
    grown = [*sizes]
    more: Any = 0.0
    for at in free:
        low, high = reach_of(inputs[at])
        reach = (high - low) / 2
        straight = np.maximum(reach - (rests[at][1] - rests[at][0]) / 2, 0.0)
        none = [*grown]
        none[at] = np.zeros_like(sizes[at])
        still = rule.calculate(*none)
        none[at] = reach
        whole = np.abs(rule.calculate(*none) - still)
        none = [*sizes]
        none[at] = np.zeros_like(sizes[at])
        still = rule.calculate(*none)
        none[at] = straight
        first = np.abs(rule.calculate(*none) - still)
        more = more + np.maximum(whole - first, 0.0)
        grown[at] = grown[at] + reach
    more = np.where(np.isfinite(more), more, 0.0)
    shift = np.where(np.isfinite(middle - value), middle - value, 0.0)
    return np.minimum(shift - more, 0.0), np.maximum(shift + more, 0.0)


def one_by_one(rule: Rule, inputs: Sequence[Ranged], value: Array, free: Sequence[int]) -> Bent:
    """Of a rule in which entries depend on one another: every entry of every input moved alone,
    the changes added up."""
    first, down, up, low, high = (np.zeros(value.shape) for _ in range(5))
    rests = [np.zeros(value.shape), np.zeros(value.shape)]
    for at in free:
        entry = inputs[at]
        rows, columns = entry.value.shape[-2:]
        only = np.eye(rows * columns).reshape(rows * columns, 1, rows, columns)
        ends = inside(entry, rule, at == 0)
        ways = [end - rest - entry.value for end, rest in zip(ends, entry.rest, strict=True)]
        fallen, risen = (changed_by(rule, inputs, at, only * way, value) for way in ways)
        first = first + (np.abs(risen - fallen) / 2).sum(axis=0)
        below, above = map(entries_first, ways)
        slope = (risen - fallen) / np.where(above > below, above - below, 1.0)
        off = (fallen - slope * below, risen - slope * above)
        down = down + np.minimum(np.minimum(*off), 0).sum(axis=0)
        up = up + np.maximum(np.maximum(*off), 0).sum(axis=0)
        low = low + np.minimum(np.minimum(fallen, risen), 0).sum(axis=0)
        high = high + np.maximum(np.maximum(fallen, risen), 0).sum(axis=0)
        if has_rest(entry):
            more = [changed_by(rule, inputs, at, only * rest, value) for rest in entry.rest]
            rests[0] = rests[0] + np.minimum(np.minimum(*more), 0).sum(axis=0)
            rests[1] = rests[1] + np.maximum(np.maximum(*more), 0).sum(axis=0)
    everywhere = np.isfinite(value)
    return Bent(
        first, (down, up), (rests[0], rests[1]),
        value + low + rests[0], value + high + rests[1], everywhere,
    )  # fmt: skip


def changed_by(rule: Rule, inputs: Sequence[Ranged], at: int, change: Array, value: Array) -> Array:
    arrays = [entry.value for entry in inputs]
    arrays[at] = arrays[at] + change
    made = np.asarray(rule.calculate(*arrays)) - value
    return np.where(np.isfinite(made), made, 0.0)
