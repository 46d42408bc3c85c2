"""The gradebook of an earlier run beside the new rows: whose mark changes, by how much and why."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tracer.errors import InputError

from .cells import cell, number, plain
from .gather import Seen
from .gradebook import ALONE, STUDENT, UNKNOWN
from .overrides import Overrides

SCORE, NOTE = "score", "note"
NEEDED = (STUDENT, SCORE, "max", "first_wrong", "mistakes", NOTE)  # columns of every gradebook
KEPT = "kept from before"
MOST = 5  # lines of a change that are listed


@dataclass(frozen=True, slots=True)
class Line:
    """An entry whose points changed, as the gradebook has them. `rule`: what they changed by;
    `called`: as the sheet writes it, where that is another name."""

    name: str
    before: str
    after: str
    rule: str = ""
    called: str = ""

    @property
    def points(self) -> float:
        return value(self.after) - value(self.before)

    def __str__(self) -> str:
        said = f"{self.called or self.name} {self.before or '–'} → {self.after or '–'}"
        return f"{said}: {self.rule}" if self.rule else said


@dataclass(frozen=True, slots=True)
class Change:
    """A student's mark, and the entries whose points changed."""

    student: str
    before: str
    after: str
    lines: tuple[Line, ...] = ()

    @property
    def points(self) -> float:
        return value(self.after) - value(self.before)

    def __str__(self) -> str:
        more = len(self.lines) - MOST
        listed = ", ".join(map(str, self.lines[:MOST])) + (f" and {more} more" if more > 0 else "")
        said = f"{self.student}: {self.before or '–'} → {self.after or '–'}"
        return f"{said}  ({listed})" if listed else said


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of a gradebook. `lines`: what the sheet calls each asked entry, by its canonical
    name; a gradebook of an earlier version has the canonical names themselves."""

    head: Sequence[str]
    lines: Mapping[str, str] = field(default_factory=dict)

    def score(self, row: Sequence[str]) -> str:
        return row[self.head.index(SCORE)]

    def note(self, row: Sequence[str]) -> str:
        return row[self.head.index(NOTE)]

    def points(self, row: Sequence[str]) -> dict[str, str]:
        """The points of each line, by its canonical name."""
        canonical = {called: name for name, called in self.lines.items()}
        start = self.head.index(NOTE) + 1
        cells = list(zip(self.head, row, strict=False))[start:]
        return {canonical.get(name, name): text for name, text in cells}

    def texts(self, row: Sequence[str]) -> dict[str, str]:
        """All cells, those of lines by the names of now."""
        start = self.head.index(NOTE) + 1
        fixed = dict(list(zip(self.head, row, strict=False))[:start])
        return fixed | {self.lines.get(name, name): text for name, text in self.points(row).items()}


@dataclass(slots=True)
class Before:
    """The rows of an earlier gradebook, by the student's plain id. `never_lower`: nobody loses
    points."""

    head: list[str] = field(default_factory=list)
    rows: dict[str, list[str]] = field(default_factory=dict)
    never_lower: bool = False

    @property
    def marked(self) -> frozenset[str]:
        """Who has a mark."""
        then = Table(self.head)
        return frozenset(
            one for one, row in self.rows.items() if then.score(row) not in ("", UNKNOWN)
        )

    @property
    def of_answers(self) -> frozenset[str]:
        """Whose rows rest on what they handed in: that a person set marks of theirs is no reason
        to mark them anew as if they had handed in nothing."""
        then = Table(self.head)
        return frozenset(
            one for one, row in self.rows.items() if then.score(row) and ALONE not in then.note(row)
        )

    def not_laid_over(self, now: Table, students: Sequence[str], overrides: Overrides) -> list[str]:
        """Those whose rows stay as they were, though a person has set other marks since."""
        then = Table(self.head, now.lines)
        found = []
        for student in students:
            row = self.rows[student]
            points, unknown = then.points(row), then.score(row) == UNKNOWN
            for quantity, mark in overrides.of(student).items():
                there = points.get(quantity, "")
                if there != number(mark.points) and (there or not unknown):
                    found.append(student)
                    break
        return found

    def beside(self, now: Table, text: str) -> tuple[str, list[Change], set[str]]:
        """New rows as they are to be written, what changed, and who keeps the earlier row. `text`
        is CSV."""
        if not self.rows:
            return text, [], set()
        then = Table(self.head, now.lines)
        written, changes, keep = [], [], set()
        for line, row in rows_of(text):
            student = plain(row[0])
            old = self.rows.get(student)
            if old is None or not then.score(old):  # who was absent then loses nothing
                written.append(line)
                continue
            before, after = then.score(old), now.score(row)
            if self.never_lower and lower(after, before):
                written.append(self.kept(now, old))
                keep.add(student)
                continue
            written.append(line)
            lines = tuple(differing(then.points(old), now.points(row), now.lines))
            if lines or before != after:
                changes.append(Change(row[0], before, after, lines))
        return "".join(written), changes, keep

    def left(self, now: Table, seen: Seen, files: Collection[str]) -> dict[str, str]:
        """Those who are not among what was handed in this time, and their rows as they were.
        `files`: names of files that were read this time: what was nobody's mark is none now."""
        then = Table(self.head, now.lines)
        rows = {
            student: row
            for student, row in self.rows.items()
            if then.score(row) and (then.score(row) != UNKNOWN or student not in files)
        }
        return {student: self.kept(now, rows[student]) for student in seen.without(list(rows))}

    def kept(self, now: Table, row: Sequence[str]) -> str:
        texts = Table(self.head, now.lines).texts(row)
        note = texts[NOTE]
        texts[NOTE] = note if KEPT in note else "; ".join(filter(None, [note, KEPT]))
        return ",".join(cell(plain(texts.get(name, ""))) for name in now.head) + "\n"


def differing(
    before: Mapping[str, str], after: Mapping[str, str], lines: Mapping[str, str]
) -> Iterator[Line]:
    """The lines whose points are others. `lines`: what the sheet calls them."""
    for name, points in after.items():
        if before.get(name, "") != points:
            yield Line(name, before.get(name, ""), points, called=lines.get(name, ""))


def rows_of(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each row of CSV as it stands there, and its cells; a cell may have line ends in it."""
    lines = list(io.StringIO(text, newline=""))
    reader, start = csv.reader(lines), 0
    for row in reader:
        yield "".join(lines[start : reader.line_num]), row
        start = reader.line_num


def lower(new: str, old: str) -> bool:
    try:
        return float("-inf" if new in ("", UNKNOWN) else new) < float(old)
    except ValueError:
        return False


def value(text: str) -> float:
    """Points as the gradebook has them; none where there is no mark."""
    try:
        return float(text or 0)
    except ValueError:
        return 0.0


def earlier(path: Path, never_lower: bool = False) -> Before:
    """The gradebook that is there, or none. Raises InputError for one that is not as it was
    written: what somebody did to it is not written over."""
    if not path.is_file():
        return Before(never_lower=never_lower)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
    except (csv.Error, ValueError):
        rows = []
    if not rows or rows[0][:1] != [STUDENT] or not set(NEEDED) <= set(rows[0]):
        raise InputError(
            str(path),
            "it is not as it was written: has another program saved it?",
            expected="the table of the last run; marks set by hand stand in overrides.csv",
            example=f"mv {path} mine.csv",
        )
    found = [row for row in rows[1:] if len(row) > rows[0].index(NOTE)]
    head = [plain(name) for name in rows[0]]
    return Before(head, {plain(row[0]): row for row in found}, never_lower)
