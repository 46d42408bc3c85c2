"""What one layer does: a table of parts, each of which makes a forward line.

To add one (a mask, a norm), add its function to PARTS. A part is given the network, the layer's
number and what stands before it; its line's rule says what it does, forward and to gradients.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

import numpy as np

from .choose import activation_of
from .equation import Equation
from .network import Network
from .outline import output_of
from .quantity import layered
from .rules.chain import CHAIN, MASKED, with_skip
from .rules.rule import Array

Part: TypeAlias = Callable[[Network, int, str], Iterator[Equation]]


def affine(network: Network, layer: int, below: str) -> Iterator[Equation]:
    """z = W a + b, and what an earlier layer gave, where there is a skip connection."""
    made = network.layers[layer - 1]
    inputs = [layered("W", layer), below]
    if made.b is None:
        rule = CHAIN["affine without bias"]
    else:
        rule = CHAIN["affine" if made.bias_input == 1 else "affine with threshold"]
        inputs.append(layered("b", layer))
    if made.add is not None:
        rule = with_skip(rule)
        inputs.append(made.add)
    rule = rule.with_constants(present=mask(network, layered("W", layer), "absent"))
    yield Equation(layered("z", layer), rule, tuple(inputs), "forward", layer)


def activation(network: Network, layer: int, z: str) -> Iterator[Equation]:
    """a = g(z)."""
    rule = activation_of(network.layers[layer - 1], network.relu_at_zero)
    target = output_of(layer, len(network.layers))
    yield Equation(target, rule, (z,), "forward", layer)


def dropout(network: Network, layer: int, a: str) -> Iterator[Equation]:
    """r = mask ⊙ a, where the layer has a mask."""
    if network.layers[layer - 1].dropout_mask is not None:
        yield Equation(layered("r", layer), MASKED, (layered("mask", layer), a), "forward", layer)


PARTS: tuple[Part, ...] = (affine, activation, dropout)


def layer_lines(network: Network, layer: int, below: str) -> list[Equation]:
    """The forward lines of a layer; each part reads what the one before it made."""
    lines: list[Equation] = []
    for part in PARTS:
        lines += part(network, layer, lines[-1].target if lines else below)
    return lines


def mask(network: Network, array: str, setting: str) -> Array | None:
    """1 everywhere but 0 at the absent or frozen entries of a parameter; None: no such entry."""
    listed = network.absent_entries if setting == "absent" else network.frozen_entries
    if array not in listed or 0 in network.shape(array):
        return None
    ones = np.ones(network.shape(array))
    for i, j in listed[array]:
        ones[i - 1, j - 1] = 0.0
    return ones
