"""Slips of the pen, which can be made in any line; offered last. To add one, add an entry."""

from __future__ import annotations

from collections.abc import Iterator

from ..formula.tree import Formula, Name
from .mistake import Mistake
from .spot import Spot


def line_above(spot: Spot) -> Iterator[Formula]:
    """The numbers of an input of the line, as they stand."""
    yield from (Name(hole) for hole in spot.equation.rule.inputs)


SLIPS = (
    Mistake(
        name="line-above-copied",
        at=("*",),
        formula=line_above,
        says="the numbers of an earlier line stand here.",
        hidden="wrong = right: both lines are the same",
        taught="L14",
        seen="a slip of the pen",
        often=1,
        whom="pencil",
        generic=True,
    ),
    Mistake(
        name="sign",
        at=("*",),
        formula="-right",
        says="the right number with the other sign.",
        hidden="right = 0",
        taught="L14",
        seen="a slip of the pen",
        often=2,
        generic=True,
    ),
    Mistake(
        name="factor-2",
        at=("*",),
        formula=("2*right", "1/2*right"),
        says="a factor of 2 too many or too few.",
        hidden="right = 0",
        taught="L14",
        seen="a slip of the pen",
        often=1,
        whom="pencil",
        generic=True,
    ),
    Mistake(
        name="factor-10",
        at=("*",),
        formula=("10*right", "right/10"),
        says="the decimal point is one place off.",
        hidden="right = 0",
        taught="L14",
        seen="a slip of the pen",
        often=1,
        whom="pencil",
        generic=True,
    ),
    Mistake(
        name="factor-100",
        at=("*",),
        formula=("100*right", "right/100"),
        says="the decimal point is two places off.",
        hidden="right = 0",
        taught="L14",
        seen="a slip of the pen",
        often=1,
        whom="pencil",
        generic=True,
    ),
    Mistake(
        name="reciprocal",
        at=("*",),
        formula="1/right",
        says="one over the right number.",
        hidden="right = 1 or right = -1",
        taught="L14",
        seen="a slip of the pen",
        often=1,
        whom="pencil",
        generic=True,
    ),
)

# Slips that are seen in the typed text, not in a calculation: what they say.
TYPED_SLIPS = {
    "all-zeros": "every number here is 0: that is what stands there before anything is worked out "
    "(or before the way back was run).",
    "digits-swapped": "two digits that stand side by side are swapped.",
    "neighbour-copied": "the number of a neighbouring entry stands here.",
    "given-sign": "a given number was read with the wrong sign.",
    "given-digits-swapped": "two digits of a given number were swapped.",
    "given-neighbour": "a given number was read in the wrong place.",
    "given-transposed": "a given matrix was read with its rows for its columns.",
    "given-class-off-by-one": "the classes were counted from another number: the 1 of y stands one "
    "row further down or up.",
    "elementwise-for-matmul": "entry by entry (⊙) where a matrix product (@) is needed.",
}
