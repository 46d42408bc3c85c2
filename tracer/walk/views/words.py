"""The walk's own words for a step: where it is, what a place in it is called."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from ...formula.text import text
from ...kinds import KINDS, NUMBER
from ...network import Network
from ...numbers import significant, with_minus
from ...rules.rule import Does
from ...shell.line import Role
from ...symbols import Place
from ...trace import Step, Trace
from ..model import Walk
from ..trying import Verdict

PHASES = {"forward": "Forward", "cost": "Cost", "backward": "Backward", "update": "Update"}
VERDICTS: Mapping[Verdict, tuple[str, Role]] = {
    "right": ("✓", "good"),
    "follows": ("✓", "good"),
    "coarse": ("≈", "changed"),
    "off": ("✗", "bad"),
    "unreadable": ("?", "bad"),
}
"""Each verdict's sign, and the role that colours it."""


def symbol(trace: Trace, name: str, place: Place | None = None, *, ascii: bool = False) -> str:
    """A quantity as the sheet writes it: ∂J/∂W[2], with its iteration if that is a later one."""
    from ...quantity import quantity

    made = quantity(name)
    shown = text(trace.symbols.tree(trace.local(name), place), ascii=ascii)
    if made.role == "update":
        shown += " :="
    return shown if made.iteration == 1 else f"@{made.iteration} {shown}"


def where(walk: Walk, between: str = " · ") -> str:
    """`Backward · layer 2 · step 9 of 21`."""
    line = walk.step.equation
    parts = [PHASES[line.phase]]
    if line.layer is not None and isinstance(walk.source, Network):
        parts.append(f"layer {line.layer}")
    parts.append(f"step {walk.number} of {len(walk.trace)}")
    if walk.iterations > 1 or line.iteration > 1:
        parts.append(f"iteration {line.iteration} of {walk.iterations}")
    if line.sample is not None:
        parts.append(f"sample {line.sample}")
    return between.join(parts)


def titles(step: Step) -> tuple[Sequence[str], Sequence[str]]:
    """What rows and columns of a step's matrix are: neurons, inputs or samples."""
    rows, columns = step.value.shape[-2:]
    if not isinstance(step.trace.source, Network):
        return numbered("", rows), numbered("", columns)
    made = step.quantity
    shape_of = made.by or made
    kind = KINDS.get(shape_of.base, NUMBER)
    neuron = "input" if shape_of.base == "a" and shape_of.layer == 0 else "neuron"
    said = {"n": neuron, "m": "input" if shape_of.layer == 1 else "from", "N": "sample"}
    pair = said.get(kind.rows, ""), said.get(kind.columns, "")
    if jacobian(step):
        pair = "output", "∂z"
    lies = step.trace.lies(step.name)
    first, second = pair[::-1] if lies else pair
    return numbered(first, rows), numbered(second, columns)


def jacobian(step: Step) -> bool:
    """Softmax's local slope: the samples' Jacobians side by side."""
    return step.equation.rule.role is Does.JACOBIAN


@lru_cache(maxsize=64)
def numbered(what: str, count: int) -> Sequence[str]:
    """Kept: a large matrix has many more rows and columns than are on screen."""
    if not what and count == 1:
        return ("",)
    return tuple(f"{what} {number}".strip() for number in range(1, count + 1))


def number_text(value: float | None, digits: int) -> str:
    """A number for people; blank while it is not computed."""
    return "" if value is None else with_minus(significant(value, digits))


def squeezed(said: str) -> str:
    return re.sub(r"\s+", " ", said).strip()
