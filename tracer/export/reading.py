"""A trace from its JSON: its source traced again, with the numbers that the file has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ..checks import Faults
from ..errors import InputError, shown
from ..files import decoded, json_table, label, source
from ..layout import lay
from ..quantity import quantity
from ..rules.rule import Array
from ..trace import Step, Trace, trace
from .as_json import SCHEMA
from .table import blanks

EXAMPLE = "backprop trace lecture-network -f json -o trace.json"
NUMBERS = {"inf": np.inf, "-inf": -np.inf, "nan": np.nan}
MOST_ITERATIONS = 100_000


def load(path: str | Path) -> Trace:
    """The trace that a `backprop-trace/1` file holds, bit for bit.

    Its network or expression is traced again for the equations; the numbers are the file's.
    Raises InputError for what is no such file, for a filtered one, and with every step that
    does not fit its network or expression.
    """
    found = read(Path(path))
    made = source(found, label(str(path)))
    steps = found.get("steps")
    if not isinstance(steps, list) or not all(isinstance(step, dict) for step in steps):
        raise fault(path, "steps", "it is no list of steps", "a list of objects")
    again = trace(made, iterations(steps, path))
    if len(steps) != len(again):
        raise fault(path, "steps", f"there are {len(steps)}", f"{len(again)}, as its source has")
    faults, state = Faults(label(str(path))), dict(again.state)
    for at, (step, entry) in enumerate(zip(again.steps, steps, strict=True)):
        try:
            state[step.name] = number_of(step, entry, f"steps[{at}]", path)
        except InputError as error:
            faults.take(error)
    faults.stop()
    return again.with_state(state)


def read(path: Path) -> dict[str, Any]:
    """The file's object. Raises InputError unless it is a whole trace of this schema."""
    try:
        data = path.read_bytes()
    except OSError as error:
        wrong = f"it cannot be read: {error.strerror}"
        raise fault(path, "", wrong, "a trace as JSON") from None
    found = json_table(decoded(data, label(str(path))), label(str(path)))
    if found.get("schema") != SCHEMA:
        raise fault(path, "schema", f"{shown(found.get('schema'))} is not known", SCHEMA)
    if found.get("partial") is not False:
        wrong = "steps were left out of it, by a filter"
        raise fault(path, "partial", wrong, "a whole trace: false")
    return found


def iterations(steps: list[dict[str, Any]], path: str | Path) -> int:
    """How many updates the file goes through."""
    last = steps[-1].get("iteration") if steps else 1
    if type(last) is int and 1 <= last <= MOST_ITERATIONS:
        return last
    raise fault(path, "iteration", f"{shown(last)} is no number of iterations", "1, 2, …")


def number_of(step: Step, entry: dict[str, Any], where: str, path: str | Path) -> Array:
    """The file's numbers of a step, as calculated. Raises InputError for what does not fit."""
    if (entry.get("iteration"), entry.get("quantity")) != (
        step.equation.iteration,
        step.quantity.name,
    ):
        wrong = f"{shown(entry.get('quantity'))} stands there"
        raise fault(path, where, wrong, f"{step.quantity.name}, as its source has")
    own = step.value
    value = array(step, entry.get("value"))
    if value is None or value.shape != own.shape:
        size = "a number" if step.trace.scalar(step.name) else "×".join(map(str, own.shape))
        wrong = f"the value of {step.quantity.name} has not its shape, or no number somewhere"
        raise fault(path, f"{where}.value", wrong, size)
    return lay(value, quantity(step.name), step.trace.layout)


def array(step: Step, value: Any) -> Array | None:
    """The file's value as the sheet lays it; None if it is none. Where there is no connection
    the calculated number stands."""
    rows = [[value]] if step.trace.scalar(step.name) else value
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        return None
    absent = blanks(step.trace, step.name)
    own = step.value
    made = []
    for i, row in enumerate(rows, 1):
        cells = [
            own[i - 1, j - 1] if cell is None and (i, j) in absent else number(cell)
            for j, cell in enumerate(row, 1)
        ]
        made.append(cells)
    if any(cell is None for row in made for cell in row) or len({len(row) for row in made}) != 1:
        return None
    return np.array(made, dtype=np.float64)


def number(cell: Any) -> float | None:
    if isinstance(cell, str):
        return NUMBERS.get(cell)
    try:
        return float(cell) if type(cell) in (int, float) else None
    except OverflowError:  # a whole number of hundreds of digits
        return None


def fault(path: str | Path, key: str, wrong: str, expected: str) -> InputError:
    where = label(str(path)) + (f": {key}" if key else "")
    return InputError(where, wrong, expected=expected, example=EXAMPLE)
