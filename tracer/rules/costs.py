"""The costs: the loss of one output, its slope, and the shortcut with its activation.

To add one, add an entry. How losses are gathered over outputs and samples (sum or mean) is a
setting and the same for all: `gathered.py`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ..formula.parse import formula
from ..formula.tree import (
    Call,
    Formula,
    Name,
    substitute,
    walk,
)
from .rule import UP, Array, Back, Does, Rule


class Cost(NamedTuple):
    """`loss` is one output's loss, elementwise in (y_hat, y), with its derivative by y_hat
    nested; or in what `before` makes of both, a line of its own that is called as its rule is.
    `activation`: the only output it goes with; `combined` is then ∂loss/∂z of both at once, and
    `at_z` the loss itself, (z, y) → (..., K, N), which is finite for every z. `low`, `high`: the
    bounds of a target; `add_up`: whether those of a sample are a distribution, without which
    `combined` does not hold. `always_sum`: never averaged over samples. `square`: of a
    squared error, the number in front of it. `words`: what people call it;
    `called`: all words in which they name it, without the s of a plural."""

    name: str
    loss: Rule
    activation: str | None = None
    combined: Rule | None = None
    low: float = -np.inf
    high: float = np.inf
    add_up: bool = False
    always_sum: bool = False
    at_z: Callable[[Array, Array], Array] | None = None
    before: Rule | None = None
    square: float | None = None
    called: str = ""
    words: str = ""

    @property
    def by(self) -> str:
        """What the loss is derived by."""
        return self.before.name if self.before else "y_hat"

    @property
    def logarithmic(self) -> bool:
        """Whether a logarithm stands in it."""
        calls = (node for node in walk(self.loss.formula) if isinstance(node, Call))
        return any(call.function == "log" for call in calls)

    @property
    def written(self) -> Formula:
        """One output's loss in y_hat and y, whatever stands between."""
        made = self.before
        if made is None:
            return self.loss.formula
        return substitute(
            self.loss.formula, lambda node: made.formula if node == Name(made.name) else None
        )


def bce_loss(y_hat: Array, y: Array) -> Array:
    """−(y ln ŷ + (1 − y) ln(1 − ŷ)), with 0 · ln 0 = 0."""
    right, wrong = y * np.log(y_hat), (1.0 - y) * np.log(1.0 - y_hat)
    loss = -(right + wrong)
    if undefined(loss):
        loss = -(np.where(y == 0, 0.0, right) + np.where(y == 1, 0.0, wrong))
    return np.asarray(loss)


def bce_slope(y_hat: Array, y: Array) -> Array:
    """(1 − y)/(1 − ŷ) − y/ŷ, with 0/0 = 0."""
    right, wrong = y / y_hat, (1.0 - y) / (1.0 - y_hat)
    slope = wrong - right
    if undefined(slope):
        slope = np.where(y == 1, 0.0, wrong) - np.where(y == 0, 0.0, right)
    return np.asarray(slope)


def ce_loss(y_hat: Array, y: Array) -> Array:
    """−y ln ŷ, with 0 · ln 0 = 0."""
    loss = -y * np.log(y_hat)
    return np.where(y == 0, 0.0, loss) if undefined(loss) else loss


def ce_slope(y_hat: Array, y: Array) -> Array:
    """−y/ŷ, with 0/0 = 0."""
    slope = -y / y_hat
    return np.where(y == 0, 0.0, slope) if undefined(slope) else slope


def bce_at_z(z: Array, y: Array) -> Array:
    """ln(1 + eᶻ) − y z: the loss of a sigmoid output by its z."""
    return np.asarray(np.logaddexp(0.0, z) - y * z)


def ce_at_z(z: Array, y: Array) -> Array:
    """y (ln Σ eᶻ − z): the loss of a softmax output by its z."""
    return np.asarray(y * (np.logaddexp.reduce(z, axis=-2, keepdims=True) - z))


def undefined(values: Array) -> bool:
    """Whether any of them is NaN: the largest is, if one is."""
    return math.isnan(values.max())


def squared(
    name: str, text: str, slope: str, factor: float, called: str, *, always_sum: bool = False
) -> Cost:
    """A squared error with or without its ½."""
    return Cost(
        name=name,
        called=called,
        words="squared error" if factor == 1 else "half the squared error",
        always_sum=always_sum,
        square=factor,
        loss=Rule(
            name=f"{name} of one output",
            inputs=("y_hat", "y"),
            formula=formula(text),
            calculate=lambda y_hat, y: factor * (y_hat - y) ** 2,
            why="The squared distance between what came out, ŷ, and what should have, y.",
            source="L8",
            kind="elementwise",
            role=Does.LOSS,
            derivative=Rule(
                name=f"{name}′",
                inputs=("y_hat", "y"),
                formula=formula(slope),
                calculate=lambda y_hat, y: 2 * factor * (y_hat - y),
                why="The power rule: 2 times the distance, and a ½ in front takes the 2 away.",
                source="L10",
                kind="elementwise",
                role=Does.LOSS_SLOPE,
            ),
        ),
    )


def loss_of(
    name: str,
    text: str,
    slope: str,
    why: str,
    why_slope: str,
    inputs: tuple[str, ...] = ("y_hat", "y"),
    **numbers: float,
) -> Rule:
    """One output's loss with its slope, both as formulas in y_hat and y, or in other `inputs`;
    `numbers` are keys of a file, with what they are by default."""
    derivative = Rule(
        name=f"{name}′",
        inputs=inputs,
        formula=formula(slope),
        why=why_slope,
        source="L10",
        constants=numbers,
        kind="elementwise",
        role=Does.LOSS_SLOPE,
    )
    return Rule(
        name=f"{name} of one output",
        inputs=inputs,
        formula=formula(text),
        why=why,
        source="L8",
        constants=numbers,
        kind="elementwise",
        role=Does.LOSS,
        derivative=derivative,
    )


