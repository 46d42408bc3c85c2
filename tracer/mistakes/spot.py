"""A line of a trace and what stands around it: the words in which a mistake is written.

    z, a, a_prev, W, b       of the line's own layer; a_prev is what comes into it, `skip` what an
                             earlier layer adds to z
    dJ_dz, dJ_da, da_dz      its gradients and its local slope; dJ_dW, dJ_db
    z_prev, W_prev, a_prev2  of the layer below; z_next, a_next, W_next, dJ_dz_next, dJ_da_next of
                             the layer above
    y_hat, y, X, dJ_dy_hat, loss
    value_of_output          what a derivative is of; `by`: what it is by
    outer, inner             the two factors of a chain: what comes down, and the step's own
    w, dJ_dw                 what an update changes, and its gradient
    alpha, N, K              numbers: the step, how many samples and outputs; `share`: what J's
                             averages make of one sample's one output, 1/N
    first, last              a matrix that is 1 at the first or last sample and 0 elsewhere
    only1, only2, …          a column that is 1 at that neuron of the layer and 0 elsewhere
    m_state, v_state         what Adam keeps of what an update changes
    W_1, b_1, W_2, b_2       the parameters of the first and the second layer
    own x                    what an expression calls x
    right                    the right calculation of the line

Every word that a trace does not have makes the mistake impossible there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ..choose import activation_of, averages, cost_of
from ..equation import Equation
from ..expression import Expression
from ..kinds import state
from ..network import Network
from ..quantity import Quantity, at_iteration, layered
from ..rules.activations import ACTIVATIONS
from ..rules.costs import COSTS, Cost
from ..rules.rule import Does, Rule

if TYPE_CHECKING:
    from ..trace import Trace


OWN = "own "  # before a name of an expression, so that it is none of the words


class Spot:
    """One line, and the quantities around it by the words above."""

    def __init__(self, trace: Trace, equation: Equation) -> None:
        self.trace = trace
        self.equation = equation
        self.layer = equation.layer
        self.network = trace.source if isinstance(trace.source, Network) else None
        self.memory: dict[str, Any] = {}  # what several mistakes work out of it, once

    @cached_property
    def target(self) -> Quantity:
        """What the line makes, as its own iteration calls it."""
        return self.trace.local(self.equation.target)

    @cached_property
    def kind(self) -> str:
        """What the line makes, without layers: `dJ/dz`, `W:=`."""
        return self.target.kind

    @cached_property
    def places(self) -> frozenset[Does | str]:
        """What an entry's `at` may call the line: by its rule's role or name, or by its kind."""
        rule = self.equation.rule
        return frozenset((rule.role, rule.name.partition(": ")[0], self.kind, "*"))

    @property
    def depth(self) -> int:
        return len(self.network.layers) if self.network else 0

    @property
    def last(self) -> bool:
        """Whether it belongs to the output layer."""
        return self.layer == self.depth

    @property
    def activation(self) -> Rule | None:
        """The rule of the activation of the line's layer."""
        if self.network is None or not self.layer:
            return None
        return activation_of(self.network.layers[self.layer - 1], self.network.relu_at_zero)

    @property
    def written(self) -> bool:
        """Whether the sheet writes the activation of the line's layer as a formula in z."""
        return self.activation is not None and self.activation.name not in ACTIVATIONS

    def shape(self, name: str) -> tuple[int, int]:
        rows, columns = self.trace.state[name].shape[-2:]
        return rows, columns

    def before(self, name: str) -> bool:
        """Whether a quantity is known when the line is worked out."""
        if name not in self.trace.by_name:
            return name in self.trace.given
        number = self.trace.by_name[name].number
        return number < self.trace.by_name[self.equation.target].number

    # Words

    def quantity(self, word: str) -> str | None:
        """The canonical name that a word stands for here; None if it stands for no quantity."""
        if word.startswith(OWN):
            return self.of_expression(word.removeprefix(OWN))
        if word in self.equation.rule.inputs and (word not in WORDS or self.network is None):
            at = self.equation.rule.inputs.index(word)
            return self.equation.inputs[at]
        name = WORDS[word](self) if word in WORDS else self.variable(word)
        return name if name in self.trace.state else None

    def number(self, word: str) -> Any:
        """The number, or the mask, that a word stands for here; None if it stands for none."""
        make = NUMBERS.get(word)
        if make is not None:
            return make(self)
        if word.startswith("only") and word[4:].isdigit():
            return self.neuron(int(word[4:]))
        constant = self.equation.rule.constants.get(word)
        return constant if isinstance(constant, int | float) else None

    def own(self, name: str) -> str:
        return at_iteration(name, self.equation.iteration)

    def of_layer(self, base: str, shift: int = 0) -> str | None:
        """z[l] or dJ/dz[l] of the line's layer, or of one above or below."""
        if self.layer is None or not 1 <= self.layer + shift <= self.depth:
            return None
        return self.own(layered(base, self.layer + shift))

    def activation_of(self, shift: int = 0, form: str = "{}") -> str | None:
        """What comes out of the line's layer (shift 0), or of another; the data below the first."""
        if self.layer is None or not 0 <= self.layer + shift <= self.depth:
            return None
        at = self.layer + shift
        masked = self.own(form.format(layered("r", at)))
        if shift and masked in self.trace.state:  # what is read on
            return masked
        base = "y_hat" if at == self.depth and at > 0 else layered("a", at)
        own = self.own(form.format(base))
        return own if own in self.trace.state else form.format(base)

    def of_forward(self, base: str, shift: int = 0) -> str | None:
        """W or b as the forward line of a layer reads it."""
        z = self.of_layer("z", shift)
        step = self.trace.by_name.get(z) if z else None
        if step is not None and base in step.equation.rule.inputs:
            return step.inputs[step.equation.rule.inputs.index(base)]
        if self.layer is None or not 1 <= self.layer + shift <= self.depth:
            return None
        return layered(base, self.layer + shift)

    def added(self) -> str | None:
        """What an earlier layer adds to the layer's z."""
        adds = self.network and self.layer and self.network.layers[self.layer - 1].add
        return self.data(adds) if adds else None

    def variable(self, word: str) -> str | None:
        """An input of the forward line that a local line derives, or any variable; of a network,
        W_1 or b_1."""
        if self.network is not None:
            return self.parameter(word)
        forward = self.trace.by_name.get(self.own(self.target.base))
        if forward is not None and word in forward.equation.rule.inputs:
            return forward.inputs[forward.equation.rule.inputs.index(word)]
        known = self.trace.source.values if isinstance(self.trace.source, Expression) else ()
        return self.latest(word) if word in known else None

    def of_expression(self, name: str) -> str | None:
        """A variable, or a quantity of the line's own iteration."""
        source = self.trace.source
        known = source.values if isinstance(source, Expression) else ()
        own = self.latest(name) if name in known else self.own(name)
        return own if own in self.trace.state else None

    def latest(self, name: str) -> str:
        """What is given as this iteration finds it: as it was, or after the update before."""
        new = at_iteration(f"{name}:=", self.equation.iteration - 1)
        return new if self.equation.iteration > 1 and new in self.trace.state else name

    def parameter(self, word: str) -> str | None:
        """W_1: a parameter of the first or second layer, as this iteration finds it."""
        base, _, layer = word.partition("_")
        if base not in ("W", "b") or not layer.isdigit():
            return None
        return self.latest(layered(base, int(layer)))

    def data(self, name: str) -> str:
        own = self.own(name)
        return own if own in self.trace.state else name

    def kept(self, letter: str) -> str | None:
        """What an optimiser keeps of what the line changes: m_W[1] beside W[1] and ΔW[1]."""
        return self.own(state(letter, self.target.of.name))

    def slope(self) -> str | None:
        a = self.activation_of()
        if a is None or self.layer is None:
            return None
        base = "y_hat" if self.last else layered("a", self.layer)
        return self.own(f"d{base}/dz[{self.layer}]")

    def derived_by(self) -> str | None:
        """What the line derives by, as the forward line that it derives reads it."""
        by, forward = self.target.by, self.trace.by_name.get(self.own(self.target.base))
        if by is None or forward is None:
            return None
        own = self.own(by.name)
        return own if own in forward.inputs else self.latest(by.name)

    def share(self) -> float | None:
        """1/N and 1/K where J averages: what one output of one sample counts in J."""
        if self.network is None:
            return None
        cost = cost_of(self.network)
        if cost is None:
            return None
        share = 1.0
        if averages(self.network, cost) and self.network.mean_enters == "cost":
            share /= self.samples
        if self.network.outputs == "mean":
            share /= self.outputs
        return share

    @property
    def samples(self) -> int:
        known = self.trace.state.get(self.own("y_hat"))
        return int(known.shape[-1]) if known is not None else max(getattr(self.network, "N", 1), 1)

    @property
    def outputs(self) -> int:
        known = self.trace.state.get(self.own("y_hat"))
        return int(known.shape[-2]) if known is not None else 1

    def neuron(self, row: int) -> Any:
        W = self.of_forward("W")
        mask = np.zeros((self.shape(W)[0] if W in self.trace.state else row, 1))
        mask[row - 1, 0] = 1.0
        return mask

    @property
    def cost(self) -> Cost | None:
        """The network's cost, if it is one of the table."""
        return COSTS.get(self.network.cost or "") if self.network else None

    def mask(self, at: int) -> Any:
        mask = np.zeros((1, self.samples))
        mask[0, at] = 1.0
        return mask


