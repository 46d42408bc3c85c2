"""Rows that were marked before: of a class with the same numbers for all, most are one of a few."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from ..asked import Exercise
from .columns import Columns
from .scored import Scored, in_trace_order, joined, score

MOST = 20_000  # different rows that are kept; then the table begins anew


@dataclass(slots=True, eq=False)
class Known:
    """From a row, as the places of its texts, to the student among `marked` who wrote the same,
    letter by letter."""

    place: dict[bytes, int] = field(default_factory=dict)
    marked: Scored | None = None

    def score(
        self,
        sheet: Exercise,
        table: Columns,
        marks_of: Callable[[Exercise, Columns], Scored] = score,
    ) -> Scored:
        """The marks of a chunk; a row that is known is not marked again. Where everybody has
        numbers of their own, no two rows are the same. `marks_of`: what marks the others."""
        if sheet.trace.students or not table.places or not table.students:
            return score(sheet, table)
        if len(self.place) > MOST:
            self.place, self.marked = {}, None
        different, first = np.unique(table.like, return_index=True)
        rows, new = table.rows(), []
        place = np.zeros(len(rows), dtype=np.intp)
        for one, at in zip(different.tolist(), first.tolist(), strict=True):
            row = rows[one]
            if row not in self.place:
                self.place[row] = len(self.place)
                new.append(at)
            place[one] = self.place[row]
        if new:
            more = marks_of(sheet, table.part(np.array(new)))
            self.marked = more if self.marked is None else joined(self.marked, more)
            in_trace_order(sheet, self.marked)
        assert self.marked is not None
        return self.marked.spread(table.students, place[table.like])
