"""The same programs of arrays in PyTorch (float64)."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from .arrays import COUNT, Line, program

LEAST, MOST = 1e-4, 1e4


def sliding(image: Tensor, kernel: Tensor, stride: int, pad: int) -> Tensor:
    return functional.conv2d(image[None, None], kernel[None, None], stride=stride, padding=pad)[
        0, 0
    ]


def over(gather: Callable[..., Tensor], axis: int | None) -> Callable[[Tensor], Tensor]:
    if axis is None:
        return lambda x: gather(x, dim=(0, 1), keepdim=True)
    return lambda x: gather(x, dim=axis, keepdim=True)


def variance(x: Tensor, dim: Any, keepdim: bool) -> Tensor:
    return torch.var(x, dim=dim, keepdim=keepdim, correction=0)


GATHERS = {"sum": torch.sum, "mean": torch.mean, "var": variance, "max": torch.amax}
PLURAL = {"sum": "sums", "mean": "means", "var": "vars", "max": "max"}

CALCULATE: dict[str, Callable[..., Tensor]] = {
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "exp": torch.exp,
    "relu": torch.relu,
    "sin": torch.sin,
    "square": torch.square,
    "negative": torch.neg,
    "softplus_like": lambda x: torch.log(1 + torch.exp(x)),
    "+": torch.add,
    "-": torch.sub,
    "*": torch.mul,
    "/": lambda x, y: x / (y**2 + 1),
    "@": torch.matmul,
    ".T": lambda x: x.mT,
    "entry": lambda x, row, column: x[row - 1 : row, column - 1 : column],
    "concat": lambda x, y: torch.cat((x, y)),
    "conv": sliding,
    "conv_flipped": lambda x, k, stride, pad: sliding(x, k.flip(0, 1), stride, pad),
    "maxpool": lambda x, size, stride: functional.max_pool2d(x[None, None], size, stride)[0, 0],
    "avgpool": lambda x, size, stride: functional.avg_pool2d(x[None, None], size, stride)[0, 0],
    "row_softmax": lambda x: torch.softmax(x, dim=1),
    "col_softmax": lambda x: torch.softmax(x, dim=0),
    "total": lambda *parts: sum(part.sum() for part in parts).reshape(1, 1),  # type: ignore[union-attr]
    **{name: over(gather, None) for name, gather in GATHERS.items()},
    **{f"row_{PLURAL[name]}": over(gather, 1) for name, gather in GATHERS.items()},
    **{f"col_{PLURAL[name]}": over(gather, 0) for name, gather in GATHERS.items()},
}


def tensor(value: Any) -> Tensor:
    made = torch.tensor(value, dtype=torch.float64)
    made = made.reshape(1, 1) if made.ndim == 0 else made[:, None] if made.ndim == 1 else made
    return made.requires_grad_()


def plain(made: Tensor) -> Any:
    return made.item() if made.shape == (1, 1) else made.tolist()


def numbers(at: dict[str, Any], lines: list[Line]) -> dict[str, Any] | None:
    """Every line's value and the derivative of L by every variable and line; None where a number
    is undefined or large, or a kink is near."""
    known = {name: tensor(value) for name, value in at.items()}
    for name, operation, arguments, options in lines:
        inside = [known[one] for one in arguments]
        if operation == "relu" and inside[0].abs().min() < LEAST:
            return None
        known[name] = CALCULATE[operation](*inside, *options.values()) * 1.0
        known[name].retain_grad()
    return collected(known, at, "L")


def collected(known: dict[str, Tensor], at: dict[str, Any], output: str) -> dict[str, Any] | None:
    known[output].backward()
    values = {name: plain(value) for name, value in known.items() if name not in at}
    for name, value in known.items():
        if name != output:
            made = torch.zeros_like(value) if value.grad is None else value.grad
            values[f"d{output}/d{name}"] = plain(made)
    largest = max(value.abs().max().item() for value in known.values())
    return values if largest < MOST else None


def case(number: int) -> tuple[dict[str, Any], dict[str, Any]]:
    r = Random(number)
    while True:
        keys, lines = program(r)
        values = numbers(keys["at"], lines)
        if values is not None:
            return keys, values


__all__ = ["COUNT", "case"]