def factor(spot: Spot, position: int) -> str | None:
    """One of the two factors of a chain line."""
    return spot.equation.inputs[position] if spot.equation.rule.chains else None


def updated(spot: Spot, position: int) -> str | None:
    """The old value (0) or the gradient (1) of what an update line changes."""
    if spot.equation.phase != "update" or position >= len(spot.equation.inputs):
        return None
    return spot.equation.inputs[position]


WORDS: dict[str, Callable[[Spot], str | None]] = {
    "z": lambda spot: spot.of_layer("z"),
    "z_prev": lambda spot: spot.of_layer("z", -1),
    "z_next": lambda spot: spot.of_layer("z", 1),
    "a": lambda spot: spot.activation_of(),
    "a_next": lambda spot: spot.activation_of(1),
    "a_prev": lambda spot: spot.activation_of(-1),
    "a_prev2": lambda spot: spot.activation_of(-2),
    "W": lambda spot: spot.of_forward("W"),
    "W_prev": lambda spot: spot.of_forward("W", -1),
    "W_next": lambda spot: spot.of_forward("W", 1),
    "b": lambda spot: spot.of_forward("b"),
    "skip": lambda spot: spot.added(),
    "dJ_dz": lambda spot: spot.of_layer("dJ/dz"),
    "dJ_dz_next": lambda spot: spot.of_layer("dJ/dz", 1),
    "dJ_dW": lambda spot: spot.of_layer("dJ/dW"),
    "dJ_dW_next": lambda spot: spot.of_layer("dJ/dW", 1),
    "dJ_db": lambda spot: spot.of_layer("dJ/db"),
    "dJ_da": lambda spot: spot.activation_of(0, "dJ/d{}"),
    "dJ_da_next": lambda spot: spot.activation_of(1, "dJ/d{}"),
    "da_dz": lambda spot: spot.slope(),
    "y_hat": lambda spot: spot.own("y_hat"),
    "dJ_dy_hat": lambda spot: spot.own("dJ/dy_hat"),
    "loss": lambda spot: spot.own("loss"),
    "y": lambda spot: spot.data("y"),
    "X": lambda spot: spot.data("a[0]"),
    "w": lambda spot: updated(spot, 0),
    "dJ_dw": lambda spot: updated(spot, 1),
    "value_of_output": lambda spot: spot.own(spot.target.base),
    "m_state": lambda spot: spot.kept("m"),
    "v_state": lambda spot: spot.kept("v"),
    "dJ_dw_step": lambda spot: updated(spot, 0),
    "by": lambda spot: spot.derived_by(),
    "outer": lambda spot: factor(spot, 0),
    "inner": lambda spot: factor(spot, 1),
}

NUMBERS: dict[str, Callable[[Spot], Any]] = {
    "N": lambda spot: float(spot.samples),
    "K": lambda spot: float(spot.outputs),
    "share": lambda spot: spot.share(),
    "alpha": lambda spot: spot.network.alpha if spot.network else spot.trace.source.alpha,
    "first": lambda spot: spot.mask(0),
    "last": lambda spot: spot.mask(-1),
}
