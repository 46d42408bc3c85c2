"""From a formula to its terms: expanded, like terms collected, powers merged.

Nothing is rewritten that has another value anywhere where the formula has one: (x²)^½ stays,
since it is |x|.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from fractions import Fraction as Exact

from .arranged import Arranged
from .terms import (
    Exponent,
    Factor,
    Key,
    Powers,
    Term,
    Terms,
    added,
    atom,
    called,
    constant,
    content,
    exact,
    held,
    key,
    number_of,
    root_of,
    scaled,
    to_the,
)
from .tree import (
    Call,
    Formula,
    Fraction,
    Hadamard,
    Indicator,
    Neg,
    Num,
    Power,
    Product,
    Sum,
)
from .value import COMPARE

MOST = 200  # terms of a product that is multiplied out, times its powers: more is work for nobody

HALF, MINUS = Exact(1, 2), Exact(-1)


class TooLong(Exception):
    """Expanded, the formula would have more terms than anyone reads."""


class Simplifier:
    """Tree to terms, from the inside out. `expand`: sums are multiplied out."""

    def __init__(self, tree: Formula, *, expand: bool) -> None:
        self.expand = expand
        self.arranged = Arranged(tree)
        self.sums: dict[Key, Terms] = {}  # the terms of every sum that is a base
        self.seen: dict[int, tuple[Formula, Terms]] = {}  # derivatives repeat their parts

    def tree(self, node: Formula) -> Formula:
        return self.arranged.tree(self.terms(node))

    def terms(self, node: Formula) -> Terms:
        known = self.seen.get(id(node))
        if known is None:
            known = self.seen[id(node)] = node, self.made(node)
        return known[1]

    def made(self, node: Formula) -> Terms:
        match node:
            case Num():
                return constant(exact(node.value))
            case Neg():
                return scaled(self.terms(node.term), MINUS)
            case Sum():
                return added([self.terms(term) for term in node.terms])
            case Product() | Hadamard() | Fraction() | Power() | Call("sqrt"):
                return self.product(self.parts(node, Exact(1)))
            case Call():
                return self.call(node.function, [self.terms(part) for part in node.arguments])
            case Indicator():
                return self.indicator(node)
            case _:
                return atom(node)

    def parts(self, node: Formula, power: Exact) -> Iterator[tuple[Terms, Exponent]]:
        """What is multiplied in a formula to a whole power: sums to powers."""
        match node:
            case Neg():
                yield constant(MINUS), power
                yield from self.parts(node.term, power)
            case Product() | Hadamard():
                for factor in node.factors:
                    yield from self.parts(factor, power)
            case Fraction():
                yield from self.parts(node.top, power)
                yield from self.parts(node.bottom, -power)
            case Call("sqrt", (inside,)):
                yield self.terms(inside), power * HALF
            case Power():
                exponent = self.exponent(self.terms(node.exponent))
                exponent = self.times(exponent, power)
                if isinstance(exponent, Exact) and exponent.denominator == 1:
                    yield from self.parts(node.base, exponent)
                else:
                    yield self.terms(node.base), exponent
            case _:
                yield self.terms(node), power

    # Products and powers

    def product(self, parts: Iterable[tuple[Terms, Exponent]]) -> Terms:
        """Powers of sums, multiplied."""
        coefficient, powers = Exact(1), list[tuple[Key, Factor]]()
        for terms, exponent in parts:
            number, factors = self.raised(terms, exponent)
            coefficient *= number
            powers += factors
        return self.collected(coefficient, powers)

    def raised(self, terms: Terms, exponent: Exponent) -> tuple[Exact, Powers]:
        """One sum to a power: a coefficient and powers of bases."""
        if exponent == 0:
            return Exact(1), []
        if not terms and isinstance(exponent, Exact):
            return to_the(Exact(0), 1 if exponent > 0 else -1), []
        if isinstance(exponent, Exact) and exponent.denominator == 1:
            return self.to_whole(terms, exponent)
        return self.to_broken(terms, exponent)

    def to_whole(self, terms: Terms, exponent: Exact) -> tuple[Exact, Powers]:
        power = int(exponent)
        if len(terms) > 1:
            number = content(terms)
            rest = scaled(terms, 1 / number)
            return to_the(number, power), [self.factor(rest, exponent)]
        (term,) = terms.values()
        return to_the(term.coefficient, power), [
            (name, Factor(factor.base, self.times(factor.exponent, exponent)))
            for name, factor in term.factors.items()
        ]

    def to_broken(self, terms: Terms, exponent: Exponent) -> tuple[Exact, Powers]:
        """To a power that is no whole number, or a formula. Only a positive number whose root is
        exact is taken out, and (xᵃ)ᵇ is xᵃᵇ unless a is even: x may then be negative."""
        first, *others = terms.values() or [Term(Exact(0), {})]
        number = root_of(first.coefficient, exponent)
        if others or number is None:
            return Exact(1), [self.factor(terms, exponent)]
        match list(first.factors.items()):
            case []:
                return number, []
            case [(name, Factor(base, Exact() as inner))]:
                if inner == 1 or (isinstance(exponent, Exact) and inner % 2 != 0):
                    return number, [(name, Factor(base, self.times(exponent, inner)))]
        rest = Term(Exact(1), first.factors)
        return number, [self.factor({rest.key: rest}, exponent)]

    def factor(self, terms: Terms, exponent: Exponent) -> tuple[Key, Factor]:
        """Terms as a base of their own."""
        base = self.arranged.tree(terms)
        name = key(base)
        if len(terms) > 1 or number_of(terms) is not None:
            self.sums[name] = terms
        return name, Factor(base, exponent)

    def collected(self, coefficient: Exact, powers: Powers) -> Terms:
        """A product, the powers of each base merged; expanded if it is to be."""
        factors: dict[Key, Factor] = {}
        for name, factor in powers:
            before = factors.get(name, Factor(factor.base, Exact(0))).exponent
            factors[name] = Factor(factor.base, self.plus(before, factor.exponent))
        for name in list(factors):
            coefficient *= self.folded(name, factors)
        term = held(Term(coefficient, factors))
        if not coefficient:
            return {}
        if self.expand:
            return self.expanded(term)
        match list(factors.items()):
            case [(name, Factor(exponent=Exact(numerator=1, denominator=1)))] if name in self.sums:
                return scaled(self.sums[name], coefficient)
        return {term.key: term}

    def folded(self, name: Key, factors: dict[Key, Factor]) -> Exact:
        """Take out a base to the power 0, and a number, which is handed back; an indicator is
        its own square."""
        base, exponent = factors[name].base, factors[name].exponent
        number = number_of(self.sums.get(name, atom(base)))
        if exponent == 0:
            del factors[name]
        elif isinstance(exponent, Exact) and exponent.denominator == 1:
            if number is not None:
                del factors[name]
                return to_the(number, int(exponent))
            if isinstance(base, Indicator) and exponent > 0:
                factors[name] = Factor(base)
        return Exact(1)

    def expanded(self, term: Term) -> Terms:
        """A term with its sums multiplied out, where their powers are 1, 2, 3 …"""
        sums, others = list[tuple[Terms, int]](), dict[Key, Factor]()
        for name, factor in term.factors.items():
            exponent = factor.exponent
            whole = isinstance(exponent, Exact) and exponent.denominator == 1 <= exponent
            if whole and name in self.sums:
                sums.append((self.sums[name], int(exponent)))  # type: ignore[arg-type]
            else:
                others[name] = factor
        if math.prod(math.comb(len(base) + n - 1, n) * n for base, n in sums) > MOST:
            raise TooLong
        start = Term(term.coefficient, others)
        made: Terms = {start.key: start}
        for base, times in sums:
            for _ in range(times):
                made = added(self.multiplied(made, base))
        return made

    def multiplied(self, left: Terms, right: Terms) -> Iterator[Terms]:
        for one in left.values():
            for other in right.values():
                powers = [*one.factors.items(), *other.factors.items()]
                yield self.collected(one.coefficient * other.coefficient, powers)

    # Exponents

    def plus(self, left: Exponent, right: Exponent) -> Exponent:
        if isinstance(left, Exact) and (left == 0 or isinstance(right, Exact)):
            return left + right if isinstance(right, Exact) else right
        both = Sum((self.arranged.exponent(left), self.arranged.exponent(right)))
        return self.exponent(self.terms(both))

    def times(self, exponent: Exponent, number: Exact) -> Exponent:
        if isinstance(exponent, Exact):
            return exponent * number
        return self.exponent(scaled(self.terms(exponent), number))

    def exponent(self, terms: Terms) -> Exponent:
        number = number_of(terms)
        return self.arranged.tree(terms) if number is None else number

    # Functions and indicators

    def call(self, function: str, arguments: list[Terms]) -> Terms:
        numbers = [number for number in map(number_of, arguments) if number is not None]
        value = called(function, numbers) if len(numbers) == len(arguments) else None
        if value is not None:
            return constant(value)
        trees = tuple(map(self.arranged.tree, arguments))
        match trees:
            case (Call("log", (inside,)),) if function == "exp":
                return self.terms(inside)
            case (Call("exp", (inside,)),) if function == "log":
                return self.terms(inside)
        return atom(Call(function, trees))

    def indicator(self, node: Indicator) -> Terms:
        sides = self.terms(node.left), self.terms(node.right)
        numbers = [number for number in map(number_of, sides) if number is not None]
        if len(numbers) == 2:
            return constant(Exact(COMPARE[node.sign](*numbers)))
        left, right = map(self.arranged.tree, sides)
        same = key(left) == key(right)
        return (
            constant(Exact("=" in node.sign)) if same else atom(Indicator(left, node.sign, right))
        )
