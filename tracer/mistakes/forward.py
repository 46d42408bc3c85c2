"""Mistakes of the forward pass (L8, L12). To add one, add an entry."""

from __future__ import annotations

from collections.abc import Iterator

from ..formula.tree import Formula, Name, substitute
from ..rules.activations import ACTIVATIONS
from .mistake import Mistake
from .spot import Spot

AFFINE = ("affine", "affine with threshold")
BENT = ("sigmoid", "relu", "leaky_relu", "tanh", "softplus", "softmax")


def other_activations(spot: Spot) -> Iterator[Formula]:
    """Another activation: tanh(z) for σ(z), σ(z) for max(0, z), …"""
    for name, rule in ACTIVATIONS.items():
        own = (spot.activation, spot.equation.rule.name)
        if name not in (*own, "softmax", "identity", "leaky_relu"):
            yield rule.formula


def slope_for_value(spot: Spot) -> Iterator[Formula]:
    """The slope of the activation at the same z: a(1 − a) for σ(z)."""
    rule = spot.equation.rule
    if rule.derivative is not None:
        a = Name("a")
        yield substitute(rule.derivative.formula, lambda at: rule.formula if at == a else None)


FORWARD = (
    Mistake(
        name="bias-forgotten",
        at=AFFINE,
        formula="W @ a_prev",
        says="z = W a, without the bias. Every neuron adds its b at the end.",
        hidden="b = 0",
        taught="L8",
        seen="course material; generalises rust0258 NLP-Specialization#62",
        often=2,
    ),
    Mistake(
        name="bias-sign",
        at=("affine",),
        formula="W @ a_prev - b",
        says="z = W a − b. Here the bias is added; only a threshold is subtracted.",
        hidden="b = 0",
        taught="L8",
        seen="sheets with thresholds (inputs of −1): 5 of the 37 collected",
        often=1,
    ),
    Mistake(
        name="threshold-added",
        at=("affine with threshold",),
        formula="W @ a_prev + b",
        says="z = W a + b. Here b is a threshold: its input is −1, it is subtracted.",
        hidden="b = 0",
        taught="L8",
        seen="sheets with thresholds (inputs of −1): 5 of the 37 collected",
        often=2,
        whom="pencil",
    ),
    Mistake(
        name="activation-forgotten",
        at=BENT,
        formula="z",
        says="a = z: the activation was left out. It is applied to every entry of z.",
        hidden="z = a: with ReLU, where z is positive",
        taught="L8",
        seen="DL4J PR#364 (a and z aliased)",
        often=2,
        removes=True,
    ),
    Mistake(
        name="wrong-activation",
        at=("sigmoid", "relu", "leaky_relu", "tanh", "softplus"),
        formula=other_activations,
        says="these are the numbers of another activation at the same z. Look up which one this "
        "layer has.",
        hidden="wrong = right: z is 0 or far out, or positive with ReLU and leaky ReLU",
        taught="L12",
        seen="course forums: tanh and sigmoid taken for each other",
        often=2,
    ),
    Mistake(
        name="derivative-for-value",
        at=("sigmoid", "relu", "leaky_relu", "tanh", "softplus"),
        formula=slope_for_value,
        says="the slope of the activation stands where its value was asked.",
        hidden="wrong = right",
        taught="L8",
        seen="seen published, with 6(x + 2) for 3(x + 2)²",
        often=1,
    ),
    Mistake(
        name="weight-row-column-swapped",
        at=("affine",),
        formula="W.T @ a_prev + b",
        says="z = Wᵀ a: rows and columns of W were taken for each other. One row of W holds the "
        "weights of one neuron.",
        hidden="(W.T - W) @ a_prev = 0: W is symmetric; another shape makes it impossible",
        taught="L8",
        seen="math.SE 2979764, dominhhai#19",
        often=2,
    ),
    Mistake(
        name="weight-row-column-swapped",
        at=("affine with threshold",),
        formula="W.T @ a_prev - b",
        says="z = Wᵀ a: rows and columns of W were taken for each other. One row of W holds the "
        "weights of one neuron.",
        hidden="(W.T - W) @ a_prev = 0: W is symmetric; another shape makes it impossible",
        taught="L8",
        seen="math.SE 2979764, dominhhai#19",
        often=2,
    ),
    Mistake(
        name="weight-row-column-swapped",
        at=("affine without bias",),
        formula="W.T @ a_prev",
        says="z = Wᵀ a: rows and columns of W were taken for each other. One row of W holds the "
        "weights of one neuron.",
        hidden="(W.T - W) @ a_prev = 0: W is symmetric; another shape makes it impossible",
        taught="L8",
        seen="math.SE 2979764, dominhhai#19",
        often=2,
    ),
    Mistake(
        name="softmax-not-normalised",
        at=("softmax",),
        formula="exp(z)",
        says="these are the powers e^z. Softmax divides each by the sum over the outputs of its "
        "sample.",
        hidden="sum(k, K, exp(z)) = 1",
        taught="L8",
        seen="course forums",
        often=1,
    ),
)
