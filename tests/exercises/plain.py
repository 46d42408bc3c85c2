"""A second implementation of what the bundled exercises ask: lists, loops and the standard library,
no code of the product. Networks are worked line by line; derivatives of expressions are taken by
a complex step, f′(x) = Im f(x + ih)/h, in which nothing cancels.
"""

from __future__ import annotations

import ast
import cmath
import math
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

Matrix = list[list[float]]
STEP = 1e-30
SIGN: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}  # fmt: skip
CALL: dict[str, Callable[[complex], complex]] = {
    "exp": cmath.exp,
    "log": cmath.log,
    "sigmoid": lambda u: 1 / (1 + cmath.exp(-u)),
    "relu": lambda u: u if u.real > 0 else 0 * u,
}


# Expressions


def calculated(text: str, known: Mapping[str, complex]) -> complex:
    """The value of a formula as Python writes it."""

    def of(node: ast.expr) -> complex:
        match node:
            case ast.Constant(value):
                return complex(value)
            case ast.Name(name):
                return known[name]
            case ast.UnaryOp(ast.USub(), inside):
                return -of(inside)
            case ast.BinOp(left, sign, right):
                if isinstance(sign, ast.Pow) and isinstance(right, ast.Constant):
                    return of(left) ** right.value
                return SIGN[type(sign)](of(left), of(right))
            case ast.Call(ast.Name(name), [inside]):
                return CALL[name](of(inside))
        raise ValueError(ast.dump(node))

    return of(ast.parse(text.replace("^", "**"), mode="eval").body)


class Lines:
    """An expression in lines, name = formula, at some values."""

    def __init__(self, lines: list[str], at: Mapping[str, float], alpha: float | None) -> None:
        pairs = [line.split("=") for line in lines]
        self.lines = [(name.strip(), formula.strip()) for name, formula in pairs]
        self.at, self.alpha = dict(at), alpha

    def values(self, moved: str = "", held: bool = False) -> dict[str, complex]:
        """All values; what is moved a step along i, where it is given or right after its line.
        `held`: other lines keep their values, but for the formulas that read it themselves."""
        known: dict[str, complex] = {name: complex(value) for name, value in self.at.items()}
        if moved in known:
            known[moved] += 1j * STEP
        for name, formula in self.lines:
            known[name] = calculated(formula, known)
            if name == moved:
                known[name] += 1j * STEP
        return known

    def key(self, name: str) -> float:
        iteration, _, plain = name.rpartition(" ")
        if iteration:
            parameter = "w"  # of the only exercise with a second one
            return Lines_of(self, {parameter: self.key(f"{parameter}:=")}).key(plain)
        if local := re.fullmatch(r"d\((\w+)\)/d\((\w+)\)", plain):
            of, by = local.groups()
            known = self.values()
            known[by] += 1j * STEP
            return calculated(dict(self.lines)[of], known).imag / STEP
        if total := re.fullmatch(r"d(\w+)/d(\w+)", plain):
            return self.values(total[2])[total[1]].imag / STEP
        if plain.endswith(":="):
            assert self.alpha is not None
            by = plain.removesuffix(":=")
            return self.at[by] - self.alpha * self.key(f"d{self.lines[-1][0]}/d{by}")
        return self.values()[plain].real


def Lines_of(one: Lines, at: Mapping[str, float]) -> Lines:  # noqa: N802 - as its class
    return Lines([f"{name} = {tree}" for name, tree in one.lines], {**one.at, **at}, one.alpha)


# Networks


