"""The roster of a class: a CSV or xlsx file with a column `student`; other columns are kept."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from grader.classes.file_names import is_reserved
from grader.csv_rows import SEPARATOR
from grader.encodings import text_of
from tracer.checks import UNPRINTABLE
from tracer.errors import InputError, InputErrors, shown
from tracer.files import label

from ..given import bytes_of

LONGEST = 100  # characters of an id: it becomes the name of a folder
LONGEST_BYTES = 200
MOST = 1_000_000
MOST_FAULTS = 20  # that are said one by one
EXAMPLE = "student,name\nana,Ana Alba\nbo,Bo Berg"
COLUMN = "student"
EXPECTED = "a CSV or xlsx file with a column `student`"
FILE = r"printf 'student,name\nana,Ana Alba\nbo,Bo Berg\n' > class.csv"


@dataclass(frozen=True, slots=True)
class Student:
    """`rest`: what the roster says besides, by column."""

    id: str
    rest: Mapping[str, str] = field(default_factory=dict)


def read_roster(name: str, column: str = COLUMN) -> list[Student]:
    """The students of a file, in its order, whose ids stand in `column`. Ids may be of any script.
    Raises InputErrors with every line that cannot be used: no id, one that comes twice, one that is
    no name for a folder."""
    where = label(name)
    data = bytes_of(name, "roster", EXPECTED, FILE)
    try:
        rows = rows_of(data, where)
    except InputError as error:
        raise fault(error.where, error.wrong, EXPECTED) from None
    return students_of(rows, where, column)


def rows_of(data: bytes, where: str) -> Sequence[Sequence[str]]:
    """The rows of a table: CSV with commas, semicolons or tabs, or xlsx."""
    if data.startswith(b"PK"):
        from grader.spreadsheet import rows_of_xlsx

        return rows_of_xlsx(data, where)
    text = text_of(data, where, only_unicode=True)
    own = SEPARATOR.match(text)
    text = text[own.end() :] if own else text
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise fault(where, f"this is not CSV: {error}", "a table") from None


def students_of(rows: Sequence[Sequence[str]], where: str, column: str) -> list[Student]:
    head = [cell.strip() for cell in rows[0]] if rows else []
    lower = [cell.lower() for cell in head]
    if column.strip().lower() not in lower:
        raise no_column(where, column, head)
    if len(rows) > MOST:
        raise fault(where, f"{len(rows)} lines", f"at most {MOST} students")
    at = lower.index(column.strip().lower())
    others = [(place, cell) for place, cell in enumerate(head) if place != at and cell]
    found: list[Student] = []
    faults: list[InputError] = []
    seen: dict[str, int] = {}
    for line, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        here = f"{where}: line {line}"
        own = unicodedata.normalize("NFC", row[at].strip()) if at < len(row) else ""
        wrong = "".join(what_is_wrong(own))
        same = own.casefold()
        if not wrong and same in seen:
            wrong = f"{shown(own)} comes twice: it is in line {seen[same]}, too"
        if wrong:
            faults.append(fault(here, wrong, "every student once, by an id that names a folder"))
            continue
        seen[same] = line
        found.append(Student(own, {cell: row[it] for it, cell in others if it < len(row)}))
    if not faults and not found:
        faults.append(fault(where, "there is no student in it", "a line a student"))
    if faults:
        if len(faults) > MOST_FAULTS:
            more = len(faults) - MOST_FAULTS
            faults[MOST_FAULTS:] = [fault(where, f"{more} more lines like these", "a roster")]
        raise InputErrors(faults)
    return found


def what_is_wrong(own: str) -> Iterator[str]:
    """Why an id cannot name a folder on every system; nothing where it can."""
    if not own:
        yield "there is no id in this line"
    elif len(own) > LONGEST or len(own.encode()) > LONGEST_BYTES:
        yield f"an id of {len(own)} characters: at most {LONGEST}"
    elif re.search(UNPRINTABLE, own):
        yield f"{shown(own)} has signs in it that cannot be seen"
    elif any(sign in own for sign in '/\\:*?"<>|') or own.startswith((".", "~")):
        yield f"{shown(own)} looks like a path"
    elif own.endswith(".") or is_reserved(own):
        yield f"{shown(own)} is no name for a folder on some systems"


def no_column(where: str, column: str, head: Sequence[str]) -> InputError:
    """A roster that calls its ids something else."""
    known = [name for name in head if name][:MOST_FAULTS]
    wanted = f"there is no column `{column}`"
    if column != COLUMN or not known:
        there = f"one of {', '.join(map(shown, known))}" if known else f"a column `{column}`"
        return InputError(f"{where}: line 1", wanted, expected=there,
                          example=f"--student-column {shown((known or [COLUMN])[0])}")  # fmt: skip
    expected = f"a column `{COLUMN}`, or --student-column with the name of the one with the ids"
    return fault(f"{where}: line 1", wanted, expected)


def fault(where: str, wrong: str, expected: str) -> InputError:
    return InputError(where, wrong, expected=expected, example=EXAMPLE)
