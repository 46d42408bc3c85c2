"""Which mistakes of the table make a wrong formula: one line of the derivation swapped."""

from __future__ import annotations

import numpy as np

from tracer.evaluate import evaluate
from tracer.rules.rule import Array
from tracer.trace import Step, Trace

from .candidates import swaps_in
from .formula_names import Symbol
from .formula_text import Typed

CLOSE = 1e-7  # relative: what rounding may do to two forms of one formula
LEAST = 8  # points at which both have a value, to say that they are the same


def mistaken(points: Trace, asked: Symbol, typed: Typed) -> dict[str, str]:
    """The mistakes whose formula the answer is, and what each says. `points`: a trace with a
    leading axis of points. What the answer names keeps its right number: it is written there."""
    answer, right = typed.at(points.state), asked.at(points.state)
    written = named(points, typed)
    found: list[tuple[bool, str, str]] = []
    way = way_to(points, asked.name)
    for at, step in reversed(list(enumerate(way))):
        for mistake, swap in swaps_in(points, step.equation):
            if mistake.generic and step.name != asked.name:
                continue
            lines = [swap, *(other.equation for other in way[at + 1 :])]
            state = evaluate(lines, points.state, written)
            wrong = asked.at(state)
            if same(answer, wrong) and not same(right, wrong):
                found.append((mistake.generic, mistake.name, mistake.says))
    kept = [one for one in found if not one[0]] or found
    says: dict[str, str] = {}
    for _, name, said in kept:
        says.setdefault(name, said)
    return says


def named(points: Trace, typed: Typed) -> dict[str, Array]:
    """The right numbers of what the formula names, NaN for all other entries."""
    written: dict[str, Array] = {}
    for symbol in typed.symbols.values():
        if symbol.name in points.by_name:
            right = points.state[symbol.name]
            own = written.setdefault(symbol.name, np.full(right.shape, np.nan))
            own[symbol.index] = right[symbol.index]
    return written


def way_to(points: Trace, name: str) -> list[Step]:
    """The lines that one depends on, in order, itself the last."""
    needed = {name}
    way = []
    for step in reversed(points.steps):
        if step.name in needed:
            needed.update(step.inputs)
            way.append(step)
    return way[::-1]


def same(answer: Array, wrong: Array) -> bool:
    answer, wrong = np.broadcast_arrays(answer, wrong)
    both = np.isfinite(answer) & np.isfinite(wrong)
    if both.sum() < min(LEAST, max(both.size, 1)):
        return False
    answer, wrong = answer[both], wrong[both]
    return bool((np.abs(answer - wrong) <= CLOSE * np.maximum(np.abs(wrong), 1e-9)).all())
