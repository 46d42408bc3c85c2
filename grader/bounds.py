"""How far honest rounding can move a number: it travels as a gradient does.

A person who works with four digits rounds every step, and each rounding moves all that comes
after it. So beside each number stands, for every entry before it that was not written, how far the
roundings of that entry move it: a first derivative, taken with the line's own calculation over the
roundings' own reach. One rounding that is used along two paths stays one, and what cancels,
cancels. What does not go in proportion (the second order, both sides of a kink) is a `rest`:
second_order.py.

The sub-steps of a line that nobody writes are rounded, too: worked.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial, reduce
from typing import Any, NamedTuple

import numpy as np

from tracer.formula.tree import names
from tracer.rules.rule import Array, Rule

from .ranged import Mask, Ranged, Rounding, Source, Sums, students_first
from .second_order import at_output, bent
from .worked import is_sum, steps_of
from .worked_number import Worked, instead, last_rounding, rounded

EQUAL = 1e-12  # relative: two numbers that are the same, and are rounded to the same
SAME, TINY = 1e-6, 1e-12  # relative, absolute: a formula's value and its line's
MOST_LINES = 16  # unwritten ones behind a line whose roundings are kept apart
FEW_LINES = 8  # the largest of them, where there are more
MOST_MOVED = 250_000  # entries that move a line times its own: of more, nobody works them by hand

State = Mapping[str, Ranged]


class Line(NamedTuple):
    """A line on the numbers before it: as it is compared with what was written, the roundings of
    its own steps among them; and what works out how the next lines read it where nothing was."""

    compared: Ranged
    unwritten: Callable[[], Ranged]


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
        still: Any = np.array(True)
        for entry in inputs:
            still = still & entry.exact.all((-2, -1), keepdims=True)
        work = only_where(work, value, np.shape(rounding.digits), still)
        before = sums_of(moves, known)
        sums, cut_off = before.plus(of_steps(work)), rounding.truncation
        compared = Ranged(work.value, cut_off, sums, rest, moves, work.grid, work.size)
    return Line(compared, partial(unwritten, rule, inputs, compared, work, before, rounding, known))


def of_steps(work: Worked) -> Sums:
    """The roundings of a line's own steps."""
    return Sums(work.most / 2, work.squares / 12, step_cut=work.cut / 2, step_floor=work.floor / 2)


@np.errstate(all="ignore")
def unwritten(
    rule: Rule,
    inputs: Sequence[Ranged],
    compared: Ranged,
    work: Worked,
    before: Sums,
    rounding: Rounding,
    state: State,
) -> Ranged:
    """A line with its own last rounding, beside those `before` it and those of its steps."""
    value, moves = work.value, compared.moves
    late = is_sum(rule.formula) or ~copied(value, inputs)
    unit, rounds = last_rounding(work, rounding)
    rounds &= rounding.steps
    so_far = compared.sums.worst
    last, cut, floor = rounded(work, unit, rounds, rounding, late=late, before=so_far)
    here = (np.where(rounds, shift, 0.0) for shift in (cut, floor))
    own = of_steps(work).plus(Sums(last, last**2 / 3, *here))
    if rounding.steps and np.any(late):
        own = rounded_late(own, before, *(np.where(rounds, 0.0, shift) for shift in (cut, floor)))
    grid = np.where(rounds, unit, work.grid)
    source = Source(np.asarray(own.worst), own)
    total = before.plus(own)
    if len(moves) > MOST_LINES:
        moves, source = fewer(moves, source, state)
    return replace(compared, sums=total, moves=moves, grid=grid, source=source)


def copied(value: Array, inputs: Sequence[Ranged]) -> Mask:
    """Where a line is one of the numbers before it: that was rounded there, wherever it was held.
    The negative of a typed number may be rounded once more: −1.025 is down to −1.03, 1.025 to
    1.02."""
    found: Mask = np.array(False)
    for entry in inputs:
        if entry.value.shape[-2:] == value.shape[-2:]:
            same = entry.value == value
            found = found | same | ((entry.source is not None) & (entry.value == -value))
    return found


