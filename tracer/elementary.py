"""An expression's equations: elementary steps forward, the chain back to each variable (L5, L6).

A step is one operation as a person would do it: a whole sum, a whole product, a quotient, a
power, one function. Numbers are no steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from .backward import backward
from .choose import reads_of, state_lines, updating
from .equation import Equation
from .formula.tree import Formula, MatMul, Name, Neg, Sum, children, rebuilt
from .formula.value import variables
from .iteration import repeated
from .rules.arrays import NOTHING, NUMBER, array_rule
from .rules.in_names import slope_rule, step_rule
from .rules.rule import SLOPE, UP, Back
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
        if isinstance(node, MatMul) and len(node.factors) > 2:  # from the left, two at a time
            node = MatMul((MatMul(node.factors[:-1]), node.factors[-1]))
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


def expression_lines(expression: Expression, steps: int) -> list[Equation]:
    """All equations of `steps` iterations, given quantities not taken out yet."""
    return list(repeated(expression.planned, steps, frozenset(expression.values)))


def plan(expression: Expression) -> tuple[Equation, ...]:
    """Forward, backward, update: what every iteration does. dy/dy = 1 starts the way back, where
    no gradient is given; by what does not lead to the output it is 0."""
    output, base = expression.output, expression.base
    wanted = on_the_way(expression, expression.units)
    lines = tuple(forward(expression, expression.units, wanted))
    steps = forward(expression, expression.steps, frozenset()) if expression.by_lines else lines
    if base is None:  # an array, and nothing is derived
        return tuple(steps)
    start = Equation(f"d{base}/d{output}", CHAINS["start"], (), "backward")
    nothing = [name for name in derived_by(expression) if name not in {*wanted, output}]
    return (
        *steps,
        *([start] if base == output else ()),
        *backward(lines, base, "d({})/d({})", parted(expression)),
        *(unmoved(expression, base, name) for name in nothing),
        *update(expression),
    )


def parted(expression: Expression) -> Callable[[Equation], str]:
    """Which of the author's lines a step belongs to, where each one's part of a derivative is a
    line of its own: in programs of arrays, and where somebody asks for it."""
    if not (expression.has_arrays or expression.apart):
        return lambda line: ""
    ends, made = {line.name for line in expression.lines}, list[str]()
    belongs: dict[str, str] = {}
    for name, _ in expression.steps:
        made.append(name)
        if name in ends:
            belongs |= dict.fromkeys(made, name)
            made.clear()
    return lambda line: belongs[line.target]


def unmoved(expression: Expression, base: str, name: str) -> Equation:
    """The derivative by what does not lead to the output."""
    if expression.shapes.get(name, NUMBER) == NUMBER:
        return Equation(f"d{base}/d{name}", SLOPES["constant"], (), "backward")
    return Equation(f"d{base}/d{name}", NOTHING, (name,), "backward")


def forward(
    expression: Expression, units: Sequence[tuple[str, Formula]], wanted: Set[str]
) -> Iterator[Equation]:
    """The elementary steps, or the whole lines; each goes back only to what is `wanted`."""
    at_zero, own_lines = expression.relu_at_zero, {line.name for line in expression.lines}
    called = {*expression.given, *(line.name for line in expression.lines if line.named)}
    for name, tree in units:
        inner = name not in own_lines
        if expression.has_arrays:  # of numbers a step is then worked as of arrays
            to = frozenset(wanted) if name in wanted else frozenset[str]()
            made, inputs = array_rule(tree, expression.shapes, to, at_zero)
            yield Equation(name, made, inputs, "forward", inner=inner)
            continue
        rule = step_rule(tree)
        own = name if name in called else ""
        ways = tuple(
            Back(to=by, rule=CHAINS["chain"], reads=(UP, SLOPE),
                 local=slope_rule(tree, by, at_zero, own))
            for by in rule.inputs if name in wanted and by in wanted
        )  # fmt: skip
        yield Equation(name, replace(rule, back=ways), rule.inputs, "forward", inner=inner)


def derived_by(expression: Expression) -> tuple[str, ...]:
    """What is asked for, and what descent needs."""
    moved = expression.updated if expression.alpha is not None else ()
    return tuple(dict.fromkeys((*expression.derived_by, *moved)))


def slopes_of_lines(expression: Expression) -> list[str]:
    """The names of the derivatives of whole lines, however many elementary steps they have; of
    arrays only a step that goes entry by entry has one."""
    if expression.has_arrays:
        return []
    lines = [(line.name, line.tree) for line in expression.lines]
    wanted = on_the_way(expression, lines)
    return [
        f"d({line})/d({name})"
        for line, tree in lines
        for name in variables(tree)
        if {line, name} <= wanted
    ]


def on_the_way(expression: Expression, units: Sequence[tuple[str, Formula]]) -> set[str]:
    """The names between the output and what it is derived by, both included."""
    reaches: set[str] = {expression.output}
    for name, tree in reversed(units):
        if name in reaches:
            reaches.update(variables(tree))
    depends = set(derived_by(expression))
    for name, tree in units:
        if depends.intersection(variables(tree)):
            depends.add(name)
    return reaches & depends


def update(expression: Expression) -> Iterator[Equation]:
    """x := x − α ∂y/∂x, or Δx first."""
    if expression.alpha is None:
        return
    for name in expression.updated:
        slope, step = f"d{expression.base}/d{name}", f"Δ{name}"
        yield from state_lines(expression, name, slope)
        if expression.update_as == "step":
            rule = updating(expression, "step")
            yield Equation(step, rule, reads_of(rule, name, name, slope), "update")
            yield Equation(f"{name}:=", UPDATE["add step"], (name, step), "update")
        else:
            rule = updating(expression, "update")
            yield Equation(f"{name}:=", rule, reads_of(rule, name, name, slope), "update")
