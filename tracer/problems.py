"""What goes wrong at a step: infinite and undefined numbers, and slopes taken at a kink.

The loop inspects no number, so that safety costs nothing there; whoever asks for the problems
has all of them looked at. What the loop noted is not enough: BLAS, when it works in several
threads, does not tell of what overflowed in one of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .formula.kinks import Kink, from_kink, jumps, kinks
from .formula.tree import Indicator
from .numbers import with_minus
from .rules.costs import COSTS, not_adding_up
from .symbols import Place

if TYPE_CHECKING:
    from .trace import Step, Trace

SHOWN = 8  # problems of one kind at one step that are listed one by one


@dataclass(frozen=True, slots=True)
class Problem:
    """`entry` is row and column from 1, as laid on the sheet; None for a plain number.
    `student` is the place on the leading axes, () for one student."""

    entry: Place | None
    message: str
    student: tuple[int, ...] = ()


def problems_of(trace: Trace) -> dict[str, tuple[Problem, ...]]:
    """Every step's problems: name → problems; steps without any are left out."""
    found: dict[str, tuple[Problem, ...]] = {}
    for step in trace.steps:
        problems = [*no_distribution(step), *at_kinks(step)]
        problems += [*(saturated(step) if trace.noted else []), *unfinite(step)]
        if problems:
            found[step.name] = tuple(problems)
    return found


def no_distribution(step: Step) -> list[Problem]:
    """Samples whose targets do not add up to 1 under a cost of distributions: said at the loss."""
    source = step.trace.source
    cost = getattr(source, "cost", None)
    if step.quantity.base != "loss" or cost not in COSTS or not COSTS[cost].add_up:
        return []
    targets = step.trace.state[step.inputs[1]]
    found = []
    for sample, total in not_adding_up(targets.mT)[:SHOWN]:
        entry = (sample, 1) if step.trace.lies(step.name) else (1, sample)
        message = f"the targets of this sample add up to {total:g}, not to 1: ∂J/∂z is not ŷ − y"
        found.append(Problem(entry, message))
    return found


def unfinite(step: Step) -> list[Problem]:
    """The infinite and undefined numbers of a step, and which of its inputs made them."""
    value = step.value
    if np.isfinite(value).all() or getattr(step.trace.source, "numberless", False):
        return []
    new = all(np.isfinite(step.trace.state[name]).all() for name in step.inputs)
    origin = "" if new else ": an input of it is infinite or undefined"

    def says(number: float) -> str:
        if np.isnan(number):
            return f"{step.name} is undefined (0·∞, 0/0, ∞ − ∞ or a power of a negative)" + origin
        size = "+∞" if number > 0 else "−∞"
        return f"{step.name} is {size}: too large, a log of 0 or a division by 0" + origin

    return listed(step, ~np.isfinite(value), says)


def at_kinks(step: Step) -> list[Problem]:
    """Slopes that were taken exactly where there is none: each says which one was."""
    rule = step.equation.rule
    found = tuple(node for node in kinks(rule.formula) if jumps(node) and not shares(node))
    if step.equation.phase != "backward" or not found:
        return []
    inputs = [step.trace.state[name] for name in step.inputs]
    known, shape = dict(zip(rule.inputs, inputs, strict=True)), step.value.shape
    with np.errstate(all="ignore"):  # max(x, log(-4)) has no kink; the step itself says why
        on = [np.asarray(from_kink(node, known) == 0) for node in found]
    on = [one.mT if step.trace.lies(step.name) else one for one in on]
    hit = np.any([np.broadcast_to(one, shape) for one in on], axis=0)
    taken = f"{step.inputs[0]} is at the kink: slope "
    return listed(step, hit, lambda number: f"{taken}{with_minus(f'{number:g}')} was taken")


def shares(node: Kink) -> bool:
    """Whether it only tells which entries are the largest: [u = y] is 1 there, as it should be."""
    return isinstance(node, Indicator) and node.sign == "="


def saturated(step: Step) -> list[Problem]:
    """Where the product of both factors is not representable and their combined form stands."""
    plain = step.equation.rule.stands_in_for
    if plain is None:
        return []
    with np.errstate(all="ignore"):
        factors = [step.trace.state[name] for name in step.inputs[:2]]
        product = plain.calculate(*factors)
    stands_in = ~np.isfinite(product) & np.isfinite(step.trace.state[step.name])
    if step.trace.lies(step.name):
        stands_in = stands_in.mT
    return listed(
        step,
        stands_in,
        lambda number: (
            "the product of both factors is 0·∞ here, ŷ is saturated: "
            f"their combined form, ŷ − y and its share, gives {number:g}"
        ),
    )


def listed(step: Step, hit: Any, says: Callable[[float], str]) -> list[Problem]:
    """One problem for each place that is hit, the first few by name and the rest by count."""
    places = np.argwhere(hit)
    problems = []
    for index in places[:SHOWN]:
        *student, row, column = map(int, index)
        number = float(step.value[tuple(index)])
        entry = None if step.trace.scalar(step.name) else (row + 1, column + 1)
        problems.append(Problem(entry, says(number), tuple(student)))
    if len(places) > SHOWN:
        problems.append(Problem(None, f"and {len(places) - SHOWN} more entries like these"))
    return problems
