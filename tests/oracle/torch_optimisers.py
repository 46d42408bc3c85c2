"""The same updates by torch.optim (float64), the gradients by autograd."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

STATES = {
    "momentum": {"v": "momentum_buffer"},
    "adagrad": {"s": "sum"},
    "rmsprop": {"s": "square_avg"},
    "adam": {"m": "exp_avg", "v": "exp_avg_sq"},
    "gd": {},
}


def tensor(values: Any) -> Tensor:
    return torch.tensor(values, dtype=torch.float64)


def run(keys: dict[str, Any], steps: int) -> dict[str, Any]:
    """The numbers of every update: J, ∂J/∂W, the states, the new parameters."""
    parameters = {
        f"{base}[{at}]": tensor(layer[base]).requires_grad_()
        for at, layer in enumerate(keys["layers"], 1)
        for base in ("W", "b")
    }
    optimizer = made(keys, list(parameters.values()))
    numbers: dict[str, Any] = {}
    for step in range(1, steps + 1):
        mark = "" if step == 1 else f"@{step} "
        optimizer.zero_grad()
        cost = whole_cost(keys, parameters, step)
        cost.backward()
        numbers[f"{mark}J"] = cost.item()
        for name, leaf in parameters.items():
            assert leaf.grad is not None
            numbers[f"{mark}dJ/d{name}"] = written(keys, name, leaf.grad)
        optimizer.step()
        for name, leaf in parameters.items():
            for letter, kept in STATES[keys["optimizer"]].items():
                value = optimizer.state[leaf][kept]
                if keys.get("momentum_form") == "classical":
                    value = -keys["alpha"] * value  # α and its sign are in the classical v
                numbers[f"{mark}{letter}_{name}"] = written(keys, name, value)
            numbers[f"{mark}{name}:="] = written(keys, name, leaf)
    return numbers


def made(keys: dict[str, Any], leaves: list[Tensor]) -> torch.optim.Optimizer:
    """The optimiser; `average` is torch's dampening, whose buffer must begin at 0 as ours does."""
    alpha, name = keys["alpha"], keys["optimizer"]
    if name == "gd":
        return torch.optim.SGD(leaves, lr=alpha)
    if name == "momentum":
        beta = keys.get("beta", 0.9)
        dampening = beta if keys["momentum_form"] == "average" else 0.0
        optimizer = torch.optim.SGD(leaves, lr=alpha, momentum=beta, dampening=dampening)
        for leaf in leaves:
            optimizer.state[leaf]["momentum_buffer"] = torch.zeros_like(leaf)
        return optimizer
    epsilon = keys.get("epsilon", 1e-8)
    if name == "adagrad":
        return torch.optim.Adagrad(leaves, lr=alpha, eps=epsilon)
    if name == "rmsprop":
        return torch.optim.RMSprop(leaves, lr=alpha, alpha=keys.get("rho", 0.9), eps=epsilon)
    betas = keys.get("beta1", 0.9), keys.get("beta2", 0.999)
    return torch.optim.Adam(leaves, lr=alpha, betas=betas, eps=epsilon)


def whole_cost(keys: dict[str, Any], parameters: dict[str, Tensor], step: int) -> Tensor:
    """½ of the squares, averaged over samples, and the penalty."""
    a, y = tensor(keys["X"]), tensor(keys["Y"])
    every = len(a)
    if keys["order"] == "stochastic":
        at = (step - 1) % every
        a, y = a[at : at + 1], y[at : at + 1]
    for at in (1, 2):
        W = parameters[f"W[{at}]"]
        z = a @ (W if keys["layout"] == "rows" else W.mT) + parameters[f"b[{at}]"]
        a = torch.tanh(z) if at == 1 else z
    cost = ((a - y) ** 2).sum(dim=-1).mean() / 2
    if "penalty" not in keys:
        return cost
    squares = keys["penalty"] == "l2"
    total = sum(
        (W.square() if squares else W.abs()).sum()
        for name, W in parameters.items()
        if name[0] == "W"
    )
    share = {"half": 0.5 if squares else 1.0, "whole": 1.0, "half_mean": 0.5 / every}
    return cost + keys["penalty_strength"] * share[keys["penalty_form"]] * total


def written(keys: dict[str, Any], name: str, value: Tensor) -> Any:
    """As the layout has it: b a column in `columns`, else a row."""
    value = value.detach()
    if name.startswith("b"):
        value = value.unsqueeze(-1) if keys["layout"] == "columns" else value.unsqueeze(0)
    return value.tolist()
