"""A penalty on the weights: J0 is the cost without it, ∂J0/∂W[l] its gradient."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from .equation import Equation
from .network import Network
from .quantity import layered, quantity
from .rules.penalties import penalty_gradient, with_penalty


def numbers(network: Network) -> dict[str, Any]:
    """What stands in its formulas: λ, and N, all samples even where each update takes one."""
    return {"lambda": network.penalty_strength, "N": float(max(network.N, 1))}


def penalised(network: Network, lines: Sequence[Equation]) -> Iterator[Equation]:
    """The lines with J0 before J, and ∂J0/∂W before ∂J/∂W; as they are without a penalty."""
    if network.penalty_strength is None:
        yield from lines
        return
    name, form, settled = network.penalty, network.penalty_form, numbers(network)
    layers = [at for at, layer in enumerate(network.layers, 1) if layer.W is not None]
    whole = with_penalty(name, form, layers, **settled)
    slope = penalty_gradient(name, form, **settled)
    for line in lines:
        made = quantity(line.target)
        if line.target == "J":
            yield replace(line, target="J0")
            inputs = ("J0", *(layered("W", at) for at in layers))
            yield Equation("J", whole, inputs, "cost")
        elif made.by is not None and made.base == "J" and made.by.base == "W":
            plain = made._replace(base="J0").name
            yield replace(line, target=plain)
            yield replace(line, target=line.target, rule=slope, inputs=(made.by.name, plain))
        else:
            yield line
