"""What later topics add, small as on a sheet, with numbers of few digits: programs of arrays,
optimisers, penalties, perceptrons, dropout. To add a kind of sheet, add an entry to KINDS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from grader.exercise_file import Exercise
from tracer import Expression, InputError, Layer, Network
from tracer.rules.optimizers import MOMENTUM, OPTIMIZERS
from tracer.rules.penalties import PENALTIES

from .drawn import random_expression, random_network

LEAST, MOST = 1e-3, 1e3  # of what a person works with; and 0
TRIES = 500  # refused ones in a draw: of more, all are, and the draw is wrong
CLOSE = 0.02  # nearer to a kink than that, nobody would hand it out
Draw = Callable[[np.random.Generator], Exercise]


class Program(NamedTuple):
    """`shapes`: rows and columns by name, each a number or the letter of a size that is drawn;
    letters in braces in `lines` are such sizes, and a, b numbers."""

    lines: tuple[str, ...]
    shapes: dict[str, str]


PROGRAMS = {
    "attention": Program(
        ("S = Q @ K.T / sqrt({d})", "A = row_softmax(S)", "O = A @ V", "L = sum((O - Y)**2)"),
        {"Q": "n d", "K": "m d", "V": "m 2", "Y": "n 2"},
    ),
    "softmax regression": Program(
        ("Z = W @ X + c", "P = col_softmax(Z)", "L = -sum(Y*log(P))/{n}"),
        {"W": "m d", "X": "d n", "c": "m 1", "Y": "m n"},
    ),
    "two layers in rows": Program(
        ("Z = X @ W + c", "H = relu(Z)", "O = H @ V.T", "L = mean((O - Y)**2)"),
        {"X": "n 2", "W": "2 m", "c": "1 m", "V": "1 m", "Y": "n 1"},
    ),
    "convolution and pooling": Program(
        ("C = conv(X, K) + {a}", "R = relu(C)", "P = maxpool(R, 2, stride = 1)", "L = sum(P**2)"),
        {"X": "4 4", "K": "2 2"},
    ),
    "stride and padding": Program(
        ("C = conv(X, K, stride = 2, pad = 1)", "T = tanh(C)", "L = sum(T*G)"),
        {"X": "3 3", "K": "2 2", "G": "2 2"},
    ),
    "flipped, average pooling": Program(
        ("C = conv_flipped(X, K)", "P = avgpool(C, 2)", "L = sum((P - {a})**2)"),
        {"X": "5 3", "K": "2 2"},
    ),
    "layer norm": Program(
        ("m = row_means(X)", "v = row_vars(X)", "N = (X - m)/sqrt(v + 0.1)", "Y = g*N + c",
         "L = sum(Y*G)"),
        {"X": "n 3", "g": "1 3", "c": "1 3", "G": "n 3"},
    ),
    "batch norm": Program(
        ("m = col_means(X)", "v = col_vars(X)", "N = (X - m)/sqrt(v + 0.1)", "Y = g*N + c",
         "L = sum(Y**2*G)"),
        {"X": "3 d", "g": "1 d", "c": "1 d", "G": "3 d"},
    ),
    "recurrent net": Program(
        ("h1 = tanh(W @ x1 + U @ h0 + c)", "h2 = tanh(W @ x2 + U @ h1 + c)",
         "h3 = tanh(W @ x3 + U @ h2 + c)", "L = sum((h3 - y)**2)"),
        {"W": "2 1", "U": "2 2", "c": "2 1", "h0": "2 1", "y": "2 1", "x1": "1 1", "x2": "1 1",
         "x3": "1 1"},
    ),
    "LSTM cell": Program(
        ("a = concat(h, x)", "f = sigmoid(F @ a)", "i = sigmoid(I @ a)", "g = tanh(G @ a)",
         "o = sigmoid(O @ a)", "k = f*c + i*g", "r = o*tanh(k)", "L = sum(r*y)"),
        {"h": "2 1", "x": "1 1", "F": "2 3", "I": "2 3", "G": "2 3", "O": "2 3", "c": "2 1",
         "y": "2 1"},
    ),
    "sums and extremes": Program(
        ("C = A @ B.T", "D = tanh(C)", "L = sum(D*G) + {a}*max(C) + mean(D**2)"),
        {"A": "n d", "B": "m d", "G": "n m"},
    ),
    "means of rows": Program(
        ("D = exp(-A) @ B", "m = row_means(D)", "s = col_sums(D**2)", "L = sum(m**2) + mean(s)"),
        {"A": "n d", "B": "d m"},
    ),
}  # fmt: skip


def arrays(rng: np.random.Generator) -> Exercise:
    """A program of lines of arrays."""
    return handy(lambda: Exercise(source=program(rng)))


def program(rng: np.random.Generator) -> Expression:
    made = PROGRAMS[str(rng.choice(list(PROGRAMS)))]
    sizes = {letter: int(rng.integers(2, 4)) for letter in "nmd"}
    numbers = {letter: f"{rng.uniform(0.4, 2):.1f}" for letter in "ab"}
    at = {}
    for name, shape in made.shapes.items():
        rows, columns = (sizes.get(side) or int(side) for side in shape.split())
        at[name] = np.round(rng.normal(0, 1, (rows, columns)), 1).tolist()
    lines = [line.format(**sizes, **numbers) for line in made.lines]
    return Expression(expression=lines, at=at)


def optimiser(rng: np.random.Generator) -> Exercise:
    """Two updates of a network or an expression."""
    name = str(rng.choice([one for one in OPTIMIZERS if one != "gd"]))
    keys: dict[str, Any] = {"optimizer": name}
    if "epsilon" in OPTIMIZERS[name].numbers:
        keys["epsilon"] = float(rng.choice([1e-8, 0.1]))
    if name == "momentum":
        keys["momentum_form"] = str(rng.choice(list(MOMENTUM)))

    def source() -> Network | Expression:
        if rng.random() < 0.5:
            return random_network(rng).replaced(**keys)
        return random_expression(rng).replaced(alpha=float(rng.choice([0.1, 0.2])), **keys)

    return handy(lambda: Exercise(source=source(), steps=2))


def penalty(rng: np.random.Generator) -> Exercise:
    """A network with a penalty on its weights."""
    forms = [form for kind in PENALTIES.values() for form in kind.factors]
    keys = {
        "penalty": str(rng.choice(list(PENALTIES))),
        "penalty_form": str(rng.choice(forms)),
        "penalty_strength": float(rng.choice([0.1, 0.5, 0.02])),
    }
    return handy(lambda: Exercise(source=random_network(rng).replaced(**keys)))


def perceptron(rng: np.random.Generator) -> Exercise:
    """An epoch of a perceptron of one or two neurons."""
    kind, bias = str(rng.choice(["step", "sign"])), int(rng.choice([1, -1]))
    neurons, samples = int(rng.integers(1, 3)), int(rng.integers(3, 5))

    def source() -> Network:
        layer = Layer(
            activation=kind,
            W=np.round(rng.normal(0, 1, (neurons, 2)), 1),
            b=np.round(rng.normal(0, 1, neurons), 1),
            bias_input=bias,  # type: ignore[arg-type]
        )
        ends = [0.0, 1.0] if kind == "step" else [-1.0, 1.0]
        return Network(
            layers=[layer],
            X=np.round(rng.normal(0, 1.5, (samples, 2)), 1),
            Y=rng.choice(ends, (samples, neurons)),
            alpha=float(rng.choice([0.5, 1, 0.1])),
            learning_rule="perceptron",
            order="stochastic",
        )

    return handy(lambda: Exercise(source=source(), steps=samples))


def dropout(rng: np.random.Generator) -> Exercise:
    """A network with a mask on its hidden layers, 0 and 2."""

    def source() -> Network:
        made = random_network(rng)
        layers = [
            replace(layer, dropout_mask=rng.choice([0.0, 2.0], (len(made.X), len(layer.W))))
            for layer in made.layers[:-1]
        ]
        return made.replaced(layers=[*layers, made.layers[-1]])

    return handy(lambda: Exercise(source=source()))


KINDS: dict[str, Draw] = {
    "arrays": arrays,
    "optimiser": optimiser,
    "penalty": penalty,
    "perceptron": perceptron,
    "dropout": dropout,
}


def handy(draw: Callable[[], Exercise]) -> Exercise:
    """The first that has numbers of a size that a person works with."""
    return next(sheet for sheet in drawn(draw) if fit(sheet))


def drawn(draw: Callable[[], Exercise]) -> Iterator[Exercise]:
    refused = 0
    while True:
        try:
            sheet = draw()
            sheet.trace  # noqa: B018 - what has no trace is none
        except InputError:
            refused += 1
            if refused > TRIES:
                raise
            continue
        yield sheet


def fit(sheet: Exercise) -> bool:
    sizes = np.concatenate([np.abs(array).ravel() for array in sheet.trace.state.values()])
    sizes = sizes[sizes != 0]
    return bool(np.isfinite(sizes).all() and (sizes < MOST).all() and (sizes > LEAST).all())
