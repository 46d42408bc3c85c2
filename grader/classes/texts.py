"""Typed texts of a class, each read once: most of what a class writes is written by many."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tracer.errors import InputError

from ..office import number
from ..ranged import Codes
from ..typed_numbers import Blank

BLANK, NUMBER, UNREADABLE = range(3)
SAYS = 6  # value, decimals, significant digits (least and most), whether exact; the state


class Texts(dict[str, int]):
    """A table of different texts, from each to its place in the arrays of what they say. A text
    that is new is read when it is looked up."""

    def __init__(self) -> None:
        self.said: list[tuple[float, ...]] = []
        self.table: NDArray[np.float64] = np.zeros((0, SAYS))
        self.listed: list[str] = []

    def __missing__(self, text: str) -> int:
        self[text] = len(self.said)
        self.said.append(read(text))
        return len(self.said) - 1

    def places(self, texts: Sequence[str]) -> Codes:
        """The place of each text."""
        found = np.fromiter(map(self.__getitem__, texts), dtype=np.intp, count=len(texts))
        if len(self.table) < len(self.said):
            more = np.array(self.said[len(self.table) :], dtype=float).reshape(-1, SAYS)
            self.table = np.concatenate([self.table, more])
        return found

    def text(self, place: int) -> str:
        """The text of a place."""
        if len(self.listed) < len(self):
            self.listed = list(self)
        return self.listed[place]

    def states(self, places: Codes) -> Codes:
        """BLANK, NUMBER or UNREADABLE."""
        states: Codes = self.table[places, 5].astype(np.intp)
        return states

    def fill(self, blank: Blank, row: int, column: int, places: Codes, sign: int) -> None:
        """Write a column of a table into one entry of the arrays of its quantity."""
        said = self.table[places]
        at = (slice(None), row, column)
        blank.value[at] = said[:, 0] * sign + 0.0
        blank.decimals[at], blank.least[at], blank.most[at] = said[:, 1], said[:, 2], said[:, 3]
        blank.exact[at] = said[:, 4] > 0


def read(text: str) -> tuple[float, ...]:
    try:
        one = number(text)
    except InputError:
        return np.nan, 0, 0, 0, False, UNREADABLE
    if one is None:
        return np.nan, 0, 0, 0, False, BLANK
    return one.value, one.decimals, one.least, one.most, one.exact, NUMBER
