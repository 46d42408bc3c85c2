"""The update equations of one iteration (L7): tied parameters first, then W and b by layer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from .choose import updating
from .equation import Equation
from .formula.tree import Num
from .iteration import Iteration, mask
from .quantity import layered
from .rules.rule import Array, Rule
from .rules.update import UPDATE, place, shared_place, with_shared


def update(names: Iteration) -> Iterator[Equation]:
    """w := w − α ∂J/∂w, or + where J is made larger, for every parameter that is not frozen."""
    network = names.network
    for name, ((array, i, j), *_) in moving(names):
        yield from shared_update(names, name, array, (i, j))
    for layer in range(1, names.depth + 1):
        for base in ("W", "b"):
            array = layered(base, layer)
            free = mask(network, array, "frozen")
            exists = getattr(network.layers[layer - 1], base) is not None
            if exists and (free is None or free.any()):
                yield from parameter_update(names, array, layer, free)


def moving(names: Iteration) -> list[tuple[str, tuple[tuple[str, int, int], ...]]]:
    """The tied parameters that are updated: name and places of those that are not frozen."""
    network = names.network
    return [
        (name, places)
        for name, places in network.tied_entries
        if not any((i, j) in network.frozen_entries.get(array, ()) for array, i, j in places)
    ]


def shared_update(
    names: Iteration, name: str, array: str, at: tuple[int, int]
) -> Iterator[Equation]:
    """The update of one tied parameter; its old value is read at its first place."""
    alpha = names.network.alpha
    old, gradient = names.parameter(array), names.own(f"dJ/d{name}")
    if names.network.update_as == "step":
        step = updating(names.network, "step", alpha=alpha)
        yield names.line(f"Δ{name}", step, [gradient], "update")
        rule, inputs = UPDATE["add step"], [old, names.own(f"Δ{name}")]
    else:
        rule, inputs = updating(names.network, "update", alpha=alpha), [old, gradient]
    yield names.line(f"{name}:=", shared_place(rule, *at), inputs, "update")


def parameter_update(
    names: Iteration, array: str, layer: int, free: Array | None
) -> Iterator[Equation]:
    """The update of a whole W or b: frozen entries stay, tied ones show the shared value."""
    settled = {"alpha": names.network.alpha, "free": free}
    old, gradient = names.parameter(array), names.own(f"dJ/d{array}")
    if names.network.update_as == "step":
        step = staying(updating(names.network, "step", **settled), free, None)
        step, shared = with_tied(names, step, array, "Δ{}")
        yield names.line(f"Δ{array}", step, [gradient, *shared], "update", layer)
        rule, inputs = UPDATE["add step"], [old, names.own(f"Δ{array}")]
    else:
        rule = staying(updating(names.network, "update", **settled), free, "w")
        rule, shared = with_tied(names, rule, array, "{}:=")
        inputs = [old, gradient, *shared]
    yield names.line(f"{array}:=", rule, inputs, "update", layer)


def staying(rule: Rule, free: Array | None, hole: str | None) -> Rule:
    """The rule, saying of frozen entries that they stay what they are (their step is 0)."""
    if free is None:
        return rule
    frozen = [(int(i) + 1, int(j) + 1) for i, j in np.argwhere(free == 0)]
    stays = {at: place(hole, *at) if hole else Num(0.0, "0") for at in frozen}
    return replace(rule, special={**rule.special, **stays})


def with_tied(names: Iteration, rule: Rule, array: str, shape: str) -> tuple[Rule, list[str]]:
    """The rule with those entries of `array` that are tied, and the quantities they show."""
    places = {
        (i, j): name for name, entries in moving(names) for tied, i, j in entries if tied == array
    }
    if not places:
        return rule, []
    shared = dict.fromkeys(places.values())
    return with_shared(rule, places), [names.own(shape.format(name)) for name in shared]
