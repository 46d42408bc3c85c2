"""The asked entries of an exercise one by one, in the order in which they are marked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from tracer.parts import with_part
from tracer.symbols import Place, entry_name

from .asked import Ask, Exercise, asked_places, asked_points, laid
from .submission import FORMULA


class Entry(NamedTuple):
    """One asked entry. `place`: as calculated; `entry`: as the exercise lays it, None for a plain
    number; `worth`: its points; `beside`: a formula whose number is asked for, too;
    `part`: the name of its part."""

    name: str
    place: Place
    entry: Place | None
    worth: float
    kind: str = "number"
    beside: bool = False
    part: str = ""

    @property
    def label(self) -> str:
        """Its canonical name: `dJ/dW[2][1,3]`, `dJ/dw (formula)`, `(b) J`."""
        return with_part(self.part, entry_name(self.name, self.entry) + FORMULA * self.beside)

    @property
    def line(self) -> str:
        """The canonical name of the whole quantity."""
        return with_part(self.part, self.name + FORMULA * self.beside)


@lru_cache(maxsize=64)
def entries(sheet: Exercise) -> tuple[Entry, ...]:
    """What an exercise asks for, in the order of the trace; the same entry only once. What is
    answered in words is marked by hand, and is none of them."""
    found: dict[tuple[str, Place, bool], Entry] = {}
    for ask in sheet.asks or ():
        if ask.kind == "text":
            continue
        for one in entries_of(sheet, ask):
            found.setdefault((one.name, one.place, one.beside), one)
    return tuple(sorted(found.values(), key=lambda one: order_of(sheet, one.name, one.entry)))


def entries_of(sheet: Exercise, ask: Ask) -> list[Entry]:
    """The entries of one ask; its points are shared by them."""
    places = asked_places(sheet, ask)
    worth = asked_points(sheet, ask) / max(len(places), 1)
    return [
        Entry(
            ask.name, place, laid(sheet, ask.name, place), worth, ask.kind, ask.beside, sheet.part
        )
        for place in places
    ]


@lru_cache(maxsize=64)
def names_given(sheet: Exercise) -> Mapping[str, str]:
    """What the author calls answers, and what they are: `{"slope": "dJ/dw"}`."""
    return {
        ask.called: "-" * (ask.sign < 0) + entry_name(ask.name, laid(sheet, ask.name, place))
        for ask in sheet.asks or ()
        if ask.called
        for place in asked_places(sheet, ask)
    }


def order_of(sheet: Exercise, name: str, entry: Place | None) -> tuple[int, Place]:
    """Where an answer stands in a report: in the order of the trace."""
    return line_numbers(sheet).get(name, 10**6), entry or (0, 0)


@lru_cache(maxsize=64)
def line_numbers(sheet: Exercise) -> dict[str, int]:
    return {name: at for at, name in enumerate([*sheet.trace.given, *sheet.trace.by_name])}
