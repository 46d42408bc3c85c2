"""Where a formula has a kink or jumps: relu, abs, max, min, sign, step, comparisons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ..arrays import Array
from .calls import as_matrix, whole_call
from .functions import FUNCTIONS
from .operations import OPERATIONS
from .tree import Call, Entry, Formula, Indicator, Num, children, substitute, walk
from .value import apart, value

Kink = Call | Indicator


def kinks(tree: Formula) -> tuple[Kink, ...]:
    """Every part of a formula that has one."""
    return tuple(
        node
        for node in walk(tree)
        if isinstance(node, Indicator)
        or (
            isinstance(node, Call)
            and node.function in FUNCTIONS
            and FUNCTIONS[node.function].kink is not None
            and not whole_call(node)
        )
    )


def jumps(node: Kink) -> bool:
    """Whether it is flat on both sides of where it changes: its own value jumps there."""
    return isinstance(node, Indicator) or FUNCTIONS[node.function].slopes == ("0",)


def from_kink(node: Kink, known: Mapping[str, Array]) -> Any:
    """How far it is read from its kink, entry by entry: 0 on it."""
    first, *others = (substitute(part, summed_over) for part in children(node))
    gap = apart(first, others[0] if others else Num(0.0, "0"))
    return np.asarray(gap.function(*(np.asarray(value(part, known)) for part in gap.parts)))


def leads(tree: Formula, known: Mapping[str, Array]) -> Iterator[Array]:
    """How far the largest entry is ahead of the next wherever only the largest is let through:
    where two are equal its gradient goes to one, or to both, by agreement."""
    for node in walk(tree):
        if isinstance(node, Call) and whole_call(node) and node.function in OPERATIONS:
            ahead = OPERATIONS[node.function].lead
            if ahead is not None:
                first, *options = (value(part, known) for part in node.arguments)
                yield ahead(as_matrix(first), *options)


def summed_over(node: Formula) -> Formula | None:
    """W[i,j] inside of sums is read in every entry of W."""
    if isinstance(node, Entry) and not isinstance(node.row, Num):
        return node.base
    return None


def side(node: Kink, known: Mapping[str, Array]) -> Any:
    """On which side of its kink it is read: −1, 0 (on it) or 1, entry by entry."""
    with np.errstate(invalid="ignore"):
        return np.sign(from_kink(node, known))
