"""A layer of a network, and a parameter in several places, as somebody writes them down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layer:
    """One layer: z = W a + b, then its activation.

    activation: sigmoid, relu, leaky_relu (with `slope`), tanh, softplus, identity, softmax, elu
    (with `elu_alpha`), softsign, step, sign, or an expression in z such as "z**2". `derivative`:
    its slope as the sheet declares it, an expression in z or a; step and sign have no other. W:
    (neurons, inputs) in `columns` and `torch`, (inputs, neurons) in `rows`. b: (neurons,), or the
    layout's matrix; None: no bias. bias_input −1: b is a threshold, z = W a − b. `add`: "a[k]" of
    an earlier layer, added to z. `dropout_mask`: (N, neurons), a is multiplied with it before it
    is read on. An array may have a leading axis of students. `neurons` and `init` (small, normal,
    xavier, he, zeros) say how W and b are drawn from the network's `seed`.
    """

    activation: str
    W: Any = None
    b: Any = None
    slope: float = 0.01
    elu_alpha: float = 1.0
    derivative: str | None = None
    bias_input: Literal[1, -1] = 1
    add: str | None = None
    dropout_mask: Any = None
    neurons: int | None = None
    init: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tied:
    """One parameter that stands in several places; `entries` are in the file's layout, a whole
    parameter stands for all its entries."""

    name: str
    entries: Sequence[str]
