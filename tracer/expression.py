"""An expression as somebody writes it down: lines, values, what to derive it by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from .checks import Faults
from .equation import Equation
from .errors import InputError
from .expression_check import Check
from .expression_lines import EXAMPLE, KEYS, Line, read_lines
from .expression_shapes import DERIVATIVE, as_array, shapes_of
from .formula.operations import Shape
from .formula.text import spelled
from .formula.tree import Call, Formula, Name, Num, substitute, walk
from .formula.value import variables
from .given import traced
from .iteration import BEFORE
from .quantity import quantity
from .rules.arrays import NUMBER, of_arrays
from .rules.optimizers import OPTIMIZERS
from .rules.rule import Array
from .schema import known_keys
from .settings import Kinks, Updates, settings_of

MOST_NODES = 500  # of a formula that is still derived as a whole
MOST_SHOWN = 60  # of a part of a line that is called what it is; longer ones are called u1, u2


@dataclass(frozen=True, kw_only=True, eq=False)
class Expression(Updates, Kinks):
    """An expression of one or several lines; the last is the output.

    `at`: variable → number, a list (a column) or rows, or an ndarray with students first: (S,)
    numbers, (S, rows, columns) arrays; left out: formulas only. `where` begins the place that a
    fault is reported at. No keys of a file: `apart`, every line's part of a derivative is a step
    of its own; `by_lines`, backward goes from line to line, d(z)/d(a) of a whole line, not through
    its elementary steps. Raises InputErrors with all faults at once.
    """

    expression: str | Sequence[str]
    at: Mapping[str, Any] = field(default_factory=dict)
    with_respect_to: tuple[str, ...] = ()
    title: str = ""
    alpha: Any = None
    update: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)
    where: str = "expression file"
    apart: bool = False
    by_lines: bool = False

    def __post_init__(self) -> None:
        for key in ("at", "with_respect_to", "update"):
            object.__setattr__(self, key, with_names_spelled(getattr(self, key)))
        Check(self).all()
        object.__setattr__(self, "with_respect_to", self.derived_by)

    @classmethod
    def of(cls, keys: Mapping[str, Any], where: str = "expression") -> Expression:
        """The expression that a file's keys describe. Raises InputErrors."""
        faults = Faults(where)
        known = known_keys(keys, KEYS, "", faults)
        if "expression" not in known:
            faults.add("", "there is no expression", expected="the key expression", example=EXAMPLE)
            faults.all()
        try:
            made = cls(**known, where=where)
        except InputError as error:
            faults.take(error)
            faults.all()
        faults.stop()
        return made

    # What it says

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        return read_lines(self.expression, self.where)

    @property
    def output(self) -> str:
        """The name of the last line."""
        return self.lines[-1].name

    @cached_property
    def base(self) -> str | None:
        """What is derived: the output; the L of a dL/dC that is given for the last line C; None
        where the last line is an array and nothing is derived."""
        for name in self.given:
            made = quantity(name) if DERIVATIVE.fullmatch(name) else None
            if made and made.by and made.by.name == self.output and made.base != self.output:
                return made.base
        return self.output if self.shapes.get(self.output, NUMBER) == NUMBER else None

    @cached_property
    def shapes(self) -> dict[str, Shape]:
        """Rows and columns of every variable and step; (1, 1) of a number, and where there are no
        values. Raises ShapeFault where two do not fit."""
        return shapes_of(self)

    @cached_property
    def has_arrays(self) -> bool:
        """Whether anything in it is an array, or an operation on arrays."""
        return any(shape != NUMBER for shape in self.shapes.values()) or any(
            of_arrays(tree, {}) for _, tree in self.steps
        )

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """The names that no line makes, in order of appearance; those that it is derived by,
        too, if they stand in none."""
        made = {line.name for line in self.lines}
        used = [name for line in self.lines for name in variables(line.tree)]
        named = dict.fromkeys([*used, *self.with_respect_to])
        return tuple(name for name in named if name not in made)

    @cached_property
    def values(self) -> tuple[str, ...]:
        """The variables, and other names that have a value."""
        made = {line.name for line in self.lines}
        more = [name for name in self.at if name not in made]
        return tuple(dict.fromkeys((*self.variables, *more)))

    @cached_property
    def steps(self) -> list[tuple[str, Formula]]:
        """The elementary steps: name and formula, in order."""
        from .elementary import elementary

        taken = {*self.values, *self.names, *(line.name for line in self.lines)}
        return elementary(self.lines, taken)

    @cached_property
    def units(self) -> list[tuple[str, Formula]]:
        """What is derived in one piece: name and formula, in order."""
        whole = self.by_lines and not self.has_arrays
        return [(line.name, line.tree) for line in self.lines] if whole else self.steps

    @cached_property
    def unnamed(self) -> frozenset[str]:
        """The elementary steps that no line names: u1, u2, …"""
        return frozenset(name for name, _ in self.steps) - {line.name for line in self.lines}

    @cached_property
    def parts(self) -> dict[str, Formula]:
        """What the steps are that no line names, in the names of the lines: u1 is x²."""
        found: dict[str, Formula] = {}
        for name, tree in self.steps:
            if name in self.unnamed:
                made = put_in(tree, found)
                if sum(1 for _ in walk(made)) <= MOST_SHOWN:
                    found[name] = made
        return found

    @cached_property
    def partials(self) -> dict[str, Formula | None]:
        """The output's partial derivative by each variable, as `symbolic` writes it."""
        return {name: symbolic(self, name) for name in self.values}

    @cached_property
    def planned(self) -> tuple[Equation, ...]:
        """The equations of one iteration."""
        from .elementary import plan

        return plan(self)

    @property
    def updated(self) -> tuple[str, ...]:
        """What descent moves: `update`, else every variable that is derived by."""
        return self.update or tuple(name for name in self.derived_by if name in self.values)

    @cached_property
    def functions(self) -> frozenset[str]:
        """The functions that its lines call."""
        calls = (part for line in self.lines for part in walk(line.tree) if isinstance(part, Call))
        return frozenset(call.function for call in calls)

    @property
    def has_relu(self) -> bool:
        return "relu" in self.functions

    @property
    def derived_by(self) -> tuple[str, ...]:
        """`with_respect_to`, else every variable; nothing, where the last line is an array whose
        gradient is not given."""
        return self.with_respect_to or (self.variables if self.base is not None else ())

    @property
    def numberless(self) -> bool:
        """Whether only formulas are asked: no variable has a value."""
        return bool(self.variables) and not self.at and not self.given

    @property
    def alpha_array(self) -> Any:
        """α for the loop: a number, or (students, 1, 1)."""
        alpha = self.alpha
        return np.asarray(alpha, float)[..., None, None] if np.ndim(alpha) else alpha

    def keys(self, *, defaults: bool = True) -> dict[str, Any]:
        """The keys of its file; without `defaults` only those that say something."""
        table = {
            "title": self.title,
            "expression": [line.typed for line in self.lines],
            "at": {name: plain_value(number) for name, number in self.at.items()},
            "with_respect_to": list(self.with_respect_to),
            "alpha": None if self.alpha is None else plain_number(self.alpha),
            "update": list(self.updated) if self.alpha is not None else [],
            **{name: getattr(self, name) for name in settings_of(self)},
            **self.amounts,
            "names": dict(self.names),
            "given": {name: plain_value(number) for name, number in self.given.items()},
        }
        table = {key: table[key] for key in KEYS if key in table}
        if defaults:
            return table
        return {key: said for key, said in table.items() if said not in (KEYS[key].default, [], {})}

    @property
    def amounts(self) -> dict[str, float]:
        """The numbers of its optimiser."""
        return {name: getattr(self, name) for name in OPTIMIZERS[self.optimizer].numbers}

    def replaced(self, **changes: Any) -> Expression:
        """The same with some keys changed."""
        return replace(self, **changes)

    def student(self, k: int) -> Expression:
        """One student of a batch, counted from 0."""
        return self.some(k)

    def some(self, which: int | Sequence[int]) -> Expression:
        """Some students of a batch, in that order; one alone, without a leading axis."""

        def one(number: Any) -> Any:
            if not isinstance(number, np.ndarray) or not number.ndim:
                return number
            return number[which].tolist() if isinstance(which, int) else number[which]

        return self.replaced(
            at={name: one(number) for name, number in self.at.items()},
            given={name: one(number) for name, number in self.given.items()},
            alpha=one(self.alpha),
        )


