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
NOT_READ = -1.0
SAYS = 6  # value, decimals, significant digits (least and most), whether exact; the state


class Texts(dict[str, int]):
    """A table of different texts, from each to its place in the array of what they say. A text is
    read when that is asked for the first time: where several processes mark, by one of them."""

    def __init__(self) -> None:
        self.table: NDArray[np.float64] = np.zeros((0, SAYS))
        self.listed: list[str] = []

    def __missing__(self, text: str) -> int:
        return self.setdefault(text, len(self))

    def places(self, texts: Sequence[str]) -> Codes:
        """The place of each text."""
        return np.fromiter(map(self.__getitem__, texts), dtype=np.intp, count=len(texts))

    def text(self, place: int) -> str:
        """The text of a place."""
        if len(self.listed) < len(self):
            self.listed = list(self)
        return self.listed[place]

    def said(self, places: Codes) -> NDArray[np.float64]:
        """What the text of each place says."""
        if len(self.table) < len(self):
            more = np.full((len(self) - len(self.table), SAYS), NOT_READ)
            self.table = np.concatenate([self.table, more])
        said = self.table[places]
        new = places[said[:, 5] == NOT_READ]
        if new.size:
            for place in set(new.tolist()):
                self.table[place] = read(self.text(place))
            said = self.table[places]
        return said

    def states(self, places: Codes) -> Codes:
        """BLANK, NUMBER or UNREADABLE."""
        states: Codes = self.said(places)[:, 5].astype(np.intp)
        return states

    def fill(self, blank: Blank, row: int, column: int, places: Codes, sign: int) -> None:
        """Write a column of a table into one entry of the arrays of its quantity."""
        said = self.said(places)
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
