"""A mistake is the trace with one rule swapped: its wrong formula, where it can be made, what it
says, when it hides. To add one, add an entry to the table of its part of the lecture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

import numpy as np

from ..cancelled import settling
from ..equation import Equation
from ..formula.calls import linear, of_arrays
from ..formula.parse import formula
from ..formula.tree import (
    Call,
    Entry,
    Formula,
    Fraction,
    Indicator,
    Name,
    Num,
    Power,
    names,
    substitute,
    walk,
)
from ..formula.value import value
from ..rules.rule import Array, Does, Kind, Rule
from .spot import Spot

if TYPE_CHECKING:
    pass

AVERAGED = ", averaged"  # the rules of ∂J/∂W and ∂J/∂b where 1/N enters late
Whom: TypeAlias = Literal["pencil", "code", "both"]
Rewrite = Callable[[Spot], Iterator[Formula]]


class Mistake(NamedTuple):
    """One known mistake.

    `name`: stable, it stands in gradebooks. `at`: the rules that it can be made in, by what they
    do (Does.INPUT_GRADIENT), by what they make ("dJ/dz"), by the name of one entry of a table
    ("sigmoid′"), or "*". `formula`: the wrong calculation in
    the words of `spot.py`, where `right` is the right one; or several, or a function that makes
    wrong formulas out of a line. `when`: where it can be made at all. `says`: what the numbers
    fit, then what the line should have used. `hidden`: when an entry of it is right by accident,
    a condition in the same words (hides.py reads it), and what that means; one for each formula
    where they differ. `taught`: a row of the lecture. `seen`: evidence that people make it.

    `often`: 3 where it was found again and again, or by thousands of readers, 2 where in several
    places, 1 where once. `whom` it befalls: who works with pencil and paper, who writes code, or
    both. `generic`: a slip of the pen that any line may have, named entry by entry; all others fit
    a line as a whole; `slip`: one that this line may have. All others are mistakes of
    understanding. `removes`: it makes the later lines easier than they are. `of_tree`: it is made
    out of the line's own formula, in as many ways as that has places for it. `again`: what it makes
    of a line in which another mistake was made, `right`, where `formula` does not say so.
    `named_only`: no choice offers it and nobody's numbers are drawn by it, since those of sheets
    that were handed out before it had a name have to stay.
    """

    name: str
    at: tuple[Does | str, ...]
    formula: str | tuple[str, ...] | Rewrite
    says: str
    hidden: str | tuple[str, ...]
    taught: str
    seen: str
    often: int
    whom: Whom = "both"
    when: Callable[[Spot], bool] = lambda spot: True
    generic: bool = False
    slip: bool = False
    removes: bool = False
    of_tree: bool = False
    again: str = ""
    named_only: bool = False

    @property
    def understanding(self) -> bool:
        """Whether something is not understood; else it is a slip of the pen."""
        return not (self.generic or self.slip)

    def swaps(self, spot: Spot) -> Iterator[Equation]:
        """The line with the mistake in it, once for each way to make it; nothing where it
        cannot be made: other rules, shapes that do not fit, quantities that there are not."""
        for tree in self.formulas(spot) if self.fits(spot) else ():
            line = swapped(spot, tree, self.name)
            if line is not None and works(line, spot):
                yield line

    def on_top(self, spot: Spot) -> Iterator[Equation]:
        """A line in which another mistake was made already, with this one made in it, too."""
        if self.of_tree or not self.fits(spot):
            return
        trees = [formula(self.again)] if self.again else self.formulas(spot)
        for tree in trees:
            line = swapped(spot, tree, self.name) if "right" in names(tree) else None
            if line is not None and works(line, spot):
                yield line

    def fits(self, spot: Spot) -> bool:
        """Whether it can be made in such a line at all."""
        return not spot.places.isdisjoint(self.at) and self.when(spot)

    def formulas(self, spot: Spot) -> Iterator[Formula]:
        """The wrong formulas of a line. Where the line itself takes J's average, so do those that
        do not say what becomes of the right one."""
        averaged = spot.equation.rule.name.endswith(AVERAGED)
        for tree in self.written(spot):
            late = averaged and "right" not in names(tree)
            yield Fraction(tree, Name("N")) if late else tree

    def written(self, spot: Spot) -> Iterator[Formula]:
        if callable(self.formula):
            yield from self.formula(spot)
        elif isinstance(self.formula, str):
            yield formula(self.formula)
        else:
            yield from map(formula, self.formula)


def swapped(spot: Spot, tree: Formula, name: str) -> Equation | None:
    """The equation with the wrong formula as its rule; None where a word has no meaning there."""
    rule, old = spot.equation.rule, spot.equation
    read_here = words(spot, [hole for hole in names(tree) if hole != "right"])
    if read_here is None:
        return None
    holes, settled = read_here
    own = {
        f"right_{hole}": quantity for hole, quantity in zip(rule.inputs, old.inputs, strict=True)
    }
    uses = "right" in names(tree)
    inputs = {**holes, **(own if uses else {})}
    shape = spot.shape(old.target)
    read, places = single_entries(tree)

    def calculate(*arrays: Array) -> Array:
        known = {**settled, **dict(zip(holes, arrays, strict=False))}
        if uses:
            known["right"] = rule.calculate(*arrays[len(holes) :])
        known |= {
            text: known[hole][..., i : i + 1, j : j + 1] for text, (hole, i, j) in places.items()
        }
        result = np.asarray(value(read, known))
        leading = np.broadcast_shapes(*(array.shape[:-2] for array in arrays))
        return np.array(
            np.broadcast_to(result, (*np.broadcast_shapes(leading, result.shape[:-2]), *shape))
        )

    wrong = Rule(
        name=f"{rule.name}: {name}",
        role=rule.role,
        inputs=tuple(inputs),
        formula=with_right(tree, rule, uses),
        calculate=calculate,
        why=rule.why,
        source=rule.source,
        constants={**(sizes_of_right(spot) if uses else {}), **settled},
        kind=kind_of(tree, rule, uses),
        domain=rule.domain if uses and not holes else (-np.inf, np.inf),
    )
    wrong = settling(wrong) if rule.settles else wrong
    return replace(old, rule=wrong, inputs=tuple(inputs.values()))


def words(spot: Spot, holes: Iterable[str]) -> tuple[dict[str, str], dict[str, Any]] | None:
    """What the words stand for: quantities that are known before the line, and numbers; None
    where one of them has no meaning there."""
    quantities: dict[str, str] = {}
    numbers: dict[str, Any] = {}
    for hole in holes:
        found = spot.quantity(hole)
        if found is not None:
            if not spot.before(found):
                return None
            quantities[hole] = found
        elif (number := spot.number(hole)) is not None:
            numbers[hole] = number
        else:
            return None
    return quantities, numbers


def single_entries(tree: Formula) -> tuple[Formula, dict[str, tuple[str, int, int]]]:
    """The formula with every W[1,1] a name of its own, and where each is found: an entry then
    keeps its rows and columns, one of each, and the students in front of them."""
    places: dict[str, tuple[str, int, int]] = {}

    def named(node: Formula) -> Formula | None:
        match node:
            case Entry(Name(hole), Num(row), Num(column)):
                text = f"{hole}[{row:g},{column:g}]"
                places[text] = (hole, int(row) - 1, int(column) - 1)
                return Name(text)
        return None

    return substitute(tree, named), places


def sizes_of_right(spot: Spot) -> dict[str, Any]:
    """The numbers in the right formula: its constants, and its sizes N, K, m as numbers."""
    rule, inputs = spot.equation.rule, spot.equation.inputs
    known = dict(zip(rule.inputs, inputs, strict=True))
    sizes = {
        size: float(spot.trace.state[known[hole]].shape[axis])
        for size, (hole, axis) in rule.sizes.items()
    }
    return {**rule.constants, **sizes}


def with_right(tree: Formula, rule: Rule, uses: bool) -> Formula:
    """The formula to be shown: the right one where `right` stands, its holes told apart."""
    if not uses:
        return tree

    def told_apart(node: Formula) -> Formula | None:
        if isinstance(node, Name) and node.text in rule.inputs:
            return Name(f"right_{node.text}")
        return None

    shown = substitute(rule.formula, told_apart)
    return substitute(tree, lambda node: shown if node == Name("right") else None)


def kind_of(tree: Formula, rule: Rule, uses: bool) -> Kind:
    """How its entries depend on entries: what error bounds need to know."""
    parts = tuple(walk(tree))
    if of_arrays(tree):
        calls = [part for part in parts if isinstance(part, Call)]
        bends = any(isinstance(part, Power | Indicator) for part in parts)
        bends |= not all(map(linear, calls))
        return "coupled" if bends or (uses and rule.kind == "coupled") else "product"
    if any(isinstance(part, Entry) for part in parts):
        return "coupled"  # another parameter's first entry, of whatever shape that is
    if uses and rule.kind != "elementwise":
        return rule.kind if linear_in_right(tree) else "coupled"
    return "elementwise"


def linear_in_right(tree: Formula) -> bool:
    return not any(isinstance(part, Call | Power | Indicator) for part in walk(tree)) and not any(
        isinstance(part, Fraction) and "right" in names(part.bottom) for part in walk(tree)
    )


def works(line: Equation, spot: Spot) -> bool:
    """Whether the wrong formula has a value of the right shape here, another than the right one."""
    known: Mapping[str, Array] = spot.trace.state
    try:
        with np.errstate(all="ignore"):
            result = line.rule.calculate(*(known[name] for name in line.inputs))
    except (ValueError, KeyError, IndexError, TypeError):
        return False
    return not np.array_equal(result, known[line.target])
