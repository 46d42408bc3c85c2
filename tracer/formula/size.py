"""How large the terms of a formula are: its value, had every term and factor the sign +."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from functools import reduce
from typing import Any

import numpy as np

from .calls import calculation, linear
from .tree import (
    BigSum,
    Call,
    Formula,
    Fraction,
    Hadamard,
    MatMul,
    Neg,
    Power,
    Product,
    Sum,
    Transpose,
)
from .value import big_sum, value


def size(tree: Formula, known: Mapping[str, Any]) -> Any:
    """The sum of the absolute terms: |W| |a| + |b| of W a + b. What is inside a function, and
    what is divided by, counts as it is. Raises KeyError for a name that is not known.

    >>> from .parse import formula
    >>> float(size(formula("x - y*z"), {"x": 6.0, "y": -2.0, "z": -3.0}))
    12.0
    """
    match tree:
        case Neg():
            return size(tree.term, known)
        case Sum():
            return reduce(operator.add, (size(term, known) for term in tree.terms))
        case Product() | Hadamard():
            return reduce(operator.mul, (size(factor, known) for factor in tree.factors))
        case MatMul():
            return reduce(operator.matmul, (size(factor, known) for factor in tree.factors))
        case Fraction():
            return np.divide(size(tree.top, known), np.abs(value(tree.bottom, known)))
        case Power() if np.all(value(tree.exponent, known) > 0):
            return np.power(size(tree.base, known), value(tree.exponent, known))
        case Transpose():
            return size(tree.base, known).mT
        case BigSum():
            return big_sum(tree, known, size)
        case Call() if linear(tree):
            return calculation(tree)(*(size(part, known) for part in tree.arguments))
        case _:
            return np.abs(value(tree, known))
