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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, reduce
from typing import Any

import numpy as np

from tracer.formula.functions import CONSTANTS
from tracer.formula.operations import calculation, linear, whole_call
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
from tracer.rules.rule import Array, Rule

from .ranged import Mask, Ranged, Rounding, decimal_grid, on_grid, students_first

FAINT = 5e-4  # of a unit: a rounding that was made before, and leaves but its shift here
NOISE = 1e-6  # relative: a change that shows a slope
MOST_TERMS = 200_000  # terms of a line's sums that are looked at one by one


@dataclass(frozen=True, slots=True, eq=False)
class Worked:
    """A number inside a line, (students, rows, columns); a sum's terms have one more axis in front.

    `most`: the units of all roundings on the way, as they move this number, added up; `squares`:
    their squares; `cut`, `floor`: the shift when all of them cut off, or round down. `grid`: every
    honest number here is a multiple of it (0: unknown, ∞: it is 0). `exact`: nothing was rounded;
    `sharp`: nothing, but perhaps this number last. `size`: the sum of the absolute terms."""

    value: Array
    grid: Any = 0.0
    exact: Any = True
    most: Any = 0.0
    squares: Any = 0.0
    cut: Any = 0.0
    floor: Any = 0.0
    size: Any = 0.0
    sharp: Any = True

    @property
    def shape(self) -> tuple[int, ...]:
        shapes = {np.shape(getattr(self, name)) for name in Worked.__slots__}
        return shapes.pop() if len(shapes) == 1 else np.broadcast_shapes(*shapes)

    def each(self, change: Callable[[Any], Any]) -> Worked:
        """The same numbers laid out in another way; what is one number for all stays so."""
        shape, parts = self.shape, (getattr(self, name) for name in Worked.__slots__)
        return Worked(
            *(part if np.ndim(part) == 0 and at else change(np.broadcast_to(part, shape))
              for at, part in enumerate(parts))
        )  # fmt: skip


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


def exact(number: Any) -> Worked:
    value = np.asarray(number, dtype=float)
    value = students_first(value) if value.ndim else value
    return Worked(value, decimal_grid(value), np.True_, size=np.abs(value))


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

    def together(name: str) -> Array:
        parts = [np.broadcast_to(getattr(one, name), shape) for one in made]
        return np.concatenate(parts, axis=-1).reshape(*shape[:-2], rows, columns)

    return Worked(*(together(name) for name in Worked.__slots__))


def kept(number: Worked, rounding: Rounding, *, late: bool = False) -> Worked:
    """A step as it is written down in passing: rounded, where that changes anything; `late`: or
    only here, where a number that came into it was held in memory."""
    unit, rounds = last_rounding(number, rounding)
    half, cut, floor = rounded(number, unit, rounds, late=late)
    return replace(
        number,
        grid=np.where(rounds, unit, number.grid),
        exact=number.exact & ~rounds,
        sharp=number.exact,
        most=number.most + 2 * half,
        squares=number.squares + 4 * half * half,
        cut=number.cut + 2 * cut,
        floor=number.floor + 2 * floor,
    )


def last_rounding(number: Worked, rounding: Rounding) -> tuple[Array, Mask]:
    """The unit to which a number is rounded, and where that changes anything."""
    unit = rounding.unit(np.abs(number.value))
    whole = np.where(number.exact, on_grid(number.value, unit), on_grid(number.grid, unit))
    whole = np.where(number.exact, whole, whole & (np.asarray(number.grid) > 0))
    return unit, np.asarray((unit > 0) & ~whole.astype(bool))


def rounded(
    number: Worked, unit: Array, rounds: Mask, *, late: bool = False
) -> tuple[Array, Array, Array]:
    """What one rounding does: how far at most, to either side; the shift of whoever cuts off or
    rounds down. Of a number that is known exactly, that is known, too. `late`: where all was
    rounded as finely before it came here, it may have been held in memory, and be cut off now."""
    units = np.where(rounds, number.value / np.where(rounds, unit, 1.0), 0.0)
    known = [turn(units) - units for turn in (np.rint, np.trunc, np.floor)]
    furthest = np.maximum(np.abs(known[0]), np.maximum(np.abs(known[1]), np.abs(known[2])) / 2)
    faint, shift = (FAINT, 0.5) if late else (0.0, 0.5 * rounds)
    half = np.where(number.exact, furthest, np.where(rounds, 0.5, faint)) * unit
    cut = np.where(number.exact, known[1], -np.sign(number.value) * shift) * unit
    floor = np.where(number.exact, known[2], -shift) * unit
    return half, cut, floor


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
            return added(terms(tree, known, rounding), rounding)
        case Product() | Hadamard():
            return times([inside(factor) for factor in tree.factors], rounding)
        case Fraction():
            top, bottom = inside(tree.top), inside(tree.bottom)
            one_over = through(lambda x: 1.0 / x, [bottom])
            grid = np.where(one_over.exact, decimal_grid(np.asarray(one_over.value)), 0.0)
            return times([top, replace(one_over, grid=grid)], rounding)
        case Power():
            return power(inside(tree.base), inside(tree.exponent))
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