class Layers:
    """A network, samples in columns: `given` has every array that is given, by name; `shown`
    what stands on somebody's sheet, by name, and is read where it is there."""

    def __init__(
        self,
        activations: list[str],
        cost: str | None,
        alpha: float | None,
        given: Mapping[str, Matrix],
        shown: Mapping[str, Matrix] | None = None,
    ) -> None:
        self.activations, self.cost, self.alpha = activations, cost, alpha
        self.given, self.shown = given, shown or {}
        self.known: dict[str, Matrix] = {}

    @property
    def last(self) -> int:
        return len(self.activations)

    def key(self, name: str) -> Matrix:
        """A quantity, as given, shown, or worked out once."""
        for stock in (self.given, self.shown, self.known):
            if name in stock:
                return stock[name]
        self.known[name] = self.line(name)
        return self.known[name]

    def parameter(self, base: str, layer: int, before: str) -> Matrix:
        """W or b as this iteration finds it."""
        if not before:
            return self.key(f"{base}[{layer}]")
        number = int(before[1:-1]) - 1
        return self.key((f"@{number} " if number > 1 else "") + f"{base}[{layer}]:=")

    def output(self, layer: int, before: str) -> Matrix:
        """What comes out of a layer; the data for layer 0."""
        if layer == 0:
            return self.given["a[0]"]
        return self.key(before + ("y_hat" if layer == self.last else f"a[{layer}]"))

    def line(self, name: str) -> Matrix:
        before, plain = re.fullmatch(r"(@\d+ )?(.*)", name).groups()  # type: ignore[union-attr]
        before = before or ""
        layers = [int(number) for number in re.findall(r"\[(\d+)\]", plain)]
        kind = re.sub(r"\[\d+\]", "", plain)
        layer = layers[-1] if layers else self.last
        return getattr(self, RULES[kind])(layer, before)

    def affine(self, layer: int, before: str) -> Matrix:
        W, b = (self.parameter(base, layer, before) for base in "Wb")
        a = self.output(layer - 1, before)
        return [
            [sum(w * a[j][n] for j, w in enumerate(row)) + b[i][0] for n in range(len(a[0]))]
            for i, row in enumerate(W)
        ]

    def activation(self, layer: int, before: str) -> Matrix:
        z, kind = self.key(f"{before}z[{layer}]"), self.activations[layer - 1]
        if kind == "softmax":
            sums = [sum(math.exp(row[n]) for row in z) for n in range(len(z[0]))]
            return [[math.exp(v) / sums[n] for n, v in enumerate(row)] for row in z]
        return [[ACTIVATION[kind](v) for v in row] for row in z]

    def loss(self, layer: int, before: str) -> Matrix:
        y, out = self.given["y"], self.output(self.last, before)
        each = LOSS[str(self.cost)]
        return [[sum(each(out[k][n], y[k][n]) for k in range(len(y))) for n in range(len(y[0]))]]

    def average(self, layer: int, before: str) -> Matrix:
        losses = self.key(f"{before}loss")[0]
        return [[sum(losses) / len(losses)]]

    def slope_of_cost(self, layer: int, before: str) -> Matrix:
        y, out = self.given["y"], self.output(self.last, before)
        each, N = LOSS_SLOPE[str(self.cost)], len(y[0])
        return [[each(out[k][n], y[k][n]) / N for n in range(N)] for k in range(len(y))]

    def slope(self, layer: int, before: str) -> Matrix:
        z, kind = self.key(f"{before}z[{layer}]"), self.activations[layer - 1]
        if self.shown:  # somebody worked it from the a that stands there
            out = self.output(layer, before)
            return [[SLOPE_BY_A[kind](a, v) for a, v in zip(*rows, strict=True)]
                    for rows in zip(out, z, strict=True)]  # fmt: skip
        return [[SLOPE[kind](v) for v in row] for row in z]

    def through(self, layer: int, before: str) -> Matrix:
        down = "dJ/dy_hat" if layer == self.last else f"dJ/da[{layer}]"
        above = self.key(before + down)
        if self.activations[layer - 1] == "softmax":
            out, K = self.output(layer, before), range(len(above))
            return [
                [
                    sum(out[i][n] * ((i == k) - out[k][n]) * above[i][n] for i in K)
                    for n in range(len(above[0]))
                ]
                for k in K
            ]
        of = "y_hat" if layer == self.last else f"a[{layer}]"
        slope = self.key(f"{before}d{of}/dz[{layer}]")
        return [[s * g for s, g in zip(*rows, strict=True)]
                for rows in zip(slope, above, strict=True)]  # fmt: skip

    def weights(self, layer: int, before: str) -> Matrix:
        dz, a = self.key(f"{before}dJ/dz[{layer}]"), self.output(layer - 1, before)
        return [[sum(d * v for d, v in zip(row, one, strict=True)) for one in a] for row in dz]

    def biases(self, layer: int, before: str) -> Matrix:
        return [[sum(row)] for row in self.key(f"{before}dJ/dz[{layer}]")]

    def down(self, layer: int, before: str) -> Matrix:
        W = self.parameter("W", layer + 1, before)
        dz = self.key(f"{before}dJ/dz[{layer + 1}]")
        return [
            [sum(W[k][j] * dz[k][n] for k in range(len(dz))) for n in range(len(dz[0]))]
            for j in range(len(W[0]))
        ]

    def new(self, base: str, layer: int, before: str) -> Matrix:
        old, slope = self.parameter(base, layer, before), self.key(f"{before}dJ/d{base}[{layer}]")
        assert self.alpha is not None
        return [[w - self.alpha * g for w, g in zip(*rows, strict=True)]
                for rows in zip(old, slope, strict=True)]  # fmt: skip

    def new_weights(self, layer: int, before: str) -> Matrix:
        return self.new("W", layer, before)

    def new_biases(self, layer: int, before: str) -> Matrix:
        return self.new("b", layer, before)


RULES = {
    "z": "affine", "a": "activation", "y_hat": "activation", "loss": "loss", "J": "average",
    "dJ/dy_hat": "slope_of_cost", "dy_hat/dz": "slope", "da/dz": "slope", "dJ/dz": "through",
    "dJ/dW": "weights", "dJ/db": "biases", "dJ/da": "down", "W:=": "new_weights",
    "b:=": "new_biases",
}  # fmt: skip


def logistic(z: float) -> float:
    return 1 / (1 + math.exp(-z))


ACTIVATION: dict[str, Callable[[float], float]] = {
    "sigmoid": logistic, "tanh": math.tanh, "relu": lambda z: max(z, 0.0), "identity": lambda z: z,
}  # fmt: skip
SLOPE: dict[str, Callable[[float], float]] = {
    "sigmoid": lambda z: math.exp(-z) * logistic(z) ** 2,
    "tanh": lambda z: 1 / math.cosh(z) ** 2,
    "relu": lambda z: float(z > 0),
    "identity": lambda z: 1.0,
}
SLOPE_BY_A: dict[str, Callable[[float, float], float]] = {
    "sigmoid": lambda a, z: a * (1 - a), "tanh": lambda a, z: 1 - a * a,
    "relu": lambda a, z: float(z > 0), "identity": lambda a, z: 1.0,
}  # fmt: skip
LOSS: dict[str, Callable[[float, float], float]] = {
    "bce": lambda o, y: -math.log(o if y else 1 - o),
    "ce": lambda o, y: -math.log(o) if y else 0.0,
    "mse": lambda o, y: (o - y) ** 2,
}
LOSS_SLOPE: dict[str, Callable[[float, float], float]] = {
    "bce": lambda o, y: -1 / o if y else 1 / (1 - o),
    "ce": lambda o, y: -1 / o if y else 0.0,
    "mse": lambda o, y: 2 * (o - y),
}
