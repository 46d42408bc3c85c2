"""How far honest rounding can move a number: it travels as a gradient does.

A person who works with four digits rounds every step, and each rounding moves all that comes
after it. So beside each number stands, for every entry before it that was not written, how far the
roundings of that entry move it: a first derivative, taken with the line's own calculation over the
roundings' own reach. One rounding that is used along two paths stays one, and what cancels,
cancels. What does not go in proportion (the second order, both sides of a kink) is a `rest`:

    elementwise   the corners of the inputs' ranges, and points between them for one input
    product       linear in each input: the reach of one times the reach of the other
    coupled       all entries of a column together (softmax): one input entry after the other

The sub-steps of a line that nobody writes are rounded, too: worked.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product as corners_of
from typing import Any, NamedTuple

import numpy as np

from tracer.formula.tree import Sum, names
from tracer.rules.rule import Array, Rule

from .ranged import Mask, Ranged, Rounding, Source, Sums, students_first
from .worked import Worked, last_rounding, rounded, steps_of

FEW_ROUNDINGS = 4  # of a factor, in units of its last digit at most
MOST_CORNERS = 4  # inputs of one elementwise rule of which all corners are tried
CURVED = 0.25  # of the first order: a rest that is more is no small correction
EQUAL = 1e-12  # relative: two numbers that are the same, and are rounded to the same
SAME, TINY = 1e-6, 1e-12  # relative, absolute: a formula's value and its line's
MOST_LINES = 16  # unwritten ones behind a line whose roundings are kept apart
MOST_MOVED = 250_000  # entries that move a line times its own: of more, nobody works them by hand

State = Mapping[str, Ranged]


class Line(NamedTuple):
    """A line on the numbers before it: as it is compared with what was written, the roundings of
    its own steps among them; and as the next lines read it where nothing was."""

    compared: Ranged
    unwritten: Ranged


def through(
    rule: Rule,
    inputs: Sequence[Ranged],
    rounding: Rounding,
    state: State | None = None,
    sources: Sequence[str] | None = None,
) -> Line:
    """The value of a rule and all that honest rounding can do to it. `state`: by line, what the
    names in the inputs' `moves` stand for; `sources`: the names of the inputs themselves. Numbers
    that are not finite stay so; nothing is raised."""
    called = list(sources if sources is not None else rule.inputs)
    known = state if state is not None else dict(zip(called, inputs, strict=True))
    with np.errstate(all="ignore"):
        value = students_first(rule.calculate(*(entry.value for entry in inputs)))
        free = free_inputs(rule, inputs)
        straight, rest = bent(rule, inputs, value, free)
        if rule.stands_in_for is not None:
            straight, rest = at_output(inputs, value, straight, rest, rounding)
        moves = moved(rule, inputs, called, free, value, straight, known)
        work = steps_of(rule, inputs, rounding)
        still = not any(entry.moved for entry in inputs)
        work = only_where(work, value, np.shape(rounding.digits), still)
        before = sums_of(moves, known)
        return both(work, before, rest, moves, rounding, late=isinstance(rule.formula, Sum))


def both(
    work: Worked,
    before: Sums,
    rest: tuple[Any, Any],
    moves: Mapping[str, Array],
    rounding: Rounding,
    *,
    late: bool,
) -> Line:
    """A line with the roundings before it and those of its own steps, and the same with its own
    last rounding."""
    value, cut_off = work.value, rounding.truncation
    steps = Sums(work.most / 2, work.squares / 12, step_cut=work.cut / 2, step_floor=work.floor / 2)
    compared = Ranged(value, cut_off, before.plus(steps), rest, moves, work.grid, work.size)
    unit, rounds = last_rounding(work, rounding)
    rounds &= rounding.steps
    last, cut, floor = rounded(work, unit, rounds, late=late)
    own = steps.plus(
        Sums(
            last,
            last**2 / 3,
            np.where(rounds, cut, 0.0),
            np.where(rounds, floor, 0.0),
            np.where(rounds, 0.0, cut) * rounding.steps,
            np.where(rounds, 0.0, floor) * rounding.steps,
        )
    )
    grid = np.where(rounds, unit, work.grid)
    source = Source(np.asarray(own.worst), own)
    total = before.plus(own)
    if len(moves) > MOST_LINES:  # from here on as one rounding: whence it came nobody tells apart
        moves, source = {}, Source(np.asarray(total.worst), total)
    unwritten = Ranged(value, cut_off, total, rest, moves, grid, work.size, source)
    return Line(compared, unwritten)


def only_where(work: Worked, value: Array, students: tuple[int, ...], still: bool) -> Worked:
    """The steps where the formula is what was calculated: frozen and absent entries are not, nor
    is what stands for a number that is not finite, which is exact if its inputs are (`still`)."""
    if np.broadcast_shapes(value.shape[-2:], work.shape[-2:]) != value.shape[-2:]:
        work = Worked(value, 0.0, False, size=np.abs(value))  # a wrong formula of another shape
    shape = np.broadcast_shapes(value.shape, work.shape, students)
    value = np.broadcast_to(value, shape)
    same = np.abs(work.value - value) <= SAME * np.abs(value) + TINY
    kept = {
        name: np.where(same, np.broadcast_to(getattr(work, name), shape), 0.0)
        for name in ("most", "squares", "cut", "floor")
    }
    grid = np.where(same, np.broadcast_to(work.grid, shape), 0.0)
    exact = np.where(same, np.broadcast_to(work.exact, shape), still)
    size = np.broadcast_to(work.size, shape)
    size = np.where(np.isfinite(size), np.maximum(size, np.abs(value)), np.abs(value))
    return Worked(value, grid, exact, size=size, **kept)


def free_inputs(rule: Rule, inputs: Sequence[Ranged]) -> list[int]:
    """Which inputs move the result: those that are not exact and stand in the formula."""
    shown = {
        *names(rule.formula),
        *(name for tree in rule.special.values() for name in names(tree)),
    }
    return [
        at
        for at, (hole, entry) in enumerate(zip(rule.inputs, inputs, strict=True))
        if entry.moved and (hole in shown or not shown)
    ]


# First order: what moves the line


def moved(
    rule: Rule,
    inputs: Sequence[Ranged],
    called: Sequence[str],
    free: Sequence[int],
    value: Array,
    straight: Mask,
    state: State,
) -> dict[str, Array]:
    """By line, how far each of its roundings moves the result, where that is in proportion."""
    found = {}
    for line in dict.fromkeys(name for at in free for name in movers(inputs[at], called[at])):
        found_moves = ((at, move_of(inputs[at], called[at], line)) for at in free)
        changes = {at: move for at, move in found_moves if move is not None}
        along = rule.kind == "elementwise" and all(
            move.ndim < 4 and move.shape[-2:] == value.shape[-2:] for move in changes.values()
        )
        if not along:
            shape = state[line].value.shape[-2:]
            count = shape[0] * shape[1]
            if count * value.shape[-2] * value.shape[-1] > MOST_MOVED:
                continue
            changes = {at: each_entry(move, shape) for at, move in changes.items()}
        above = [entry.value for entry in inputs]
        below = [*above]
        for at, move in changes.items():
            above[at], below[at] = inputs[at].value + move, inputs[at].value - move
        move = (np.asarray(rule.calculate(*above)) - np.asarray(rule.calculate(*below))) / 2
        found[line] = np.where(straight & np.isfinite(move), move, 0.0)
    return found


def movers(entry: Ranged, own: str) -> list[str]:
    return [*entry.moves, own] if entry.source is not None else [*entry.moves]


def move_of(entry: Ranged, own: str, line: str) -> Array | None:
    """How far a line's roundings move an input; its own ones move it entry by entry."""
    if line == own and entry.source is not None:
        return np.broadcast_to(entry.source.half, entry.value.shape)
    return entry.moves.get(line)


