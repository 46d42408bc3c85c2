"""The trace's own loop, a student's numbers laid over it and what rounding can do beside each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeAlias

import numpy as np

from tracer.equation import Equation
from tracer.formula.tree import Formula, Name, Num, Product
from tracer.rules.rule import Array

from .bounds import Line, each_entry, through
from .ranged import (
    At,
    Mask,
    Over,
    Parts,
    Ranged,
    Rounding,
    Source,
    Sums,
    given,
    last_digit,
    on_grid,
    part_of,
    side_by_side,
)

Ways: TypeAlias = Sequence[tuple[Equation, slice]]
"""What a line is for some of the students, one after another."""

TWICE = 1.1  # what rounding to one digit more and then once more can do: 0.45 → 0.5 → 1


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """What was written of one quantity, in the layout `columns`, (..., rows, columns): the
    numbers, NaN where there are none, and what their last digit is worth (0: exact). `behind`: 1
    where more may stand behind a number that was cut off, -1 where it is the right number, which
    was cut off after it; of all, or of each student, (students, 1, 1)."""

    value: Array
    unit: Array
    behind: Any = 1

    @property
    def there(self) -> Mask:
        return ~np.isnan(self.value)

    def part(self, at: At) -> Written:
        return Written(self.value[at], self.unit[at], part_of(self.behind, at))


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """`line`: what each equation gives on the numbers before it; `state`: the same with the
    written numbers in place, which is what later equations read."""

    line: Over[Ranged]
    state: Over[Ranged]

    def part(self, at: At) -> Followed:
        return Followed(Parts(self.line, at), Parts(self.state, at))


def affected(equations: Iterable[Equation], origins: Iterable[str]) -> set[str]:
    """What depends on some lines or given numbers; they themselves among it."""
    reached = set(origins)
    for equation in equations:
        if reached.intersection(equation.inputs):
            reached.add(equation.target)
    return reached


def follow(
    equations: Iterable[Equation],
    numbers: Mapping[str, Array],
    written: Mapping[str, Written],
    rounding: Rounding,
    most: Mapping[str, Array] | None = None,
    before: tuple[Followed, Collection[str]] | None = None,
    apart: Mapping[str, Ways] = {},
) -> Followed:
    """What follows from a student's own numbers. Lines that were not written are carried with
    the working digits of `rounding`; the sub-steps of one that was, with as many digits as its
    result shows (`most`), if those are more. `before`: the loop as it ran once, and which lines and
    given numbers are others now; only what reads them is worked out again. `apart`: lines in which
    some of the students calculate in another way than others."""
    old, changed = (before[0], set(before[1])) if before is not None else (None, set(numbers))
    lines, state = (Over(old.line), Over(old.state)) if old else (Over({}), Over({}))
    state.own.update({name: given(numbers[name]) for name in numbers if name in changed})
    for equation in equations:
        target = equation.target
        if old and target not in changed and changed.isdisjoint(equation.inputs):
            continue
        steps = rounding if most is None else rounding.at_least(most.get(target))
        if target in apart:
            line = each_in_a_way(apart[target], state, steps)
        else:
            line = worked_out(equation, state, steps)
        own = written.get(target)
        own = own and sized(own, furthest(line.compared), rounding)
        lines.own[target] = line.compared
        state.own[target] = laid_over(line, own, rounding)
        if old and own and read_alike(own, state.own[target], old.state[target]):
            changed.discard(target)
        else:
            changed.add(target)
    return Followed(lines, state)


def worked_out(equation: Equation, state: Mapping[str, Ranged], rounding: Rounding) -> Line:
    """A line on the numbers before it, `state`."""
    inputs = [state[name] for name in equation.inputs]
    if not in_passing(equation):
        return through(equation.rule, inputs, rounding, state, equation.inputs)
    quiet = replace(rounding, steps=False)
    line = through(equation.rule, inputs, quiet, state, equation.inputs)
    return line._replace(unwritten=partial(unrounded, line.unwritten, inputs[0]))


def each_in_a_way(ways: Ways, state: Mapping[str, Ranged], rounding: Rounding) -> Line:
    """A line that some students calculate in one way, others in another."""
    each = [worked_out(line, Parts(state, at), rounding.part(at)) for line, at in ways]
    counts = [at.stop - at.start for _, at in ways]
    return Line(
        one_after_another([line.compared for line in each], counts),
        lambda: one_after_another([line.unwritten() for line in each], counts),
    )


def one_after_another(parts: Sequence[Ranged], counts: Sequence[int]) -> Ranged:
    """A line of several groups of students, so many each, as one of all of them."""
    shape = np.broadcast_shapes(*(one.value.shape[-2:] for one in parts))

    def whole(arrays: Iterable[Any]) -> Array:
        return side_by_side(arrays, [(count, *shape) for count in counts])

    def sums(each: Iterable[Sums]) -> Sums:
        return Sums(*map(whole, zip(*each, strict=True)))

    def move(line: str) -> Array:
        """Of each group, entry by entry where it is so in any; of who does not read it, none."""
        moves = [one.moves.get(line) for one in parts]
        entries = [len(one) for one in moves if one is not None and one.ndim == 4]
        if not entries:
            return whole(0.0 if one is None else one for one in moves)
        spread = (0.0 if one is None else each_entry(one, shape) for one in moves)
        return side_by_side(spread, [(entries[0], count, *shape) for count in counts], axis=1)

    sources = [one.source for one in parts if one.source is not None]
    return Ranged(
        whole(one.value for one in parts),
        whole(one.truncation for one in parts),
        sums(one.sums for one in parts),
        (whole(one.rest[0] for one in parts), whole(one.rest[1] for one in parts)),
        {line: move(line) for line in dict.fromkeys(name for one in parts for name in one.moves)},
        whole(one.grid for one in parts),
        whole(one.size for one in parts),
        Source(whole(one.half for one in sources), sums(one.sums for one in sources))
        if sources else None,
    )  # fmt: skip


def read_alike(written: Written, now: Ranged, before: Ranged) -> bool:
    """Whether what everybody wrote is read by later lines as it was, whatever it is compared
    with."""
    if now.source is None or before.source is None or not written.there.all():
        return False
    same_half = np.array_equal(now.source.half, before.source.half)
    return same_half and np.array_equal(now.grid, before.grid)


def in_passing(line: Equation) -> bool:
    """Whether nobody rounds a line that was not written: ½ · 2u is u, and 2u no step of its own,
    where both factors are slopes inside a line of the author's."""
    return line.inner and line.phase == "backward" and multiple(line.rule.formula)


