"""The step pane: it takes the focus, and arrows then move the cursor in the result."""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding
from textual.message import Message

from ...shell.lines_view import LinesView


class StepView(LinesView, can_focus=True):
    """The equation, the numbers put in, the result; Tab enters it, Esc leaves."""

    BINDINGS = [
        Binding("up", "point(-1, 0)", "row up", id="entry-up", tooltip="The entry above"),
        Binding("down", "point(1, 0)", "row down", id="entry-down", tooltip="The entry below"),
        Binding("left", "point(0, -1)", "left", id="entry-left", tooltip="The entry to the left"),
        Binding(
            "right", "point(0, 1)", "right", id="entry-right", tooltip="The entry to the right"
        ),
        Binding("escape", "leave", "leave", id="entry-leave", tooltip="Leave the matrix"),
    ]

    @dataclass
    class Pointed(Message):
        """The cursor is to move, by rows and columns."""

        down: int
        right: int

    def action_point(self, down: int, right: int) -> None:
        self.post_message(self.Pointed(down, right))

    def action_leave(self) -> None:
        self.screen.set_focus(None)
