"""Something to read over the screen: keys, the summary, what the exercise is about."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen

from .ascii import lines_in_ascii
from .line import Line
from .lines_view import LinesView


class ReadingScreen(ModalScreen[None]):
    """Closes with Esc, Enter or q."""

    BINDINGS = [
        Binding("escape,q,enter,question_mark", "app.pop_screen", "close", id="reading-close",
                tooltip="Close it"),
        Binding("down,space,n,pagedown", "scroll(1)", "down", id="reading-down",
                tooltip="Scroll down"),
        Binding("up,backspace,p,pageup", "scroll(-1)", "up", id="reading-up", tooltip="Scroll up"),
    ]  # fmt: skip

    def __init__(self, title: str, lines: Sequence[Line]) -> None:
        super().__init__()
        self.heading, self.lines = title, list(lines)

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog") as dialog:
            dialog.border_title = self.heading
            ascii = self.app.has_class("-ascii")
            dialog.border_subtitle = (
                "Space scrolls, Esc closes" if ascii else "↑ ↓ scroll · Esc closes"
            )
            yield LinesView(id="help")

    def on_mount(self) -> None:
        ascii = self.app.has_class("-ascii")
        lines = lines_in_ascii(self.lines) if ascii else self.lines
        self.query_one("#help", LinesView).show(lines)

    def action_scroll(self, by: int) -> None:
        self.query_one("#help", LinesView).scroll_relative(y=5 * by, animate=False)
