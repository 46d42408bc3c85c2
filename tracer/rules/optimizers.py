"""The optimisers: which lines come before an update, and how far it goes.

To add one, add an entry. `v`, `m`, `s` … in its formulas are what its lines make, `v_old` what the
iteration before made of it (0 before the first), `g` the gradient, `t` the number of the iteration.
`{by}` and `{sign}` are the signs of an update, `{root}` the root of what `under` names, with ε.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, NamedTuple

import numpy as np

from ..formula.parse import formula
from ..formula.tree import Formula, Name, addends, names, substitute, summed
from ..formula.value import evaluator
from .rule import Array, Rule

Form = Literal["classical", "torch", "average"]
SIGNS = {False: {"by": "-", "sign": "-"}, True: {"by": "+", "sign": ""}}  # down, up
ROOTS = {False: "(sqrt({}) + epsilon)", True: "sqrt({} + epsilon)"}  # ε outside, inside
GRADIENT = "dJ_dw"  # what g stands for
DOWN = "Gradient descent: J falls fastest against its gradient, so go a little that way, by α."
UP = "Gradient ascent: J rises fastest along its gradient, so go a little that way, by α."


class Line(NamedTuple):
    """A line before the update: what it makes, out of what, and why."""

    makes: str
    formula: str
    why: str

    @property
    def remembers(self) -> bool:
        """Whether it starts from what the iteration before made of it."""
        return f"{self.makes}_old" in self.formula


class Optimizer(NamedTuple):
    """`name` stands in front of its rules' names. `step`: how far the update goes, Δw; `why`: on
    the way down and up. `numbers`: the keys of a file that it has. `says`: its sentence among the
    conventions; `label`: its words in the walk."""

    name: str
    step: str
    why: tuple[str, str]
    says: str
    label: str
    lines: tuple[Line, ...] = ()
    under: str = ""
    numbers: tuple[str, ...] = ()


def velocity(name: Form, line: str, step: str, why: str, going: str) -> Optimizer:
    """Momentum in one of its forms."""
    return Optimizer(
        name=f"momentum ({name})",
        lines=(Line("v", line, why),),
        step=step,
        why=(going, going),
        numbers=("beta",),
        says="Updates have momentum: v is 0 before the first, unless it is given.",
        label="momentum: a velocity v",
    )


MEAN = "the gradients so far, each older one counting less: a running average."
SCALED = "Where gradients were large, the step is made small: it is divided by their root."
MOMENTUM: dict[Form, Optimizer] = {
    "classical": velocity(
        "classical", "beta*v_old {by} alpha*g", "v",
        "Keep β of the velocity, and add the step of this gradient.",
        "Go where the velocity leads: it is the step, with α and its sign in it already.",
    ),
    "torch": velocity(
        "torch", "beta*v_old + g", "{sign}alpha*v",
        "Keep β of the velocity, and add the gradient.",
        "Go by α along the velocity instead of along the gradient alone.",
    ),
    "average": velocity(
        "average", "beta*v_old + (1 - beta)*g", "{sign}alpha*v",
        f"The velocity averages {MEAN}",
        "Go by α along the average of the gradients.",
    ),
}  # fmt: skip

OPTIMIZERS: dict[str, Optimizer] = {
    "gd": Optimizer(
        name="", step="{sign}alpha*g", why=(DOWN, UP), says="", label="by the gradient alone"
    ),
    "momentum": MOMENTUM["classical"],
    "adagrad": Optimizer(
        name="AdaGrad",
        lines=(Line("s", "s_old + g**2", "The squares of all gradients so far, added up."),),
        step="{sign}alpha*g/{root}",
        under="s",
        why=(SCALED, SCALED),
        numbers=("epsilon",),
        says="AdaGrad: s := s + (∂J/∂w)², from 0 unless it is given, then "
        "w := w {by} ∂J/∂w/√s, with ε.",
        label="AdaGrad: divided by the root of Σ g²",
    ),
    "rmsprop": Optimizer(
        name="RMSProp",
        lines=(
            Line("s", "rho*s_old + (1 - rho)*g**2", f"It averages the squares of {MEAN}"),
        ),
        step="{sign}alpha*g/{root}",
        under="s",
        why=(SCALED, SCALED),
        numbers=("rho", "epsilon"),
        says="RMSProp: s := ρ s + (1 − ρ) (∂J/∂w)², from 0 unless it is given, then "
        "w := w {by} ∂J/∂w/√s, with ε.",
        label="RMSProp: divided by a running root",
    ),
    "adam": Optimizer(
        name="Adam",
        lines=(
            Line("m", "beta1*m_old + (1 - beta1)*g", f"The first moment averages {MEAN}"),
            Line("v", "beta2*v_old + (1 - beta2)*g**2",
                 f"The second moment averages the squares of {MEAN}"),
            Line("m_hat", "m/(1 - beta1**t)",
                 "m began at 0 and is too small at first: divided by 1 − β₁ᵗ, it is an average."),
            Line("v_hat", "v/(1 - beta2**t)",
                 "v began at 0 and is too small at first: divided by 1 − β₂ᵗ, it is an average."),
        ),
        step="{sign}alpha*m_hat/{root}",
        under="v_hat",
        why=("Along the average gradient, divided by the root of the average square.",) * 2,
        numbers=("beta1", "beta2", "epsilon"),
        says="Adam: m := β₁ m + (1 − β₁) ∂J/∂w and v := β₂ v + (1 − β₂) (∂J/∂w)² are 0 before the "
        "first update unless given; m_hat = m/(1 − β₁ᵗ) and v_hat = v/(1 − β₂ᵗ), t counting the "
        "updates from 1; then w := w {by} m_hat/√v_hat, with ε.",
        label="Adam: both, each corrected",
    ),
}  # fmt: skip

EVERY = (*OPTIMIZERS.values(), *MOMENTUM.values())
STATES = tuple(dict.fromkeys(line.makes for one in EVERY for line in one.lines))
"""What optimisers keep of a parameter: m, v, …"""

NUMBERS = {
    name: [owner for owner, one in OPTIMIZERS.items() if name in one.numbers]
    for one in OPTIMIZERS.values() for name in one.numbers
}  # fmt: skip
"""The keys of a file that are numbers of optimisers, and the optimisers that have them."""


def keep(free: Array | None, step: Array) -> Array:
    """The step, 0 where the parameter is frozen."""
    return step if free is None else step * free


def tree_of(text: str, uphill: bool, under: str = "", in_root: bool = False) -> Formula:
    """A formula of the table with its signs and its root, g as the gradient."""
    root = ROOTS[in_root].format(under)
    tree = formula(text.format(**SIGNS[uphill], root=root))
    return substitute(tree, lambda node: Name(GRADIENT) if node == Name("g") else None)


def rule_of(name: str, tree: Formula, why: str, makers: set[str], *, held: bool = False) -> Rule:
    """A rule of a tree: what lines make, w and the gradient are its holes, the rest constants.
    `held`: it is a step, and is 0 where a parameter is frozen."""
    own = {"w", GRADIENT, *makers, *(f"{maker}_old" for maker in makers)}
    holes = tuple(hole for hole in names(tree) if hole in own)

    calculation = evaluator(tree)

    def worked(*values: Array, **constants: object) -> Array:
        return np.asarray(calculation({**constants, **dict(zip(holes, values, strict=True))}))

    def stepping(*values: Array, free: Array | None = None, **constants: object) -> Array:
        return keep(free, worked(*values, **constants))

    constants = dict.fromkeys(name for name in names(tree) if name not in own)
    return Rule(
        name=name,
        inputs=holes,
        formula=tree,
        calculate=stepping if held else worked,
        why=why,
        source="L7",
        constants={**constants, **({"free": None} if held else {})},
        kind="elementwise",
    )


def line_rules(optimizer: Optimizer, uphill: bool) -> dict[str, Rule]:
    """The rules of its lines, by what they make."""
    makers = {line.makes for line in optimizer.lines}
    return {
        line.makes: rule_of(
            f"{optimizer.name}, {line.makes}", tree_of(line.formula, uphill), line.why, makers
        )
        for line in optimizer.lines
    }


def step_rule(optimizer: Optimizer, uphill: bool, in_root: bool) -> Rule:
    """Δw."""
    makers = {line.makes for line in optimizer.lines}
    tree = tree_of(optimizer.step, uphill, optimizer.under, in_root)
    name = called(optimizer, "ascent step" if uphill else "step")
    return rule_of(name, tree, optimizer.why[uphill], makers, held=True)


def update_rule(optimizer: Optimizer, uphill: bool, in_root: bool) -> Rule:
    """w := w + Δw at once."""
    step = step_rule(optimizer, uphill, in_root)

    def calculate(w: Array, *values: Array, **constants: object) -> Array:
        return np.asarray(w + step.calculate(*values, **constants))

    return replace(
        step,
        name=called(optimizer, "ascent" if uphill else "update"),
        inputs=("w", *step.inputs),
        formula=summed((Name("w"), *addends(step.formula))),
        calculate=calculate,
    )


def called(optimizer: Optimizer, what: str) -> str:
    return f"{optimizer.name}, {what}" if optimizer.name else what
