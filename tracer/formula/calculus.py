"""Derivatives by the rules of the lecture, and formulas as a person would write them.

L4 has a rule for each kind of formula, L5 one for what is nested. What comes out is what the
rules say, term by term; `simplify` expands it and collects.
"""

from __future__ import annotations

from .calls import whole_call
from .functions import FUNCTIONS
from .parse import formula
from .simplify import Simplifier, TooLong
from .terms import NoNumber
from .tree import (
    ONE,
    ZERO,
    Call,
    Formula,
    Fraction,
    Hadamard,
    Indicator,
    Kronecker,
    Name,
    Neg,
    Num,
    Power,
    Product,
    Sum,
    multiplied,
    names,
    negated,
    substitute,
    summed,
    walk,
)

LONGEST = 1000  # nodes; nobody reads a longer formula, so nobody waits for it to be simplified
SHORT = 60  # nodes; a longer formula is not expanded if that more than doubles it


def derivative(tree: Formula, by: str) -> Formula:
    """The derivative of an elementwise formula by one name; all others are held constant (L6).

    At a kink it is what FUNCTIONS says; of ReLU that is the name `relu_at_zero`. Raises
    TypeError for a matrix product, a sum over an index and the like.

    >>> from tracer.formula.parse import parse
    >>> from tracer.formula.text import text
    >>> text(derivative(parse("log(x**2)"), "x"))
    '1/x²·2·x'
    """
    match tree:
        case Num() | Indicator() | Kronecker():
            return ZERO
        case Name():
            return ONE if tree.text == by else ZERO
        case Neg():
            return minus(derivative(tree.term, by))
        case Sum():
            return plus(*(derivative(term, by) for term in tree.terms))
        case Product() | Hadamard():
            return of_product(tree.factors, by)
        case Fraction():
            return of_quotient(tree, by)
        case Power():
            return of_power(tree, by)
        case Call() if not whole_call(tree):
            return of_call(tree, by)
        case _:
            if by in names(tree):
                raise TypeError(f"{type(tree).__name__} has no derivative, entry by entry")
            return ZERO


def of_product(factors: tuple[Formula, ...], by: str) -> Formula:
    """(u v w)′ = u′ v w + u v′ w + u v w′."""
    slopes = [derivative(factor, by) for factor in factors]
    places = [place for place, inner in enumerate(slopes) if not zero(inner)]
    return plus(
        *(times(*factors[:place], slopes[place], *factors[place + 1 :]) for place in places)
    )


def of_quotient(tree: Fraction, by: str) -> Formula:
    """(u/v)′ = (u′ v − u v′)/v²; u′/v where the bottom is constant."""
    u, v = tree.top, tree.bottom
    du, dv = derivative(u, by), derivative(v, by)
    if zero(dv):
        return over(du, v)
    return over(plus(times(du, v), minus(times(u, dv))), Power(v, Num(2.0, "2")))


def of_power(tree: Power, by: str) -> Formula:
    """(uᵛ)′ = v uᵛ⁻¹ u′ + uᵛ log(u) v′: each with the other held constant."""
    u, v = tree.base, tree.exponent
    du, dv = derivative(u, by), derivative(v, by)
    through_base = times(v, Power(u, plus(v, Num(-1.0, "-1"))), du)
    if isinstance(v, Num):
        through_base = times(v, to_the(u, v.value - 1.0), du)
    return plus(through_base, times(tree, Call("log", (u,)), dv))


def of_call(tree: Call, by: str) -> Formula:
    """f(g(x))′ = f′(g(x)) g′(x); of two arguments, the contributions of both are added."""
    paths = []
    for place, argument in enumerate(tree.arguments):
        inner = derivative(argument, by)
        if not zero(inner):
            paths.append(times(slope(tree, place), inner))
    return plus(*paths)


def slope(tree: Call, place: int) -> Formula:
    """f′ by one of its arguments (counted from 0), at these arguments."""
    holes = dict(zip(("u", "v"), tree.arguments, strict=False))

    def read(node: Formula) -> Formula | None:
        return holes.get(node.text) if isinstance(node, Name) else None

    return substitute(formula(FUNCTIONS[tree.function].slopes[place]), read)


# As a person would write it


def simplify(tree: Formula, *, expand: bool = True) -> Formula:
    """The formula expanded, like terms collected, in the order of first appearance.

    Sums are not multiplied out where that makes it too long to read, nor unless `expand`. The
    value is the same wherever the formula has one; a formula of more than LONGEST nodes, or with
    a number that is infinite or undefined, stays as it is.

    >>> from tracer.formula.parse import parse
    >>> from tracer.formula.text import text
    >>> text(simplify(parse("2*x*exp(x)/x - (y - 1)*2")))
    '2·exp(x) − 2·y + 2'
    """
    if size(tree) > LONGEST:
        return tree
    try:
        expanded = multiplied_out(tree) if expand else None
        if expanded is not None and size(expanded) <= SHORT:
            return expanded
        factored = Simplifier(tree, expand=False).tree(tree)
        readable = expanded is not None and size(expanded) <= 2 * size(factored)
        return expanded if expanded is not None and readable else factored
    except (NoNumber, RecursionError):
        return tree


def multiplied_out(tree: Formula) -> Formula:
    """Expanded; what is too long for that is left as it is."""
    try:
        return Simplifier(tree, expand=True).tree(tree)
    except TooLong:
        return Simplifier(tree, expand=False).tree(tree)


def size(tree: Formula) -> int:
    """How many nodes the formula has."""
    return sum(1 for _ in walk(tree))


# Sums and products without the 0 and 1 that the rules leave


def zero(tree: Formula) -> bool:
    return isinstance(tree, Num) and tree.value == 0.0


def plus(*terms: Formula) -> Formula:
    return summed(tuple(term for term in terms if not zero(term)))


def times(*factors: Formula) -> Formula:
    if any(map(zero, factors)):
        return ZERO
    flat: list[Formula] = []
    for factor in factors:
        flat += factor.factors if isinstance(factor, Product) else (factor,)
    return multiplied(tuple(factor for factor in flat if factor != ONE))


def over(top: Formula, bottom: Formula) -> Formula:
    return ZERO if zero(top) else Fraction(top, bottom)


def minus(tree: Formula) -> Formula:
    return ZERO if zero(tree) else negated(tree)


def to_the(base: Formula, exponent: float) -> Formula:
    """A power whose exponent is a number; to the 0 and to the 1 are no powers."""
    if exponent == 0.0:
        return ONE
    return base if exponent == 1.0 else Power(base, Num(exponent, f"{exponent:.17g}"))
