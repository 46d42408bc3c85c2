"""Practice with what belongs to it on a screen: its name, how it looks, what it says."""

from __future__ import annotations

from dataclasses import dataclass

from tracer.shell.line import Role

from ..task import Task, bundled, bundled_task, task
from .model import Practice
from .progress import Progress, progress_of
from .store import Store


@dataclass(eq=False)
class Session:
    """`name` is how the person called the exercise."""

    practice: Practice
    name: str
    ascii: bool = False
    said: str = ""
    mood: Role = "plain"
    picture: bool = False  # the network beside the box, where its numbers would stand
    notice: str = ""  # what the top line has no room for; stands in the pane until the next key

    def say(self, text: str, mood: Role = "plain") -> None:
        self.said, self.mood = text, mood


def opened(name: str, store: Store, *, ascii: bool = False) -> Session:
    """Practise an exercise, a network, an expression, where it was left. Raises InputError."""
    found = task(name)
    practice = Practice(found, key_of(name, found), store)
    made = Session(practice, name, ascii)
    if practice.note:
        made.say(practice.note)
        made.notice = practice.note
    return made


def key_of(name: str, found: Task) -> str:
    """What an exercise is remembered by: a bundled one by its id, a file by its path."""
    if found.path is not None and found.path not in bundled().values():
        return str(found.path.resolve())
    return f"exercise:{found.id or name}"


def listed(store: Store) -> list[tuple[str, str]]:
    """The bundled exercises in the lecture's order, with how far each is."""
    rows = []
    for name in bundled():
        made = bundled_task(name)
        minutes = f" · {made.minutes} min" if made.minutes else ""
        so_far = "".join(
            f" · {said}" for said in state(progress_of(store.read(key_of(name, made))))
        )
        rows.append((name, f"{' '.join(made.lecture)} · {made.title}{minutes}{so_far}"))
    return rows


def state(progress: Progress) -> list[str]:
    """How far an exercise is, and which kind of line wants practice most."""
    said = [f"{len(progress.typed)} typed"] if progress.typed else []
    weak = [sort for sort, one in progress.tries.items() if one.wrong and one.weight > 1 / 2]
    weak.sort(key=lambda sort: -progress.weight(sort))
    return [*said, f"✗ {weak[0]}"] if weak else said