def multiple(tree: Formula) -> bool:
    """Whether a formula is a number times one name."""
    return (
        isinstance(tree, Product)
        and sum(isinstance(factor, Name) for factor in tree.factors) == 1
        and all(isinstance(factor, Name | Num) for factor in tree.factors)
    )


def unrounded(unwritten: Callable[[], Ranged], read: Ranged) -> Ranged:
    """A number times another, which is a multiple of so many times the other's grid."""
    line = unwritten()
    with np.errstate(all="ignore"):
        times = np.where(read.value == 0, 0.0, np.abs(line.value / read.value))
        return replace(line, grid=np.where(times == 0, 0.0, times * read.grid))


def laid_over(made: Line, own: Written | None, rounding: Rounding) -> Ranged:
    """The line as the next ones read it: a number that was written replaces what came before it,
    and has one rounding of its own; none where the line is exact to the digits written."""
    if own is None:
        return made.unwritten()
    there = own.there
    with np.errstate(all="ignore"):
        half = np.where(whole(made.compared, own.unit, rounding), 0.0, own.unit / 2)
        shift = own.behind * half
        mine = Sums(half, half**2 / 3, typed_cut=np.sign(own.value) * shift, typed_floor=shift)
    if there.all():
        return Ranged(
            own.value, rounding.truncation, mine, grid=own.unit, size=np.abs(own.value),
            source=Source(half, mine),
        )  # fmt: skip

    line = made.unwritten()
    source = line.source
    assert source is not None

    def either(one: Any, other: Any) -> Any:
        return np.where(there, one, other)

    return Ranged(
        either(own.value, line.value),
        line.truncation,
        Sums(*map(either, mine, line.sums)),
        (either(0.0, line.rest[0]), either(0.0, line.rest[1])),
        {name: either(0.0, move) for name, move in line.moves.items()},
        either(own.unit, line.grid),
        either(np.abs(own.value), line.size),
        Source(either(half, source.half), Sums(*map(either, mine, source.sums))),
    )


