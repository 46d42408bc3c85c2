"""Which shape a formula of arrays makes, and which of its products are those of matrices."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import TypeAlias

from tracer.formula.calls import whole_call
from tracer.formula.operations import OPERATIONS
from tracer.formula.text import text as as_text
from tracer.formula.tree import (
    Call,
    Entry,
    Formula,
    Hadamard,
    MatMul,
    Name,
    Num,
    Product,
    Transpose,
    children,
    rebuilt,
)
from tracer.trace import Trace

from .formula_text import Written

Shape: TypeAlias = tuple[int, int]


class Misfit(Exception):
    """Arrays whose shapes do not go together: a sentence."""


def shapes_of(known: Trace, typed: Written) -> dict[str, Shape]:
    """The shapes of what a formula names, as the sheet lays it."""
    found: dict[str, Shape] = {}
    for plain, symbol in typed.symbols.items():
        rows, columns = symbol.at(known.state).shape[-2:]
        found[plain] = rows, columns
    return found


def shaped(tree: Formula, shapes: Mapping[str, Shape]) -> tuple[Formula, Shape]:
    """The formula with its products settled, and its shape. Raises Misfit."""
    match tree:
        case Num():
            return tree, (1, 1)
        case Name():
            return tree, shapes.get(tree.text, (1, 1))
        case Transpose():
            base, (rows, columns) = shaped(tree.base, shapes)
            return Transpose(base), (columns, rows)
        case Entry():
            return tree, (1, 1)
        case Call() if whole_call(tree):
            return called(tree, shapes)
        case MatMul() | Product():
            made = [shaped(factor, shapes) for factor in tree.factors]
            strict = isinstance(tree, MatMul)
            return reduce(lambda left, right: product(left, right, strict=strict), made)
        case _:
            parts = [shaped(part, shapes) for part in children(tree)]
            trees = tuple(part for part, _ in parts)
            return rebuilt(tree, trees), reduce(beside, parts)[1]


def called(tree: Call, shapes: Mapping[str, Shape]) -> tuple[Formula, Shape]:
    """An operation on whole arrays, as row_sums(dz2). Raises Misfit."""
    operation = OPERATIONS[tree.function]
    count = len(operation.back)
    made = [shaped(one, shapes) for one in tree.arguments[:count]]
    options = [int(one.value) for one in tree.arguments[count:] if isinstance(one, Num)]
    try:
        shape = operation.shape(*(shape for _, shape in made), *options)
    except ValueError as error:
        raise Misfit(f"{error}.") from None
    return Call(tree.function, (*(part for part, _ in made), *tree.arguments[count:])), shape


def product(
    left: tuple[Formula, Shape], right: tuple[Formula, Shape], *, strict: bool
) -> tuple[Formula, Shape]:
    """Of two arrays the matrix product; with a number, the multiple. `strict`: @ is written, which
    nothing else may be meant by."""
    (a, (rows, inner)), (b, (other, columns)) = left, right
    if inner == other:
        return MatMul((a, b)), (rows, columns)
    if (1, 1) in ((rows, inner), (other, columns)):
        return Product((a, b)), (rows, inner) if (other, columns) == (1, 1) else (other, columns)
    if not strict and (rows, inner) == (other, columns):
        return Hadamard((a, b)), (rows, inner)
    raise Misfit(
        f"{sized(left)} times {sized(right)}: the left one has {inner} "
        f"column{'s' * (inner > 1)}, the right one {other} row{'s' * (other > 1)}, and a matrix "
        "product needs as many."
    )


def beside(left: tuple[Formula, Shape], right: tuple[Formula, Shape]) -> tuple[Formula, Shape]:
    """Two arrays whose entries go together: of one shape, or a number, a column or a row that is
    repeated."""
    a, b = left[1], right[1]
    wide = max(a[0], b[0]), max(a[1], b[1])
    fits = all(1 in both or both[0] == both[1] for both in zip(a, b, strict=True))
    if not fits or wide not in (a, b):
        raise Misfit(f"{sized(left)} and {sized(right)} do not go together entry by entry.")
    return right[0], wide


def sized(one: tuple[Formula, Shape]) -> str:
    tree, (rows, columns) = one
    return f"{as_text(tree)} ({rows}×{columns})"
