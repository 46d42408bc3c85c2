"""Calculating: the tracer's loop beside the same calculation written out by hand in NumPy.

Equations are built before the clock starts; what building takes is printed apart.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from time import perf_counter

import numpy as np

from tracer import Expression, Layer, Network
from tracer.equation import Equation
from tracer.equations import network_equations
from tracer.evaluate import evaluate
from tracer.expression import expression_equations, expression_given
from tracer.given import traced

from .by_hand import (
    Array,
    attention,
    recurrent,
    recurrent_named,
    relu_sigmoid_bce,
    relu_softmax_ce,
)
from .timing import Line, side_by_side

VARIANTS = 100_000
CHUNK = 1_000  # students whose numbers fit into a core's own cache
STEPS = 20  # of the recurrent net
SHORT = 0.001  # seconds: a turn that a busy machine leaves alone
Given = dict[str, Array]


def small() -> Iterator[Line]:
    """2-2-1, one sample: what the loop itself costs."""
    given = numbers([2, 2, 1], samples=1)
    equations = built([2, 2, 1], given, ["relu", "sigmoid"], "bce")
    same(equations, given, relu_sigmoid_bce)
    runs: dict[str, Callable[[], object]] = {
        "ours": lambda: evaluate(equations, given, noted=set()),
        "hand": lambda: relu_sigmoid_bce(given),
    }
    torch = autograd(given)
    if torch:
        runs["torch"] = torch
    best = side_by_side(runs)
    yield Line("2-2-1, N = 1", best["ours"], best["hand"], 2.0)
    if torch:
        yield Line("  PyTorch autograd, every gradient kept", best["torch"], best["hand"], None)


def large() -> Iterator[Line]:
    """784-128-10, 64 samples: what the rules themselves cost."""
    sizes = [784, 128, 10]
    given = numbers(sizes, samples=64, classes=True)
    equations = built(sizes, given, ["relu", "softmax"], "ce", output="combined")
    same(equations, given, relu_softmax_ce)
    best = side_by_side(
        {
            "ours": lambda: evaluate(equations, given, noted=set()),
            "hand": lambda: relu_softmax_ce(given),
        },
        turn=0.02,
    )
    yield Line("784-128-10, N = 64", best["ours"], best["hand"], 1.1)


def variants() -> Iterator[Line]:
    """100,000 students' 3-4-2 networks: at once, and streamed through without keeping them."""
    sizes = [3, 4, 2]
    given = numbers(sizes, samples=1, students=VARIANTS)
    equations = built(sizes, given, ["relu", "sigmoid"], "bce")
    same(equations, given, relu_sigmoid_bce)
    best = side_by_side(
        {
            "ours": lambda: evaluate(equations, given, noted=set()),
            "streamed": lambda: stream(equations, given),
            "hand": lambda: relu_sigmoid_bce(given),
        },
        seconds=8.0,
    )
    hand = best["hand"]
    yield Line("100,000 × 3-4-2, all recorded", best["ours"], hand, 1.1)
    yield Line(f"  streamed, {CHUNK:,} students at a time", best["streamed"], hand, 0.75)
    yield memory(equations, given)


def arrays() -> Iterator[Line]:
    """Programs of arrays: an attention head, 8 × 16 with 4 keys; a recurrent net of 20 steps."""
    head = attention_head()
    equations, given = of_lines(head)
    same(equations, given, attention)
    best = side_by_side(
        {
            "ours": lambda: evaluate(equations, given, noted=set()),
            "hand": lambda: attention(given),
        },
        turn=SHORT,
    )
    yield Line("attention, 8×16, 4 keys", best["ours"], best["hand"], 2.0)
    steps, known = of_lines(recurrent_net())
    x = [known[f"x{t}"] for t in range(1, STEPS + 1)]
    same(steps, known, lambda numbers: recurrent_named(numbers, recurrent(numbers, x)))
    best = side_by_side(
        {
            "ours": lambda: evaluate(steps, known, noted=set()),
            "hand": lambda: recurrent(known, x),
        },
        turn=SHORT,
    )
    yield Line(f"a recurrent net of {STEPS} steps", best["ours"], best["hand"], 2.0)


def stream(equations: Sequence[Equation], given: Given) -> None:
    for start in range(0, VARIANTS, CHUNK):
        evaluate(equations, {name: value[start : start + CHUNK] for name, value in given.items()})


def memory(equations: Sequence[Equation], given: Given) -> Line:
    """The peak while everything is recorded, beside the recorded arrays themselves."""
    tracemalloc.start()
    state = evaluate(equations, given)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    recorded = sum(value.nbytes for name, value in state.items() if name not in given)
    return Line("  memory, peak to what is recorded", peak, recorded, 1.2, "B")


def building() -> Iterator[tuple[str, float]]:
    """Seconds that it takes to make the equations: no part of the ratios."""
    for sizes in ([2, 2, 1], [784, 128, 10]):
        given = numbers(sizes, samples=1)
        start = perf_counter()
        built(sizes, given, ["relu", "sigmoid"], "bce")
        yield "-".join(map(str, sizes)), perf_counter() - start
    for name, made in (("attention", attention_head), ("the recurrent net", recurrent_net)):
        start = perf_counter()
        of_lines(made())
        yield name, perf_counter() - start


