"""What an export reads: the rows of a finished gradebook, and the pages that go back."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tracer.errors import InputError, shown

from ..before import KEPT
from ..cells import plain
from ..file_names import file_name
from ..folder import Folder
from ..gradebook import ALONE, FIXED, STUDENT, UNKNOWN
from ..work import Job

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the time of all files of an archive: same marks, same bytes
MOST_NAMED = 10  # students that one note lists


@dataclass(frozen=True, slots=True)
class Handed:
    """One student's row. `own`: the id in that system; `score`: None where there is no mark.
    `first_wrong`, `lines`: as the sheet calls them; `says`: the mistakes in sentences; `rest`: what
    the roster says besides; `record`: every verdict, where records were written; `page`: what the
    student is handed back, where there is any."""

    student: str
    own: str
    score: float | None
    max: float
    first_wrong: str
    says: str
    note: str
    lines: Mapping[str, str]
    rest: Mapping[str, str] = field(default_factory=dict)
    record: dict[str, Any] | None = None
    page: Path | None = None

    @property
    def file(self) -> tuple[str, str]:
        """The folder and the name of the file that was handed in, where that is known."""
        folder, _, name = str((self.record or {}).get("file", "")).rpartition("/")
        return folder, name

    @property
    def feedback(self) -> str:
        """The row in sentences, for the student."""
        notes = [one for one in self.note.split("; ") if one not in (KEPT, ALONE)]
        parts = [
            f"First wrong: {self.first_wrong}." if self.first_wrong else "",
            self.says,
            "; ".join(notes),
        ]
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Export:
    """`column`: what the system calls the column of ids, where nothing else is asked for.
    `write`: what the assignment is called, the rows and that column → files by name. `titled`:
    whether it is called by its title rather than by its id, where nothing else is asked for.
    `place`: where a page stands in the archive that the system hands out to its students; None for
    somebody of whom that is not known. `wants`: what tells it."""

    name: str
    help: str
    column: str
    write: Callable[[str, Iterator[Handed], str], Iterator[tuple[str, str]]]
    titled: bool = False
    place: Callable[[Handed], str | None] | None = None
    wants: str = ""


def rows_of(folder: Path, ids: Mapping[str, str], job: Job) -> Iterator[Handed]:
    """The rows of a folder of marks. `ids`: those of the other system, where they are others.
    Raises InputError where there is no gradebook."""
    book = folder / "gradebook.csv"
    if not book.is_file():
        raise InputError(str(folder), "there is no gradebook.csv in it",
                         expected="the folder of an earlier `grade`",
                         example="backprop grade sheet.toml in/ -o marks/")  # fmt: skip
    other = {STUDENT, *job.book.columns, *FIXED}
    with book.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            own = plain(row[STUDENT])
            record = folder / "records" / f"{file_name(own)}.json"
            page = folder / "feedback" / f"{file_name(own)}.html"
            yield Handed(
                own,
                ids.get(own) or own,
                float(row["score"]) if row["score"] not in ("", UNKNOWN) else None,
                float(row["max"]),
                plain(row["first_wrong"]),
                plain(row["says"]),
                plain(row["note"]),
                {plain(name): text for name, text in row.items() if plain(name) not in other},
                job.find.rest.get(own, {}),
                json.loads(record.read_text(encoding="utf-8")) if record.is_file() else None,
                page if page.is_file() else None,
            )


def exported(
    export: Export, column: str | None, assignment: str | None, folder: Folder, job: Job
) -> list[str]:
    """Write the files into the folder's `export/`, and say what is to be known of them. `column`:
    where one of the roster's is called so, the ids of that system stand in it; `assignment`: what
    the system calls the exercise."""
    sheet, name = job.sheet, column or export.column
    usual = sheet.title if export.titled and sheet.title else str(job.stamp["exercise"])
    ids = {student: cells.get(name, "") for student, cells in job.find.rest.items()}
    rows = rows_of(folder.path, ids, job)
    for path, text in export.write(assignment or usual, rows, name):
        folder.put(f"export/{export.name}/{path}", text)
    return sent_back(export, folder, rows_of(folder.path, ids, job)) if job.feedback else []


def sent_back(export: Export, folder: Folder, rows: Iterator[Handed]) -> list[str]:
    """Write `feedback.zip`, which the system hands out to its students; who is not in it."""
    if export.place is None:
        return []
    left: list[str] = []
    path = folder.path / "export" / export.name / "feedback.zip"
    with folder.beside(path) as part, zipfile.ZipFile(part, "w") as archive:
        for row in rows:
            place = export.place(row) if row.page else None
            if row.page and place:
                put(archive, place, row.page.read_bytes())
            elif row.page:
                left.append(row.student)
        empty = not archive.namelist()
    if empty:
        folder.drop(f"export/{export.name}/feedback.zip")
    if not left:
        return []
    names = ", ".join(shown(one) if "," in one else one for one in left[:MOST_NAMED])
    more = f" and {len(left) - MOST_NAMED} more" if len(left) > MOST_NAMED else ""
    where = "there is no feedback.zip" if empty else "not in feedback.zip"
    return [f"{where}: {export.wants}, which is not known of {names}{more}"]


def put(archive: zipfile.ZipFile, name: str, data: bytes, mode: int = 0o644) -> None:
    """A file of an archive that is the same whenever it is made."""
    entry = zipfile.ZipInfo(name, LONG_AGO)
    entry.external_attr = mode << 16
    archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
