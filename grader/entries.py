"""The asked entries of an exercise one by one, in the order in which they are marked."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from tracer.layout import flipped
from tracer.symbols import Place, entry_name

from .exercise_file import Ask, AskKind, Exercise, asked_places, asked_points


class Entry(NamedTuple):
    """One asked entry. `place`: as calculated; `entry`: as the exercise lays it, None for a plain
    number; `worth`: its points."""

    name: str
    place: Place
    entry: Place | None
    worth: float
    kind: AskKind = "number"

    @property
    def label(self) -> str:
        """Its canonical name: `dJ/dW[2][1,3]`."""
        return entry_name(self.name, self.entry)


@lru_cache(maxsize=64)
def entries(sheet: Exercise) -> tuple[Entry, ...]:
    """What an exercise asks for, in the order of the trace; the same entry only once."""
    found: dict[tuple[str, Place], Entry] = {}
    for ask in sheet.asks or ():
        for one in entries_of(sheet, ask):
            found.setdefault((one.name, one.place), one)
    return tuple(sorted(found.values(), key=lambda one: order_of(sheet, one.name, one.entry)))


def entries_of(sheet: Exercise, ask: Ask) -> list[Entry]:
    """The entries of one ask; its points are shared by them."""
    places = asked_places(sheet, ask)
    worth = asked_points(sheet, ask) / max(len(places), 1)
    return [
        Entry(ask.name, place, laid(sheet, ask.name, place), worth, ask.kind) for place in places
    ]


def laid(sheet: Exercise, name: str, place: Place) -> Place | None:
    """A place as the exercise lays it; None for a plain number."""
    known = sheet.trace
    return None if known.scalar(name) else flipped(place, known.lies(name))


def order_of(sheet: Exercise, name: str, entry: Place | None) -> tuple[int, Place]:
    """Where an answer stands in a report: in the order of the trace."""
    return line_numbers(sheet).get(name, 10**6), entry or (0, 0)


@lru_cache(maxsize=64)
def line_numbers(sheet: Exercise) -> dict[str, int]:
    return {name: at for at, name in enumerate([*sheet.trace.given, *sheet.trace.by_name])}
