"""A formula worked by hand, step by step: after every operation a person may round.

    terms     the products (quotients, powers, functions) that a sum adds up
    partial   the sum so far, from either end
    whole     a sum or difference before it is divided, multiplied or put into a function
    inner     whatever else stands inside: a power of e, a factor, an argument

The last operation is none of these: its result is the line, which is written (working.py).
1/N is a division at the end, not a rounded factor; exact numbers (1/2, y, 1) are used as they
are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from grader.ranged import Mask
from tracer.formula.calls import calculation
from tracer.formula.tree import (
    ONE,
    BigSum,
    Call,
    Entry,
    Formula,
    Fraction,
    Hadamard,
    Indicator,
    Kronecker,
    Name,
    Neg,
    Power,
    Product,
    Sum,
    names,
)
from tracer.formula.value import COMPARE, value
from tracer.rules.rule import Array, OneEntry, Rule

from .habits import INNER, PARTIAL, RANDOMLY, TERMS, WHOLE, Students

LEFT = 1e-14  # relative to its terms: what float64 leaves of a sum that cancels
ALIKE = 5e-3  # relative: the same number, rounded here and not there


class Choices:
    """Who rounds where, in one line. Who rounds now here, now there, decides for all terms of a
    line at once (equal numbers are rounded equally), and for each partial sum anew."""

    def __init__(self, students: Students, rng: np.random.Generator) -> None:
        self.students, self.rng = students, rng
        self.made: dict[int, Mask] = {}

    def of(self, kind: int) -> Mask:
        if kind not in self.made:
            self.made[kind] = self.anew(kind)
        return self.made[kind]

    def anew(self, kind: int) -> Mask:
        steps = self.students.steps
        maybe = (steps & RANDOMLY) > 0
        chosen = self.rng.random(maybe.shape) < 0.5
        return np.asarray(((steps & kind) > 0) | (maybe & chosen))


@dataclass(frozen=True, slots=True, eq=False)
class Hand:
    """Some students at work on one line. `known`: the numbers that the formula's names stand
    for, theirs; `inputs`: which of the names are numbers of the line (sizes and constants are
    not: what is made of these alone is nobody's rounding)."""

    students: Students
    known: Mapping[str, Any]
    inputs: frozenset[str]
    choices: Choices

    def step(self, number: Array, tree: Formula, kind: int) -> Array:
        """The result of a sub-step, rounded by those who round there. A number that is only read,
        its sign turned or not, is none."""
        if isinstance(bare(tree), Name | Entry) or not self.inputs.intersection(names(tree)):
            return number
        return self.rounded(number, self.choices.of(kind))

    def rounded(self, number: Array, who: Mask) -> Array:
        return np.where(who, self.students.in_between(number), number) if who.any() else number

    def work(self, tree: Formula, kind: int) -> Array:
        """A formula inside another."""
        return self.step(self.result(tree), tree, kind)

    def inside(self, tree: Formula) -> Array:
        """What a factor, a quotient or a function is given."""
        return self.work(tree, WHOLE if isinstance(bare(tree), Sum | BigSum) else INNER)

    def result(self, tree: Formula) -> Array:
        """The result of a formula, all of its sub-steps rounded, itself not."""
        match tree:
            case Neg():
                return -self.result(tree.term)
            case Sum() | BigSum():
                return self.added(self.terms(tree))
            case Product() | Hadamard():
                return self.multiplied(tree.factors)
            case Fraction():
                return np.divide(self.inside(tree.top), self.inside(tree.bottom))
            case Power():
                return np.power(self.inside(tree.base), self.inside(tree.exponent))
            case Call():
                arguments = map(self.inside, tree.arguments)
                return np.asarray(calculation(tree)(*arguments))
            case Indicator():
                left, right = self.result(tree.left), self.result(tree.right)
                if tree.sign == "=":  # who looks which is the largest does not count digits
                    return np.where(np.isclose(left, right, rtol=ALIKE, atol=0), 1.0, 0.0)
                return np.where(COMPARE[tree.sign](left, right), 1.0, 0.0)
            case Entry():
                return self.entry(tree)
            case Kronecker():
                left, right = value(tree.left, self.known), value(tree.right, self.known)
                return np.asarray(left == right, dtype=float)
        return np.asarray(value(tree, self.known))

    def entry(self, tree: Entry) -> Array:
        """The entry that is read for each place of the line, all places at once."""
        row, column = value(tree.row, self.known), value(tree.column, self.known)
        at = (np.atleast_2d(np.asarray(one, dtype=int)) - 1 for one in (row, column))
        base = value(tree.base, self.known)
        if not isinstance(tree.base, Name):  # the mean in a variance
            base = self.rounded(base, self.choices.of(WHOLE))
        return np.asarray(base[(..., *at)])

    def terms(self, tree: Formula) -> list[Array]:
        """What is added up, one after the other; a bias is one term more."""
        match tree:
            case Neg() if isinstance(tree.term, Sum | BigSum):
                return [-term for term in self.terms(tree.term)]
            case Sum():
                return [term for part in tree.terms for term in self.terms(part)]
            case BigSum():
                size = int(value(tree.size, self.known))
                numbered = [{**self.known, tree.index: at} for at in range(1, size + 1)]
                hands = [replace(self, known=known) for known in numbered]
                return [term for hand in hands for term in hand.terms(tree.body)]
        return [self.work(tree, TERMS)]

    def added(self, terms: list[Array]) -> Array:
        if len(terms) < 3:
            return self.run(terms)
        forward, backward = self.run(terms), self.run(terms[::-1])
        return np.where(self.students.backward, backward, forward)

    def run(self, terms: list[Array]) -> Array:
        """In this order. What cancels in decimals is 0, whatever binary leaves of it."""
        total, size = terms[0], np.abs(terms[0])
        for at, term in enumerate(terms[1:], 2):
            total, size = total + term, size + np.abs(term)
            total = np.where(np.abs(total) < LEFT * size, 0.0, total)
            if at < len(terms):
                total = self.rounded(total, self.choices.anew(PARTIAL))
        return total

    def multiplied(self, factors: tuple[Formula, ...]) -> Array:
        """From the left; 1/N, 1/K: divided by at the end."""
        shares = [part for part in factors if isinstance(part, Fraction) and part.top == ONE]
        shares = [part for part in shares if not self.inputs.intersection(names(part))]
        rest = [part for part in factors if part not in shares]
        total = self.inside(rest[0])
        for at, factor in enumerate(rest[1:], 2):
            total = total * self.inside(factor)
            if at < len(rest) or shares:
                total = self.rounded(total, self.choices.of(INNER))
        for share in shares:
            total = total / value(share.bottom, self.known)
        return total


def bare(tree: Formula) -> Formula:
    return tree.term if isinstance(tree, Neg) else tree


def by_hand(rule: Rule, inputs: list[Array], students: Students, rng: np.random.Generator) -> Array:
    """What each student gets for a line, not rounded yet, (students, rows, columns)."""
    with np.errstate(all="ignore"):
        exact = np.asarray(rule.calculate(*inputs))
        if rule.special or any(isinstance(one, np.ndarray) and one.ndim for one in masks(rule)):
            return exact
        known = {name: one for name, one in rule.constants.items() if one is not None}
        known.update(zip(rule.inputs, inputs, strict=True))
        for size, (hole, axis) in rule.sizes.items():
            known[size] = known[hole].shape[axis]
        tree = rule.formula
        if rule.entry is not None:
            tree = rule.entry
            rows, columns = exact.shape[-2:]
            row, column = np.arange(1, rows + 1)[:, None], np.arange(1, columns + 1)[None, :]
            places: Any = rule.places  # all places at once
            known.update(places(row, column, {n: int(known[n]) for n in rule.sizes}))
        hand = Hand(students, known, frozenset(rule.inputs), Choices(students, rng))
        if rule.opened is not None:
            return entry_by_entry(hand, rule.opened, rule, exact.shape)
        return np.broadcast_to(hand.result(tree), exact.shape)


def entry_by_entry(hand: Hand, opened: OneEntry, rule: Rule, shape: tuple[int, ...]) -> Array:
    """A line of which no formula of indices says how one entry is made."""
    shapes = {hole: hand.known[hole].shape[-2:] for hole in rule.inputs}
    made = np.empty(shape)
    for row, column in np.ndindex(*shape[-2:]):
        number = hand.result(opened(row + 1, column + 1, shapes))
        made[..., row, column] = np.atleast_2d(number)[..., 0, 0]
    return made


def masks(rule: Rule) -> list[Any]:
    """Which parameters are frozen or absent: such lines are worked in one go."""
    return [rule.constants.get("present"), rule.constants.get("free")]
