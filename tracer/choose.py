"""Settings choose rules: which activation, which cost, for a layer or a network."""

from __future__ import annotations

from .formula.parse import parse
from .network import Layer, Network
from .rules.activations import ACTIVATIONS, with_slope_at_zero
from .rules.costs import COSTS, Cost
from .rules.rule import Does, Rule


def activation_of(layer: Layer, relu_at_zero: float) -> Rule:
    """The activation's rule with its settings put in; an expression in z is made into one."""
    rule = ACTIVATIONS.get(layer.activation)
    if rule is None:
        from .rules.written import as_relu, written_rule

        tree = parse(layer.activation, "activation")
        roles = Does.ACTIVATION, Does.SLOPE
        return written_rule(layer.activation, tree, "z", relu_at_zero, roles, as_relu(tree))
    if rule.switches:
        return with_slope_at_zero(rule, relu_at_zero)
    numbers = {name: getattr(layer, name) for name in rule.constants}
    return rule.with_numbers(**numbers) if numbers else rule


def cost_of(network: Network) -> Cost | None:
    """The cost's entry; an expression, one output's loss, is made into one. None: no cost."""
    if network.cost is None or network.cost in COSTS:
        return COSTS[network.cost] if network.cost else None
    from .rules.written import written_rule

    tree = parse(network.cost, "cost")
    roles = Does.LOSS, Does.LOSS_SLOPE
    loss = written_rule(network.cost, tree, "y_hat", network.relu_at_zero, roles)
    return Cost(name=network.cost, loss=loss)


def averages(network: Network, cost: Cost) -> bool:
    """Whether J is the mean of the samples' losses, not their sum."""
    return network.samples == "mean" and not cost.always_sum
