"""Rules that somebody wrote as an expression: an activation in z, a cost in y_hat and y."""

from __future__ import annotations

from ..formula.calculus import derivative, simplify
from ..formula.tree import Call, Formula, Name, Num, names, substitute
from .rule import Does, Rule


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
        why=f"The sheet's own formula, {text}.",
        source="L8",
        kind="elementwise",
        role=roles[0],
        derivative=Rule(
            name=f"({text})′",
            inputs=inputs,
            formula=slope,
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


def declared_slope(text: str, tree: Formula) -> Rule:
    """The slope of an activation as its layer declares it, an expression in z or a."""
    return Rule(
        name=text,
        inputs=tuple(name for name in names(tree) if name != "pi") or ("z",),
        formula=tree,
        why=f"The slope that the sheet declares: {text}.",
        source="L10",
        kind="elementwise",
        role=Does.DECLARED_SLOPE,
    )
