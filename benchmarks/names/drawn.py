"""Random networks, and random expressions of two to six lines, as sheets."""

from __future__ import annotations

import numpy as np

from benchmarks.trust.drawn import random_network
from grader.exercise_file import Exercise
from tracer import Expression, trace
from tracer.errors import InputError
from tracer.formula.value import variables

LINES = (
    "{p}*{q} + {r}",
    "{a}*{p} - {b}*{q}",
    "({p} + {a})**2*exp(-{q})",
    "{p}*tanh({q})",
    "sigmoid({a}*{p} + {b}*{q})",
    "{p}/({q}**2 + {a})",
    "log({p}**2 + {a})",
    "sqrt({p}**2 + {q}**2)",
    "{p}**3/{a}",
    "({p} - {q})**2",
    "exp(-{a}*{p})*sin({q})",
    "{p}*log({p}**2 + {b})",
    "cos({p})*{q} + {a}",
    "{a}*tanh({p}) + {q}/{b}",
    "1/(1 + {p}**2)",
    "-({q}*log(sigmoid({p})) + (1 - {q})*log(1 - sigmoid({p})))",
    "{p}*{q}*{r}",
)
VARIABLES = "xyw"
SMALLEST, LARGEST = 1e-3, 1e3  # of what a person works with


def network(rng: np.random.Generator) -> Exercise:
    return Exercise(source=random_network(rng))


def expression(rng: np.random.Generator) -> Exercise:
    """Every line reads the one before it, and variables and other lines besides."""
    while True:
        known: list[str] = list(VARIABLES[: rng.integers(2, 4)])
        lines: list[str] = []
        free = list(known)
        for name in "uvstpf"[: rng.integers(1, 6)] + "f":
            if name in known:
                continue
            parts = [str(part) for part in rng.permutation(known)[:3]]
            if lines:
                parts.insert(int(rng.integers(2)), known[-1])
            parts = list(dict.fromkeys([*parts, *known]))
            numbers = {one: f"{rng.uniform(0.4, 3):.1f}" for one in "ab"}
            holes = dict(zip("pqr", [*parts, *parts], strict=False))
            lines.append(f"{name} = " + str(rng.choice(LINES)).format(**numbers, **holes))
            known.append(name)
        used = [one for one in free if any(has(line, one) for line in lines)]
        at = {one: round(float(rng.uniform(-1.5, 2.5)), 2) for one in used}
        if used and handy(lines, at):
            return Exercise(source=Expression(expression=lines, at=at))


def has(line: str, name: str) -> bool:
    return name in variables(Expression(expression=[line]).lines[0].tree)


def handy(lines: list[str], at: dict[str, float]) -> bool:
    """Whether all numbers are of a size that a person works with."""
    try:
        known = trace(Expression(expression=lines, at=at))
    except InputError:
        return False
    sizes = np.abs(np.array([float(array.ravel()[0]) for array in known.state.values()]))
    return bool(np.isfinite(sizes).all() and (sizes < LARGEST).all() and (sizes > SMALLEST).all())
