"""The modules of torch.nn that a network can have. To add an activation, add an entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from ..errors import InputError

NONE: Mapping[str, Any] = MappingProxyType({})
STACK = "nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1), nn.Sigmoid())"


class Module(NamedTuple):
    """`activation`: a layer's, by name or as an expression in z; `numbers`: a layer's key → the
    module's attribute; `only`: the attributes that must have one of these values, of which the
    first is written."""

    activation: str
    numbers: Mapping[str, str] = NONE
    only: Mapping[str, tuple[Any, ...]] = NONE


OVER_OUTPUTS = {"dim": (1, -1)}
LOG_SOFTMAX = "the logarithm of softmax"  # no activation: NLLLoss has what undoes it

ACTIVATIONS: dict[str, Module] = {
    "Sigmoid": Module("sigmoid"),
    "ReLU": Module("relu"),
    "LeakyReLU": Module("leaky_relu", {"slope": "negative_slope"}),
    "Tanh": Module("tanh"),
    "Softplus": Module("softplus", only={"beta": (1,)}),
    "ELU": Module("elu", {"elu_alpha": "alpha"}),
    "Softsign": Module("softsign"),
    "Softmax": Module("softmax", only=OVER_OUTPUTS),
    "LogSoftmax": Module(LOG_SOFTMAX, only=OVER_OUTPUTS),
    "SiLU": Module("z*sigmoid(z)"),
    "Mish": Module("z*tanh(log(1 + exp(z)))"),
    "Tanhshrink": Module("z - tanh(z)"),
    "GELU": Module(
        "z*(1 + tanh(sqrt(2/pi)*(z + 0.044715*z**3)))/2", only={"approximate": ("tanh",)}
    ),
}
PASSED = ("Identity", "Dropout", "Flatten")  # what changes no number of a stack of Linear


def pytorch() -> Any:
    """The package torch. Raises InputError where it is not installed."""
    try:
        import torch
    except ModuleNotFoundError:
        raise InputError(
            "torch",
            "PyTorch is not installed",
            expected="the extra 'torch'",
            example="pip install 'backprop-tracer[torch]'",
        ) from None
    return torch


def kind(module: Any, names: Iterable[str]) -> str | None:
    """Which of these classes of torch.nn a module is. A class that is derived from one is that
    one, too, as long as it has no forward of its own."""
    nn = pytorch().nn
    for name in names:
        known = getattr(nn, name)
        if isinstance(module, known) and type(module).forward is known.forward:
            return name
    return None


def other_values(module: Any, only: Mapping[str, tuple[Any, ...]]) -> tuple[str, str] | None:
    """The first attribute that a module has otherwise than a table can say: as it is, and as it
    may be; None if there is none."""
    for name, allowed in only.items():
        value = getattr(module, name)
        if value is None and None in allowed:
            continue
        if value is None or hasattr(value, "shape") or value not in allowed:
            came = (
                f"a tensor of {value.numel()} numbers" if hasattr(value, "shape") else repr(value)
            )
            return f"{name} = {came}", " or ".join(f"{name} = {one!r}" for one in allowed)
    return None


def called(path: str, module: Any) -> str:
    """How messages name a module: `2.conv: Conv2d`."""
    return f"{path or 'model'}: {type(module).__name__}"


def spoken(path: str) -> str:
    """A module as code reaches it: `model.body[0]`."""
    parts = path.split(".") if path else []
    return "model" + "".join(f"[{one}]" if one.isdigit() else f".{one}" for one in parts)
