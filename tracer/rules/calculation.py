"""From a formula to its calculation on arrays, and to how one entry is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any

import numpy as np

from ..arrays import Array
from ..formula.calls import of_arrays
from ..formula.tree import Entry, Formula, Hadamard, Name, Product, substitute
from ..formula.value import evaluator, operation, variables


def by_formula(
    tree: Formula,
    holes: tuple[str, ...],
    sizes: Mapping[str, tuple[str, int]] | None = None,
    usual: Mapping[str, Any] | None = None,
) -> Callable[..., Array]:
    """The formula as a calculation on arrays, (..., rows, columns). What it makes of numbers alone
    takes the shape of the inputs; without inputs it is one number. `usual`: its constants."""
    inputs = tuple(map(Name, holes))
    if inputs == (tree,):
        return same
    done = operation(tree)
    if done is not None and inputs and done.parts == inputs:
        return done.function  # one operation on the inputs: an elementary step
    used = variables(tree)
    # where every input is read, what comes out has their shape
    shaped = of_arrays(tree) or (bool(holes) and set(holes) <= set(used))
    counts = {name: (holes.index(hole), axis) for name, (hole, axis) in (sizes or {}).items()
              if name in used}  # fmt: skip
    named = [name for name in used if name not in holes and name not in counts]
    places = {name: at for at, name in enumerate((*holes, *counts, *named))}
    run = cache(partial(evaluator, tree, places))  # made when it is first needed

    def constant(name: str, constants: Mapping[str, Any]) -> Any:
        return constants[name] if name in constants or not usual else usual[name]

    def calculate(*arrays: Array, **constants: Any) -> Array:
        values: tuple[Any, ...] = arrays
        if counts:
            values += tuple([arrays[at].shape[axis] for at, axis in counts.values()])
        if named:
            values += tuple([constant(name, constants) for name in named])
        made = run()(values)
        if shaped:
            return np.asarray(made, dtype=np.float64)
        shapes = [array.shape for array in arrays]
        shape = np.broadcast_shapes((1, 1), *shapes) if shapes else (1, 1)
        return np.full(shape, made, dtype=np.float64)

    return calculate


def same(array: Array) -> Array:
    return array


def entrywise(tree: Formula, inputs: tuple[str, ...], row: Formula, column: Formula) -> Formula:
    """An elementwise formula for one entry: every input is read there."""

    def read(node: Formula) -> Formula | None:
        if isinstance(node, Name) and node.text in inputs:
            return Entry(node, row, column)
        if isinstance(node, Hadamard):
            return Product(tuple(substitute(factor, read) for factor in node.factors))
        return None

    return substitute(tree, read)
