"""The same expressions in PyTorch (float64): the tree worked out, autograd for the rest."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from random import Random
from typing import Any

import torch
from torch import Tensor

from .expressions import Lines, Tree, expression

CALCULATE: dict[str, Callable[..., Tensor]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": torch.pow,
    "negative": operator.neg,
    "exp": torch.exp,
    "log": torch.log,
    "ln": torch.log,
    "sqrt": torch.sqrt,
    "sin": torch.sin,
    "cos": torch.cos,
    "tan": torch.tan,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "relu": torch.relu,
    "abs": torch.abs,
    "max": torch.maximum,
    "min": torch.minimum,
}
LEAST, MOST = 1e-6, 1e6  # the sizes of numbers that are compared; beyond, rounding is


def worked_out(made: Tree, known: dict[str, Tensor], seen: list[float]) -> Tensor:
    """The tree's value; every number on the way is noted."""
    match made:
        case ("name", name):
            return known[name]
        case ("number", value, _):
            return torch.tensor(value, dtype=torch.float64)
        case (sign, *parts):
            inside = [worked_out(part, known, seen) for part in parts]
            result = CALCULATE[sign](*inside)
            if sign == "**" and parts[1][0] != "number" and inside[0] == 0:
                seen.append(math.nan)  # by the exponent: 0·log 0, which PyTorch sets to 0
            seen.append(result.item())
            return result
    raise AssertionError(made)


def numbers(at: dict[str, float], lines: Lines) -> dict[str, float] | None:
    """Every line's value, and the derivative of the last by every variable and line; None
    where a number is undefined, or so large or small that rounding would be compared."""
    known = {
        name: torch.tensor(value, dtype=torch.float64, requires_grad=True)
        for name, value in at.items()
    }
    seen = list[float]()
    for name, made in lines.items():
        known[name] = worked_out(made, known, seen) * 1.0  # a copy, where it is a mere name
        if not known[name].requires_grad:
            return None
        known[name].retain_grad()
    output = list(lines)[-1]
    known[output].backward()
    values = {name: known[name].item() for name in lines}
    for name, value in known.items():
        if name != output:
            values[f"d{output}/d{name}"] = 0.0 if value.grad is None else value.grad.item()
    all_of_them = [*seen, *values.values()]
    fine = all(math.isfinite(number) and abs(number) < MOST for number in all_of_them)
    return values if fine and all(v == 0 or abs(v) > LEAST for v in all_of_them) else None


def case(number: int) -> tuple[dict[str, Any], dict[str, float]]:
    """The keys and the numbers of random expression `number`: the first defined one."""
    r = Random(number)
    while True:
        keys, lines = expression(r)
        values = numbers(keys["at"], lines)
        if values is not None:
            return keys, values
