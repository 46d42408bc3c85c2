"""Random networks, as the keys of a file: every activation, cost, layout and setting that
PyTorch can state. Nothing of the product is used here: the same keys are read by both sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from random import Random
from typing import Any

COUNT = 500
ACTIVATIONS = ("sigmoid", "relu", "leaky_relu", "tanh", "softplus", "identity")
WRITTEN_ACTIVATIONS = (
    "z**2",
    "z*sigmoid(z)",
    "sin(z)",
    "max(z, 0.1*z)",
    "z/(1 + abs(z))",
    "log(1 + exp(z))",
    "tanh(z) + 0.5*z",
)
COSTS = ("bce", "bce", "ce", "ce", "mse", "half_mse", "half_sse")
WRITTEN_COSTS = (
    "(y_hat - y)**4",
    "abs(y_hat - y)",
    "log(1 + (y_hat - y)**2)",
    "exp(y_hat - y) - y_hat",
    "max(y_hat - y, 0.3*(y - y_hat))",
)
LAYOUTS = ("columns", "rows", "torch")
Matrix = list[list[float]]


def network(number: int) -> tuple[dict[str, Any], int]:
    """The keys of random network `number`, and how many iterations to trace."""
    r = Random(number)
    sizes = [r.randint(1, 8) for _ in range(r.randint(1, 5) + 1)]
    samples = r.choice((1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 16))
    cost = r.choice(COSTS) if r.random() < 0.85 else r.choice(WRITTEN_COSTS)
    layout = r.choice(LAYOUTS)
    keys: dict[str, Any] = {
        "cost": cost,
        "layout": layout,
        "X": [[number_of(r, 1.0) for _ in range(sizes[0])] for _ in range(samples)],
        "Y": targets(r, cost, samples, sizes[-1]),
        "layers": [
            layer(r, n, m, cost if at == len(sizes) - 2 else None)
            for at, (m, n) in enumerate(pairwise(sizes))
        ],
        **settings(r, cost),
    }
    if r.random() < 0.1:  # at every kink of the first layer exactly
        keys["X"][0] = [0.0] * sizes[0]
        keys["layers"][0].pop("b", None)
    steps = parameters(r, keys, sizes)
    if layout == "rows":
        for made in keys["layers"]:
            made["W"] = [list(row) for row in zip(*made["W"], strict=True)]
    return keys, steps


def number_of(r: Random, deviation: float) -> float:
    return round(r.gauss(0.0, deviation), 4)


def targets(r: Random, cost: str, samples: int, outputs: int) -> Matrix:
    """One row a sample, with what the cost allows."""
    if cost == "ce":
        right = [r.randrange(outputs) for _ in range(samples)]
        return [[float(k == at) for k in range(outputs)] for at in right]
    if cost == "bce":
        return [[r.choice((0.0, 1.0, 1.0, 0.3)) for _ in range(outputs)] for _ in range(samples)]
    return [[number_of(r, 1.0) for _ in range(outputs)] for _ in range(samples)]


def layer(r: Random, n: int, m: int, cost: str | None) -> dict[str, Any]:
    """n neurons that read m; `cost` is that of the output, None for a hidden layer."""
    free = ACTIVATIONS if r.random() < 0.8 else WRITTEN_ACTIVATIONS
    activation = {"bce": "sigmoid", "ce": "softmax"}.get(cost or "") or r.choice(free)
    made: dict[str, Any] = {
        "activation": activation,
        "W": [[number_of(r, 0.5) for _ in range(m)] for _ in range(n)],
    }
    if activation == "leaky_relu" and r.random() < 0.7:
        made["slope"] = r.choice((0.1, 0.2, 0.3))
    if r.random() < 0.8:
        made["b"] = [number_of(r, 0.5) for _ in range(n)]
        made["bias_input"] = -1 if r.random() < 0.15 else 1
    return made


def settings(r: Random, cost: str) -> dict[str, Any]:
    """How J gathers, and how its gradients are written down."""
    return {
        "samples": r.choice(("mean", "mean", "sum")) if cost != "half_sse" else "mean",
        "outputs": r.choice(("sum", "sum", "mean")),
        "mean_enters": r.choice(("cost", "cost", "parameters")),
        "output": r.choice(("separate", "combined")) if cost in ("bce", "ce") else "separate",
    }


def parameters(r: Random, keys: dict[str, Any], sizes: Sequence[int]) -> int:
    """Absent, frozen and tied parameters, descent; returns the number of iterations."""
    swap = keys["layout"] == "rows"
    places = [
        (at, i, j)
        for at, (m, n) in enumerate(pairwise(sizes), 1)
        for i in range(1, n + 1)
        for j in range(1, m + 1)
    ]
    r.shuffle(places)

    def entry(at: int, i: int, j: int) -> str:
        return f"W[{at}][{j},{i}]" if swap else f"W[{at}][{i},{j}]"

    if r.random() < 0.2 and len(places) > 4:
        gone = [places.pop() for _ in range(2)]
        for at, i, j in gone:
            keys["layers"][at - 1]["W"][i - 1][j - 1] = 0.0
        keys["absent"] = [entry(*place) for place in gone]
    if r.random() < 0.2 and len(places) > 4:
        several = [places.pop() for _ in range(r.choice((2, 3)))]
        shared = number_of(r, 0.5)
        for at, i, j in several:
            keys["layers"][at - 1]["W"][i - 1][j - 1] = shared
        keys["tied"] = [{"name": "w", "entries": [entry(*place) for place in several]}]
    if r.random() < 0.5:
        return 1
    keys["alpha"] = r.choice((0.1, 0.3, 0.05))
    keys["update_as"] = r.choice(("direct", "direct", "step"))
    if r.random() < 0.3:
        keys["frozen"] = [entry(*places.pop()), *(["b[1]"] if "b" in keys["layers"][0] else [])]
        if r.random() < 0.3 and "absent" not in keys and "tied" not in keys:
            keys["frozen"].append(f"W[{len(sizes) - 1}]")
    if r.random() < 0.3:
        keys["order"] = "stochastic"
    return r.choice((1, 2, 2))
