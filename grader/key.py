"""The key of an exercise: its lines, and the numbers that should stand in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from tracer.choose import cost_of
from tracer.equation import Equation
from tracer.evaluate import evaluate
from tracer.expression import Expression
from tracer.names import parts_of, slopes_of_lines
from tracer.network import Network
from tracer.quantity import at_iteration
from tracer.rules.gathered import saturated_loss
from tracer.rules.rule import Array

from .asked import Exercise
from .ranged import At, taken


@dataclass(frozen=True, eq=False)
class Key:
    """The right numbers: the equations, what is given, and every value in `columns`: the same
    for all students, (rows, columns), or each one's own, (students, rows, columns)."""

    equations: Sequence[Equation]
    given: Mapping[str, Array]
    values: Mapping[str, Array]

    @cached_property
    def lines(self) -> dict[str, Equation]:
        """The equations by what they make."""
        return {line.target: line for line in self.equations}

    def part(self, at: At) -> Key:
        """The key of some of the students."""
        return Key(self.equations, taken(self.given, at), taken(self.values, at))


def key_of(sheet: Exercise) -> Key:
    known = sheet.trace
    lines, state = known.equations, known.state
    if any(not np.isfinite(state[line.target]).all() for line in lines if line.phase == "cost"):
        lines = tuple(finite_loss(sheet.source, line) for line in lines)
        state = evaluate(lines, known.given)
    return Key(lines, known.given, {**changes(sheet), **slopes(sheet), **state})


def finite_loss(source: Network | Expression, line: Equation) -> Equation:
    """A sample's loss as somebody works it whose ŷ is saturated: from z, where it is exact."""
    cost = cost_of(source) if isinstance(source, Network) else None
    if cost is None or cost.at_z is None or line.rule.inputs != ("y_hat", "y"):
        return line
    if line.phase != "cost":
        return line
    assert isinstance(source, Network)
    z = at_iteration(f"z[{len(source.layers)}]", line.iteration)
    rule = saturated_loss(cost, line.rule, source.outputs == "mean")
    return replace(line, rule=rule, inputs=(*line.inputs, z))


def changes(sheet: Exercise) -> dict[str, Any]:
    """Every Δw, and every part of a derivative, which may be asked for whether or not it is an
    equation of its own."""
    known = sheet.trace
    if not isinstance(sheet.source, Network):
        return dict(known.by_steps.state) if parts_of(known) else {}
    if not any(name.endswith(":=") for name in known.state):
        return {}
    return dict(known.by_steps.state)


def slopes(sheet: Exercise) -> dict[str, Any]:
    """Every derivative of a whole line, which may be typed whether or not backward goes from line
    to line."""
    known = sheet.trace
    missing = [name for name in slopes_of_lines(known) if name not in known.state]
    by_lines = known.by_lines.state if missing else {}
    return {name: by_lines[name] for name in missing if name in by_lines}
