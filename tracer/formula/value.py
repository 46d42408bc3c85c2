"""The value of a formula: the one calculation of every expression, and the test of every rule."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from ..arrays import LEFT, Array
from .calls import as_matrix, calculation
from .functions import CONSTANTS, FUNCTIONS
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


JUMPING = ("sign", "step")

Evaluator: TypeAlias = Callable[[Any], Any]
"""From the values of the names, by name or in a row, to the value of a formula."""

Places: TypeAlias = Mapping[str, int]
"""Where the value of each name stands in a row of values."""


def value(tree: Formula, known: Mapping[str, Any]) -> Any:
    """Evaluate on numbers or arrays: `known` has a value for every name, sizes too.

    Arrays broadcast, so leading axes of students come for free; an Entry reads
    [..., row − 1, column − 1]. Raises KeyError for a name that is not known.
    """
    return evaluator(tree)(known)


def evaluator(tree: Formula, places: Places | None = None) -> Evaluator:
    """The same, for a formula that is worked out again and again; with `places` its values come in
    a row. Raises TypeError for a formula that has no value, KeyError for a name without a place."""
    match tree:
        case Num():
            number = np.float64(tree.value) if places is None else tree.value
            return lambda known: number
        case Name(text) if text in CONSTANTS and places is None:
            return lambda known: known.get(text, CONSTANTS[text])
        case Name(text) if text in CONSTANTS and text not in (places or ()):
            return lambda known: CONSTANTS[text]
        case Name():
            return operator.itemgetter(tree.text if places is None else places[tree.text])
        case Entry():
            parts = (tree.base, tree.row, tree.column)
            base, row, column = (evaluator(part, places) for part in parts)
            return lambda known: base(known)[..., int(row(known)) - 1, int(column(known)) - 1]
        case BigSum():
            if places is None:
                return lambda known: big_sum(tree, known, value)
            at = places.items()
            return lambda known: big_sum(tree, {name: known[k] for name, k in at}, value)
    done = operation(tree)
    if done is None:
        raise TypeError(f"{type(tree).__name__} has no value")
    function = done.function
    first, *others = (evaluator(part, places) for part in done.parts)
    if not others:
        return lambda known: function(first(known))
    if len(others) == 1:
        second = others[0]
        return lambda known: function(first(known), second(known))
    return lambda known: function(first(known), *[part(known) for part in others])


class Operation(NamedTuple):
    """What a formula does last, with the values of these parts of it."""

    function: Callable[..., Any]
    parts: tuple[Formula, ...]


def operation(tree: Formula) -> Operation | None:
    """None for what is read, not done: a name, a number, an entry; and for a Σ."""
    match tree:
        case Neg(term):
            return Operation(operator.neg, (term,))
        case Sum(terms):
            return total(terms)
        case Product(factors) | Hadamard(factors):
            return Operation(from_the_left(operator.mul, factors), factors)
        case MatMul(factors):
            return Operation(from_the_left(matrix_product, factors), factors)
        case Fraction(top, bottom):
            return Operation(np.divide, (top, bottom))
        case Power(base, Num(2.0)):
            return Operation(square, (base,))
        case Power(base, exponent):
            return Operation(np.power, (base, exponent))
        case Call(function, (Sum() as inside,)) if function in JUMPING:
            return jumping(function, inside)
        case Call():
            return Operation(calculation(tree), tree.arguments)
        case Transpose(base):
            return Operation(transposed, (base,))
        case Indicator(left, sign, right):
            return compared(left, sign, right)
        case Kronecker(left, right):
            return Operation(lambda u, v: float(u == v), (left, right))
    return None


def compared(left: Formula, sign: str, right: Formula) -> Operation:
    """1 where a comparison holds, else 0."""
    compare, gap = COMPARE[sign], apart(left, right)
    return gap._replace(
        function=lambda *values: np.where(compare(gap.function(*values), 0.0), 1.0, 0.0)
    )


def jumping(function: str, inside: Sum) -> Operation:
    """The sign or the step of a sum."""
    jump, gap = FUNCTIONS[function].calculate, apart(inside, Num(0.0, "0"))
    return gap._replace(function=lambda *values: jump(gap.function(*values)))


def apart(left: Formula, right: Formula) -> Operation:
    """The one less the other; 0 where the terms of both leave only what float64 rounds away, for by
    hand 0.1 + 0.2 is 0.3."""
    summed = total((*addends(left), *map(Neg, addends(right))))

    def gap(*values: Any) -> Any:
        with np.errstate(invalid="ignore"):  # ∞ − ∞, which are equal
            left_over = summed.function(*values)
            if len(values) == 2:
                left_over = np.where(values[0] == values[1], 0.0, left_over)
            return np.where(rounding_alone(left_over, values), 0.0, left_over)

    return Operation(gap, summed.parts)


def rounding_alone(left_over: Any, terms: Sequence[Any]) -> Any:
    """Whether a sum is only what float64 leaves of its terms, entry by entry."""
    return np.abs(left_over) < LEFT * reduce(operator.add, map(np.abs, terms))


def addends(tree: Formula) -> tuple[Formula, ...]:
    return tree.terms if isinstance(tree, Sum) else (tree,)


def from_the_left(function: Callable[[Any, Any], Any], parts: Sequence[Formula]) -> Any:
    """Two and two."""
    return function if len(parts) == 2 else lambda *values: reduce(function, values)


def total(terms: Sequence[Formula]) -> Operation:
    """Added up from the left; what has a minus is taken off."""
    signs = [operator.sub if isinstance(term, Neg) else operator.add for term in terms[1:]]
    others = (term.term if isinstance(term, Neg) else term for term in terms[1:])
    parts = (terms[0], *others)
    if len(signs) == 1:
        return Operation(signs[0], parts)
    if operator.sub not in signs:
        return Operation(from_the_left(operator.add, parts), parts)

    def added(value: Any, *more: Any) -> Any:
        for sign, one in zip(signs, more, strict=True):
            value = sign(value, one)
        return value

    return Operation(added, parts)


def transposed(value: Any) -> Any:
    return value.mT


def square(number: Any) -> Any:
    return number * number


def matrix_product(one: Any, other: Any) -> Any:
    """A @ B; a plain number is a matrix of one entry."""
    return np.matmul(as_matrix(one), as_matrix(other))


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