MARGIN = Rule(
    name="margin",
    inputs=("y", "y_hat"),
    formula=formula("y*y_hat"),
    why="With targets 1 and −1: above 0 on the right side, and the further the surer.",
    source="L8",
    kind="elementwise",
    back=(
        Back(
            to="y_hat",
            rule=Rule(
                name="through margin",
                inputs=("y", "dJ_dmargin"),
                formula=formula("y*dJ_dmargin"),
                why="ŷ is multiplied by y on the way to the margin, so ∂margin/∂ŷ is y.",
                source="L10",
                kind="elementwise",
            ),
            reads=("y", UP),
        ),
    ),
)

DIFFERENCE = Rule(
    name="combined output",
    inputs=("y_hat", "y"),
    formula=formula("y_hat - y"),
    calculate=lambda y_hat, y: y_hat - y,
    why="∂ŷ/∂z · ∂J/∂ŷ worked out once and for all: ŷ(1 − ŷ) cancels and ŷ − y is left.",
    source="L10",
    kind="elementwise",
    role=Does.COMBINED,
)

COSTS: dict[str, Cost] = {
    cost.name: cost
    for cost in (
        Cost(
            name="bce",
            called="binary cross entropy log logistic lo bernoulli",
            words="binary cross-entropy",
            activation="sigmoid",
            at_z=bce_at_z,
            low=0.0,
            high=1.0,
            combined=DIFFERENCE,
            loss=Rule(
                name="bce of one output",
                inputs=("y_hat", "y"),
                formula=formula("-(y*log(y_hat) + (1 - y)*log(1 - y_hat))"),
                calculate=bce_loss,
                why="The loss is high when ŷ differs much from y: −log of the probability "
                "that was given to what really happened.",
                source="L9",
                kind="elementwise",
                role=Does.LOSS,
                domain=(0.0, 1.0),
                derivative=Rule(
                    name="bce′",
                    inputs=("y_hat", "y"),
                    formula=formula("(1 - y)/(1 - y_hat) - y/y_hat"),
                    calculate=bce_slope,
                    why="d/dx log x = 1/x, once for log ŷ and once for log(1 − ŷ), whose inner "
                    "minus turns the sign.",
                    source="L10",
                    kind="elementwise",
                    role=Does.LOSS_SLOPE,
                    domain=(0.0, 1.0),
                ),
            ),
        ),
        Cost(
            name="ce",
            called="categorical cross entropy softmax negative log likelihood",
            words="cross-entropy",
            activation="softmax",
            at_z=ce_at_z,
            add_up=True,
            combined=DIFFERENCE,
            loss=Rule(
                name="ce of one output",
                inputs=("y_hat", "y"),
                formula=formula("-y*log(y_hat)"),
                calculate=ce_loss,
                why="Only the output of the right class counts: −log of its probability.",
                source="L9",
                kind="elementwise",
                role=Does.LOSS,
                domain=(0.0, 1.0),
                derivative=Rule(
                    name="ce′",
                    inputs=("y_hat", "y"),
                    formula=formula("-y/y_hat"),
                    calculate=ce_slope,
                    why="d/dx log x = 1/x.",
                    source="L10",
                    kind="elementwise",
                    role=Does.LOSS_SLOPE,
                    domain=(0.0, 1.0),
                ),
            ),
        ),
        squared(
            "mse",
            "(y_hat - y)**2",
            "2*(y_hat - y)",
            1.0,
            called="mean squared square error quadratic average mse",
        ),
        squared(
            "half_mse",
            "1/2*(y_hat - y)**2",
            "y_hat - y",
            0.5,
            called="half ½ 1/2 mean squared square error quadratic average mse",
        ),
        squared(
            "half_sse",
            "1/2*(y_hat - y)**2",
            "y_hat - y",
            0.5,
            always_sum=True,
            called="half ½ 1/2 sum summed squared square error quadratic sse",
        ),
        Cost(
            name="huber",
            called="huber smooth",
            words="Huber",
            loss=loss_of(
                "huber",
                "1/2*(y_hat - y)**2*[abs(y_hat - y) <= huber_delta]"
                " + huber_delta*(abs(y_hat - y) - 1/2*huber_delta)*[abs(y_hat - y) > huber_delta]",
                "max(-huber_delta, min(huber_delta, y_hat - y))",
                "Squared near the target, and straight from δ on: far outliers pull less.",
                "The distance itself, but never more than δ.",
                huber_delta=1.0,
            ),
        ),
        Cost(
            name="hinge",
            called="hinge margin svm",
            words="hinge",
            low=-1.0,
            high=1.0,
            loss=loss_of(
                "hinge",
                "max(0, 1 - margin)",
                "-[1 - margin > 0]",
                "Nothing is lost once the margin is 1: ŷ is beyond its target.",
                "−1 where something is lost, else 0.",
                inputs=("margin",),
            ),
            before=MARGIN,
        ),
    )
}


def usual_cost(activation: str) -> str:
    """The cost that goes with an output activation."""
    return next((cost.name for cost in COSTS.values() if cost.activation == activation), "half_mse")


ROUNDING = 1e-6  # how far the targets of a distribution may be from adding up to 1


def not_adding_up(Y: Array) -> list[tuple[int, float]]:
    """The samples, from 1, whose targets do not add up to 1, and what they add up to; of a class
    those in which any student's do not. Y: (..., samples, outputs)."""
    sums = Y.sum(axis=-1).reshape(-1, Y.shape[-2])
    far = np.abs(sums - 1) > ROUNDING
    return [(int(n) + 1, float(sums[far[:, n], n][0])) for n in np.flatnonzero(far.any(axis=0))]
