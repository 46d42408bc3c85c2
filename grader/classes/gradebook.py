"""The gradebook: one row a student. Its cells are safe to open in a spreadsheet."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..asked import Exercise
from ..entries import Entry
from .cells import cell, number
from .overrides import Overrides
from .scored import Scored

FIXED = ("student", "score", "max", "first_wrong", "mistakes", "note")
NAMED = 3  # entries and mistakes that a cell lists
UNKNOWN = "?"  # in the place of points that nobody can give yet


@dataclass(frozen=True, slots=True)
class Withheld:
    """Why somebody has no mark. `lines`: the entries of which it is not known what they are worth;
    None: those of all are not shown."""

    why: str
    lines: Collection[str] | None = None


class Gradebook:
    """Rows of students, and what stands above them."""

    def __init__(self, sheet: Exercise, asked: Sequence[Entry], overrides: Overrides) -> None:
        self.asked, self.overrides = asked, overrides
        self.manual = [part.label for part in sheet.manual]
        by_hand = sum(part.points for part in sheet.manual)
        self.whole = round(sum(entry.worth for entry in asked), 6)
        self.max = number(self.whole + by_hand)
        self.tails: dict[bytes, str] = {}

    @property
    def names(self) -> list[str]:
        return [*FIXED, *(entry.label for entry in self.asked), *self.manual]

    def head(self) -> str:
        return ",".join(cell(name) for name in self.names) + "\n"

    def withheld(self, student: str, points: Sequence[float], one: Withheld, note: str) -> str:
        """A row without a mark."""
        cells = [
            UNKNOWN if entry.label in one.lines else number(value)
            for entry, value in zip(self.asked, points, strict=True)
        ] if one.lines is not None else [""] * len(self.asked)  # fmt: skip
        manual, _ = self.by_hand_of(student)
        note = cell("; ".join(filter(None, [one.why, note])))
        return f"{cell(student)},{UNKNOWN},{self.max},,,{note},{','.join(cells)}{manual}\n"

    def rows(
        self,
        scored: Scored,
        withheld: Mapping[int, Withheld] = {},
        said: Mapping[int, Sequence[str]] = {},
    ) -> Iterator[str]:
        """A row for each student of a chunk, with the marks that were set by hand. `said`: what is
        noted besides."""
        notes = self.overrides.laid_over(scored)
        for at, more in said.items():
            notes[at] = "; ".join(filter(None, [notes.get(at, ""), *more]))
        named = scored.named()
        points = np.ascontiguousarray(scored.points)
        scores = scored.scores.tolist()
        worth = np.array([entry.worth for entry in self.asked])
        usual = f",{number(self.whole)},{self.max},,,{self.tail(worth)}\n"  # all is right
        special = {*scored.first_wrong, *named, *notes, *withheld}
        for at, (student, score) in enumerate(zip(scored.students, scores, strict=True)):
            if score == self.whole and at not in special and not self.manual:
                yield cell(student) + usual
                continue
            note = notes.get(at, "")
            if at in withheld:
                yield self.withheld(student, points[at].tolist(), withheld[at], note)
                continue
            first = " ".join(scored.first_wrong.get(at, ())[:NAMED])
            mistakes = " ".join(dict.fromkeys(named.get(at, ())))
            manual, more_points = self.by_hand_of(student)
            start = f"{cell(student)},{number(score + more_points)},{self.max}"
            middle = f"{cell(first)},{mistakes},{cell(note)}"
            yield f"{start},{middle}{self.tail(points[at])}{manual}\n"

    def tail(self, points: np.ndarray[tuple[int], np.dtype[np.float64]]) -> str:
        """The points of a row; most rows of a class are one of a few."""
        key = points.tobytes()
        if key not in self.tails:
            if len(self.tails) > 10_000:
                self.tails.clear()
            self.tails[key] = "".join(f",{number(value)}" for value in points.tolist())
        return self.tails[key]

    def by_hand_of(self, student: str) -> tuple[str, float]:
        """The cells of what is marked by hand, blank where it is not yet, and its points."""
        if not self.manual:
            return "", 0.0
        given = [self.overrides.points(student, title) for title in self.manual]
        cells = "".join("," + ("" if one is None else number(one)) for one in given)
        return cells, sum(one or 0.0 for one in given)
