"""The steps of an expression and the derivative rules of the lecture (L4 to L6), by name.

    STEPS    what one step works out: a sum, a product, a quotient, a power, one function
    SLOPES   the rule by which one step is derived, by one of the names it uses
    CHAINS   how the derivatives of the steps make that of the output

A function added to `formula/functions.py` is a step and a rule by being there. An entry shows
the rule in the names u and v; the line of an expression has it in its own (`in_names.py`).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..formula.calculus import slope
from ..formula.functions import FUNCTIONS, Function
from ..formula.parse import formula
from ..formula.tree import (
    ONE,
    ZERO,
    Call,
    Formula,
    Name,
    substitute,
)
from ..formula.value import variables
from .rule import Does, Kind, Rule, table
from .sums import PATHS

AT_ZERO = Name("relu_at_zero")  # ReLU's slope at its kink
POSITIVE = (0.0, np.inf)
EVERYWHERE = (-np.inf, np.inf)


def scalar(
    name: str,
    tree: Formula,
    why: str,
    source: str,
    kind: Kind = "elementwise",
    domain: tuple[float, float] = EVERYWHERE,
    derivative: Rule | None = None,
    role: Does = Does.OTHER,
    chains: bool = False,
) -> Rule:
    """A rule whose formula is its calculation."""
    return Rule(
        name=name,
        inputs=variables(tree),
        formula=tree,
        why=why,
        source=source,
        kind=kind,
        domain=domain,
        derivative=derivative,
        role=role,
        chains=chains,
    )


def function_slope(name: str, function: Function) -> Rule:
    call = Call(name, tuple(map(Name, "uv"[: len(function.slopes)])))
    tree = substitute(slope(call, 0), lambda node: ZERO if node == AT_ZERO else None)
    return scalar(function.rule, tree, function.why, "L4", domain=function.domain)


def function_step(name: str, function: Function) -> Rule:
    step = scalar(
        name,
        Call(name, tuple(map(Name, "uv"[: len(function.slopes)]))),
        f"The function {name} is applied.",
        "L1",
        domain=function.domain,
        derivative=FUNCTION_SLOPES[name],
        role=Does.ACTIVATION if function.activation else Does.OTHER,
    )
    return replace(step, ends=function.ends, switches=function.switches)


FUNCTION_SLOPES = {name: function_slope(name, function) for name, function in FUNCTIONS.items()}

SLOPES: dict[str, Rule] = table(
    scalar("constant", ZERO, "d/dx k = 0: a constant does not change when x does.", "L4"),
    scalar("identity", ONE, "d/dx x = 1: x changes exactly as itself.", "L4"),
    scalar(
        "power",
        formula("v*u**(v - 1)"),
        "d/dx xⁿ = n·xⁿ⁻¹: the exponent comes down as a factor and is lowered by one.",
        "L4",
        domain=POSITIVE,
    ),
    scalar(
        "exponential of another base",
        formula("u**v*log(u)"),
        "d/dx aˣ = aˣ·log a; it is eˣ itself where a is e, for log e = 1.",
        "L4",
        domain=POSITIVE,
    ),
    scalar(
        "power and exponential",
        formula("v*u**(v - 1) + u**v*log(u)"),
        "x is in base and exponent: each is derived with the other held constant, then added.",
        "L6",
        domain=POSITIVE,
    ),
    scalar("sum", ONE, "Each term is derived alone; the others, held constant, give 0.", "L6"),
    scalar(
        "constant factor",
        formula("c"),
        "A constant factor stays: d/dx c·x = c.",
        "L6",
        kind="linear",
    ),
    scalar(
        "product",
        formula("v"),
        "One factor is derived at a time, the other factors are held constant.",
        "L6",
        kind="product",
    ),
    scalar(
        "quotient",
        formula("-u/v**2"),
        "d/dx u/v = (u′v − u v′)/v²: 1/v by the top, −u/v² by the bottom.",
        "L6",
    ),
    scalar(
        "comparison",
        ZERO,
        "A comparison is constant on both sides of where it changes: its slope is 0.",
        "L4",
    ),
    *(FUNCTION_SLOPES[name] for name, function in FUNCTIONS.items() if not function.is_case),
)

STEPS: dict[str, Rule] = table(
    scalar("constant", formula("c"), "A number, the same whatever x is.", "L1", "linear"),
    scalar("identity", formula("u"), "Another name for the same number.", "L1", "linear"),
    scalar(
        "addition",
        formula("u + v"),
        "The terms are added.",
        "L1",
        "linear",
        derivative=SLOPES["sum"],
    ),
    scalar("negation", formula("-u"), "The number with its sign turned.", "L1", "linear"),
    scalar(
        "multiplication",
        formula("u*v"),
        "The factors are multiplied.",
        "L1",
        "product",
        derivative=SLOPES["product"],
    ),
    scalar("division", formula("u/v"), "The top is divided by the bottom.", "L1"),
    scalar(
        "exponentiation",
        formula("u**v"),
        "The base is raised to the power of the exponent.",
        "L1",
        domain=POSITIVE,
        derivative=SLOPES["power"],
    ),
    scalar(
        "comparison",
        formula("[u > v]"),
        "1 where the comparison holds, else 0.",
        "L1",
        derivative=SLOPES["comparison"],
    ),
    *(function_step(name, function) for name, function in FUNCTIONS.items()),
)

CHAINS: dict[str, Rule] = table(
    scalar(
        "start",
        ONE,
        "The output changes exactly as itself: this is where going backward starts.",
        "L14",
        role=Does.START,
    ),
    scalar(
        "chain",
        formula("dy_du1*du1_dx"),
        "Chain rule: what comes from outside, f′(g(x)), times the inner derivative g′(x).",
        "L5",
        kind="product",
        chains=True,
    ),
    scalar(
        "paths",
        formula("dy_du1*du1_dx + dy_du2*du2_dx"),
        PATHS,
        "L6",
        kind="product",
    ),
)
