"""A question in a dialog: a field, the options that fit it, what was wrong with the answer."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from ..errors import InputError
from .ascii import lines_in_ascii, plain_ascii
from .line import Line, Number, Piece, Role, short, wrapped
from .lines_view import LinesView
from .question import Ask, Option

HEIGHT = 12  # options that are seen at once
CHROME = 6  # cells of border, padding
KEYS = "Enter does it · ↑ ↓ choose · Tab takes · Esc leaves"
KEYS_ASCII = "Enter does it, Up and Down choose, Tab takes, Esc leaves"


class AskScreen(ModalScreen[str | None]):
    """Gives back what was done, or None if the person thought better of it."""

    BINDINGS = [
        Binding("escape", "cancel", "cancel", id="ask-cancel", tooltip="Do nothing"),
        Binding("down", "move(1)", "next", id="ask-down", priority=True, tooltip="Next option"),
        Binding("up", "move(-1)", "previous", id="ask-up", priority=True, tooltip="Option before"),
        Binding("tab", "complete", "take", id="ask-take", priority=True,
                tooltip="Take the option into the field"),
    ]  # fmt: skip

    def __init__(self, ask: Ask) -> None:
        super().__init__()
        self.ask = ask
        self.shown: list[Option] = []
        self.at = -1 if ask.free else 0

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog") as dialog:
            dialog.border_title = plain_ascii(self.ask.title) if self.ascii else self.ask.title
            dialog.border_subtitle = KEYS_ASCII if self.ascii else KEYS
            yield LinesView(id="hint")
            yield Input(self.ask.initial, id="field", select_on_focus=False)
            yield LinesView(id="fault")
            yield LinesView(id="options")
            yield LinesView(id="whole")

    def on_mount(self) -> None:
        for view in self.query(LinesView):
            view.can_focus = False
        self.show("#hint", wrapped(self.ask.hint, self.wide, "dim"))
        self.query_one("#field", Input).focus()
        self.offer()

    @property
    def ascii(self) -> bool:
        return self.app.has_class("-ascii")

    @property
    def wide(self) -> int:
        return min(76, self.app.size.width) - CHROME

    def offer(self) -> None:
        """Show the options that fit what is typed."""
        self.shown = list(self.ask.options(self.query_one("#field", Input).value))
        self.at = min(self.at, len(self.shown) - 1)
        if not self.ask.free and self.shown:
            self.at = max(self.at, 0)
        self.paint()

    def paint(self) -> None:
        first = min(max(self.at - HEIGHT // 2, 0), max(len(self.shown) - HEIGHT, 0))
        names = max((len(option.text) for option in self.shown), default=0)
        lines: list[Line] = []
        for number, option in enumerate(self.shown[first : first + HEIGHT], first):
            mark = "▶ " if number == self.at else "  "
            label = f"{mark}{option.text.ljust(min(names, 30))}  {option.says}"
            role: Role = "here" if number == self.at else "plain"
            shown = (
                short(plain_ascii(label), self.wide, "~") if self.ascii else short(label, self.wide)
            )
            lines.append((Piece(shown.ljust(self.wide), role, Number(number)),))
        self.show("#options", lines)
        # What is cut off in its line is read in full below the list.
        cut = 0 <= self.at < len(self.shown) and self.option_wide(names) > self.wide
        self.show("#whole", wrapped(self.shown[self.at].says, self.wide, "dim") if cut else [])

    def option_wide(self, names: int) -> int:
        option = self.shown[self.at]
        return 4 + max(min(names, 30), len(option.text)) + len(option.says)

    def show(self, name: str, lines: list[Line]) -> None:
        self.query_one(name, LinesView).show(lines_in_ascii(lines) if self.ascii else lines)

    def on_input_changed(self) -> None:
        self.show("#fault", [])
        self.offer()

    def on_input_submitted(self) -> None:
        typed = self.query_one("#field", Input).value
        self.submit(self.shown[self.at].text if 0 <= self.at < len(self.shown) else typed)

    def submit(self, text: str) -> None:
        try:
            done = self.ask.submit(text)
        except InputError as error:
            wrong = f"{error.wrong}; expected {error.expected}; for example {error.example}"
            self.show("#fault", wrapped(wrong, self.wide, "bad"))
            return
        self.dismiss(done)

    def on_lines_view_followed(self, message: LinesView.Followed) -> None:
        if isinstance(message.goes, Number):
            self.submit(self.shown[message.goes.number].text)

    def action_move(self, by: int) -> None:
        least = -1 if self.ask.free else 0
        self.at = min(max(self.at + by, least), len(self.shown) - 1)
        self.paint()

    def action_complete(self) -> None:
        if self.shown:
            field = self.query_one("#field", Input)
            field.value = self.shown[max(self.at, 0)].text
            field.cursor_position = len(field.value)

    def action_cancel(self) -> None:
        self.dismiss(None)
