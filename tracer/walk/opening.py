"""From the name of a file or an example to a session."""

from __future__ import annotations

from pathlib import Path

from ..files import examples, read
from .model import Walk
from .remember import Memory
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
    memory: Memory,
    *,
    at: str | None = None,
    steps: int = 1,
    look: Look | None = None,
) -> Session:
    """Walk a file or an example, where it was left. Raises InputError."""
    return session(read(name), name, memory, at=at, steps=steps, look=look)


def session(
    source: Source,
    name: str,
    memory: Memory,
    *,
    at: str | None = None,
    steps: int = 1,
    look: Look | None = None,
) -> Session:
    path = Path(name)
    key = str(path.resolve()) if path.exists() else f"example:{name}"
    made = Session(Walk(source, steps), path.name, key, memory, look or Look())
    made.resume(at)
    return made
