"""The rows of a CSV file as people and spreadsheets write it: commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from tracer.errors import shown

from .files import bounded, unreadable

SEPARATOR = re.compile(r"\A\s*sep=.\r?\n", re.IGNORECASE)  # Excel's own first line
# What a comma without quotes tears apart: z[1][1,2] and 0,5.
ROW, COLUMN = re.compile(r".*\[\s*\d+\s*"), re.compile(r"\s*\d+\s*\]\s*")
WHOLE, PART = re.compile(r"\s*[+\-−]?\d+"), re.compile(r"\d+\s*")
LONGEST_PART = 50  # characters of a cell that are looked at


def rows_of_csv(text: str, where: str) -> Sequence[Sequence[str]]:
    """The rows that have something in them. Raises InputError for what is not CSV, is too large,
    or has lost its columns."""
    text = SEPARATOR.sub("", text)
    first = re.split(r"[\r\n]", text, maxsplit=1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = bounded(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), where)
    except csv.Error as error:
        raise unreadable(where, f"this is not CSV: {error}") from None
    return mended(rows, where) if delimiter == "," and rows else rows


def mended(rows: Sequence[Sequence[str]], where: str) -> list[Sequence[str]]:
    """The rows with what commas without quotes tore apart put together again. Raises InputError
    for a row that is longer than the first one all the same: its numbers have lost their places.
    """
    head = joined(rows[0], ROW, COLUMN)
    whole: list[Sequence[str]] = [head]
    for typed in rows[1:]:
        row = joined(typed, ROW, COLUMN) if len(typed) > len(head) else typed
        if len(row) == len(head) + 1:
            row = [*row[:-2], *joined(row[-2:], WHOLE, PART)]
        if any(row[len(head) :]):
            wrong = f"{shown(','.join(typed))} has more cells than the first row, {len(head)}"
            raise unreadable(where, wrong, 'a number with a decimal comma in quotes: "0,5"')
        whole.append(row)
    return whole


def joined(row: Sequence[str], before: re.Pattern[str], after: re.Pattern[str]) -> list[str]:
    """The cells, two of them as one where the one ends and the other begins like that."""
    cells: list[str] = []
    for cell in row:
        torn = cells and before.fullmatch(cells[-1][-LONGEST_PART:])
        if torn and after.fullmatch(cell[:LONGEST_PART]):
            cells[-1] += f",{cell}"
        else:
            cells.append(cell)
    return cells
