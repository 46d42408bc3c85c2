"""Well-known layers as programs of arrays, and the same by `torch.nn` itself (float64): every named
line, L, and the derivative of L by all that is given."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from .torch_arrays import plain, tensor


class Built(NamedTuple):
    """The keys of a file; what L sums up; the leaves; the lines that torch.nn has as well."""

    keys: dict[str, Any]
    output: Tensor
    leaves: dict[str, Tensor]
    lines: dict[str, Tensor]


def cases() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each program with the numbers that torch.nn has for it."""
    r = Random(7)
    for build in BUILDS:
        keys, output, leaves, lines = build(r)
        output.sum().backward()
        values = {name: plain(line) for name, line in lines.items()}
        values["L"] = output.sum().item()
        for name, leaf in leaves.items():
            assert leaf.grad is not None
            values[f"dL/d{name}"] = plain(leaf.grad)
        yield keys, values


def drawn(r: Random, *shape: int) -> list[Any]:
    if len(shape) == 1:
        return [round(r.uniform(-1, 1), 3) for _ in range(shape[0])]
    return [drawn(r, *shape[1:]) for _ in range(shape[0])]


def made(
    title: str, at: dict[str, Any], lines: list[str]
) -> tuple[dict[str, Any], dict[str, Tensor]]:
    keys = {"title": title, "expression": lines, "at": at}
    return keys, {name: tensor(value) for name, value in at.items()}


def zeros(*shape: int) -> Tensor:
    return torch.zeros(*shape, dtype=torch.float64)


def called(module: torch.nn.Module, weights: dict[str, Tensor], inputs: tuple[Any, ...]) -> Any:
    """What a module of torch.nn makes with these weights."""
    return torch.func.functional_call(module, weights, inputs)


def attention(r: Random) -> Built:
    at = {name: drawn(r, 3, 4) for name in ("Q", "K", "V")}
    lines = ["A = row_softmax(Q @ K.T / sqrt(4))", "O = A @ V", "L = sum(O**2)"]
    keys, t = made("functional.scaled_dot_product_attention", at, lines)
    (out,) = functional.scaled_dot_product_attention(t["Q"][None], t["K"][None], t["V"][None])
    return Built(keys, out**2, t, {"O": out})


def two_heads(r: Random) -> Built:
    heads = [f"W{one}{head}" for one in "qkv" for head in (1, 2)]
    at: dict[str, Any] = {"X": drawn(r, 3, 4), **{name: drawn(r, 2, 4) for name in heads}}
    at |= {"Wo": drawn(r, 4, 4), "bo": drawn(r, 1, 4)}
    lines = [f"{one}{head} = X @ W{one}{head}.T" for one in "qkv" for head in (1, 2)]
    lines += [f"O{head} = row_softmax(q{head} @ k{head}.T / sqrt(2)) @ v{head}" for head in (1, 2)]
    lines += ["O = concat(O1.T, O2.T)", "Y = O.T @ Wo.T + bo", "L = sum(Y**2)"]
    keys, t = made("MultiheadAttention", at, lines)
    weights = {
        "in_proj_weight": torch.cat([t[name] for name in heads]), "in_proj_bias": zeros(12),
        "out_proj.weight": t["Wo"], "out_proj.bias": t["bo"][0],
    }  # fmt: skip
    module = torch.nn.MultiheadAttention(4, 2, dtype=torch.float64)
    out, _ = called(module, weights, (t["X"], t["X"], t["X"]))
    return Built(keys, out**2, t, {"Y": out})


def layer_norm(r: Random) -> Built:
    at = {"X": drawn(r, 3, 4), "g": drawn(r, 1, 4), "b": drawn(r, 1, 4)}
    lines = ["N = (X - row_means(X))/sqrt(row_vars(X) + 0.00001)", "Y = g*N + b", "L = sum(Y**3)"]
    keys, t = made("functional.layer_norm", at, lines)
    out = functional.layer_norm(t["X"], (4,), t["g"][0], t["b"][0], 1e-5)
    return Built(keys, out**3, t, {"Y": out})


def batch_norm(r: Random) -> Built:
    at = {"X": drawn(r, 4, 3), "g": drawn(r, 1, 3), "b": drawn(r, 1, 3)}
    lines = ["m = col_means(X)", "v = col_vars(X)", "N = (X - m)/sqrt(v + 0.00001)", "Y = g*N + b",
             "L = sum(Y**3)"]  # fmt: skip
    keys, t = made("functional.batch_norm", at, lines)
    out = functional.batch_norm(t["X"], None, None, t["g"][0], t["b"][0], training=True, eps=1e-5)
    return Built(keys, out**3, t, {"Y": out})


