"""The program of marking."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from tracer.shell.memory import Memory
from tracer.shell.program import Program

from .model import Marking
from .screen import MarkingScreen
from .store import Store


class MarkingApp(Program):
    """`backprop mark`. Everything is kept at each key press: there is nothing to rescue."""

    TITLE = "backprop mark"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "leave", show=False)]

    def __init__(self, marking: Marking, store: Store, *, ascii: bool = False) -> None:
        super().__init__(Memory(), ascii=ascii)
        self.marking, self.store = marking, store

    def begin(self) -> None:
        self.push_screen(MarkingScreen(self.marking, self.store))

    def action_leave(self) -> None:
        self.exit(0)
