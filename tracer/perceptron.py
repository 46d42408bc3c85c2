"""A single layer that learns from its errors, one sample at a time: no J, no gradients."""

from __future__ import annotations

from collections.abc import Iterator

from .descent import staying
from .equation import Equation
from .layers import layer_lines, mask
from .network import Network
from .quantity import layered
from .rules.perceptron import PERCEPTRON
from .rules.update import UPDATE


def perceptron_lines(network: Network) -> list[Equation]:
    """Forward, the error y − ŷ, then ΔW = α error xᵀ and Δb, and the new W and b."""
    error = Equation("error", PERCEPTRON["perceptron error"], ("y", "y_hat"), "update", 1)
    return [*layer_lines(network, 1, "a[0]"), error, *steps(network)]


def steps(network: Network) -> Iterator[Equation]:
    (layer,) = network.layers
    bias = "perceptron bias step" if layer.bias_input == 1 else "perceptron threshold step"
    kinds = {"W": ("perceptron step", ("error", "a[0]")), "b": (bias, ("error",))}
    for base, (name, inputs) in kinds.items():
        array = layered(base, 1)
        free, absent = mask(network, array, "frozen"), mask(network, array, "absent")
        if getattr(layer, base) is None or (free is not None and not free.any()):
            continue
        moves = absent if free is None else free if absent is None else free * absent
        rule = PERCEPTRON[name].with_constants(alpha=network.alpha, free=moves)
        yield Equation(f"Δ{array}", staying(rule, moves, None), inputs, "update", 1)
        yield Equation(f"{array}:=", UPDATE["add step"], (array, f"Δ{array}"), "update", 1)
