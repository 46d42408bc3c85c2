"""Help: every key and every sign, made from the tables that make the keys work."""

from __future__ import annotations

import textwrap

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen

from ...shell.ascii import plain_ascii
from ...shell.line import Line, Piece, said
from ...shell.lines_view import LinesView
from ..keys import KEYS, MARKS
from ..widgets.step import StepView

INDENT = 20  # cells that the keys take
CHROME = 6  # cells of border, padding, scrollbar


def help_lines(width: int = 200, *, ascii: bool = False) -> list[Line]:
    """All of it, group after group, the longer texts on several lines."""
    lines: list[Line] = []

    def group(name: str) -> None:
        lines.extend([said(""), said(name, "heading")] if lines else [said(name, "heading")])

    def entry(key: str, says: str) -> None:
        key, says = (plain_ascii(key), plain_ascii(says)) if ascii else (key, says)
        first, *rest = textwrap.wrap(says, max(width - INDENT, 16))
        lines.append((Piece(f"  {key}".ljust(INDENT), "writes"), Piece(first)))
        lines.extend(said(" " * INDENT + line) for line in rest)

    of = ""
    for key in KEYS:
        if key.group != of:
            of = key.group
            group(of)
        entry(key.shown, key.tooltip)
    group("In the matrix (Tab)")
    for binding in StepView.BINDINGS:
        if isinstance(binding, Binding):
            entry(binding.key, binding.tooltip)
    group("Signs")
    for sign, says in MARKS:
        entry(sign, says)
    return lines


class HelpScreen(ModalScreen[None]):
    """Closes with Esc, q or ?."""

    BINDINGS = [
        Binding("escape,q,question_mark", "app.pop_screen", "close", id="help-close",
                tooltip="Close the help"),
        Binding("down,space,n,pagedown", "scroll(1)", "down", id="help-down",
                tooltip="Scroll down"),
        Binding("up,backspace,p,pageup", "scroll(-1)", "up", id="help-up", tooltip="Scroll up"),
    ]  # fmt: skip

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog") as dialog:
            dialog.border_title = "Keys and signs"
            ascii = self.app.has_class("-ascii")
            dialog.border_subtitle = (
                "Space scrolls, Esc closes" if ascii else "↑ ↓ scroll · Esc closes"
            )
            yield LinesView(id="help")

    def on_mount(self) -> None:
        width = min(76, self.app.size.width) - CHROME
        lines = help_lines(width, ascii=self.app.has_class("-ascii"))
        self.query_one("#help", LinesView).show(lines)

    def action_scroll(self, by: int) -> None:
        self.query_one("#help", LinesView).scroll_relative(y=5 * by, animate=False)
