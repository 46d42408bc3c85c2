"""What the iterations of a network start from: data, parameters, what an optimiser kept."""

from __future__ import annotations

import numpy as np

from .iteration import BEFORE
from .network import Network
from .quantity import at_iteration
from .rules.rule import Array


def given_numbers(network: Network, steps: int) -> dict[str, Array]:
    """What is given, in columns; in stochastic order each iteration's own sample."""
    given = at_rest(network) | network.columns()
    if network.order == "batch":
        return given
    data = {name: given.pop(name) for name in [*given] if is_data(name)}
    for iteration in range(1, steps + 1):
        at = (iteration - 1) % network.N
        for name, value in data.items():
            given[at_iteration(name, iteration)] = value[..., :, at : at + 1]
    return given


def is_data(name: str) -> bool:
    """Whether each sample has its own: inputs, targets, masks."""
    return name in ("a[0]", "y") or name.startswith("mask[")


def at_rest(network: Network) -> dict[str, Array]:
    """What an optimiser keeps is 0 before the first iteration, where nothing else is given."""
    names = [name for name in network.outline.dimensions if name.startswith(BEFORE)]
    shapes = {name: network.shape(name) for name in names}
    return {name: np.zeros(shape) for name, shape in shapes.items() if 0 not in shape}
