"""When a mistake does not show: the conditions of the table, read and evaluated.

    hidden = "N = 1 or right = 0: all of it is 0"

What stands before the colon is the condition, in the words of `spot.py`; `wrong` is what the
mistake makes of the line. It holds, entry by entry, where both sides of one of its equations are
the same; "never" holds nowhere. What stands behind the colon is said to people.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..formula.parse import formula
from ..formula.tree import names
from ..formula.value import value
from ..rules.rule import Array
from .mistake import Mistake, swapped
from .spot import Spot

if TYPE_CHECKING:
    from ..equation import Equation
    from ..trace import Trace

NEVER = "never"
CLOSE = 1e-11  # what rounding leaves of numbers that are the same


class Made(NamedTuple):
    """A mistake made in a line: the wrong numbers, the right ones, and where the table says that
    they are the same."""

    wrong: Array
    right: Array
    hidden: Any


def sides(condition: str) -> list[tuple[str, str]]:
    """The equations of a condition, each as its two sides."""
    said = condition.partition(":")[0].strip()
    if said == NEVER:
        return []
    parts = (equation.split(" = ") for equation in said.split(" or "))
    return [(left, right) for left, right in parts]


def made(mistake: Mistake, trace: Trace, equation: Equation) -> Iterator[Made]:
    """Each way to make a mistake in a line, whether it shows there or not."""
    spot = Spot(trace, equation)
    trees = list(mistake.formulas(spot)) if mistake.fits(spot) else []
    for at, tree in enumerate(trees):
        line = swapped(spot, tree, mistake.name)
        if line is None:
            continue
        right = trace.state[equation.target]
        try:
            with np.errstate(all="ignore"):
                wrong = line.rule.calculate(*(trace.state[name] for name in line.inputs))
        except (ValueError, KeyError, IndexError, TypeError):  # shapes that do not fit
            continue
        own = mistake.hidden if isinstance(mistake.hidden, str) else mistake.hidden[at]
        yield Made(wrong, right, holds(own, spot, wrong, right))


def holds(condition: str, spot: Spot, wrong: Array, right: Array) -> Any:
    """Where a condition is true of the entries of a line, as they are calculated."""
    true = np.zeros(right.shape, dtype=bool)
    for pair in sides(condition):
        left, other = (valued(side, spot, wrong, right) for side in pair)
        true = true | same(left, other)
    return true


def valued(side: str, spot: Spot, wrong: Array, right: Array) -> Any:
    """One side of an equation. Raises KeyError for a word that has no meaning there."""
    tree = formula(side)
    known: dict[str, Any] = {"wrong": wrong, "right": right}
    for word in names(tree):
        if word not in known:
            name = spot.quantity(word)
            known[word] = spot.number(word) if name is None else spot.trace.state[name]
    with np.errstate(all="ignore"):
        return value(tree, known)


def same(one: Any, other: Any) -> Any:
    """Whether numbers are the same but for rounding."""
    with np.errstate(all="ignore"):
        size = np.maximum(1.0, np.maximum(np.abs(one), np.abs(other)))
        return np.abs(one - other) <= CLOSE * size
