"""What somebody handed in for a quantity, as rows of texts: a text, a number, a list, an array."""

from __future__ import annotations

from typing import Any

import numpy as np

from tracer.errors import InputError
from tracer.symbols import entry_name

from .answers import LONGEST

MOST_DRAWN = 12  # entries of a shape that is shown as rows of …


def sizes(shape: tuple[int, int]) -> str:
    """A shape in words.

    >>> sizes((1, 3))
    'it has 1 row and 3 columns'
    """
    rows, columns = shape
    return f"it has {rows} row{'s' * (rows > 1)} and {columns} column{'s' * (columns > 1)}"


def other_shape(name: str, shape: tuple[int, int], block: list[list[Any]]) -> str:
    """How many rows and columns there are, and came, and how they are written."""
    wide = {len(row) for row in block}
    came = f", {len(block)}×{wide.pop()}" if len(wide) == 1 else ""
    rows, columns = shape
    row = f"[{', '.join(['…'] * columns)}]"
    as_rows = f"as rows [{', '.join([row] * rows)}] or " if rows * columns <= MOST_DRAWN else ""
    return (
        f"{sizes(shape)}; the answer has another shape{came}. "
        f"Write it {as_rows}entry by entry, from {entry_name(name, (1, 1))} on"
    )


def rows_of(given: Any) -> list[list[Any]]:
    """Rows of texts from a text, a number, a list, a list of lists or an array."""
    if isinstance(given, np.ndarray):
        given = given.tolist()
    if not isinstance(given, list | tuple):
        return [[given]]
    if all(not isinstance(row, list | tuple) for row in given):
        return [list(given)]
    block = [list(row) if isinstance(row, list | tuple) else [row] for row in given]
    if any(isinstance(entry, list | tuple | dict) for row in block for entry in row):
        wrong = "it is nested more deeply than rows of entries"
        example = "[[0.1, 0.2], [0.3, 0.4]]"
        raise InputError("answer", wrong, expected="rows of numbers", example=example)
    return block


def shaped(block: list[list[Any]], shape: tuple[int, int]) -> list[list[Any]] | None:
    """The rows as the array has them; one flat list fills a single row or column."""
    if len(block) == shape[0] and all(len(row) == shape[1] for row in block):
        return block
    flat = [entry for row in block for entry in row]
    single = 1 in shape and (len(block) == 1 or all(len(row) == 1 for row in block))
    if single and len(flat) == max(shape):
        return [[entry] for entry in flat] if shape[1] == 1 else [flat]
    return None


def text_of(given: Any) -> str:
    """What was typed; of a text that is too long to be read, the beginning. A float, which has
    lost its text, is its shortest one that reads back."""
    if given is None:
        return ""
    if isinstance(given, bool):
        return str(given).lower()
    if not isinstance(given, str):
        try:
            given = str(given)
        except (ValueError, RecursionError):  # thousands of digits, lists inside each other
            given = "too long to be shown"
    return printable(given[: LONGEST + 1])


def printable(text: str) -> str:
    """The text without halves of surrogate pairs, which no file can hold."""
    return text if text.isascii() else text.encode(errors="replace").decode()
