"""What is remembered between sessions: where each file was left, its tally, the theme.

One small JSON file for each file that is walked, written beside and then moved into place, so
that a process killed at any moment leaves the old one or the new one, never half of one.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from ..output import finished
from .detail import DETAILS

FOLDER = "backprop-tracer"


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


def state_folder() -> Path:
    """The user's folder for such things, by each system's habit."""
    chosen = os.environ.get("BACKPROP_STATE") or os.environ.get("XDG_STATE_HOME")
    if chosen:
        return Path(chosen) / FOLDER
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / FOLDER
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / FOLDER
    return Path.home() / ".local" / "state" / FOLDER


class Memory:
    """The folder of state files. A folder that cannot be used is passed over in silence but for
    `fault`: a walk that cannot remember is still a walk."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or state_folder()
        self.fault = ""
        self.damage = ""  # why what was last looked for cannot be read, though it is there
        self.own: dict[str, str] | None = None
        self._theme: str | None = None

    @property
    def theme(self) -> str:
        if self._theme is None:
            self._theme = str(self.read("settings").get("theme", ""))
        return self._theme

    @theme.setter
    def theme(self, name: str) -> None:
        self._theme = name
        self.write("settings", {"theme": name})

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

    def read(self, name: str) -> dict[str, Any]:
        path = self.folder / f"{name}.json"
        self.damage = ""
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except OSError as error:
            found, self.damage = None, f"{path}: {error.strerror or error}"
        except ValueError:
            found = None
        if isinstance(found, dict):
            return found
        self.damage = self.damage or f"{path} is damaged"
        return {}

    def put_aside(self, name: str) -> None:
        """Keep what cannot be read from being written over; nothing where that cannot be done."""
        path = self.folder / f"{name}.json"
        aside = path.with_suffix(".damaged.json")
        with contextlib.suppress(OSError):
            path.replace(aside)
            self.damage += f"; it is now {aside.name}"

    def write(self, name: str, content: dict[str, Any]) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with finished(self.folder / f"{name}.json") as beside:
                beside.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
            self.fault = ""
        except OSError as error:
            self.fault = f"the place cannot be remembered: {error.strerror or error}"


def hashed(key: str) -> str:
    """A file name for a key; that it is the same key is checked when it is read."""
    return f"{crc32(key.encode()):08x}"
