"""Mistakes of the update (L7, L14). To add one, add an entry."""

from __future__ import annotations

from collections.abc import Iterator

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


DESCENT = (
    Mistake(
        name="plus-alpha",
        at=UPDATES,
        formula="w + alpha*dJ_dw",
        says="uphill: w + α ∂J/∂w. Descent goes against the gradient, w − α ∂J/∂w.",
        hidden="dJ_dw = 0",
        taught="L7",
        seen="dennybritz#11",
        often=2,
    ),
    Mistake(
        name="alpha-forgotten",
        at=UPDATES,
        formula="w - dJ_dw",
        says="the whole gradient was taken off: α is missing.",
        hidden="alpha = 1 or dJ_dw = 0",
        taught="L7",
        seen="course forums",
        often=2,
    ),
    Mistake(
        name="alpha-over-n",
        at=UPDATES,
        formula="w - alpha*dJ_dw/N",
        says="divided by N once more: J's average is in the gradient already.",
        hidden="N = 1 or dJ_dw = 0",
        taught="L7",
        seen="DL.ai forum 63071",
        often=1,
        when=several,
    ),
    Mistake(
        name="update-of-another-parameter",
        at=UPDATES,
        formula=from_other_parameters,
        says="another parameter's old value minus this one's step. Each starts from its own.",
        hidden="wrong = right: both have the same value",
        taught="L14",
        seen="published solutions: every bias and W[2] updated from w₁",
        often=2,
    ),
    Mistake(
        name="gradient-for-new-value",
        at=UPDATES,
        formula=("dJ_dw", "-alpha*dJ_dw", "alpha*dJ_dw"),
        says="the gradient or the step stands where the new value was asked: w − α ∂J/∂w.",
        hidden=("w = (1 + alpha)*dJ_dw", "w = 0", "w = 2*alpha*dJ_dw"),
        taught="L7",
        seen="course forums",
        often=1,
    ),
    Mistake(
        name="weight-scaled",
        at=UPDATES,
        formula="w - alpha*w*dJ_dw",
        says="the step was multiplied by w: only α ∂J/∂w is taken off.",
        hidden="w = 1 or dJ_dw = 0",
        taught="L7",
        seen="course forums",
        often=1,
    ),
    Mistake(
        name="weight-scaled",
        at=UPDATES,
        formula="w*(1 - alpha)",
        says="α times w was taken off, not α times its gradient: w − α ∂J/∂w.",
        hidden="w = dJ_dw",
        taught="L7",
        seen="course forums",
        often=1,
        whom="code",
    ),
    Mistake(
        name="not-updated",
        at=UPDATES,
        formula="w",
        says="the old value: nothing was taken off.",
        hidden="dJ_dw = 0",
        taught="L7",
        seen="course forums",
        often=1,
        whom="pencil",
        slip=True,
    ),
    Mistake(
        name="plus-alpha",
        at=("step",),
        formula="alpha*dJ_dw_step",
        says="uphill: +α ∂J/∂w. Descent goes against the gradient.",
        hidden="dJ_dw_step = 0",
        taught="L7",
        seen="dennybritz#11",
        often=2,
    ),
    Mistake(
        name="alpha-forgotten",
        at=("step",),
        formula="-dJ_dw_step",
        says="the whole gradient: α is missing.",
        hidden="alpha = 1 or dJ_dw_step = 0",
        taught="L7",
        seen="course forums",
        often=2,
    ),
)
