"""Networks with every optimiser and penalty, for `torch_optimisers.py` and the tests."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise, product
from typing import Any

OPTIMIZERS: tuple[dict[str, Any], ...] = (
    {"optimizer": "gd"},
    {"optimizer": "momentum", "momentum_form": "torch", "beta": 0.8},
    {"optimizer": "momentum", "momentum_form": "average"},
    {"optimizer": "momentum", "momentum_form": "classical", "beta": 0.7},
    {"optimizer": "adagrad", "epsilon": 1e-3},
    {"optimizer": "rmsprop", "rho": 0.95, "epsilon": 1e-4},
    {"optimizer": "adam"},
    {"optimizer": "adam", "beta1": 0.8, "beta2": 0.9, "epsilon": 0.01},
)
PENALTIES: tuple[dict[str, Any], ...] = (
    {},
    *(
        {"penalty": name, "penalty_form": form, "penalty_strength": strength}
        for name, form, strength in product(("l2", "l1"), ("half", "whole", "half_mean"), (0.3,))
    ),
)
STEPS = 5
LAYOUTS = ("columns", "rows", "torch")


def cases() -> Iterator[tuple[dict[str, Any], int]]:
    """The keys of each network, all optimisers with all penalties, and how many updates."""
    for number, (optimizer, penalty) in enumerate(product(OPTIMIZERS, PENALTIES)):
        yield network(number) | optimizer | penalty, STEPS


def network(number: int) -> dict[str, Any]:
    """2 to 4 inputs, a hidden layer of 1 to 4, 1 to 3 outputs; sometimes one sample at a time."""
    draw = random.Random(number)
    sizes = [draw.randint(2, 4), draw.randint(1, 4), draw.randint(1, 3)]
    samples, layout = draw.randint(1, 4), LAYOUTS[number % 3]

    def rows(high: int, wide: int) -> list[list[float]]:
        return [[round(draw.uniform(-1, 1), 3) for _ in range(wide)] for _ in range(high)]

    layers = []
    for (below, neurons), activation in zip(pairwise(sizes), ("tanh", "identity"), strict=True):
        high, wide = (below, neurons) if layout == "rows" else (neurons, below)
        layers.append({"activation": activation, "W": rows(high, wide), "b": rows(1, neurons)[0]})
    order = "stochastic" if number % 4 == 3 else "batch"
    return {
        "layout": layout, "cost": "half_mse", "alpha": 0.1, "order": order,
        "X": rows(samples, sizes[0]), "Y": rows(samples, sizes[2]), "layers": layers,
    }  # fmt: skip
