"""The trace's own loop, a student's numbers laid over it and what rounding can do beside each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Reversible, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from tracer.equation import Equation
from tracer.formula.tree import Formula, Name, Num, Product
from tracer.rules.rule import Array

from .bounds import Line, each_entry, through
from .ranged import (
    At,
    Over,
    Parts,
    Ranged,
    Rounding,
    Source,
    Sums,
    given,
    side_by_side,
)
from .written import Written, furthest, sized, whole

Ways: TypeAlias = Sequence[tuple[Equation, slice]]
"""What a line is for some of the students, one after another."""


class State(Over[Ranged]):
    """The lines as later ones read them. `later`: those that no written number is made of, which
    are worked out when they are asked for; `made`: those that were."""

    def __init__(self, below: Mapping[str, Ranged], rounding: Rounding) -> None:
        super().__init__(below)
        self.rounding = rounding
        self.later: dict[str, Equation] = {}
        self.made: dict[str, Line] = {}

    def __getitem__(self, name: str) -> Ranged:
        if name in self.later and name not in self.own:
            self.own[name] = self.late(name).unwritten()
        return super().__getitem__(name)

    def late(self, name: str) -> Line:
        """One of those, and before it all that it is made of."""
        if name not in self.made:
            for line in leading_to([name], self.later.values()):
                if line.target not in self.made:
                    self.made[line.target] = worked_out(line, self, self.rounding)
        return self.made[name]


class Lines(Over[Ranged]):
    """What each line gives on the numbers before it, which stand in `state`."""

    def __init__(self, below: Mapping[str, Ranged], state: State) -> None:
        super().__init__(below)
        self.state = state

    def __getitem__(self, name: str) -> Ranged:
        if name in self.state.later:
            return self.state.late(name).compared
        return super().__getitem__(name)


class Followed(NamedTuple):
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


def leading_to(names: Iterable[str], equations: Reversible[Equation]) -> list[Equation]:
    """The lines that some quantities are made of, in order; their own among them."""
    needed, lines = set(names), list[Equation]()
    for equation in reversed(equations):
        if equation.target in needed:
            needed.update(equation.inputs)
            lines.append(equation)
    return lines[::-1]


def follow(
    equations: Reversible[Equation],
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
    state = State(old.state if old else {}, rounding)
    lines = Lines(old.line if old else {}, state)
    state.own.update({name: given(numbers[name]) for name in numbers if name in changed})
    needed = {line.target for line in leading_to([*written, *apart], equations)}
    for equation in equations:
        target = equation.target
        if old and target not in changed and changed.isdisjoint(equation.inputs):
            continue
        if target not in needed:
            state.later[target] = equation
            changed.add(target)
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
    quiet = rounding._replace(steps=False)
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
