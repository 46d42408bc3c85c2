"""Every way in which what is asked can go wrong: a mistake in an asked line, or in one that nobody
writes down before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from grader.asked import asked_places
from tracer.equation import Equation
from tracer.expression import Expression
from tracer.mistakes import TABLE, Mistake
from tracer.mistakes.arrays import ARRAYS
from tracer.mistakes.spot import Spot
from tracer.rules.rule import Array
from tracer.trace import Trace

from ..task import Task
from .stream import Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """One mistake on the way to an asked line. `swap`: the line that it is made in, with it;
    `after`: the lines from there to the asked one, which is the last."""

    name: str
    swap: Equation
    after: tuple[Equation, ...]

    def value(self, state: Mapping[str, Array]) -> Array:
        """What the asked line then says, (..., rows, columns)."""
        changed: dict[str, Array] = {}
        for equation in (self.swap, *self.after):
            inputs = [changed.get(name, state[name]) for name in equation.inputs]
            changed[equation.target] = np.asarray(equation.rule.calculate(*inputs))
        return changed[equation.target]


def ways(task: Task, known: Trace, asked: Sequence[str]) -> dict[str, tuple[Way, ...]]:
    """By asked line. `known`: a trace of many students; what gives the right numbers for all of
    them, or none at all for somebody, is no mistake there."""
    shown = task.exercise.derivation  # then every line is written down
    written = list(known.by_name) if shown else [name for name in asked if whole(task, name)]
    return {
        line: tuple(ways_to(task, known, line, written)) for line in asked if line in known.by_name
    }


def whole(task: Task, name: str) -> bool:
    """Whether all entries of a quantity are asked."""
    sheet = task.exercise
    rows, columns = sheet.trace.state[name].shape[-2:]
    places = {at for ask in sheet.asks or () if ask.name == name for at in asked_places(sheet, ask)}
    return len(places) == int(rows * columns)


def to_be_told(task: Task) -> Iterator[Mistake]:
    """The mistakes that numbers have to tell. Slips that any line may have, and what is made out
    of a formula at each of its places, would leave nothing to be drawn; but what is misunderstood
    of whole arrays counts."""
    source = task.exercise.source
    of_arrays = isinstance(source, Expression) and source.has_arrays
    for mistake in TABLE:
        plain = not mistake.of_tree or (of_arrays and mistake in ARRAYS)
        drawn_by = not (mistake.generic or mistake.named_only)
        if plain and drawn_by and mistake.name not in task.exercise.accept:
            yield mistake


def ways_to(task: Task, known: Trace, line: str, written: Sequence[str]) -> Iterator[Way]:
    told = tuple(to_be_told(task))
    for origin in unwritten_before(known, line, written):
        after = tuple(between(known, origin, line))
        spot = Spot(known, known.by_name[origin].equation)
        for mistake, swap in ((one, swap) for one in told for swap in one.swaps(spot)):
            with np.errstate(all="ignore"):
                value = swap.rule.calculate(*(known.state[name] for name in swap.inputs))
            if np.isfinite(value).all():
                yield Way(mistake.name, swap, after)


def unwritten_before(known: Trace, line: str, written: Sequence[str]) -> list[str]:
    """The line, and what it is made of that is not asked, down to what is."""
    found, ahead = dict.fromkeys([line]), [line]
    while ahead:
        for name in known.by_name[ahead.pop()].inputs:
            if name in known.by_name and name not in found and name not in written:
                found[name] = None
                ahead.append(name)
    return list(found)


def between(known: Trace, origin: str, line: str) -> Iterator[Equation]:
    """The lines that a change in `origin` passes through, down to `line`."""
    if origin == line:
        return
    reached = {origin}
    for equation in known.equations:
        if reached.intersection(equation.inputs):
            reached.add(equation.target)
            yield equation
        if equation.target == line:
            return


def entries(value: Array, places: tuple[Numbers, Numbers], students: int) -> Array:
    """The asked entries of an array, (students, entries)."""
    picked = value[..., places[0], places[1]]
    return np.broadcast_to(picked, (students, len(places[0])))
