"""The penalties on weights: what each adds to J, and to ∂J/∂W. To add one, add an entry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np

from ..formula.parse import formula
from ..formula.tree import names
from ..formula.value import value
from .rule import Array, Rule

Form = Literal["half", "whole", "half_mean"]


class Penalty(NamedTuple):
    """`of_one`: what one weight w adds, without its factor; `factors`: by form, what stands before
    the sum over all weights; `slopes`: by form, what it adds to ∂J/∂w; `why`: of that."""

    of_one: str
    factors: dict[Form, str]
    slopes: dict[Form, str]
    why: str


PENALTIES: dict[str, Penalty] = {
    "l2": Penalty(
        of_one="{}**2",
        factors={"half": "lambda/2", "whole": "lambda", "half_mean": "lambda/(2*N)"},
        slopes={"half": "lambda*w", "whole": "2*lambda*w", "half_mean": "lambda/N*w"},
        why="The penalty moves with each weight too: w² has the slope 2w, times its factor.",
    ),
    "l1": Penalty(
        of_one="abs({})",
        factors={"half": "lambda", "whole": "lambda", "half_mean": "lambda/(2*N)"},
        slopes={
            "half": "lambda*sign(w)", "whole": "lambda*sign(w)", "half_mean": "lambda/(2*N)*sign(w)"
        },
        why="The penalty moves with each weight too: |w| has the slope +1 or −1, times its factor.",
    ),
}  # fmt: skip


def with_penalty(name: str, form: Form, layers: Sequence[int], **numbers: object) -> Rule:
    """J = J0 and the penalty on the W of these layers; `numbers`: lambda, N."""
    kind = PENALTIES[name]
    holes = {f"W{layer}": (f"n{layer}", f"m{layer}") for layer in layers}
    sums = [
        f"sum(i, {rows}, sum(j, {columns}, {kind.of_one.format(f'{hole}[i,j]')}))"
        for hole, (rows, columns) in holes.items()
    ]
    factor, one = formula(kind.factors[form]), formula(kind.of_one.format("w"))
    tree = formula(f"J0[1,1] + {kind.factors[form]}*({' + '.join(sums)})")

    def calculate(J0: Array, *weights: Array, **settled: object) -> Array:
        terms = (value(one, {"w": W}) for W in weights)
        total = sum(term.sum(axis=(-2, -1), keepdims=True) for term in terms)
        return np.asarray(J0 + value(factor, settled) * total)

    return Rule(
        name="cost with penalty",
        inputs=("J0", *holes),
        formula=tree,
        entry=tree,
        calculate=calculate,
        why="Large weights cost something: λ says how much. The biases are left alone.",
        source="L8",
        sizes={
            size: (hole, axis)
            for hole, pair in holes.items() for size, axis in zip(pair, (-2, -1), strict=True)
        },
        constants=dict.fromkeys(n for n in names(tree) if n in ("lambda", "N")),
        kind="coupled",
    ).with_constants(**numbers)  # fmt: skip


def penalty_gradient(name: str, form: Form, **numbers: object) -> Rule:
    """∂J/∂W from ∂J0/∂W, the gradient without the penalty, and W."""
    kind = PENALTIES[name]
    tree = formula(f"dJ0_dw + {kind.slopes[form]}")
    return Rule(
        name=f"{name} penalty gradient",
        inputs=("w", "dJ0_dw"),
        formula=tree,
        why=kind.why,
        source="L11",
        constants=dict.fromkeys(n for n in names(tree) if n in ("lambda", "N")),
        kind="elementwise",
    ).with_constants(**numbers)