def entry(tree: Entry, known: Known, rounding: Rounding) -> Worked:
    """One entry, with its row and column kept as axes of one."""
    plain = {name: one.value if isinstance(one, Worked) else one for name, one in known.items()}
    row, column = (int(value_of(index, plain)) for index in (tree.row, tree.column))
    base = worked(tree.base, known, rounding)
    return base.each(lambda array: array[..., row - 1 : row, column - 1 : column])


# Sums


def terms(tree: Formula, known: Known, rounding: Rounding) -> Worked:
    """The terms of one part of a sum, each rounded, along a new axis in front."""
    match tree:
        case MatMul():
            left, right = tree.factors[0], tree.factors[-1]
            if len(tree.factors) > 2:
                left = MatMul(tree.factors[:-1])
            a, b = (part(side, known, rounding) for side in (left, right))
            a = a.each(lambda array: np.moveaxis(array, -1, 0)[..., None])
            b = b.each(lambda array: np.moveaxis(array, -2, 0)[..., None, :])
            product = times([a, b], rounding)
            return kept(product, rounding) if rounding.steps else product
        case BigSum() if any(
            isinstance(node, Name) and node.text == tree.index for node in walk(tree.body)
        ):
            size = int(np.asarray(worked(tree.size, known, rounding).value).item())
            each = [
                part(tree.body, {**known, tree.index: index}, rounding)
                for index in range(1, size + 1)
            ]
            return joined([one.each(lambda array: array[None]) for one in each])
        case BigSum():
            axis = -1 if tree.index == "n" else -2
            body = part(tree.body, known, rounding)
            return body.each(lambda array: np.expand_dims(np.moveaxis(array, axis, 0), axis))
        case _:
            return part(tree, known, rounding).each(lambda array: array[None])


def joined(groups: Sequence[Worked]) -> Worked:
    """The terms of several parts of a sum together."""
    if len(groups) == 1:
        return groups[0]
    shape = np.broadcast_shapes(*(one.shape[1:] for one in groups))

    def together(name: str) -> Any:
        parts = [getattr(one, name) for one in groups]
        if all(np.ndim(part) == 0 for part in parts) and len({float(part) for part in parts}) == 1:
            return parts[0]
        whole = (np.broadcast_to(part, one.shape) for part, one in zip(parts, groups, strict=True))
        return np.concatenate([spread(part, shape) for part in whole])

    return Worked(*map(together, Worked.__slots__))


def spread(array: Array, shape: tuple[int, ...]) -> Array:
    """(terms, …) → (terms, *shape)."""
    lacking = len(shape) + 1 - array.ndim
    array = array.reshape(len(array), *[1] * lacking, *array.shape[1:])
    return np.broadcast_to(array, (len(array), *shape))


def added(parts: Worked, rounding: Rounding) -> Worked:
    """The sum along the first axis. Each sum so far, from either end, is a step."""
    shape = parts.shape
    value, grids = (np.broadcast_to(one, shape) for one in (parts.value, parts.grid))

    def over(array: Any) -> Any:
        return array.sum(axis=0) if np.ndim(array) else array * len(value)

    all_exact = np.all(parts.exact, axis=0) if np.ndim(parts.exact) else parts.exact
    total = Worked(
        value.sum(axis=0), grids.min(axis=0), all_exact, over(parts.most), over(parts.squares),
        over(parts.cut), over(parts.floor), over(parts.size), all_exact,
    )  # fmt: skip
    if len(value) < 3 or not rounding.steps:
        return total
    ways = [so_far(parts, grids, order, rounding) for order in (1, -1)]
    most, squares, cut, floor = (np.stack(one) for one in zip(*ways, strict=True))
    apart = np.maximum(np.ptp(cut, axis=0), np.ptp(floor, axis=0))
    rounds = most.max(axis=0) > 0
    return replace(
        total,
        grid=np.where(rounds, 0.0, total.grid),
        exact=total.exact & ~rounds,
        sharp=total.exact & ~rounds,
        most=total.most + most.max(axis=0) + apart,
        squares=total.squares + squares.max(axis=0) + apart**2,
        cut=total.cut + cut.mean(axis=0),
        floor=total.floor + floor.mean(axis=0),
    )


def so_far(
    parts: Worked, grids: Array, order: int, rounding: Rounding
) -> tuple[Array, Array, Array, Array]:
    """What rounding every sum so far does, but the first, a term, and the last, the line itself; in
    the order of the terms, or backwards. Somebody else leaves the terms as they are, and rounds
    only here."""
    value = np.broadcast_to(parts.value, grids.shape)[::order]
    made, adds = np.cumsum(value, axis=0)[1:-1], value[1:-1] != 0
    exact, sharp = (
        np.logical_and.accumulate(np.broadcast_to(one, grids.shape)[::order], axis=0)[1:-1]
        for one in (parts.exact, parts.sharp)
    )
    grid = np.minimum.accumulate(grids[::order], axis=0)[1:-1]
    unit, rounds = last_rounding(Worked(made, grid, exact), rounding)
    only_here = last_rounding(Worked(made, grid, sharp), rounding)[1]
    half = rounded(Worked(made, grid, exact), unit, rounds & adds)[0]
    _, cut, floor = rounded(Worked(made, grid, sharp), unit, only_here & adds)
    half, cut, floor = (np.where(adds, one, 0.0) for one in (half, cut, floor))
    return (
        2 * half.sum(axis=0),
        4 * (half**2).sum(axis=0),
        2 * cut.sum(axis=0),
        2 * floor.sum(axis=0),
    )


