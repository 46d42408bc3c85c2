"""What makes numbers fit for pencil and paper: no kink, no saturation, nothing that does not show.

Every limit is compared with a hair to spare: sums of drawn decimals lie on it exactly, and the
last bit of a float must not decide who gets which sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

import numpy as np

from grader.ranged import Mask
from tracer.equation import Equation
from tracer.formula.kinks import from_kink, kinks, leads
from tracer.network import Network
from tracer.rules.costs import COSTS
from tracer.rules.rule import Array
from tracer.trace import Trace

from .plan import Limits, Plan

HAIR = 1e-6  # relative
NOTHING = 1e-9  # a sum that cancels
LEFT = 0.03  # of a sum's terms, at the least, where they were rounded
NEAR = 0.02  # of its range, to its ends: so near an activation still has a slope that shows


def suitable(plan: Plan, known: Trace) -> Mask:
    """Whose numbers will do, (students,)."""
    good = np.ones(known.students, dtype=bool)
    for _, mask in conditions(plan, known):
        good &= mask
    return good


def conditions(plan: Plan, known: Trace) -> Iterator[tuple[str, Mask]]:
    """Every condition: what goes wrong where it does not hold, and for whom it holds."""
    for equation in known.equations:
        line = equation.target
        yield f"{line} is too near a kink", away_from_kinks(equation, known.state, plan.limits)
        yield f"{line} is saturated, or no number", alive(equation, known.state)
        if plan.limits.both and equation.rule.switches:
            mask = on_and_off(known.state[equation.inputs[0]])
            yield f"{line} has no neuron on, or none off", mask
    for name in plan.asked:
        yield f"{name} has a 0, or is too small or too large", showing(plan, name, known.state)
        yield f"the terms of {name} cancel", keeping_digits(plan, name, known)
    if plan.limits.falls:
        yield "J does not fall", falling(known)
    if of_classes(known):
        yield "all samples are of one class", several_classes(known.given["y"])
    if "a[0]" in known.given:
        yield "two samples are the same", different_samples(known.given["a[0]"])


def everywhere(mask: Mask) -> Mask:
    """Whether it holds of all entries of each student's."""
    return np.asarray(mask.all(axis=(-2, -1)))


def away_from_kinks(equation: Equation, state: Mapping[str, Array], limits: Limits) -> Mask:
    """No input of ReLU and the like within the margin of its kink, no two largest entries."""
    good: Mask = np.array(True)
    margin = limits.margin * (1 - HAIR)
    for gap in gaps(equation, state):
        good = good & everywhere(np.abs(gap) >= margin)
    return good


def gaps(equation: Equation, state: Mapping[str, Array]) -> Iterator[Array]:
    """How far each function with a kink is read from it; what goes to the largest, from the
    next."""
    if equation.phase != "forward":
        return
    known = dict(zip(equation.rule.inputs, (state[name] for name in equation.inputs), strict=True))
    for node in kinks(equation.rule.formula):
        gap = from_kink(node, known)
        yield gap if gap.ndim > 1 else gap.reshape(1, 1)
    yield from leads(equation.rule.formula, known)


def alive(equation: Equation, state: Mapping[str, Array]) -> Mask:
    """Finite, and no activation at its end."""
    made = state[equation.target]
    if equation.rule.ends is None:
        return everywhere(np.isfinite(made))
    low, high = equation.rule.ends
    room = NEAR * (high - low)
    return everywhere((made > low + room) & (made < high - room))


def on_and_off(z: Array) -> Mask:
    """Some neuron on, and some off, in a layer with ReLU."""
    return np.asarray((z > 0).any(axis=(-2, -1)) & (z < 0).any(axis=(-2, -1)))


def showing(plan: Plan, name: str, state: Mapping[str, Array]) -> Mask:
    """Every asked entry shows at the digits asked for, and is 0 only where that was declared."""
    limits = plan.limits
    size = np.abs(state[name][..., *plan.asked[name]])
    shows = (size >= limits.smallest * (1 - HAIR)) & (size <= limits.largest * (1 + HAIR))
    if name in limits.zeros:
        shows |= size < NOTHING
    return np.asarray(shows.all(axis=-1))


def keeping_digits(plan: Plan, name: str, known: Trace) -> Mask:
    """No asked entry is what is left where rounded terms cancel: it would have no digits of its
    own. (Given numbers are not rounded.)"""
    equation = known.by_name[name].equation
    rounded = any(each not in known.given for each in equation.inputs)
    if equation.rule.kind not in ("product", "linear") or not rounded:
        return np.array(True)
    # the same sum of the same terms, all of them positive
    terms = equation.rule.calculate(*(np.abs(known.state[each]) for each in equation.inputs))
    size = np.abs(known.state[name])
    left = (size >= LEFT * terms) | (size < NOTHING)
    return np.asarray(left[..., *plan.asked[name]].all(axis=-1))


def falling(known: Trace) -> Mask:
    """J is smaller after each update."""
    costs = [step.value for step in known.steps if known.local(step.name).name == "J"]
    good: Mask = np.array(True)
    for before, after in pairwise(costs):
        good = good & everywhere(after < before)
    return good


def of_classes(known: Trace) -> bool:
    """Whether the targets are the classes of several samples."""
    source = known.source
    return (
        isinstance(source, Network)
        and source.cost in COSTS
        and COSTS[source.cost].activation is not None
        and "y" in known.given
        and known.given["y"].shape[-1] > 1
    )


def several_classes(y: Array) -> Mask:
    """No output has the same target for all samples, (..., K, N); of one output of several that
    exclude each other (softmax) some may be nobody's."""
    differ = (y != y[..., :1]).any(axis=-1)
    return np.asarray(differ.sum(axis=-1) >= min(2, y.shape[-2]))


def different_samples(X: Array) -> Mask:
    """No two samples are the same, (..., n₀, N)."""
    same = (X[..., :, None] == X[..., None, :]).all(axis=-3)
    return np.asarray(same.sum(axis=(-2, -1)) == X.shape[-1])
