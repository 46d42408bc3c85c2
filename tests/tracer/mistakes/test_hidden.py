"""When a mistake hides: an entry of it is right if and only if its condition of the table holds.

The numbers are drawn from few values, so that what coincides by chance coincides often.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from tests.sample import sample
from tracer import Expression, Layer, Network, Trace, trace
from tracer.mistakes import TABLE
from tracer.mistakes.hides import Made, made, same, sides
from tracer.mistakes.mistake import Mistake
from tracer.mistakes.optimisers import OPTIMISERS
from tracer.rules.optimizers import MOMENTUM
from tracer.rules.penalties import PENALTIES

FEW = np.array([-2, -1, -0.5, 0, 0, 0.5, 1, 2])
# σ(z) = z, σ(z) = 1 − z, eᶻ = ½, log x = 1/x, x = e: where some of them hide
MEET = (0.6590460684074079, 0.4010581375415475, -math.log(2), 1.7632228343518967, math.e)
HIDDEN_LAYERS = ("sigmoid", "tanh", "relu", "softplus", "identity", "leaky_relu")
OUTPUTS = (
    ("sigmoid", "bce"), ("softmax", "ce"), ("identity", "mse"), ("identity", "half_mse"),
    ("sigmoid", "mse"), ("tanh", "half_sse"), ("relu", "mse"), ("sigmoid", "half_mse"),
)  # fmt: skip
OTHERS: list[dict[str, Any]] = [
    *({"optimizer": "momentum", "momentum_form": form} for form in MOMENTUM),
    {"optimizer": "adagrad"}, {"optimizer": "rmsprop", "epsilon": 0.1},
    {"optimizer": "adam", "epsilon": 0.1, "epsilon_in_root": True},
    *({"penalty": name, "penalty_strength": 0.5} for name in PENALTIES),
    {"penalty_strength": 0.5, "penalty_form": "half_mean"},
]  # fmt: skip
SINGLE = [
    "y = x**3", "y = x**1", "y = 3*x", "y = x/4", "y = x + 4", "y = x*v", "y = v/x", "y = x/v",
    "y = log(x)", "y = exp(x)", "y = tanh(x)", "y = sigmoid(x)", "y = k*x", "y = x + k",
    "y = sqrt(x)", "y = cos(x)", "y = x**2*exp(x)", "y = (x + 1)**2/x", "y = x**2 + v*x",
    "y = v*log(x)",
]  # fmt: skip
CHAINS = [
    ["u = 3*x", "y = u**2"], ["u = x + v", "y = u*x"], ["u = x + v", "y = u**2"],
    ["u = v*x", "y = log(u**2)"], ["u = x**2", "v = exp(u)", "y = v*x"],
    ["d = w*x - t", "J = d**2"],
    ["u = 3*x", "v = x**2", "y = u*v*x"],
]  # fmt: skip


def network(seed: int) -> Network:
    """Two or three layers, square so that transposing fits, of numbers that coincide."""
    rng = np.random.default_rng(seed)
    last, cost = OUTPUTS[seed % len(OUTPUTS)]
    hidden = HIDDEN_LAYERS[seed // len(OUTPUTS) % len(HIDDEN_LAYERS)]
    neurons = int(rng.integers(1, 3)) if last != "softmax" else 2
    N = int(rng.integers(1, 4))
    pool = FEW if rng.random() < 0.8 else np.round(rng.normal(size=40), 1)
    sizes = [neurons] * (2 + int(rng.integers(1, 3)))
    layers = [
        Layer(
            activation=last if at == len(sizes) - 1 else hidden,
            W=rng.choice(pool, (rows, columns)) * rng.choice([0, 1, 1, 1, 1]),
            b=biases(rng, pool, rows),
            bias_input=-1 if rng.random() < 0.2 else 1,
        )
        for at, (columns, rows) in enumerate(pairwise(sizes), 1)
    ]
    Y: Any = rng.integers(0, 2, (N, neurons)).astype(float)
    if cost == "ce":
        Y = np.eye(neurons)[rng.integers(0, neurons, N)]
    elif cost != "bce" or rng.random() < 0.4:
        Y = rng.choice([0.25, 0.5, 0.75], (N, neurons))
    return Network(
        layers=layers, X=rng.choice(pool, (N, neurons)), Y=Y, cost=cost,
        alpha=float(rng.choice([0.3, 0.5, 1.0, -0.2])),
        mean_enters="parameters" if rng.random() < 0.2 else "cost",
        update_as="step" if rng.random() < 0.3 else "direct",
        maximize=bool(rng.random() < 0.3),
    )  # fmt: skip


def unusual(seed: int) -> Network:
    """A margin, samples with gradients of their own, targets that are no distribution, a slope of
    leaky ReLU that is not 0.01."""
    rng = np.random.default_rng(seed)
    margins = seed % 2 == 0
    layers = [
        Layer(activation="leaky_relu", slope=0.1, W=rng.choice(FEW, (2, 2)), b=rng.choice(FEW, 2)),
        Layer(activation="identity" if margins else "softmax", W=rng.choice(FEW, (2, 2))),
    ]
    Y = rng.choice([-1, 1] if margins else [0, 0.5, 1], (3, 2))
    return Network(
        layers=layers, X=rng.choice(FEW, (3, 2)), Y=Y, cost="hinge" if margins else "ce",
        samples="sum" if seed % 3 == 0 else "mean", gradients="by_sample",
        mean_enters="parameters" if seed % 5 == 0 else "cost",
    )  # fmt: skip


def biases(rng: np.random.Generator, pool: Any, rows: int) -> Any:
    kind = rng.random()
    if kind < 0.1:
        return None
    if kind < 0.2:
        return np.full(rows, MEET[2])
    return rng.choice([*pool, *MEET[:2], -MEET[1]], rows)


def expression(seed: int) -> Expression:
    rng = np.random.default_rng(seed)
    lines: Any = [*SINGLE, *CHAINS][seed % (len(SINGLE) + len(CHAINS))]
    said = lines if isinstance(lines, str) else "; ".join(lines)
    pool = [*map(abs, MEET), 0.5, 1.0, 1.0, 1.0, 2.0, 3.0]
    pool += [0.0, 0.0] * ("log" not in said and "/" not in said)
    used = set(re.findall(r"\b[kvwxt]\b", said)) - set(re.findall(r"(\w) =", said))
    at = {name: float(rng.choice(pool)) for name in sorted(used)}
    if "v/x" in said and rng.random() < 0.3:
        at["v"] = 0.0
    return Expression(expression=lines, at=at)


ARRAYS = [
    ["S = A @ B.T/sqrt(2)", "P = row_softmax(S)", "O = P @ A", "L = sum(O*A)"],
    ["C = A @ B", "D = A + C*A", "L = sum(C*D)"],
    ["C = conv(X, A, stride = 2)", "D = conv_flipped(X, A, pad = 1)", "L = sum(C) + sum(D*D)"],
    ["P = maxpool(X, 2)", "v = var(P)", "w = row_vars(X)", "L = v + sum(w)"],
    ["s = col_sums(A)", "m = row_means(B)", "L = sum(s @ m) + sum(row_max(A))"],
]


def arrays(seed: int) -> Expression:
    """Square, so that transposing fits, of numbers that coincide."""
    rng = np.random.default_rng(seed)
    lines = ARRAYS[seed % len(ARRAYS)]
    shapes = {"A": (2, 2), "B": (2, 2), "X": (4, 4)}
    used = [name for name in shapes if any(re.search(rf"\b{name}\b", line) for line in lines)]
    at = {name: rng.choice(FEW, shapes[name]).tolist() for name in used}
    return Expression(expression=lines, at=at)


def perceptron(seed: int) -> Network:
    rng = np.random.default_rng(seed)
    activation = ("step", "heaviside", "sign")[seed % 3]
    layer = Layer(activation=activation, W=rng.choice(FEW, (1, 2)), b=rng.choice(FEW, 1),
                  bias_input=int(rng.choice([1, -1])))  # fmt: skip
    Y = rng.choice([1, -1 if activation == "sign" else 0], (2, 1))
    return Network(layers=[layer], X=rng.choice(FEW, (2, 2)), Y=Y, learning_rule="perceptron",
                   alpha=float(rng.choice([0.5, 1.0])))  # fmt: skip


@cache
def traces() -> tuple[Trace, ...]:
    networks = [trace(network(seed)) for seed in range(144)]
    networks += [trace(unusual(seed)) for seed in range(16)]
    expressions = [trace(expression(seed)) for seed in range(280)]
    programs = [trace(arrays(seed)) for seed in range(60)]
    learners = [trace(perceptron(seed), 2) for seed in range(60)]
    return (*filter(alive, networks), *expressions, *programs, *learners)


def alive(known: Trace) -> bool:
    """Far out, numbers are the same but for what no float shows."""
    return all(np.all(np.abs(step.value) < 6) for step in known.steps if step.name[:2] == "z[")


def with_skip() -> Trace:
    """What the first layer gave, 0 in places, is added to the z of the second; a dead one above."""
    layers = [
        Layer(activation="relu", W=[[0.5, -1.0], [1.0, 0.5]], b=[0.1, -0.2]),
        Layer(activation="relu", W=[[0.7, -0.4], [-0.9, -0.6]], b=[0.3, -0.5], add="a[1]"),
        Layer(activation="sigmoid", W=[[0.7, -0.4]], b=[0.3]),
    ]
    X = [[0.5, -1.0], [1.5, 2.0], [-0.3, 0.4]]
    return trace(Network(layers=layers, X=X, Y=[[1], [0], [1]], cost="bce"))


@cache
def of_masks() -> tuple[Trace, ...]:
    """Masks of 0, 1 and 2 over a layer that is off in places."""
    found = []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        first = Layer(
            activation="relu", W=rng.choice(FEW, (2, 2)), b=rng.choice(FEW, 2),
            dropout_mask=rng.choice([0, 1, 2], (3, 2)),
        )  # fmt: skip
        last = Layer(activation="identity", W=rng.choice(FEW, (1, 2)), b=[0.5])
        X, Y = rng.choice(FEW, (3, 2)), rng.choice(FEW, (3, 1))
        found.append(trace(Network(layers=[first, last], X=X, Y=Y, cost="half_mse")))
    return tuple(found)


@cache
def of_optimisers() -> tuple[Trace, ...]:
    """What their mistakes are made in; two iterations, so that something was kept before."""
    made = (network(200 + at).replaced(**keys) for at, keys in enumerate(OTHERS * 4))
    return tuple(filter(alive, (trace(one, 2) for one in made)))


@cache
def by_kind() -> dict[Any, list[tuple[int, str]]]:
    """The lines, as trace and name, by what the table calls them: their rule, what they make."""
    found: dict[Any, list[tuple[int, str]]] = {}
    for number, known in enumerate(traces()):
        for one in known.equations:
            for key in (one.rule.role, one.rule.name, known.local(one.target).kind, "*"):
                found.setdefault(key, []).append((number, one.target))
    return found


@cache
def cases(at: int) -> tuple[tuple[str, Made], ...]:
    """The entry made wherever it can be made."""
    mistake = TABLE[at]
    if mistake.name == "skip-forgotten":
        known = with_skip()
        return tuple((o.target, one) for o in known.equations for one in made(mistake, known, o))
    others = (
        of_optimisers() if mistake in OPTIMISERS
        else of_masks() if mistake.name.startswith("mask-") else ()
    )  # fmt: skip
    if others:
        every = ((known, o) for known in others for o in known.equations)
        return tuple((o.target, one) for known, o in every for one in made(mistake, known, o))
    some = slice(None, None, 8 if mistake.generic else 1)
    lines = dict.fromkeys(line for key in mistake.at for line in by_kind().get(key, [])[some])
    found = []
    for number, name in lines:
        known = traces()[number]
        found += [(name, one) for one in made(mistake, known, known.by_name[name].equation)]
    return tuple(found)


def entries(mistake: Mistake, one: Made) -> Iterator[tuple[float, float, bool]]:
    wrong, right, hidden = np.broadcast_arrays(*one)
    sound = np.isfinite(wrong) & np.isfinite(right)
    for at in zip(*np.nonzero(sound), strict=True):
        yield float(wrong[at]), float(right[at]), bool(hidden[at])


@pytest.mark.parametrize(
    "at", sample(range(len(TABLE)), 40), ids=lambda at: f"{at}-{TABLE[at].name}"
)
def test_an_entry_is_right_if_and_only_if_its_condition_holds(at: int) -> None:
    mistake = TABLE[at]
    seen: Counter[bool] = Counter()
    for line, one in cases(at):
        for wrong, right, hidden in entries(mistake, one):
            assert bool(same(wrong, right)) == hidden, (mistake.name, line, wrong, right)
            seen[hidden] += 1
    assert seen[False], "it was never seen to show"


@pytest.mark.full
def test_what_hides_was_seen_to_hide() -> None:
    """But for few, which would need an output of a sigmoid or softmax that is 0, 1 or its target,
    or one number among all."""
    unseen = []
    for at, mistake in enumerate(TABLE):
        said = mistake.hidden if isinstance(mistake.hidden, str) else mistake.hidden[0]
        if sides(said) and not any(np.any(one.hidden) for _, one in cases(at)):
            unseen.append((mistake.name, mistake.at[0]))
    assert len(unseen) <= 20, unseen
