"""An expression's equations: elementary steps forward, the chain back to each variable (L5, L6).

A step is one operation as a person would do it: a whole sum, a whole product, a quotient, a
power, one function. Numbers are no steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from .equation import Equation
from .formula.tree import (
    Formula,
    Name,
    Neg,
    Num,
    Product,
    children,
    multiplied,
    names,
    rebuilt,
    substitute,
    summed,
)
from .formula.value import value
from .quantity import at_iteration
from .rules.rule import Array, Rule
from .rules.scalar import NAMED, kinks, rule_of, source, why
from .rules.update import UPDATE

if TYPE_CHECKING:
    from .expression import Expression
    from .expression_lines import Line


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
        """One operation on parts; a subtracted term belongs to the sum."""
        inner = (
            Neg(part(child.term)) if isinstance(child, Neg) else part(child)
            for child in children(node)
        )
        return rebuilt(node, tuple(inner))

    for line in lines:
        tree = line.tree if not variables(line.tree) else whole(line.tree)
        steps.append((line.name, tree))
    return steps


def variables(tree: Formula) -> tuple[str, ...]:
    return tuple(name for name in names(tree) if name not in ("pi", "π"))


@dataclass(frozen=True, slots=True)
class Pass:
    """One iteration: what it calls its own quantities, and its parameters."""

    expression: Expression
    number: int

    def own(self, name: str) -> str:
        return at_iteration(name, self.number)

    def known(self, name: str) -> str:
        """A value: a step of this iteration, an updated variable, or what is given."""
        expression = self.expression
        if name not in expression.values:
            return self.own(name)
        moving = self.number > 1 and name in expression.updated
        return at_iteration(f"{name}:=", self.number - 1) if moving else name


def expression_lines(expression: Expression, steps: int) -> list[Equation]:
    """All equations of `steps` iterations, given quantities not taken out yet."""
    lines: list[Equation] = []
    for number in range(1, steps + 1):
        names_of = Pass(expression, number)
        lines += forward(names_of)
        lines += backward(names_of)
        if expression.alpha is not None:
            lines += update(names_of)
    return lines


def forward(names_of: Pass) -> Iterator[Equation]:
    for name, tree in names_of.expression.steps:
        holes = variables(tree)
        rule = scalar_rule(rule_of(tree), tree, holes, why(tree), source(tree))
        inputs = tuple(names_of.known(hole) for hole in holes)
        yield Equation(names_of.own(name), rule, inputs, "forward", None, names_of.number)


def backward(names_of: Pass) -> Iterator[Equation]:
    """dy/dy = 1, then from the last step to the first: each local derivative, and the total
    one as soon as all steps that use the name are done."""
    expression = names_of.expression
    output, wanted = expression.output, on_the_way(expression)
    start = NAMED["start"]
    one = scalar_rule("start", Num(1.0, "1"), (output,), start.why, start.source)
    yield line(names_of, f"d{output}/d{output}", one, [names_of.known(output)])
    users = {
        name: [user for user, tree in expression.steps if name in variables(tree)]
        for name in wanted
    }
    for user, tree in reversed(expression.steps):
        if user not in wanted:
            continue
        for name in variables(tree):
            if name not in wanted:
                continue
            yield local(names_of, user, tree, name)
            live = [other for other in users[name] if other in wanted]
            if live[0] == user:
                yield total(names_of, name, live[::-1])
    for name in expression.with_respect_to:
        if name not in wanted and name != output:
            rule = NAMED["constant"]
            zero = scalar_rule("constant", Num(0.0, "0"), (name,), rule.why, rule.source)
            yield line(names_of, f"d{output}/d{name}", zero, [names_of.known(name)])


def on_the_way(expression: Expression) -> set[str]:
    """The names between the output and what is derived by, both included."""
    reaches: set[str] = {expression.output}
    for name, tree in reversed(expression.steps):
        if name in reaches:
            reaches.update(variables(tree))
    depends = set(expression.with_respect_to)
    for name, tree in expression.steps:
        if depends.intersection(variables(tree)):
            depends.add(name)
    return reaches & depends


def local(names_of: Pass, user: str, tree: Formula, name: str) -> Equation:
    """The derivative of one step alone, by one of the names it uses."""
    from .formula.calculus import derivative, simplify

    at_zero = names_of.expression.relu_at_zero

    def settle(node: Formula) -> Formula | None:
        return Num(at_zero, f"{at_zero:g}") if node == Name("relu_at_zero") else None

    slope = simplify(substitute(derivative(tree, name), settle), expand=False)
    holes = variables(slope) or (name,)
    rule = scalar_rule(rule_of(tree), slope, holes, why(tree), source(tree), kinks(tree))
    return line(names_of, f"d({user})/d({name})", rule, [names_of.known(hole) for hole in holes])


def total(names_of: Pass, name: str, users: Sequence[str]) -> Equation:
    """dy/dx: the chain rule along every step that uses x, added up."""
    output = names_of.expression.output
    holes, inputs, products = list[str](), list[str](), list[Formula]()
    for number, user in enumerate(users, 1):
        pair = (f"dy_du{number}", f"du{number}_dx")
        holes += pair
        inputs += [
            names_of.own(f"d{output}/d{user}"),
            names_of.own(f"d({user})/d({name})"),
        ]
        products.append(multiplied(tuple(Name(hole) for hole in pair)))
    said = NAMED["chain" if len(users) == 1 else "paths"]
    rule = scalar_rule("chain", summed(tuple(products)), tuple(holes), said.why, said.source)
    return line(names_of, f"d{output}/d{name}", rule, inputs)


def update(names_of: Pass) -> Iterator[Equation]:
    """x := x − α ∂y/∂x, or Δx first."""
    expression = names_of.expression
    for name in expression.updated:
        slope = names_of.own(f"d{expression.output}/d{name}")
        settled = {"alpha": expression.alpha_array}
        rule, inputs = UPDATE["update"].with_constants(**settled), [names_of.known(name), slope]
        if expression.update_as == "step":
            step = UPDATE["step"].with_constants(**settled)
            yield line(names_of, f"Δ{name}", step, [slope], "update")
            rule, inputs = UPDATE["add step"], [names_of.known(name), names_of.own(f"Δ{name}")]
        yield line(names_of, f"{name}:=", rule, inputs, "update")


def line(
    names_of: Pass, target: str, rule: Rule, inputs: Sequence[str], phase: str = "backward"
) -> Equation:
    return Equation(names_of.own(target), rule, tuple(inputs), phase, None, names_of.number)  # type: ignore[arg-type]


def scalar_rule(
    name: str,
    tree: Formula,
    holes: tuple[str, ...],
    reason: str,
    row: str,
    at_kinks: tuple[float, ...] = (),
) -> Rule:
    """The rule of one elementary step: its formula is its calculation."""
    return Rule(
        name=name,
        inputs=holes,
        formula=tree,
        calculate=on_numbers(tree, holes),
        why=reason,
        source=row,
        kind="product" if isinstance(tree, Product) else "elementwise",
        kinks=at_kinks,
    )


def on_numbers(tree: Formula, holes: tuple[str, ...]) -> Callable[..., Array]:
    """The formula on arrays (..., 1, 1); a constant takes the shape of the inputs."""

    def calculate(*arrays: Array) -> Array:
        shape = np.broadcast_shapes((1, 1), *(array.shape for array in arrays))
        made = value(tree, dict(zip(holes, arrays, strict=True)))
        return np.array(np.broadcast_to(made, shape), dtype=np.float64)

    return calculate
