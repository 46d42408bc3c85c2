"""The gradebook of an earlier run beside the new rows: whose mark changes, by how much and why."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .cells import cell, plain
from .gradebook import FIXED

SCORE, NOTE = FIXED.index("score"), FIXED.index("note")
KEPT = "kept from before"
MOST = 5  # lines of a change that are listed


@dataclass(frozen=True, slots=True)
class Change:
    """`lines`: entries whose points changed, as text."""

    student: str
    before: str
    after: str
    lines: tuple[str, ...] = ()

    def __str__(self) -> str:
        more = len(self.lines) - MOST
        listed = ", ".join(self.lines[:MOST]) + (f" and {more} more" if more > 0 else "")
        return f"{self.student}: {self.before or '–'} → {self.after or '–'}  ({listed})"


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
            if old is None or old[SCORE] == row[SCORE]:
                written.append(line)
                continue
            if self.never_lower and lower(row[SCORE], old[SCORE]):
                written.append(kept(old))
                keep.add(plain(row[0]))
                continue
            written.append(line)
            changes.append(
                Change(row[0], old[SCORE], row[SCORE], tuple(self.points(head, old, row)))
            )
        return "".join(written), changes, keep

    def points(self, head: Sequence[str], old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
        earlier: Mapping[str, str] = dict(zip(self.head, old, strict=False))
        for name, after in list(zip(head, new, strict=False))[len(FIXED) :]:
            before = earlier.get(name, "")
            if before != after:
                yield f"{name} {before or '–'} → {after or '–'}"


def rows_of(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each row of CSV as it stands there, and its cells; a cell may have line ends in it."""
    lines = list(io.StringIO(text, newline=""))
    reader, start = csv.reader(lines), 0
    for row in reader:
        yield "".join(lines[start : reader.line_num]), row
        start = reader.line_num


def lower(new: str, old: str) -> bool:
    try:
        return float(new or "-inf") < float(old)
    except ValueError:
        return False


def kept(row: list[str]) -> str:
    note = row[NOTE] if KEPT in row[NOTE] else "; ".join(filter(None, [row[NOTE], KEPT]))
    texts = [*row[:NOTE], note, *row[NOTE + 1 :]]
    return ",".join(cell(plain(text)) for text in texts) + "\n"


def earlier(path: Path, never_lower: bool = False) -> Before:
    """The gradebook that is there, or none."""
    if not path.is_file():
        return Before(never_lower=never_lower)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    found = [row for row in rows[1:] if len(row) > NOTE]
    return Before(rows[0] if rows else [], {row[0]: row for row in found}, never_lower)
