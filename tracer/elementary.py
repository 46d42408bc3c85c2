"""An expression's equations: elementary steps forward, the chain back to each variable (L5, L6).

A step is one operation as a person would do it: a whole sum, a whole product, a quotient, a
power, one function. Numbers are no steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from .equation import Equation, Phase
from .formula.tree import Formula, Name, Neg, Sum, children, rebuilt
from .formula.value import variables
from .quantity import at_iteration
from .rules.in_names import chain_rule, slope_rule, step_rule
from .rules.rule import Rule
from .rules.scalar import CHAINS, SLOPES
from .rules.update import UPDATE

if TYPE_CHECKING:
    from .expression import Expression
    from .expression_lines import Line

__all__ = ["elementary", "expression_lines", "variables"]


def elementary(lines: Sequence[Line], taken: Set[str]) -> list[tuple[str, Formula]]:
    """Every step in order: its name and its formula, whose parts are names and numbers."""
    fresh = (name for number in count(1) if (name := f"u{number}") not in taken)
    steps: list[tuple[str, Formula]] = []

    def part(node: Formula) -> Formula:
        """What stands for an inner formula: itself if it is no step, else a new name."""
        if isinstance(node, Name) or not variables(node):
            return node
        tree = whole(node)
        name = next(fresh)
        steps.append((name, tree))
        return Name(name)

    def whole(node: Formula) -> Formula:
        """One operation on parts; a subtracted term belongs to its sum."""
        inside = isinstance(node, Sum)
        parts = (
            Neg(part(child.term)) if inside and isinstance(child, Neg) else part(child)
            for child in children(node)
        )
        return rebuilt(node, tuple(parts))

    for line in lines:
        tree = whole(line.tree) if variables(line.tree) else line.tree
        steps.append((line.name, tree))
    return steps


@dataclass(frozen=True, slots=True)
class Planned:
    """One equation as every iteration has it: names are the iteration's own."""

    target: str
    rule: Rule
    inputs: tuple[str, ...]
    phase: Phase
    inner: bool = False


def expression_lines(expression: Expression, steps: int) -> list[Equation]:
    """All equations of `steps` iterations, given quantities not taken out yet."""
    planned = expression.planned
    moving = {line.target for line in planned if line.phase == "update"}

    def called(name: str, iteration: int) -> str:
        """A variable that an update moves, one that stays, or a quantity of the iteration."""
        if name not in expression.values:
            return at_iteration(name, iteration)
        new = f"{name}:="
        return at_iteration(new, iteration - 1) if new in moving and iteration > 1 else name

    return [
        Equation(
            at_iteration(line.target, iteration),
            line.rule,
            tuple(called(name, iteration) for name in line.inputs),
            line.phase,
            iteration=iteration,
            inner=line.inner,
        )
        for iteration in range(1, steps + 1)
        for line in planned
    ]


def plan(expression: Expression) -> tuple[Planned, ...]:
    """Forward, backward, update: what every iteration does."""
    return (*forward(expression), *backward(expression), *update(expression))


def forward(expression: Expression) -> Iterator[Planned]:
    for name, tree in expression.steps:
        rule = step_rule(tree)
        yield Planned(name, rule, rule.inputs, "forward")


def backward(expression: Expression) -> Iterator[Planned]:
    """dy/dy = 1; then from the last step to the first, as soon as all that use a name are done:
    the derivative of each of these steps alone, and the total one, their paths added up."""
    output, wanted = expression.output, on_the_way(expression)
    yield Planned(f"d{output}/d{output}", CHAINS["start"], (), "backward")
    users: dict[str, list[tuple[str, Formula]]] = {}
    for user, tree in expression.steps:
        for name in variables(tree) if user in wanted else ():
            users.setdefault(name, []).append((user, tree))
    for user, tree in reversed(expression.steps):
        for name in variables(tree):
            if name in wanted and users[name][0][0] == user:
                yield from derived(expression, name, users[name])
    for name in derived_by(expression):
        if name not in wanted and name != output:
            yield Planned(f"d{output}/d{name}", SLOPES["constant"], (), "backward")


def derived(
    expression: Expression, name: str, users: Sequence[tuple[str, Formula]]
) -> Iterator[Planned]:
    """d(u)/d(x) of every step u that uses x, then dy/dx."""
    output, written = (
        expression.output,
        {*expression.values, *(one.name for one in expression.lines)},
    )
    paths, inputs = list[tuple[str, str]](), list[str]()
    for number, (user, tree) in enumerate(users, 1):
        own = user if user in expression.given else ""
        rule = slope_rule(tree, name, expression.relu_at_zero, own)
        inner = not {user, name} <= written
        yield Planned(f"d({user})/d({name})", rule, rule.inputs, "backward", inner)
        paths.append((f"dy_du{number}", f"du{number}_dx"))
        inputs += [f"d{output}/d{user}", f"d({user})/d({name})"]
    yield Planned(f"d{output}/d{name}", chain_rule(paths), tuple(inputs), "backward")


def derived_by(expression: Expression) -> tuple[str, ...]:
    """What is asked for, and what descent needs."""
    moved = expression.updated if expression.alpha is not None else ()
    return tuple(dict.fromkeys((*expression.derived_by, *moved)))


def on_the_way(expression: Expression) -> set[str]:
    """The names between the output and what it is derived by, both included."""
    reaches: set[str] = {expression.output}
    for name, tree in reversed(expression.steps):
        if name in reaches:
            reaches.update(variables(tree))
    depends = set(derived_by(expression))
    for name, tree in expression.steps:
        if depends.intersection(variables(tree)):
            depends.add(name)
    return reaches & depends


def update(expression: Expression) -> Iterator[Planned]:
    """x := x − α ∂y/∂x, or Δx first."""
    if expression.alpha is None:
        return
    settled = {"alpha": expression.alpha_array}
    for name in expression.updated:
        slope, step = f"d{expression.output}/d{name}", f"Δ{name}"
        if expression.update_as == "step":
            yield Planned(step, UPDATE["step"].with_constants(**settled), (slope,), "update")
            yield Planned(f"{name}:=", UPDATE["add step"], (name, step), "update")
        else:
            rule = UPDATE["update"].with_constants(**settled)
            yield Planned(f"{name}:=", rule, (name, slope), "update")
