"""Difference quotients: (f(x + h) − f(x − h))/(2h) equals a derivative where h is small, or f of
low degree, and nobody has derived anything.

    difference   of two copies of one term, a part of which is shifted by a constant (or by less
                 than a hundredth of itself)
    quotient     a difference that stands for the slope: put the slope there, and the formula is
                 still right. 3(x + 1)² − 3x² in a formula that needs the difference is none

Copies that the author's own lines have, log(x + 1) − log(x − 1), are no quotient either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

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
    summed,
    walk,
)
from tracer.formula.value import value
from tracer.network import Network
from tracer.rules.rule import Array

from .formula_names import At, Symbol, scalars_of, written_out
from .formula_text import Written

Beside: TypeAlias = Literal["nothing", "constant", "other"]
ALONG = "→"  # from one copy, at 0, to the other, at 1
HALF = Num(0.5, "0.5")
POINTS = 24  # at which parts of a formula are compared with one another
LEAST = 4  # of them at which both have a value
SAME = 1e-12
CONSTANT = 1e-3  # how alike, relative, a shift must be at all points: x + 1e-9 has few digits
SMALL = 0.01  # a shift so small, in itself or relative, serves nothing else
LONGEST = 1500  # nodes of a formula that is looked through


def without_quotients(typed: Written, source: Network | Expression) -> Written | None:
    """The formula with the slope in the place of every difference; None where there is none. The
    names of forward lines are written out before: y may be a copy, too."""
    lines, variables = forward(source)
    symbols = typed.symbols.items()
    places = {name: (symbol.name, symbol.place) for name, symbol in symbols if symbol.sign > 0}
    tree = put_in(typed.tree, {name: lines[at] for name, at in places.items() if at in lines})
    if size(tree) > LONGEST:
        tree = typed.tree
    search = Search(sample([*typed.symbols, *variables]), typed.numbers)
    search.own = [search.at(part) for line in lines.values() for part in walk(line)]
    made = search.replaced(tree)
    return Written(made, {**typed.symbols, **variables}, typed.numbers) if search.found else None


@lru_cache(maxsize=64)
def forward(source: Network | Expression) -> tuple[Mapping[At, Formula], Mapping[str, Symbol]]:
    """The forward quantities in the variables alone, as far as they are short, and what these
    variables are; their names are none that anybody types. None of lines of arrays."""
    at: dict[str, At] = {
        name: (array, (i, j)) for name, (array, i, j) in scalars_of(source).items()
    }
    scalar = written_out(source) if isinstance(source, Network) else source
    if scalar is None or scalar.has_arrays:
        return {}, {}
    if scalar is source:
        at = {name: (name, (1, 1)) for name in scalar.values}
        at |= {line.name: (line.name, (1, 1)) for line in scalar.lines}
    known: dict[str, Formula] = {name: Name(f"·{name}") for name in at}
    for line in scalar.lines:
        tree = put_in(line.tree, known)
        if line.name not in scalar.given and size(tree) <= LONGEST // 4:
            known[line.name] = tree
    variables = {f"·{name}": Symbol(*place) for name, place in at.items()}
    return {place: known[name] for name, place in at.items()}, variables


def sample(symbols: list[str]) -> dict[str, Array]:
    """Numbers for the names, the same every time; most are positive, as logarithms need it."""
    generator = np.random.default_rng(1)
    signs = np.where(np.arange(POINTS) < POINTS // 4, -1.0, 1.0)
    return {
        name: signs * np.exp(generator.uniform(-1.2, 1.8, POINTS))
        for name in dict.fromkeys(symbols)
    }


class Way(NamedTuple):
    """One formula that is a term where ALONG is 0 and its copy where it is 1; `shift`: how far the
    copy is shifted, 0 for the same term again."""

    tree: Formula
    shift: float


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
        """Whether it is the same number at all points."""
        (values,) = both_finite(self.at(node))
        return bool(values.size and np.ptp(values) <= SAME * np.abs(values).max())

    def replaced(self, node: Formula, beside: Beside = "nothing") -> Formula:
        """The formula with slopes in it. `beside`: what it is divided by, or multiplied with."""
        match node:
            case Sum():
                slope = self.slope_of(node, beside)
                if slope is not None:
                    self.found = True
                    return slope
            case Fraction(top, bottom):
                by: Beside = "constant" if self.constant(bottom) else "other"
                inner = self.replaced(top, "other" if "other" in (by, beside) else by)
                return Fraction(inner, self.replaced(bottom))
            case Product(factors):
                if beside == "nothing" and any(map(self.constant, factors)):
                    beside = "constant"
                return Product(tuple(self.replaced(factor, beside) for factor in factors))
            case Neg(term):
                return Neg(self.replaced(term, beside))
        return rebuilt(node, tuple(map(self.replaced, children(node))))

    def slope_of(self, node: Sum, beside: Beside) -> Formula | None:
        """What stands for a sum that is nothing but differences of copies, if it may be a quotient;
        else None. By little shifted, it is one. By more, over a constant; or over nothing, which
        is as good as over 1: but w(x + 1) − w·x, of a straight line, is only another w."""
        for terms in (node.terms, opened(node)):
            ways = self.paired(terms)
            shift = max((way.shift for way in ways), default=0.0) if ways else 0.0
            if not ways or not shift:
                continue
            slopes = [derivative(way.tree, ALONG) for way in ways if way.shift]
            bent = any(ALONG in names(slope) for slope in slopes)
            parts = any(isinstance(term, Fraction) and self.constant(term.bottom) for term in terms)
            over = beside == "constant" or (beside == "nothing" and (bent or parts))
            if shift <= SMALL or over:
                return put_in(summed(tuple(slopes)), {ALONG: HALF})
        return None

    def paired(self, terms: Sequence[Formula]) -> list[Way] | None:
        """Every term with one that is subtracted; None where one is left over."""
        below = [term.term for term in terms if isinstance(term, Neg)]
        above = [term for term in terms if not isinstance(term, Neg)]
        return self.matched(above, below)

    def matched(self, ones: Sequence[Formula], others: Sequence[Formula]) -> list[Way] | None:
        """Each of the ones with one of the others, in whatever order these stand."""
        if len(ones) != len(others):
            return None
        left, made = list(others), list[Way]()
        for one in ones:
            for at, other in enumerate(left):
                way = self.way(one, other)
                if way is not None:
                    made.append(way)
                    del left[at]
                    break
            else:
                return None
        return made

    def way(self, one: Formula, other: Formula) -> Way | None:
        """What leads from `other` to `one`; None if they are no copies."""
        high, low = both_finite(self.at(one), self.at(other))
        gap = high - low
        if gap.size < LEAST:
            return None
        if (np.abs(gap) <= SAME * np.abs(low)).all():
            return Way(one, 0.0)
        shift = self.shift(gap, low)
        if shift and not self.constant(one) and not self.constant(other):
            if self.authors(one) and self.authors(other):
                return None
            return Way(Sum((other, Product((Name(ALONG), Sum((one, Neg(other))))))), shift)
        ones, others = children(one), children(other)
        if type(one) is not type(other) or kind(one) != kind(other) or len(ones) != len(others):
            return None
        if isinstance(one, Sum | Product):
            parts = self.matched(ones, others)
        else:
            each = [self.way(*pair) for pair in zip(ones, others, strict=True)]
            parts = [part for part in each if part is not None]
        if not parts or len(parts) != len(ones):
            return None
        tree = rebuilt(one, tuple(part.tree for part in parts))
        return Way(tree, max(part.shift for part in parts))

    def shift(self, gap: Array, low: Array) -> float:
        """By how much, beside its size, a copy is shifted: by the same everywhere, or by the same
        little share; 0 if neither."""
        with np.errstate(all="ignore"):
            shares = np.abs(gap / low)
        share = float(shares.max())
        same = np.ptp(gap) <= CONSTANT * np.abs(gap).max()
        alike = share <= SMALL and np.ptp(shares) <= CONSTANT * share
        return min(share, float(np.abs(gap).max())) if same or alike else 0.0

    def authors(self, node: Formula) -> bool:
        """Whether the author's lines have the same part."""
        pairs = (both_finite(self.at(node), own) for own in self.own)
        return any(
            here.size >= LEAST and np.allclose(here, own, rtol=SAME, atol=0.0)
            for here, own in pairs
        )


def both_finite(*arrays: Array) -> tuple[Array, ...]:
    """The arrays at the points at which all of them have a value."""
    there = np.logical_and.reduce([np.isfinite(array) for array in arrays])
    return tuple(array[there] for array in arrays)


def kind(node: Formula) -> object:
    """What tells two nodes of one type apart, beside their parts."""
    return getattr(node, "function", getattr(node, "sign", None))


def opened(node: Sum, sign: int = 1) -> list[Formula]:
    """The terms of a sum and of the sums in it."""
    terms = list[Formula]()
    for term in node.terms:
        inner, own = (term.term, -sign) if isinstance(term, Neg) else (term, sign)
        terms += (
            opened(inner, own) if isinstance(inner, Sum) else [inner if own > 0 else Neg(inner)]
        )
    return terms
