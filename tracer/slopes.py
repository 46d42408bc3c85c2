"""What a traced derivative says: how much one number moves when another one is moved.

`dJ/dW[2]` is a slope: move an entry of W[2], and see how J follows. Moving is done by the one
loop, on the equations that lie between the two; many entries are moved at once, each along a
leading axis of its own, as if each were a student. Places here count from 0, in `columns`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from .choose import averages, cost_of
from .elementary import parted
from .equation import Equation
from .evaluate import evaluate
from .formula.kinks import kinks, side
from .network import Network
from .quantity import DERIVED, Quantity, at_iteration
from .rules.rule import Array, Does
from .show import sizes_of

if TYPE_CHECKING:
    from .trace import Step, Trace

At: TypeAlias = tuple[int, int]
SHAKES = 8
EPSILON, SMALLEST = float(np.finfo(float).eps), float(np.finfo(float).smallest_subnormal)
Moves: TypeAlias = Callable[[int, int], tuple[tuple[str, int, int], ...]]


@dataclass(frozen=True, eq=False)
class Slope:
    """One traced derivative, as something that can be tried out.

    `lines` lie between what is moved and `of`, the name of what follows. For an entry of the
    derivative, `moves` says which entries of which arrays are moved (several only for a tied
    parameter), `reads` at which entry of `of` to look. The derivative is `factor` times the
    slope: N, where the sheet puts the 1/N in later.
    """

    step: Step
    of: str
    lines: tuple[Equation, ...]
    moves: Moves
    reads: Callable[[int, int], At]
    factor: float = 1.0

    @property
    def trace(self) -> Trace:
        return self.step.trace

    @cached_property
    def places(self) -> tuple[At, ...]:
        """All entries of the derivative but those that are no connection."""
        rows, columns = self.traced.shape[-2:]
        no_connection = self.trace.absent(self.step.name)
        gone = {self.turned(row - 1, column - 1) for row, column in no_connection}
        return tuple(at for at in np.ndindex(rows, columns) if at not in gone)

    def turned(self, row: int, column: int) -> At:
        """From a place in `columns` to the one on the sheet, or back."""
        return (column, row) if self.trace.lies(self.step.name) else (row, column)

    @property
    def traced(self) -> Array:
        """The derivative as the trace has it, (..., rows, columns)."""
        return self.trace.state[self.step.name]

    @property
    def students(self) -> tuple[int, ...]:
        return self.trace.students

    def stands(self, places: Sequence[At]) -> Array:
        """The entries that are moved, as they stand: (places, *students)."""
        moves = [self.moves(*place)[0] for place in places]
        return self.entries(moves[0][0], [(row, column) for _, row, column in moves])

    def follows(self, places: Sequence[At]) -> Array:
        """What follows, as it stands: (places, *students)."""
        return self.entries(self.of, [self.reads(*place) for place in places])

    def noise(self, places: Sequence[At]) -> Array:
        """How far off rounding can have put what follows: (places, *students)."""
        return self.picked(self.rounding, [self.reads(*place) for place in places])

    def entries(self, name: str, places: Sequence[At]) -> Array:
        """A traced array's entries: (places, *students)."""
        return self.picked(self.trace.state[name], places)

    def picked(self, array: Array, places: Sequence[At]) -> Array:
        """The entries of an array, (..., rows, columns) → (places, *students)."""
        rows, columns = np.transpose(places)
        everyone = np.broadcast_to(array, (*self.students, *array.shape[-2:]))
        return np.moveaxis(everyone[..., rows, columns], -1, 0)

    def moved(self, places: Sequence[At], new: Array) -> tuple[Array, Any]:
        """Put `new` (places, *students) in, one place at a time. Returns what follows, and
        whether a calculation came to the other side of a kink, both (places, *students)."""
        state, each = dict(self.trace.state), np.arange(len(places))
        for moves in zip(*(self.moves(*place) for place in places), strict=True):
            name = moves[0][0]
            if state[name] is self.trace.state[name]:
                shape = (len(places), *self.students, *state[name].shape[-2:])
                state[name] = np.array(np.broadcast_to(state[name], shape))
            _, rows, columns = zip(*moves, strict=True)
            state[name][each, ..., rows, columns] = new
        numbers = evaluate(self.lines, state)
        rows, columns = np.transpose([self.reads(*place) for place in places])
        after = numbers[self.of]
        everyone = np.broadcast_to(after, (len(places), *self.students, *after.shape[-2:]))
        return everyone[each, ..., rows, columns], self.crossed(numbers, new.shape)

    def crossed(self, numbers: dict[str, Array], shape: tuple[int, ...]) -> Any:
        """Whether anything lies on another side of a kink (or on it) than in the trace."""
        crossed = np.zeros(shape, dtype=bool)
        for line in self.lines:
            holes = list(zip(line.rule.inputs, line.inputs, strict=True))
            before = {hole: self.trace.state[name] for hole, name in holes}
            after = {hole: numbers[name] for hole, name in holes}
            for call in kinks(line.rule.formula):
                changed = np.atleast_2d(side(call, before) != side(call, after))
                crossed |= np.any(changed, axis=(-2, -1))
        return crossed

    @cached_property
    def rounding(self) -> Array:
        """How far off rounding can have put what follows, (..., rows, columns): as far as it
        moves when every number on the way is off by a unit in its last place, or not; and 1 + x
        is rounded as a 1 is, however small the x."""
        random = np.random.default_rng(0)

        def shaken(line: Equation) -> Equation:
            def calculate(*inputs: Array) -> Array:
                value = line.rule.calculate(*inputs)
                shape = (SHAKES, *self.students, *value.shape[-2:])
                share = EPSILON * random.uniform(-1.0, 1.0, shape)
                return np.asarray(value + value * share + SMALLEST * random.integers(-1, 2, shape))

            return replace(line, rule=replace(line.rule, calculate=calculate))

        numbers = evaluate(map(shaken, self.lines), self.trace.state)
        exact = self.trace.state[self.of]
        with np.errstate(all="ignore"):
            moved = np.abs(numbers[self.of] - exact).max(axis=0)
            return np.asarray(moved + EPSILON * np.maximum(1.0, np.abs(exact)))

    def memory(self) -> int:
        """How many numbers are made for each entry that is moved."""
        arrays = {name for name, _, _ in self.moves(*self.places[0])}
        arrays.update(line.target for line in self.lines)
        return sum(self.trace.state[name].size for name in arrays)