def honest(
    written: Mapping[str, Written], key: Mapping[str, Array], rounding: Rounding
) -> dict[str, Written]:
    """The same lines with the right numbers in them, as exactly as the student wrote his."""
    return {
        name: Written(
            np.where(own.there, key[name], np.nan), sized(own, key[name], rounding).unit, -1
        )
        for name, own in written.items()
        if name in key
    }


def beside(
    written: Mapping[str, Written], right: Mapping[str, Written], students: int
) -> dict[str, Written]:
    """The students' own numbers and, behind them, the right ones of each."""
    behind = np.repeat([1, -1], students)[:, None, None]
    return {
        name: Written(
            np.concatenate([written[name].value, one.value]),
            np.concatenate([written[name].unit, np.broadcast_to(one.unit, one.value.shape)]),
            behind,
        )
        for name, one in right.items()
    }


def sized(written: Written, line: Array, rounding: Rounding) -> Written:
    """What was written, with the unit of its last digit at the size of the smaller of itself and
    what should stand there: the unit of a number that is far too large says nothing of the right
    one."""
    if rounding.decimals is not None:
        return written
    with np.errstate(all="ignore"):
        smaller = np.minimum(1.0, last_digit(line, 1) / last_digit(written.value, 1))
        unit = np.where(np.isfinite(smaller) & (smaller > 0), written.unit * smaller, written.unit)
    return Written(written.value, unit, written.behind)


def furthest(line: Ranged) -> Array:
    """The size of the largest number that may stand for a line."""
    return np.maximum(np.abs(line.low), np.abs(line.high))


def whole(line: Ranged, unit: Array, rounding: Rounding) -> Mask:
    """Where nothing is rounded: an exact line that is a whole number of units, or a whole number
    that has no more digits than are kept."""
    asked = np.maximum(rounding.unit(np.abs(line.value)), 1.0)
    return line.exact & (
        on_grid(line.value, unit, line.size) | on_grid(line.value, asked, line.size)
    )


def accepted(unit: Array, line: Ranged, rounding: Rounding) -> tuple[Array, Array]:
    """The smallest and the largest number that may stand for the line, its last digit worth
    `unit`: its own rounding is one more, where it makes any: 10 is not 11."""
    if rounding.tolerance is not None:
        return rounding.tolerance.interval(line.value)
    with np.errstate(all="ignore"):
        unit = np.where(whole(line, unit, rounding) | (unit <= 0), 0.0, unit)
        half = unit / 2
        shifts = {"last_cut": -np.sign(line.value) * half, "last_floor": -half}
        last = Sums(TWICE * half, half**2 / 3, **shifts)
        sums = line.sums.plus(last)
        return Ranged(line.value, rounding.truncation, sums, line.rest, size=line.size).ends


def agrees(written: Written, line: Ranged, rounding: Rounding) -> Mask:
    """Whether a written number can stand for the line: it is within what is `accepted`."""
    return within(written, *accepted(written.unit, line, rounding))


def within(written: Written, low: Array, high: Array) -> Mask:
    return np.asarray((low <= written.value) & (written.value <= high))
