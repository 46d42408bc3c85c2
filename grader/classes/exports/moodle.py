"""A CSV file for Moodle's grade import: ids, grade, feedback. In the import, the column of ids is
mapped to the field of that name."""

from __future__ import annotations

from collections.abc import Iterator

from ..cells import cell, number
from .export import Export, Handed


def write(title: str, rows: Iterator[Handed], column: str) -> Iterator[tuple[str, str]]:
    lines = [",".join(cell(name) for name in (column, title, f"{title} (feedback)"))]
    lines += [
        ",".join([cell(row.own), number(row.score), cell(row.feedback)])
        for row in rows
        if row.score is not None
    ]
    yield "grades.csv", "\n".join(lines) + "\n"


MOODLE = Export("moodle", "a CSV file for Moodle's grade import", "ID number", write)
