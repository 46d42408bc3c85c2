"""How matrices lie on a sheet: kind of quantity × layout → as is or transposed (`kinds.py`).

Everything is calculated in `columns` (samples are columns). The table is applied when numbers
are read, shown and written, and to formulas: (W a + b)ᵀ is aᵀ Wᵀ + bᵀ.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

from .formula.tree import (
    BigSum,
    Entry,
    Formula,
    Layer,
    MatMul,
    Name,
    Num,
    Partial,
    Transpose,
    children,
    rebuilt,
)
from .kinds import KINDS
from .quantity import Quantity
from .rules.rule import Array

Layout: TypeAlias = Literal["columns", "rows", "torch"]
LAYOUTS: tuple[Layout, ...] = ("columns", "rows", "torch")

TRANSPOSED: dict[Layout, frozenset[str]] = {
    layout: frozenset(base for base, kind in KINDS.items() if layout in kind.turned)
    for layout in LAYOUTS
}


def transposed(quantity: Quantity, layout: Layout) -> bool:
    """Whether a network's quantity lies transposed. A gradient lies as what it is by."""
    shape_of = quantity.by if quantity.by is not None else quantity
    return shape_of.base in TRANSPOSED[layout]


def lay(value: Array, quantity: Quantity, layout: Layout) -> Array:
    """From `columns` to the layout, or back: it is the same step. A view, not a copy."""
    return value.mT if transposed(quantity, layout) else value


def lay_formula(tree: Formula, lies: Callable[[str], bool | None], target_lies: bool) -> Formula:
    """The matrix formula for arrays some of which lie transposed.

    `lies` says so of every name in it (None: a number), `target_lies` of what it makes.
    """

    def flip(node: Formula, outside: bool) -> Formula:
        """The node's formula, transposed if `outside`."""
        match node:
            case Name():
                flips = lies(node.text) not in (None, outside)
                return Transpose(node) if flips else node
            case Transpose():
                return flip(node.base, not outside)
            case MatMul():
                factors = tuple(flip(factor, outside) for factor in node.factors)
                return MatMul(factors[::-1] if outside else factors)
            case Entry() if isinstance(node.base, Name) and lies(node.base.text):
                return Entry(node.base, node.column, node.row)
            case Num() | Entry() | Partial() | Layer() | BigSum():
                return node
            case _:
                return rebuilt(node, tuple(flip(part, outside) for part in children(node)))

    return flip(tree, target_lies)


def flipped(place: tuple[int, int], turned: bool) -> tuple[int, int]:
    """The place of an entry in the transposed array, where it is transposed."""
    return place[::-1] if turned else place
