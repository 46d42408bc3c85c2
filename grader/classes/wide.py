"""A wide table in chunks: a class of any size in the memory of a few thousand students."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import chain, repeat
from pathlib import Path
from typing import BinaryIO, TypeAlias

import numpy as np

from tracer.errors import InputError, shown
from tracer.layout import flipped

from ..asked import Exercise
from ..csv_rows import COLUMN, ROW, SIGNS, joined, mended, separator
from ..encodings import as_utf8, text_of
from ..entries import entries
from ..limits import unreadable
from ..meant import found_in
from ..office import doubtful, with_decimal_commas
from ..ranged import Codes
from ..submission import Problem
from ..tables import TIMES
from .columns import Columns, Where
from .known import Known
from .texts import Texts

MOST_TEXTS = 2_000_000  # different ones that are kept; then the table begins anew
BLOCK = 3_000_000  # bytes of a chunk, about; twice as many where all have the same numbers
LEAST = 300_000  # of one of many, so that several processes have their share
LONGEST_LINE = 10_000_000  # bytes
LONGEST_BLOCK = 60_000_000  # bytes: a quotation mark that is never closed


def is_wide(path: Path) -> bool:
    """Whether a file is a table of one row a student: its first line says so."""
    if path.suffix.lower() not in (".csv", ".tsv"):
        return False
    try:
        with path.open("rb") as file:
            first = file.readline(LONGEST_LINE)
    except OSError:
        return False
    head = header(first.decode("utf-8", "replace"))[0]
    lower = [name.lower() for name in head]
    return "student" in lower and not ("quantity" in lower and "value" in lower)


def header(first: str) -> tuple[list[str], str]:
    """The names of the columns, and what stands between them."""
    line = first.lstrip("\ufeff").rstrip("\r\n")
    delimiter = separator(line)
    try:
        names = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:  # a carriage return in it
        names = [line]
    if delimiter == ",":
        names = joined(names, ROW, COLUMN)
    return [name.rstrip(SIGNS).strip() for name in names], delimiter


def block_sizes(size: int, parts: int, own: bool) -> list[int]:
    """The bytes of each of several blocks of a table, of equal size; at least so many `parts` of
    what is not small. None is what is left at the end, a few rows for which others wait. `own`:
    whether everybody has numbers of their own: else most rows are one of a few, and need little
    memory."""
    most = BLOCK if own else 2 * BLOCK
    count = max(1, min(max(parts, round(size / most)), size // min(LEAST, most)))
    each = size // count + 1
    return [each] * (count - 1) + [size - each * (count - 1)]


def blocks(path: Path, where: str, sizes: Sequence[int]) -> Iterator[bytes]:
    """The lines behind the first, so many bytes at a time, as many as the last of the `sizes` from
    then on; each block with whole rows: where an odd number of quotation marks stands before the
    end of a line, the row goes on.

    Raises InputError for a quotation mark that is never closed, and for a file that cannot be
    read.
    """
    with reading(path, where) as file:
        file.readline(LONGEST_LINE)
        for size in chain(sizes, repeat(sizes[-1])):
            block = file.read(size) + file.readline(LONGEST_LINE)
            if not block:
                return
            while block.count(b'"') % 2:
                more = file.readline(LONGEST_LINE)
                block += more
                if not more or len(block) > LONGEST_BLOCK:
                    raise unreadable(where, "a quotation mark in it is never closed")
            yield block


def first_line(path: Path, where: str) -> bytes:
    with reading(path, where) as file:
        return file.readline(LONGEST_LINE)


def reading(path: Path, where: str) -> BinaryIO:
    """A file's bytes. Raises InputError for one that is gone, or that nobody may read."""
    try:
        return path.open("rb")
    except OSError as error:
        raise unreadable(where, f"it cannot be read: {error.strerror or error}") from None


Table: TypeAlias = tuple[Sequence[str], Codes, Sequence[Sequence[str]], dict[int, str]]
"""The students; for each, which of the different rows is theirs; the columns of those rows; whose
rows have lost their places, and what is said of them."""


