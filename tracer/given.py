"""What iterations start from: data, parameters, what an optimiser kept; what is traced then."""

from __future__ import annotations

from collections.abc import Sequence, Set

import numpy as np

from .equation import Equation
from .errors import InputError
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


def traced(lines: Sequence[Equation], given: Set[str]) -> tuple[list[Equation], list[Equation]]:
    """The equations that are worked out, and those that cannot be, for want of a number.

    Left away without a word are those of given quantities and those that only lead to one:
    every way from them to a result passes through it. Raises InputError if nothing is left.
    """
    readers: dict[str, list[str]] = {}
    for line in lines:
        for name in line.inputs:
            readers.setdefault(name, []).append(line.target)
    leads_on: dict[str, bool] = {}
    for line in reversed(lines):
        after = readers.get(line.target, [])
        leads_on[line.target] = line.target not in given and (
            not after or any(leads_on[reader] for reader in after)
        )
    known, kept, wanting = set(given), list[Equation](), list[Equation]()
    for line in lines:
        if not leads_on[line.target]:
            continue
        if all(name in known for name in line.inputs):
            known.add(line.target)
            kept.append(line)
        else:
            wanting.append(line)
    if not kept:
        raise InputError(
            "given",
            "nothing is left to trace: no equation has all the numbers that it needs",
            expected="values for the inputs of at least one equation",
            example='[given]\n"dJ/dz[2]" = [[-3], [1]]',
        )
    return kept, wanting
