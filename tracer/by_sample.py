"""The samples' own gradients, ∂loss[n]/∂W, before those of J (`gradients = "by_sample"`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from .choose import averages, cost_of
from .equation import Equation
from .kinds import own_gradient
from .network import Network
from .quantity import quantity
from .rules.by_sample import gathered_gradients, own_gradient_of


def by_sample(network: Network, lines: Sequence[Equation]) -> Iterator[Equation]:
    """The lines, where one is asked for with each sample's own gradient of a parameter before
    that of J, which is then made of them."""
    cost = cost_of(network)
    if not (cost and network.outline.own_samples):
        yield from lines
        return
    mean = averages(network, cost)
    shared = mean and network.mean_enters == "cost"
    samples = range(1, network.N + 1)
    for line in lines:
        by = quantity(line.target).by
        if by is None or by.base not in ("W", "b"):
            yield line
            continue
        own = tuple(own_gradient(sample, by.name) for sample in samples)
        for sample, name in zip(samples, own, strict=True):
            rule = own_gradient_of(line.rule, sample, shared)
            yield replace(line, target=name, rule=rule)
        yield replace(line, rule=gathered_gradients(line.rule, network.N, mean), inputs=own)
