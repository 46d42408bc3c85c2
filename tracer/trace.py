"""A trace is the list of equations with its numbers. Everything else reads this."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from .equation import Equation
from .errors import InputError
from .evaluate import evaluate
from .formula.tree import Formula
from .layout import Layout, flipped, lay, transposed
from .network import Network
from .quantity import COSTS, Quantity, at_iteration, quantity
from .rules.rule import Array
from .symbols import Place, Symbols

if TYPE_CHECKING:  # loaded when they are first asked for
    from .expression import Expression
    from .names import Names
    from .problems import Problem


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One equation with its number: which step it is (from 1), and its value, laid as the sheet
    lays it, (..., rows, columns)."""

    trace: Trace
    number: int
    equation: Equation

    @property
    def name(self) -> str:
        """The name as the whole trace knows it: `@2 z[1]`."""
        return self.equation.target

    @property
    def quantity(self) -> Quantity:
        """What it makes, as its own iteration calls it."""
        return self.trace.local(self.equation.target)

    @property
    def value(self) -> Array:
        return self.trace.laid(self.equation.target)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What went wrong at this step: an infinite or undefined number, a kink."""
        return self.trace.problems.get(self.equation.target, ())

    @property
    def symbolic(self) -> Formula | None:
        """Of dy/dx by a variable, the simplified formula in the variables; else None."""
        source, made = self.trace.source, self.quantity
        if isinstance(source, Network) or made.role != "derivative" or made.by is None:
            return None
        if made.base != source.output or made.via:
            return None
        return source.partials.get(made.by.name)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of what it needs, as the whole trace knows them."""
        return self.equation.inputs


