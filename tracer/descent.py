"""The update equations of one iteration (L7): tied parameters first, then W and b by layer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from .choose import reads_of, state_lines, updating
from .equation import Equation
from .formula.tree import Num
from .layers import mask
from .network import Network
from .quantity import layered
from .rules.rule import Array, Rule
from .rules.update import UPDATE, place, shared_gradient, shared_place, with_shared


def shared_gradients(network: Network) -> Iterator[Equation]:
    """∂J/∂w of each tied parameter: the sum over its places."""
    for name, places in network.tied_entries:
        arrays = dict.fromkeys(array for array, _, _ in places)
        holes = {array: f"g{number}" for number, array in enumerate(arrays, 1)}
        rule = shared_gradient([(holes[array], i, j) for array, i, j in places])
        inputs = tuple(f"dJ/d{array}" for array in arrays)
        yield Equation(f"dJ/d{name}", rule, inputs, "backward")


def update(network: Network) -> Iterator[Equation]:
    """w := w − α ∂J/∂w, or + where J is made larger, for every parameter that is not frozen."""
    for name, ((array, i, j), *_) in moving(network):
        yield from shared_update(network, name, array, (i, j))
    for layer, made in enumerate(network.layers, 1):
        for base in ("W", "b"):
            array = layered(base, layer)
            free = mask(network, array, "frozen")
            if getattr(made, base) is not None and (free is None or free.any()):
                yield from parameter_update(network, array, layer, free)


def moving(network: Network) -> list[tuple[str, tuple[tuple[str, int, int], ...]]]:
    """The tied parameters that are updated: name and places of those that are not frozen."""
    return [
        (name, places)
        for name, places in network.tied_entries
        if not any((i, j) in network.frozen_entries.get(array, ()) for array, i, j in places)
    ]


def shared_update(
    network: Network, name: str, array: str, at: tuple[int, int]
) -> Iterator[Equation]:
    """The update of one tied parameter; its old value is read at its first place."""
    gradient = f"dJ/d{name}"
    inputs: tuple[str, ...]
    yield from state_lines(network, name, gradient)
    if network.update_as == "step":
        step = updating(network, "step")
        yield Equation(f"Δ{name}", step, reads_of(step, name, array, gradient), "update")
        rule, inputs = UPDATE["add step"], (array, f"Δ{name}")
    else:
        rule = updating(network, "update")
        inputs = reads_of(rule, name, array, gradient)
    yield Equation(f"{name}:=", shared_place(rule, *at), inputs, "update")


def parameter_update(
    network: Network, array: str, layer: int, free: Array | None
) -> Iterator[Equation]:
    """The update of a whole W or b: frozen entries stay, tied ones show the shared value."""
    gradient = f"dJ/d{array}"
    inputs: tuple[str, ...]
    yield from state_lines(network, array, gradient, layer)
    if network.update_as == "step":
        step = updating(network, "step", free)
        reads = reads_of(step, array, array, gradient)
        step, shared = with_tied(network, staying(step, free, None), array, "Δ{}")
        yield Equation(f"Δ{array}", step, (*reads, *shared), "update", layer)
        rule, inputs = UPDATE["add step"], (array, f"Δ{array}")
    else:
        rule = updating(network, "update", free)
        reads = reads_of(rule, array, array, gradient)
        rule, shared = with_tied(network, staying(rule, free, "w"), array, "{}:=")
        inputs = (*reads, *shared)
    yield Equation(f"{array}:=", rule, inputs, "update", layer)


def staying(rule: Rule, free: Array | None, hole: str | None) -> Rule:
    """The rule, saying of frozen entries that they stay what they are (their step is 0)."""
    if free is None:
        return rule
    frozen = [(int(i) + 1, int(j) + 1) for i, j in np.argwhere(free == 0)]
    stays = {at: place(hole, *at) if hole else Num(0.0, "0") for at in frozen}
    return replace(rule, special={**rule.special, **stays})


def with_tied(network: Network, rule: Rule, array: str, shape: str) -> tuple[Rule, tuple[str, ...]]:
    """The rule with those entries of `array` that are tied, and the quantities they show."""
    places = {
        (i, j): name for name, entries in moving(network) for tied, i, j in entries if tied == array
    }
    if not places:
        return rule, ()
    shared = dict.fromkeys(places.values())
    return with_shared(rule, places), tuple(shape.format(name) for name in shared)
