"""The steps inside one line that nobody writes, and what rounding each of them does to it.

The line's own formula is worked out with numbers that carry along what was rounded on the way:

    Product      each factor is a step, and each partial product
    Sum, Σ, @    each term is a step, and each partial sum, in whatever order
    f(x), x/y    what stands inside, above or below is a step
    a name       no step: it is written, or a line of its own

A step rounds nothing where its number is exact to the digits kept: 3·4, a factor 1, a copy, a sum
of terms that were rounded to no finer a unit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from tracer.formula.calls import calculation, linear, whole_call
from tracer.formula.functions import CONSTANTS, FUNCTIONS
from tracer.formula.tree import (
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
    walk,
)
from tracer.formula.value import COMPARE
from tracer.formula.value import value as value_of
from tracer.rules.activations import ACTIVATIONS
from tracer.rules.rule import Array, Rule

from .ranged import Ranged, Rounding, decimal_grid
from .worked_functions import power, through, times
from .worked_number import Worked, exact, kept
from .worked_sums import added, joined

# Functions that no calculator has: how their value is worked out, of which name.
SPELLED = {
    name: (rule.formula, rule.inputs[0])
    for name, rule in ACTIVATIONS.items()
    if name in FUNCTIONS and rule.formula != Call(name, (Name(rule.inputs[0]),))
}
MOST_TERMS = 200_000  # terms of a line's sums that are looked at one by one

Known = Mapping[str, Any]  # a Worked for each name of a quantity, a plain number for an index


def steps_of(rule: Rule, inputs: Sequence[Ranged], rounding: Rounding) -> Worked:
    """What stands in a line before it is rounded itself, with the roundings of its steps."""
    known: dict[str, Any] = {
        name: exact(number) for name, number in rule.constants.items() if number is not None
    }
    often = repeated(rule.formula)
    for hole, entry in zip(rule.inputs, inputs, strict=True):
        grid = np.where(entry.exact, entry.grid, 0.0) if hole in often else entry.grid
        size = np.maximum(entry.size, np.abs(entry.value))
        known[hole] = Worked(entry.value, grid, entry.exact, size=size, sharp=entry.exact)
    sizes = {size: known[hole].value.shape[axis] for size, (hole, axis) in rule.sizes.items()}
    known |= {name: exact(number) for name, number in sizes.items()}
    with np.errstate(all="ignore"):
        if too_many(rule, inputs):
            return roughly(rule, inputs, rounding)
        try:
            if by_entries(rule.formula) or of_operations(rule):
                return entry_by_entry(rule, inputs, known, sizes, rounding)
            return worked(rule.formula, known, rounding)
        except (ValueError, KeyError):  # a wrong formula, whose shapes only its calculation fits
            return roughly(rule, inputs, rounding)


def too_many(rule: Rule, inputs: Sequence[Ranged]) -> bool:
    """Whether the terms of a line's sums are more than can be looked at one by one."""
    if rule.kind == "elementwise" or not rule.sizes:
        return False
    shapes = [entry.value.shape[-2:] for entry in inputs]
    terms: int = max(rows * columns for rows, columns in shapes) * max(map(max, shapes))
    return terms > MOST_TERMS


def roughly(rule: Rule, inputs: Sequence[Ranged], rounding: Rounding) -> Worked:
    """Of a very large sum: ten roundings of the size of its absolute terms."""
    value = np.asarray(rule.calculate(*(entry.value for entry in inputs)))
    size = np.abs(rule.calculate(*(np.abs(entry.value) for entry in inputs)))
    unit = rounding.unit(size)
    return Worked(value, 0.0, False, 10 * unit, 10 * unit**2, -10 * np.sign(value) * unit,
                  -10 * unit, size)  # fmt: skip


@lru_cache(maxsize=512)
def repeated(tree: Formula) -> frozenset[str]:
    """The names that stand in a formula more than once. In a(1 − a) the 1 − a of somebody whose
    calculator holds more of a is rounded, however a was written down."""
    found = Counter(node.text for node in walk(tree) if isinstance(node, Name))
    return frozenset(name for name, count in found.items() if count > 1)