def built(
    sizes: Sequence[int], given: Given, activations: Sequence[str], cost: str, **keys: str
) -> list[Equation]:
    """The equations of a network of these sizes; its own numbers are not used."""
    layers = [
        Layer(activation=activation, W=np.zeros((n, m)), b=np.zeros(n))
        for activation, (m, n) in zip(activations, pairwise(sizes), strict=True)
    ]
    X, Y = np.zeros((1, sizes[0])), np.eye(1, sizes[-1])
    network = Network(layers=layers, X=X, Y=Y, cost=cost, **keys)  # type: ignore[arg-type]
    return traced(network_equations(network), given.keys())[0]


def attention_head(students: int | None = None) -> Expression:
    """8 queries of 16 numbers, 4 keys."""
    lines = ["S = Q @ K.T / sqrt(16)", "A = row_softmax(S)", "O = A @ V", "L = sum((O - Y)**2)"]
    shapes = {"Q": (8, 16), "K": (4, 16), "V": (4, 16), "Y": (8, 16)}
    at = random_arrays(shapes, students)
    return Expression(expression=lines, at=at, with_respect_to=("Q", "K", "V"))


def recurrent_net(steps: int = STEPS, students: int | None = None) -> Expression:
    """3 inputs a step, 4 numbers in h."""
    each = range(1, steps + 1)
    lines = [f"h{t} = tanh(W @ x{t} + U @ h{t - 1} + b)" for t in each]
    lines.append(f"L = sum((h{steps} - y)**2)")
    shapes = {"W": (4, 3), "U": (4, 4), "b": (4, 1), "h0": (4, 1), "y": (4, 1)}
    at = random_arrays({**shapes, **{f"x{t}": (3, 1) for t in each}}, students)
    return Expression(expression=lines, at=at, with_respect_to=("W", "U", "b"))


def random_arrays(shapes: Mapping[str, tuple[int, int]], students: int | None) -> Given:
    random = np.random.default_rng(0)
    leading = () if students is None else (students,)
    drawn = {name: random.normal(0, 0.5, (*leading, *shape)) for name, shape in shapes.items()}
    return drawn if students else {name: array.tolist() for name, array in drawn.items()}


def of_lines(made: Expression) -> tuple[list[Equation], Given]:
    """The equations of a program, and its numbers."""
    return expression_equations(made)[0], expression_given(made)


def numbers(
    sizes: Sequence[int], *, samples: int, students: int | None = None, classes: bool = False
) -> Given:
    """Random weights, biases, inputs and targets, as they are calculated with."""
    random = np.random.default_rng(0)
    leading = () if students is None else (students,)
    given = {"a[0]": random.normal(size=(*leading, sizes[0], samples))}
    for layer, (m, n) in enumerate(pairwise(sizes), 1):
        given[f"W[{layer}]"] = random.normal(0, m**-0.5, (*leading, n, m))
        given[f"b[{layer}]"] = random.normal(0, 0.1, (*leading, n, 1))
    if classes:
        given["y"] = np.eye(sizes[-1])[:, random.integers(0, sizes[-1], samples)]
    else:
        given["y"] = random.integers(0, 2, (*leading, sizes[-1], samples)).astype(np.float64)
    return given


def same(
    equations: Sequence[Equation],
    given: Given,
    by_hand: Callable[[Mapping[str, Array]], dict[str, Array]],
) -> None:
    """Both keep the same numbers under the same names: else there is nothing to compare."""
    ours, theirs = evaluate(equations, given), by_hand(given)
    assert ours.keys() == theirs.keys(), ours.keys() ^ theirs.keys()
    for name, value in ours.items():
        np.testing.assert_allclose(value, theirs[name], rtol=1e-12, atol=1e-14, err_msg=name)


def autograd(given: Given) -> Callable[[], object] | None:
    """The small network in PyTorch, its every gradient kept; None where it is not installed."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    W1, b1, W2, b2, x, y = (
        torch.tensor(given[name], requires_grad=name != "y")
        for name in ("W[1]", "b[1]", "W[2]", "b[2]", "a[0]", "y")
    )

    def run() -> object:
        z1 = W1 @ x + b1
        a1 = torch.relu(z1)
        z2 = W2 @ a1 + b2
        y_hat = torch.sigmoid(z2)
        losses = torch.nn.functional.binary_cross_entropy(y_hat, y, reduction="none")
        loss = losses.sum(dim=-2, keepdim=True)
        J = loss.mean()
        for kept in (z1, a1, z2, y_hat):
            kept.retain_grad()
        for leaf in (W1, b1, W2, b2, x):
            leaf.grad = None
        J.backward()
        return [kept.grad for kept in (z1, a1, z2, y_hat, W1, b1, W2, b2, x)]

    return run
