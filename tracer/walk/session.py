"""A walk with what belongs to it: its file, how it is shown, what it says, what is remembered."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ..shell.line import Role
from .model import Walk
from .remember import Place, WalkMemory
from .trying import Tally
from .views.pane import Look


@dataclass(eq=False)
class Session:
    """`name` is how the person called the file; `key` is what it is remembered by."""

    walk: Walk
    name: str
    key: str
    memory: WalkMemory
    look: Look = field(default_factory=Look)
    plot: bool = False  # J over the iterations in place of the diagram
    running: bool = False
    speed: float = 1.0  # iterations a second while running
    said: str = ""  # the last message, in the top line
    mood: Role = "plain"
    clipboard: str = ""  # what was last copied

    def say(self, text: str, mood: Role = "plain") -> None:
        self.said, self.mood = text, mood

    def toggle_check(self) -> None:
        self.look = self.look._replace(check=not self.look.check)

    # Remembering

    def resume(self, at: str | None = None) -> None:
        """Stand where the person left this file, or at the quantity that was asked for."""
        place = self.memory.place(self.key)
        if place is not None:
            self.restore(place)
        if at is not None:
            self.walk.at(at)

    def restore(self, place: Place) -> None:
        walk = self.walk
        walk.tally = Tally(*place.tally)
        walk.digits = place.digits
        walk.trying = place.trying
        walk.seen = set(place.seen)
        walk.set_detail(place.detail)
        if place.iteration > walk.iterations:
            walk.extend(place.iteration)
        if place.step in walk.trace.by_name:
            walk.cursor = place.cursor
            walk.go(walk.trace.by_name[place.step].number)

    def remember(self) -> None:
        """Write down where we are."""
        walk = self.walk
        tally = (walk.tally.right, walk.tally.coarse, walk.tally.off)
        self.memory.put(
            self.key,
            Place(
                step=walk.step.name,
                cursor=walk.cursor,
                iteration=walk.iteration,
                detail=walk.detail,
                digits=walk.digits,
                trying=walk.trying,
                tally=tally,
                seen=tuple(sorted(walk.seen)),
            ),
        )

    def save(self, path: Path) -> None:
        """Write the changed network or expression as a file. Raises InputError."""
        from .saving import save

        written = save(self.walk.source, path)
        self.walk.history.saved()
        self.walk.load(self.walk.trace)
        self.say(f"saved as {written}", "good")
