"""A trace as CSV: one number a row, full precision."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

from .format import View
from .table import blanks

if TYPE_CHECKING:
    from ..trace import Step

COLUMNS = ("iteration", "step", "phase", "layer", "quantity", "row", "column", "value")


def write(view: View, out: TextIO) -> None:
    """Rows and columns from 1, as the sheet lays them; both empty for a plain number. `value` is
    the shortest text that reads back as the same float, inf, -inf or nan; empty for an entry
    that is no connection."""
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    for step in view.steps:
        equation = step.equation
        start = (equation.iteration, step.number, equation.phase, equation.layer or "")
        for place, value in numbers(view, step):
            rows.writerow([*start, step.quantity.name, *(place or ("", "")), value])


def numbers(view: View, step: Step) -> Iterator[tuple[tuple[int, int] | None, str]]:
    """Each entry's place and text, those that were asked for by name or all."""
    array = step.value
    if step.trace.scalar(step.name):
        yield None, repr(float(array[0, 0]))
        return
    wanted = view.places.get(step.name)
    blank = blanks(step.trace, step.name)
    for i, row in enumerate(array.tolist(), 1):
        for j, entry in enumerate(row, 1):
            if wanted is None or (i, j) in wanted:
                yield (i, j), "" if (i, j) in blank else repr(entry)