def each_entry(move: Array, shape: tuple[int, int]) -> Array:
    """(students, rows, columns), where each entry moves itself → (entries, students, rows,
    columns)."""
    if move.ndim == 4:
        return move
    count = shape[0] * shape[1]
    return np.asarray(np.eye(count).reshape(count, 1, *shape) * move)


def sums_of(moves: Mapping[str, Array], state: State) -> Sums:
    """All the moves of a line together."""
    total = Sums()
    weights, sizes = [], []
    for line, move in moves.items():
        source = state[line].source
        assert source is not None
        entries = move.ndim == 4
        if entries:
            half, _, squares, *shifts = source.by_entry
            size = state[line].sizes
        else:
            (half, (_, squares, *shifts)), size = (source.half, source.sums), state[line].value
        share = np.where(half > 0, move / np.where(half > 0, half, 1.0), 0.0)
        weight = np.abs(share) * np.sqrt(squares)
        parts = [np.abs(move), weight**2, *(share * shift for shift in shifts)]
        total = total.plus(Sums(*(one.sum(axis=0) if entries else one for one in parts)))
        weights.append(weight if entries else weight[None])
        size = np.abs(size) if entries else np.abs(size)[None]
        sizes.append(np.broadcast_to(size, weights[-1].shape))
    return total._replace(squares=total.squares + shared(weights, sizes)) if weights else total