class Trace:
    """A network or an expression, every equation with its numbers.

    `trace["dJ/dW[2]"]` is an array in the sheet's layout; it reads canonical names, the
    sheet's symbols and usual shorthands, with `@k ` for a later iteration and `[i,j]` for one
    entry. Raises InputError for a name that it does not have, with the nearest one.
    """

    def __init__(
        self,
        source: Network | Expression,
        equations: tuple[Equation, ...],
        wanting: tuple[Equation, ...],
        given: Mapping[str, Array],
        iterations: int,
        state: Mapping[str, Array] | None = None,
        noted: Collection[str] = (),
    ) -> None:
        self.source = source
        self.equations = equations
        self.wanting = wanting
        self.given = dict(given)
        self.iterations = iterations
        self.noted = set(noted)
        self.whole: dict[str, bool] = {}  # filled by show.py: which arrays are all whole numbers
        self.state = evaluate(equations, given, noted=self.noted) if state is None else dict(state)
        self.steps = tuple(
            Step(self, number, equation) for number, equation in enumerate(equations, 1)
        )

    def with_state(self, state: Mapping[str, Array]) -> Trace:
        """The same lines with other numbers, which are not worked out again: a student's own, a
        file's, or answers beside those of the lines (`plain`)."""
        lines = self.source, self.equations, self.wanting, self.given, self.iterations
        return Trace(*lines, state, self.noted)

    # Reading

    def __getitem__(self, name: str) -> Array:
        found = self.names.find(name)
        value = self.laid(found.name)
        if found.place:
            value = value[..., found.place[0] - 1, found.place[1] - 1]
        elif self.scalar(found.name):
            value = value[..., 0, 0]
        return found.sign * value if found.sign < 0 else value

    def __contains__(self, name: str) -> bool:
        try:
            self.names.find(name)
        except InputError:
            return False
        return True

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def __len__(self) -> int:
        return len(self.steps)

    def keys(self) -> list[str]:
        """Every name it has a number for, the given ones first."""
        return list(self.state)

    _ipython_key_completions_ = keys

    def __repr__(self) -> str:
        from .export.notebook import as_text

        return as_text(self)

    def _repr_html_(self) -> str:
        from .export.notebook import as_html

        return as_html(self)

    def step(self, name: str) -> Step:
        """The step that makes a quantity. Raises InputError if none does."""
        target = self.names.find(name).name
        home = self.with_number(target)
        if target not in home.by_name:
            raise InputError(
                "quantity",
                f"{target} is given, no step makes it",
                expected="a quantity that an equation makes",
                example=self.steps[-1].name,
            )
        return home.by_name[target]

    def laid(self, name: str) -> Array:
        """The array of a canonical name in the sheet's layout."""
        return lay(self.with_number(name).state[name], quantity(name), self.layout)

    @cached_property
    def seen(self) -> Mapping[str, Array]:
        """Every number as people see it, as calculated in `columns`: 0 where float64 left a
        trace of a sum that is 0."""
        from .cancelled import cleared

        return {**self.state, **cleared(self.equations, self.state)}

    def shown(self, name: str) -> Array:
        """The array of a canonical name in the sheet's layout, as people see it."""
        return lay(self.with_number(name).seen[name], quantity(name), self.layout)

    @cached_property
    def by_steps(self) -> Trace:
        """The same trace with every Δw an equation of its own, and every part of a sum that a
        line of an expression adds, for whoever asks for one."""
        apart = {} if self.of_network else {"apart": True}
        return trace(self.source.replaced(update_as="step", **apart), self.iterations)

    @cached_property
    def by_lines(self) -> Trace:
        """The same trace of an expression with backward from line to line, as its author wrote
        them: d(z)/d(a) of a whole line instead of its elementary steps."""
        source = self.source
        if isinstance(source, Network) or source.by_lines or source.has_arrays:
            return self
        return trace(self.source.replaced(by_lines=True), self.iterations)

    def with_number(self, name: str) -> Trace:
        """Where a quantity has its number: here, or where every Δw is an equation of its own, or
        where backward goes from line to line."""
        if name in self.state:
            return self
        return self.by_lines if name in self.by_lines.state else self.by_steps

    def scalar(self, name: str) -> bool:
        """Whether it is a plain number: J, and what is no array in an expression."""
        if isinstance(self.source, Network):
            return quantity(name).kind in COSTS or name in self.plain
        if not self.source.has_arrays or name in self.plain:
            return True
        return self.with_number(name).state[name].shape[-2:] == (1, 1)

    # Structure

    @cached_property
    def plain(self) -> frozenset[str]:
        """The numbers that no line makes and nobody gave: an exercise's answers."""
        return frozenset(self.state.keys() - self.given.keys() - self.by_name.keys())

    @cached_property
    def by_name(self) -> dict[str, Step]:
        return {step.name: step for step in self.steps}

    @cached_property
    def readers(self) -> dict[str, tuple[Step, ...]]:
        """Who needs a number: name → the steps that read it."""
        table: dict[str, list[Step]] = {}
        for step in self.steps:
            for name in dict.fromkeys(step.inputs):
                table.setdefault(name, []).append(step)
        return {name: tuple(steps) for name, steps in table.items()}

    def read_in(self, name: str, iteration: int) -> str:
        """What an iteration means by a plain name: its own quantity, the parameter as the
        iteration before left it, or what is given."""
        own, left = at_iteration(name, iteration), at_iteration(f"{name}:=", iteration - 1)
        return next((known for known in (own, left) if known in self.state), name)

    def needed_by(self, name: str) -> tuple[Step, ...]:
        """The steps that need a quantity, in order."""
        return self.readers.get(self.names.find(name).name, ())

    def local(self, name: str) -> Quantity:
        """A quantity as its own iteration calls it; a parameter after an update is again W."""
        return quantity(name)._replace(iteration=1)

    @property
    def of_network(self) -> bool:
        return isinstance(self.source, Network)

    @property
    def layout(self) -> Layout:
        return self.source.layout if isinstance(self.source, Network) else "columns"

    @cached_property
    def symbols(self) -> Symbols:
        source = self.source
        if isinstance(source, Network):
            return Symbols(source.names)
        return Symbols(source.names, total=len(source.variables) == 1, parts=source.parts)

    @cached_property
    def names(self) -> Names:
        from .names import Names

        return Names(self)

    @cached_property
    def problems(self) -> dict[str, tuple[Problem, ...]]:
        from .problems import problems_of

        return problems_of(self)

    @property
    def students(self) -> tuple[int, ...]:
        """The leading axes: () for one student, (5,) for five."""
        return np.broadcast_shapes(*(value.shape[:-2] for value in self.state.values()))

    def absent(self, name: str) -> tuple[Place, ...]:
        """The entries, as laid on the sheet, that stand for no connection at all."""
        if not isinstance(self.source, Network):
            return ()
        turned, what = self.lies(name), quantity(name)
        return tuple(flipped(place, turned) for place in self.source.unconnected(what))

    def lies(self, name: str) -> bool:
        """Whether the quantity lies transposed on the sheet."""
        return transposed(quantity(name), self.layout)


def trace(source: Network | Expression, steps: int = 1) -> Trace:
    """Work out every equation: forward, cost, backward, update, `steps` times in a row.

    Raises InputError if nothing can be worked out, or for several steps without an alpha.
    """
    if steps < 1 or (steps > 1 and source.alpha is None):
        raise InputError(
            "steps",
            f"{steps} iterations of descent" + (" without alpha" if source.alpha is None else ""),
            expected="1, or more where alpha says how far each update goes",
            example="alpha = 0.1",
        )
    if isinstance(source, Network):
        from .equations import network_equations  # with them come the tables of rules
        from .given import given_numbers, traced

        given = given_numbers(source, steps)
        lines, wanting = traced(network_equations(source, steps), given.keys())
    else:
        from .expression import expression_equations, expression_given

        given = expression_given(source)
        lines, wanting = expression_equations(source, steps)
    from .cancelled import settled

    return Trace(source, settled(tuple(lines)), tuple(wanting), given, steps)
