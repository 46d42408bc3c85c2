"""A rule is one formula in every form in which a person meets it, and its calculation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import partial
from typing import Any, Literal, TypeAlias

import numpy as np

from ..arrays import Array as Array
from ..formula.tree import Equality, Formula, Name, Num, substitute
from .calculation import by_formula as by_formula
from .calculation import entrywise as entrywise

Kind: TypeAlias = Literal["elementwise", "product", "linear", "coupled"]
"""Entry by entry; linear in each input; linear; all entries of a sample together, bending."""

Places: TypeAlias = Callable[[int, int, Mapping[str, int]], dict[str, int]]
"""From a place of the target (counted from 1) and the sizes to the indices of `entry`."""


OneEntry: TypeAlias = Callable[[int, int, Mapping[str, tuple[int, int]]], Formula]
"""From row and column (from 1) and the shapes of the inputs by hole."""


def row_and_column(row: int, column: int, _sizes: Mapping[str, int]) -> dict[str, int]:
    """The usual places: i is the row; n or j, whichever the formula uses, the column."""
    return {"i": row, "n": column, "j": column}


class Does(Enum):
    """What a rule does, whatever its name is and whatever settings have made of it."""

    AFFINE = "z from what comes in"
    ACTIVATION = "a from z"
    LOSS = "the loss of a sample"
    COST = "J from the losses"
    LOSS_SLOPE = "how J feels ŷ"
    COMBINED = "how J feels the output's z, cost and activation at once"
    SLOPE = "how a feels z, entry by entry"
    DECLARED_SLOPE = "how a feels z, as the sheet has it"
    JACOBIAN = "how every output of a sample feels every z"
    THROUGH = "back through an activation, entry by entry"
    THROUGH_JACOBIAN = "back through softmax"
    WEIGHT_GRADIENT = "back to the weights"
    BIAS_GRADIENT = "back to the biases"
    INPUT_GRADIENT = "back to what came in"
    PASSED_ON = "back to what was added"
    SUM = "what comes back along several ways"
    START = "where an expression's way back starts"
    OTHER = "anything else"


UP, SLOPE, VALUE = "its gradient", "its slope", "its value"
"""What a way back may read of its own line, beside the line's inputs: no name of a hole."""


def follows(*_values: Array, **_constants: Any) -> Array:
    """Stands for a calculation that follows from its rule's formula; it is never called."""
    raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Back:
    """What a forward rule does to a gradient, on the way to one of its inputs.

    `rule` makes ∂J/∂input. `reads` says of each of its holes what stands in it: a hole of the
    forward rule, UP (the gradient of what the line makes), VALUE (what it makes), SLOPE (`local`'s
    result, which is a line of its own), or a key of `also`, which names other quantities. Without
    `reads` the holes are called so.
    """

    to: str
    rule: Rule
    reads: tuple[str, ...] = ()
    local: Rule | None = None
    also: Mapping[str, str] = field(default_factory=dict)

    def with_constants(self, **constants: Any) -> Back:
        """The same with the constants of its rules settled."""
        local = self.local and self.local.with_constants(**constants)
        return replace(self, rule=self.rule.with_constants(**constants), local=local)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Rule:
    """One formula: how it reads, what it computes, why it holds, where it is taught.

    `formula` and `calculate` say the same thing, to a person and to the machine, in the
    layout `columns`; tests/tracer/test_rules.py evaluates the one and compares the other.
    Holes of the formula are `inputs`; other names in it are `constants` (alpha, slope: keyword
    arguments of `calculate`) or `sizes` (N: which input, which axis).
    """

    name: str
    inputs: tuple[str, ...]
    formula: Formula
    why: str
    source: str  # a row of the lecture, "L8"
    # Written by hand only where the formula is not exact or not fast enough.
    calculate: Callable[..., Array] = follows
    # How one entry is made from entries of the inputs; None: the formula, entry by entry.
    entry: Formula | None = None
    places: Places = row_and_column
    # The same from the place and the shapes of the inputs, where no formula of indices says it.
    opened: OneEntry | None = None
    # Single entries that are made in another way (frozen, tied), by row and column from 1.
    special: Mapping[tuple[int, int], Formula] = field(default_factory=dict)
    # As the lecture writes it, ∂z/∂W · ∂J/∂z, and what the local factor is, ∂z/∂W = a.
    chain: Formula | None = None
    local: Equality | None = None
    sizes: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    constants: Mapping[str, Any] = field(default_factory=dict)
    derivative: Rule | None = None
    # What it does to gradients, an entry for each input that has one, parameters first; an
    # elementwise rule with a derivative needs none.
    back: tuple[Back, ...] = ()
    # The same without what stands in for it, ŷ and y as further inputs, where it is not finite.
    stands_in_for: Rule | None = None
    kind: Kind = "linear"
    role: Does = Does.OTHER
    chains: bool = False  # the chain rule of an expression: from outside, times the step's own
    divides: tuple[str, ...] = ()  # the sizes that it averages over: N, K
    # Of an activation: the range of its values, where that has ends; whether neurons are on or off;
    # whether it is one of those that people take for one another.
    ends: tuple[float, float] | None = None
    switches: bool = False
    common: bool = False
    settles: bool = False  # what cancels in it is 0: a kink depends on it
    domain: tuple[float, float] = (-np.inf, np.inf)  # open; where the first input may lie

    def __post_init__(self) -> None:
        if self.calculate is follows:
            made = by_formula(self.formula, self.inputs, self.sizes, self.constants)
            object.__setattr__(self, "calculate", made)

    @property
    def bends(self) -> bool:
        """Whether it does more than pass its input on."""
        return not isinstance(self.formula, Name)

    def with_constants(self, **constants: Any) -> Rule:
        """The rule with its constants settled, and its derivative's: the calculation is bound,
        the formula keeps the names. Constants that it does not have are passed over."""
        mine = {name: value for name, value in constants.items() if name in self.constants}
        return replace(
            self,
            calculate=partial(self.calculate, **mine) if mine else self.calculate,
            constants={**self.constants, **mine},
            derivative=self.derivative and self.derivative.with_constants(**constants),
            back=tuple(one.with_constants(**constants) for one in self.back),
        )

    def with_numbers(self, **numbers: float) -> Rule:
        """Like `with_constants`, and the numbers stand in the formula instead of the names."""

        def read(node: Formula) -> Formula | None:
            if isinstance(node, Name) and node.text in numbers:
                return Num(numbers[node.text], f"{numbers[node.text]:g}")
            return None

        settled = self.with_constants(**numbers)
        return replace(
            settled,
            formula=substitute(settled.formula, read),
            constants={name: v for name, v in settled.constants.items() if name not in numbers},
            derivative=settled.derivative and settled.derivative.with_numbers(**numbers),
        )


def table(*rules: Rule) -> dict[str, Rule]:
    """Index rules by name; two rules of one name are a programming error."""
    by_name = {rule.name: rule for rule in rules}
    assert len(by_name) == len(rules), "two rules have the same name"
    return by_name