def conv_max(r: Random) -> Built:
    at = {"X": drawn(r, 5, 5), "K": drawn(r, 3, 3), "b": drawn(r, 1)[0]}
    lines = ["C = conv(X, K, pad = 1) + b", "R = relu(C)", "P = maxpool(R, 2, stride = 1)",
             "L = sum(P**2)"]  # fmt: skip
    keys, t = made("functional.conv2d, relu, max_pool2d", at, lines)
    C = functional.conv2d(t["X"][None, None], t["K"][None, None], t["b"][0], padding=1)[0]
    R = functional.relu(C)
    P = functional.max_pool2d(R, 2, 1)
    return Built(keys, P**2, t, {"C": C[0], "R": R[0], "P": P[0]})


def conv_avg(r: Random) -> Built:
    at = {"X": drawn(r, 6, 5), "K": drawn(r, 2, 3)}
    lines = ["C = conv(X, K, stride = 2, pad = 1)", "P = avgpool(tanh(C), 2, stride = 1)",
             "L = sum(P**2)"]  # fmt: skip
    keys, t = made("functional.conv2d in strides, avg_pool2d", at, lines)
    C = functional.conv2d(t["X"][None, None], t["K"][None, None], stride=2, padding=1)[0]
    P = functional.avg_pool2d(torch.tanh(C), 2, 1)
    return Built(keys, P**2, t, {"C": C[0], "P": P[0]})


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
    keys, t = made("LSTMCell", at, lines)
    weights = {
        "weight_ih": torch.cat([t[f"W{gate}"] for gate in gates]),
        "weight_hh": torch.cat([t[f"U{gate}"] for gate in gates]),
    }
    cell = torch.nn.LSTMCell(3, 2, bias=False, dtype=torch.float64)
    h1, c1 = called(cell, weights, (t["x"].mT, (t["h"].mT, t["c"].mT)))
    return Built(keys, torch.cat((h1.square(), c1)), t, {"h1": h1.mT, "c1": c1.mT})


def gru_cell(r: Random) -> Built:
    gates = ("r", "z", "n")
    at: dict[str, Any] = {"x": drawn(r, 3), "h": drawn(r, 2)}
    at |= {f"W{gate}": drawn(r, 2, 3) for gate in gates}
    at |= {f"U{gate}": drawn(r, 2, 2) for gate in gates}
    at |= {f"b{gate}": drawn(r, 2) for gate in (*gates, "h")}
    lines = [f"{gate} = sigmoid(W{gate} @ x + U{gate} @ h + b{gate})" for gate in "rz"]
    lines += ["n = tanh(Wn @ x + bn + r*(Un @ h + bh))", "h1 = (1 - z)*n + z*h", "L = sum(h1**2)"]
    keys, t = made("GRUCell", at, lines)
    weights = {
        "weight_ih": torch.cat([t[f"W{gate}"] for gate in gates]),
        "weight_hh": torch.cat([t[f"U{gate}"] for gate in gates]),
        "bias_ih": torch.cat([t[f"b{gate}"] for gate in gates])[:, 0],
        "bias_hh": torch.cat((zeros(4), t["bh"][:, 0])),
    }
    h1 = called(torch.nn.GRUCell(3, 2, dtype=torch.float64), weights, (t["x"].mT, t["h"].mT))
    return Built(keys, h1**2, t, {"h1": h1.mT})


def recurrent(r: Random) -> Built:
    at: dict[str, Any] = {"W": drawn(r, 2, 3), "U": drawn(r, 2, 2), "b": drawn(r, 2)}
    at |= {f"x{step}": drawn(r, 3) for step in (1, 2, 3)}
    lines = ["h1 = tanh(W @ x1 + b)", "h2 = tanh(W @ x2 + U @ h1 + b)",
             "h3 = tanh(W @ x3 + U @ h2 + b)", "L = sum(h3**2) + sum(h2) + sum(h1)"]  # fmt: skip
    keys, t = made("RNN", at, lines)
    weights = {
        "weight_ih_l0": t["W"], "weight_hh_l0": t["U"], "bias_ih_l0": t["b"][:, 0],
        "bias_hh_l0": zeros(2),
    }  # fmt: skip
    xs = torch.cat([t[f"x{step}"].mT for step in (1, 2, 3)])
    hs, _ = called(torch.nn.RNN(3, 2, dtype=torch.float64), weights, (xs,))
    out = {f"h{step}": hs[step - 1 : step].mT for step in (1, 2, 3)}
    return Built(keys, torch.cat((hs[:2].flatten(), hs[2].square())), t, out)


BUILDS = (attention, two_heads, layer_norm, batch_norm, conv_max, conv_avg, lstm_cell, gru_cell,
          recurrent)  # fmt: skip