def slope_of(step: Step) -> Slope | str:
    """The slope that a step's derivative says; a text if it cannot be tried out, and why."""
    trace, made, iteration = step.trace, step.quantity, step.equation.iteration
    assert made.by is not None
    of = at_iteration("loss" if made.base == "loss" else made.of.name, iteration)
    if getattr(trace.source, "numberless", False):
        return "only formulas are asked for, there are no numbers"
    if of not in trace.by_name:
        return f"{of} is not calculated here" + (", it is given" if of in trace.given else "")
    fixed = fixed_on_the_way(trace).get(step.name)
    if fixed:
        return f"{fixed} is given, and stands between"
    if step.equation.rule.role is Does.DECLARED_SLOPE:
        return "it is a slope that the sheet declares"
    arrays, moves = moved_by(trace, made.by, iteration)
    missing = [name for name in arrays if name not in trace.state]
    if missing:
        return f"there is no number for {missing[0]}"
    if one_step_alone(trace, made):
        return local_slope(step, of, arrays[0])
    lines = between(trace, set(arrays), of, iteration)
    if made.via:
        lines = tuple(held(trace, line, arrays[0], made.via) for line in lines)
    if not lines and of not in arrays and trace.source.given:
        return f"{of} does not follow from {made.by.name} here: what lies between is given"
    if declared := next((line.target for line in lines if declares(line)), None):
        return f"the sheet declares the slope of {declared}, which stands between"
    factor = late_average(trace, made.by, step.name)
    sample = made.layer - 1 if made.base == "loss" and made.layer else 0
    return Slope(step, of, lines, moves, lambda row, column: (0, sample), factor)


def held(trace: Trace, line: Equation, name: str, via: str) -> Equation:
    """A line that belongs to another part reads what is moved as it stands."""
    assert not isinstance(trace.source, Network)
    part = parted(trace.source.replaced(apart=True))
    own = trace.local(line.target).name
    if name not in line.inputs or part(replace(line, target=own)) == via:
        return line
    stands = trace.state[name]

    def calculate(*inputs: Array) -> Array:
        named = zip(line.inputs, inputs, strict=True)
        read = (stands if one == name else array for one, array in named)
        return np.asarray(line.rule.calculate(*read))

    return replace(line, rule=replace(line.rule, calculate=calculate))


