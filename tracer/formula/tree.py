"""A formula as a small tree: what a person reads, written once.

Every notation is an emitter over this tree (text, box, LaTeX, MathML, spoken), the
calculation of an expression is `value.py` over it, and an expression that somebody types is
parsed into it. Nodes are immutable and compare by what they say.

    Num 0.5        Name z, alpha, x1     Layer z[2]           Entry W[2][1,3]
    Partial ∂J/∂z  Change Δw             Neg, Sum, Product    Fraction, Power, Call
    MatMul W a     Hadamard x ⊙ y        Transpose Wᵀ         BigSum Σₙ
    Indicator 1[z > 0]                   Kronecker δᵢₖ        Equality a = b = c
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from .node import Node

Comparison: TypeAlias = Literal["<", ">", "<=", ">=", "="]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Num(Node):
    """A number. `text` is how it is to be shown (ASCII: "-0.2", "1e-05"); "" means as short
    as it can be."""

    value: float
    text: str = ""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Name(Node):
    """A symbol: a variable, a constant (alpha, N), an index, a hole of a rule (W, dJ_dz)."""

    text: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Layer(Node):
    """The symbol of one layer: z[2]."""

    base: Formula
    number: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Entry(Node):
    """One entry, row then column, counted from 1; indices are formulas (i, k, (n-1)*K+k)."""

    base: Formula
    row: Formula
    column: Formula


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Partial(Node):
    """The derivative ∂of/∂by. `kind`: "partial" ∂, "total" d (one variable only), "local":
    the derivative of one step alone, d(of)/d(by)."""

    of: Formula
    by: Formula
    kind: Literal["partial", "total", "local"] = "partial"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Change(Node):
    """Δx, the step that an update takes."""

    base: Formula


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Neg(Node):
    term: Formula


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Sum(Node):
    """At least two terms; one that is subtracted is a Neg."""

    terms: tuple[Formula, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Product(Node):
    """The product of numbers."""

    factors: tuple[Formula, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class MatMul(Node):
    """The product of matrices."""

    factors: tuple[Formula, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Hadamard(Node):
    """The product entry by entry, ⊙."""

    factors: tuple[Formula, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Fraction(Node):
    """One formula over another."""

    top: Formula
    bottom: Formula


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Power(Node):
    """A base raised to an exponent."""

    base: Formula
    exponent: Formula


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Call(Node):
    """A function of `functions.py` by name, or any other name (softmax) only to be shown."""

    function: str
    arguments: tuple[Formula, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Transpose(Node):
    base: Formula


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Indicator(Node):
    """1 where the comparison holds, else 0."""

    left: Formula
    sign: Comparison
    right: Formula


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Kronecker(Node):
    """1 where both indices are the same, else 0."""

    left: Formula
    right: Formula


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BigSum(Node):
    """Σ over `index` = 1..`size`. Without an Entry that uses the index, the body is a matrix
    and the sum runs over its columns (index n, samples) or its rows (any other)."""

    index: str
    size: Formula
    body: Formula


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Equality(Node):
    """A whole line: sides joined by `sign`; the first sign may be := ."""

    sides: tuple[Formula, ...]
    sign: Literal["=", ":="] = "="


Formula: TypeAlias = (
    Num
    | Name
    | Layer
    | Entry
    | Partial
    | Change
    | Neg
    | Sum
    | Product
    | MatMul
    | Hadamard
    | Fraction
    | Power
    | Call
    | Transpose
    | Indicator
    | Kronecker
    | BigSum
    | Equality
)

ONE = Num(1.0, "1")
ZERO = Num(0.0, "0")


def children(node: Formula) -> tuple[Formula, ...]:
    """The formulas directly inside this one, in reading order."""
    match node:
        case Num() | Name():
            return ()
        case Layer() | Change() | Transpose():
            return (node.base,)
        case Entry():
            return (node.base, node.row, node.column)
        case Partial():
            return (node.of, node.by)
        case Neg():
            return (node.term,)
        case Sum():
            return node.terms
        case Product() | MatMul() | Hadamard():
            return node.factors
        case Fraction():
            return (node.top, node.bottom)
        case Power():
            return (node.base, node.exponent)
        case Call():
            return node.arguments
        case Indicator() | Kronecker():
            return (node.left, node.right)
        case BigSum():
            return (node.size, node.body)
        case Equality():
            return node.sides


def rebuilt(node: Formula, parts: tuple[Formula, ...]) -> Formula:
    """The same kind of node with other children, in the order of `children`."""
    match node:
        case Num() | Name():
            return node
        case Layer() | Change() | Transpose():
            return replace(node, base=parts[0])
        case Entry():
            return Entry(*parts)
        case Partial():
            return replace(node, of=parts[0], by=parts[1])
        case Neg():
            return Neg(parts[0])
        case Sum():
            return Sum(parts)
        case Product() | MatMul() | Hadamard():
            return replace(node, factors=parts)
        case Fraction():
            return Fraction(*parts)
        case Power():
            return Power(*parts)
        case Call():
            return replace(node, arguments=parts)
        case Indicator() | Kronecker():
            return replace(node, left=parts[0], right=parts[1])
        case BigSum():
            return replace(node, size=parts[0], body=parts[1])
        case Equality():
            return replace(node, sides=parts)


def substitute(node: Formula, read: Callable[[Formula], Formula | None]) -> Formula:
    """Put other formulas in, from the outside in: where `read` answers, its answer stands."""
    answer = read(node)
    if answer is not None:
        return answer
    parts = children(node)
    return rebuilt(node, tuple(substitute(part, read) for part in parts)) if parts else node


def walk(node: Formula) -> Iterator[Formula]:
    """The node and all inside it, in reading order."""
    yield node
    for part in children(node):
        yield from walk(part)


def names(node: Formula) -> tuple[str, ...]:
    """Every name in it, once, in order of first appearance."""
    return tuple(dict.fromkeys(part.text for part in walk(node) if isinstance(part, Name)))


def negated(node: Formula) -> Formula:
    """Minus the formula, without a double minus."""
    match node:
        case Neg():
            return node.term
        case Num():
            text = node.text.removeprefix("-") if node.value < 0 else node.text and f"-{node.text}"
            return Num(-node.value, text)
        case _:
            return Neg(node)


def summed(terms: tuple[Formula, ...]) -> Formula:
    """The sum of any number of terms; none is 0, one is itself."""
    return Sum(terms) if len(terms) > 1 else terms[0] if terms else ZERO


def multiplied(factors: tuple[Formula, ...]) -> Formula:
    """The product of any number of factors; none is 1, one is itself."""
    return Product(factors) if len(factors) > 1 else factors[0] if factors else ONE
