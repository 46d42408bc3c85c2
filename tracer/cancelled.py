"""Numbers that are only what float64 leaves of a sum that is 0: −0.3 + 0.1 + 0.2 = 2.8e-17.

A person who works by hand writes 0, and so it is shown to people; programs get every number as it
was calculated. Only entries that are 0 are ever shown otherwise than they are, and what follows
from such a 0 where it is as small itself.

Where the number matters, before a kink, it is 0 to programs, too: ReLU at 2.8e-17 would have the
slope 1, and a step there would fire, where a hand finds the slope at 0 and a neuron that is off.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from .arrays import LEFT, Array
from .equation import Equation
from .formula.calls import whole_call
from .formula.kinks import kinks
from .formula.size import size
from .formula.tree import BigSum, Call, Formula, MatMul, Sum, walk
from .rules.rule import Rule

STEEP = 1e6  # how many times larger what follows from a 0 may be, as a slope or a weight makes it
MOST = 500  # entries of a line that are looked at one by one
SMALL = 1e-9  # of the largest number that the terms may reach: only then they are looked at


def settled(equations: Sequence[Equation]) -> tuple[Equation, ...]:
    """The same equations; of those on which a kink depends, what cancels is 0."""
    read, made = set[str](), list[Equation]()
    bent, exact = dict[int, bool](), dict[int, Rule]()  # by rule, which iterations share
    for equation in reversed(equations):
        rule, here = equation.rule, equation.target in read
        if id(rule) not in bent:
            bent[id(rule)] = bool(kinks(rule.formula))
        if here and id(rule) not in exact:
            exact[id(rule)] = settling(rule) if adds(rule.formula) else rule
        if here or bent[id(rule)]:
            read.update(equation.inputs)
        settles = here and exact[id(rule)] is not rule
        made.append(replace(equation, rule=exact[id(rule)]) if settles else equation)
    return tuple(reversed(made))


def adds(tree: Formula) -> bool:
    """Whether there is a sum in a formula, whose terms may cancel."""
    return any(
        isinstance(node, Sum | MatMul | BigSum) or (isinstance(node, Call) and whole_call(node))
        for node in walk(tree)
    )


def settling(rule: Rule) -> Rule:
    """The rule with 0 where it is only what its terms leave when they cancel."""

    def calculate(*inputs: Array, **constants: Any) -> Array:
        value = rule.calculate(*inputs, **constants)
        if not suspicious(inputs, value):
            return value
        with np.errstate(all="ignore"):
            return np.where(vanishing(rule, inputs, value), 0.0, value)

    return replace(rule, calculate=calculate, settles=True)


def cleared(equations: Iterable[Equation], state: Mapping[str, Array]) -> dict[str, Array]:
    """The numbers that have such entries, with 0 in their places; the others are left away.
    Shapes: (..., rows, columns), leading axes are students."""
    found: dict[str, Array] = {}
    with np.errstate(all="ignore"):
        for equation in equations:
            own = [state[name] for name in equation.inputs]
            seen = [found.get(name, one) for name, one in zip(equation.inputs, own, strict=True)]
            value = state[equation.target]
            gone = nothing(equation.rule, own, seen, value)
            if np.any(gone):
                found[equation.target] = np.where(gone, 0.0, value)
    return found


def lines_on(equations: Sequence[Equation], state: Mapping[str, Array]) -> dict[str, Array]:
    """What each line gives on the numbers before it, as people see it; `state` may have somebody's
    own numbers in it, which are not those that the lines give."""
    seen = {**state, **cleared(equations, state)}
    found = {}
    with np.errstate(all="ignore"):
        for equation in equations:
            own, clean = ([one[name] for name in equation.inputs] for one in (state, seen))
            value = equation.rule.calculate(*own)
            gone = nothing(equation.rule, own, clean, value)
            found[equation.target] = np.where(gone, 0.0, value)
    return found


def nothing(rule: Rule, own: Sequence[Array], seen: Sequence[Array], value: Array) -> Any:
    """Which entries of a line are 0 to people. `seen`: its inputs as these see them."""
    if all(one is other for one, other in zip(own, seen, strict=True)):
        return vanishing(rule, own, value)
    return follows(rule, own, seen, value)


def vanishing(rule: Rule, inputs: Sequence[Array], value: Array) -> Any:
    """Which entries of a line are what its terms leave when they cancel."""
    if not suspicious(inputs, value):
        return False
    left = LEFT * terms(rule, inputs, value)
    return (value != 0) & (np.abs(value) <= left) & np.isfinite(left)


def follows(rule: Rule, own: Sequence[Array], seen: Sequence[Array], value: Array) -> Any:
    """The same where an input has such entries: the line is 0 with zeros in their places, and its
    number is no larger than they can make it."""
    clean = rule.calculate(*seen)
    dropped = max(float(np.max(np.abs(one - other))) for one, other in zip(own, seen, strict=True))
    left = LEFT * terms(rule, seen, clean)
    near = np.abs(value) <= left + STEEP * dropped
    return (value != 0) & (np.abs(clean) <= left) & near


def suspicious(inputs: Sequence[Array], value: Array) -> bool:
    """Whether a line has numbers so small that its terms are to be looked at: most have none."""
    sizes = np.abs(value)
    smallest = sizes.min()
    if not smallest > 0:
        smallest = np.min(sizes, where=sizes > 0, initial=np.inf)
    reach = math.prod([max(1.0, float(np.abs(one).max())) for one in inputs])
    return bool(smallest < SMALL * reach)


def terms(rule: Rule, inputs: Sequence[Array], value: Array) -> Any:
    """The sum of the absolute terms of a line; its own size where its formula has no value
    (softmax is only a picture), or is one of too many entries."""
    known = {name: number for name, number in rule.constants.items() if number is not None}
    known |= dict(zip(rule.inputs, inputs, strict=True))
    sizes = {name: known[hole].shape[axis] for name, (hole, axis) in rule.sizes.items()}
    rows, columns = value.shape[-2:]
    try:
        if rule.entry is None or rule.formula != rule.entry:
            return size(rule.formula, {**known, **sizes})
        if rows * columns > MOST:
            return np.abs(value)
        found = np.zeros(value.shape)
        for i, j in np.ndindex(rows, columns):
            at = rule.places(i + 1, j + 1, sizes)
            tree = rule.special.get((i + 1, j + 1), rule.entry)
            found[..., i, j] = size(tree, {**known, **sizes, **at})
    except KeyError:
        return np.abs(value)
    return found
