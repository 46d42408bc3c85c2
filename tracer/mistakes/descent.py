"""Mistakes of the update (L7, L14). To add one, add an entry."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..formula.parse import formula
from ..formula.tree import Formula
from .cost import several
from .mistake import Mistake
from .spot import Spot

UPDATES = ("update",)


def from_other_parameters(_spot: Spot) -> Iterator[Formula]:
    """Another parameter's old value, or its first entry, − α·∂J/∂w."""
    for word in ("W_1", "W_2", "b_1", "b_2"):
        yield formula(f"{word} - alpha*dJ_dw")
        yield formula(f"{word}[1,1] - alpha*dJ_dw")


def uphill(spot: Spot) -> bool:
    """Whether the sheet goes up: with a negative α, w − α ∂J/∂w goes along the gradient."""
    alpha = spot.number("alpha")
    return alpha is not None and bool(np.all(np.asarray(alpha) < 0))


DESCENT = (
    Mistake(
        name="plus-alpha",
        at=UPDATES,
        formula="w + alpha*dJ_dw",
        says="uphill: w + α ∂J/∂w. Descent goes against the gradient, w − α ∂J/∂w.",
        hidden="the gradient is 0",
        taught="L7",
        seen="dennybritz#11",
        when=lambda spot: not uphill(spot),
    ),
    Mistake(
        name="plus-alpha",
        at=UPDATES,
        formula="w + alpha*dJ_dw",
        says="downhill: this sheet goes up, along the gradient. Its α is negative, and "
        "w − α ∂J/∂w adds.",
        hidden="the gradient is 0",
        taught="L7",
        seen="sheets of ascent, α = −0.2",
        when=uphill,
    ),
    Mistake(
        name="alpha-forgotten",
        at=UPDATES,
        formula="w - dJ_dw",
        says="the whole gradient was taken off: α is missing.",
        hidden="α is 1",
        taught="L7",
        seen="course forums",
    ),
    Mistake(
        name="alpha-over-n",
        at=UPDATES,
        formula="w - alpha*dJ_dw/N",
        says="divided by N once more: J's average is in the gradient already.",
        hidden="N = 1",
        taught="L7",
        seen="DL.ai forum 63071",
        when=several,
    ),
    Mistake(
        name="update-of-another-parameter",
        at=UPDATES,
        formula=from_other_parameters,
        says="another parameter's old value minus this one's step. Each starts from its own.",
        hidden="both have the same value",
        taught="L14",
        seen="published solutions: every bias and W[2] updated from w₁",
    ),
    Mistake(
        name="gradient-for-new-value",
        at=UPDATES,
        formula=("dJ_dw", "-alpha*dJ_dw", "alpha*dJ_dw"),
        says="the gradient or the step stands where the new value was asked: w − α ∂J/∂w.",
        hidden="w is 0",
        taught="L7",
        seen="course forums",
    ),
    Mistake(
        name="weight-scaled",
        at=UPDATES,
        formula=("w - alpha*w*dJ_dw", "w*(1 - alpha)"),
        says="the step was taken with w itself in it: only α ∂J/∂w is taken off.",
        hidden="w is 1",
        taught="L7",
        seen="course forums",
    ),
    Mistake(
        name="not-updated",
        at=UPDATES,
        formula="w",
        says="the old value: nothing was taken off.",
        hidden="the gradient is 0",
        taught="L7",
        seen="course forums",
    ),
    Mistake(
        name="plus-alpha",
        at=("step",),
        formula="alpha*dJ_dw_step",
        says="uphill: +α ∂J/∂w. Descent goes against the gradient.",
        hidden="the gradient is 0",
        taught="L7",
        seen="dennybritz#11",
    ),
    Mistake(
        name="alpha-forgotten",
        at=("step",),
        formula="-dJ_dw_step",
        says="the whole gradient: α is missing.",
        hidden="α is 1",
        taught="L7",
        seen="course forums",
    ),
)