def declares(line: Equation) -> bool:
    """Whether the sheet says itself what the slope of a forward line is."""
    slope = line.rule.derivative
    return slope is not None and slope.role is Does.DECLARED_SLOPE


def one_step_alone(trace: Trace, made: Quantity) -> bool:
    """Whether it is the derivative of one step: da[1]/dz[1], d(y)/d(u1); not dJ/dz[1], dy/dx."""
    return made.role == "local" or (isinstance(trace.source, Network) and made.base not in DERIVED)


def local_slope(step: Step, of: str, by: str) -> Slope:
    """One entry of the slope of one step alone: its row and column say which entries they are."""
    rule, sizes = step.equation.rule, sizes_of(step)

    def indices(row: int, column: int) -> dict[str, int]:
        return rule.places(row + 1, column + 1, sizes)

    def moves(row: int, column: int) -> tuple[tuple[str, int, int], ...]:
        at = indices(row, column)
        return ((by, at.get("k", at["i"]) - 1, at["n"] - 1),)

    def reads(row: int, column: int) -> At:
        at = indices(row, column)
        return at["i"] - 1, at["n"] - 1

    return Slope(step, of, whole_line(step.trace, of), moves, reads)


def whole_line(trace: Trace, of: str) -> tuple[Equation, ...]:
    """The step that makes a quantity; where backward goes from line to line, with the elementary
    steps of its line before it."""
    source = trace.source
    inner = frozenset[str]()
    if not isinstance(source, Network) and source.by_lines:
        inner = source.unnamed
    needed, kept = {of}, list[Equation]()
    for line in reversed(trace.equations):
        if line.target in needed and (line.target == of or trace.local(line.target).base in inner):
            needed.update(line.inputs)
            kept.append(line)
    return tuple(reversed(kept))


def moved_by(trace: Trace, by: Quantity, iteration: int) -> tuple[tuple[str, ...], Moves]:
    """The arrays that change with a quantity, and which entries of them change with one of it."""
    tied = dict(trace.source.tied_entries) if isinstance(trace.source, Network) else {}
    if by.name in tied:
        everywhere = tuple(
            (in_iteration(trace, array, iteration), row - 1, column - 1)
            for array, row, column in tied[by.name]
        )
        arrays = tuple(dict.fromkeys(array for array, _, _ in everywhere))
        return arrays, lambda row, column: everywhere
    own = in_iteration(trace, by.name, iteration)
    return (own,), lambda row, column: ((own, row, column),)


def in_iteration(trace: Trace, name: str, iteration: int) -> str:
    return trace.names.in_iteration(name, iteration) or at_iteration(name, iteration)


def between(trace: Trace, starts: set[str], end: str, iteration: int) -> tuple[Equation, ...]:
    """The equations of one iteration on every way from what is moved to what follows."""
    reached, lines = set(starts), list[Equation]()
    for line in trace.equations:
        forward = line.phase in ("forward", "cost") and line.iteration == iteration
        if forward and line.target not in starts and reached.intersection(line.inputs):
            reached.add(line.target)
            lines.append(line)
    needed, kept = {end}, list[Equation]()
    for line in reversed(lines):
        if line.target in needed:
            needed.update(line.inputs)
            kept.append(line)
    return tuple(reversed(kept))


def fixed_on_the_way(trace: Trace) -> dict[str, str]:
    """Derivatives that a given number stands on the way of → its name. A given derivative, or
    the slope of one step alone of something given: what follows from them says how J would
    follow, were that number not fixed."""
    if not trace.source.given:
        return {}
    fixed = {name: name for name in trace.given if trace.local(name).by is not None}
    for step in trace.steps:
        made = step.quantity
        of = at_iteration(made.of.name, step.equation.iteration)
        if made.by is None:
            continue
        if one_step_alone(trace, made) and of in trace.given:
            fixed[step.name] = of
        first = next((fixed[name] for name in step.inputs if name in fixed), None)
        if first:
            fixed[step.name] = first
    return fixed


def late_average(trace: Trace, by: Quantity, name: str) -> float:
    """N for the gradients before the parameters, where the sheet puts the 1/N in only there."""
    network = trace.source
    if not isinstance(network, Network) or by.base not in ("y_hat", "a", "z"):
        return 1.0
    cost = cost_of(network)
    late = cost and averages(network, cost) and network.mean_enters == "parameters"
    return float(trace.state[name].shape[-1]) if late else 1.0
