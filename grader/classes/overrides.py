"""Marks that a person set: `overrides.csv`, one line a mark. They stand whatever is marked anew."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tracer.errors import InputError, shown
from tracer.files import contents, label

from ..asked import Exercise
from ..encodings import text_of
from ..entries import Entry
from ..parts import named as meant
from .cells import plain
from .gather import folded
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
    """By student, whose id is folded, and quantity; the last line counts."""

    marks: dict[str, dict[str, Override]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)  # marks that are more than there is to earn

    def of(self, student: str) -> Mapping[str, Override]:
        return self.marks.get(folded(student), {}) if self.marks else {}

    def points(self, student: str, quantity: str) -> float | None:
        found = self.of(student).get(quantity)
        return None if found is None else found.points

    def laid_over(self, scored: Scored) -> dict[int, str]:
        """Put the marks in place of what was calculated; a note for each student who has any."""
        if not self.marks:
            return {}
        column = {entry.label: at for at, entry in enumerate(scored.entries)}
        notes: dict[int, str] = {}
        for at, student in enumerate(scored.students):
            for quantity, mark in self.of(student).items():
                if quantity in column:
                    scored.points[at, column[quantity]] = mark.points
                reason = f" ({mark.reason})" if mark.reason else ""
                said = f"{quantity}: {mark.points:g} by hand{reason}"
                notes[at] = f"{notes[at]}; {said}" if at in notes else said
        return notes


def read_overrides(path: Path, sheet: Exercise, asked: tuple[Entry, ...]) -> Overrides:
    """The marks of a file. Raises InputError for one that names nothing that is asked."""
    found = Overrides()
    worth = {entry.label: entry.worth for entry in asked}
    worth |= {part.label: part.points for part in sheet.manual}
    for here, row in table(path):
        quantity = named(sheet, row["quantity"], worth, here)
        mark = Override(row["student"], quantity, points_of(row["points"], here), row["reason"])
        found.marks.setdefault(folded(mark.student), {})[quantity] = mark
        if mark.points > worth[quantity]:
            said = f"{mark.points:g} of {worth[quantity]:g} points for {quantity}"
            found.notes.append(f"{here}: {shown(mark.student)} has {said}")
    return found


def table(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Where each line stands, and its cells by the names in HEAD. Raises InputError for a file
    that is no such table."""
    where = label(str(path))
    data = contents(str(path))
    try:
        text = text_of(data, where) if data.strip() else ""
        delimiter = max(",;\t", key=text.partition("\n")[0].count)
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except (InputError, csv.Error) as error:
        wrong = error.wrong if isinstance(error, InputError) else f"this is not CSV: {error}"
        raise InputError(where, wrong, expected="CSV in UTF-8: " + ",".join(HEAD),
                         example=EXAMPLE) from None  # fmt: skip
    head = [name.strip().lower() for name in rows[0]] if rows else []
    if rows and not set(HEAD[:3]) <= set(head):
        raise InputError(where, "its first line names no columns", expected=", ".join(HEAD),
                         example=EXAMPLE)  # fmt: skip
    for line, row in enumerate(rows[1:], 2):
        cells = {name: plain(text.strip()) for name, text in zip(head, row, strict=False)}
        if any(cells.values()):
            yield f"{where}: line {line}", {name: cells.get(name, "") for name in HEAD}


def named(sheet: Exercise, text: str, worth: Mapping[str, float], here: str) -> str:
    """An asked entry by any of its names, or the title of a part that is marked by hand."""
    if text in worth:
        return text
    titled = [part.label for part in sheet.manual if part.title == text]
    if len(titled) == 1:
        return titled[0]
    try:
        entry = meant(sheet, text).label
    except InputError as error:
        raise error.at(here) from None
    parts = [label for label in worth if label == entry or label.startswith(f"{entry}[")]
    if len(parts) == 1:  # y_hat, where y_hat[1,1] is all that is asked of it
        return parts[0]
    listed = ", ".join(parts or worth)
    wrong = f"{shown(text)} is not asked for" if not parts else f"{shown(text)} has several entries"
    raise InputError(here, wrong, expected=listed, example=EXAMPLE)


def points_of(text: str, here: str) -> float:
    try:
        points = float(text.replace(",", "."))
    except ValueError:
        points = math.nan
    if not 0 <= points <= 10**6:
        raise InputError(here, f"{shown(text)} are no points", expected="a number, 0 or more",
                         example=EXAMPLE)  # fmt: skip
    return points
