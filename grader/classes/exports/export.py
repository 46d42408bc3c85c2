"""What an export reads: the rows of a finished gradebook."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracer.errors import InputError

from ..cells import plain
from ..folder import RUN, Folder
from ..gather import file_name
from ..gradebook import FIXED, UNKNOWN


@dataclass(frozen=True, slots=True)
class Handed:
    """One student's row. `own`: the id in that system; `score`: None where there is no mark.
    `lines`: points by entry. `record`: every verdict, where records were written."""

    student: str
    own: str
    score: float | None
    max: float
    first_wrong: str
    mistakes: str
    note: str
    lines: dict[str, str]
    record: dict[str, Any] | None

    @property
    def feedback(self) -> str:
        """The row in a sentence."""
        parts = [
            f"First wrong: {self.first_wrong}." if self.first_wrong else "",
            f"The numbers fit: {self.mistakes}." if self.mistakes else "",
            self.note,
        ]
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Export:
    """`column`: what the system calls the column of ids, where nothing else is asked for.
    `write`: the title of the exercise, the rows and that column → files by name."""

    name: str
    help: str
    column: str
    write: Callable[[str, Iterator[Handed], str], Iterator[tuple[str, str]]]


def rows_of(folder: Path, ids: Mapping[str, str]) -> Iterator[Handed]:
    """The rows of a folder of marks. `ids`: those of the other system, where they are others.
    Raises InputError where there is no gradebook."""
    book = folder / "gradebook.csv"
    if not book.is_file():
        raise InputError(str(folder), "there is no gradebook.csv in it",
                         expected="the folder of an earlier `grade`",
                         example="backprop grade sheet.toml in/ -o marks/")  # fmt: skip
    with book.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            own = plain(row["student"])
            record = folder / "records" / f"{file_name(own)}.json"
            known = record.is_file()
            yield Handed(
                own,
                ids.get(own) or own,
                float(row["score"]) if row["score"] not in ("", UNKNOWN) else None,
                float(row["max"]),
                row["first_wrong"],
                row["mistakes"],
                row["note"],
                {name: text for name, text in row.items() if name not in FIXED},
                json.loads(record.read_text(encoding="utf-8")) if known else None,
            )


def exported(
    export: Export,
    folder: Folder,
    column: str | None,
    rest: Mapping[str, Mapping[str, str]] | None = None,
) -> int:
    """Write the files into the folder's `export/`; how many were written anew. `rest`: the columns
    of the roster: where one is called like `column`, the ids of that system stand in it."""
    title = str(json.loads((folder.path / RUN).read_text(encoding="utf-8"))["exercise"])
    name = column or export.column
    ids = {student: cells.get(name, "") for student, cells in (rest or {}).items()}
    files = export.write(title, rows_of(folder.path, ids), name)
    return sum(folder.put(f"export/{export.name}/{name}", text) for name, text in files)
