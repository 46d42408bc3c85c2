"""What the iterations of a network start from: data, parameters, what an optimiser kept."""

from __future__ import annotations

import numpy as np

from .iteration import BEFORE
from .network import Network
from .quantity import at_iteration, layered
from .rules.rule import Array


def written_names(network: Network) -> tuple[set[str], set[str]]:
    """The data, of which each sample has its own, and with them the parameters: what is there once
    and for all."""
    layers = range(1, len(network.layers) + 1)
    data = {"a[0]", "y", *(layered("mask", layer) for layer in layers)}
    return data, data | {layered(base, layer) for base in ("W", "b") for layer in layers}


def given_numbers(network: Network, steps: int) -> dict[str, Array]:
    """What is given, in columns; in stochastic order each iteration's own sample."""
    given = at_rest(network) | network.columns()
    if network.order == "batch":
        return given
    data = {name: given.pop(name) for name in sorted(written_names(network)[0]) if name in given}
    for iteration in range(1, steps + 1):
        at = (iteration - 1) % network.N
        for name, value in data.items():
            given[at_iteration(name, iteration)] = value[..., :, at : at + 1]
    return given


def at_rest(network: Network) -> dict[str, Array]:
    """What an optimiser keeps is 0 before the first iteration, where nothing else is given."""
    names = [name for name in network.outline.dimensions if name.startswith(BEFORE)]
    shapes = {name: network.shape(name) for name in names}
    return {name: np.zeros(shape) for name, shape in shapes.items() if 0 not in shape}