def rounded_late(own: Sums, before: Sums, cut: Array, floor: Array) -> Sums:
    """A line's own roundings where it was held in memory, and is cut off or rounded down only
    here: by so much, whatever the steps and lines before it would have been. Where these go the
    other way, as much of one as the other makes good may be left in each entry of the line."""
    pairs = (
        (cut, own.step_cut), (cut, before.cut + before.step_cut + before.late_cut),
        (floor, own.step_floor), (floor, before.floor + before.step_floor + before.late_floor),
    )  # fmt: skip
    beyond = reduce(np.maximum, [instead(*pair, np.array(False))[1] for pair in pairs])
    return own._replace(
        worst=own.worst + beyond,
        squares=own.squares + beyond**2 / 3,
        late_cut=cut,
        late_floor=floor,
    )


def fewer(
    moves: Mapping[str, Array], source: Source, state: State
) -> tuple[dict[str, Array], Source]:
    """The lines that move a line most; of each student behind whose line there are more than
    `MOST_LINES` of them, all but a few count as roundings of the line's own."""
    sizes = np.stack([np.abs(move).sum(axis=(0, -2, -1) if move.ndim == 4 else (-2, -1))
                      for move in moves.values()])  # fmt: skip
    many = (sizes > 0).sum(axis=0) > MOST_LINES
    if not many.any():
        return dict(moves), source
    rank = np.argsort(np.argsort(-sizes, axis=0, kind="stable"), axis=0)
    small = (many & (rank >= FEW_LINES))[:, :, None, None]
    at = [line for line, own in zip(moves, small, strict=True) if own.any()]
    left = {line: np.where(own, 0.0, moves[line]) for line, own in zip(moves, small, strict=True)}
    gone = sums_of({line: moves[line] - left[line] for line in at}, state)
    source = Source(source.half + gone.worst, source.sums.plus(gone))
    return {line: move for line, move in left.items() if move.any()}, source


def only_where(work: Worked, value: Array, students: tuple[int, ...], still: Any) -> Worked:
    """The steps where the formula is what was calculated: frozen and absent entries are not, nor
    is what stands for a number that is not finite, which is exact if its inputs are (`still`)."""
    if np.broadcast_shapes(value.shape[-2:], work.shape[-2:]) != value.shape[-2:]:
        work = Worked(value, 0.0, False, size=np.abs(value))  # a wrong formula of another shape
    shape = np.broadcast_shapes(value.shape, work.shape, students)
    value = np.broadcast_to(value, shape)
    same = np.abs(work.value - value) <= SAME * np.abs(value) + TINY
    if same.all() and np.isfinite(work.size).all():
        return work._replace(value=value, size=np.maximum(work.size, np.abs(value)))
    kept = {
        name: np.where(same, np.broadcast_to(getattr(work, name), shape), 0.0)
        for name in ("most", "squares", "cut", "floor")
    }
    grid = np.where(same, np.broadcast_to(work.grid, shape), 0.0)
    exact = np.where(same, np.broadcast_to(work.exact, shape), still)
    sharp = np.where(same, np.broadcast_to(work.sharp, shape), still)
    size = np.broadcast_to(work.size, shape)
    size = np.where(np.isfinite(size), np.maximum(size, np.abs(value)), np.abs(value))
    return Worked(value, grid, exact, size=size, sharp=sharp, **kept)


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
    # in one order, whoever else is marked: a sum depends on it in its last bits
    for line in sorted({name for at in free for name in movers(inputs[at], called[at])}):
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
        moving = half > 0  # of what is undefined, nothing does
        share = np.where(moving, move / np.where(moving, half, 1.0), 0.0)
        weight = np.abs(share) * np.sqrt(np.where(moving, squares, 0.0))
        shifts = [share * np.where(moving, shift, 0.0) for shift in shifts]
        parts = [np.abs(move), weight**2, *shifts]
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
    order = np.argsort(size, axis=0, kind="stable")
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