def of_operations(rule: Rule) -> bool:
    """Whether a formula calls an operation on whole arrays: its steps are those of its entries."""
    calls = (node for node in walk(rule.formula) if isinstance(node, Call))
    return (rule.entry or rule.opened) is not None and any(map(whole_call, calls))


@lru_cache(maxsize=512)
def by_entries(tree: Formula) -> bool:
    """Whether a formula speaks of single entries by index: a[i,n]."""
    return any(isinstance(part, Entry) and not isinstance(part.row, Num) for part in walk(tree))


def entry_by_entry(
    rule: Rule, inputs: Sequence[Ranged], known: Known, sizes: Mapping[str, int], rounding: Rounding
) -> Worked:
    """A line whose formula is of one entry: each one worked out, then put together."""
    whole = np.asarray(rule.calculate(*(entry.value for entry in inputs)))
    rows, columns = whole.shape[-2:]
    shapes = {hole: entry.value.shape[-2:] for hole, entry in zip(rule.inputs, inputs, strict=True)}
    made = [
        worked(
            rule.opened(row + 1, column + 1, shapes) if rule.opened else rule.entry or rule.formula,
            {**known, **rule.places(row + 1, column + 1, sizes)},
            rounding,
        )
        for row, column in np.ndindex(rows, columns)
    ]
    shape = np.broadcast_shapes(*(one.shape for one in made), (1, 1, 1))

    def together(parts: Iterable[Any]) -> Array:
        filled = [np.broadcast_to(part, shape) for part in parts]
        return np.concatenate(filled, axis=-1).reshape(*shape[:-2], rows, columns)

    return Worked(*map(together, zip(*made, strict=True)))


@lru_cache(maxsize=512)
def is_sum(tree: Formula) -> bool:
    """Whether a line is a sum or a difference: of 1/N (ŷ − y), too, for N may be 1."""
    factors = tree.factors if isinstance(tree, Product) else (tree,)
    rest = [factor for factor in factors if not isinstance(factor, Num | Fraction)]
    return len(rest) == 1 and isinstance(rest[0], Sum)


def part(tree: Formula, known: Known, rounding: Rounding) -> Worked:
    """An inner formula, rounded as a step of its own; a name, or what has no name, is none."""
    inner = tree.term if isinstance(tree, Neg) else tree
    number = worked(tree, known, rounding)
    quiet = isinstance(inner, Name | Num | Entry | Transpose) or not named(inner, known)
    late = isinstance(inner, Sum)
    return number if quiet or not rounding.steps else kept(number, rounding, late=late)


def named(tree: Formula, known: Known) -> bool:
    """Whether a formula reads any quantity: not only constants, sizes and indices."""
    return any(
        isinstance(node, Name) and np.ndim(getattr(known.get(node.text), "value", 0.0)) > 0
        for node in walk(tree)
    )


def worked(tree: Formula, known: Known, rounding: Rounding) -> Worked:
    """The value of a formula with what rounding its inner steps does; itself not yet rounded."""

    def inside(node: Formula) -> Worked:
        return part(node, known, rounding)

    match tree:
        case Num():
            return exact(tree.value)
        case Name():
            number = known[tree.text] if tree.text in known else exact(CONSTANTS[tree.text])
            return number if isinstance(number, Worked) else exact(number)
        case Entry():
            return entry(tree, known, rounding)
        case Neg():
            return times([exact(-1.0), worked(tree.term, known, rounding)], rounding)
        case Transpose():
            return worked(tree.base, known, rounding).each(lambda array: array.mT)
        case Sum():
            return added(joined([terms(node, known, rounding) for node in tree.terms]), rounding)
        case MatMul() | BigSum():
            return added(terms(tree, known, rounding, alone=True), rounding)
        case Product() | Hadamard():
            changing = [factor for factor in tree.factors if not is_one(factor, known)]
            if len(changing) == 1:
                return worked(changing[0], known, rounding)
            return times([inside(factor) for factor in changing or tree.factors], rounding)
        case Fraction():
            top, bottom = inside(tree.top), inside(tree.bottom)
            one_over = through(lambda x: 1.0 / x, [bottom])
            grid = np.where(one_over.exact, decimal_grid(np.asarray(one_over.value)), 0.0)
            return times([top, one_over._replace(grid=grid)], rounding)
        case Power():
            return power(inside(tree.base), inside(tree.exponent))
        case Call() if tree.function in SPELLED:
            formula, name = SPELLED[tree.function]
            return worked(formula, {name: inside(tree.arguments[0])}, rounding)
        case Call():
            if whole_call(tree):
                return whole_operation(tree, known, rounding)
            return through(calculation(tree), [inside(one) for one in tree.arguments])
        case Indicator() | Kronecker():
            left, right = (worked(side, known, rounding) for side in (tree.left, tree.right))
            sign = tree.sign if isinstance(tree, Indicator) else "="
            return exact(np.where(COMPARE[sign](left.value, right.value), 1.0, 0.0))
        case _:
            raise TypeError(f"{type(tree).__name__} has no value")


