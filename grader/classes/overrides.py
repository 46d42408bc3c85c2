"""Marks that a person set: `overrides.csv`, one line a mark. They stand whatever is marked anew."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tracer.errors import InputError, InputErrors, shown
from tracer.files import contents, label
from tracer.parts import split_part, with_part
from tracer.symbols import split_entry

from ..asked import Exercise
from ..csv_rows import COLUMN, ROW, joined
from ..encodings import text_of
from ..entries import Entry
from ..parts import named as meant
from ..report.label import as_asked
from ..submission import FORMULA
from .cells import plain
from .gather import folded
from .scored import Scored

HEAD = ("student", "quantity", "points", "reason")
EVERYBODY = "*"  # in the place of a student: a misprint in the sheet
EXAMPLE = 'student,quantity,points,reason\nana,"dJ/dW[2][1,1]",1,"the sheet was smudged"'


@dataclass(frozen=True, slots=True)
class Override:
    """`quantity`: an asked entry, or the title of a part that is marked by hand; `called`: as the
    sheet writes it."""

    student: str
    quantity: str
    points: float
    reason: str = ""
    called: str = ""


@dataclass(slots=True)
class Overrides:
    """By student, whose id is folded, and quantity; the last line counts. What `everybody` is
    given stands under EVERYBODY; a student's own line counts more."""

    marks: dict[str, dict[str, Override]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)  # marks that are more than there is to earn

    @property
    def everybody(self) -> Mapping[str, Override]:
        return self.marks.get(EVERYBODY, {})

    @property
    def named(self) -> list[str]:
        """Those who have a line of their own."""
        return [one for one in self.marks if one != EVERYBODY]

    def own(self, student: str) -> Mapping[str, Override]:
        return self.marks.get(folded(student), {}) if self.marks else {}

    def of(self, student: str) -> Mapping[str, Override]:
        """What a student is given, alone or with everybody."""
        return {**self.everybody, **self.own(student)} if self.marks else {}

    def points(self, student: str, quantity: str) -> float | None:
        found = self.of(student).get(quantity)
        return None if found is None else found.points

    def laid_over(self, scored: Scored) -> tuple[Scored, dict[int, str]]:
        """The same marks with those of a person in place of what was calculated, and a note for
        each student who has any. What was calculated is not touched."""
        if not self.marks:
            return scored, {}
        column = {entry.label: at for at, entry in enumerate(scored.entries)}
        points, notes = scored.points.copy(), dict[int, str]()
        for at, student in enumerate(scored.students):
            for quantity, mark in self.of(student).items():
                if quantity in column:
                    points[at, column[quantity]] = mark.points
                reason = f" ({mark.reason})" if mark.reason else ""
                said = f"{mark.called or quantity}: {mark.points:g} by hand{reason}"
                notes[at] = f"{notes[at]}; {said}" if at in notes else said
        return replace(scored, points=points), notes


def read_overrides(path: Path, sheet: Exercise, asked: tuple[Entry, ...]) -> Overrides:
    """The marks of a file. Raises InputErrors with every line that cannot be used, and all that is
    wrong with it."""
    found = Overrides()
    worth = {entry.label: entry.worth for entry in asked}
    worth |= {part.label: part.points for part in sheet.manual}
    faults: list[InputError] = []
    for here, row in table(path):
        mark = mark_of(sheet, row, worth, here, faults)
        if mark is None:
            continue
        found.marks.setdefault(folded(mark.student), {})[mark.quantity] = mark
        if mark.points > worth[mark.quantity]:
            whose = "everybody" if mark.student == EVERYBODY else shown(mark.student)
            said = f"{mark.points:g} of {worth[mark.quantity]:g} points for {mark.called}"
            found.notes.append(f"{here}: {whose} has {said}")
    if faults:
        raise InputErrors(faults)
    return found


def mark_of(
    sheet: Exercise,
    row: Mapping[str, str],
    worth: Mapping[str, float],
    here: str,
    faults: list[InputError],
) -> Override | None:
    """The mark of one line; None where something is wrong with it, which joins the `faults`."""
    before = len(faults)
    quantity, points = "", 0.0
    if not row["student"]:
        faults.append(InputError(here, "it names no student", example=EXAMPLE,
                                 expected="an id, or * for everybody"))  # fmt: skip
    try:
        quantity = named(sheet, row["quantity"], worth, here)
    except InputError as error:
        faults.append(error)
    try:
        points = points_of(row["points"], here)
    except InputError as error:
        faults.append(error)
    if len(faults) > before:
        return None
    titles = {part.label for part in sheet.manual}
    called = quantity if quantity in titles else as_asked(sheet, quantity)
    return Override(row["student"], quantity, points, row["reason"], called)