class Wide:
    """A wide table: its columns looked up once, for all rows. What is wrong with a column is a
    problem of the whole file; `lost`: which columns fit nothing, and `absent`: which entries that
    are asked for have none. `notes`: how others were read."""

    def __init__(self, first: bytes, where: str, sheet: Exercise) -> None:
        self.sheet, self.where = sheet, where
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self.lost: list[int] = []
        self.names, self.delimiter = header(text_of(first, where))
        self.student = [name.lower() for name in self.names].index("student")
        self.columns = dict(self.looked_up())
        there = {where for where, _ in self.columns.values()}
        asked = entries(sheet)
        self.absent = [one.label for one in asked if (one.name, one.place) not in there]
        self.texts, self.known = Texts(), Known()

    def looked_up(self) -> Iterator[tuple[int, tuple[Where, int]]]:
        """Which entry each column is."""
        known, seen = self.sheet.trace, set()
        for at, name in enumerate(self.names):
            if at == self.student or not name or name.lower() in TIMES:
                continue
            try:
                found = found_in(known, name, 0, self.notes)
            except InputError as error:
                self.lose(at, f"{error.wrong}; did you mean {error.example}?")
                continue
            assert found is not None
            turned = not known.scalar(found.name) and known.lies(found.name)
            shape = known.laid(found.name).shape[-2:]
            place = found.place or ((1, 1) if shape == (1, 1) else None)
            if place is None or not (1 <= place[0] <= shape[0] and 1 <= place[1] <= shape[1]):
                self.lose(at, f"{shape[0]} rows and {shape[1]} columns; a column is one entry")
                continue
            where = (found.name, flipped(place, turned))
            if where in seen:
                self.say(name, "a second column for the same entry: the last one counts")
            seen.add(where)
            yield at, (where, found.sign)

    def say(self, name: str, message: str) -> None:
        self.problems.append(Problem(f"{self.where}: {shown(name)}", message))

    def lose(self, at: int, message: str) -> None:
        """Say of a column that what stands in it counts nowhere."""
        self.say(self.names[at], message)
        self.lost.append(at)

    def chunk(self, block: bytes) -> Columns:
        """The students of some rows, and which text of the table stands in each column."""
        if len(self.texts) > MOST_TEXTS:
            self.texts, self.known = Texts(), Known()
        block = block if block.isascii() else as_utf8(block)
        quick = self.by_lines(block) if self.regular(block) else None
        names, like, rows, torn = quick or self.by_csv(block)
        if (b'"' if self.delimiter == "," else b",") in block:  # there are commas in cells
            rows = self.settled(rows)
        places = {self.columns[at][0]: self.texts.places(rows[at]) for at in self.columns}
        lost = {self.names[at]: self.texts.places(rows[at]) for at in self.lost if self.absent}
        students = [name.strip() for name in names]
        signs = dict(self.columns.values())
        return Columns(
            self.sheet, students, self.texts, like, places, signs, lost, self.absent, torn
        )

    def written(self, table: Columns) -> bytes:
        """The columns of some students as rows of the file."""
        text = io.StringIO()
        out = csv.writer(text, delimiter=self.delimiter, lineterminator="\n")
        cells = [[""] * len(table.students) for _ in self.names]
        cells[self.student] = list(map(str, range(len(table.students))))
        for at, (where, _) in self.columns.items():
            cells[at] = list(map(self.texts.text, table.places[where][table.like].tolist()))
        out.writerows(zip(*cells, strict=True))
        return text.getvalue().encode()

    def settled(self, rows: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
        """The columns of different rows, with 1,234 as 1.234 where a row's other numbers say so."""
        found = [list(column) for column in rows]
        for at in {at for name in self.columns for at, text in enumerate(rows[name])
                   if doubtful(text)}:  # fmt: skip
            if with_decimal_commas([rows[name][at] for name in self.columns]):
                for name in self.columns:
                    if doubtful(rows[name][at]):
                        found[name][at] = rows[name][at].replace(",", ".")
        return found

    def regular(self, block: bytes) -> bool:
        """Whether every line may well be a row of all columns, and nothing is quoted."""
        width, sign = len(self.names), self.delimiter.encode()
        return (
            b'"' not in block
            and block.count(b"\r") == block.count(b"\r\n")
            and width > 1
            and block.partition(b"\n")[0].count(sign) == width - 1
        )

    def by_lines(self, block: bytes) -> Table | None:
        """The rows where every line is one, letter by letter; None where a line is too long or too
        short."""
        sign, student, width = self.delimiter, self.student, len(self.names)
        least = min(student + 2, width)  # cells, of which one is the student
        students: list[str] = []
        like, different = [], dict[str, int]()
        text = block.decode("utf-8", "replace").replace("\r\n", "\n")
        for line in text.removesuffix("\n").split("\n"):
            cells = line.split(sign, student + 1)
            if len(cells) < least:
                return None
            students.append(cells.pop(student))
            like.append(different.setdefault(sign.join(cells), len(different)))
        rows = [text.split(sign) for text in different]
        if any(len(row) != width - 1 for row in rows):
            return None
        for row in rows:
            row.insert(student, "")
        return students, np.array(like, dtype=np.intp), list(zip(*rows, strict=True)), {}

    def by_csv(self, block: bytes) -> Table:
        """The same with the standard library; rows that are too short are filled up."""
        width = len(self.names)
        text = io.StringIO(block.decode("utf-8", "replace"), newline="")
        longest = csv.field_size_limit(LONGEST_LINE)  # a cell that is too long is an answer, too
        students: list[str] = []
        like, different = [], dict[tuple[str, ...], int]()
        torn: dict[int, str] = {}
        try:
            for row in filter(None, csv.reader(text, delimiter=self.delimiter)):
                cells = row
                if len(row) != width:
                    whole, said = mended(row, width, self.delimiter)
                    cells = ([""] * width if said else [*whole, *[""] * width])[:width]
                    if said:
                        torn[len(students)] = said
                        cells[self.student] = whole[self.student]
                students.append(cells[self.student])
                cells[self.student] = ""
                like.append(different.setdefault(tuple(cells), len(different)))
        except csv.Error as error:
            raise unreadable(self.where, f"this is not CSV: {error}") from None
        finally:
            csv.field_size_limit(longest)
        rows = list(zip(*different, strict=True)) if different else [()] * width
        return students, np.array(like, dtype=np.intp), rows, torn
