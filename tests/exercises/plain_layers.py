"""The second implementation for networks: rows of numbers, worked line by line."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

Matrix = list[list[float]]


class Layers:
    """A network, samples in columns: `settings` are the keys of its file, `given` has every array
    that is given, by name; `shown` what stands on somebody's sheet, by name, and is read where it
    is there."""

    def __init__(
        self,
        settings: Mapping[str, Any],
        alpha: float | None,
        given: Mapping[str, Matrix],
        shown: Mapping[str, Matrix] | None = None,
    ) -> None:
        self.layers = settings["layers"]
        self.activations = [layer["activation"] for layer in self.layers]
        self.cost, self.alpha = settings.get("cost"), alpha
        self.penalty = settings.get("penalty_strength", 0.0)
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
            return self.given.get(f"{before}a[0]", self.given["a[0]"])
        return self.key(before + ("y_hat" if layer == self.last else f"a[{layer}]"))

    def read(self, layer: int, before: str) -> Matrix:
        """What the layer above reads: what comes out, under the mask where there is one."""
        masked = f"mask[{layer}]" in self.given
        return self.key(f"{before}r[{layer}]") if masked else self.output(layer, before)

    def targets(self, before: str) -> Matrix:
        return self.given.get(f"{before}y", self.given["y"])

    def line(self, name: str) -> Matrix:
        before, plain = re.fullmatch(r"(@\d+ )?(.*)", name).groups()  # type: ignore[union-attr]
        before = before or ""
        layers = [int(number) for number in re.findall(r"\[(\d+)\]", plain)]
        kind = re.sub(r"\[\d+\]", "", plain)
        layer = layers[-1] if layers else self.last
        return getattr(self, RULES[kind])(layer, before)

    def affine(self, layer: int, before: str) -> Matrix:
        W, b = (self.parameter(base, layer, before) for base in "Wb")
        a = self.read(layer - 1, before)
        z = [
            [sum(w * a[j][n] for j, w in enumerate(row)) + b[i][0] for n in range(len(a[0]))]
            for i, row in enumerate(W)
        ]
        added = self.layers[layer - 1].get("add")
        return summed(z, self.key(before + added)) if added else z

    def masked(self, layer: int, before: str) -> Matrix:
        return multiplied(self.given[f"mask[{layer}]"], self.output(layer, before))

    def activation(self, layer: int, before: str) -> Matrix:
        z, kind = self.key(f"{before}z[{layer}]"), self.activations[layer - 1]
        if kind == "softmax":
            sums = [sum(math.exp(row[n]) for row in z) for n in range(len(z[0]))]
            return [[math.exp(v) / sums[n] for n, v in enumerate(row)] for row in z]
        return [[ACTIVATION[kind](v) for v in row] for row in z]

    def loss(self, layer: int, before: str) -> Matrix:
        y, out = self.targets(before), self.output(self.last, before)
        each = LOSS[str(self.cost)]
        return [[sum(each(out[k][n], y[k][n]) for k in range(len(y))) for n in range(len(y[0]))]]

    def average(self, layer: int, before: str) -> Matrix:
        losses = self.key(f"{before}loss")[0]
        return [[sum(losses) / (1 if self.cost in SUMMED else len(losses))]]

    def penalised(self, layer: int, before: str) -> Matrix:
        """J: the average, and half of the penalty on every square of a weight."""
        average = self.average(layer, before)
        if not self.penalty:  # there may be no weights at all
            return average
        squares = sum(
            w**2 for at in range(1, self.last + 1)
            for row in self.parameter("W", at, before) for w in row
        )  # fmt: skip
        return [[average[0][0] + self.penalty / 2 * squares]]

    def slope_of_cost(self, layer: int, before: str) -> Matrix:
        y, out = self.targets(before), self.output(self.last, before)
        each, many = LOSS_SLOPE[str(self.cost)], len(y[0])
        N = 1 if self.cost in SUMMED else many
        return [[each(out[k][n], y[k][n]) / N for n in range(many)] for k in range(len(y))]

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
        dz, a = self.key(f"{before}dJ/dz[{layer}]"), self.read(layer - 1, before)
        return [[sum(d * v for d, v in zip(row, one, strict=True)) for one in a] for row in dz]

    def penalised_weights(self, layer: int, before: str) -> Matrix:
        W = self.parameter("W", layer, before)
        return summed(self.weights(layer, before), [[self.penalty * w for w in row] for row in W])

    def biases(self, layer: int, before: str) -> Matrix:
        return [[sum(row)] for row in self.key(f"{before}dJ/dz[{layer}]")]

    def down(self, layer: int, before: str) -> Matrix:
        W = self.parameter("W", layer + 1, before)
        dz = self.key(f"{before}dJ/dz[{layer + 1}]")
        made = [
            [sum(W[k][j] * dz[k][n] for k in range(len(dz))) for n in range(len(dz[0]))]
            for j in range(len(W[0]))
        ]
        for at, above in enumerate(self.layers, 1):
            if above.get("add") == f"a[{layer}]":
                made = summed(made, self.key(f"{before}dJ/dz[{at}]"))
        return made

    def through_mask(self, layer: int, before: str) -> Matrix:
        """∂J/∂a: what comes down, under the mask where there is one."""
        mask = self.given.get(f"mask[{layer}]")
        down = self.down(layer, before)
        return down if mask is None else multiplied(mask, down)

    def error_times_input(self, layer: int, before: str) -> Matrix:
        """ΔW of a perceptron, of one sample."""
        a, error = self.output(0, before), self.error(before)
        return [[e * row[0] for row in a] for e in error]

    def error_alone(self, layer: int, before: str) -> Matrix:
        return [[e] for e in self.error(before)]

    def error(self, before: str) -> list[float]:
        assert self.alpha is not None
        pairs = zip(self.targets(before), self.output(self.last, before), strict=True)
        return [self.alpha * (y[0] - o[0]) for y, o in pairs]

    def new(self, base: str, layer: int, before: str) -> Matrix:
        old = self.parameter(base, layer, before)
        if self.activations == ["step"]:
            return summed(old, self.key(f"{before}Δ{base}[{layer}]"))
        slope = self.key(f"{before}dJ/d{base}[{layer}]")
        assert self.alpha is not None
        return [[w - self.alpha * g for w, g in zip(*rows, strict=True)]
                for rows in zip(old, slope, strict=True)]  # fmt: skip

    def new_weights(self, layer: int, before: str) -> Matrix:
        return self.new("W", layer, before)

    def new_biases(self, layer: int, before: str) -> Matrix:
        return self.new("b", layer, before)


RULES = {
    "z": "affine", "a": "activation", "y_hat": "activation", "r": "masked", "loss": "loss",
    "J": "penalised", "J0": "average", "dJ/dy_hat": "slope_of_cost", "dy_hat/dz": "slope",
    "da/dz": "slope", "dJ/dz": "through", "dJ/dW": "penalised_weights", "dJ0/dW": "weights",
    "dJ/db": "biases", "dJ/da": "through_mask", "dJ/dr": "down", "W:=": "new_weights",
    "b:=": "new_biases", "ΔW": "error_times_input", "Δb": "error_alone",
}  # fmt: skip
SUMMED = ("half_sse",)  # costs that are no average over the samples


def summed(one: Matrix, other: Matrix) -> Matrix:
    return [[u + v for u, v in zip(*rows, strict=True)] for rows in zip(one, other, strict=True)]


def multiplied(one: Matrix, other: Matrix) -> Matrix:
    return [[u * v for u, v in zip(*rows, strict=True)] for rows in zip(one, other, strict=True)]


def logistic(z: float) -> float:
    return 1 / (1 + math.exp(-z))


ACTIVATION: dict[str, Callable[[float], float]] = {
    "sigmoid": logistic, "tanh": math.tanh, "relu": lambda z: max(z, 0.0), "identity": lambda z: z,
    "step": lambda z: float(z > 0),
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
    "half_mse": lambda o, y: (o - y) ** 2 / 2,
    "half_sse": lambda o, y: (o - y) ** 2 / 2,
}
LOSS_SLOPE: dict[str, Callable[[float, float], float]] = {
    "bce": lambda o, y: -1 / o if y else 1 / (1 - o),
    "ce": lambda o, y: -1 / o if y else 0.0,
    "mse": lambda o, y: 2 * (o - y),
    "half_mse": lambda o, y: o - y,
    "half_sse": lambda o, y: o - y,
}
