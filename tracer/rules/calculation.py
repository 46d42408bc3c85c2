"""From a formula to its calculation on arrays, and to how one entry is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ..arrays import Array
from ..formula.operations import of_arrays
from ..formula.tree import Entry, Formula, Hadamard, Name, Product, substitute
from ..formula.value import value


def by_formula(
    tree: Formula,
    holes: tuple[str, ...],
    sizes: Mapping[str, tuple[str, int]] | None = None,
    usual: Mapping[str, Any] | None = None,
) -> Callable[..., Array]:
    """The formula as a calculation on arrays, (..., rows, columns). What it makes of numbers alone
    takes the shape of the inputs; without inputs it is one number. `usual`: its constants."""
    matrices = of_arrays(tree)

    def calculate(*arrays: Array, **constants: Any) -> Array:
        known = {**(usual or {}), **constants, **dict(zip(holes, arrays, strict=True))}
        known |= {size: known[hole].shape[axis] for size, (hole, axis) in (sizes or {}).items()}
        made = value(tree, known)
        if matrices:
            return np.asarray(made, dtype=np.float64)
        shape = np.broadcast_shapes((1, 1), *(array.shape for array in arrays))
        return np.array(np.broadcast_to(made, shape), dtype=np.float64)

    return calculate


def entrywise(tree: Formula, inputs: tuple[str, ...], row: Formula, column: Formula) -> Formula:
    """An elementwise formula for one entry: every input is read there."""

    def read(node: Formula) -> Formula | None:
        if isinstance(node, Name) and node.text in inputs:
            return Entry(node, row, column)
        if isinstance(node, Hadamard):
            return Product(tuple(substitute(factor, read) for factor in node.factors))
        return None

    return substitute(tree, read)
