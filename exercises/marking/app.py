"""The Textual program around marking: the walk's themes, another screen."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType

from tracer.walk import app as walk_app
from tracer.walk.app import WalkApp
from tracer.walk.remember import Memory

from .paper import Marking
from .screen import MarkingScreen
from .store import Store


class MarkingApp(WalkApp):
    """`backprop mark`."""

    TITLE = "backprop mark"
    CSS_PATH = str(Path(walk_app.__file__).with_name("walk.tcss"))
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "leave", show=False)]

    def __init__(self, marking: Marking, store: Store) -> None:
        super().__init__(None, Memory())
        self.marking, self.store = marking, store

    def begin(self) -> None:
        self.push_screen(MarkingScreen(self.marking, self.store))

    def action_leave(self) -> None:
        """Everything is kept already."""
        self.exit(0)
