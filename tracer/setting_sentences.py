"""What the settings of a network or an expression say, in the letters of its sheet."""

from __future__ import annotations

import re
from typing import Any

from .formula.text import symbol
from .rules.activations import ACTIVATIONS
from .rules.costs import COSTS
from .rules.optimizers import OPTIMIZERS
from .settings import settings_of, with_penalty

LETTERS = re.compile(r"ŷ(?: − | and )y\b|\by − ŷ|ŷ|∂?\bJ\b|α|∂[azWb]\b")
OURS = {"ŷ": "y_hat", "J": "J", "α": "alpha", "a": "a", "z": "z", "W": "W", "b": "b"}
"""Letters of our sentences, and what a sheet's `[names]` would have to name."""
WAYS = {False: {"by": "− α", "step": "−α"}, True: {"by": "+ α", "step": "α"}}  # by `maximize`
SUMS = {"l2": {"half": "λ/2 Σ w²", "sum": "Σ w²"}, "l1": {"half": "λ Σ |w|", "sum": "Σ |w|"}}


def sentence(source: Any, name: str) -> str:
    """What a setting of a network or an expression says among its conventions."""
    one = settings_of(source)[name]
    value = one.forced(source)
    return uphill_or_down(source, one.says(getattr(source, name) if value is None else value))


def uphill_or_down(source: Any, said: str) -> str:
    """A sentence or label with the sign that updates have in a network or expression, and with
    what its penalty is a sum of."""
    words = {**WAYS[source.maximize], **SUMS[getattr(source, "penalty", "l2")]}
    return speaking(source, said.format_map(words))


def speaking(source: Any, said: str) -> str:
    """A sentence of ours in the letters of the sheet: its own for α, for the cost or what an
    expression derives, for the output and the targets, and for a, z, W and b where they are
    derived by. `y` is replaced beside ŷ alone: it is a word, too.

    >>> from tracer.expression import Expression
    >>> speaking(Expression.of({"expression": ["f = w*x"]}), "w := w − α ∂J/∂w")
    'w := w − α ∂f/∂w'
    """
    own = {target: symbol(name) for name, target in source.names.items()}
    cost = getattr(source, "base", None) or "J"
    own |= {"alpha": symbol(alpha_named(source)), "J": own.get(cost, symbol(cost))}
    beside = {"ŷ": own.get("y_hat", "ŷ"), "y": own.get("y", "y")}
    alone = {ours: own.get(target, ours) for ours, target in OURS.items()}

    def written(found: re.Match[str]) -> str:
        letters = beside if "y" in found[0] else alone
        return "".join(letters.get(one, one) for one in found[0])

    return LETTERS.sub(written, said)


def alpha_named(source: Any) -> str:
    """The name that `[names]` gives to alpha, else `alpha`."""
    return next((own for own, target in source.names.items() if target == "alpha"), "alpha")


def numbers_of_activations(network: Any) -> list[str]:
    """The slope of leaky ReLU and the like: which number in which layers; the cost's; and the
    slopes that are declared."""
    found: dict[tuple[str, str, float], list[str]] = {}
    for at, layer in enumerate(network.layers, 1):
        rule = ACTIVATIONS.get(layer.activation)
        for name in rule.constants if rule else ():
            key = layer.activation, name, getattr(layer, name)
            found.setdefault(key, []).append(str(at))
    said = [
        f"{activation} in layer {', '.join(layers)}: {name} = {number:g}."
        for (activation, name, number), layers in found.items()
    ]
    cost = COSTS.get(network.cost or "")
    said += [
        f"{network.cost}: {name} = {getattr(network, name):g}."
        for name in (cost.loss.constants if cost else ())
    ]
    said += spoken_numbers(network)
    said += [f"λ = {network.penalty_strength:g}."] if with_penalty(network) else []
    return said + [
        f"The slope of layer {at}'s activation is taken as {layer.derivative}."
        for at, layer in enumerate(network.layers, 1)
        if layer.derivative is not None
    ]


def numbers_of_updates(source: Any) -> dict[str, float]:
    """The numbers of the optimiser, by key, where there are updates."""
    if source.alpha is None:
        return {}
    return {name: getattr(source, name) for name in OPTIMIZERS[source.optimizer].numbers}


def spoken_numbers(source: Any) -> list[str]:
    """The same in sentences."""
    known = numbers_of_updates(source).items()
    return [f"{symbol(name)} = {number:g}." for name, number in known]
