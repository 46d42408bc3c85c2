"""One line of a derivation: a target, the rule that makes it, what the rule is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from .rules.rule import Rule

Phase: TypeAlias = Literal["forward", "cost", "backward", "update"]
PHASES: tuple[Phase, ...] = ("forward", "cost", "backward", "update")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Equation:
    """`target` = `rule` of `inputs`. Names are canonical; those of an iteration k > 1 begin
    with `@k `. `layer` is None for the cost and for expressions. `inner`: an elementary
    step that the author of an expression did not write, or its slope."""

    target: str
    rule: Rule
    inputs: tuple[str, ...]
    phase: Phase
    layer: int | None = None
    iteration: int = 1
    sample: int | None = None  # counted from 1, in stochastic order
    inner: bool = False
