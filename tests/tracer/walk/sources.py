"""What is walked in these tests: every bundled example, and a few networks of other settings."""

from __future__ import annotations

from tracer import Expression, Layer, Network
from tracer.files import examples, read

X = [[0.5, -1.0], [1.5, 2.0], [-0.3, 0.8]]
HIDDEN = [[0.1, 0.4], [-0.3, 0.2]]


def network(**settings: object) -> Network:
    layers = [
        Layer(activation="relu", W=HIDDEN, b=[0.1, 0.0]),
        Layer(activation="sigmoid", W=[[0.7, -0.5]], b=[0.2]),
    ]
    known = {"layers": layers, "X": X, "Y": [[1], [0], [1]], "cost": "bce", "alpha": 0.1}
    return Network(**{**known, **settings})  # type: ignore[arg-type]


def softmax(**settings: object) -> Network:
    layers = [
        Layer(activation="tanh", W=HIDDEN, b=[0.1, 0.0]),
        Layer(activation="softmax", W=[[0.7, -0.5], [0.1, 0.3], [-0.2, 0.9]], b=[0.2, 0, 0]),
    ]
    return Network(layers=layers, X=X, labels=[1, 3, 2], cost="ce", alpha=0.1, **settings)  # type: ignore[arg-type]


OTHERS = {
    "combined": lambda: network(output="combined"),
    "rows": lambda: Network(
        layers=[Layer(activation="tanh", W=[[0.1, -0.3], [0.4, 0.2]], b=[0.1, 0.0])],
        X=X, Y=[[1, 0], [0, 1], [1, 1]], cost="mse", alpha=0.2, layout="rows",
    ),
    "torch": lambda: network(layout="torch", mean_enters="parameters"),
    "stochastic": lambda: network(order="stochastic"),
    "steps": lambda: network(update_as="step"),
    "absent": lambda: network(absent=["W[1][1,2]"], frozen=["b[2]"]),
    "named": lambda: network(names={"w5": "W[2][1,1]", "E": "J", "delta": "-dJ/dz"}),
    "softmax": softmax,
    "softmax in rows": lambda: softmax().in_layout("rows"),
    "saturated": lambda: network(X=[[500.0, 900.0]], Y=[[0]]),
    "threshold": lambda: network(layers=[
        Layer(activation="sigmoid", W=[[0.7, -0.5]], b=[0.2], bias_input=-1)]),
    "skip": lambda: network(maximize=True, layers=[
        Layer(activation="relu", W=HIDDEN, b=[0.1, 0.0]),
        Layer(activation="softsign", W=HIDDEN, b=[0.2, 0.1], add="a[1]"),
        Layer(activation="sigmoid", W=[[0.7, -0.5]], b=[0.2])]),
    "leaky": lambda: network(layers=[
        Layer(activation="leaky_relu", slope=0.2, W=HIDDEN, b=[0.1, 0.0]),
        Layer(activation="sigmoid", W=[[0.7, -0.5]], b=[0.2])]),
    "on at zero": lambda: network(learning_rule="perceptron", cost=None, X=[[1, 1], [1, -1]],
        Y=[[0], [1]], layers=[Layer(activation="heaviside", W=[[1, -1]], b=[0])]),
    "margins": lambda: network(cost="hinge", Y=[[1], [-1], [-1]], layers=[
        Layer(activation="identity", W=[[0.7, -0.5]], b=[0.2])]),
    "no distribution": lambda: Network(X=X, Y=[[1, 1], [0, 1], [0.5, 0.2]], cost="ce", alpha=0.1,
        layers=[Layer(activation="softmax", W=[[0.7, -0.5], [0.1, 0.3]], b=[0.2, 0])]),
    "quotient": lambda: Expression(expression="sqrt(x*y)/(x + y)", at={"x": 0.5, "y": 1.5}),
    "windows": lambda: Expression(
        expression=["C = conv(X, K, stride = 2, pad = 1)", "L = sum(C**2)/2"],
        at={"X": [[1, 2, 0], [0, 1, 3], [2, 1, 1]], "K": [[1, -1], [0.5, 2]]}),
    "momentum": lambda: network(optimizer="momentum", given={"@0 v_W[1]": HIDDEN}),
    "paths": lambda: Expression(expression="exp(x*y) + x**2*sin(y)", at={"x": 0.5, "y": -1.5}),
}  # fmt: skip

SOURCES = {**{example.name: None for example in examples()}, **OTHERS}


def source(name: str) -> Network | Expression:
    made = SOURCES[name]
    return read(name) if made is None else made()
