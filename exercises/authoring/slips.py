"""One slip in one box, everything else worked on from it: what it costs, and what it may cost.

It may cost its own box, and half of every box that it made trivial: one that comes out as 0, or
hardly anything, where the right number is not; one that no longer moves with what stands before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from grader.asked import Exercise
from grader.entries import Entry, entries
from grader.ranged import Mask
from grader.result import StudentReport
from tracer.rules.rule import Array

from .by_hand import Answers, State, line_by_line, typed

HALF = 0.5  # of a box that the slip made trivial: what it may lose
HARDLY = 0.01  # of the right number: hardly anything is left
HAIR = 1e-6  # points


class Cost(NamedTuple):
    """The points that one slip costs, and those that it may: its box's, and half of those boxes'
    that it made trivial, all of those that it made impossible."""

    box: str
    lost: float
    own: float
    eased: float
    also: tuple[str, ...]  # other boxes that lost more than they may, with what stands in them

    @property
    def over(self) -> float:
        return self.lost - self.own - self.eased


def boxes(sheet: Exercise) -> list[Entry]:
    """What is asked for as a number, in the order of the trace."""
    return [one for one in entries(sheet) if one.kind == "number"]


def slip_in(sheet: Exercise, one: Entry, honest: State) -> State:
    """All numbers of somebody who writes the other sign in one box and works on from it."""
    if one.name not in honest:
        return honest
    slip = np.full(honest[one.name].shape, np.nan)
    at = one.place[0] - 1, one.place[1] - 1
    slip[at] = -honest[one.name][at]
    return line_by_line(sheet, {one.name: slip})


def paper_of(sheet: Exercise, numbers: State) -> Answers:
    """Every box as it is typed; blank where there is no number, as for a logarithm of −1."""
    found = {}
    for one in boxes(sheet):
        values = numbers[one.name] if one.name in numbers else step(sheet, one.name, numbers)
        number = float(values[one.place[0] - 1, one.place[1] - 1])
        found[one.label] = typed(number, sheet) if np.isfinite(number) else ""
    return found


def step(sheet: Exercise, name: str, numbers: State) -> Array:
    """Δw where it is no line of its own, worked from its gradient."""
    line = sheet.trace.by_steps.by_name[name].equation
    return np.asarray(line.rule.calculate(*(numbers[each] for each in line.inputs)))


def unmoved(sheet: Exercise, state: State, honest: State) -> dict[str, Mask]:
    """Where a line no longer moves with what stands before it, though the right one does: only the
    bias is left of z, or hardly anything of a slope."""
    found, known = {}, sheet.trace
    for line in known.equations:
        value, right = state[line.target], honest[line.target]
        inputs = (
            state[name] if name in known.given else np.zeros_like(state[name])
            for name in line.inputs
        )
        with np.errstate(all="ignore"):
            bare = np.asarray(line.rule.calculate(*inputs))
        only = np.isclose(value, bare, rtol=1e-3) & ~np.isclose(right, bare, rtol=1e-3)
        found[line.target] = only | (np.abs(value) < HARDLY * np.abs(right))
    return found


def cost(
    sheet: Exercise, slip: Entry, right: StudentReport, report: StudentReport,
    still: Mapping[str, Mask],
) -> Cost:  # fmt: skip
    """What a slip cost, beside what it may. `still`: where a line no longer moves."""
    lost = own = eased = 0.0
    also = []
    for one in boxes(sheet):
        points, after = right[one.label].points, report[one.label]
        lost += points - after.points
        if one.label == slip.label:
            own = points
            continue
        may = 0.0
        if not after.typed:  # stuck
            may = points
        elif one.name in still and still[one.name][one.place[0] - 1, one.place[1] - 1]:
            may = HALF * points
        eased += may
        if points - after.points > may + HAIR:
            also.append(f"{after.shown} {after.typed} {after.verdict}")
    return Cost(slip.label, lost, own, eased, tuple(also))
