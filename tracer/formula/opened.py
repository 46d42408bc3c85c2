"""How one entry of an operation on arrays is made, where no formula of indices says it: as a
formula of single entries, from the place, the shapes of the arguments and the options."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import TypeAlias

from .tree import ZERO, Call, Entry, Formula, Fraction, Name, Num, Product, summed

Shape: TypeAlias = tuple[int, int]
Opened: TypeAlias = Callable[[int, int, Mapping[str, Shape], Mapping[str, int]], Formula]
"""From row and column (from 1), the shapes of u, v and dy, and the options."""


def at(hole: str, row: int, column: int) -> Entry:
    return Entry(Name(hole), Num(row, str(row)), Num(column, str(column)))


def inside(row: int, column: int, shape: Shape) -> bool:
    return 1 <= row <= shape[0] and 1 <= column <= shape[1]


def largest_of(parts: list[Formula]) -> Formula:
    return Call("max", tuple(parts)) if len(parts) > 1 else parts[0]


def largest(axis: int | tuple[int, int]) -> Opened:
    """The largest of all entries, or of a row or column."""

    def made(
        row: int, column: int, shapes: Mapping[str, Shape], _options: Mapping[str, int]
    ) -> Formula:
        rows, columns = shapes["u"]
        down = [row] if axis == -1 else range(1, rows + 1)
        across = [column] if axis == -2 else range(1, columns + 1)
        return largest_of([at("u", i, j) for i, j in product(down, across)])

    return made


def placed(
    row: int, column: int, _shapes: Mapping[str, Shape], options: Mapping[str, int]
) -> Formula:
    here = (row, column) == (options["row"], options["column"])
    return at("dy", 1, 1) if here else ZERO


def concat(
    row: int, column: int, shapes: Mapping[str, Shape], _options: Mapping[str, int]
) -> Formula:
    first = shapes["u"][0]
    return at("u", row, column) if row <= first else at("v", row - first, column)


def last_rows(
    row: int, column: int, shapes: Mapping[str, Shape], _options: Mapping[str, int]
) -> Formula:
    return at("dy", shapes["dy"][0] - shapes["v"][0] + row, column)


# Convolution: entry (p, q) of K, at place (i, j), lies on an entry of X, or on the padding


def pairs(rows: int, columns: int) -> Iterator[tuple[int, int]]:
    return product(range(1, rows + 1), range(1, columns + 1))


def met(i: int, j: int, p: int, q: int, options: Mapping[str, int]) -> tuple[int, int]:
    """The entry of X that entry (p, q) of a window at place (i, j) lies on."""
    stride, pad = options["stride"], options.get("pad", 0)
    return (i - 1) * stride + p - pad, (j - 1) * stride + q - pad


def conv(row: int, column: int, shapes: Mapping[str, Shape], options: Mapping[str, int]) -> Formula:
    terms = [
        Product((at("v", p, q), at("u", *on)))
        for p, q in pairs(*shapes["v"])
        if inside(*(on := met(row, column, p, q, options)), shapes["u"])
    ]
    return summed(tuple(terms))


def conv_to_image(
    row: int, column: int, shapes: Mapping[str, Shape], options: Mapping[str, int]
) -> Formula:
    terms = [
        Product((at("v", p, q), at("dy", i, j)))
        for i, j in pairs(*shapes["dy"])
        for p, q in pairs(*shapes["v"])
        if met(i, j, p, q, options) == (row, column)
    ]
    return summed(tuple(terms))


def conv_to_kernel(
    row: int, column: int, shapes: Mapping[str, Shape], options: Mapping[str, int]
) -> Formula:
    terms = [
        Product((at("u", *on), at("dy", i, j)))
        for i, j in pairs(*shapes["dy"])
        if inside(*(on := met(i, j, row, column, options)), shapes["u"])
    ]
    return summed(tuple(terms))


def flipped(way: Opened) -> Opened:
    """The same with K turned upside down and left to right."""

    def turned(node: Formula, shape: Shape) -> Formula:
        match node:
            case Entry(Name("v"), Num(p), Num(q)):
                return at("v", shape[0] + 1 - int(p), shape[1] + 1 - int(q))
        return node

    def made(
        row: int, column: int, shapes: Mapping[str, Shape], options: Mapping[str, int]
    ) -> Formula:
        from .tree import children, rebuilt

        def read(node: Formula) -> Formula:
            parts = children(node)
            if isinstance(node, Entry) or not parts:
                return turned(node, shapes["v"])
            return rebuilt(node, tuple(map(read, parts)))

        return read(way(row, column, shapes, options))

    return made


def flipped_to_kernel(
    row: int, column: int, shapes: Mapping[str, Shape], options: Mapping[str, int]
) -> Formula:
    rows, columns = shapes["v"]
    return conv_to_kernel(rows + 1 - row, columns + 1 - column, shapes, options)


# Pooling


def window(row: int, column: int, options: Mapping[str, int]) -> list[Formula]:
    size = options["size"]
    return [at("u", *met(row, column, p, q, options)) for p, q in pairs(size, size)]


def maxpool(
    row: int, column: int, _shapes: Mapping[str, Shape], options: Mapping[str, int]
) -> Formula:
    return largest_of(window(row, column, options))


def avgpool(
    row: int, column: int, _shapes: Mapping[str, Shape], options: Mapping[str, int]
) -> Formula:
    count = options["size"] ** 2
    return Fraction(summed(tuple(window(row, column, options))), Num(count, str(count)))


def windows_with(
    row: int, column: int, shapes: Mapping[str, Shape], options: Mapping[str, int]
) -> list[tuple[int, int]]:
    """The places whose window an entry lies in."""
    size = options["size"]
    return [
        place
        for place in pairs(*shapes["dy"])
        if any(met(*place, p, q, options) == (row, column) for p, q in pairs(size, size))
    ]


def max_to_image(
    row: int, column: int, shapes: Mapping[str, Shape], options: Mapping[str, int]
) -> Formula:
    from .tree import Indicator

    terms = []
    for place in windows_with(row, column, shapes, options):
        is_largest = Indicator(at("u", row, column), "=", largest_of(window(*place, options)))
        terms.append(Product((is_largest, at("dy", *place))))
    return summed(tuple(terms))


def mean_to_image(
    row: int, column: int, shapes: Mapping[str, Shape], options: Mapping[str, int]
) -> Formula:
    count = options["size"] ** 2
    places = windows_with(row, column, shapes, options)
    terms = tuple(Fraction(at("dy", *place), Num(count, str(count))) for place in places)
    return summed(terms)
