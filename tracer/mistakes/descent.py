"""Mistakes of the update (L7, L14), on the way down and on the way up. To add one, add an entry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ..formula.parse import formula
from ..formula.tree import Formula
from .cost import several
from .mistake import Mistake
from .spot import Spot


class Way(NamedTuple):
    """Descent or ascent: its rules, its sign as formulas and as people write it, its words."""

    update: str
    step: str
    sign: str
    by: str
    change: str
    word: str
    done: str


UP = Way("ascent", "ascent step", "+", "w + α ∂J/∂w", "+α ∂J/∂w", "plus", "added")
DOWN = Way("update", "step", "-", "w − α ∂J/∂w", "−α ∂J/∂w", "minus", "taken off")


def negative(spot: Spot) -> bool:
    """Whether α is negative: w − α ∂J/∂w then goes up, along the gradient."""
    alpha = spot.number("alpha")
    return alpha is not None and bool(np.all(np.asarray(alpha) < 0))


def mistakes(way: Way, other: Way, name: str, turned: str, right: str) -> tuple[Mistake, ...]:
    """`name`, `turned`, `right`: of the update that goes the other way."""
    own, against = way.sign, other.sign

    def from_other_parameters(_spot: Spot) -> Iterator[Formula]:
        """Another parameter's old value, or its first entry, with this one's step."""
        for word in ("W_1", "W_2", "b_1", "b_2"):
            yield formula(f"{word} {own} alpha*dJ_dw")
            yield formula(f"{word}[1,1] {own} alpha*dJ_dw")

    return (
        Mistake(
            name=name,
            at=(way.update,),
            formula=f"w {against} alpha*dJ_dw",
            says=f"{turned}: {other.by}. {right}, {way.by}.",
            hidden="dJ_dw = 0",
            taught="L7",
            seen="dennybritz#11",
            often=2,
            when=lambda spot: not negative(spot),
        ),
        Mistake(
            name="alpha-forgotten",
            at=(way.update,),
            formula=f"w {own} dJ_dw",
            says=f"the whole gradient was {way.done}: α is missing.",
            hidden="alpha = 1 or dJ_dw = 0",
            taught="L7",
            seen="course forums",
            often=2,
        ),
        Mistake(
            name="alpha-over-n",
            at=(way.update,),
            formula=f"w {own} alpha*dJ_dw/N",
            says="divided by N once more: J's average is in the gradient already.",
            hidden="N = 1 or dJ_dw = 0",
            taught="L7",
            seen="DL.ai forum 63071",
            often=1,
            when=several,
        ),
        Mistake(
            name="update-of-another-parameter",
            at=(way.update,),
            formula=from_other_parameters,
            says=f"another parameter's old value {way.word} this one's step. "
            "Each starts from its own.",
            hidden="wrong = right: both have the same value",
            taught="L14",
            seen="published solutions: every bias and W[2] updated from w₁",
            often=2,
        ),
        Mistake(
            name="gradient-for-new-value",
            at=(way.update,),
            formula=("dJ_dw", "-alpha*dJ_dw", "alpha*dJ_dw"),
            says=f"the gradient or the step stands where the new value was asked: {way.by}.",
            hidden=("wrong = right",) * 3,
            taught="L7",
            seen="course forums",
            often=1,
        ),
        Mistake(
            name="weight-scaled",
            at=(way.update,),
            formula=f"w {own} alpha*w*dJ_dw",
            says=f"the step was multiplied by w: only α ∂J/∂w is {way.done}.",
            hidden="w = 1 or dJ_dw = 0",
            taught="L7",
            seen="course forums",
            often=1,
        ),
        Mistake(
            name="weight-scaled",
            at=(way.update,),
            formula=f"w*(1 {own} alpha)",
            says=f"α times w was {way.done}, not α times its gradient: {way.by}.",
            hidden="w = dJ_dw",
            taught="L7",
            seen="course forums",
            often=1,
            whom="code",
        ),
        Mistake(
            name="not-updated",
            at=(way.update,),
            formula="w",
            says=f"the old value: nothing was {way.done}.",
            hidden="dJ_dw = 0",
            taught="L7",
            seen="course forums",
            often=1,
            whom="pencil",
            slip=True,
        ),
        Mistake(
            name=name,
            at=(way.step,),
            formula=f"{against} alpha*dJ_dw_step".removeprefix("+ "),
            says=f"{turned}: {other.change}. {right}.",
            hidden="dJ_dw_step = 0",
            taught="L7",
            seen="dennybritz#11",
            often=2,
        ),
        Mistake(
            name="alpha-forgotten",
            at=(way.step,),
            formula=f"{own} dJ_dw_step".removeprefix("+ "),
            says="the whole gradient: α is missing.",
            hidden="alpha = 1 or dJ_dw_step = 0",
            taught="L7",
            seen="course forums",
            often=2,
        ),
    )


DESCENT = (
    Mistake(
        name="plus-alpha",
        at=(DOWN.update,),
        formula="w + alpha*dJ_dw",
        says="downhill: this sheet goes up, along the gradient. Its α is negative, and "
        "w − α ∂J/∂w adds.",
        hidden="dJ_dw = 0",
        often=1,
        taught="L7",
        seen="sheets of ascent, α = −0.2",
        when=negative,
    ),
    *mistakes(DOWN, UP, "plus-alpha", "uphill", "Descent goes against the gradient"),
    *mistakes(UP, DOWN, "minus-alpha", "downhill", "Ascent goes along the gradient"),
)
