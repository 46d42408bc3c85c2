"""The field for the person's own value; while it has the focus every key belongs to it."""

from __future__ import annotations

from textual.binding import Binding
from textual.widgets import Input


class ValueField(Input):
    """Enter judges, Esc leaves the field."""

    BINDINGS = [
        Binding("escape", "leave", "leave", id="value-leave", tooltip="Leave the field"),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)

    def action_leave(self) -> None:
        self.screen.set_focus(None)
