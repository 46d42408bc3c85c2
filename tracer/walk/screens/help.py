"""Help: every key and every sign, made from the tables that make the keys work."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen

from ..keys import KEYS, MARKS
from ..views.line import Line, Piece, said
from ..widgets.lines import LinesView
from ..widgets.step import StepView


def help_lines() -> list[Line]:
    """All of it, group after group."""
    lines: list[Line] = []
    group = ""
    for key in KEYS:
        if key.group != group:
            group = key.group
            lines += [said(""), said(group, "heading")] if lines else [said(group, "heading")]
        lines.append((Piece(f"  {key.shown:<18}", "writes"), Piece(key.tooltip)))
    lines += [said(""), said("In the matrix (Tab)", "heading")]
    for binding in StepView.BINDINGS:
        if isinstance(binding, Binding):
            lines.append((Piece(f"  {binding.key:<18}", "writes"), Piece(binding.tooltip)))
    lines += [said(""), said("Signs", "heading")]
    lines += [(Piece(f"  {sign:<18}", "writes"), Piece(says)) for sign, says in MARKS]
    return lines


class HelpScreen(ModalScreen[None]):
    """Closes with Esc, q or ?."""

    BINDINGS = [
        Binding("escape,q,question_mark", "app.pop_screen", "close", id="help-close",
                tooltip="Close the help"),
        Binding("down,space,n", "scroll(1)", "down", id="help-down", tooltip="Scroll down"),
        Binding("up,backspace,p", "scroll(-1)", "up", id="help-up", tooltip="Scroll up"),
    ]  # fmt: skip

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog") as dialog:
            dialog.border_title = "Keys and signs"
            dialog.border_subtitle = "↑ ↓ scroll · Esc closes"
            yield LinesView(help_lines(), id="help")

    def on_mount(self) -> None:
        self.query_one("#help", LinesView).show(help_lines())

    def action_scroll(self, by: int) -> None:
        self.query_one("#help", LinesView).scroll_relative(y=5 * by, animate=False)
