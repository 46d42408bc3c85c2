"""A CSV file for the import of Canvas's gradebook: its five columns, one of them with the ids, the
assignment, and the row of points possible."""

from __future__ import annotations

from collections.abc import Iterator

from ..cells import cell, number
from .export import Export, Handed

COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")


def write(title: str, rows: Iterator[Handed], column: str) -> Iterator[tuple[str, str]]:
    names = COLUMNS if column in COLUMNS else (*COLUMNS, column)
    found = [row for row in rows if row.score is not None]
    most = max((row.max for row in found), default=0.0)
    lines = [
        ",".join([*map(cell, names), cell(title)]),
        ",".join(["    Points Possible", *[""] * (len(names) - 1), number(most)]),
    ]
    for row in found:
        own = {"Student": row.student, column: row.own}
        lines.append(
            ",".join([*(cell(own.get(name, "")) for name in names), number(row.score or 0)])
        )
    yield "grades.csv", "\n".join(lines) + "\n"


CANVAS = Export("canvas", "a CSV file for the import of Canvas's gradebook", "SIS User ID", write)
