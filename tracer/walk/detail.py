"""How fine the steps are. To add a level, add an entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from ..network import Network
from ..quantity import DERIVED, Quantity
from ..trace import Step, Trace

Keeps: TypeAlias = Callable[[Step], bool]

# What a homework sheet of a network usually asks for, where it has no symbols of its own.
USUAL = frozenset(
    {"z", "a", "y_hat", "J", "dJ/dz", "dJ/dW", "dJ/db", "W:=", "b:="},
)


def is_factor(made: Quantity) -> bool:
    """Whether it is only a factor of another line: ∂ŷ/∂z, d(y)/d(x)."""
    return made.role == "local" or (made.role == "derivative" and made.base not in DERIVED)


def every(_: Step) -> bool:
    return True


def one_a_quantity(step: Step) -> bool:
    if isinstance(step.trace.source, Network):
        return not is_factor(step.quantity)
    return step.quantity.role != "local"


def of_the_sheet(step: Step) -> bool:
    """The quantities that the sheet has symbols for; without any, those usually asked."""
    named = step.trace.symbols.signed
    made = step.quantity
    if not named:
        return (
            made.kind in USUAL if isinstance(step.trace.source, Network) else one_a_quantity(step)
        )
    return any(
        target in (made.name, made.kind, made.of.name)
        or target.startswith(f"{made.name}[")
        or (made.base == "J" and made.by is not None and target.startswith(made.by.name))
        for target in named
    ) or (made.base == "J" and made.by is None)


DETAILS: Mapping[str, tuple[str, Keeps]] = {
    "factors": ("every factor is a step", every),
    "quantities": ("one line a quantity, its factors on it", one_a_quantity),
    "sheet": ("only the quantities of the sheet", of_the_sheet),
}


def stops(trace: Trace, detail: str) -> tuple[int, ...]:
    """The numbers of the steps at which the walk stops; all of them where none would be left."""
    keeps = DETAILS[detail][1]
    kept = tuple(step.number for step in trace.steps if keeps(step))
    return kept or tuple(step.number for step in trace.steps)
