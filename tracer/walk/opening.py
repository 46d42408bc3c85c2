"""From the name of a file or an example to a session."""

from __future__ import annotations

from pathlib import Path

from ..files import examples
from ..parts import read_part
from .model import Walk
from .remember import WalkMemory
from .session import Session
from .version import Source
from .views.pane import Look

FIRST = "lecture-network"


def listed() -> list[tuple[str, str]]:
    """The bundled examples and their titles, the lecture's network first."""
    known = [(example.name, example.title) for example in examples()]
    return sorted(known, key=lambda it: (it[0] != FIRST, not it[0].startswith("lecture"), it[0]))


def opened(
    name: str,
    memory: WalkMemory,
    *,
    at: str | None = None,
    steps: int = 1,
    look: Look | None = None,
    part: str | None = None,
) -> Session:
    """Walk a file or an example, or a part of an exercise file, where it was left. Raises
    InputError."""
    source = read_part(name, part)
    return session(source, name, memory, at=at, steps=steps, look=look, part=part)


def session(
    source: Source,
    name: str,
    memory: WalkMemory,
    *,
    at: str | None = None,
    steps: int = 1,
    look: Look | None = None,
    part: str | None = None,
) -> Session:
    path = Path(name)
    key = str(path.resolve()) if path.exists() else f"example:{name}"
    key += f" ({part})" if part else ""
    made = Session(Walk(source, steps), path.name, key, memory, look or Look())
    made.resume(at)
    return made
