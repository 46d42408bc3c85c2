"""A CSV file for the import of Canvas's gradebook: its five columns, one of them with the ids, the
assignment, and the row of points possible. It finds an assignment that is there by `Title (id)`.

feedback.zip is taken by "Upload Submissions" of the assignment, which reads whose a file is from
the name under which Canvas handed out the submission: `albaana_LATE_340934_208490284_answers.csv`,
with the numbers of the user and of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..cells import cell, number
from .export import Export, Handed

COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
NAMES = ("Student", "name", "Name")  # columns of a roster in which the student's name stands
GIVEN = re.compile(r"([^/]*?_\d+_\d+)_[^/]*")


def write(title: str, rows: Iterator[Handed], column: str) -> Iterator[tuple[str, str]]:
    names = COLUMNS if column in COLUMNS else (*COLUMNS, column)
    found = [row for row in rows if row.score is not None]
    most = max((row.max for row in found), default=0.0)
    lines = [
        ",".join([*map(cell, names), cell(title)]),
        ",".join(["    Points Possible", *[""] * (len(names) - 1), number(most)]),
    ]
    for row in found:
        known = next((row.rest[one] for one in NAMES if row.rest.get(one)), row.student)
        own = {**row.rest, "Student": known, column: row.own}
        lines.append(
            ",".join([*(cell(own.get(name, "")) for name in names), number(row.score or 0)])
        )
    yield "grades.csv", "\n".join(lines) + "\n"


def place(row: Handed) -> str | None:
    """Where a page stands in feedback.zip."""
    for name in reversed(row.file):
        if match := GIVEN.fullmatch(name):
            return f"{match[1]}_feedback.html"
    return None


CANVAS = Export(
    "canvas",
    "a CSV file for the import of Canvas's gradebook, and feedback.zip for its bulk upload",
    "SIS User ID",
    write,
    titled=True,
    place=place,
    wants="Canvas wants the numbers that it puts into the names of files it hands out",
)
