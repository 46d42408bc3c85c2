"""Values that somebody typed: each is read, or its fault is noted and None handed back.

Faults are collected, so that all those of a file can be said at once.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NoReturn

import numpy as np

from .errors import SHOWN, InputError, InputErrors, shown
from .rules.rule import Array

MOST = 50  # faults of one file that are said
COMMA = r"\s*[-+−]?\d+,\d+\s*"
BREAKS = "\n\r\t"
# Compiled where it is used: a program that starts looks at few texts.
UNPRINTABLE = r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028-\u202e\u2066-\u2069]"


class Faults:
    """The faults of one file or network; `where` is what the person calls it."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.found: list[InputError] = []

    def at(self, key: str) -> str:
        """The place of a key, as messages name it: `xor.toml: layers[2].W`."""
        return f"{self.where}: {key}" if key else self.where

    def add(self, key: str, wrong: str, *, expected: str, example: str) -> None:
        self.take(InputError(self.at(key), wrong, expected=expected, example=example))

    def take(self, error: InputError) -> None:
        """Note a fault that was found elsewhere; at the fiftieth nobody reads on."""
        self.found += error.faults if isinstance(error, InputErrors) else [error]
        if len(self.found) >= MOST:
            self.stop()

    def stop(self) -> None:
        """Raise what was found, if anything was."""
        if self.found:
            self.all()

    def all(self) -> NoReturn:
        raise self.found[0] if len(self.found) == 1 else InputErrors(self.found[:MOST])


# What stands there, for a message


def said(value: object) -> str:
    """What was written, as a message may repeat it: never long, never with control characters."""
    match value:
        case None:
            return "nothing (null)"
        case bool():
            return str(value).lower()
        case str():
            return f"the text {shown(value)}"
        case int() if abs(value) >= 10**SHOWN:
            return f"a whole number of more than {SHOWN} digits"
        case int() | float() | np.integer() | np.floating():
            return str(value)
        case Mapping():
            return "a table"
        case list() | tuple():
            return f"a list of {len(value)}" if value else "an empty list"
        case _:
            return f"a {type(value).__name__}"


def counted(number: int, noun: str) -> str:
    """`1 neuron`, `3 neurons`."""
    return f"{number} {noun}" + ("" if number == 1 else "s")


def matrix_line(key: str, rows: int, columns: int) -> str:
    """A line that would do: a matrix of that shape, shortened where it is large."""
    if rows * columns > 12:
        return f"{key} = [[0.1, …], …]  ({counted(rows, 'row')} of {counted(columns, 'number')})"
    row = "[" + ", ".join(["0.1"] * columns) + "]"
    return f"{key} = [" + ", ".join([row] * rows) + "]"


def list_line(key: str, length: int) -> str:
    """A line that would do: a flat list of that length."""
    numbers = ["0.1"] * length if length <= 12 else ["0.1", f"…  ({length} numbers)"]
    return f"{key} = [" + ", ".join(numbers) + "]"


# Keys, names and single values


def visible(value: str) -> str:
    """A text with what would move a cursor, or turn the direction of reading, as an escape; line
    breaks and tabs stay."""

    def escaped(one: re.Match[str]) -> str:
        return one[0] if one[0] in BREAKS else ascii(one[0])[1:-1]

    return re.sub(UNPRINTABLE, escaped, value)


def line_of_text(value: object, longest: int, key: str, faults: Faults, example: str) -> str | None:
    """A text of one line, without characters that would move a cursor."""
    if not isinstance(value, str):
        wrong = f"{said(value)} is not a text"
    elif len(value) > longest:
        wrong = f"the text is {len(value)} characters long"
    elif re.search(UNPRINTABLE, value):
        wrong = f"{said(value)} has a line break or another character that cannot be printed"
    else:
        return value
    faults.add(key, wrong, expected=f"one line of at most {longest} characters", example=example)
    return None


def number_fault(value: object) -> str | None:
    """Why this is not a number that can be calculated with; None if it is one."""
    if isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool):
        try:
            finite = math.isfinite(float(value))
        except OverflowError:
            finite = False
        return None if finite else f"{said(value)} is not a finite number"
    if isinstance(value, str) and re.fullmatch(COMMA, value):
        return f"{said(value)} is not a number: it has a decimal comma, not a decimal point"
    if isinstance(value, str) and re.fullmatch(r"\s*[-+]?[\d.]+\s*", value):
        return f"{shown(value)} is a text: a number stands without quotes"
    return f"{said(value)} is not a number"


def number(
    value: object, key: str, faults: Faults, *, expected: str = "a number", example: str
) -> float | None:
    """One finite number."""
    wrong = number_fault(value)
    if wrong is None:
        return float(value)  # type: ignore[arg-type]
    faults.add(key, wrong, expected=expected, example=example)
    return None


