"""What one iteration calls its quantities, and the masks that its settings make."""

from __future__ import annotations

from collections.abc import Iterable, Set

import numpy as np

from .equation import Equation, Phase
from .network import Network
from .quantity import at_iteration, layered
from .rules.rule import Array, Rule


class Iteration:
    """The names of one iteration's quantities. From the second one on they begin with `@k `;
    parameters are what the iteration before made of them."""

    def __init__(self, network: Network, number: int, updated: Set[str]) -> None:
        self.network = network
        self.number = number
        self.updated = updated
        self.depth = len(network.layers)
        stochastic = network.order == "stochastic"
        self.sample = (number - 1) % network.N + 1 if stochastic else None

    def own(self, name: str) -> str:
        return at_iteration(name, self.number)

    def data(self, name: str) -> str:
        """a[0] and y are the same in every iteration, unless each takes another sample."""
        return name if self.sample is None else self.own(name)

    def parameter(self, name: str) -> str:
        new = at_iteration(f"{name}:=", self.number - 1)
        return new if new in self.updated else name

    def output(self, layer: int) -> str:
        """The plain name of a layer's activation: a[l], of the last layer y_hat."""
        return "y_hat" if layer == self.depth else layered("a", layer)

    def activation(self, layer: int) -> str:
        return self.own(self.output(layer)) if layer else self.data("a[0]")

    def line(
        self, target: str, rule: Rule, inputs: Iterable[str], phase: Phase, layer: int | None = None
    ) -> Equation:
        return Equation(
            self.own(target), rule, tuple(inputs), phase, layer, self.number, self.sample
        )


def mask(network: Network, array: str, setting: str) -> Array | None:
    """1 everywhere but 0 at the absent or frozen entries of a parameter; None: no such entry."""
    listed = network.absent_entries if setting == "absent" else network.frozen_entries
    if array not in listed or 0 in network.shape(array):
        return None
    ones = np.ones(network.shape(array))
    for i, j in listed[array]:
        ones[i - 1, j - 1] = 0.0
    return ones
