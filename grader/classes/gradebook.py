"""The gradebook: one row a student. Its cells are safe to open in a spreadsheet."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tracer.mistakes import MISTAKES

from ..asked import Exercise
from ..entries import Entry
from ..report.label import as_asked
from .cells import cell, number
from .overrides import Overrides
from .scored import Scored

FIXED = ("score", "max", "first_wrong", "mistakes", "says", "note")
STUDENT = "student"
NAMED = 3  # entries and mistakes that a cell lists
NOTHING = ((), (), "", ("", 0.0))  # what is wrong first, mistakes, a note, what is marked by hand
MOST = 10_000  # different rows that are kept
UNKNOWN = "?"  # in the place of points that nobody can give yet
ABSENT = "nothing was handed in"
ALONE = "marked by hand alone, nothing was read"


@dataclass(frozen=True, slots=True)
class Withheld:
    """Why somebody has no mark. `lines`: the entries of which it is not known what they are worth;
    None: those of all are not shown."""

    why: str
    lines: Collection[str] | None = None


class Gradebook:
    """Rows of students, and what stands above them: the student with what the roster says besides,
    the mark, what is to be said of it, and the points of each line as the sheet calls it. `rest`:
    the roster's other columns, by student."""

    def __init__(
        self,
        sheet: Exercise,
        asked: Sequence[Entry],
        overrides: Overrides,
        rest: Mapping[str, Mapping[str, str]] = {},
    ) -> None:
        self.sheet, self.asked, self.overrides, self.rest = sheet, asked, overrides, rest
        self.manual = [part.label for part in sheet.manual]
        by_hand = sum(part.points for part in sheet.manual)
        self.max = number(round(sum(entry.worth for entry in asked), 6) + by_hand)
        self.alike: dict[Hashable, str] = {}  # all behind the id, by what it says

    @cached_property
    def lines(self) -> dict[str, str]:
        """What each asked entry is called on the sheet, by its canonical name."""
        shown = {entry.label: as_asked(self.sheet, entry.label) for entry in self.asked}
        once = len({*shown.values(), *self.manual}) == len(shown) + len(self.manual)
        return shown if once else {name: name for name in shown}

    @cached_property
    def columns(self) -> list[str]:
        """The roster's other columns, but those that are called like one of the gradebook's."""
        own = {STUDENT, *FIXED, *self.lines.values(), *self.manual}
        names = dict.fromkeys(name for cells in self.rest.values() for name in cells)
        return [name for name in names if name not in own]

    @property
    def names(self) -> list[str]:
        return [STUDENT, *self.columns, *FIXED, *self.lines.values(), *self.manual]

    def head(self) -> str:
        return ",".join(cell(name) for name in self.names) + "\n"

    def who(self, student: str) -> str:
        """The first cells of a row: the id, and what the roster says besides."""
        if not self.columns:
            return cell(student)
        rest = self.rest.get(student, {})
        return ",".join([cell(student), *(cell(rest.get(name, "")) for name in self.columns)])

    def fixed(
        self, score: str = "", first: str = "", mistakes: str = "", says: str = "", note: str = ""
    ) -> str:
        """The cells of `FIXED`, in that order, each as it may stand in a file."""
        return f"{score},{self.max},{first},{mistakes},{says},{note}"

    def absent(self, student: str) -> str:
        """The row of somebody who handed in nothing: no mark, and no zero."""
        blank = "," * (len(self.asked) + len(self.manual))
        return f"{self.who(student)},{self.fixed(note=ABSENT)}{blank}\n"

    def withheld(self, student: str, points: Sequence[float], one: Withheld, note: str) -> str:
        """A row without a mark."""
        cells = [
            UNKNOWN if entry.label in one.lines else number(value)
            for entry, value in zip(self.asked, points, strict=True)
        ] if one.lines is not None else [""] * len(self.asked)  # fmt: skip
        manual, _ = self.by_hand_of(student)
        note = cell("; ".join(filter(None, [one.why, note])))
        start = f"{self.who(student)},{self.fixed(UNKNOWN, note=note)}"
        return ",".join([start, *cells]) + f"{manual}\n"

    def rows(
        self,
        scored: Scored,
        withheld: Mapping[int, Withheld] = {},
        said: Mapping[int, Sequence[str]] = {},
    ) -> Iterator[str]:
        """A row for each student of a chunk. `said`: what is noted of them."""
        notes = {at: "; ".join(more) for at, more in said.items()}
        named = scored.named()
        points, scores = np.ascontiguousarray(scored.points), scored.scores
        special = range(len(points)) if self.manual else {*scored.first_wrong, *named, *notes}
        besides = {
            at: (
                scored.first_wrong.get(at, ()), tuple(named.get(at, ())), notes.get(at, ""),
                self.by_hand_of(scored.students[at]),
            )
            for at in special
        }  # fmt: skip
        who = self.who if self.columns else cell
        of_each = zip(scored.students, [row.tobytes() for row in points], strict=True)
        for at, (student, earned) in enumerate(of_each):
            if at in withheld:
                note = notes.get(at, "")
                yield self.withheld(student, points[at].tolist(), withheld[at], note)
                continue
            alike = (earned, besides[at]) if at in besides else earned
            if alike not in self.alike:  # most rows of a class are one of a few
                if len(self.alike) > MOST:
                    self.alike.clear()
                said_of = besides.get(at, NOTHING)
                self.alike[alike] = self.behind(scores[at], points[at].tolist(), *said_of)
            yield who(student) + self.alike[alike]

    def behind(
        self,
        score: float,
        points: Sequence[float],
        first: Sequence[str],
        made: Sequence[tuple[str, str]],
        note: str,
        by_hand: tuple[str, float],
    ) -> str:
        """The row of somebody who has a mark, behind the first cells."""
        first_wrong = " ".join(as_asked(self.sheet, name) for name in first[:NAMED])
        mistakes = " ".join(dict.fromkeys(mistake for _, mistake in made))
        manual, more = by_hand
        fixed = self.fixed(
            number(score + more), cell(first_wrong), mistakes, cell(self.says(made)), cell(note)
        )
        return f",{fixed}{''.join(f',{number(one)}' for one in points)}{manual}\n"

    def says(self, made: Sequence[tuple[str, str]]) -> str:
        """The mistakes that somebody's numbers fit, each in a sentence, once."""
        where: dict[str, list[str]] = {}
        for quantity, mistake in made:
            where.setdefault(mistake, []).append(as_asked(self.sheet, quantity))
        few = list(where.items())[:NAMED]
        said = [f"{', '.join(names)}: {MISTAKES[mistake]}" for mistake, names in few]
        return " ".join(
            [*said, *([f"And {len(where) - NAMED} more."] if len(where) > NAMED else [])]
        )

    def by_hand_of(self, student: str) -> tuple[str, float]:
        """The cells of what is marked by hand, blank where it is not yet, and its points."""
        if not self.manual:
            return "", 0.0
        given = [self.overrides.points(student, title) for title in self.manual]
        cells = "".join("," + ("" if one is None else number(one)) for one in given)
        return cells, sum(one or 0.0 for one in given)
