"""Mistakes of the forward pass (L8, L12). To add one, add an entry."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..formula.tree import Formula, Name, substitute
from ..rules.activations import ACTIVATIONS
from ..rules.rule import Does
from .mistake import Mistake
from .spot import Spot


def threshold(spot: Spot) -> bool:
    """Whether the layer's b is a threshold, which is subtracted."""
    made = spot.network.layers[spot.layer - 1] if spot.network and spot.layer else None
    return made is not None and made.bias_input == -1


def bends(spot: Spot) -> bool:
    """Whether the activation does something, entry by entry."""
    return spot.equation.rule.bends and spot.equation.rule.kind == "elementwise"


def leak(spot: Spot) -> float | None:
    """The slope of leaky ReLU where z < 0, as the sheet has it."""
    made = spot.network.layers[spot.layer - 1] if spot.network and spot.layer else None
    return made.slope if made is not None else None


def other_activations(spot: Spot) -> Iterator[Formula]:
    """Another activation: tanh(z) for σ(z), σ(z) for max(0, z), …"""
    z, a = (spot.trace.state[name] for name in (spot.equation.inputs[0], spot.equation.target))
    with np.errstate(all="ignore"):
        found = {rule: rule.calculate(z) for rule in ACTIVATIONS.values() if rule.common}
    yield from (rule.formula for rule, value in found.items() if not np.allclose(value, a))


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


FORWARD = (
    Mistake(
        name="bias-forgotten",
        at=(Does.AFFINE,),
        formula=("W @ a_prev", "W @ a_prev + skip"),
        again="right - b",
        when=lambda spot: spot.quantity("b") is not None,
        says="z = W a, without the bias. Every neuron adds its b at the end.",
        hidden="b = 0",
        taught="L8",
        seen="course material; generalises rust0258 NLP-Specialization#62",
        often=2,
    ),
    Mistake(
        name="bias-sign",
        at=(Does.AFFINE,),
        formula=("W @ a_prev - b", "W @ a_prev - b + skip"),
        says="z = W a − b. Here the bias is added; only a threshold is subtracted.",
        hidden="b = 0",
        taught="L8",
        seen="sheets with thresholds (inputs of −1): 5 of the 37 collected",
        often=1,
        when=lambda spot: not threshold(spot),
    ),
    Mistake(
        name="threshold-added",
        at=(Does.AFFINE,),
        formula=("W @ a_prev + b", "W @ a_prev + b + skip"),
        says="z = W a + b. Here b is a threshold: its input is −1, it is subtracted.",
        hidden="b = 0",
        taught="L8",
        seen="sheets with thresholds (inputs of −1): 5 of the 37 collected",
        often=2,
        whom="pencil",
        when=threshold,
    ),
    Mistake(
        name="activation-forgotten",
        at=(Does.ACTIVATION,),
        formula="z",
        says="a = z: the activation was left out. It is applied to every entry of z.",
        hidden="z = a: with ReLU, where z is positive",
        taught="L8",
        seen="DL4J PR#364 (a and z aliased)",
        often=2,
        removes=True,
    ),
    Mistake(
        name="activation-twice",
        at=(Does.ACTIVATION,),
        formula=applied_twice,
        says="the activation was applied a second time, to its own result. a = g(z), once.",
        hidden="wrong = right: always with ReLU, ReLU(ReLU(z)) is ReLU(z)",
        often=2,
        taught="L8",
        seen="tflearn PR#562, tensorflow_cookbook#86 (softmax of softmax)",
    ),
    Mistake(
        name="leaky-slope-dropped",
        at=("leaky_relu", "elu"),
        formula="max(0, z)",
        says="0 where z < 0, as with plain ReLU. This one is not flat there.",
        hidden="wrong = right: z is positive",
        often=1,
        taught="L12",
        seen="course forums: ReLU written for leaky ReLU",
    ),
    Mistake(
        name="usual-leaky-slope",
        at=("leaky_relu",),
        formula="max(0, z) + 0.01*min(0, z)",
        says="a slope of 0.01 where z < 0, as most programs have it. This sheet has another one.",
        hidden="wrong = right: z is positive",
        often=1,
        taught="L12",
        seen="sheets with a slope of 0.1 of their own, which is read over",
        when=lambda spot: leak(spot) != 0.01,
    ),
    Mistake(
        name="wrong-activation",
        at=(Does.ACTIVATION,),
        formula=other_activations,
        when=bends,
        says="these are the numbers of another activation at the same z. Look up which one this "
        "layer has.",
        hidden="wrong = right: z is 0 or far out, or positive with ReLU and leaky ReLU",
        taught="L12",
        seen="course forums: tanh and sigmoid taken for each other",
        often=2,
    ),
    Mistake(
        name="derivative-for-value",
        at=(Does.ACTIVATION,),
        formula=slope_for_value,
        when=bends,
        says="the slope of the activation stands where its value was asked.",
        hidden="wrong = right",
        taught="L8",
        seen="seen published, with 6(x + 2) for 3(x + 2)²",
        often=1,
    ),
    Mistake(
        name="skip-forgotten",
        at=(Does.AFFINE,),
        formula="right - skip",
        says="what an earlier layer gave was not added. A skip connection adds it to z as it is.",
        hidden="skip = 0: what is added is 0",
        taught="L8",
        seen="not seen published: what bias-forgotten is to a bias",
        often=1,
    ),
    Mistake(
        name="weight-row-column-swapped",
        at=(Does.AFFINE,),
        formula="W.T @ a_prev + b",
        when=lambda spot: not threshold(spot),
        says="z = Wᵀ a: rows and columns of W were taken for each other. One row of W holds the "
        "weights of one neuron.",
        hidden="(W.T - W) @ a_prev = 0: W is symmetric; another shape makes it impossible",
        taught="L8",
        seen="math.SE 2979764, dominhhai#19",
        often=2,
    ),
    Mistake(
        name="weight-row-column-swapped",
        at=(Does.AFFINE,),
        formula="W.T @ a_prev - b",
        when=threshold,
        says="z = Wᵀ a: rows and columns of W were taken for each other. One row of W holds the "
        "weights of one neuron.",
        hidden="(W.T - W) @ a_prev = 0: W is symmetric; another shape makes it impossible",
        taught="L8",
        seen="math.SE 2979764, dominhhai#19",
        often=2,
    ),
    Mistake(
        name="weight-row-column-swapped",
        at=(Does.AFFINE,),
        formula="W.T @ a_prev",
        when=lambda spot: spot.quantity("b") is None,
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
