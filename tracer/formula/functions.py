"""The functions that an expression may use: one entry each.

To add one, add an entry: parsing, evaluation, every notation and the derivative follow from it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ..arrays import Array


def logistic(z: Array) -> Array:
    """1 / (1 + e⁻ᶻ), any shape, finite for every z: only e^−|z| is ever formed."""
    e = np.exp(-np.abs(z))
    return np.asarray(np.maximum(e, z >= 0) / (1.0 + e))  # the top: 1 where z ≥ 0, else e ≤ 1


class Function(NamedTuple):
    """One function: how it is calculated, and its derivative by each argument.

    `slopes` are formulas in the arguments u (and v), in the grammar of `parse.py`;
    `rule` is the name that the lecture gives to the derivative rule (L4, L5).
    `latex` is its command, without arguments; the emitters set exp, sqrt and abs their own way.
    `kink` is the argument (or difference of arguments) at which the slope, or the function itself,
    jumps; `domain`, open, is where an argument may lie. `activation`: whether networks have it as
    one; `ends`: of its values, where it has some; `switches`: whether it is on or off. `is_case`:
    whether `rule` is a more general one, of which this is a case.
    """

    calculate: Callable[..., Array]
    slopes: tuple[str, ...]
    rule: str
    latex: str
    spoken: str
    why: str
    kink: float | None = None
    domain: tuple[float, float] = (-np.inf, np.inf)
    activation: bool = False
    ends: tuple[float, float] | None = None
    switches: bool = False
    is_case: bool = False


FUNCTIONS: dict[str, Function] = {
    "exp": Function(
        calculate=np.exp,
        slopes=("exp(u)",),
        rule="exponential",
        latex=r"\exp",
        spoken="e to the",
        why="d/dx eˣ = eˣ: the exponential is its own slope.",
    ),
    "log": Function(
        calculate=np.log,
        slopes=("1/u",),
        rule="logarithm",
        latex=r"\log",
        spoken="log of",
        why="d/dx log x = 1/x, for the natural logarithm.",
        domain=(0.0, np.inf),
    ),
    "log10": Function(
        calculate=np.log10,
        slopes=("1/(u*log(10))",),
        rule="logarithm to the base 10",
        latex=r"\log_{10}",
        spoken="log to the base 10 of",
        why="log₁₀ x is log x / log 10: d/dx log₁₀ x = 1/(x·log 10).",
        domain=(0.0, np.inf),
    ),
    "log2": Function(
        calculate=np.log2,
        slopes=("1/(u*log(2))",),
        rule="logarithm to the base 2",
        latex=r"\log_{2}",
        spoken="log to the base 2 of",
        why="log₂ x is log x / log 2: d/dx log₂ x = 1/(x·log 2).",
        domain=(0.0, np.inf),
    ),
    "sqrt": Function(
        calculate=np.sqrt,
        slopes=("1/(2*sqrt(u))",),
        rule="power",
        latex=r"\sqrt",
        spoken="the square root of",
        why="√x is x to the power ½: ½·x^(−½) = 1/(2√x).",
        domain=(0.0, np.inf),
        is_case=True,
    ),
    "sin": Function(
        calculate=np.sin,
        slopes=("cos(u)",),
        rule="sine",
        latex=r"\sin",
        spoken="sine of",
        why="d/dx sin x = cos x.",
    ),
    "cos": Function(
        calculate=np.cos,
        slopes=("-sin(u)",),
        rule="cosine",
        latex=r"\cos",
        spoken="cosine of",
        why="d/dx cos x = −sin x.",
    ),
    "tan": Function(
        calculate=np.tan,
        slopes=("1 + tan(u)**2",),
        rule="tangent",
        latex=r"\tan",
        spoken="tangent of",
        why="d/dx tan x = 1 + tan² x.",
    ),
    "tanh": Function(
        calculate=np.tanh,
        slopes=("1 - tanh(u)**2",),
        rule="tanh",
        latex=r"\tanh",
        spoken="hyperbolic tangent of",
        why="d/dx tanh x = 1 − tanh² x.",
        activation=True,
        ends=(-1.0, 1.0),
    ),
    "sigmoid": Function(
        calculate=logistic,
        slopes=("sigmoid(u)*(1 - sigmoid(u))",),
        rule="sigmoid",
        latex=r"\sigma",
        spoken="sigmoid of",
        why="σ′(x) = σ(x)(1 − σ(x)).",
        activation=True,
        ends=(0.0, 1.0),
    ),
    "relu": Function(
        calculate=lambda u: np.maximum(u, 0.0),
        slopes=("[u > 0] + relu_at_zero*[u = 0]",),
        rule="ReLU",
        latex=r"\mathrm{ReLU}",
        spoken="relu of",
        why="ReLU passes positive numbers on (slope 1) and stops negative ones (slope 0).",
        kink=0.0,
        activation=True,
        switches=True,
    ),
    "abs": Function(
        calculate=np.abs,
        slopes=("[u > 0] - [u < 0]",),
        rule="absolute value",
        latex=r"\mathrm{abs}",
        spoken="the absolute value of",
        why="|x| rises with slope 1 right of 0 and falls with slope −1 left of it.",
        kink=0.0,
    ),
    "sign": Function(
        calculate=np.sign,
        slopes=("0",),
        rule="sign",
        latex=r"\mathrm{sign}",
        spoken="the sign of",
        why="The sign is constant on both sides of 0: its slope is 0.",
        kink=0.0,
    ),
    "step": Function(
        calculate=lambda u: np.heaviside(u, 0.0),
        slopes=("0",),
        rule="step",
        latex=r"\mathrm{step}",
        spoken="the step of",
        why="The step, 1 above 0 and else 0, is constant on both sides of it: its slope is 0.",
        kink=0.0,
    ),
    "max": Function(
        calculate=np.maximum,
        slopes=("[u > v] + 1/2*[u = v]", "[v > u] + 1/2*[v = u]"),
        rule="maximum",
        latex=r"\max",
        spoken="the larger of",
        why="Only the larger one passes on to the result: slope 1 for it, 0 for the other.",
        kink=0.0,
    ),
    "min": Function(
        calculate=np.minimum,
        slopes=("[u < v] + 1/2*[u = v]", "[v < u] + 1/2*[v = u]"),
        rule="minimum",
        latex=r"\min",
        spoken="the smaller of",
        why="Only the smaller one passes on to the result: slope 1 for it, 0 for the other.",
        kink=0.0,
    ),
}

ALIASES = {"ln": "log"}
NAMES_TOO = frozenset({"sign", "step"})  # functions that a sheet may have as a name as well
CONSTANTS = {"pi": np.pi, "π": np.pi}
