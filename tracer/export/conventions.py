"""The conventions of a sheet, a sentence each.

Conventions are the most frequent reason why right answers are marked wrong, so every setting
that has an effect on the sheet is said, at its default too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..choose import averages, cost_of
from ..formula.text import symbol, text
from ..formula.tree import Call, negated, walk
from ..network import Network
from ..quantity import quantity
from ..symbols import Symbols, split_entry
from .head import clean, numberless

if TYPE_CHECKING:
    from ..expression import Expression
    from ..trace import Step, Trace
    from .format import View


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """One convention of networks: what each of its values says, and where it has an effect: in
    which networks, and in which kinds of their lines (none said: in all)."""

    key: str
    says: dict[Any, str]
    matters: Callable[[Network], bool] = lambda network: True
    lines: tuple[str, ...] = ()


def several_samples(network: Network) -> bool:
    return network.cost is not None and network.N > 1


def several_outputs(network: Network) -> bool:
    return network.cost is not None and network.sizes[-1] > 1


def averaging(network: Network) -> bool:
    cost = cost_of(network)
    return several_samples(network) and cost is not None and averages(network, cost)


def with_relu(network: Network) -> bool:
    return any("relu" in layer.activation for layer in network.layers)


def with_shortcut(network: Network) -> bool:
    cost = cost_of(network)
    return cost is not None and cost.combined is not None


def updated(network: Network) -> bool:
    return network.alpha is not None


def several_updated(network: Network) -> bool:
    return updated(network) and network.N > 1


RELU_AT_ZERO = {
    0.0: "The slope of ReLU at 0 is 0.",
    0.5: "The slope of ReLU at 0 is ½.",
    1.0: "The slope of ReLU at 0 is 1.",
}
UPDATE_AS = {
    "direct": "What is updated is updated at once: w := w − α ∂J/∂w.",
    "step": "The step, Δw = −α ∂J/∂w, comes first, then w := w + Δw.",
}

OUTPUT = "the slope of the cost"  # where backward begins: ∂J/∂ŷ, or ∂J/∂z of the last layer
UPDATES = ("W:=", "b:=", "ΔW", "Δb")

ONE_STEP = "d(y)/d(x) is the derivative of one step alone"

SETTINGS = (
    Setting(
        "layout",
        {
            "columns": "z = W a + b: samples are columns, neurons are rows.",
            "rows": "z = a W + b: samples are rows, neurons are columns.",
            "torch": "z = a Wᵀ + b: samples are rows; W has a row for each neuron.",
        },
        lines=("z", "dJ/da", "dJ/dz", "dJ/dW", "dJ/db"),
    ),
    Setting(
        "samples",
        {
            "mean": "J is the average over the samples.",
            "sum": "J is the sum over the samples, not their average.",
        },
        lambda network: several_samples(network) and network.cost != "half_sse",
        ("J", OUTPUT),
    ),
    Setting(
        "cost",
        {"half_sse": "J is the sum over the samples, not their average."},
        lambda network: several_samples(network) and network.cost == "half_sse",
        ("J", OUTPUT),
    ),
    Setting(
        "outputs",
        {
            "sum": "A sample's loss is the sum over its outputs.",
            "mean": "A sample's loss is the average over its outputs.",
        },
        several_outputs,
        ("loss", OUTPUT),
    ),
    Setting(
        "mean_enters",
        {
            "cost": "1/N enters once, in ∂J/∂ŷ, and flows back from there.",
            "parameters": "1/N enters only in ∂J/∂W and ∂J/∂b, not before.",
        },
        averaging,
        (OUTPUT, "dJ/dW", "dJ/db"),
    ),
    Setting(
        "output",
        {
            "separate": "∂J/∂z of the last layer is made from both factors, ∂ŷ/∂z and ∂J/∂ŷ.",
            "combined": "∂J/∂z of the last layer is made at once, from ŷ − y.",
        },
        with_shortcut,
        (OUTPUT,),
    ),
    Setting(
        "relu_at_zero",
        RELU_AT_ZERO,
        with_relu,
        ("da/dz", "dJ/dz", "dy_hat/dz"),
    ),
    Setting(
        "order",
        {
            "batch": "All samples are in every update.",
            "stochastic": "Each update takes one sample, in order.",
        },
        several_updated,
        UPDATES,
    ),
    Setting(
        "update_as",
        UPDATE_AS,
        updated,
        UPDATES,
    ),
)


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
    if isinstance(source, Network):
        said = network_conventions(source, None if steps is None else kinds_of(trace, steps))
    else:
        said = expression_conventions(source, steps)
    symbols = [f"{symbol(name)} is {meant(target)}" for name, target in source.names.items()]
    said += [f"The sheet's symbols: {', '.join(symbols)}."] * bool(symbols)
    return [*said, "No values are given: formulas only."] if numberless(trace) else said


def kinds_of(trace: Trace, steps: Sequence[Step]) -> set[str]:
    """The kinds of some lines; where the cost's slope is read, `OUTPUT`."""
    kinds = {trace.local(step.name).kind for step in steps}
    begun = any(step.name.endswith("dJ/dy_hat") or "y" in step.inputs for step in steps
                if step.equation.phase == "backward")  # fmt: skip
    return kinds | {OUTPUT} if begun else kinds


def expression_conventions(source: Expression, steps: Sequence[Step] | None = None) -> list[str]:
    calls = {
        part.function for line in source.lines for part in walk(line.tree) if isinstance(part, Call)
    }
    total = "dy/dx" if len(source.variables) == 1 else "∂y/∂x"
    said = [f"{ONE_STEP}, {total} that along all steps."]
    said += ["log is the natural logarithm."] * ("log" in calls)
    if calls & {"max", "min"}:
        said.append("Where both arguments of max or min are equal, the slope by each is ½.")
    if "abs" in calls:
        said.append("The slope of abs at 0 is 0.")
    said += ["sign(0) is 0."] * ("sign" in calls)
    said += ["step(x) is 1 where x > 0, else 0."] * ("step" in calls)
    if "relu" in calls:
        said.append(RELU_AT_ZERO[source.relu_at_zero])
    if source.alpha is not None and (
        steps is None or any(step.equation.phase == "update" for step in steps)
    ):
        said += [f"Updated: {', '.join(source.updated)}.", UPDATE_AS[source.update_as]]
    return said


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
        setting.says[getattr(network, setting.key)]
        for setting in SETTINGS
        if setting.matters(network)
        if kinds is None or not setting.lines or kinds.intersection(setting.lines)
    ]
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
