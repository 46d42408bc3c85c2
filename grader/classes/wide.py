"""A wide table in chunks: a class of any size in the memory of a few thousand students."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from tracer.errors import InputError, shown
from tracer.files import decoded, label
from tracer.layout import flipped

from ..exercise_file import Exercise
from ..files import unreadable
from ..submission import Problem
from .columns import Columns, Where
from .texts import Texts

STUDENTS = 20_000  # of a chunk
BLOCK = 6_000_000  # bytes of a chunk, where it is read in blocks
MOST_TEXTS = 2_000_000  # different ones that are kept; then the table begins anew
LONGEST_LINE = 10_000_000  # characters


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
    delimiter = max(",;\t", key=line.count)
    names = next(csv.reader([line], delimiter=delimiter), [])
    return [name.strip() for name in names], delimiter


def optional_polars() -> Any:
    """The extra `batch`, or None."""
    try:
        import polars as pl
    except ModuleNotFoundError:
        return None
    return pl


class Wide:
    """A wide table: its columns looked up once, for all rows. What is wrong with a column is a
    problem of the whole file."""

    def __init__(self, path: Path, sheet: Exercise) -> None:
        self.path, self.sheet = path, sheet
        self.problems: list[Problem] = []
        self.where = label(str(path))
        with path.open("rb") as file:
            first = decoded(file.readline(LONGEST_LINE), self.where)
        self.names, self.delimiter = header(first)
        self.student = [name.lower() for name in self.names].index("student")
        self.columns = dict(self.looked_up())

    def looked_up(self) -> Iterator[tuple[int, tuple[Where, int]]]:
        """Which entry each column is."""
        known, seen = self.sheet.trace, set()
        for at, name in enumerate(self.names):
            if at == self.student or not name:
                continue
            try:
                found = known.names.find(name)
            except InputError as error:
                self.say(name, f"{error.wrong}; did you mean {error.example}?")
                continue
            turned = not known.scalar(found.name) and known.lies(found.name)
            shape = known.laid(found.name).shape[-2:]
            place = found.place or ((1, 1) if shape == (1, 1) else None)
            if place is None or not (1 <= place[0] <= shape[0] and 1 <= place[1] <= shape[1]):
                self.say(name, f"{shape[0]} rows and {shape[1]} columns; a column is one entry")
                continue
            where = (found.name, flipped(place, turned))
            if where in seen:
                self.say(name, "a second column for the same entry: the last one counts")
            seen.add(where)
            yield at, (where, found.sign)

    def say(self, name: str, message: str) -> None:
        self.problems.append(Problem(f"{self.where}: {shown(name)}", message))

    def chunks(self, size: int = STUDENTS) -> Iterator[Columns]:
        """The rows, so many students at a time."""
        texts = Texts()
        for students, columns in self.tables(size):
            if len(texts) > MOST_TEXTS:
                texts = Texts()
            places = {self.columns[at][0]: texts.places(column) for at, column in columns.items()}
            signs = dict(self.columns.values())
            yield Columns(self.sheet, students, texts, places, signs)

    def tables(self, size: int) -> Iterator[tuple[list[str], dict[int, Sequence[str]]]]:
        """The students of each chunk and their columns, as texts: with polars where it is
        installed, up to the first quotation mark, which may hold a line break."""
        with self.path.open("rb") as file:
            file.readline(LONGEST_LINE)
            polars = optional_polars()
            while polars is not None:
                block = file.read(BLOCK)
                block += file.readline(LONGEST_LINE)
                if not block:
                    return
                if b'"' in block:
                    file.seek(-len(block), io.SEEK_CUR)
                    break
                yield self.by_polars(polars, block)
            text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="")
            for rows in self.rows(text, size):
                width = len(self.names)
                if any(len(row) != width for row in rows):
                    rows[:] = [(row + [""] * width)[:width] for row in rows]
                whole = list(zip(*rows, strict=True))
                yield self.table(whole)

    def table(self, whole: Sequence[Sequence[str]]) -> tuple[list[str], dict[int, Sequence[str]]]:
        students = [name.strip() for name in whole[self.student]]
        return students, {at: whole[at] for at in self.columns}

    def by_polars(self, polars: Any, block: bytes) -> tuple[list[str], dict[int, Sequence[str]]]:
        frame = polars.read_csv(
            block.replace(b"\r", b""),
            has_header=False,
            separator=self.delimiter,
            new_columns=[str(at) for at in range(len(self.names))],
            schema={str(at): polars.String for at in range(len(self.names))},
            quote_char=None,
            encoding="utf8-lossy",
            truncate_ragged_lines=True,
        ).fill_null("")
        return self.table([frame[at].to_list() for at in frame.columns])

    def rows(self, file: TextIO, size: int) -> Iterator[list[list[str]]]:
        reader = csv.reader(file, delimiter=self.delimiter)
        found: list[list[str]] = []
        try:
            for row in reader:
                if any(row):
                    found.append(row)
                if len(found) == size:
                    yield found
                    found = []
        except csv.Error as error:
            raise unreadable(self.where, f"line {reader.line_num}: {error}") from None
        if found:
            yield found
