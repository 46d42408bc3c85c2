"""Terms back to a tree, arranged as a person writes them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction as Exact

from .functions import CONSTANTS
from .terms import Exponent, Factor, Key, Term, Terms, powers_key
from .tree import (
    ONE,
    Call,
    Formula,
    Fraction,
    Indicator,
    Name,
    Neg,
    Num,
    Power,
    multiplied,
    negated,
    summed,
    walk,
)

LONGEST = 10**15  # a whole number below it is written out
LARGEST = 1000  # denominator that is written as a fraction


class Arranged:
    """The way of one formula: decimals if it had any, else fractions; √ if it had any, else ½."""

    def __init__(self, tree: Formula) -> None:
        parts = list(walk(tree))
        self.decimals = any(isinstance(part, Num) and part.value % 1 for part in parts)
        self.roots = any(isinstance(part, Call) and part.function == "sqrt" for part in parts)

    def tree(self, terms: Terms) -> Formula:
        """The sum; terms over one denominator that is more than a name share a fraction bar."""
        groups: dict[Key, list[Term]] = {}
        for name, term in terms.items():
            bottom = shared_bottom(term)
            groups.setdefault(name if bottom is None else bottom, []).append(term)
        if len(groups) == 1:
            (group,) = groups.values()
            tree = self.group(group)
            return negated(tree) if negative(group) else tree
        return summed(tuple(signed(self.group(group), group) for group in groups.values()))

    def group(self, terms: list[Term]) -> Formula:
        """Terms with the same denominator, without the minus that all of them have."""
        if len(terms) == 1:
            return self.term(terms[0])
        flip = Exact(-1 if negative(terms) else 1)
        tops = [without_bottom(term, flip) for term in terms]
        top = summed(tuple(signed(self.term(term), [term]) for term in tops))
        below = [factor for factor in terms[0].factors.values() if factor.below]
        return Fraction(top, self.product(below))

    def term(self, term: Term) -> Formula:
        """One term without its sign: 3·x²·exp(x³), x/2, 2/x."""
        number, divisor = self.number(abs(term.coefficient))
        factors = term.factors.values()
        top = self.product([factor for factor in factors if not factor.below], number)
        below = [factor for factor in factors if factor.below]
        if divisor == ONE and not below:
            return top
        return Fraction(top, self.product(below, divisor))

    def product(self, factors: Sequence[Factor], number: Num = ONE) -> Formula:
        powers = [self.power(factor) for factor in sorted(factors, key=rank)]
        return multiplied((number, *powers) if number != ONE else tuple(powers))

    def power(self, factor: Factor) -> Formula:
        """One base with its exponent, without the minus that put it below the bar."""
        if not isinstance(factor.exponent, Exact):
            return Power(factor.base, factor.exponent)
        size = abs(factor.exponent)
        if size == 1:
            return factor.base
        if size == Exact(1, 2) and self.roots:
            return Call("sqrt", (factor.base,))
        return Power(factor.base, self.exponent(size))

    def exponent(self, exponent: Exponent) -> Formula:
        if not isinstance(exponent, Exact):
            return exponent
        number, divisor = self.number(abs(exponent))
        size = number if divisor == ONE else Fraction(number, divisor)
        return negated(size) if exponent < 0 else size

    def number(self, number: Exact) -> tuple[Num, Num]:
        """A positive number, and what it is divided by: 3 and 2 for 3/2, 1.5 and 1 for 1.5."""
        if number.denominator == 1 and number < LONGEST:
            return whole(number.numerator), ONE
        ends = LONGEST % number.denominator == 0
        if not (self.decimals and ends) and number.denominator <= LARGEST and number < LARGEST:
            return whole(number.numerator), whole(number.denominator)
        return Num(float(number), repr(float(number))), ONE


def whole(number: int) -> Num:
    return Num(float(number), str(number))


def negative(terms: list[Term]) -> bool:
    return all(term.coefficient < 0 for term in terms)


def signed(tree: Formula, terms: list[Term]) -> Formula:
    """What stands in a sum: subtracted, if its terms are negative."""
    return Neg(tree) if negative(terms) else tree


def without_bottom(term: Term, flip: Exact) -> Term:
    """The part of a term above the fraction bar."""
    above = {name: factor for name, factor in term.factors.items() if not factor.below}
    return Term(term.coefficient * flip, above)


def shared_bottom(term: Term) -> Key | None:
    """What stands below the fraction bar, unless it is nothing but names and numbers."""
    below = {name: factor for name, factor in term.factors.items() if factor.below}
    plain = all(isinstance(factor.base, Name | Num) for factor in below.values())
    return None if plain else powers_key(below.items())


def rank(factor: Factor) -> int:
    """Where a factor stands in its term: numbers, names, functions, sums, indicators."""
    match factor.base:
        case Num():
            return 0 if isinstance(factor.exponent, Exact) else 3
        case Name():
            return 1 if factor.base.text in CONSTANTS else 2
        case Call():
            return 3
        case Indicator():
            return 5
        case _:
            return 4
