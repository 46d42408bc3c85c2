"""What the walk remembers between sessions: where each file was left, its tally, the theme."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ..shell.memory import Memory, hashed
from .detail import DETAILS


class Place(NamedTuple):
    """Where a file was left."""

    step: str
    cursor: tuple[int, int] = (1, 1)
    iteration: int = 1
    detail: str = "factors"
    digits: int = 4
    trying: bool = False
    tally: tuple[int, int, int] = (0, 0, 0)
    seen: tuple[str, ...] = ()  # in a try: the steps that were revealed


class WalkMemory(Memory):
    """One file for each file that is walked, and what was typed of a network of one's own."""

    def __init__(self, folder: Path | None = None) -> None:
        super().__init__(folder)
        self.own: dict[str, str] | None = None

    @property
    def typed(self) -> dict[str, str]:
        """What was typed into the fields of a network of one's own, until it is walked."""
        if self.own is None:
            found = self.read("own-network")
            self.own = {key: said for key, said in found.items() if isinstance(said, str)}
        return self.own

    @typed.setter
    def typed(self, fields: dict[str, str]) -> None:
        if fields != self.typed:  # a screen that opens changes nothing
            self.own = fields
            self.write("own-network", fields)

    def place(self, key: str) -> Place | None:
        """Where that file was left; None if it is new, or what stands there cannot be read."""
        found = self.read(hashed(key))
        if found.get("file") != key:
            return None
        try:
            row, column = map(int, found["cursor"])
            right, coarse, off = map(int, found["tally"])
            place = Place(
                step=str(found["step"]),
                cursor=(row, column),
                iteration=max(1, int(found["iteration"])),
                detail=str(found["detail"]),
                digits=min(max(int(found["digits"]), 1), 17),
                trying=bool(found["trying"]),
                tally=(right, coarse, off),
                seen=tuple(map(str, found["seen"])),
            )
        except (KeyError, TypeError, ValueError):
            return None
        return place if place.detail in DETAILS else None

    def put(self, key: str, place: Place) -> None:
        self.write(hashed(key), {"file": key, **place._asdict()})
