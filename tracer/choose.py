"""Settings choose rules: which activation, which cost, for a layer or a network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from .equation import Equation
from .formula.calculus import derivative
from .formula.parse import parse
from .formula.tree import names
from .kinds import state
from .quantity import at_iteration
from .rules.activations import ACTIVATIONS, with_slope_at_zero
from .rules.costs import COSTS, Cost, not_adding_up
from .rules.optimizers import (
    GRADIENT,
    MOMENTUM,
    OPTIMIZERS,
    Optimizer,
    line_rules,
    step_rule,
    update_rule,
)
from .rules.rule import Array, Does, Rule
from .setting_sentences import speaking

if TYPE_CHECKING:
    from .expression import Expression
    from .layer import Layer
    from .network import Network


def activation_of(layer: Layer, relu_at_zero: float) -> Rule:
    """The activation's rule with its settings put in; an expression in z is made into one. Its
    slope is what the layer declares, if it does."""
    rule = settled_activation(layer, relu_at_zero)
    if layer.derivative is None:
        return rule
    from .rules.from_expression import declared_slope

    slope = declared_slope(layer.derivative, parse(layer.derivative, "derivative"))
    return replace(rule, derivative=slope, back=())


def settled_activation(layer: Layer, relu_at_zero: float) -> Rule:
    """The activation's rule, or the rule of its expression, with its slope as it follows."""
    rule = ACTIVATIONS.get(layer.activation)
    if rule is None:
        from .rules.from_expression import as_relu, written_rule

        tree = parse(layer.activation, "activation")
        roles = Does.ACTIVATION, Does.SLOPE
        return written_rule(layer.activation, tree, "z", relu_at_zero, roles, as_relu(tree))
    if rule.switches:
        return with_slope_at_zero(rule, relu_at_zero)
    numbers = {name: getattr(layer, name) for name in rule.constants}
    return rule.with_numbers(**numbers) if numbers else rule


def remarkable(network: Network) -> list[tuple[int, float]]:
    """The samples whose targets are no distribution though the cost is one of distributions, and
    what they add up to: ∂J/∂z is then not ŷ − y."""
    cost = COSTS.get(network.cost or "")
    return not_adding_up(network.Y) if cost and cost.add_up and network.Y is not None else []


def cost_of(network: Network) -> Cost | None:
    """The cost's entry; an expression, one output's loss, is made into one. None: no cost."""
    if network.cost is None:
        return None
    if network.cost in COSTS:
        cost = COSTS[network.cost]
        numbers = {name: getattr(network, name) for name in cost.loss.constants}
        cost = cost._replace(loss=cost.loss.with_numbers(**numbers)) if numbers else cost
        return cost._replace(combined=None) if remarkable(network) else cost
    from .rules.from_expression import written_rule

    tree = parse(network.cost, "cost")
    roles = Does.LOSS, Does.LOSS_SLOPE
    loss = written_rule(network.cost, tree, "y_hat", network.relu_at_zero, roles)
    return Cost(name=network.cost, loss=loss)


def optimizer_of(source: Network | Expression) -> Optimizer:
    """The entry of its optimiser, momentum in its form."""
    momentum = source.optimizer == "momentum"
    return MOMENTUM[source.momentum_form] if momentum else OPTIMIZERS[source.optimizer]


def settled_update(source: Network | Expression, rule: Rule, free: Array | None = None) -> Rule:
    """A rule of its optimiser with its numbers, its sentence in the sheet's own symbol for α."""
    alpha = source.alpha_array if hasattr(source, "alpha_array") else source.alpha
    numbers = {name: getattr(source, name) for name in optimizer_of(source).numbers}
    rule = rule.with_constants(alpha=alpha, free=free, **numbers)
    return replace(rule, why=speaking(source, rule.why))


def updating(source: Network | Expression, name: str, free: Array | None = None) -> Rule:
    """The rule "update" or "step": against the gradient, or along it where the output is made
    larger, as its optimiser goes."""
    make = {"update": update_rule, "step": step_rule}[name]
    made = make(optimizer_of(source), source.maximize, source.epsilon_in_root)
    return settled_update(source, made, free)


def state_lines(
    source: Network | Expression, what: str, gradient: str, layer: int | None = None
) -> Iterator[Equation]:
    """The lines of its optimiser before the update of `what`: v_W[1]. Each reads the lines before
    it, and what the iteration before made: @0 before the first."""
    for made, rule in line_rules(optimizer_of(source), source.maximize).items():
        settled = settled_update(source, rule)
        inputs = reads_of(settled, what, what, gradient)
        yield Equation(state(made, what), settled, inputs, "update", layer)


def reads_of(rule: Rule, what: str, old: str, gradient: str) -> tuple[str, ...]:
    """The quantities in the holes of a rule of `optimizers.py`; `old` is what w stands for."""

    def quantity_in(hole: str) -> str:
        if hole.endswith("_old"):
            return at_iteration(state(hole.removesuffix("_old"), what), 0)
        return {"w": old, GRADIENT: gradient}.get(hole) or state(hole, what)

    return tuple(map(quantity_in, rule.inputs))


def kinked_at_zero(network: Network) -> bool:
    """Whether a slope of it is what `relu_at_zero` says: of ReLU, and of max(0, z)."""
    for layer in network.layers:
        low, high = (activation_of(layer, at).derivative for at in (0.0, 1.0))
        if low and high and low.formula != high.formula:
            return True
    written = network.cost is not None and network.cost not in COSTS
    return written and "relu_at_zero" in names(derivative(parse(network.cost or ""), "y_hat"))


def averages(network: Network, cost: Cost) -> bool:
    """Whether J is the mean of the samples' losses, not their sum."""
    return network.samples == "mean" and not cost.always_sum