def table(
    path: Path,
    needed: Sequence[str] = HEAD[:3],
    names: Sequence[str] = HEAD,
    example: str = EXAMPLE,
) -> Iterator[tuple[str, dict[str, str]]]:
    """Where each line stands, and its cells by `names`. Raises InputError for a file that is no
    such table: it has not all columns that are `needed`."""
    rows, _ = rows_of(path, needed, names, example)
    head = column_names(rows[0]) if rows else []
    for line, row in enumerate(rows[1:], 2):
        cells = {name: plain(text.strip()) for name, text in zip(head, row, strict=False)}
        if any(cells.values()):
            yield f"{label(str(path))}: line {line}", {name: cells.get(name, "") for name in names}


def rows_of(
    path: Path,
    needed: Sequence[str] = HEAD[:3],
    names: Sequence[str] = HEAD,
    example: str = EXAMPLE,
) -> tuple[list[list[str]], str]:
    """Every row as it stands there, the first one of names; and what is between its cells. Raises
    InputError as `table` does."""
    where = label(str(path))
    data = contents(str(path))
    try:
        text = text_of(data, where) if data.strip() else ""
        delimiter = max(",;\t", key=text.partition("\n")[0].count)
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except (InputError, csv.Error) as error:
        wrong = error.wrong if isinstance(error, InputError) else f"this is not CSV: {error}"
        raise InputError(where, wrong, expected="CSV in UTF-8: " + ",".join(names),
                         example=example) from None  # fmt: skip
    if rows and not set(needed) <= set(column_names(rows[0])):
        raise InputError(where, "its first line names no columns", expected=", ".join(names),
                         example=example)  # fmt: skip
    if delimiter == "," and rows:  # z[1][1,2] without its quotes
        rows = [joined(row, ROW, COLUMN) if len(row) > len(rows[0]) else row for row in rows]
    return rows, delimiter


def column_names(row: Sequence[str]) -> list[str]:
    return [name.strip().lower() for name in row]


def named(sheet: Exercise, text: str, worth: Mapping[str, float], here: str) -> str:
    """An asked entry by any of its names, or the title of a part that is marked by hand."""
    parts = parts_named(sheet, text, worth, here)
    if len(parts) == 1:  # y_hat, where y_hat[1,1] is all that is asked of it
        return parts[0]
    raise InputError(here, f"{shown(text)} has several entries", expected=", ".join(parts),
                     example=EXAMPLE)  # fmt: skip


def parts_named(sheet: Exercise, text: str, worth: Mapping[str, float], here: str) -> list[str]:
    """The asked entries of a quantity or entry, by any of its names; of a part that is marked by
    hand its title. Raises InputError for what is not asked."""
    if text in worth:
        return [text]
    titled = [part.label for part in sheet.manual if part.title == text]
    if len(titled) == 1:
        return titled
    try:
        entry = meant(sheet, text).label
    except InputError as error:
        raise error.at(here) from None
    parts = [label for label in worth if entry in (label, line_of(label))]
    if not parts:
        raise InputError(here, f"{shown(text)} is not asked for", expected=", ".join(worth),
                         example=EXAMPLE)  # fmt: skip
    return parts


def line_of(label: str) -> str:
    """The canonical name of the whole quantity of an entry: `(b) W[1]:=` of `(b) W[1][1,2]:=`."""
    part, rest = split_part(label)
    plain = rest.removesuffix(FORMULA)
    return with_part(part, split_entry(plain)[0] + FORMULA * (plain != rest))


def points_of(text: str, here: str) -> float:
    try:
        points = float(text.replace(",", "."))
    except ValueError:
        points = math.nan
    if not 0 <= points <= 10**6:
        raise InputError(here, f"{shown(text)} are no points", expected="a number, 0 or more",
                         example=EXAMPLE)  # fmt: skip
    return points