def whole_operation(tree: Call, known: Known, rounding: Rounding) -> Worked:
    """An inner operation on arrays, the mean in a variance: a step of its own, rounded once."""
    arguments = [worked(one, known, rounding) for one in tree.arguments]
    value = np.asarray(calculation(tree)(*(one.value for one in arguments)))
    sizes = [np.abs(one.size) for one in arguments]
    size = np.asarray(calculation(tree)(*sizes)) if linear(tree) else np.abs(value)
    return kept(Worked(value, 0.0, False, size=size, sharp=False), rounding)


def is_one(factor: Formula, known: Known) -> bool:
    """Whether it is 1 whatever is written: 1/N of a single sample."""
    if named(factor, known):
        return False
    plain = {name: one.value if isinstance(one, Worked) else one for name, one in known.items()}
    return bool(np.all(np.asarray(value_of(factor, plain)) == 1))


def entry(tree: Entry, known: Known, rounding: Rounding) -> Worked:
    """One entry, with its row and column kept as axes of one."""
    plain = {name: one.value if isinstance(one, Worked) else one for name, one in known.items()}
    row, column = (int(value_of(index, plain)) for index in (tree.row, tree.column))
    base = worked(tree.base, known, rounding)
    return base.each(lambda array: array[..., row - 1 : row, column - 1 : column])


def terms(tree: Formula, known: Known, rounding: Rounding, *, alone: bool = False) -> Worked:
    """The terms of one part of a sum, each rounded, along a new axis in front. `alone`: there is
    no other part; its only term is then the sum, and no step."""
    match tree:
        case MatMul():
            left, right = tree.factors[0], tree.factors[-1]
            if len(tree.factors) > 2:
                left = MatMul(tree.factors[:-1])
            a, b = (part(side, known, rounding) for side in (left, right))
            a = a.each(lambda array: np.moveaxis(array, -1, 0)[..., None])
            b = b.each(lambda array: np.moveaxis(array, -2, 0)[..., None, :])
            product = times([a, b], rounding)
            single = alone and len(np.broadcast_to(product.value, product.shape)) == 1
            return kept(product, rounding) if rounding.steps and not single else product
        case BigSum() if any(
            isinstance(node, Name) and node.text == tree.index for node in walk(tree.body)
        ):
            size = int(np.asarray(worked(tree.size, known, rounding).value).item())
            single, numbered = alone and size == 1, range(1, size + 1)
            each = [{**known, tree.index: index} for index in numbered]
            return joined([terms(tree.body, one, rounding, alone=single) for one in each])
        case BigSum():
            axis = -1 if tree.index == "n" else -2
            single = np.asarray(worked(tree.size, known, rounding).value).item() == 1
            body = (worked if alone and single else part)(tree.body, known, rounding)
            return body.each(lambda array: np.expand_dims(np.moveaxis(array, axis, 0), axis))
        case Neg() if isinstance(tree.term, MatMul | BigSum):
            minus, those = exact(-1.0), terms(tree.term, known, rounding)
            return times([minus, those], rounding)
        case _:
            number = (worked if alone else part)(tree, known, rounding)
            return number.each(lambda array: array[None])
