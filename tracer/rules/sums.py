"""What several lines read gets the sum of what comes back along each of them."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import reduce
from itertools import accumulate

import numpy as np

from ..formula.tree import Formula, Hadamard, Name, Product, addends, substitute, summed
from .rule import Array, Does, Kind, Rule, entrywise

PATHS = "It is used in several places: chain rule along each path, then the contributions add up."


def added(parts: Sequence[Rule]) -> Rule:
    """The sum of these rules; its holes are theirs, one part's after the other's."""
    apart = [told_apart(part, number) for number, part in enumerate(parts, 1)]
    whole = all(part.entry is None for part in parts)
    ends = list(accumulate(len(part.inputs) for part in parts))
    slices = list(zip((part.calculate for part in parts), [0, *ends], ends, strict=False))
    bare = all([Name(hole) for hole in part.inputs] == [part.formula] for part in parts)
    named = {part.name for part in parts}

    def calculate(*values: Array) -> Array:
        made = values if bare else [part(*values[start:end]) for part, start, end in slices]
        return np.asarray(reduce(operator.add, made))

    return Rule(
        name=named.pop() if len(named) == 1 else "sum of the parts",
        inputs=tuple(hole for part in apart for hole in part.inputs),
        formula=one_sum(part.formula for part in apart),
        entry=None if whole else one_sum(map(one_entry, apart)),
        calculate=calculate,
        why=PATHS,
        source="L6",
        sizes={size: at for part in apart for size, at in part.sizes.items()},
        constants={name: at for part in parts for name, at in part.constants.items()},
        kind=kind_of(parts),
        role=Does.SUM,
    )


def one_sum(parts: Iterable[Formula]) -> Formula:
    """All terms of all parts in one sum, without brackets."""
    return summed(tuple(term for part in parts for term in addends(part)))


def told_apart(part: Rule, number: int) -> Rule:
    """The part with its number at each of its holes."""
    called = {hole: f"{hole}_{number}" for hole in part.inputs}

    def read(node: Formula) -> Formula | None:
        return Name(called[node.text]) if isinstance(node, Name) and node.text in called else None

    return replace(
        part,
        inputs=tuple(called.values()),
        formula=substitute(part.formula, read),
        entry=part.entry and substitute(part.entry, read),
        sizes={size: (called[hole], axis) for size, (hole, axis) in part.sizes.items()},
    )


def one_entry(part: Rule) -> Formula:
    """How it makes the entry in row i and column n."""
    return part.entry or entrywise(part.formula, part.inputs, Name("i"), Name("n"))


def kind_of(parts: Sequence[Rule]) -> Kind:
    """Linear in each input, if every part is: a product entry by entry is, too."""
    linear = (
        part.kind in ("product", "linear") or isinstance(part.formula, Name | Product | Hadamard)
        for part in parts
    )
    return "product" if all(linear) else "coupled"
