"""The gradebook of an earlier run beside the new rows: whose mark changes, by how much and why."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tracer.errors import InputError

from .cells import cell, plain
from .gather import Seen
from .gradebook import FIXED, UNKNOWN

SCORE, NOTE, POINTS = FIXED.index("score"), FIXED.index("note"), len(FIXED)
KEPT = "kept from before"
MOST = 5  # lines of a change that are listed


@dataclass(frozen=True, slots=True)
class Line:
    """An entry whose points changed, as the gradebook has them. `rule`: what they changed by."""

    name: str
    before: str
    after: str
    rule: str = ""

    @property
    def points(self) -> float:
        return value(self.after) - value(self.before)

    def __str__(self) -> str:
        said = f"{self.name} {self.before or '–'} → {self.after or '–'}"
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


@dataclass(slots=True)
class Before:
    """The rows of an earlier gradebook, by student. `never_lower`: nobody loses points."""

    head: list[str] = field(default_factory=list)
    rows: dict[str, list[str]] = field(default_factory=dict)
    never_lower: bool = False

    def beside(self, head: Sequence[str], text: str) -> tuple[str, list[Change], set[str]]:
        """New rows as they are to be written, what changed, and who keeps the earlier row. `text`
        is CSV."""
        if not self.rows:
            return text, [], set()
        written, changes, keep = [], [], set()
        for line, row in rows_of(text):
            old = self.rows.get(row[0])
            if old is not None and self.never_lower and lower(row[SCORE], old[SCORE]):
                written.append(self.kept(head, old))
                keep.add(plain(row[0]))
                continue
            written.append(line)
            if old is None or (old[SCORE] == row[SCORE] and old[POINTS:] == row[POINTS:]):
                continue
            lines = tuple(self.points(head, old, row))
            if lines or old[SCORE] != row[SCORE]:
                changes.append(Change(row[0], old[SCORE], row[SCORE], lines))
        return "".join(written), changes, keep

    def left(self, head: Sequence[str], seen: Seen, files: Collection[str]) -> dict[str, str]:
        """Those who are not among what was handed in this time, and their rows as they were.
        `files`: names of files that were read this time: what was nobody's mark is none now."""
        rows = {
            plain(student): row
            for student, row in self.rows.items()
            if row[SCORE] != UNKNOWN or plain(student) not in files
        }
        return {student: self.kept(head, rows[student]) for student in seen.without(list(rows))}

    def kept(self, head: Sequence[str], row: Sequence[str]) -> str:
        note = row[NOTE] if KEPT in row[NOTE] else "; ".join(filter(None, [row[NOTE], KEPT]))
        texts = {**dict(zip(self.head, row, strict=False)), FIXED[NOTE]: note}
        return ",".join(cell(plain(texts.get(name, ""))) for name in head) + "\n"

    def points(self, head: Sequence[str], old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
        earlier: Mapping[str, str] = dict(zip(self.head, old, strict=False))
        for name, after in list(zip(head, new, strict=False))[POINTS:]:
            before = earlier.get(name, "")
            if before != after:
                yield Line(name, before, after)


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
    if not rows or tuple(rows[0][: len(FIXED)]) != FIXED:
        raise InputError(
            str(path),
            "it is not as it was written: has another program saved it?",
            expected="the table of the last run; marks set by hand stand in overrides.csv",
            example=f"mv {path} mine.csv",
        )
    found = [row for row in rows[1:] if len(row) > NOTE]
    return Before(rows[0], {row[0]: row for row in found}, never_lower)
