"""The losses of torch.nn that a network's cost can be. To add one, add an entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from ..errors import InputError, shown
from .modules import NONE, kind, other_values, pytorch

REDUCTIONS = ("mean", "sum")
UNWEIGHTED = {"weight": (None,)}


class Loss(NamedTuple):
    """`cost`: a network's; `after_softmax`: the same as an expression, where softmax comes before
    it. `ends_in`: the module that the model has to end in; `adds`: the activation that the loss
    has in itself, so that the model has to end in a Linear; `says` of that, for the title.
    `outputs`: what its mean does with the outputs of a sample. `classes`: whether Y may be class
    numbers, and `shares`, whether probabilities, too. `numbers`, `only`: as in a `Module`."""

    cost: str
    after_softmax: str | None = None
    ends_in: str | None = None
    adds: str | None = None
    says: str = ""
    outputs: Literal["mean", "sum"] = "mean"
    classes: bool = False
    shares: bool = True
    numbers: Mapping[str, str] = NONE
    only: Mapping[str, tuple[Any, ...]] = NONE


LOSSES: dict[str, Loss] = {
    "BCELoss": Loss("bce", ends_in="Sigmoid", only=UNWEIGHTED),
    "BCEWithLogitsLoss": Loss(
        "bce",
        adds="sigmoid",
        says="BCEWithLogitsLoss has the sigmoid of the output in it",
        only={**UNWEIGHTED, "pos_weight": (None,)},
    ),
    "CrossEntropyLoss": Loss(
        "ce",
        adds="softmax",
        says="CrossEntropyLoss has the softmax of the output in it",
        outputs="sum",
        classes=True,
        only={**UNWEIGHTED, "label_smoothing": (0.0,)},
    ),
    "NLLLoss": Loss(
        "ce",
        ends_in="LogSoftmax",
        says="LogSoftmax and NLLLoss are softmax and cross-entropy",
        outputs="sum",
        classes=True,
        shares=False,
        only=UNWEIGHTED,
    ),
    "MSELoss": Loss("mse", after_softmax="(y_hat - y)**2"),
    "L1Loss": Loss("abs(y_hat - y)", after_softmax="abs(y_hat - y)"),
    "HuberLoss": Loss("huber", numbers={"huber_delta": "delta"}),
    "SmoothL1Loss": Loss("huber", only={"beta": (1.0,)}),
}


def loss_named(loss: Any) -> str:
    """The entry of a loss. Raises InputError for what is none, or one that no cost can say."""
    nn = pytorch().nn
    name = kind(loss, LOSSES) if isinstance(loss, nn.Module) else None
    if name is None:
        wrong, example = no_loss(loss)
        raise InputError("loss", wrong, expected=", ".join(LOSSES), example=example)
    only = {"reduction": REDUCTIONS, **LOSSES[name].only}
    if other := other_values(loss, only):
        came, allowed = other
        raise InputError(f"loss: {name}", came, expected=allowed, example=f"nn.{name}()")
    return name


def no_loss(loss: Any) -> tuple[str, str]:
    """What came in place of a loss, and what may have been meant."""
    nn = pytorch().nn
    usual = "Network.from_torch(model, X, Y, nn.MSELoss())"
    if isinstance(loss, type) and issubclass(loss, nn.Module):
        return f"the class {loss.__name__} came, not a loss of that class", f"nn.{loss.__name__}()"
    if isinstance(loss, nn.Module):
        return f"{type(loss).__name__} is no loss that a cost can say", usual
    if pytorch().is_tensor(loss):
        return "a tensor came: the number that the loss gave", usual
    if callable(loss):
        name = getattr(loss, "__name__", type(loss).__name__)
        return f"the function {name} came, which cannot be read", usual
    return f"{shown(loss)} came, of type {type(loss).__name__}", usual
