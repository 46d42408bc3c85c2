"""The table of mistakes: each is the trace with one rule swapped.

To add one, add an entry to the file of its part of the lecture, and a row to
tests/tracer/mistakes/test_table.py.

mistake.py      what a mistake is
spot.py         the words in which one is written: a line and what stands around it
hides.py        when one does not show
forward.py, cost.py, output.py      forward, the cost, where both meet
slopes.py, backward.py, mixed_up.py the local slope, the way back, one factor for another
descent.py, optimisers.py           the update; optimisers and penalties
perceptron.py                       a layer that learns from its errors
calculus.py, chain_rule.py, arrays.py   in the lines of expressions: derivatives, chains, arrays
slips.py        slips of the pen; tree_slips.py, tree_slopes.py  made from a line's own formula
wrong_slopes.py wrong derivatives of one node of a formula
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .arrays import ARRAYS
from .backward import BACKWARD
from .calculus import CALCULUS
from .chain_rule import CHAIN_RULE
from .cost import COST
from .descent import DESCENT
from .forward import FORWARD
from .mistake import Mistake
from .mixed_up import MIXED_UP
from .optimisers import OPTIMISERS
from .output import OUTPUT
from .perceptron import PERCEPTRON
from .slips import SLIPS, TYPED_SLIPS
from .slopes import SLOPES
from .spot import Spot
from .tree_slips import TREE_SLIPS
from .tree_slopes import TREE_SLOPES

if TYPE_CHECKING:
    from ..equation import Equation
    from ..trace import Trace

TABLE: tuple[Mistake, ...] = (
    *FORWARD, *COST, *OUTPUT, *SLOPES, *BACKWARD, *MIXED_UP, *DESCENT, *OPTIMISERS,
    *PERCEPTRON, *CALCULUS, *CHAIN_RULE, *ARRAYS, *TREE_SLIPS, *TREE_SLOPES, *SLIPS
)  # fmt: skip
"""Every entry. One mistake may have several, one for each rule that it can be made in."""

MISTAKES: dict[str, str] = {
    **{mistake.name: mistake.says for mistake in reversed(TABLE)},
    **TYPED_SLIPS,
}
"""Every name that a marking may give, and what it says."""


def swaps_of(trace: Trace, equation: Equation) -> Iterator[tuple[Mistake, Equation]]:
    """Every mistake that can be made in a line, with the line as it then is."""
    spot = Spot(trace, equation)
    for mistake in TABLE:
        for line in mistake.swaps(spot):
            yield mistake, line


def on_top_of(trace: Trace, wrong: Equation) -> Iterator[tuple[Mistake, Equation]]:
    """Every mistake that can be made in a line besides the one that is in it."""
    spot = Spot(trace, wrong)
    for mistake in TABLE:
        for line in mistake.on_top(spot):
            yield mistake, line


def says_of(trace: Trace, equation: Equation, name: str) -> str:
    """What a mistake says of a line: the sentence of its entry that can be made there."""
    spot = Spot(trace, equation)
    says = (one.says for one in TABLE if one.name == name and any(one.swaps(spot)))
    return next(says, MISTAKES[name])


__all__ = ["MISTAKES", "TABLE", "TYPED_SLIPS", "Mistake", "on_top_of", "says_of", "swaps_of"]
