"""Mistakes of the forward pass (L8, L12). To add one, add an entry."""

from __future__ import annotations

from collections.abc import Iterator

from ..formula.parse import formula
from ..formula.tree import Formula, Name, substitute
from ..rules.activations import ACTIVATIONS
from .mistake import Mistake
from .spot import Spot

AFFINE = ("affine", "affine with threshold")
ACTIVATION = ("a", "y_hat")


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


def applied_twice(spot: Spot) -> Iterator[Formula]:
    """The activation of the activation: σ(σ(z))."""
    tree = spot.equation.rule.formula
    yield substitute(tree, lambda at: tree if at == Name("z") else None)


def rows_for_columns(spot: Spot) -> Iterator[Formula]:
    """Wᵀ a, with b as the line has it."""
    bias = {"affine": " + b", "affine with threshold": " - b"}.get(spot.equation.rule.name, "")
    yield formula(f"W.T @ a_prev{bias}")


FORWARD = (
    Mistake(
        name="bias-forgotten",
        at=AFFINE,
        formula="W @ a_prev",
        again="right - b",
        says="z = W a, without the bias. Every neuron adds its b at the end.",
        hidden="b is 0",
        taught="L8",
        seen="course material; generalises rust0258 NLP-Specialization#62",
    ),
    Mistake(
        name="bias-sign",
        at=("affine",),
        formula="W @ a_prev - b",
        says="z = W a − b. Here the bias is added; only a threshold is subtracted.",
        hidden="b is 0",
        taught="L8",
        seen="sheets with thresholds (inputs of −1): 5 of the 37 collected",
    ),
    Mistake(
        name="threshold-added",
        at=("affine with threshold",),
        formula="W @ a_prev + b",
        says="z = W a + b. Here b is a threshold: its input is −1, it is subtracted.",
        hidden="b is 0",
        taught="L8",
        seen="sheets with thresholds (inputs of −1): 5 of the 37 collected",
    ),
    Mistake(
        name="activation-forgotten",
        at=ACTIVATION,
        formula="z",
        says="a = z: the activation was left out. It is applied to every entry of z.",
        hidden="z is positive throughout, with ReLU",
        taught="L8",
        seen="DL4J PR#364 (a and z aliased)",
        removes=True,
    ),
    Mistake(
        name="activation-twice",
        at=ACTIVATION,
        formula=applied_twice,
        says="the activation was applied a second time, to its own result. a = g(z), once.",
        hidden="with ReLU always: ReLU(ReLU(z)) is ReLU(z)",
        taught="L8",
        seen="tflearn PR#562, tensorflow_cookbook#86 (softmax of softmax)",
    ),
    Mistake(
        name="leaky-slope-dropped",
        at=("leaky_relu", "elu"),
        formula="max(0, z)",
        says="0 where z < 0, as with plain ReLU. This one is not flat there.",
        hidden="all z are positive",
        taught="L12",
        seen="course forums: ReLU written for leaky ReLU",
    ),
    Mistake(
        name="wrong-activation",
        at=("sigmoid", "relu", "leaky_relu", "tanh", "softplus"),
        formula=other_activations,
        says="these are the numbers of another activation at the same z. Look up which one this "
        "layer has.",
        hidden="z is 0 or far out, or positive throughout with ReLU and leaky ReLU",
        taught="L12",
        seen="course forums: tanh and sigmoid taken for each other",
    ),
    Mistake(
        name="derivative-for-value",
        at=("sigmoid", "relu", "leaky_relu", "tanh", "softplus"),
        formula=slope_for_value,
        says="the slope of the activation stands where its value was asked.",
        hidden="never",
        taught="L8",
        seen="seen published, with 6(x + 2) for 3(x + 2)²",
    ),
    Mistake(
        name="weight-row-column-swapped",
        at=(*AFFINE, "affine without bias"),
        formula=rows_for_columns,
        says="z = Wᵀ a: rows and columns of W were taken for each other. One row of W holds the "
        "weights of one neuron.",
        hidden="W is symmetric; another shape of W makes it impossible",
        taught="L8",
        seen="math.SE 2979764, dominhhai#19",
    ),
    Mistake(
        name="softmax-not-normalised",
        at=("softmax",),
        formula="exp(z)",
        says="these are the powers e^z. Softmax divides each by the sum over the outputs of its "
        "sample.",
        hidden="the powers of a sample add up to 1",
        taught="L8",
        seen="course forums",
    ),
)
