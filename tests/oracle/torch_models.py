"""Random models of PyTorch, each with data and a loss: stacks of Linear and every activation."""

from __future__ import annotations

from itertools import pairwise
from random import Random
from typing import Any

import torch
from torch import nn

from tracer.pytorch.losses import LOSSES, REDUCTIONS

COUNT = 48
ACTIVATIONS = (
    nn.Sigmoid, nn.ReLU, lambda: nn.LeakyReLU(0.2), nn.Tanh, nn.Softplus, nn.ELU,
    lambda: nn.ELU(0.7), nn.Softsign, nn.SiLU, nn.Mish, nn.Tanhshrink,
    lambda: nn.GELU(approximate="tanh"),
)  # fmt: skip
ENDS = {"BCELoss": nn.Sigmoid, "NLLLoss": lambda: nn.LogSoftmax(dim=1)}
CASES = [(loss, reduction) for loss in LOSSES for reduction in REDUCTIONS]


def case(number: int, dtype: torch.dtype = torch.float64) -> tuple[Any, Any, Any, Any]:
    """Model, X, Y and loss number so and so; every loss and reduction comes in turn."""
    r = Random(number)
    torch.manual_seed(number)
    name, reduction = CASES[number % len(CASES)]
    sizes = [r.randint(1, 5) for _ in range(r.randint(1, 4) + 1)]
    samples = r.choice((1, 2, 3, 5))
    loss = getattr(nn, name)(reduction=reduction)
    if name == "HuberLoss":
        loss.delta = r.choice((0.2, 0.7, 3.0))
    model = nn.Sequential(*nested(r, modules(r, sizes, name))).to(dtype)
    X = torch.randn(samples, sizes[0], dtype=dtype)
    return model.eval(), X, targets(r, name, samples, sizes[-1], dtype), loss


def modules(r: Random, sizes: list[int], loss: str) -> list[nn.Module]:
    made: list[nn.Module] = []
    for at, (inputs, outputs) in enumerate(pairwise(sizes)):
        made.append(nn.Linear(inputs, outputs, bias=r.random() < 0.8))
        last = at == len(sizes) - 2
        if last and (loss in ENDS or LOSSES[loss].adds):
            made += [ENDS[loss]()] if loss in ENDS else []
        elif last and loss == "MSELoss" and r.random() < 0.3:
            made.append(nn.Softmax(dim=1))
        elif r.random() < 0.85:
            made.append(r.choice(ACTIVATIONS)())
    return made


def nested(r: Random, flat: list[nn.Module]) -> list[nn.Module]:
    """The same modules, some in a Sequential of their own, with modules that do nothing."""
    if r.random() < 0.5:
        return flat
    cut = r.randint(0, len(flat) - 1)
    idle = [nn.Flatten(), nn.Identity(), nn.Dropout(0.5)]
    return [*idle[:1], *flat[:cut], idle[1], nn.Sequential(*flat[cut:], idle[2])]


def targets(r: Random, loss: str, samples: int, outputs: int, dtype: torch.dtype) -> Any:
    if LOSSES[loss].classes and (not LOSSES[loss].shares or r.random() < 0.6):
        return torch.randint(outputs, (samples,))
    if LOSSES[loss].classes:
        return torch.softmax(torch.randn(samples, outputs, dtype=dtype), dim=1)
    if loss.startswith("BCE"):
        return torch.randint(2, (samples, outputs)).to(dtype)
    return torch.randn(samples, outputs, dtype=dtype)
