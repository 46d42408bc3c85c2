"""The perceptron's learning rule: the error itself times what came in; no J, no slope."""

from __future__ import annotations

from ..formula.parse import formula
from ..formula.tree import Formula, Neg
from .rule import Array, Rule, table

WHY = "The error, y − ŷ, is 1, 0 or −1 (±2 with sign): "
THE_ERROR = "alpha*(y - y_hat)"
OF_ENTRY = "sum(n, N, alpha*(y[i,n] - y_hat[i,n]){})"


def step(name: str, whole: Formula, entry: str, why: str, *, of_weights: bool) -> Rule:
    """ΔW or Δb: (n, N), (n, N), (m, N) → (n, m), of one sample, N = 1."""

    def calculate(y: Array, y_hat: Array, *x: Array, alpha: float, free: Array | None) -> Array:
        error = alpha * (y - y_hat)
        made = error @ x[0].mT if of_weights else error.sum(axis=-1, keepdims=True)
        made = -made if isinstance(whole, Neg) else made
        return made if free is None else made * free

    tree = formula(entry)
    return Rule(
        name=name,
        inputs=("y", "y_hat", "a") if of_weights else ("y", "y_hat"),
        formula=whole,
        entry=Neg(tree) if isinstance(whole, Neg) else tree,
        calculate=calculate,
        why=WHY + why,
        source="L8",
        sizes={"N": ("y", -1)},
        constants={"alpha": None, "free": None},
        kind="product",
    )


PERCEPTRON: dict[str, Rule] = table(
    step(
        "perceptron step", formula(f"{THE_ERROR} @ a.T"), OF_ENTRY.format("*a[j,n]"),
        "add the inputs where ŷ was too small, subtract them where it was too large.",
        of_weights=True,
    ),
    step(
        "perceptron bias step", formula(f"sum(n, N, {THE_ERROR})"), OF_ENTRY.format(""),
        "the bias is a weight whose input is always 1.",
        of_weights=False,
    ),
    step(
        "perceptron threshold step", Neg(formula(f"sum(n, N, {THE_ERROR})")), OF_ENTRY.format(""),
        "the threshold is a weight whose input is always −1.",
        of_weights=False,
    ),
)  # fmt: skip
