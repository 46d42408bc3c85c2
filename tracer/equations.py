"""From a network to its equations: plain lists, in the order of the lecture.

Forward 1..L, the cost, backward L..1, then the update (L14). A setting chooses rules and
names; the lists stay what they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from .choose import activation_of, averages, cost_of
from .descent import update
from .equation import Equation
from .errors import InputError
from .iteration import Iteration, mask
from .network import Network
from .quantity import layered
from .rules.chain import CHAIN, averaged, with_fallback
from .rules.costs import Cost, gathered_outputs, gathered_samples, shared_out
from .rules.rule import Rule
from .rules.update import shared_gradient


def network_equations(network: Network, steps: int = 1) -> list[Equation]:
    """All equations of `steps` iterations; those of given quantities are not yet taken out."""
    lines: list[Equation] = []
    for number in range(1, steps + 1):
        updated = {line.target for line in lines if line.phase == "update"}
        names = Iteration(network, number, updated)
        layers = range(1, names.depth + 1)
        for layer in layers:
            lines += forward(names, layer)
        cost = cost_of(network)
        if cost:
            lines += gathering(names, cost)
        if cost or any(name.startswith("dJ/d") for name in network.given):
            for layer in reversed(layers):
                lines += backward(names, layer, cost)
            lines += shared_gradients(names)
        if network.alpha is not None:
            lines += update(names)
    return lines


def forward(names: Iteration, layer: int) -> Iterator[Equation]:
    """z = W a + b, then a = g(z)."""
    made = names.network.layers[layer - 1]
    inputs = [names.parameter(layered("W", layer)), names.activation(layer - 1)]
    if made.b is None:
        rule = CHAIN["affine without bias"]
    else:
        rule = CHAIN["affine" if made.bias_input == 1 else "affine with threshold"]
        inputs.append(names.parameter(layered("b", layer)))
    z = layered("z", layer)
    yield names.line(z, rule, inputs, "forward", layer)
    activation = activation_of(made, names.network.relu_at_zero)
    yield names.line(names.output(layer), activation, [names.own(z)], "forward", layer)


def gathering(names: Iteration, cost: Cost) -> Iterator[Equation]:
    """Each sample's loss, then J."""
    loss = gathered_outputs(cost, names.network.outputs == "mean")
    yield names.line("loss", loss, output_and_target(names, loss), "cost")
    total = gathered_samples(averages(names.network, cost))
    yield names.line("J", total, [names.own("loss")], "cost")


def output_and_target(names: Iteration, rule: Rule) -> list[str]:
    known = {"y_hat": names.own("y_hat"), "y": names.data("y")}
    return [known[name] for name in rule.inputs]


def backward(names: Iteration, layer: int, cost: Cost | None) -> Iterator[Equation]:
    """From what is handed down to this layer to its gradients, and to what it hands down."""
    network, made = names.network, names.network.layers[layer - 1]
    if layer == names.depth and cost:
        yield from last_layer(names, cost)
    else:
        yield from through_activation(names, layer)
    late = cost and averages(network, cost) and network.mean_enters == "parameters"
    dJ_dz = names.own(f"dJ/dz[{layer}]")

    absent = mask(network, layered("W", layer), "absent")
    rule = CHAIN["weight gradient"].with_constants(present=absent)
    inputs = [dJ_dz, names.activation(layer - 1)]
    yield names.line(f"dJ/dW[{layer}]", averaged(rule) if late else rule, inputs, "backward", layer)
    if made.b is not None:
        rule = CHAIN["bias gradient" if made.bias_input == 1 else "threshold gradient"]
        rule = averaged(rule) if late else rule
        yield names.line(f"dJ/db[{layer}]", rule, [dJ_dz], "backward", layer)
    inputs = [names.parameter(layered("W", layer)), dJ_dz]
    yield names.line(f"dJ/da[{layer - 1}]", CHAIN["input gradient"], inputs, "backward", layer)


def last_layer(names: Iteration, cost: Cost) -> Iterator[Equation]:
    """∂J/∂ŷ, ∂ŷ/∂z and their product; or ∂J/∂z at once, where `output` is combined."""
    network, layer = names.network, names.depth
    samples = averages(network, cost) and network.mean_enters == "cost"
    outputs = network.outputs == "mean"
    combined = cost.combined and shared_out(cost.combined, samples=samples, outputs=outputs)
    if combined and network.output == "combined":
        inputs = output_and_target(names, combined)
        yield names.line(f"dJ/dz[{layer}]", combined, inputs, "backward", layer)
        return
    assert cost.loss.derivative is not None
    slope = shared_out(cost.loss.derivative, samples=samples, outputs=outputs)
    yield names.line("dJ/dy_hat", slope, output_and_target(names, slope), "backward", layer)
    given = "dJ/dy_hat" in network.given
    yield from through_activation(names, layer, None if given else combined)


def through_activation(
    names: Iteration, layer: int, combined: Rule | None = None
) -> Iterator[Equation]:
    """∂a/∂z, then ∂J/∂z = ∂a/∂z · ∂J/∂a. `combined` stands in where that is not finite."""
    made, output = names.network.layers[layer - 1], names.output(layer)
    slope = activation_of(made, names.network.relu_at_zero).derivative
    assert slope is not None
    known = {"z": names.own(layered("z", layer)), "a": names.activation(layer)}
    da_dz, dJ_da = f"d{output}/dz[{layer}]", f"dJ/d{output}"
    yield names.line(da_dz, slope, [known[name] for name in slope.inputs], "backward", layer)
    rule = CHAIN["through softmax" if made.activation == "softmax" else "through activation"]
    inputs = [names.own(da_dz), names.own(dJ_da)]
    if combined:
        rule = with_fallback(rule, combined.calculate)
        inputs += [names.own("y_hat"), names.data("y")]
    yield names.line(f"dJ/dz[{layer}]", rule, inputs, "backward", layer)


def shared_gradients(names: Iteration) -> Iterator[Equation]:
    """∂J/∂w of each tied parameter: the sum over its places."""
    for name, places in names.network.tied_entries:
        arrays = dict.fromkeys(array for array, _, _ in places)
        holes = {array: f"g{number}" for number, array in enumerate(arrays, 1)}
        rule = shared_gradient([(holes[array], i, j) for array, i, j in places])
        inputs = [names.own(f"dJ/d{array}") for array in arrays]
        yield names.line(f"dJ/d{name}", rule, inputs, "backward")


def traced(lines: Sequence[Equation], given: Set[str]) -> tuple[list[Equation], list[Equation]]:
    """The equations that are worked out, and those that cannot be, for want of a number.

    Left away without a word are those of given quantities and those that only lead to one:
    every way from them to a result passes through it. Raises InputError if nothing is left.
    """
    readers: dict[str, list[str]] = {}
    for line in lines:
        for name in line.inputs:
            readers.setdefault(name, []).append(line.target)
    leads_on: dict[str, bool] = {}
    for line in reversed(lines):
        after = readers.get(line.target, [])
        leads_on[line.target] = line.target not in given and (
            not after or any(leads_on[reader] for reader in after)
        )
    known, kept, wanting = set(given), list[Equation](), list[Equation]()
    for line in lines:
        if not leads_on[line.target]:
            continue
        if all(name in known for name in line.inputs):
            known.add(line.target)
            kept.append(line)
        else:
            wanting.append(line)
    if not kept:
        raise InputError(
            "given",
            "nothing is left to trace: no equation has all the numbers that it needs",
            expected="values for the inputs of at least one equation",
            example='[given]\n"dJ/dz[2]" = [[-3], [1]]',
        )
    return kept, wanting
