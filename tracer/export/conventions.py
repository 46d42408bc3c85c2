"""The conventions of a sheet, a sentence each.

Conventions are the most frequent reason why right answers are marked wrong, so every setting
that has an effect on the sheet is said, at its default too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..choose import remarkable
from ..formula.text import symbol, text
from ..formula.tree import negated
from ..network import Network
from ..quantity import quantity
from ..setting_sentences import numbers_of_activations, sentence, speaking, spoken_numbers
from ..settings import COST_SLOPE, Kinks, Updates, settings_of
from ..symbols import Symbols, split_entry
from .head import clean, numberless

if TYPE_CHECKING:
    from ..expression import Expression
    from ..trace import Step, Trace
    from .format import View


ONE_STEP = "d(y)/d(x) is the derivative of one step alone"
LEARNS = "The perceptron rule: w := w + α (y − ŷ) x after each sample; there is no J."
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


def agreed(trace: Trace, steps: Sequence[Step] | None = None) -> list[str]:
    """A sentence for each convention, and what the sheet's own symbols stand for; of some steps
    alone, what has an effect on them."""
    source = trace.source
    kinds = None if steps is None else kinds_of(trace, steps)
    if isinstance(source, Network):
        said = network_conventions(source, kinds)
    else:
        said = expression_conventions(source, kinds)
    said = [speaking(source, one) for one in said]
    symbols = [
        f"{symbol(name)} is {speaking(source, of) if '/' in target else of}"
        for name, target in source.names.items()
        if (of := meant(target))
    ]
    said += [f"The sheet's symbols: {', '.join(symbols)}."] * bool(symbols)
    return [*said, "No values are given: formulas only."] if numberless(trace) else said


def kinds_of(trace: Trace, steps: Sequence[Step]) -> set[str]:
    """The kinds of some lines, with their phases; where the cost's slope is read, `COST_SLOPE`."""
    kinds = {trace.local(step.name).kind for step in steps}
    kinds |= {str(step.equation.phase) for step in steps}
    back = [step for step in steps if step.equation.phase == "backward"]
    slopes = "dJ/dy_hat", "dJ/dmargin"
    begun = any(step.name.endswith(slopes) or "y" in step.inputs for step in back)
    return kinds | {COST_SLOPE} if begun else kinds


def expression_conventions(source: Expression, kinds: set[str] | None = None) -> list[str]:
    calls = source.functions
    total = "dy/dx" if len(source.variables) == 1 else "∂y/∂x"
    said = [f"{ONE_STEP}, {total} that along all steps."]
    said += ["log is the natural logarithm."] * ("log" in calls)
    if calls & {"max", "min"}:
        said.append("Where both arguments of max or min are equal, the slope by each is ½.")
    if "abs" in calls:
        said.append("The slope of abs at 0 is 0.")
    said += ["sign(0) is 0."] * ("sign" in calls)
    said += ["step(x) is 1 where x > 0, else 0."] * ("step" in calls)
    said += settled(source, Kinks)
    if source.alpha is None or (kinds is not None and "update" not in kinds):
        return said
    said.append(f"Updated: {', '.join(map(symbol, source.updated))}.")
    return [*said, *settled(source, Updates), *spoken_numbers(source)]


def settled(source: Network | Expression, kind: Any, kinds: set[str] | None = None) -> list[str]:
    """A sentence for each setting of a class of settings.py that has an effect here; `kinds`: on
    such lines."""
    known = settings_of(kind).items()
    said = (
        sentence(source, name)
        for name, one in known
        if one.matters(source)
        if kinds is None or not one.lines or kinds.intersection(one.lines)
    )
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


def network_conventions(network: Network, kinds: set[str] | None = None) -> list[str]:
    said = [
        f"The targets of sample {sample} add up to {total:g}, not to 1: ∂J/∂z is not ŷ − y there."
        for sample, total in remarkable(network)[:MOST_REMARKS]
    ]
    said += [LEARNS] * (network.learning_rule == "perceptron")
    said += [*settled(network, network, kinds), *map(clean, numbers_of_activations(network))]
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
