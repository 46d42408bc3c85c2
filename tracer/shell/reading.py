"""Something to read over the screen: keys, a summary, what it is about."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen

from .ascii import lines_in_ascii
from .line import Line
from .lines_view import LinesView

WIDE, CHROME = 76, 6  # cells of the dialog, at most; of its border, padding, scrollbar


class ReadingScreen(ModalScreen[None]):
    """Closes with Esc, Enter, q or ?. `lines` are made for its width."""

    BINDINGS = [
        Binding("escape,q,enter,question_mark", "app.pop_screen", "close", id="reading-close",
                tooltip="Close it"),
        Binding("down,space,n,pagedown", "scroll(1)", "down", id="reading-down",
                tooltip="Scroll down"),
        Binding("up,backspace,p,pageup", "scroll(-1)", "up", id="reading-up", tooltip="Scroll up"),
    ]  # fmt: skip

    def __init__(self, title: str, lines: Callable[[int], Sequence[Line]]) -> None:
        super().__init__()
        self.heading, self.lines = title, lines

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog") as dialog:
            dialog.border_title = self.heading
            ascii = self.app.has_class("-ascii")
            dialog.border_subtitle = (
                "Space scrolls, Esc closes" if ascii else "↑ ↓ scroll · Esc closes"
            )
            yield LinesView(id="help")

    def on_mount(self) -> None:
        lines = self.lines(min(WIDE, self.app.size.width) - CHROME)
        ascii = self.app.has_class("-ascii")
        self.query_one("#help", LinesView).show(lines_in_ascii(lines) if ascii else lines)

    def action_scroll(self, by: int) -> None:
        self.query_one("#help", LinesView).scroll_relative(y=5 * by, animate=False)
