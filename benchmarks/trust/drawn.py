"""Random networks and expressions, small as on a sheet, with numbers of few digits."""

from __future__ import annotations

import numpy as np

from tracer import Expression, Layer, Network

BENT = ["sigmoid", "tanh", "relu", "leaky_relu", "softplus"]
LAST = ["identity", "sigmoid", "tanh"]


def random_network(rng: np.random.Generator) -> Network:
    """One to three layers of one to three neurons, one to four samples, any cost."""
    cost = str(rng.choice(["bce", "mse", "half_mse", "ce", "half_sse"]))
    sizes = [int(n) for n in rng.integers(1, 4, rng.integers(2, 5))]
    sizes[-1] = max(2, sizes[-1]) if cost == "ce" else sizes[-1]
    samples, decimals = int(rng.integers(1, 5)), int(rng.integers(1, 3))
    kinds = [str(rng.choice(BENT)) for _ in sizes[1:]]
    kinds[-1] = {"bce": "sigmoid", "ce": "softmax"}.get(cost, str(rng.choice(LAST)))
    layers = [
        Layer(
            activation=kind,
            W=np.round(rng.normal(0, 1, (n, m)), decimals),
            b=np.round(rng.normal(0, 0.5, n), decimals) if rng.random() < 0.85 else None,
        )
        for kind, n, m in zip(kinds, sizes[1:], sizes, strict=False)
    ]
    if cost == "bce":
        Y = rng.integers(0, 2, (samples, sizes[-1])).astype(float)
    elif cost == "ce":
        Y = np.eye(sizes[-1])[rng.integers(0, sizes[-1], samples)]
    else:
        Y = np.round(rng.normal(0, 1, (samples, sizes[-1])), decimals)
    certain = cost in ("bce", "ce")
    return Network(
        layers=layers,
        X=np.round(rng.normal(0, 1.2, (samples, sizes[0])), decimals),
        Y=Y,
        cost=cost,
        alpha=float(rng.choice([0.1, 0.3, 0.05])),
        output="combined" if certain and rng.random() < 0.5 else "separate",
        samples="mean" if rng.random() < 0.5 else "sum",
        mean_enters="parameters" if rng.random() < 0.2 else "cost",
    )


SHAPES = [
    "f = {a}*x**2 + {b}*y**2 + {c}*x*y",
    "f = (x + {a}*y)*z",
    "f = log(x**2 + {b})",
    "f = exp({a}*x)/y",
    "f = sigmoid({a}*x + {b}*y + {c})",
    "f = y*tanh({a}*x) + {b}",
    "f = log(1 + exp({a}*x + {c}*y))",
    "f = ({a}*x - {b})**3/{c}",
    "f = sqrt(x*y) + {a}*z",
]


def random_expression(rng: np.random.Generator) -> Expression:
    numbers = {name: f"{rng.uniform(0.5, 3):.1f}" for name in "abc"}
    text = str(rng.choice(SHAPES)).format(**numbers)
    at = {name: round(float(rng.uniform(0.3, 2.5)), 2) for name in "xyz" if name in text[3:]}
    at = {name: value for name, value in at.items() if has_name(text, name)}
    return Expression(expression=[text], at=at)


def has_name(text: str, name: str) -> bool:
    return any(
        text[at] == name and not (text[at - 1].isalpha() or text[at + 1 : at + 2].isalpha())
        for at in range(3, len(text))
    )
