"""What practice keeps: a small file for each exercise, and the person's own secret for variants.

The files are those of tracer/shell/memory.py.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from tracer.errors import InputError
from tracer.output import output
from tracer.shell.memory import Memory, hashed, state_folder

SECRET = "secret.txt"


class Store:
    """The folder of practice. `fault` says why nothing can be kept, if nothing can."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or state_folder() / "practice"
        self.memory = Memory(self.folder, "your answers")
        self.drawn: bytes | None = None

    @property
    def fault(self) -> str:
        return self.memory.fault

    def read(self, key: str) -> dict[str, Any]:
        """What was kept for that exercise; {} if nothing, or nothing readable (`damage`)."""
        found = self.memory.read(hashed(key))
        return found if found.get("exercise") == key else {}

    @property
    def damage(self) -> str:
        """Why what was last looked for cannot be read; nothing where it can, or was never there."""
        damage = self.memory.damage
        return f"your earlier answers cannot be read: {damage}" if damage else ""

    def put_aside(self, key: str) -> None:
        """Keep what cannot be read: the next answer would be written over it."""
        self.memory.put_aside(hashed(key))

    def write(self, key: str, content: dict[str, Any]) -> None:
        self.memory.write(hashed(key), {"exercise": key, **content})

    @property
    def secret(self) -> bytes:
        """The person's own secret, made once: variants are drawn from it."""
        if self.drawn is None:
            self.drawn = self.kept_secret()
        return self.drawn

    def kept_secret(self) -> bytes:
        path = self.folder / SECRET
        made = secrets.token_hex(32)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                with output(str(path)) as out:
                    out.write(made + "\n")
            made = path.read_text(encoding="ascii").strip()
        except InputError:  # another process was faster
            made = path.read_text(encoding="ascii").strip() if path.exists() else made
        except (OSError, ValueError):
            pass  # for this session only
        return made.encode()