def expression_given(expression: Expression) -> dict[str, Array]:
    """Every given value as (..., rows, columns); NaN for all where only formulas are asked."""
    found = {**expression.at, **expression.given}
    if expression.numberless:
        found = dict.fromkeys(expression.values, np.nan)
    at_rest = {name for line in expression.planned for name in line.inputs if begins(name)}
    found = {**dict.fromkeys(sorted(at_rest), 0.0), **found}
    return {name: as_array(number) for name, number in found.items()}


def begins(name: str) -> bool:
    """Whether it is what an optimiser keeps before the first iteration."""
    return name.startswith(BEFORE)


def expression_equations(
    expression: Expression, steps: int = 1
) -> tuple[list[Equation], list[Equation]]:
    """The equations that are worked out, and those that cannot be, for want of a number."""
    from .elementary import expression_lines

    return traced(expression_lines(expression, steps), expression_given(expression).keys())


def symbolic(expression: Expression, variable: str) -> Formula | None:
    """The output's simplified partial derivative by a variable, or by a line's name, in the
    variables alone, as a person would write it; a line whose value is given keeps its name. None
    where that is too long to write, or a derivative or the output is given."""
    from .formula.calculus import derivative, plus, simplify, size, times

    if expression.has_arrays:
        return None
    lines = expression.lines
    given = {line.name for line in lines if line.name in expression.given}
    if len(given) < len(expression.given) or expression.output in given:
        return None
    known: dict[str, Formula] = {}
    sizes: dict[str, int] = {}
    slopes: dict[str, Formula] = {}  # of the lines that are given

    def slope(tree: Formula) -> Formula:
        """By the variable: directly, and through the lines that are given."""
        through = (times(derivative(tree, name), slopes[name]) for name in slopes)
        return plus(derivative(tree, variable), *through)

    for line in lines:
        sizes[line.name] = sum(
            sizes.get(node.text, 1) if isinstance(node, Name) else 1 for node in walk(line.tree)
        )
        if line.name == variable != expression.output:
            sizes[line.name] = 1  # derived by it, it stays what it is
        elif sizes[line.name] > MOST_NODES:
            return None
        elif line.name in given:
            made = put_in(line.tree, known)
            in_own = {made: Name(line.name)}  # its value stands in its slope, too
            slopes[line.name] = substitute(slope(made), in_own.get)
            sizes[line.name] = 1
        else:
            known[line.name] = put_in(line.tree, known)
    at_zero = Num(expression.relu_at_zero, f"{expression.relu_at_zero:g}")
    made = simplify(put_in(slope(known[expression.output]), {"relu_at_zero": at_zero}))
    return made if size(made) <= MOST_NODES else None


def held_constant(expression: Expression, variable: str) -> tuple[str, ...]:
    """The other variables, which a partial derivative treats as constants (L6)."""
    return tuple(name for name in expression.variables if name != variable)


def put_in(tree: Formula, known: Mapping[str, Formula]) -> Formula:
    return substitute(tree, lambda node: known.get(node.text) if isinstance(node, Name) else None)


def with_names_spelled(listed: Any) -> Any:
    """A table or list of names with each as formulas have it; anything else as it is."""
    if isinstance(listed, Mapping):
        return {spelled(name): number for name, number in listed.items()}
    if isinstance(listed, list | tuple) and all(isinstance(name, str) for name in listed):
        return tuple(dict.fromkeys(map(spelled, listed)))
    return listed


def plain_value(number: Any) -> Any:
    """A value as files have it: a number, a flat list, or rows."""
    if isinstance(number, np.ndarray) and number.ndim:
        return plain_number(number)
    made = np.asarray(number, dtype=float)
    return made.tolist() if made.ndim else plain_number(number)


def plain_number(number: Any) -> float:
    if np.ndim(number):
        raise InputError("expression", "a file holds one student",
                         expected="one number a variable", example="at = {x = 3}")  # fmt: skip
    return float(number)
