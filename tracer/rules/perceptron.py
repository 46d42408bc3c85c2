"""The perceptron's learning rule: the error itself times what came in; no J, no slope."""

from __future__ import annotations

from ..formula.parse import formula
from ..formula.tree import Formula, Neg
from .rule import Array, Rule, table

OF_ENTRY = "sum(n, N, alpha*error[i,n]{})"


def step(name: str, whole: Formula, entry: str, why: str, *, of_weights: bool) -> Rule:
    """ΔW or Δb: (n, N), (m, N) → (n, m), of one sample, N = 1."""

    def calculate(error: Array, *x: Array, alpha: float, free: Array | None) -> Array:
        made = error @ x[0].mT if of_weights else error.sum(axis=-1, keepdims=True)
        made = alpha * (-made if isinstance(whole, Neg) else made)
        return made if free is None else made * free

    tree = formula(entry)
    return Rule(
        name=name,
        inputs=("error", "a") if of_weights else ("error",),
        formula=whole,
        entry=Neg(tree) if isinstance(whole, Neg) else tree,
        calculate=calculate,
        why=why,
        source="L8",
        sizes={"N": ("error", -1)},
        constants={"alpha": None, "free": None},
        kind="product",
    )


PERCEPTRON: dict[str, Rule] = table(
    Rule(
        name="perceptron error",
        inputs=("y", "y_hat"),
        formula=formula("y - y_hat"),
        calculate=lambda y, y_hat: y - y_hat,
        why="1 where ŷ was too small, −1 where it was too large (±2 with sign), else 0.",
        source="L8",
    ),
    step(
        "perceptron step", formula("alpha*error @ a.T"), OF_ENTRY.format("*a[j,n]"),
        "Add the inputs where ŷ was too small, subtract them where it was too large.",
        of_weights=True,
    ),
    step(
        "perceptron bias step", formula("sum(n, N, alpha*error)"), OF_ENTRY.format(""),
        "The bias is a weight whose input is always 1.",
        of_weights=False,
    ),
    step(
        "perceptron threshold step", Neg(formula("sum(n, N, alpha*error)")), OF_ENTRY.format(""),
        "The threshold is a weight whose input is always −1.",
        of_weights=False,
    ),
)  # fmt: skip
