"""The value of a formula: the one calculation of every expression, and the test of every rule."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
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


Evaluator: TypeAlias = Callable[[Mapping[str, Any]], Any]


def value(tree: Formula, known: Mapping[str, Any]) -> Any:
    """Evaluate on numbers or arrays: `known` has a value for every name, sizes too.

    Arrays broadcast, so leading axes of students come for free; an Entry reads
    [..., row − 1, column − 1]. Raises KeyError for a name that is not known.
    """
    return evaluator(tree)(known)


def evaluator(tree: Formula) -> Evaluator:
    """The same, for a formula that is worked out again and again. Raises TypeError for a formula
    that has no value."""
    match tree:
        case Num():
            number = np.float64(tree.value)
            return lambda known: number
        case Name(text) if text in CONSTANTS:
            return lambda known: known.get(text, CONSTANTS[text])
        case Name():
            return operator.itemgetter(tree.text)
        case Entry():
            base, row, column = map(evaluator, (tree.base, tree.row, tree.column))
            return lambda known: base(known)[..., int(row(known)) - 1, int(column(known)) - 1]
        case Neg():
            return called(operator.neg, [tree.term])
        case Sum():
            return joined(operator.add, tree.terms)
        case Product() | Hadamard():
            return joined(operator.mul, tree.factors)
        case MatMul():
            return joined(matrix_product, tree.factors)
        case Fraction():
            return joined(np.divide, (tree.top, tree.bottom))
        case Power():
            return joined(np.power, (tree.base, tree.exponent))
        case Call():
            return called(calculation(tree), tree.arguments)
        case Transpose():
            base = evaluator(tree.base)
            return lambda known: base(known).mT
        case Indicator():
            compare = COMPARE[tree.sign]
            holds = joined(compare, (tree.left, tree.right))
            return lambda known: np.where(holds(known), 1.0, 0.0)
        case Kronecker():
            same = joined(operator.eq, (tree.left, tree.right))
            return lambda known: float(same(known))
        case BigSum():
            return lambda known: big_sum(tree, known, value)
        case _:
            raise TypeError(f"{type(tree).__name__} has no value")


def called(function: Callable[..., Any], parts: Sequence[Formula]) -> Evaluator:
    if len(parts) == 1:
        only = evaluator(parts[0])
        return lambda known: function(only(known))
    each = tuple(map(evaluator, parts))
    return lambda known: function(*(part(known) for part in each))


def joined(function: Callable[..., Any], parts: Sequence[Formula]) -> Evaluator:
    """Two and two, from the left."""
    first, *others = map(evaluator, parts)
    if len(others) == 1:
        second = others[0]
        return lambda known: function(first(known), second(known))
    return lambda known: reduce(function, (part(known) for part in others), first(known))


def matrix_product(one: Any, other: Any) -> Any:
    """A @ B; a plain number is a matrix of one entry."""
    if np.ndim(one) and np.ndim(other):
        return np.matmul(one, other)
    return np.matmul(np.atleast_2d(one), np.atleast_2d(other))


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
