"""The settings of a sheet: each is one entry here, and a rule chosen somewhere.

To add one, add a field to one of the classes below: its choices, the default first, each with
its sentence among the conventions and its words in the walk, and where it matters. The reader,
the writer, the conventions, the walk and the authors' checks loop over the entries.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any, Literal, NamedTuple

import numpy as np

from .layout import Layout
from .rules.costs import COSTS
from .rules.optimizers import OPTIMIZERS
from .rules.optimizers import Form as MomentumForm
from .rules.penalties import Form as PenaltyForm
from .schema import Key, Reader, number, one_of, word

COST_SLOPE = "the slope of the cost"  # ∂J/∂ŷ, or ∂J/∂z of the last layer: a kind of line
MATRICES = ("z", "dJ/da", "dJ/dz", "dJ/dW", "dJ/db")
UPDATES = ("W:=", "b:=", "ΔW", "Δb")


class Choice(NamedTuple):
    """What may be chosen, its sentence among the conventions, its words in the walk."""

    value: Any
    says: str
    label: str


def always(_source: Any) -> bool:
    return True


class Setting(NamedTuple):
    """`choices`: the default first. `matters`: whether it has an effect on a network or an
    expression; `lines`: on which kinds of its lines (none said: on all). `forced`: the choice
    that another key makes for it there, None where it does not. `confused`: whether students take
    another choice throughout, and are told so when marked."""

    choices: tuple[Choice, ...]
    matters: Callable[[Any], bool] = always
    forced: Callable[[Any], Any] = lambda source: None
    confused: bool = False
    lines: tuple[str, ...] = ()

    @property
    def values(self) -> tuple[Any, ...]:
        return tuple(choice.value for choice in self.choices)

    def says(self, value: Any) -> str:
        return next(choice.says for choice in self.choices if choice.value == value)

    def key(self, name: str) -> Key:
        """How it stands in a file."""
        usual = self.values[0]
        shown = f'"{usual}"' if isinstance(usual, str) else word(usual)
        return Key(example=f"{name} = {shown}", read=one_of(*self.values), default=usual)


def setting(
    *choices: Choice,
    matters: Callable[[Any], bool] = always,
    forced: Callable[[Any], Any] = lambda source: None,
    confused: bool = False,
    lines: tuple[str, ...] = (),
) -> Any:
    """A field of the classes below: its default is the first choice."""
    entry = Setting(choices, matters, forced, confused, lines)
    return field(default=entry.values[0], metadata={"setting": entry})


share = number(0, float(np.nextafter(1, 0)), "a number from 0 up to, but not, 1")
not_negative = number(0, np.inf, "a number, 0 or greater")


def amount(usual: float, read: Reader) -> Any:
    """A field that is a number of an optimiser."""
    return field(default=usual, metadata={"amount": read})


def amounts_of(kind: Any) -> dict[str, Key]:
    """The numbers of optimisers as keys of a file."""
    return {
        one.name: Key(
            example=f"{one.name} = {one.default:g}", read=one.metadata["amount"],
            default=one.default,
        )
        for one in fields(kind) if "amount" in one.metadata
    }  # fmt: skip


def settings_of(kind: Any) -> dict[str, Setting]:
    """The settings that a network, an expression or one of their classes has, by key."""
    return {one.name: one.metadata["setting"] for one in fields(kind) if "setting" in one.metadata}


# Where a setting matters


def several_samples(network: Any) -> bool:
    """Whether J gathers several: where each update takes one, it is of that one."""
    return network.cost is not None and network.N > 1 and network.order == "batch"


def several_outputs(network: Any) -> bool:
    return network.cost is not None and network.sizes[-1] > 1


def always_a_sum(network: Any) -> str | None:
    """J of this cost is a sum whatever `samples` says."""
    return "sum" if network.cost in COSTS and COSTS[network.cost].always_sum else None


def averaging(network: Any) -> bool:
    mean = network.samples == "mean" and not always_a_sum(network)
    return several_samples(network) and mean


def in_one_batch(network: Any) -> bool:
    """Whether J gathers several samples that are there as such."""
    return several_samples(network) and network.X is not None


def with_shortcut(network: Any) -> bool:
    return network.cost in COSTS and COSTS[network.cost].combined is not None


def with_relu(source: Any) -> bool:
    return bool(source.has_relu)


def updated(source: Any) -> bool:
    return source.alpha is not None


def with_momentum(source: Any) -> bool:
    return updated(source) and bool(source.optimizer == "momentum")


def with_root(source: Any) -> bool:
    return updated(source) and bool(OPTIMIZERS[source.optimizer].under)


def plainly_updated(source: Any) -> bool:
    """What an update goes by is said by the optimiser, unless it is the gradient alone."""
    return updated(source) and source.optimizer == "gd" and not by_errors(source)


def by_errors(source: Any) -> bool:
    return getattr(source, "learning_rule", "gradient") == "perceptron"


def with_penalty(network: Any) -> bool:
    return network.penalty_strength is not None


def several_updated(network: Any) -> bool:
    return updated(network) and network.N > 1


# The settings, in the order in which a file and the conventions have them


@dataclass(frozen=True, kw_only=True, init=False, eq=False, repr=False)
class Lying:
    """How matrices lie on the sheet."""

    layout: Layout = setting(
        Choice(
            "columns", "z = W a + b: samples are columns, neurons are rows.",
            "a sample is a column: z = W a + b",
        ),
        Choice(
            "rows", "z = a W + b: samples are rows, neurons are columns.",
            "a sample is a row: z = a W + b",
        ),
        Choice(
            "torch", "z = a Wᵀ + b: samples are rows; W has a row for each neuron.",
            "a sample is a row, a neuron too: z = a Wᵀ + b",
        ),
        lines=MATRICES,
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True, init=False, eq=False, repr=False)
class Gathering:
    """How J gathers losses, and what flows back from it."""

    samples: Literal["mean", "sum"] = setting(
        Choice("mean", "J is the average over the samples.", "J is the mean over samples"),
        Choice(
            "sum", "J is the sum over the samples, not their average.",
            "J is the sum over samples",
        ),
        matters=several_samples,
        forced=always_a_sum,
        confused=True,
        lines=("J", COST_SLOPE),
    )  # fmt: skip
    outputs: Literal["sum", "mean"] = setting(
        Choice("sum", "A sample's loss is the sum over its outputs.", "a loss adds up the outputs"),
        Choice(
            "mean", "A sample's loss is the average over its outputs.",
            "a loss is the mean of outputs",
        ),
        matters=several_outputs,
        confused=True,
        lines=("loss", COST_SLOPE),
    )  # fmt: skip
    mean_enters: Literal["cost", "parameters"] = setting(
        Choice(
            "cost", "1/N enters once, in ∂J/∂ŷ, and flows back from there.", "1/N stands in J"
        ),
        Choice(
            "parameters", "1/N enters only in ∂J/∂W and ∂J/∂b, not before.",
            "1/N comes in at ∂J/∂W, ∂J/∂b",
        ),
        matters=averaging,
        confused=True,
        lines=(COST_SLOPE, "dJ/dW", "dJ/db"),
    )  # fmt: skip
    output: Literal["separate", "combined"] = setting(
        Choice(
            "separate", "∂J/∂z of the last layer is made from both factors, ∂ŷ/∂z and ∂J/∂ŷ.",
            "∂J/∂z by both factors",
        ),
        Choice(
            "combined", "∂J/∂z of the last layer is made at once, from ŷ − y.",
            "∂J/∂z at once: ŷ − y",
        ),
        matters=with_shortcut,
        lines=(COST_SLOPE,),
    )  # fmt: skip
    gradients: Literal["together", "by_sample"] = setting(
        Choice("together", "", "∂J/∂W of all samples at once"),
        Choice(
            "by_sample",
            "∂J/∂W and ∂J/∂b are made of each sample's own gradients, ∂loss[n]/∂W and ∂loss[n]/∂b.",
            "∂loss[n]/∂W of each sample first",
        ),
        matters=in_one_batch,
        lines=("dJ/dW", "dJ/db", "dloss/dW", "dloss/db"),
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True, init=False, eq=False, repr=False)
class Penalising:
    """What large weights cost, where `penalty_strength` says how much."""

    penalty: Literal["l2", "l1"] = setting(
        Choice("l2", "J has a penalty: the squares of all W, not of b.", "λ on the squares of W"),
        Choice("l1", "J has a penalty: the amounts of all W, not of b.", "λ on the amounts of W"),
        matters=with_penalty,
        lines=("J", "dJ/dW"),
    )
    penalty_form: PenaltyForm = setting(
        Choice("half", "The penalty is {half}.", "{half}"),
        Choice("whole", "The penalty is λ {sum}.", "λ {sum}"),
        Choice("half_mean", "The penalty is λ/(2N) {sum}, N samples in all.", "λ/(2N) {sum}"),
        matters=with_penalty,
        lines=("J", "dJ/dW"),
        confused=True,
    )  # fmt: skip
    penalty_strength: float | None = None


@dataclass(frozen=True, kw_only=True, init=False, eq=False, repr=False)
class Kinks:
    """The slope where there is none."""

    relu_at_zero: float = setting(
        Choice(0.0, "The slope of ReLU at 0 is 0.", "relu′(0) = 0"),
        Choice(0.5, "The slope of ReLU at 0 is ½.", "relu′(0) = ½"),
        Choice(1.0, "The slope of ReLU at 0 is 1.", "relu′(0) = 1"),
        matters=with_relu,
        confused=True,
        lines=("da/dz", "dJ/dz", "dy_hat/dz"),
    )


@dataclass(frozen=True, kw_only=True, init=False, eq=False, repr=False)
class Taking:
    """Which samples an update takes."""

    order: Literal["batch", "stochastic"] = setting(
        Choice("batch", "All samples are in every update.", "all samples in an update"),
        Choice(
            "stochastic", "Each update takes one sample, in order.", "an update after each sample"
        ),
        matters=several_updated,
        lines=UPDATES,
    )


@dataclass(frozen=True, kw_only=True, init=False, eq=False, repr=False)
class Updates:
    """How parameters are updated."""

    update_as: Literal["direct", "step"] = setting(
        Choice(
            "direct", "What is updated is updated at once: w := w {by} ∂J/∂w.",
            "W := W {by} ∂J/∂W",
        ),
        Choice(
            "step", "The step, Δw = {step} ∂J/∂w, comes first, then w := w + Δw.",
            "first ΔW = {step} ∂J/∂W",
        ),
        matters=plainly_updated,
        lines=UPDATES,
    )  # fmt: skip
    maximize: bool = setting(
        Choice(False, "", "down, against the gradient"),
        Choice(
            True, "Gradient ascent: every update goes uphill, along the gradient.",
            "up, along the gradient",
        ),
        matters=updated,
    )  # fmt: skip
    optimizer: str = setting(
        *(Choice(name, one.says, one.label) for name, one in OPTIMIZERS.items()),
        matters=updated,
        lines=("update",),
    )
    momentum_form: MomentumForm = setting(
        Choice("classical", "v := β v {by} ∂J/∂w, then w := w + v.", "v := βv {by} g, w := w + v"),
        Choice(
            "torch", "v := β v + ∂J/∂w, then w := w {by} v.", "v := βv + g, w := w {by} v"
        ),
        Choice(
            "average", "v := β v + (1 − β) ∂J/∂w, then w := w {by} v.",
            "v := βv + (1 − β)g, w := w {by} v",
        ),
        matters=with_momentum,
        lines=("update",),
        confused=True,
    )  # fmt: skip
    epsilon_in_root: bool = setting(
        Choice(False, "ε stands beside the root: √v + ε.", "√v + ε"),
        Choice(True, "ε stands in the root: √(v + ε).", "√(v + ε)"),
        matters=with_root,
        lines=("update",),
        confused=True,
    )
    beta: float = amount(0.9, share)
    beta1: float = amount(0.9, share)
    beta2: float = amount(0.999, share)
    rho: float = amount(0.9, share)
    epsilon: float = amount(1e-8, not_negative)
