"""Difference quotients: (f(x + h) − f(x − h))/(2h) equals a derivative where h is small, or f of
low degree, and nobody has derived anything.

    difference   of two copies of one term, a part of which is shifted by a constant (or by less
                 than a hundredth of itself)
    quotient     a difference that stands for the slope: put the slope there, and the formula is
                 still right. 3(x + 1)² − 3x² in a formula that needs the difference is none

Copies that the author's own lines have, log(x + 1) − log(x − 1), are no quotient either.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from tracer.errors import InputError
from tracer.expand import expand
from tracer.expression import Expression, put_in
from tracer.formula.calculus import derivative, size
from tracer.formula.tree import (
    Formula,
    Fraction,
    Name,
    Neg,
    Num,
    Product,
    Sum,
    children,
    names,
    rebuilt,
    substitute,
    summed,
    walk,
)
from tracer.formula.value import value
from tracer.network import Network
from tracer.rules.rule import Array

from .formula_names import At, Symbol, scalars_of
from .formula_text import Written

ALONG = "→"  # from one copy, at 0, to the other, at 1
HALF = Num(0.5, "0.5")
POINTS = 4  # at which parts of a formula are compared with one another
SAME = 1e-12
CONSTANT = 1e-3  # how alike, relative, a shift must be at all points: x + 1e-9 has few digits
SMALL = 0.01  # a shift so small, in itself or relative, serves nothing else
LONGEST = 1500  # nodes of a formula that is looked through


def without_quotients(typed: Written, source: Network | Expression) -> Written | None:
    """The formula with the slope in the place of every difference; None where there is none. The
    names of forward lines are written out before: y may be a copy, too."""
    lines, variables = forward(source)
    tree = put_in(typed.tree, {name: lines[symbol.name, symbol.place]
                               for name, symbol in typed.symbols.items()
                               if (symbol.name, symbol.place) in lines and symbol.sign > 0})  # fmt: skip
    if size(tree) > LONGEST:
        tree = typed.tree
    search = Search(sample([*typed.symbols, *variables]), typed.numbers)
    search.own = [search.at(part) for line in lines.values() for part in walk(line)]
    made = search.replaced(tree, over=False)
    return Written(made, {**typed.symbols, **variables}, typed.numbers) if search.found else None


@lru_cache(maxsize=64)
def forward(source: Network | Expression) -> tuple[Mapping[At, Formula], Mapping[str, Symbol]]:
    """The forward quantities in the variables alone, as far as they are short, and what these
    variables are; their names are none that anybody types."""
    at: dict[str, At] = {name: (array, (i, j)) for name, (array, i, j) in scalars_of(source).items()}
    if isinstance(source, Network):
        try:
            source = expand(source)
        except InputError:
            return {}, {}
    else:
        at = {name: (name, (1, 1)) for name in source.values}
        at |= {line.name: (line.name, (1, 1)) for line in source.lines}
    known: dict[str, Formula] = {name: Name(f"·{name}") for name in at}
    for line in source.lines:
        tree = put_in(line.tree, known)
        if line.name not in source.given and size(tree) <= LONGEST // 4:
            known[line.name] = tree
    variables = {f"·{name}": Symbol(*place) for name, place in at.items()}
    return {place: known[name] for name, place in at.items()}, variables


def sample(symbols: list[str]) -> dict[str, Array]:
    """Numbers for the names, the same every time."""
    generator = np.random.default_rng(1)
    return {name: generator.uniform(0.3, 1.7, POINTS) for name in dict.fromkeys(symbols)}


@dataclass(slots=True)
class Search:
    """Looks for differences. `own`: the values of the parts of the author's lines."""

    known: Mapping[str, Array]
    numbers: Mapping[str, float]
    own: list[Array] = field(default_factory=list)
    found: bool = False
    seen: dict[int, tuple[Formula, Array]] = field(default_factory=dict)

    def at(self, node: Formula) -> Array:
        """The values of a part of a formula at the points."""
        kept = self.seen.get(id(node))
        if kept is None:
            with np.errstate(all="ignore"):
                made = np.broadcast_to(value(node, {**self.numbers, **self.known}), (POINTS,))
            kept = self.seen[id(node)] = node, made
        return kept[1]

    def constant(self, node: Formula) -> bool:
        return not any(name in self.known for name in names(node))

    def replaced(self, node: Formula, *, over: bool) -> Formula:
        """The formula with slopes in it. `over`: it stands over, or beside, a constant."""
        match node:
            case Sum():
                slope = self.slope_of(node, over=over)
                if slope is not None:
                    self.found = True
                    return slope
            case Fraction(top, bottom):
                inner = self.replaced(top, over=over or self.constant(bottom))
                return Fraction(inner, self.replaced(bottom, over=False))
            case Product(factors):
                beside = over or any(map(self.constant, factors))
                return Product(tuple(self.replaced(part, over=beside) for part in factors))
            case Neg(term):
                return Neg(self.replaced(term, over=over))
        return rebuilt(node, tuple(self.replaced(part, over=False) for part in children(node)))

    def slope_of(self, node: Sum, *, over: bool) -> Formula | None:
        """What stands for a sum that is nothing but differences of copies; None if it is not. Of
        copies that are straight lines only what stands over a constant, or is shifted by little,
        is a quotient: w(x + 1) − w·x is w."""
        for terms in (list(node.terms), opened(node)):
            pairs = self.paired(terms)
            if pairs is None:
                continue
            slopes = [derivative(copy, ALONG) for copy in pairs]
            shifted = [slope for slope in slopes if slope != Num(0.0, "0")]
            bent = any(ALONG in names(slope) for slope in shifted)
            if shifted and (bent or over):
                made = summed(tuple(shifted))
                return substitute(made, {Name(ALONG): HALF}.get)
        return None

    def paired(self, terms: list[Formula]) -> list[Formula] | None:
        """Every term with one that is subtracted, as one formula that goes from the one to the
        other; None where one is left over."""
        below = [term.term for term in terms if isinstance(term, Neg)]
        above = [term for term in terms if not isinstance(term, Neg)]
        return self.matched(above, below)

    def matched(self, ones: list[Formula], others: list[Formula]) -> list[Formula] | None:
        """Each of the ones with one of the others, in whatever order these stand."""
        if len(ones) != len(others):
            return None
        left, made = list(others), list[Formula]()
        for one in ones:
            for at, other in enumerate(left):
                both = self.between(one, other)
                if both is not None:
                    made.append(both)
                    del left[at]
                    break
            else:
                return None
        return made

    def between(self, one: Formula, other: Formula) -> Formula | None:
        """What goes from `other` to `one` as ALONG goes from 0 to 1; None if they are no copies."""
        high, low = self.at(one), self.at(other)
        gap = high - low
        if not np.isfinite(gap).all():
            return None
        if (np.abs(gap) <= SAME * np.abs(low)).all():
            return one
        if self.shift(gap, low) and not self.constant(one) and not self.constant(other):
            if self.authors(high) and self.authors(low):
                return None
            return Sum((other, Product((Name(ALONG), Sum((one, Neg(other)))))))
        alike = type(one) is type(other) and len(children(one)) == len(children(other))
        if not alike or not children(one) or kind(one) != kind(other):
            return None
        if isinstance(one, Sum | Product):
            parts = self.matched(list(children(one)), list(children(other)))
        else:
            both = [self.between(*pair) for pair in zip(children(one), children(other), strict=True)]
            parts = None if None in both else [part for part in both if part is not None]
        return None if parts is None else rebuilt(one, tuple(parts))

    def shift(self, gap: Array, low: Array) -> bool:
        """Whether the same lies between both everywhere, or little beside themselves."""
        with np.errstate(all="ignore"):
            shares = gap / low
        same = np.ptp(gap) <= CONSTANT * np.abs(gap).max()
        share = np.abs(shares).max()
        return bool(same or (share <= SMALL and np.ptp(shares) <= CONSTANT * share))

    def authors(self, values: Array) -> bool:
        return any(np.allclose(values, one, rtol=SAME, atol=0.0) for one in self.own)


def kind(node: Formula) -> object:
    """What tells two nodes of one type apart, beside their parts."""
    return getattr(node, "function", getattr(node, "sign", None))


def opened(node: Sum, sign: int = 1) -> list[Formula]:
    """The terms of a sum and of the sums in it."""
    terms = list[Formula]()
    for term in node.terms:
        inner, own = (term.term, -sign) if isinstance(term, Neg) else (term, sign)
        terms += opened(inner, own) if isinstance(inner, Sum) else [inner if own > 0 else Neg(inner)]
    return terms
