"""Practice with what belongs to it on a screen: its name, how it looks, what it says."""

from __future__ import annotations

from dataclasses import dataclass

from tracer.walk.views.line import Role

from ..task import Task, bundled, task
from .model import Practice
from .store import Store


@dataclass(eq=False)
class Session:
    """`name` is how the person called the exercise."""

    practice: Practice
    name: str
    ascii: bool = False
    said: str = ""
    mood: Role = "plain"
    refused: str = ""  # why what was typed was not taken, in full

    def say(self, text: str, mood: Role = "plain") -> None:
        self.said, self.mood = text, mood


def opened(name: str, store: Store, *, ascii: bool = False) -> Session:
    """Practise an exercise, a network, an expression, where it was left. Raises InputError."""
    found = task(name)
    practice = Practice(found, key_of(name, found), store)
    made = Session(practice, name, ascii)
    if practice.note:
        made.say(practice.note)
    return made


def key_of(name: str, found: Task) -> str:
    """What an exercise is remembered by: a bundled one by its id, a file by its path."""
    if found.path is not None and found.path not in bundled().values():
        return str(found.path.resolve())
    return f"exercise:{found.id or name}"


def listed(store: Store) -> list[tuple[str, str]]:
    """The bundled exercises in the lecture's order, with how far each is."""
    rows = []
    for name, path in bundled().items():
        made = task(path)
        kept = store.read(f"exercise:{made.id}")
        done = len(kept.get("typed", {})) if isinstance(kept.get("typed"), dict) else 0
        so_far = f" · {done} typed" if done else ""
        minutes = f" · {made.minutes} min" if made.minutes else ""
        rows.append((name, f"{' '.join(made.lecture)} · {made.title}{minutes}{so_far}"))
    return rows
