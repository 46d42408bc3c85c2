"""A CSV file for Moodle's grade import: ids, grade, feedback. In the import, the column of ids is
mapped to the field of that name.

feedback.zip is taken by "Upload multiple feedback files in a zip" of the assignment: a folder a
student, called `Ana Alba_126_assignsubmission_file_`, as Moodle hands the submissions out. 126 is
the participant's number; it stands as `Participant 126` in the column Identifier of the grading
worksheet, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..cells import cell, number
from .export import Export, Handed

GIVEN = re.compile(r"([^_/]*)_(\d+)_assignsubmission_.*", re.DOTALL)
IDENTIFIER, NUMBER = "Identifier", re.compile(r"\D*(\d+)\s*")
NAMES = ("Full name", "name", "Name")  # columns of a roster in which the student's name stands
NOT_IN_A_NAME = re.compile(r'[_/\\:*?"<>|\x00-\x1f]')


def write(title: str, rows: Iterator[Handed], column: str) -> Iterator[tuple[str, str]]:
    lines = [",".join(cell(name) for name in (column, title, f"{title} (feedback)"))]
    lines += [
        ",".join([cell(row.own), number(row.score), cell(row.feedback)])
        for row in rows
        if row.score is not None
    ]
    yield "grades.csv", "\n".join(lines) + "\n"


def place(row: Handed) -> str | None:
    """Where a page stands in feedback.zip. Moodle cuts the folder's name at its underscores."""
    match = next((one for one in map(GIVEN.fullmatch, row.file) if one), None)
    folder = called(match[1], match[2]) if match else folder_of(row.student, row.rest)
    return folder and f"{folder}/feedback.html"


def folder_of(student: str, rest: Mapping[str, str]) -> str | None:
    """What Moodle calls a student's folder; None where the roster does not have the number."""
    name = next((rest[one] for one in NAMES if rest.get(one)), student)
    found = NUMBER.fullmatch(rest.get(IDENTIFIER, ""))
    return called(name, found[1]) if found else None


def called(name: str, participant: str) -> str:
    return f"{NOT_IN_A_NAME.sub(' ', name)}_{participant}_assignsubmission_file_"


MOODLE = Export(
    "moodle",
    "a CSV file for Moodle's grade import, and feedback.zip for its bulk upload",
    "ID number",
    write,
    place=place,
    wants="Moodle wants the participant's number, from the folder that it handed out or from a "
    "column Identifier of the roster",
)
