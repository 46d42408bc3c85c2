"""A second implementation of what the bundled exercises ask: lists, loops and the standard library,
no code of the product. Here expressions of numbers; their derivatives are taken by a complex step,
f′(x) = Im f(x + ih)/h, in which nothing cancels. plain_arrays.py has those of arrays,
plain_layers.py networks, which are worked line by line.
"""

from __future__ import annotations

import ast
import cmath
import math
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

STEP = 1e-30
SIGN: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}  # fmt: skip
CALL: dict[str, Callable[[complex], complex]] = {
    "exp": cmath.exp,
    "log": cmath.log,
    "sqrt": cmath.sqrt,
    "tanh": cmath.tanh,
    "sigmoid": lambda u: 1 / (1 + cmath.exp(-u)),
    "relu": lambda u: u if u.real > 0 else 0 * u,
}


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
    """An expression in lines, name = formula, at some values, as they are before an iteration;
    `settings`: the keys of its file. `kept`: what the iteration before left of each variable."""

    def __init__(
        self,
        lines: list[str],
        at: Mapping[str, float],
        alpha: float | None,
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        pairs = [line.split("=") for line in lines]
        self.lines = [(name.strip(), formula.strip()) for name, formula in pairs]
        self.at, self.alpha = dict(at), alpha
        self.settings = settings or {}
        self.kept: dict[str, dict[str, float]] = {}
        self.number = 1

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
        now = self
        for _ in range(int(iteration[1:] or 1) - 1 if iteration else 0):
            now = now.after()
        return now.own(plain)

    def own(self, plain: str) -> float:
        """A quantity of this iteration."""
        if local := re.fullmatch(r"d\((\w+)\)/d\((\w+)\)", plain):
            of, by = local.groups()
            known = self.values()
            known[by] += 1j * STEP
            return calculated(dict(self.lines)[of], known).imag / STEP
        if total := re.fullmatch(r"d(\w+)/d(\w+)", plain):
            return self.values(total[2])[total[1]].imag / STEP
        if plain.endswith(":="):
            by = plain.removesuffix(":=")
            return self.at[by] + self.step(by)["step"]
        if (kept := re.fullmatch(r"(m_hat|v_hat|m|v)_(\w+)", plain)) and kept[2] in self.at:
            return self.step(kept[2])[kept[1]]
        return self.values()[plain].real

    def step(self, by: str) -> dict[str, float]:
        """How far a variable goes, and what the optimiser makes on the way."""
        assert self.alpha is not None
        g = self.own(f"d{self.lines[-1][0]}/d{by}")
        make = OPTIMIZER[self.settings.get("optimizer", "gd")]
        return make(g, self.kept.get(by, {}), self.number, {**self.settings, "alpha": self.alpha})

    def after(self) -> Lines:
        """The same after one update."""
        updated = self.settings.get("update", ["w"])
        made = Lines([], self.at, self.alpha, self.settings)
        made.lines, made.number = self.lines, self.number + 1
        made.kept = {by: self.step(by) for by in updated}
        made.at = {**self.at, **{by: self.own(f"{by}:=") for by in updated}}
        return made


Kept = Mapping[str, float]


def descent(g: float, kept: Kept, t: int, said: Mapping[str, Any]) -> dict[str, float]:
    return {"step": -said["alpha"] * g}


def momentum(g: float, kept: Kept, t: int, said: Mapping[str, Any]) -> dict[str, float]:
    v = said["beta"] * kept.get("v", 0.0) - said["alpha"] * g
    return {"v": v, "step": v}


def adam(g: float, kept: Kept, t: int, said: Mapping[str, Any]) -> dict[str, float]:
    one, two = said["beta1"], said["beta2"]
    m = one * kept.get("m", 0.0) + (1 - one) * g
    v = two * kept.get("v", 0.0) + (1 - two) * g**2
    m_hat, v_hat = m / (1 - one**t), v / (1 - two**t)
    step = -said["alpha"] * m_hat / (math.sqrt(v_hat) + 1e-8)
    return {"m": m, "v": v, "m_hat": m_hat, "v_hat": v_hat, "step": step}


OPTIMIZER = {"gd": descent, "momentum": momentum, "adam": adam}
