"""The rows of a table as people and spreadsheets write it: commas, semicolons or tabs; titles above
it; what commas without quotes tore apart, and rows that fell into one cell, put together again."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tracer.errors import shown

from .limits import bounded, unreadable

SIGNS = ",;\t"
SEPARATOR = re.compile(r'\A\s*"?sep=(.)"?[,;\t ]*(?:\r\n|\r|\n)', re.IGNORECASE)  # Excel's own line
# What a comma without quotes tears apart: z[1][1,2] and 0,5.
ROW, COLUMN = re.compile(r".*\[\s*\d+\s*"), re.compile(r"\s*\d+\s*\]\s*")
WHOLE, PART = re.compile(r"\s*[+\-−]?\d+"), re.compile(r"\d+\s*")
NAMES = re.compile(r"\b(?:student|quantity)\b", re.IGNORECASE)  # in the line that names columns
LONG_TABLE = {"quantity", "value"}
BROKEN_OFF = "the file ends in the middle of this row: what stood below it is not there"
LONGEST_PART = 50  # characters of a cell that are looked at
TITLES = 10  # rows that may stand above the one that names the columns
LONGEST_HEAD = 20_000  # characters in which that one is looked for


@dataclass(frozen=True, slots=True)
class Table:
    """Rows, the first of which names the columns. `torn`: the rows whose cells have lost their
    places, and what is said of them."""

    rows: list[Sequence[str]]
    torn: dict[int, str] = field(default_factory=dict)


def rows_of_csv(text: str, where: str) -> Table:
    """The rows that have something in them. Raises InputError for what is not CSV, or is too
    large."""
    own = SEPARATOR.match(text)
    text = text[own.end() :] if own else text
    sign = own[1] if own and own[1] in SIGNS else separator(text)
    try:
        rows = bounded(csv.reader(io.StringIO(text, newline=""), delimiter=sign), where)
    except csv.Error as error:
        raise unreadable(where, f"this is not CSV: {error}") from None
    found = table(rows, sign)
    if len(found.rows) > 1 and broken_off(text, sign, found.rows):
        found.torn[len(found.rows) - 1] = BROKEN_OFF
    return found


def broken_off(text: str, sign: str, rows: Sequence[Sequence[str]]) -> bool:
    """Whether a file ends in the middle of its last row: in an open quotation, or, of a long table,
    before the value and before the end of the line."""
    last = text.rstrip("\r\n").rpartition("\n")[2]
    try:
        list(csv.reader([last], delimiter=sign, strict=True))
    except csv.Error as error:
        if "end of data" in str(error):
            return True
    head = [name.strip().lower() for name in rows[0]]
    if text.endswith(("\n", "\r")) or not set(head) >= LONG_TABLE:
        return False
    return len(rows[-1]) <= head.index("value")


def separator(text: str) -> str:
    """What stands between the columns, by the line that names them."""
    first = text[:LONGEST_HEAD].partition("\n")[0]
    if NAMES.search(first) is None or "\r" in first:
        lines = re.split(r"\r\n|\r|\n", text[:LONGEST_HEAD], maxsplit=TITLES)
        first = next(filter(NAMES.search, lines), lines[0])
    bare = first.rstrip(SIGNS + " ")  # signs behind the last name are cells that were added
    return max(SIGNS, key=(bare if any(sign in bare for sign in SIGNS) else first).count)


def table(rows: Sequence[Sequence[str]], sign: str = "") -> Table:
    """The rows from the one that names the columns on, each with its cells in their places.
    `sign`: what stood between them; nothing where they come out of a spreadsheet."""
    start = next((at for at, row in enumerate(rows[:TITLES]) if names_columns(row)), None)
    fallen = ""
    if start is None:  # all of it may be in the first column
        heads = enumerate(rows[:TITLES])
        start, fallen = next(((at, inner) for at, row in heads if (inner := in_one(row))), (0, ""))
    if not rows or not (sign or fallen):
        return Table(list(rows[start:]))
    inner = fallen or sign
    head = unfolded(rows[start], inner) if fallen else list(rows[start])
    head = joined(head, ROW, COLUMN) if inner == "," else head
    names = [cell.rstrip(SIGNS) for cell in head]
    beside = names != head  # another program put columns of its own beside these
    found, width = Table([names]), len(names)
    if not (beside or fallen) and all(len(row) == width for row in rows[start + 1 :]):
        found.rows.extend(rows[start + 1 :])
        return found
    for row in rows[start + 1 :]:
        own = [cell.strip(SIGNS[1:]) for cell in row] if beside else row
        cells, torn = mended(own, width, inner, fell=bool(fallen))
        if torn:
            found.torn[len(found.rows)] = torn
        found.rows.append(cells)
    return found


def names_columns(row: Iterable[str]) -> bool:
    """Whether a row says what stands below it."""
    names = {cell.strip().lower() for cell in row}
    return "student" in names or {"quantity", "value"} <= names


def in_one(row: Sequence[str]) -> str:
    """What stands between the names of columns that are all in one cell; nothing where they are
    not."""
    if not row or any(row[1:]):
        return ""
    return next((one for one in SIGNS if names_columns(unfolded(row, one))), "")


def unfolded(row: Sequence[str], sign: str) -> list[str]:
    """A row that fell into its first cell, whose value may have been typed into the one beside
    it."""
    first, *rest = row
    try:
        cells = next(csv.reader([first], delimiter=sign), [])
    except csv.Error:
        cells = [first]
    while rest and not rest[-1].strip():
        rest.pop()
    if rest and cells and not cells[-1].strip():
        cells.pop()
    return [cell.strip(SIGNS[1:]) for cell in (*cells, *rest)]


def mended(
    row: Sequence[str], width: int, sign: str, *, fell: bool = False
) -> tuple[Sequence[str], str]:
    """A row of a table of so many columns with every cell in its place, and what is said of one
    that has more cells all the same: its numbers have lost their places. `fell`: whether rows are
    in one cell each."""
    if row and sign in row[0] and (fell or len(row) < width):
        row = unfolded(row, sign)
    if len(row) <= width:
        return row, ""
    typed = row
    if sign == ",":
        row = joined(row, ROW, COLUMN)
        if len(row) == width + 1:
            row = [*row[:-2], *joined(row[-2:], WHOLE, PART)]
    elif not PART.fullmatch(row[width][:LONGEST_PART]):  # a remark beside the table
        return row, ""
    if not any(row[width:]):
        return row, ""
    said = f"{shown(sign.join(typed))} has more cells than the first row, {width}"
    return row, f'{said}; expected: a number with a decimal comma in quotes: "0,5"'


def joined(row: Sequence[str], before: re.Pattern[str], after: re.Pattern[str]) -> list[str]:
    """The cells, two of them as one where the one ends and the other begins like that."""
    cells: list[str] = []
    for cell in row:
        torn = cells and before.fullmatch(cells[-1][-LONGEST_PART:])
        if torn and after.fullmatch(cell[:LONGEST_PART]):
            cells[-1] = f"{cells[-1]},{cell}"
        else:
            cells.append(cell)
    return cells