def shared(weights: Sequence[Array], sizes: Sequence[Array]) -> Any:
    """What more the variance is since equal numbers are rounded equally: (Σw)² − Σw² of each."""
    every, size = np.concatenate(weights), np.concatenate(sizes)
    if len(every) < 2:
        return 0.0
    order = np.argsort(size, axis=0)
    size = np.take_along_axis(size, order, axis=0)
    with np.errstate(invalid="ignore"):
        same = (np.diff(size, axis=0) <= EQUAL * size[1:]) & (size[1:] > 0)
    if not same.any():
        return 0.0
    weight = np.take_along_axis(every, order, axis=0)
    more, group = np.zeros_like(weight[0]), weight[0]
    for at in range(1, len(weight)):
        again = same[at - 1]
        more = more + np.where(again, 2 * group * weight[at], 0.0)
        group = np.where(again, group + weight[at], weight[at])
    return more


# Second order: what does not go in proportion


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
    low, high = entry.low, entry.high
    lowest, highest = rule.domain
    if not first or (np.isinf(lowest) and np.isinf(highest)):
        return low, high
    keep = (entry.value > lowest) & (entry.value < highest)
    return (
        np.where(keep, np.maximum(low, lowest), low),
        np.where(keep, np.minimum(high, highest), high),
    )


def has_rest(entry: Ranged) -> bool:
    return any(bool(np.any(end)) for end in entry.rest)


def at_corners(rule: Rule, inputs: Sequence[Ranged], value: Array, free: Sequence[int]) -> Bent:
    """Of an elementwise rule: the corners of its inputs' ranges, and points between for one."""

    def result(changed: Mapping[int, Array]) -> Array:
        arrays = [changed.get(at, entry.value) for at, entry in enumerate(inputs)]
        return np.asarray(rule.calculate(*arrays))

    whole = {at: inside(inputs[at], rule, at == 0) for at in free}
    ranges = {
        at: (np.minimum(low - inputs[at].rest[0], inputs[at].value),
             np.maximum(high - inputs[at].rest[1], inputs[at].value))
        for at, (low, high) in whole.items()
    }  # fmt: skip
    first: Any = 0.0
    rests: list[Any] = [0.0, 0.0]
    slopes = {}
    for at, (low, high) in ranges.items():
        width = np.where(high > low, high - low, 1.0)
        slopes[at] = (result({at: high}) - result({at: low})) / width
        first = first + np.abs(slopes[at]) * (high - low) / 2
        ends = [slopes[at] * end for end in inputs[at].rest]
        rests = [rests[0] + np.minimum(*ends), rests[1] + np.maximum(*ends)]
    down, up = np.zeros(value.shape), np.zeros(value.shape)
    lowest, highest, everywhere = value, value, np.isfinite(value)
    for point in points(ranges, inputs):
        made, line = result(point), value
        for at, end in point.items():
            line = line + slopes[at] * (end - inputs[at].value)
        everywhere = everywhere & np.isfinite(made)
        off = np.where(np.isfinite(made - line), made - line, 0.0)
        down, up = np.minimum(down, off), np.maximum(up, off)
        lowest, highest = np.fmin(lowest, made), np.fmax(highest, made)
    if any(has_rest(inputs[at]) for at in free):
        for point in points(whole, inputs):
            made = result(point)
            made = np.where(np.isfinite(made), made, value)
            lowest, highest = np.fmin(lowest, made), np.fmax(highest, made)
    lowest, highest = (np.where(np.isfinite(end), end, value) for end in (lowest, highest))
    first = np.where(np.isfinite(first), first, 0.0)
    return Bent(first, (down, up), (rests[0], rests[1]), lowest, highest, everywhere)


def points(
    ranges: Mapping[int, tuple[Array, Array]], inputs: Sequence[Ranged]
) -> Iterator[dict[int, Array]]:
    """The corners of some ranges; of a single one a point on the way to each end, too, for a curve
    may turn inside."""
    for corner in corners_of(*ranges.values()):
        yield dict(zip(ranges, corner, strict=True))
    if len(ranges) == 1:
        ((at, ends),) = ranges.items()
        for end in ends:
            yield {at: (inputs[at].value + end) / 2}


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
        low, high = inputs[at].ends
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
        fallen, risen = (
            changed_by(rule, inputs, at, only * (end - rest - entry.value), value)
            for end, rest in zip(ends, entry.rest, strict=True)
        )
        first = first + (np.abs(risen - fallen) / 2).sum(axis=0)
        curve = (risen + fallen) / 2
        down, up = down + np.minimum(curve, 0).sum(axis=0), up + np.maximum(curve, 0).sum(axis=0)
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
