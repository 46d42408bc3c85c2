"""The sub-steps of a line that nobody writes, and what rounding them can do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from tracer.formula.tree import (
    Call,
    Formula,
    Fraction,
    Name,
    Neg,
    Num,
    Power,
    Product,
    Sum,
    children,
    names,
    rebuilt,
    walk,
)
from tracer.formula.value import value as value_of
from tracer.rules.rule import Array, Rule

from .ranged import Ranged, Rounding, lowest_highest

MOST_TERMS = 2_000_000  # numbers held at once for the single products of a sum
NOISE = 1e-9  # relative: a product that is as good as whole in units of its last digit
FLOAT = 1e-14  # relative to the products: what float64 itself leaves of a sum that cancels
CUT = Name("__cut__")


def rounded_terms(rule: Rule, inputs: Sequence[Ranged], rounding: Rounding) -> tuple[Any, Any]:
    """What rounding each product of a sum can do, down and up."""
    axes = [(rule.inputs.index(hole), axis) for hole, axis in rule.sizes.values()]
    if len(inputs) < 2 or not axes:
        return 0.0, 0.0
    at, axis = axes[-1]
    count = inputs[at].value.shape[axis]
    if count == 1 and len(inputs) == 2:
        return 0.0, 0.0  # the product is the result: it is written
    values = [entry.value for entry in inputs]
    largest = [np.abs(entry.middle) + entry.radius for entry in inputs]
    if count * np.asarray(rule.calculate(*values)).size > MOST_TERMS:
        every = rounding.unit(np.asarray(rule.calculate(*largest))) * min(count, 10)
        return every, every
    digits = rounding.digits if rounding.decimals is None else 0  # decimals are everybody's
    depth = max(np.ndim(digits), np.ndim(rounding.truncation), *map(np.ndim, largest))
    terms = single_terms(rule, values, at, axis, depth)
    share = averaged_over(rule, values)  # the products are rounded before they are averaged
    units = rounding.unit(single_terms(rule, largest, at, axis, depth) * share) / share
    if all(entry.exact for entry in inputs):  # 0.8·0.5 is 0.4 however few digits are kept
        with np.errstate(all="ignore"):
            whole = np.where(units > 0, terms / units, 0.0)
        units = np.where(np.abs(whole - np.rint(whole)) < NOISE * np.abs(whole), 0.0, units)
    noise = FLOAT * np.sum(np.abs(terms), axis=0)
    down = np.sum(units * rounding.share(terms > 0), axis=0) + noise
    up = np.sum(units * rounding.share(terms < 0), axis=0) + noise
    return down, up


def averaged_over(rule: Rule, values: Sequence[Array]) -> int:
    """What the sum is divided by at the end: N for 1/N · Σ, else 1."""
    match rule.formula:
        case Product((Fraction(Num(1.0), Name(size)), *_)) if size in rule.sizes:
            hole, axis = rule.sizes[size]
            return int(values[rule.inputs.index(hole)].shape[axis])
    return 1


def single_terms(rule: Rule, arrays: Sequence[Array], at: int, axis: int, depth: int) -> Array:
    """The products of a sum one by one, along a new axis in front of `depth` others: all but
    one are masked out."""
    count = arrays[at].shape[axis]
    shape = [count] + [1] * depth
    shape[axis] = count
    alone = [*arrays]
    alone[at] = arrays[at] * np.eye(count).reshape(shape)
    none = [*arrays]
    none[at] = np.zeros_like(arrays[at])
    return np.asarray(rule.calculate(*alone) - rule.calculate(*none))


def coupled_roundings(
    rule: Rule, inputs: Sequence[Ranged], value: Array, rounding: Rounding
) -> Any:
    """What rounding each part of a loss that is summed over outputs can do: all are of one
    sign, so no part is larger than the whole."""
    if "K" not in rule.sizes or rule.inputs[0] != "y_hat":
        return 0.0
    outputs = inputs[0].value.shape[-2]
    return outputs * rounding.unit(value) if outputs > 1 else 0.0


def inner_roundings(
    rule: Rule, inputs: Sequence[Ranged], value: Array, rounding: Rounding
) -> tuple[Any, Any]:
    """What rounding the unwritten sub-steps of an elementwise formula can do, down and up."""
    parts = inner_parts(rule.formula, rule.inputs)
    down: Any = 0.0
    up: Any = 0.0
    if not parts:
        return down, up
    known = known_numbers(rule, inputs)
    for whole, part in parts:
        inner = np.asarray(value_of(part, known))
        low, high = rounding.rounded(inner, inner)
        moved = [
            np.asarray(value_of(whole, {**known, CUT.text: end})) - value for end in (low, high)
        ]
        fallen, risen = lowest_highest([np.zeros_like(value), *moved])
        down, up = down - fallen, up + risen
    return down, up


def known_numbers(rule: Rule, inputs: Sequence[Ranged]) -> Mapping[str, Any]:
    """What the names in a rule's formula stand for: inputs, constants, sizes."""
    known: dict[str, Any] = {
        name: number for name, number in rule.constants.items() if number is not None
    }
    for hole, entry in zip(rule.inputs, inputs, strict=True):
        known[hole] = entry.value
    for size, (hole, axis) in rule.sizes.items():
        known[size] = known[hole].shape[axis]
    return known


@lru_cache(maxsize=512)
def inner_parts(tree: Formula, inputs: tuple[str, ...]) -> tuple[tuple[Formula, Formula], ...]:
    """Each sub-step of a formula that a person may round, with the formula around it cut there.

    >>> from tracer.formula.parse import formula
    >>> [part for _, part in inner_parts(formula("w - alpha*g"), ("w", "g"))]
    [Product((Name('alpha'), Name('g')))]
    """
    root = tree.term if isinstance(tree, Neg) else tree
    found = []
    for path in paths(root):
        part = reached(root, path)
        if path and worth_rounding(part, inputs):
            found.append((cut(tree, path if root is tree else (0, *path)), part))
    return tuple(found)


def paths(tree: Formula) -> list[tuple[int, ...]]:
    """The ways from the root to every node, as numbers of children."""
    found: list[tuple[int, ...]] = [()]
    for at, part in enumerate(children(tree)):
        found += [(at, *rest) for rest in paths(part)]
    return found


def reached(tree: Formula, path: tuple[int, ...]) -> Formula:
    for at in path:
        tree = children(tree)[at]
    return tree


def cut(tree: Formula, path: tuple[int, ...]) -> Formula:
    if not path:
        return CUT
    parts = list(children(tree))
    parts[path[0]] = cut(parts[path[0]], path[1:])
    return rebuilt(tree, tuple(parts))


def worth_rounding(part: Formula, inputs: tuple[str, ...]) -> bool:
    """Whether a person would write an intermediate number here: an operation on a number that
    is not a plain difference such as 1 − a."""
    if not any(name in inputs for name in names(part)):
        return False
    if isinstance(part, Sum):
        return any(isinstance(node, Product | Fraction | Power | Call) for node in walk(part))
    return isinstance(part, Product | Fraction | Power | Call)
