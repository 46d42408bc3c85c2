"""The gradients of a PyTorch model: read off its parameters, or by their names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from tracer.errors import InputError
from tracer.network import Network

from .asked import Exercise
from .code_arrays import GRADIENT, Came, digits_of, plain, same

PARAMETER = re.compile(r"(?:(.*)\.)?(weight|bias)(?:\.grad)?")
BASES = {"weight": "W", "bias": "b"}
OTHER = "The model's {path} is not the network's {name}: has a step been made in between?"
HAND_OVER = "explain(network, model)"


class Gradients(NamedTuple):
    """Arrays by quantity, and what the model calls those that are its own; `other`: a parameter of
    the model that is another one than the network's, as a sentence."""

    arrays: Mapping[str, Any]
    called: Mapping[str, str]
    other: str = ""


def gradients(sheet: Exercise, given: Any) -> Gradients:
    """What was handed over as arrays by quantity: arrays by name, gradients by the names that a
    model has for its parameters, or the model itself.

    Raises InputError for anything else, for a model of other layers than the network's, and where
    a gradient is missing.
    """
    if isinstance(given, Mapping):
        return named(sheet, given)
    if not hasattr(given, "named_parameters"):
        raise InputError(
            "explain", f"something of type {type(given).__name__} came",
            expected="arrays by name, or a PyTorch model", example='{"dJ/dW[1]": W1.grad}',
        )  # fmt: skip
    from tracer.pytorch.stack import layers_of

    found = [(f"{base}[{at}]", path, parameter)
             for at, place in enumerate(layers_of(given), 1)
             for base, path, parameter in place.parameters()]  # fmt: skip
    alike(sheet, [(name, tuple(parameter.shape)) for name, _, parameter in found])
    if all(one.grad is None for _, _, one in found):
        raise InputError("model", "no parameter has a gradient", expected="a backward pass before",
                         example="loss(model(X), Y).backward()")  # fmt: skip
    for name, path, one in found:
        if one.grad is None and one.requires_grad:
            raise InputError(
                f"{path} ({name})", "its .grad is None: backward did not come to it",
                expected="no detach(), .data, numpy() or no_grad() between it and the loss",
                example="loss(model(X), Y).backward()",
            )  # fmt: skip
    return Gradients(
        {f"dJ/d{name}": one.grad for name, _, one in found if one.grad is not None},
        {f"dJ/d{name}": f"{path}.grad" for name, path, _ in found},
        next((OTHER.format(name=name, path=path) for name, path, one in found
              if not is_own(sheet, name, one)), ""),
    )  # fmt: skip


def named(sheet: Exercise, given: Mapping[str, Any]) -> Gradients:
    """Arrays by quantity as they came. Where every name is a parameter's (`0.weight`), they are the
    gradients of the first, second, … Linear, as a model lists them."""
    parts = {name: PARAMETER.fullmatch(name) for name in given}
    known = any(name.removesuffix(GRADIENT) in sheet.trace for name in given)
    if not given or known or not all(parts.values()) or not isinstance(sheet.source, Network):
        return Gradients(given, {})
    modules = list(dict.fromkeys(one[1] for one in parts.values() if one))
    called = {f"dJ/d{BASES[one[2]]}[{modules.index(one[1]) + 1}]": name
              for name, one in parts.items() if one}  # fmt: skip
    depth = len(sheet.source.layers)
    if len(modules) != depth or len(called) != len(given):
        raise InputError(
            "explain", f"{len(given)} arrays of {len(modules)} modules came; the network has "
            f"{depth} layers",
            expected="the gradients of all parameters, each once, or the model", example=HAND_OVER,
        )  # fmt: skip
    if all(is_own(sheet, name.removeprefix("dJ/d"), given[path]) for name, path in called.items()):
        raise InputError(
            "explain", "the parameters came, not their gradients",
            expected="the gradients of all parameters, or the model", example=HAND_OVER,
        )  # fmt: skip
    return Gradients({name: given[path] for name, path in called.items()}, called)


def is_own(sheet: Exercise, name: str, came: Any) -> bool:
    """Whether an array is a parameter of the network, as far as its type keeps digits."""
    known, numbers = sheet.trace.state.get(name), np.asarray(plain(came))
    if known is None or numbers.size != known.size or numbers.dtype.kind == "O":
        return False
    return same(numbers.reshape(known.shape), known, digits_of(came))


def alike(sheet: Exercise, found: Sequence[tuple[str, tuple[int, ...]]]) -> None:
    """Raises InputError where the model has other parameters than the network."""
    network = sheet.source
    if not isinstance(network, Network):
        raise InputError(
            "explain", "a model came, and what it is compared with is an expression",
            expected="a network", example="Network.from_torch(model, X, Y, loss)",
        )  # fmt: skip
    known = {name: one.shape for name, one in network.columns().items() if name[0] in "Wb"}
    if known != {name: shape if len(shape) == 2 else (*shape, 1) for name, shape in found}:
        raise InputError(
            "model", f"its parameters are {sizes(found)}; the network is {network!r}",
            expected="the model of which the network was made",
            example="network = Network.from_torch(model, X, Y, loss)",
        )  # fmt: skip


def sizes(found: Sequence[tuple[str, tuple[int, ...]]]) -> str:
    return ", ".join(f"{name} {'×'.join(map(str, shape))}" for name, shape in found)


# What is said of a model besides


def of_model(said: Sequence[str], read: Sequence[Came], of: Gradients) -> list[str]:
    """What the model calls the quantity that is said to be wrong first, whether gradients have been
    added up, and whether its parameters are others."""
    if not said:
        return []
    more = [f"In the model, {name} is {path}." for name, path in of.called.items()
            if said[0].startswith(f"{name} is ")]  # fmt: skip
    more += [of.other] * bool(of.other)
    if times := multiple(read):
        more.append(
            f"Every gradient is {times} times the right one, as after {times} times backward() "
            "without zero_grad() between them."
        )
    return more


def multiple(read: Sequence[Came]) -> int | None:
    """How many times the right gradient each of them is, from 2 on; None if it is not the same
    whole number for all."""
    pairs = [(one.laid, one.key) for one in read if one.fits and np.any(one.key)]
    if not pairs or not all(one.fits for one in read):
        return None
    came, key = (
        np.concatenate([part.ravel() for part in parts]) for parts in zip(*pairs, strict=True)
    )
    largest = np.abs(key).argmax()
    times = round(came[largest] / key[largest]) if np.isfinite(came[largest]) else 0
    close = 10.0 ** (2 - min(one.digits for one in read))
    right = times >= 2 and np.allclose(came, times * key, close, close * abs(key[largest]))
    return times if right else None
