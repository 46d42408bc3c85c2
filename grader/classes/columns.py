"""A chunk of a wide table: one row a student, one column an entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np

from tracer.symbols import Place

from ..asked import Exercise
from ..entries import Entry
from ..ranged import Codes
from ..submission import DIGIT
from ..typed_numbers import Blank, TypedNumbers, of_blanks
from .texts import BLANK, Texts

Where: TypeAlias = tuple[str, Place]
"""A quantity and a place in it, as calculated."""


@dataclass(slots=True, eq=False)
class Columns:
    """Rows that are the same letter by letter are kept once. `like`: for each student, which of
    the different rows; `places`: for each entry, which text of the table stands in each of those.
    `signs`: −1 where the column's symbol is the negative of the quantity. `lost`: columns that fit
    nothing, where there are asked entries without a column, which are `absent`; `torn`: rows whose
    cells have lost their places, by student, and what is said of them."""

    sheet: Exercise
    students: Sequence[str]
    texts: Texts
    like: Codes
    places: Mapping[Where, Codes]
    signs: Mapping[Where, int] = field(default_factory=dict)
    lost: Mapping[str, Codes] = field(default_factory=dict)
    absent: Sequence[str] = ()
    torn: Mapping[int, str] = field(default_factory=dict)

    def part(self, at: Codes) -> Columns:
        """Some of the students."""
        students = [self.students[one] for one in at.tolist()]
        torn = self.torn and {
            new: self.torn[old] for new, old in enumerate(at.tolist()) if old in self.torn
        }
        return replace(self, students=students, like=self.like[at], torn=torn)

    def of(self, sheet: Exercise, at: Sequence[int]) -> Columns:
        """Some of the students, to be marked by an exercise with their own numbers."""
        if len(at) == len(self.students):
            return replace(self, sheet=sheet)
        return replace(self.part(np.array(at)), sheet=sheet)

    def rows(self) -> list[bytes]:
        """Every different row as bytes: the same for those that are the same in another chunk."""
        rows = np.ascontiguousarray(np.stack(list(self.places.values()), axis=1).astype(np.int32))
        whole, size = rows.tobytes(), 4 * rows.shape[1]
        return [whole[at : at + size] for at in range(0, len(whole), size)]

    def numbers(self, at: Codes) -> TypedNumbers:
        """What some of the students wrote, as numbers."""
        blanks: dict[str, Blank] = {}
        like = self.like[at]
        for (name, (row, column)), places in self.places.items():
            if name not in blanks:
                blanks[name] = Blank(self.sheet, name, len(at))
            sign = self.signs.get((name, (row, column)), 1)
            self.texts.fill(blanks[name], row - 1, column - 1, places[like], sign)
        return of_blanks(self.sheet, blanks, len(at))

    def text(self, entry: Entry, at: int) -> str:
        """What one student wrote."""
        return self.texts.text(int(self.places[entry.name, entry.place][self.like[at]]))

    def beside(self, at: int) -> list[str]:
        """The columns that fit nothing in which one student wrote something with a digit."""
        row = int(self.like[at])
        texts = ((name, self.texts.text(int(places[row]))) for name, places in self.lost.items())
        return [name for name, text in texts if DIGIT.search(text)]

    def states(self, entry: Entry) -> Codes:
        """BLANK, NUMBER or UNREADABLE, for each student."""
        places = self.places.get((entry.name, entry.place))
        if places is None:
            return np.full(len(self.students), BLANK)
        return self.texts.states(places[self.like])
