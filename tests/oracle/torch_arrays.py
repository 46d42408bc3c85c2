"""The same programs of arrays in PyTorch (float64), and well-known ones by `torch.nn` itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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


# Well-known programs, by torch.nn


def drawn(r: Random, *shape: int) -> list[Any]:
    if len(shape) == 1:
        return [round(r.uniform(-1, 1), 3) for _ in range(shape[0])]
    return [drawn(r, *shape[1:]) for _ in range(shape[0])]


def known_ones() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Attention, layer norm, batch norm, an LSTM cell, a convolution with pooling, a recurrent
    net: the program, and L and its derivatives as torch.nn has them."""
    r = Random(7)
    for build in (attention, layer_norm, batch_norm, lstm_cell, conv_pool, recurrent):
        keys, output, leaves = build(r)
        output.sum().backward()
        values = {"L": output.sum().item()}
        for name, leaf in leaves.items():
            assert leaf.grad is not None
            values[f"dL/d{name}"] = plain(leaf.grad)
        yield keys, values


Built = tuple[dict[str, Any], Tensor, dict[str, Tensor]]


def made(at: dict[str, Any], lines: list[str]) -> tuple[dict[str, Any], dict[str, Tensor]]:
    return {"expression": lines, "at": at}, {name: tensor(value) for name, value in at.items()}


def attention(r: Random) -> Built:
    at = {name: drawn(r, 3, 4) for name in ("Q", "K", "V")}
    lines = ["A = row_softmax(Q @ K.T / sqrt(4))", "O = A @ V", "L = sum(O**2)"]
    keys, t = made(at, lines)
    out = functional.scaled_dot_product_attention(t["Q"][None], t["K"][None], t["V"][None])
    return keys, out**2, t


def layer_norm(r: Random) -> Built:
    at = {"X": drawn(r, 3, 4), "g": drawn(r, 1, 4), "b": drawn(r, 1, 4)}
    lines = ["N = (X - row_means(X))/sqrt(row_vars(X) + 0.00001)", "Y = g*N + b", "L = sum(Y**3)"]
    keys, t = made(at, lines)
    return keys, functional.layer_norm(t["X"], (4,), t["g"][0], t["b"][0], 1e-5) ** 3, t


def batch_norm(r: Random) -> Built:
    at = {"X": drawn(r, 4, 3), "g": drawn(r, 1, 3), "b": drawn(r, 1, 3)}
    lines = ["m = col_means(X)", "v = col_vars(X)", "N = (X - m)/sqrt(v + 0.00001)", "Y = g*N + b",
             "L = sum(Y**3)"]  # fmt: skip
    keys, t = made(at, lines)
    out = functional.batch_norm(t["X"], None, None, t["g"][0], t["b"][0], training=True, eps=1e-5)
    return keys, out**3, t


def lstm_cell(r: Random) -> Built:
    gates = ("i", "f", "g", "o")
    at: dict[str, Any] = {"x": drawn(r, 3), "h": drawn(r, 2), "c": drawn(r, 2)}
    at |= {f"W{gate}": drawn(r, 2, 3) for gate in gates}
    at |= {f"U{gate}": drawn(r, 2, 2) for gate in gates}
    function = {"g": "tanh"}
    lines = [
        f"{gate} = {function.get(gate, 'sigmoid')}(W{gate} @ x + U{gate} @ h)" for gate in gates
    ]
    lines += ["c1 = f*c + i*g", "h1 = o*tanh(c1)", "L = sum(h1**2) + sum(c1)"]
    keys, t = made(at, lines)
    W = torch.cat([t[f"W{gate}"] for gate in gates])
    U = torch.cat([t[f"U{gate}"] for gate in gates])
    cell = torch.nn.LSTMCell(3, 2, bias=False, dtype=torch.float64)
    both = torch.func.functional_call(
        cell, {"weight_ih": W, "weight_hh": U}, (t["x"].mT, (t["h"].mT, t["c"].mT))
    )
    return keys, torch.cat((both[0].square(), both[1])), t


def conv_pool(r: Random) -> Built:
    at = {"X": drawn(r, 5, 5), "K": drawn(r, 3, 3), "b": drawn(r, 1)[0]}
    lines = ["C = conv(X, K, pad = 1) + b", "R = relu(C)", "P = maxpool(R, 2, stride = 1)",
             "L = sum(P**2)"]  # fmt: skip
    keys, t = made(at, lines)
    out = functional.conv2d(t["X"][None, None], t["K"][None, None], t["b"][0], padding=1)
    return keys, functional.max_pool2d(functional.relu(out), 2, 1) ** 2, t


def recurrent(r: Random) -> Built:
    at: dict[str, Any] = {"W": drawn(r, 2, 3), "U": drawn(r, 2, 2), "b": drawn(r, 2)}
    at |= {f"x{step}": drawn(r, 3) for step in (1, 2, 3)}
    lines = ["h1 = tanh(W @ x1 + b)", "h2 = tanh(W @ x2 + U @ h1 + b)",
             "h3 = tanh(W @ x3 + U @ h2 + b)", "L = sum(h3**2) + sum(h2) + sum(h1)"]  # fmt: skip
    keys, t = made(at, lines)
    cell = torch.nn.RNNCell(3, 2, dtype=torch.float64)
    weights = {
        "weight_ih": t["W"], "weight_hh": t["U"], "bias_ih": t["b"][:, 0],
        "bias_hh": torch.zeros(2, dtype=torch.float64),
    }  # fmt: skip
    h, outs = torch.zeros(1, 2, dtype=torch.float64), []
    for step in (1, 2, 3):
        h = torch.func.functional_call(cell, weights, (t[f"x{step}"].mT, h))
        outs.append(h)
    return keys, torch.cat((outs[0], outs[1], outs[2] ** 2)), t


__all__ = ["COUNT", "case", "known_ones"]
