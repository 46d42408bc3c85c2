"""From a formula to its calculation on arrays, and to how one entry is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any

import numpy as np

from ..arrays import Array
from ..formula.operations import of_arrays
from ..formula.tree import Entry, Formula, Hadamard, Name, Product, names, substitute
from ..formula.value import evaluator


def by_formula(
    tree: Formula,
    holes: tuple[str, ...],
    sizes: Mapping[str, tuple[str, int]] | None = None,
    usual: Mapping[str, Any] | None = None,
) -> Callable[..., Array]:
    """The formula as a calculation on arrays, (..., rows, columns). What it makes of numbers alone
    takes the shape of the inputs; without inputs it is one number. `usual`: its constants."""
    # where every input is read, what comes out has their shape
    shaped = of_arrays(tree) or (bool(holes) and set(holes) <= set(names(tree)))
    run = cache(partial(evaluator, tree))  # made when it is first needed

    def calculate(*arrays: Array, **constants: Any) -> Array:
        known: dict[str, Any] = dict(zip(holes, arrays, strict=True))
        if usual or constants:
            known = {**(usual or {}), **constants, **known}
        for size, (hole, axis) in sizes.items() if sizes else ():
            known[size] = arrays[holes.index(hole)].shape[axis]
        made = run()(known)
        if shaped:
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