# Products and functions


def times(factors: Sequence[Worked], rounding: Rounding) -> Worked:
    """The product of factors; with more than two of them the partial products are steps, from
    either end. A factor of 1 makes none."""
    whole = reduce(multiplied, factors)
    if len(factors) < 3 or not rounding.steps:
        return whole
    changing = [np.abs(one.value) != 1 for one in factors]
    count = np.maximum(sum(one.astype(int) for one in changing) - 2, 0)
    relative: Any = 0.0
    for order in (1, -1):
        made, before = factors[::order][0], changing[::order][0]
        pairs = zip(factors[::order][1:-1], changing[::order][1:-1], strict=True)
        for factor, changes in pairs:
            made = multiplied(made, factor)
            unit, rounds = last_rounding(made, rounding)
            rounds = rounds & before & changes & (made.value != 0)
            with np.errstate(all="ignore"):
                relative = np.maximum(relative, np.where(rounds, unit / np.abs(made.value), 0.0))
            before = before | changes
    step = count * relative * np.abs(whole.value)
    return replace(
        whole,
        exact=whole.exact & (step == 0),
        grid=np.where(step == 0, whole.grid, 0.0),
        most=whole.most + step,
        squares=whole.squares + step * relative * np.abs(whole.value),
        cut=whole.cut - np.sign(whole.value) * step,
        floor=whole.floor - step,
    )


def multiplied(one: Worked, other: Worked) -> Worked:
    value = one.value * other.value
    x, y = np.abs(one.value), np.abs(other.value)
    return Worked(
        value,
        np.where(value == 0, np.inf, one.grid * other.grid),
        (one.exact & other.exact) | (value == 0),
        one.most * y + other.most * x,
        one.squares * y**2 + other.squares * x**2,
        one.cut * other.value + other.cut * one.value,
        one.floor * other.value + other.floor * one.value,
        one.size * other.size,
        (one.exact & other.exact) | (value == 0),
    )


def power(base: Worked, exponent: Worked) -> Worked:
    """base ** exponent. Whole powers of a number with few decimals have few themselves."""
    made = through(np.power, [base, exponent])
    n = np.asarray(exponent.value)
    whole = exponent.exact & (n == np.rint(n)) & (n >= 1)
    with np.errstate(all="ignore"):
        return replace(made, grid=np.where(whole, np.power(base.grid, n), made.grid))


def through(function: Callable[..., Any], arguments: Sequence[Worked]) -> Worked:
    """A function of numbers: the roundings of each leave by the slope there, taken over their own
    reach. A copy of an argument (max, |x|) is as exact as that one."""
    values = [one.value for one in arguments]
    value = np.asarray(function(*values))
    grid: Any = np.where(value == 0, np.inf, 0.0)
    is_exact: Any = reduce(np.logical_and, [one.exact for one in arguments])
    most, squares, cut, floor = (np.zeros(()) for _ in range(4))
    size = np.abs(value)
    for at, one in enumerate(arguments):
        copy = np.abs(value) == np.abs(one.value)
        size = size + wobble(function, values, at, one.size)
        grid = np.where(copy, one.grid, grid)
        is_exact = np.where(copy & (value != 0), one.exact, is_exact)
        if not np.any(one.most):
            continue
        half = np.maximum(one.most / 2, 1e-300)
        above, below = ([*values] for _ in range(2))
        above[at], below[at] = one.value + half, one.value - half
        slope = (np.asarray(function(*above)) - np.asarray(function(*below))) / (2 * half)
        slope = np.where(np.isfinite(slope) & (np.asarray(one.most) > 0), slope, 0.0)
        most = most + one.most * np.abs(slope)
        squares = squares + one.squares * slope**2
        cut, floor = cut + one.cut * slope, floor + one.floor * slope
    return Worked(value, grid, is_exact, most, squares, cut, floor, size, is_exact)


def wobble(function: Callable[..., Any], values: Sequence[Any], at: int, size: Any) -> Array:
    """What the terms of an argument add to the size of a function of it, by its slope."""
    change = NOISE * np.asarray(size)
    above, below = [*values], [*values]
    above[at], below[at] = values[at] + change, values[at] - change
    moved = np.abs(np.asarray(function(*above)) - np.asarray(function(*below))) / (2 * NOISE)
    return np.where(np.isfinite(moved), moved, 0.0)
