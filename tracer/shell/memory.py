"""What is remembered between sessions, as small JSON files.

Each is written beside and then moved into place, so that a process killed at any moment leaves
the old one or the new one, never half of one.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any
from zlib import crc32

from ..output import finished

FOLDER = "backprop-tracer"


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
    """A folder of such files, and the theme in one of them. A folder that cannot be used is passed
    over in silence but for `fault`, which says that `what` is lost: whoever cannot remember can
    still work."""

    def __init__(self, folder: Path | None = None, what: str = "the place") -> None:
        self.folder = folder or state_folder()
        self.what = what
        self.fault = ""
        self.damage = ""  # why what was last looked for cannot be read, though it is there
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
            self.fault = f"{self.what} cannot be remembered: {error.strerror or error}"


def hashed(key: str) -> str:
    """A file name for a key; that it is the same key is checked when it is read."""
    return f"{crc32(key.encode()):08x}"
