"""Gradient descent: w := w − α ∂J/∂w, at once or with the step as an equation of its own; and
ascent, the same with the other sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from ..formula.parse import formula
from ..formula.tree import Entry, Formula, Name, Num, summed
from .optimizers import OPTIMIZERS, step_rule, update_rule
from .rule import Array, Rule, table

GD = OPTIMIZERS["gd"]
UPDATE: dict[str, Rule] = table(
    *(make(GD, uphill, False) for uphill in (False, True) for make in (update_rule, step_rule)),
    Rule(
        name="add step",
        inputs=("w", "step"),
        formula=formula("w + step"),
        calculate=lambda w, step: w + step,
        why="The new value is the old one plus the step.",
        source="L7",
        kind="elementwise",
    ),
)


def place(name: str, row: int, column: int) -> Formula:
    return Entry(Name(name), Num(row, str(row)), Num(column, str(column)))


def shared_gradient(holes: Sequence[tuple[str, int, int]]) -> Rule:
    """∂J/∂w of one parameter that stands in several places: the sum of the places' gradients."""
    names = tuple(dict.fromkeys(name for name, _, _ in holes))

    def calculate(*gradients: Array) -> Array:
        known = dict(zip(names, gradients, strict=True))
        total = sum(known[name][..., i - 1, j - 1] for name, i, j in holes)
        return np.asarray(total)[..., None, None]

    total = summed(tuple(place(*hole) for hole in holes))
    return Rule(
        name="shared gradient",
        inputs=names,
        formula=total,
        entry=total,
        calculate=calculate,
        why="One parameter used in several places: the contributions of all of them add up.",
        source="L6",
        kind="product",
    )


def shared_place(rule: Rule, row: int, column: int) -> Rule:
    """The update rule of a shared parameter, whose old value is read at one of its places."""

    def calculate(w: Array, *others: Array, **constants: object) -> Array:
        return np.asarray(
            rule.calculate(w[..., row - 1 : row, column - 1 : column], *others, **constants)
        )

    def read(node: Formula) -> Formula | None:
        if node == Name("w"):
            return place("w", row, column)
        return (
            place(node.text, 1, 1) if isinstance(node, Name) and node.text in rule.inputs else None
        )

    from ..formula.tree import substitute

    entry = substitute(rule.formula, read)
    return replace(rule, calculate=calculate, formula=entry, entry=entry)


def with_shared(rule: Rule, places: Mapping[tuple[int, int], str]) -> Rule:
    """The update of a matrix in which some entries show the value of a shared parameter.

    `places`: row and column from 1 → the name of the shared parameter."""
    # a parameter may be called as a hole of the rule is: w
    places = {at: f"new_{name}" for at, name in places.items()}
    shared = tuple(dict.fromkeys(places.values()))
    own = len(rule.inputs)

    def calculate(*values: Array, **constants: object) -> Array:
        new = np.array(rule.calculate(*values[:own], **constants))
        known = dict(zip(shared, values[own:], strict=True))
        for (row, column), name in places.items():
            new[..., row - 1, column - 1] = known[name][..., 0, 0]
        return new

    return replace(
        rule,
        inputs=(*rule.inputs, *shared),
        calculate=calculate,
        special={**rule.special, **{at: place(name, 1, 1) for at, name in places.items()}},
    )
