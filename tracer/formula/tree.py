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
from typing import Literal, TypeAlias

from .node import Node, kind

Comparison: TypeAlias = Literal["<", ">", "<=", ">=", "="]


@kind
class Num(Node):
    """A number. `text` is how it is to be shown (ASCII: "-0.2", "1e-05"); "" means as short
    as it can be."""

    value: float
    text: str = ""


@kind
class Name(Node):
    """A symbol: a variable, a constant (alpha, N), an index, a hole of a rule (W, dJ_dz)."""

    text: str


@kind
class Layer(Node):
    """The symbol of one layer: z[2]."""

    base: Formula
    number: int


@kind
class Entry(Node):
    """One entry, row then column, counted from 1; indices are formulas (i, k, (n-1)*K+k)."""

    base: Formula
    row: Formula
    column: Formula


@kind
class Partial(Node):
    """The derivative ∂of/∂by. `kind`: "partial" ∂, "total" d (one variable only), "local":
    the derivative of one step alone, d(of)/d(by). `via`: the line whose use of `by` alone it is
    for, else "". `single`: of one step, where there is only one variable."""

    of: Formula
    by: Formula
    kind: Literal["partial", "total", "local"] = "partial"
    via: str = ""
    single: bool = False

    @property
    def total(self) -> bool:
        """Whether it is written with d, not ∂."""
        return self.single or self.kind == "total"


@kind
class Change(Node):
    """Δx, the step that an update takes."""

    base: Formula


@kind
class Neg(Node):
    """Minus a formula."""

    term: Formula


@kind
class Sum(Node):
    """At least two terms; one that is subtracted is a Neg."""

    terms: tuple[Formula, ...]


@kind
class Product(Node):
    """The product of numbers."""

    factors: tuple[Formula, ...]


@kind
class MatMul(Node):
    """The product of matrices."""

    factors: tuple[Formula, ...]


@kind
class Hadamard(Node):
    """The product entry by entry, ⊙."""

    factors: tuple[Formula, ...]


@kind
class Fraction(Node):
    """One formula over another."""

    top: Formula
    bottom: Formula


@kind
class Power(Node):
    """A base raised to an exponent."""

    base: Formula
    exponent: Formula


@kind
class Call(Node):
    """A function of `functions.py` by name, or any other name (softmax) only to be shown."""

    function: str
    arguments: tuple[Formula, ...]


@kind
class Transpose(Node):
    """A matrix, its rows as columns."""

    base: Formula


@kind
class Indicator(Node):
    """1 where the comparison holds, else 0."""

    left: Formula
    sign: Comparison
    right: Formula


@kind
class Kronecker(Node):
    """1 where both indices are the same, else 0."""

    left: Formula
    right: Formula


@kind
class BigSum(Node):
    """Σ over `index` = 1..`size`. Without an Entry that uses the index, the body is a matrix
    and the sum runs over its columns (index n, samples) or its rows (any other)."""

    index: str
    size: Formula
    body: Formula


@kind
class Equality(Node):
    """A whole line: sides joined by `sign`; the first sign may be := . A part of a line, which is
    called what it is, has only one side."""

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
        case Change() | Neg() | Transpose():
            return type(node)(parts[0])
        case Sum() | Product() | MatMul() | Hadamard():
            return type(node)(parts)
        case Entry() | Fraction() | Power() | Kronecker():
            return type(node)(*parts)
        case Layer():
            return Layer(parts[0], node.number)
        case Partial():
            return Partial(parts[0], parts[1], node.kind, node.via)
        case Call():
            return Call(node.function, parts)
        case Indicator():
            return Indicator(parts[0], node.sign, parts[1])
        case BigSum():
            return BigSum(node.index, parts[0], parts[1])
        case Equality():
            return Equality(parts, node.sign)


def substitute(node: Formula, read: Callable[[Formula], Formula | None]) -> Formula:
    """Put other formulas in, from the outside in: where `read` answers, its answer stands."""
    answer = read(node)
    if answer is not None:
        return answer
    parts = children(node)
    return rebuilt(node, tuple(substitute(part, read) for part in parts)) if parts else node


def walk(node: Formula) -> Iterator[Formula]:
    """The node and all inside it, in reading order."""
    ahead = [node]
    while ahead:
        node = ahead.pop()
        yield node
        ahead.extend(reversed(children(node)))


def names(node: Formula) -> tuple[str, ...]:
    """Every name in it, once, in order of first appearance."""
    return tuple(dict.fromkeys(part.text for part in walk(node) if isinstance(part, Name)))


def negated(node: Formula) -> Formula:
    """Minus the formula, without a double minus."""
    match node:
        case Neg():
            return node.term
        case Num(0.0):
            return node
        case Num():
            text = node.text.removeprefix("-") if node.value < 0 else node.text and f"-{node.text}"
            return Num(-node.value, text)
        case _:
            return Neg(node)


def summed(terms: tuple[Formula, ...]) -> Formula:
    """The sum of any number of terms; none is 0, one is itself."""
    return Sum(terms) if len(terms) > 1 else terms[0] if terms else ZERO


def addends(tree: Formula) -> tuple[Formula, ...]:
    """The terms of a sum; of anything else, itself."""
    return tree.terms if isinstance(tree, Sum) else (tree,)


def multiplied(factors: tuple[Formula, ...]) -> Formula:
    """The product of any number of factors; none is 1, one is itself."""
    return Product(factors) if len(factors) > 1 else factors[0] if factors else ONE