def whole(value: object, low: int, high: int, key: str, faults: Faults, example: str) -> int | None:
    """A whole number within bounds, both included."""
    wrong = f"{said(value)} is not a whole number"
    if isinstance(value, int | np.integer) and not isinstance(value, bool):
        if low <= value <= high:
            return int(value)
        wrong = f"{said(value)} is out of range"
    faults.add(key, wrong, expected=f"a whole number from {low} to {high}", example=example)
    return None


# Lists and matrices


def listed(
    value: object, key: str, faults: Faults, least: int = 0, *, expected: str, example: str
) -> list[Any]:
    """A list or tuple of at least so many items; after a fault, an empty list."""
    if isinstance(value, list | tuple) and len(value) >= least:
        return list(value)
    wrong = f"{said(value)} " + ("stands here" if isinstance(value, list | tuple) else "is no list")
    faults.add(key, wrong, expected=expected, example=example)
    return []


def frozen(value: np.ndarray[Any, Any]) -> Array:
    """As float64 that nobody can write to; what already is so is not copied."""
    base: object = value if value.base is None else value.base
    ours = isinstance(base, np.ndarray) and not base.flags.writeable
    if value.dtype != np.float64 or value.flags.writeable or not ours:
        value = np.array(value, dtype=np.float64)
        value.flags.writeable = False
    return value


def matrix(value: object, key: str, faults: Faults, example: str) -> Array | None:
    """Rows of numbers, (rows, columns); an array may have a leading axis of students."""
    if hasattr(value, "__array__"):
        return array(value, (2, 3), key, faults, example)
    expected = "a matrix: a list of rows, each a list of numbers"
    wrong = rows_fault(value)
    if wrong is None:
        return frozen(np.array(value, dtype=np.float64))
    place, what = wrong
    faults.add(key + place, what, expected=expected, example=example)
    return None


def rows_fault(value: object) -> tuple[str, str] | None:
    """Where and why this is not a list of rows of numbers, all of one length."""
    if not isinstance(value, list | tuple):
        return "", f"{said(value)} is not a matrix"
    if not value:
        return "", "the matrix is empty"
    if not any(isinstance(row, list | tuple | np.ndarray) for row in value):
        return "", f"a flat list of {len(value)} stands where rows were expected"
    rows = [row.tolist() if isinstance(row, np.ndarray) else row for row in value]
    for at, row in enumerate(rows, 1):
        if not isinstance(row, list | tuple):
            return f", row {at}", f"{said(row)} is not a row"
        if not row:
            return f", row {at}", "the row is empty"
        if len(row) != len(rows[0]):
            first = counted(len(rows[0]), "number")
            return f", row {at}", f"row {at} has {counted(len(row), 'number')}, row 1 has {first}"
    for at, row in enumerate(rows, 1):
        wrong = numbers_fault(row)
        if wrong:
            return f", row {at}{wrong[0]}", wrong[1]
    return None


def numbers_fault(row: Sequence[object]) -> tuple[str, str] | None:
    """Where and why this is not a list of numbers."""
    for at, value in enumerate(row, 1):
        if isinstance(value, list | tuple | np.ndarray):
            return f", number {at}", f"{said(value)} stands where one number was expected"
        wrong = number_fault(value)
        if wrong:
            return f", number {at}", wrong
    return None


def array(
    value: Any, axes: Collection[int], key: str, faults: Faults, example: str
) -> Array | None:
    """An array of numbers with as many axes; `axes` are the numbers of axes that will do."""
    allowed = " or ".join(map(str, axes))
    try:
        read = np.asarray(value)
    except (TypeError, ValueError, RuntimeError) as error:
        wrong = f"this {type(value).__name__} does not become an array: {shown(error)}"
        faults.add(key, wrong, expected="an array of numbers", example=example)
        return None
    if read.dtype.kind in "iuf":
        with np.errstate(over="ignore"):
            read = read.astype(np.float64, copy=False)
    if read.dtype != np.float64:
        wrong = f"an array of {read.dtype} is not one of numbers"
    elif read.ndim not in axes or read.size == 0:
        wrong = f"the array has the shape {read.shape}"
    elif not np.isfinite(read).all():
        place = tuple(int(at) + 1 for at in np.argwhere(~np.isfinite(read))[0])
        wrong = f"the number at {place}, counted from 1, is not finite"
    else:
        return frozen(read)
    expected = f"finite numbers, {allowed} axes, none of them empty"
    faults.add(key, wrong, expected=expected, example=example)
    return None


def flat(value: object, key: str, faults: Faults, example: str) -> list[Any] | None:
    """A flat list of numbers, at least one."""
    if not isinstance(value, list | tuple):
        wrong: tuple[str, str] | None = ("", f"{said(value)} is not a list of numbers")
    else:
        wrong = numbers_fault(value) if value else ("", "the list is empty")
    if wrong is None:
        return list(value)  # type: ignore[call-overload, no-any-return]
    faults.add(key + wrong[0], wrong[1], expected="a flat list of numbers", example=example)
    return None
