"""The second implementation for lines of arrays: rows of complex numbers, loops, the standard
library. A derivative is taken entry by entry by a complex step, the part of one use by a step in
that line alone.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

from .plain import CALL, SIGN, STEP

Rows = list[list[complex]]


def each(function: Callable[..., complex], *arrays: Rows) -> Rows:
    """Entry by entry; one row, column or number stands beside all others."""
    rows, columns = (max(sizes) for sizes in zip(*map(size, arrays), strict=True))
    return [
        [function(*(one[i % len(one)][j % len(one[0])] for one in arrays)) for j in range(columns)]
        for i in range(rows)
    ]


def size(rows: Rows) -> tuple[int, int]:
    return len(rows), len(rows[0])


def turned(rows: Rows) -> Rows:
    return [list(column) for column in zip(*rows, strict=True)]


def times(one: Rows, other: Rows) -> Rows:
    columns = turned(other)
    return [[sum(u * v for u, v in zip(row, column, strict=True)) for column in columns]
            for row in one]  # fmt: skip


def mean(numbers: list[complex]) -> complex:
    return sum(numbers) / len(numbers)


def var(numbers: list[complex]) -> complex:
    middle = mean(numbers)
    return sum((one - middle) ** 2 for one in numbers) / len(numbers)


OVER: dict[str, Callable[[list[complex]], complex]] = {"sum": sum, "mean": mean, "var": var}


def softmax(numbers: list[complex]) -> list[complex]:
    powers = [CALL["exp"](one) for one in numbers]
    return [one / sum(powers) for one in powers]


def conv(X: Rows, K: Rows, stride: int = 1, pad: int = 0) -> Rows:
    rows, columns = size(X)
    wide = [0j] * (columns + 2 * pad)
    framed = [wide] * pad + [[0j] * pad + row + [0j] * pad for row in X] + [wide] * pad
    high, broad = size(K)
    return [
        [
            sum(framed[i + k][j + n] * K[k][n] for k, n in product(range(high), range(broad)))
            for j in range(0, len(wide) - broad + 1, stride)
        ]
        for i in range(0, rows + 2 * pad - high + 1, stride)
    ]


def maxpool(X: Rows, window: int, stride: int = 0) -> Rows:
    rows, columns = size(X)
    places = product(range(window), range(window))
    inside = list(places)
    return [
        [
            max((X[i + k][j + n] for k, n in inside), key=lambda one: one.real)
            for j in range(0, columns - window + 1, stride or window)
        ]
        for i in range(0, rows - window + 1, stride or window)
    ]


def called(name: str, arrays: list[Rows], options: dict[str, int]) -> Rows:
    """A function of whole arrays, or one that goes entry by entry."""
    way, _, what = name.partition("_")
    if name in ("conv", "maxpool"):
        first, second = arrays
        if name == "conv":
            return conv(first, second, **options)
        return maxpool(first, round(second[0][0].real), **options)
    if name == "concat":
        return arrays[0] + arrays[1]
    [one] = arrays
    if name in OVER:
        return [[OVER[name]([entry for row in one for entry in row])]]
    if way in ("row", "col"):
        lines = one if way == "row" else turned(one)
        made = [softmax(line) if what == "softmax" else [OVER[what.removesuffix("s")](line)]
                for line in lines]  # fmt: skip
        return made if way == "row" else turned(made)
    return each(CALL[name], one)


def calculated(text: str, known: Mapping[str, Rows]) -> Rows:
    """The value of a formula of arrays as Python writes it."""

    def of(node: ast.expr) -> Rows:
        match node:
            case ast.Constant(value):
                return [[complex(value)]]
            case ast.Name(name):
                return known[name]
            case ast.Attribute(inside, "T"):
                return turned(of(inside))
            case ast.BinOp(left, ast.MatMult(), right):
                return times(of(left), of(right))
            case ast.BinOp(left, ast.Pow(), ast.Constant(power)):
                return each(lambda one: one**power, of(left))
            case ast.BinOp(left, sign, right):
                return each(SIGN[type(sign)], of(left), of(right))
            case ast.Call(ast.Name(name), inside, options):
                said = {str(one.arg): ast.literal_eval(one.value) for one in options}
                return called(name, [of(one) for one in inside], said)
        raise ValueError(ast.dump(node))

    return of(ast.parse(text, mode="eval").body)


class Arrays:
    """An expression in lines of arrays, at some values; `given`: gradients of its last line."""

    def __init__(self, keys: Mapping[str, Any], at: Mapping[str, Any]) -> None:
        pairs = [line.split("=", 1) for line in keys["expression"]]
        self.lines = [(name.strip(), formula.strip()) for name, formula in pairs]
        self.at: dict[str, Rows] = {
            name: [[complex(one) for one in row] for row in rows]
            for name, rows in at.items() if "/" not in name
        }  # fmt: skip
        self.last = self.lines[-1][0]
        self.down = at.get(f"dL/d{self.last}")

    def values(self, moved: str = "", place: tuple[int, int] = (0, 0), only: str = "") -> Any:
        """All values, one entry of what is moved a step along i; in the line `only` alone."""
        known, own = dict(self.at), [[1j * STEP]]

        def step(rows: Rows) -> Rows:
            return [[one + own[0][0] * ((i, j) == place) for j, one in enumerate(row)]
                    for i, row in enumerate(rows)]  # fmt: skip

        if moved in known and not only:
            known[moved] = step(known[moved])
        for name, formula in self.lines:
            read = {**known, moved: step(known[moved])} if name == only else known
            known[name] = calculated(formula, read)
            if name == moved and not only:
                known[name] = step(known[name])
        return known

    def key(self, name: str) -> list[list[float]]:
        plain, _, only = name.partition(" via ")
        if plain in self.at or "/" not in plain:
            return [[one.real for one in row] for row in self.values()[plain]]
        [by] = re.findall(r"^dL/d(\w+)$", plain)
        rows, columns = size(self.values()[by])
        return [[self.slope(by, (i, j), only) for j in range(columns)] for i in range(rows)]

    def slope(self, by: str, place: tuple[int, int], only: str) -> float:
        made = self.values(by, place, only)[self.last]
        if self.down is not None:
            made = [[sum(one * float(g) for row, gs in zip(made, self.down, strict=True)
                         for one, g in zip(row, gs, strict=True))]]  # fmt: skip
        return made[0][0].imag / STEP
