"""The field for an answer; what moves in the sheet is said to the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual import events
from textual.binding import Binding
from textual.message import Message

from tracer.walk.widgets.value import ValueField


class AnswerField(ValueField):
    """Enter judges; Tab and the arrows up and down move in the sheet; Esc leaves the field."""

    BINDINGS = [
        Binding("tab", "move('entry', 1)", "entries", id="answer-next"),
        Binding("shift+tab", "move('entry', -1)", "entries back", id="answer-previous"),
        Binding("down", "move('line', 1)", "below", id="answer-down"),
        Binding("up", "move('line', -1)", "above", id="answer-up"),
        Binding("pagedown", "move('scroll', 1)", "page on", id="answer-page-down"),
        Binding("pageup", "move('scroll', -1)", "page back", id="answer-page-up"),
    ]

    def __init__(self, judged: Callable[[str], None], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.judged = judged
        self.select_on_focus = False  # what is begun outside goes on here

    async def on_key(self, event: events.Key) -> None:
        """Enter is done here and now: a binding comes round by the app, and what was typed behind
        it while a line was being judged would then stand in the answer."""
        if event.key == "enter":
            event.stop()
            await self.action_submit()

    async def action_submit(self) -> None:
        self.judged(self.value)

    @dataclass
    class Moved(Message):
        """To another entry or line, or scroll."""

        what: str
        by: int

    def action_move(self, what: str, by: int) -> None:
        self.post_message(self.Moved(what, by))
