"""The value of a formula: the one calculation of every expression, and the test of every rule."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any, TypeAlias

import numpy as np

from ..arrays import Array
from .functions import CONSTANTS
from .operations import calculation
from .tree import (
    BigSum,
    Call,
    Entry,
    Formula,
    Fraction,
    Hadamard,
    Indicator,
    Kronecker,
    MatMul,
    Name,
    Neg,
    Num,
    Power,
    Product,
    Sum,
    Transpose,
    names,
    walk,
)

Value: TypeAlias = Array | float

COMPARE = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    "=": operator.eq,
}


def value(tree: Formula, known: Mapping[str, Any]) -> Any:
    """Evaluate on numbers or arrays: `known` has a value for every name, sizes too.

    Arrays broadcast, so leading axes of students come for free; an Entry reads
    [..., row − 1, column − 1]. Raises KeyError for a name that is not known.
    """
    match tree:
        case Num():
            return np.float64(tree.value)
        case Name():
            return known[tree.text] if tree.text in known else CONSTANTS[tree.text]
        case Entry():
            row, column = int(value(tree.row, known)), int(value(tree.column, known))
            return value(tree.base, known)[..., row - 1, column - 1]
        case Neg():
            return -value(tree.term, known)
        case Sum():
            return reduce(operator.add, (value(term, known) for term in tree.terms))
        case Product() | Hadamard():
            return reduce(operator.mul, (value(factor, known) for factor in tree.factors))
        case MatMul():
            factors = (np.atleast_2d(value(factor, known)) for factor in tree.factors)
            return reduce(operator.matmul, factors)
        case Fraction():
            return np.divide(value(tree.top, known), value(tree.bottom, known))
        case Power():
            return np.power(value(tree.base, known), value(tree.exponent, known))
        case Call():
            arguments = (value(argument, known) for argument in tree.arguments)
            return calculation(tree)(*arguments)
        case Transpose():
            return value(tree.base, known).mT
        case Indicator():
            left, right = value(tree.left, known), value(tree.right, known)
            return np.where(COMPARE[tree.sign](left, right), 1.0, 0.0)
        case Kronecker():
            return float(value(tree.left, known) == value(tree.right, known))
        case BigSum():
            return big_sum(tree, known, value)
        case _:
            raise TypeError(f"{type(tree).__name__} has no value")


def variables(tree: Formula) -> tuple[str, ...]:
    """The names that need a value, in order of first appearance; pi has its own."""
    return tuple(name for name in names(tree) if name not in CONSTANTS)


def big_sum(
    tree: BigSum, known: Mapping[str, Any], read: Callable[[Formula, Mapping[str, Any]], Any]
) -> Any:
    """Over the entries that use the index; without any, over an axis of the body. `read`: what is
    added up of the body, its value or its size."""
    if any(isinstance(part, Name) and part.text == tree.index for part in walk(tree.body)):
        size = int(value(tree.size, known))
        return sum(read(tree.body, {**known, tree.index: i}) for i in range(1, size + 1))
    axis = -1 if tree.index == "n" else -2
    return np.sum(read(tree.body, known), axis=axis, keepdims=True)
