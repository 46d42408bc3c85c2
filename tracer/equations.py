"""From a network to its equations: plain lists, in the order of the lecture.

Forward 1..L and the cost are made here; backward L..1 follows from them; then the update (L14). A
setting chooses rules and names; the lists stay what they are.
"""

from __future__ import annotations

from dataclasses import replace

from .backward import backward
from .by_sample import by_sample
from .choose import averages, cost_of
from .descent import shared_gradients, update
from .equation import Equation
from .given import written_names
from .iteration import repeated
from .layers import layer_lines
from .network import Network
from .penalty import penalised
from .perceptron import perceptron_lines
from .quantity import quantity
from .rules.chain import averaged, ways, with_fallback
from .rules.costs import Cost
from .rules.gathered import gathered_outputs, gathered_samples, shared_out
from .rules.rule import SLOPE, UP, VALUE, Back, Rule


def network_equations(network: Network, steps: int = 1) -> list[Equation]:
    """All equations of `steps` iterations; those of given quantities are not yet taken out."""
    data, fixed = written_names(network)
    samples = network.N if network.order == "stochastic" else 0
    lines = perceptron_lines(network) if network.learning_rule == "perceptron" else plan(network)
    return list(repeated(lines, steps, fixed, data=data, samples=samples))


def plan(network: Network) -> list[Equation]:
    """What every iteration does: forward, the cost, backward, the update."""
    cost = cost_of(network)
    lines = forward(network, cost)
    if cost or any(name.startswith("dJ/d") for name in network.given):
        late = cost and averages(network, cost) and network.mean_enters == "parameters"
        for line in backward(tuple(lines), "J", "d{}/d{}"):
            by = quantity(line.target).by
            of_parameter = late and by is not None and by.base in ("W", "b")
            lines.append(replace(line, rule=averaged(line.rule)) if of_parameter else line)
        lines = [*penalised(network, list(by_sample(network, lines))), *shared_gradients(network)]
    if network.alpha is not None:
        lines += update(network)
    return lines


def forward(network: Network, cost: Cost | None) -> list[Equation]:
    """Every layer, then each sample's loss and J."""
    lines: list[Equation] = []
    below, depth = "a[0]", len(network.layers)
    for layer in range(1, depth + 1):
        lines += layer_lines(network, layer, below)
        below = lines[-1].target
    if cost:
        loss, output = at_output(network, cost, lines[-1].rule)
        lines[-1] = replace(lines[-1], rule=output)
        if cost.before:
            lines.append(Equation(cost.by, cost.before, cost.before.inputs, "cost"))
        lines.append(Equation("loss", loss, loss.inputs, "cost"))
        total = gathered_samples(averages(network, cost))
        lines.append(Equation("J", total, ("loss",), "cost"))
    return lines


def at_output(network: Network, cost: Cost, activation: Rule) -> tuple[Rule, Rule]:
    """The rules of the loss and of the last activation, each with its way back: ∂J/∂ŷ and ∂ŷ/∂z
    apart, or both at once, where `output` is combined. The combined form stands in, too, where the
    product of both is not finite."""
    samples = averages(network, cost) and network.mean_enters == "cost"
    outputs = network.outputs == "mean"
    loss = gathered_outputs(cost, outputs)
    combined = cost.combined and shared_out(cost.combined, samples=samples, outputs=outputs)
    targets = {"y": "y"}
    if combined and network.output == "combined":
        back = Back(to="z", rule=combined, reads=(VALUE, "y"), also=targets)
        return loss, replace(activation, back=(back,))
    assert cost.loss.derivative is not None
    slope = shared_out(cost.loss.derivative, samples=samples, outputs=outputs)
    loss = replace(loss, back=(Back(to=cost.by, rule=slope),))
    if combined and "dJ/dy_hat" not in network.given:
        (way,) = ways(activation)
        rule = with_fallback(way.rule, combined.calculate)
        back = replace(way, rule=rule, reads=(SLOPE, UP, VALUE, "y"), also=targets)
        activation = replace(activation, back=(back,))
    return loss, activation
