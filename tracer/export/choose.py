"""Which steps of a trace are wanted: by quantity, layer, phase and iteration."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..equation import PHASES
from ..errors import InputError, shown, unknown
from ..quantity import ITERATION, at_iteration

if TYPE_CHECKING:
    from ..symbols import Place
    from ..trace import Step, Trace

RANGE = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Filter:
    """What was asked for, as it was typed; of each kind any may hold, and all kinds must.

    An unqualified quantity is that of each chosen iteration; without any, of the first.
    """

    quantities: Sequence[str] = ()
    layers: Sequence[int] = ()
    phases: Sequence[str] = ()
    iterations: Sequence[str] = ()


Places = dict[str, tuple["Place", ...]]


def with_steps_asked(trace: Trace, asked: Filter) -> Trace:
    """The trace; the one with every Δw an equation of its own, or with backward from line to line,
    where one of these is asked for."""
    found = (trace.names.find(text).name for text in asked.quantities)
    absent = next((name for name in found if name not in trace.state), None)
    return trace if absent is None else trace.with_number(absent)


def chosen(trace: Trace, asked: Filter) -> tuple[tuple[Step, ...], Places]:
    """The steps asked for, in order, and the entries that were named.

    Raises InputError for a name, layer, phase or iteration that the trace does not have, and
    where nothing is left.
    """
    phases = [phase_of(text) for text in asked.phases]
    layers = [layer_of(trace, number) for number in asked.layers]
    iterations = [number for text in asked.iterations for number in iterations_of(trace, text)]
    names = quantities_of(trace, asked.quantities, iterations)
    steps = tuple(
        step
        for step in trace.steps
        if (not names or step.name in names)
        and (not layers or step.equation.layer in layers)
        and (not phases or step.equation.phase in phases)
        and (not iterations or step.equation.iteration in iterations)
    )
    if not steps:
        raise InputError(
            "trace",
            "no step is in all that was asked for",
            expected="a quantity, layer, phase and iteration that go together",
            example=f"--quantity '{trace.steps[-1].name}'",
        )
    return steps, {name: tuple(places) for name, places in names.items() if places}


def quantities_of(
    trace: Trace, texts: Sequence[str], iterations: Sequence[int]
) -> dict[str, list[Place]]:
    """Global names of the steps asked for → the entries named; [] for the whole array."""
    wanted: dict[str, list[Place]] = {}
    whole = set()
    for text in texts:
        qualified = ITERATION.fullmatch(text.strip())
        for number in [1] if qualified or not iterations else iterations:
            found = trace.names.find(at_iteration(text, number))
            places = wanted.setdefault(trace.step(found.name).name, [])
            if found.place is None:
                whole.add(found.name)
            else:
                places.append(found.place)
    return {name: [] if name in whole else places for name, places in wanted.items()}


def phase_of(text: str) -> str:
    if text in PHASES:
        return text
    raise unknown("--phase", "phase", text, PHASES, "--phase {}")


def layer_of(trace: Trace, number: int) -> int:
    layers = sorted({step.equation.layer for step in trace.steps if step.equation.layer})
    if number in layers:
        return number
    raise InputError(
        "--layer",
        f"there is no layer {number}" if layers else "an expression has no layers",
        expected=f"a layer from {layers[0]} to {layers[-1]}" if layers else "a phase or quantity",
        example=f"--layer {layers[-1]}" if layers else "--phase backward",
    )


def iterations_of(trace: Trace, text: str) -> range:
    """`3` or `2-5`, counted from 1."""
    match = RANGE.fullmatch(text)
    first = int(match[1]) if match else 0
    last = int(match[2] or first) if match else 0
    if 1 <= first <= last <= trace.iterations:
        return range(first, last + 1)
    raise InputError(
        "--iteration",
        f"{shown(text)} is no iteration of this trace",
        expected=f"a number from 1 to {trace.iterations}, or a range such as 1-{trace.iterations}"
        if trace.iterations > 1
        else "1; with --steps there are more",
        example="--iteration 1",
    )
