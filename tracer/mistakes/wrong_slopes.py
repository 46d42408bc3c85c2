"""Wrong derivatives of a formula: what a slip makes of one node of it, with all the rest as it
should be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from ..formula.calculus import derivative, minus, over, plus, slope, times, to_the, zero
from ..formula.tree import (
    Call,
    Formula,
    Fraction,
    Hadamard,
    Name,
    Num,
    Power,
    Product,
    Sum,
    children,
    names,
    rebuilt,
    substitute,
)
from .tree_slips import one_less

Wrong: TypeAlias = Callable[[Formula, str], Iterator[Formula]]
HERE = "a node"  # stands for one while what is around it is derived; no name has a blank in it
TWO = Num(2.0, "2")


def wrong_slopes(tree: Formula, by: str, wrong: Wrong) -> Iterator[Formula]:
    """The derivative of a line with one node of it derived wrongly, in every way."""
    for node, around in nodes(tree):
        if by in names(node):
            for made in wrong(node, by):
                yield put_together(around, node, by, made)


def nodes(tree: Formula) -> Iterator[tuple[Formula, Formula]]:
    """Every node, and the tree with HERE in its place."""
    yield tree, Name(HERE)
    parts = children(tree)
    for at, part in enumerate(parts):
        for node, around in nodes(part):
            yield node, rebuilt(tree, (*parts[:at], around, *parts[at + 1 :]))


def put_together(around: Formula, node: Formula, by: str, made: Formula) -> Formula:
    """The derivative of the whole where that of the node is said to be `made`."""
    beside, above = derivative(around, by), derivative(around, HERE)

    def back(at: Formula) -> Formula | None:
        return node if at == Name(HERE) else None

    return plus(substitute(beside, back), times(substitute(above, back), made))


# What is made of a node


def with_by(parts: tuple[Formula, ...], by: str) -> list[int]:
    return [at for at, part in enumerate(parts) if by in names(part)]


def product_of_derivatives(node: Formula, by: str) -> Iterator[Formula]:
    """(u·v)′ = u′·v′."""
    if isinstance(node, Product | Hadamard) and len(with_by(node.factors, by)) > 1:
        yield times(*(derivative(f, by) if by in names(f) else f for f in node.factors))


def term_of_product_dropped(node: Formula, by: str) -> Iterator[Formula]:
    """(u·v)′ = u′·v."""
    if isinstance(node, Product | Hadamard):
        places = with_by(node.factors, by)
        for at in places if len(places) > 1 else ():
            rest = node.factors[:at] + node.factors[at + 1 :]
            yield times(derivative(node.factors[at], by), *rest)


def sign_in_product(node: Formula, by: str) -> Iterator[Formula]:
    """(u·v)′ = u′·v − u·v′."""
    if isinstance(node, Product | Hadamard) and len(with_by(node.factors, by)) == 2:
        one, other = term_of_product_dropped(node, by)
        yield plus(one, minus(other))


def quotient_order(node: Formula, by: str) -> Iterator[Formula]:
    """(u/v)′ = (u·v′ − u′·v)/v²."""
    if isinstance(node, Fraction) and by in names(node.bottom):
        yield minus(derivative(node, by))


def square_forgotten(node: Formula, by: str) -> Iterator[Formula]:
    """(u/v)′ = (u′·v − u·v′)/v."""
    if isinstance(node, Fraction) and by in names(node.bottom):
        yield times(node.bottom, derivative(node, by))


def plus_in_quotient(node: Formula, by: str) -> Iterator[Formula]:
    """(u/v)′ = (u′·v + u·v′)/v²."""
    match node:
        case Fraction(top, bottom) if by in names(bottom) and by in names(top):
            du, dv = derivative(top, by), derivative(bottom, by)
            yield over(plus(times(du, bottom), times(top, dv)), Power(bottom, TWO))


def quotient_of_derivatives(node: Formula, by: str) -> Iterator[Formula]:
    """(u/v)′ = u′/v′."""
    match node:
        case Fraction(top, bottom) if by in names(bottom) and by in names(top):
            yield over(derivative(top, by), derivative(bottom, by))


def power_not_lowered(node: Formula, by: str) -> Iterator[Formula]:
    """(uⁿ)′ = n·uⁿ·u′."""
    match node:
        case Power(base, exponent) if by not in names(exponent):
            yield times(exponent, node, derivative(base, by))


def power_not_multiplied(node: Formula, by: str) -> Iterator[Formula]:
    """(uⁿ)′ = uⁿ⁻¹·u′."""
    match node:
        case Power(base, Num(n)):
            yield times(to_the(base, n - 1), derivative(base, by))


def inner_forgotten(node: Formula, by: str) -> Iterator[Formula]:
    """f(u)′ = f′(u)."""
    match node:
        case Call(_, (inner,)) if inner != Name(by):
            yield slope(node, 0)
        case Power(base, Num(n)) if base != Name(by):
            yield times(node.exponent, to_the(base, n - 1))


def outer_forgotten(node: Formula, by: str) -> Iterator[Formula]:
    """f(u)′ = u′."""
    match node:
        case Call(_, (inner,)) if inner != Name(by):
            yield derivative(inner, by)


def left_inside(node: Formula, by: str) -> Iterator[Formula]:
    """f(u)′ = f′(u′)."""
    match node:
        case Call(function, (inner,)) if inner != Name(by):
            yield slope(Call(function, (derivative(inner, by),)), 0)


def function_kept(node: Formula, by: str) -> Iterator[Formula]:
    """f(u)′ = f(u)·u′."""
    match node:
        case Call(function, (inner,)) if function != "exp":
            yield times(node, derivative(inner, by))


def exp_as_power(node: Formula, by: str) -> Iterator[Formula]:
    """(eᵘ)′ = u·e^(u − 1)·u′."""
    match node:
        case Call("exp", (inner,)):
            less = Call("exp", (plus(inner, Num(-1.0, "-1")),))
            yield times(inner, less, derivative(inner, by))


def sign_of_function(node: Formula, by: str) -> Iterator[Formula]:
    """sin′ = −cos, cos′ = sin."""
    if isinstance(node, Call) and node.function in ("sin", "cos"):
        yield minus(derivative(node, by))


def slope_at_value(node: Formula, by: str) -> Iterator[Formula]:
    """f(u)′ = f′(f(u))·u′."""
    match node:
        case Call(function, (inner,)) if function not in ("exp", "relu", "abs"):
            yield times(slope(Call(function, (node,)), 0), derivative(inner, by))


def constant_kept(node: Formula, by: str) -> Iterator[Formula]:
    """(u + k)′ = u′ + k."""
    if isinstance(node, Sum):
        constants = [term for term in node.terms if by not in names(term)]
        if constants:
            yield plus(derivative(node, by), *constants)


def factor_forgotten(node: Formula, by: str) -> Iterator[Formula]:
    """(c·u)′ = u′, (u/c)′ = u′."""
    match node:
        case Product(factors) | Hadamard(factors):
            inside = with_by(factors, by)
            for at, part in enumerate(factors) if len(inside) < len(factors) else ():
                if part not in [factors[one] for one in inside]:
                    yield derivative(times(*factors[:at], *factors[at + 1 :]), by)
        case Fraction(top, bottom) if by not in names(bottom):
            yield derivative(top, by)


def term_dropped(node: Formula, by: str) -> Iterator[Formula]:
    """(u + v)′ = u′."""
    if isinstance(node, Sum):
        terms = [one for term in node.terms if not zero(one := derivative(term, by))]
        yield from (plus(*rest) for rest in one_less(tuple(terms))) if len(terms) > 1 else ()


def sign_of_a_term(node: Formula, by: str) -> Iterator[Formula]:
    """(u + v)′ = u′ − v′."""
    if isinstance(node, Sum):
        terms = tuple(derivative(term, by) for term in node.terms)
        for at, term in enumerate(terms):
            if not zero(term):
                yield plus(*terms[:at], minus(term), *terms[at + 1 :])
