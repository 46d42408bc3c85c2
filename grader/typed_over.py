"""A given number that somebody typed the new one over: `w5 = 0.3589`, where w5 is given as 0.4.

Such a number is told as what it is, and not laid over the given one: the lines after it were worked
from that.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tracer.numbers import significant
from tracer.rules.rule import Array

from .answers import Typed
from .asked import Exercise
from .report.label import called, label
from .result import Marked
from .submission import Cell, Sheet


def set_aside(sheet: Exercise, read: Sheet, student: int) -> None:
    """Take the given numbers that the new ones were typed over out of what is marked by the loop.
    `student`: whose numbers, where the exercise has a leading axis of students."""
    known = sheet.trace
    for key, cell in list(read.cells.items()):
        new = f"{cell.name}:="
        if cell.name not in known.given or new not in known.state or cell.typed is None:
            continue
        old, moved = (entry(array, cell, student) for array in
                      (known.given[cell.name], known.state[new]))  # fmt: skip
        if is_number(cell.typed, moved) and not is_number(cell.typed, old):
            read.over[key] = read.cells.pop(key)


def entry(array: Array, cell: Cell, student: int) -> float:
    """One entry, (rows, columns) or (students, rows, columns)."""
    own = array[student] if array.ndim > 2 else array
    return float(own[cell.place[0] - 1, cell.place[1] - 1])


def is_number(typed: Typed, number: float) -> bool:
    """Whether a typed number is this one, to its last digit."""
    unit = 1e-9 * abs(number) if typed.exact else 10.0**-typed.decimals
    return bool(np.isfinite(number)) and abs(typed.value - number) <= unit


def told(sheet: Exercise, read: Sheet, student: int) -> Iterator[Marked]:
    """The answers that were set aside: they earn nothing, and nothing follows from them."""
    known = sheet.trace
    for cell in read.over.values():
        turned = not known.scalar(cell.name) and known.lies(cell.name)
        row, column = cell.place[::-1] if turned else cell.place
        at = None if known.scalar(cell.name) else (row, column)
        own = called(sheet, cell.name, at, cell.sign)
        new = called(sheet, f"{cell.name}:=", at, cell.sign)
        given = significant(cell.sign * entry(known.given[cell.name], cell, student), 10)
        yield Marked(
            cell.name, at, cell.text, "wrong", 0.0 if sheet.asks is not None else 1.0,
            message=f"{own} is given as {given}; the new one is {new}.",
            label=label(sheet, cell.name, at, cell.sign), sign=cell.sign,
        )  # fmt: skip
