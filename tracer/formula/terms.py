"""A formula as a sum of terms, each an exact number times powers of bases.

    Terms    what stands in the sum, by what tells like terms apart; the empty sum is 0
    Term     coefficient · base^exponent · base^exponent …
    Factor   one base (a name, a call, a sum …) with its exponent, a number or a formula

Order is that of first appearance; what tells bases and terms apart does not depend on it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction as Exact
from typing import NamedTuple, TypeAlias

import numpy as np

from .functions import FUNCTIONS
from .tree import Call, Formula, Hadamard, Indicator, Name, Num, Product, Sum, children

BITS = 1000  # of the numbers in a coefficient: what a float can hold
EXACT_BITS = 50  # of the numbers that a float holds exactly

Key: TypeAlias = Hashable
Exponent: TypeAlias = Exact | Formula


class NoNumber(Exception):
    """A number is infinite, undefined or beyond what a float can hold."""


class Factor(NamedTuple):
    base: Formula
    exponent: Exponent = Exact(1)

    @property
    def below(self) -> bool:
        """Whether it stands below the fraction bar."""
        return isinstance(self.exponent, Exact) and self.exponent < 0


Powers: TypeAlias = Iterable[tuple[Key, Factor]]


class Term(NamedTuple):
    coefficient: Exact
    factors: Mapping[Key, Factor]

    @property
    def key(self) -> Key:
        """What like terms have in common: everything but the coefficient."""
        return powers_key(self.factors.items())


Terms: TypeAlias = Mapping[Key, Term]


def key(tree: Formula) -> Key:
    """Tells formulas apart, whatever the order of their terms and factors."""
    parts = [key(part) for part in children(tree)]
    match tree:
        case Name():
            return tree.text
        case Num():
            return tree.value
        case Sum() | Product() | Hadamard():
            return (type(tree), frozenset(Counter(parts).items()))
        case Call():
            return (tree.function, *parts)
        case Indicator():
            return (tree.sign, *parts)
        case _:
            return (type(tree), *parts)


def powers_key(powers: Powers) -> Key:
    return frozenset(
        (name, factor.exponent if isinstance(factor.exponent, Exact) else key(factor.exponent))
        for name, factor in powers
    )


# Sums


def constant(number: Exact) -> Terms:
    term = Term(number, {})
    return {term.key: term} if number else {}


def atom(base: Formula) -> Terms:
    """What cannot be taken apart, as a sum of one term."""
    term = Term(Exact(1), {key(base): Factor(base)})
    return {term.key: term}


def number_of(terms: Terms) -> Exact | None:
    """The number, where the sum is nothing but a number."""
    if not terms:
        return Exact(0)
    first, *others = terms.values()
    return None if others or first.factors else first.coefficient


def added(sums: Iterable[Terms]) -> Terms:
    """Like terms collected; a term whose coefficients cancel is gone."""
    total: dict[Key, Term] = {}
    for terms in sums:
        for name, term in terms.items():
            first = total.get(name)
            both = first and Term(first.coefficient + term.coefficient, first.factors)
            total[name] = both or term
    return {name: held(term) for name, term in total.items() if term.coefficient}


def scaled(terms: Terms, number: Exact) -> Terms:
    return {
        name: held(Term(term.coefficient * number, term.factors)) for name, term in terms.items()
    }


def content(terms: Terms) -> Exact:
    """The largest whole number that may be taken out of all terms: 2 of 4·x + 6."""
    numbers = [term.coefficient for term in terms.values()]
    broken = any(number.denominator != 1 for number in numbers)
    return Exact(1 if broken else math.gcd(*(number.numerator for number in numbers)))


# Numbers


def exact(number: float) -> Exact:
    """The number that a person means: 0.1 is 1/10, not the nearest float."""
    return Exact(repr(float(number)))


def bits(number: Exact) -> int:
    return max(number.numerator.bit_length(), number.denominator.bit_length())


def held(term: Term) -> Term:
    """The term, if floats can hold its coefficient."""
    if bits(term.coefficient) > BITS:
        raise NoNumber
    return term


def to_the(number: Exact, power: int) -> Exact:
    if (number == 0 and power < 0) or (bits(number) - 1) * abs(power) > BITS:
        raise NoNumber
    return number**power


def root_of(number: Exact, exponent: Exponent) -> Exact | None:
    """A positive number to a power, where that is exact: 9 to the ½ is 3."""
    if number == 1:
        return number
    if not isinstance(exponent, Exact) or number <= 0 or bits(number) > EXACT_BITS:
        return None
    degree = exponent.denominator
    top, bottom = (round(part ** (1 / degree)) for part in number.as_integer_ratio())
    root = Exact(top, bottom)
    return to_the(root, exponent.numerator) if root**degree == number else None


def called(function: str, numbers: list[Exact]) -> Exact | None:
    """The value of a function at numbers, where it is a number that can be written exactly."""
    made = FUNCTIONS[function]
    if made.kink is None and numbers not in ([0], [1]):
        return None
    with np.errstate(all="ignore"):
        value = float(made.calculate(*map(float, numbers)))
    if made.kink is not None:  # 0, ±1, one of its arguments, or its size
        choices = (Exact(0), Exact(1), Exact(-1), *numbers, -numbers[0])
        return next(number for number in choices if float(number) == value)
    return exact(value) if math.isfinite(value) and (2 * value).is_integer() else None
