"""The shapes of an expression's values and lines, before anything is worked out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from .formula.operations import Shape
from .quantity import quantity
from .rules.arrays import step_shape
from .rules.rule import Array

if TYPE_CHECKING:
    from .expression import Expression

MOST_ENTRIES = 10_000  # of one array
DERIVATIVE = re.compile(r"d[^\W\d]\w*/d[^\W\d]\w*")


class ShapeFault(ValueError):
    """Two shapes that do not fit, in one of the author's lines (counted from 1)."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def as_array(value: Any) -> Array:
    """A value as (..., rows, columns): a number, a flat list as a column, rows; an ndarray has
    students first, (S,) numbers or (S, rows, columns)."""
    array = np.asarray(value, dtype=float)
    if isinstance(value, np.ndarray) or not array.ndim:
        return array if array.ndim == 3 else array[..., None, None]
    return array[:, None] if array.ndim == 1 else array


def shapes_of(expression: Expression) -> dict[str, Shape]:
    """Rows and columns by name. A variable without a value is as large as a given gradient by it
    says, else a number. Raises ShapeFault."""
    known: dict[str, Shape] = {}
    for name, value in {**expression.given, **expression.at}.items():
        rows, columns = as_array(value).shape[-2:]
        made = quantity(name) if DERIVATIVE.fullmatch(name) else None
        if made and made.by:
            known.setdefault(made.by.name, (rows, columns))
        known[name] = rows, columns
    ends = {line.name: number for number, line in enumerate(expression.lines, 1)}
    line = 1
    for name, tree in expression.steps:
        try:
            shape = step_shape(tree, known)
        except ValueError as wrong:
            raise ShapeFault(str(wrong), line) from None
        if shape[0] * shape[1] > MOST_ENTRIES:
            wrong_size = f"{shape[0]}×{shape[1]} are more than {MOST_ENTRIES} entries"
            raise ShapeFault(wrong_size, line)
        known[name] = known[name] if name in expression.given else shape
        line = ends.get(name, line - 1) + 1 if name in ends else line
    return known
