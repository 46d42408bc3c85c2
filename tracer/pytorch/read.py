"""A model of PyTorch, its data and its loss, read as the fields of a network."""

from __future__ import annotations

from typing import Any

from ..errors import InputError
from ..layer import Layer
from ..rules.activations import coupled
from .data import inputs, targets
from .losses import LOSSES, Loss, loss_named
from .modules import ACTIVATIONS, LOG_SOFTMAX, STACK, called, pytorch
from .stack import Place, flattens, layers_of

COUPLED = ("Softmax", "LogSoftmax")


def fields(model: Any, X: Any, Y: Any, loss: Any) -> dict[str, Any]:
    """The fields of the network that the model, its data and its loss are.

    Raises InputError with every module that a network cannot have; for a loss that no cost can
    say; and for data that do not fit them.
    """
    stack = layers_of(model)
    loss_name = loss_named(loss)
    entry = LOSSES[loss_name]
    end(stack, loss_name, entry)
    outputs, mean = stack[-1].linear.out_features, loss.reduction == "mean"
    laid = inputs(X, stack[0].linear.in_features, flattens=flattens(model))
    runs_as_read(model, stack, laid)
    layers = [layer(place) for place in stack]
    last = "softmax" if layers[-1].activation == LOG_SOFTMAX else layers[-1].activation
    layers[-1] = Layer(**own(stack[-1]) | {"activation": entry.adds or last})
    written = coupled(layers[-1].activation) and entry.after_softmax
    return {
        "title": "From PyTorch" + (f"; {entry.says}" if entry.says else ""),
        "layout": "torch",
        "layers": layers,
        "X": laid.flatten(1).numpy(),
        "Y": targets(Y, loss_name, len(laid), outputs),
        "cost": written or entry.cost,
        "samples": "mean" if mean else "sum",
        "outputs": entry.outputs if mean else "sum",
        "frozen": [
            f"{base}[{at}]"
            for at, place in enumerate(stack, 1)
            for base, _, parameter in place.parameters()
            if not parameter.requires_grad
        ],
        **{key: float(getattr(loss, number)) for key, number in entry.numbers.items()},
    }


def layer(place: Place) -> Layer:
    return Layer(**own(place))


def own(place: Place) -> dict[str, Any]:
    """The fields of one layer."""
    entry = ACTIVATIONS[place.name] if place.name else None
    numbers = entry.numbers if entry else {}
    return {
        "activation": entry.activation if entry else "identity",
        **{base: numbers_of(parameter) for base, _, parameter in place.parameters()},
        **{key: float(getattr(place.activation, number)) for key, number in numbers.items()},
    }


def numbers_of(parameter: Any) -> Any:
    """A parameter as float64, which every float32 is exactly."""
    return parameter.detach().cpu().double().numpy()


def end(stack: list[Place], loss_name: str, entry: Loss) -> None:
    """Raises InputError where a model does not end as its loss has it."""
    for place in stack[:-1]:
        if place.name in COUPLED:
            wrong = f"{place.name} before the last Linear"
            raise misplaced(place, wrong, f"{place.name} at the end only", STACK)
    last = stack[-1]
    if entry.adds and last.name:
        wrong = f"the model ends in {last.name}, and {loss_name} has {entry.adds} in it already"
        example = f"the model without it, and nn.{loss_name}()"
        raise misplaced(last, wrong, "a Linear at the end", example)
    if entry.ends_in and last.name != entry.ends_in:
        wrong = f"{loss_name} after {last.name or 'a Linear without an activation'}"
        instead = next(name for name, one in LOSSES.items() if one.cost == entry.cost and one.adds)
        expected = f"nn.{entry.ends_in} at the end, or {instead} after a Linear"
        raise misplaced(last, wrong, expected, f"nn.{instead}()")
    fitting = [name for name, one in LOSSES.items() if goes_with(one, last.name)]
    if loss_name not in fitting:
        expected = f"{' or '.join(fitting)} after {last.name}; or CrossEntropyLoss after a Linear"
        raise misplaced(last, f"{last.name} before {loss_name}", expected, f"nn.{fitting[0]}()")


def goes_with(entry: Loss, name: str) -> bool:
    """Whether a loss goes with the activation at the end of a model."""
    if entry.ends_in or entry.adds:
        return name == (entry.ends_in or "")
    return name not in COUPLED or (name == "Softmax" and entry.after_softmax is not None)


def misplaced(place: Place, wrong: str, expected: str, example: str) -> InputError:
    """A fault of the activation of a layer; of its Linear where it has none."""
    module = (place.activation_path, place.activation) if place.name else (place.path, place.linear)
    return InputError(called(*module), wrong, expected=expected, example=example)


def runs_as_read(model: Any, stack: list[Place], X: Any) -> None:
    """Raises InputError where the model gives something else than its modules one after the other:
    a hook, or a forward put in the place of its own."""
    torch = pytorch()
    weight = stack[0].linear.weight
    with torch.no_grad():
        given = X.to(weight)
        made = model(given)
        a = given.flatten(1)
        for place in stack:
            a = torch.nn.functional.linear(a, place.linear.weight, place.linear.bias)
            if place.activation is not None:
                a = type(place.activation).forward(place.activation, a)
        close = torch.finfo(a.dtype).eps ** 0.5
        same = made.shape == a.shape and torch.allclose(made, a, close, close, equal_nan=True)
    if not same:
        raise InputError(
            called("", model),
            "it gives other numbers than its modules, one after the other",
            expected="a model without hooks that change what flows",
            example=STACK,
        )
