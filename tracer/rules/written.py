"""Rules that somebody wrote as an expression: an activation in z, a cost in y_hat and y."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..formula.calculus import derivative, simplify
from ..formula.tree import Call, Formula, Name, Num, names, substitute
from ..formula.value import value
from .rule import Array, Does, Rule


def written_rule(
    text: str,
    tree: Formula,
    by: str,
    relu_at_zero: float,
    roles: tuple[Does, Does],
    derived: Formula | None = None,
) -> Rule:
    """The rule of an elementwise expression, its derivative by the name `by` nested in it.

    The derivative follows from the rules of the expressions (L4, L5); `derived` is what is derived
    instead of the formula, the same number with other slopes at kinks. Inputs are the names of the
    expression, `by` first, for the shape, even where it does not stand in the formula. `roles`:
    what the rule does, and its derivative.
    """

    def settle(node: Formula) -> Formula | None:
        at_kink = Num(relu_at_zero, f"{relu_at_zero:g}")
        return at_kink if node == Name("relu_at_zero") else None

    inputs = tuple(dict.fromkeys((by, *(name for name in names(tree) if name != "pi"))))
    slope = simplify(substitute(derivative(derived or tree, by), settle), expand=False)
    return Rule(
        name=text,
        inputs=inputs,
        formula=tree,
        calculate=on_arrays(tree, inputs),
        why=f"The sheet's own formula, {text}.",
        source="L8",
        kind="elementwise",
        role=roles[0],
        derivative=Rule(
            name=f"({text})′",
            inputs=inputs,
            formula=slope,
            calculate=on_arrays(slope, inputs),
            why="Its derivative, by the common rules and the chain rule.",
            source="L5",
            kind="elementwise",
            role=roles[1],
        ),
    )


def as_relu(tree: Formula) -> Formula:
    """The formula with max(0, u) as relu(u): the same number, and at 0 the slope that is set."""

    def read(node: Formula) -> Formula | None:
        match node:
            case Call("max", (Num(0.0), other)) | Call("max", (other, Num(0.0))):
                return Call("relu", (substitute(other, read),))
        return None

    return substitute(tree, read)


def on_arrays(tree: Formula, inputs: tuple[str, ...]) -> Callable[..., Array]:
    """The formula as a calculation; a constant takes the shape of the first input."""

    def calculate(*arrays: Array) -> Array:
        result = value(tree, dict(zip(inputs, arrays, strict=True)))
        shape = np.broadcast_shapes(*(array.shape for array in arrays))
        return np.array(np.broadcast_to(result, shape))

    return calculate
