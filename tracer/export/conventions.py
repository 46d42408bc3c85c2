"""The conventions of a sheet, a sentence each.

Conventions are the most frequent reason why right answers are marked wrong, so every setting
that has an effect on the sheet is said, at its default too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..choose import remarkable
from ..formula.text import symbol, text
from ..formula.tree import negated
from ..network import Network
from ..quantity import quantity
from ..settings import (
    Kinks,
    Updates,
    numbers_of_activations,
    numbers_of_updates,
    sentence,
    settings_of,
)
from ..symbols import Symbols, split_entry
from .head import clean, numberless

if TYPE_CHECKING:
    from ..expression import Expression
    from ..trace import Trace
    from .format import View


MOST_REMARKS = 3  # samples whose targets are remarked on one by one


def conventions(view: View) -> list[str]:
    """A sentence for each convention, and how the numbers are shown."""
    said = agreed(view.trace)
    if numberless(view.trace):
        return said
    said.append(
        f"Numbers are shown to {view.digits} significant digits, calculated to about 16."
        if view.digits < 16
        else "Numbers are calculated to about 16 significant digits."
    )
    return said


def agreed(trace: Trace) -> list[str]:
    """A sentence for each convention, and what the sheet's own symbols stand for."""
    source = trace.source
    if isinstance(source, Network):
        said = network_conventions(source)
    else:
        said = expression_conventions(source)
    symbols = [f"{symbol(name)} is {meant(target)}" for name, target in source.names.items()]
    said += [f"The sheet's symbols: {', '.join(symbols)}."] * bool(symbols)
    return [*said, "No values are given: formulas only."] if numberless(trace) else said


def expression_conventions(source: Expression) -> list[str]:
    calls = source.functions
    said = ["d(y)/d(x) is the derivative of one step alone, ∂y/∂x that along all steps."]
    said += ["log is the natural logarithm."] * ("log" in calls)
    if calls & {"max", "min"}:
        said.append("Where both arguments of max or min are equal, the slope by each is ½.")
    if "abs" in calls:
        said.append("The slope of abs at 0 is 0.")
    said += ["sign(0) is 0."] * ("sign" in calls)
    said += ["step(x) is 1 where x > 0, else 0."] * ("step" in calls)
    said += settled(source, Kinks)
    said += [f"Updated: {', '.join(source.updated)}."] * (source.alpha is not None)
    said += settled(source, Updates)
    return said + [f"{name} = {number:g}." for name, number in numbers_of_updates(source).items()]


def settled(source: Network | Expression, kind: Any) -> list[str]:
    """A sentence for each setting of a class of settings.py that has an effect here."""
    known = settings_of(kind).items()
    said = (sentence(source, name) for name, one in known if one.matters(source))
    return [one for one in said if one]


def meant(target: str) -> str:
    """What a symbol of the sheet stands for, in the usual notation: −∂J/∂z."""
    plain = Symbols({})
    name, place = split_entry(target.removeprefix("-"))
    try:
        tree = plain.tree(quantity(name), place)
    except ValueError:
        return clean(target)
    return text(negated(tree) if target.startswith("-") else tree)


def network_conventions(network: Network) -> list[str]:
    said = [
        f"The targets of sample {sample} add up to {total:g}, not to 1: ∂J/∂z is not ŷ − y there."
        for sample, total in remarkable(network)[:MOST_REMARKS]
    ]
    said += [*settled(network, network), *map(clean, numbers_of_activations(network))]
    thresholds = [
        f"b[{number}]"
        for number, layer in enumerate(network.layers, 1)
        if layer.b is not None and layer.bias_input == -1
    ]
    said += [f"A threshold, which is subtracted: {', '.join(thresholds)}."] * bool(thresholds)
    for entries, tells in (
        (network.absent, "There is no connection {}."),
        (network.frozen, "Never updated: {}."),
    ):
        said += [tells.format(", ".join(map(clean, entries)))] * bool(entries)
    for tied in network.tied:
        said.append(
            f"{clean(tied.name)} is one parameter in {', '.join(map(clean, tied.entries))}."
        )
    return said
