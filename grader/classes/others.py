"""Whose numbers are these? A submission that fits another student's sheet is listed, not judged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from tracer.rules.rule import Array

from ..asked import Exercise
from ..entries import Entry
from ..key import key_of
from ..typed_numbers import TypedNumbers

OWN = 0.5  # a share of the numbers that fit the own sheet, below which others' are looked at
FITS = 0.8  # a share of the numbers that fit another's, from which on it is listed
FEWEST = 3  # numbers, fewer say nothing


@dataclass(slots=True, eq=False)
class Others:
    """Everybody whose sheet a submission may fit, and their right numbers, (students, entries)."""

    find: Callable[[Sequence[str]], list[tuple[list[int], Exercise]]]
    entries: tuple[Entry, ...]
    place: dict[str, int] = field(default_factory=dict)
    keys: Array = field(default_factory=lambda: np.zeros((0, 0)))

    def beside(self, students: Sequence[str]) -> Others:
        """These, and students who are new."""
        new = [one for one in dict.fromkeys(students) if one not in self.place]
        if not new:
            return self
        place = self.place | {one: len(self.place) + at for at, one in enumerate(new)}
        right = np.zeros((len(new), len(self.entries)))
        for at, sheet in self.find(new):
            values = key_of(sheet).values
            for column, entry in enumerate(self.entries):
                row, spot = entry.place
                right[at, column] = values[entry.name][..., row - 1, spot - 1]
        keys = np.concatenate([self.keys, right]) if self.place else right
        return Others(self.find, self.entries, place, keys)

    def fitted(self, student: str, own: TypedNumbers) -> str | None:
        """Another student whose right numbers somebody wrote. `own`: the numbers of that one."""
        typed, unit = written(self.entries, own, 0)
        there = np.isfinite(typed)
        if there.sum() < FEWEST:
            return None
        within = np.maximum(unit, 1e-3 * np.abs(typed))[there]

        def share(right: Array) -> Array:
            near = np.abs(right[..., there] - typed[there]) <= within
            return np.asarray(near.mean(axis=-1))

        if share(self.keys[self.place[student]]) >= OWN:
            return None
        shares = share(self.keys)
        best = int(shares.argmax())
        return list(self.place)[best] if shares[best] >= FITS else None


def written(entries: Sequence[Entry], numbers: TypedNumbers, at: int) -> tuple[Array, Array]:
    """What one student typed in each asked entry, NaN where nothing, and its last digit."""
    typed, unit = np.full(len(entries), np.nan), np.zeros(len(entries))
    for column, entry in enumerate(entries):
        own = numbers.fine.get(entry.name)
        if own is not None:
            place = (at, entry.place[0] - 1, entry.place[1] - 1)
            typed[column], unit[column] = own.value[place], own.unit[place]
    return typed, unit
