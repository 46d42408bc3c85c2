"""The trace as JSON, schema backprop-trace/1: everything, and back as the same trace."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TextIO

import numpy as np

from ..formula.latex import latex
from ..formula.text import text
from ..network import Network
from ..quantity import quantity
from ..show import formula_of, worked
from ..symbols import entry_name
from .card import partial, worked_places
from .format import View
from .table import blanks

if TYPE_CHECKING:
    from ..rules.rule import Array
    from ..trace import Step, Trace

SCHEMA = "backprop-trace/1"


def write(view: View, out: TextIO) -> None:
    """One object; a line for each step, so that two traces can be compared line by line."""
    trace = view.trace
    source = "network" if isinstance(trace.source, Network) else "expression"
    given = {name: rows(trace, name, trace.laid(name)) for name in trace.given}
    out.write(f'{{"schema": "{SCHEMA}",\n "{source}": {dumped(trace.source.keys())},\n')
    out.write(f' "given": {dumped(given)},\n "steps": [')
    lines = (f"\n  {dumped(step_object(view, step))}" for step in view.steps)
    out.writelines(("," if place else "") + line for place, line in enumerate(lines))
    out.write(f'\n ],\n "partial": {dumped(view.partial)}}}\n')


def dumped(value: Any) -> str:
    """JSON as the standard has it: no NaN, no Infinity; letters as they are, but what cannot be
    printed escaped."""
    made = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return made if made.isprintable() else "".join(map(escaped, made))


def escaped(character: str) -> str:
    return character if character.isprintable() else json.dumps(character)[1:-1]


def step_object(view: View, step: Step) -> dict[str, Any]:
    """One step, its keys in the order of the contract."""
    trace, equation = step.trace, step.equation
    scalar, tree = trace.scalar(step.name), formula_of(step)
    made: dict[str, Any] = {
        "iteration": equation.iteration,
        "sample": equation.sample,
        "quantity": step.quantity.name,
        "phase": equation.phase,
        "layer": equation.layer,
        "rule": equation.rule.name,
        "text": text(tree, ascii=view.ascii),
        "latex": latex(tree),
        "why": equation.rule.why,
        "inputs": [local_name(name, equation.iteration) for name in step.inputs],
        "shape": [] if scalar else list(step.value.shape),
        "value": rows(trace, step.name, step.value),
        "problems": [
            {"entry": problem.entry and list(problem.entry), "message": problem.message}
            for problem in step.problems
        ],
    }
    symbols = symbols_of(step)
    if symbols:
        made["symbols"] = symbols
    slope = partial(step)
    if slope is not None:
        made["symbolic"] = {"text": text(slope, ascii=view.ascii), "latex": latex(slope)}
    if view.entries or step.name in view.places:
        made["worked"] = [
            {
                "entry": place and list(place),
                "text": text(worked(step, place, view.digits), ascii=view.ascii),
            }
            for place in worked_places(view, step)
        ]
    return made


def rows(trace: Trace, name: str, value: Array) -> Any:
    """A list of rows, a plain number for a scalar; null where there is no connection."""
    if trace.scalar(name):
        return number(float(value[0, 0]))
    made = value.tolist()
    if not np.isfinite(value).all():
        made = [[number(entry) for entry in row] for row in made]
    for row, column in blanks(trace, name):
        made[row - 1][column - 1] = None
    return made


def number(value: float) -> float | str:
    """JSON has no infinite and no undefined numbers."""
    return value if np.isfinite(value) else repr(value)


def local_name(name: str, iteration: int) -> str:
    """A name as a step of that iteration calls it: its own numbers without a mark, and data
    and given parameters, which are the same in all; what an earlier one made, `@1 W[2]:=`."""
    found = quantity(name)
    bare = name.partition(" ")[2] if name.startswith("@") else name
    if found.iteration == iteration or (found.iteration == 1 and found.role != "update"):
        return bare
    return f"@{found.iteration} {bare}"


def symbols_of(step: Step) -> Mapping[str, str]:
    """The sheet's own symbols: of the quantity, and of entries that have one of their own."""
    trace, what = step.trace, step.quantity
    spoken = trace.symbols.spoken_of(what)
    known = {what.name: spoken} if spoken else {}
    if trace.symbols.signed and not trace.scalar(step.name):
        for row, column in np.ndindex(step.value.shape):
            place = (row + 1, column + 1)
            if trace.symbols.own(what, place):
                known[entry_name(what.name, place)] = trace.symbols.text(what, place)
    return known
