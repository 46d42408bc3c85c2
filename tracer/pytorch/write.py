"""A network as a model of PyTorch, with its data and its loss."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from .losses import LOSSES, Loss
from .modules import ACTIVATIONS, LOG_SOFTMAX, Module, pytorch

if TYPE_CHECKING:
    from ..layer import Layer
    from ..network import Network

# What a stack of modules cannot say: key → whether a network has it, and what is said of it.
Said = tuple[Callable[[Any], bool], str]
OF_NETWORK: dict[str, Said] = {
    "students": (lambda n: n.students is not None, "several students at once: network.student(0)"),
    "given": (lambda n: bool(n.given), "quantities that are given"),
    "X": (lambda n: n.X is None, "no inputs X"),
    "Y": (lambda n: n.Y is None, "no targets Y"),
    "absent": (lambda n: bool(n.absent), "connections that there are not"),
    "tied": (lambda n: bool(n.tied), "a parameter in several places"),
    "frozen": (lambda n: any("][" in one for one in n.frozen), "single entries that are frozen"),
    "learning_rule": (lambda n: n.learning_rule != "gradient", "the perceptron's rule"),
    "penalty_strength": (
        lambda n: n.penalty_strength is not None,
        "a penalty: PyTorch has it in the optimiser, weight_decay",
    ),
    "relu_at_zero": (
        lambda n: bool(n.has_relu and n.relu_at_zero),
        "PyTorch's slope of ReLU at 0 is 0",
    ),
}
OF_LAYER: dict[str, Said] = {
    "W": (lambda one: one.W is None, "no W"),
    "bias_input": (lambda one: one.bias_input == -1, "b is a threshold"),
    "derivative": (lambda one: one.derivative is not None, "a slope that is declared"),
    "add": (lambda one: one.add is not None, "a skip connection"),
    "dropout_mask": (lambda one: one.dropout_mask is not None, "a mask that is given"),
}
EXAMPLE = "model, X, Y, loss = network.to_torch()"


def model_of(network: Network) -> tuple[Any, Any, Any, Any]:
    """Model, X, Y and loss, in float64. Raises InputError for what PyTorch's modules cannot say."""
    refused("network", network, OF_NETWORK)
    for at, layer in enumerate(network.layers, 1):
        refused(f"layers[{at}]", layer, OF_LAYER)
    name, entry = loss_of(network)
    gathering = reduction(network, name, entry)
    torch = pytorch()
    laid = network.in_layout("torch")
    modules: list[Any] = []
    for at, layer in enumerate(laid.layers, 1):
        modules.append(linear(layer, at, network.frozen))
        inside = entry.adds if at == len(laid.layers) else None
        if layer.activation not in ("identity", inside):
            modules.append(activation(layer, at))
    numbers = {key: getattr(network, own) for own, key in entry.numbers.items()}
    loss = getattr(torch.nn, name)(reduction=gathering, **numbers)
    X, Y = (torch.tensor(one, dtype=torch.float64) for one in (laid.X, laid.Y))
    return torch.nn.Sequential(*modules), X, Y, loss


def refused(where: str, of: Any, table: dict[str, Said]) -> None:
    for key, (has, said) in table.items():
        if has(of):
            raise InputError(
                f"{where}: {key}", said, expected="Linear and activations, one after the other",
                example=EXAMPLE,
            )  # fmt: skip


def linear(layer: Layer, at: int, frozen: Any) -> Any:
    torch = pytorch()
    outputs, inputs = layer.W.shape
    biased = layer.b is not None
    made = torch.nn.utils.skip_init(
        torch.nn.Linear, inputs, outputs, bias=biased, dtype=torch.float64
    )
    for base, parameter in (("W", made.weight), ("b", made.bias)):
        if parameter is not None:
            parameter.data.copy_(torch.tensor(getattr(layer, base), dtype=torch.float64))
            parameter.requires_grad_(f"{base}[{at}]" not in frozen)
    return made


def activation(layer: Layer, at: int) -> Any:
    for name, entry in ACTIVATIONS.items():
        if entry.activation == layer.activation:
            return getattr(pytorch().nn, name)(**arguments(layer, entry))
    raise InputError(
        f"layers[{at}]: activation",
        f"torch.nn has no module for {layer.activation}",
        expected=", ".join(
            one.activation for one in ACTIVATIONS.values() if one.activation != LOG_SOFTMAX
        ),
        example='activation = "tanh"',
    )  # fmt: skip


def arguments(layer: Layer, entry: Module) -> dict[str, Any]:
    made = {name: values[0] for name, values in entry.only.items()}
    return made | {name: getattr(layer, key) for key, name in entry.numbers.items()}


def loss_of(network: Network) -> tuple[str, Loss]:
    """The loss that is a network's cost, and its entry."""
    for name, entry in LOSSES.items():
        if network.cost in (entry.cost, entry.after_softmax):
            return name, entry
    costs = dict.fromkeys(one.cost for one in LOSSES.values())
    raise InputError(
        "network: cost",
        f"torch.nn has no loss for {network.cost}" if network.cost else "there is no cost",
        expected=", ".join(costs),
        example='network.replaced(cost="mse").to_torch()',
    )


def reduction(network: Network, name: str, entry: Loss) -> str:
    """How the loss gathers, where it is as J does. Raises InputError where it is not."""
    outputs = network.sizes[-1]
    divisor = network.N if network.samples == "mean" else 1
    divisor *= outputs if network.outputs == "mean" else 1
    if divisor == network.N * (outputs if entry.outputs == "mean" else 1):
        return "mean"
    if divisor == 1:
        return "sum"
    what = "samples and outputs" if entry.outputs == "mean" else "samples, not outputs"
    raise InputError(
        "network: outputs",
        f"samples = {network.samples}, outputs = {network.outputs}: {name} averages over {what}, "
        "or adds all up",
        expected=f"samples = mean, outputs = {entry.outputs}; or both sum",
        example=f'network.replaced(samples="mean", outputs="{entry.outputs}").to_torch()',
    )
