"""Marks that a person set: `overrides.csv`, one line a mark. They stand whatever is marked anew."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass, field
from pathlib import Path

from tracer.errors import InputError, shown
from tracer.files import contents, decoded, label

from ..entries import Entry
from ..exercise_file import Exercise
from .scored import Scored

HEAD = ("student", "quantity", "points", "reason")
EXAMPLE = 'student,quantity,points,reason\nana,"dJ/dW[2][1,1]",1,"the sheet was smudged"'


@dataclass(frozen=True, slots=True)
class Override:
    """`quantity`: an asked entry, or the title of a part that is marked by hand."""

    student: str
    quantity: str
    points: float
    reason: str = ""


@dataclass(slots=True)
class Overrides:
    """By student and quantity; the last line counts."""

    marks: dict[str, dict[str, Override]] = field(default_factory=dict)

    def points(self, student: str, quantity: str) -> float | None:
        found = self.marks.get(student, {}).get(quantity)
        return None if found is None else found.points

    def laid_over(self, scored: Scored) -> dict[int, str]:
        """Put the marks in place of what was calculated; a note for each student who has any."""
        if not self.marks:
            return {}
        column = {entry.label: at for at, entry in enumerate(scored.entries)}
        notes: dict[int, str] = {}
        for at, student in enumerate(scored.students):
            for quantity, mark in self.marks.get(student, {}).items():
                if quantity in column:
                    scored.points[at, column[quantity]] = mark.points
                reason = f" ({mark.reason})" if mark.reason else ""
                said = f"{quantity}: {mark.points:g} by hand{reason}"
                notes[at] = f"{notes[at]}; {said}" if at in notes else said
        return notes


def read_overrides(path: Path, sheet: Exercise, asked: tuple[Entry, ...]) -> Overrides:
    """The marks of a file. Raises InputError for one that names nothing that is asked."""
    where = label(str(path))
    rows = list(csv.reader(decoded(contents(str(path)), where).splitlines()))
    found = Overrides()
    if not rows:
        return found
    head = [name.strip().lower() for name in rows[0]]
    if not set(HEAD[:3]) <= set(head):
        raise InputError(where, "its first line names no columns", expected=", ".join(HEAD),
                         example=EXAMPLE)  # fmt: skip
    titles = {part.title for part in sheet.manual}
    labels = {entry.label for entry in asked}
    for line, row in enumerate(rows[1:], 2):
        cells = dict(zip(head, row, strict=False))
        if not any(cells.values()):
            continue
        here = f"{where}: line {line}"
        student = cells.get("student", "").strip()
        quantity = named(sheet, cells.get("quantity", "").strip(), titles, labels, here)
        mark = Override(student, quantity, points_of(cells.get("points", ""), here),
                        cells.get("reason", "").strip())  # fmt: skip
        found.marks.setdefault(student, {})[quantity] = mark
    return found


def named(sheet: Exercise, text: str, titles: set[str], labels: set[str], here: str) -> str:
    """An asked entry by any of its names, or the title of a part that is marked by hand."""
    if text in titles or text in labels:
        return text
    try:
        found = sheet.trace.names.find(text)
        entry = Entry(found.name, (1, 1), found.place, 0.0).label
    except InputError as error:
        raise error.at(here) from None
    if entry not in labels:
        one_of = ", ".join([*list(labels)[:5], *titles])
        raise InputError(here, f"{shown(text)} is not asked for", expected=one_of, example=EXAMPLE)
    return entry


def points_of(text: str, here: str) -> float:
    try:
        points = float(text)
    except ValueError:
        points = math.nan
    if not 0 <= points <= 10**6:
        raise InputError(here, f"{shown(text)} are no points", expected="a number, 0 or more",
                         example=EXAMPLE)  # fmt: skip
    return points
