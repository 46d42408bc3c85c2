"""Try first, on the screen: a field for the person's own value, below the step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..model import Walk
from ..views.words import VERDICTS, symbol
from .panes import Panes

if TYPE_CHECKING:
    from ..widgets.value import ValueField


class Trying(Panes):
    """The part of the walk's screen that asks for a value before it shows it."""

    asked = ""  # the step whose field was last given the focus

    def paint(self) -> None:
        super().paint()
        if self.has_room:
            self.ask_value()

    async def action_try(self) -> None:
        walk = self.session.walk
        walk.trying = not walk.trying
        await self.have_field()
        says = "your own value first; t ends it" if walk.trying else f"ended: {walk.tally}"
        self.did(False, says)

    async def have_field(self) -> None:
        """The field is made when it is first needed: an Input costs the start its import."""
        from ..widgets.value import ValueField

        if not self.query("#value"):
            await self.mount(ValueField(id="value"))

    @property
    def field(self) -> ValueField:
        from ..widgets.value import ValueField

        return self.query_one("#value", ValueField)

    def ask_value(self) -> None:
        """Show the field where a result is hidden, and give it the focus once a step."""
        walk = self.session.walk
        if walk.trying and not self.query("#value"):
            self.call_later(self.have_field_and_paint)
            return
        if walk.hidden != self.has_class("-asking"):
            self.set_class(walk.hidden, "-asking")
            self.call_after_refresh(self.paint)
        if not walk.hidden:
            if self.focused is not None and self.focused.id == "value":
                self.set_focus(None)
            self.asked = ""
            return
        named = symbol(walk.trace, walk.step.name, walk.place, ascii=self.session.look.ascii)
        self.field.border_title = f"your {named}"
        self.field.placeholder = placeholder(walk)
        if self.asked != walk.step.name:
            self.asked = walk.step.name
            self.field.value = ""
            self.field.focus()

    async def have_field_and_paint(self) -> None:
        await self.have_field()
        self.paint()

    def on_input_submitted(self, event: Any) -> None:
        walk = self.session.walk
        if not event.value.strip():
            walk.reveal()
            self.did(False, "shown; nothing is counted")
            return
        judgement = walk.answer(event.value)
        if judgement.verdict != "unreadable":
            self.set_focus(None)
        self.did(False, judgement.says)
        sign, mood = VERDICTS[judgement.verdict]
        self.session.say(f"{sign} {judgement.says}", mood)
        self.paint()


def placeholder(walk: Walk) -> str:
    """What can be typed here; short enough for a pane of 80 columns."""
    rows, columns = walk.step.value.shape[-2:]
    if rows * columns == 1:
        return "a number"
    if rows == 1 or columns == 1:
        some = " ".join(["0.1", "0.2", "0.3"][: rows * columns])
        return f"a number, or all {rows * columns}: {some}{' …' if rows * columns > 3 else ''}"
    return "a number, its row, or all: 0.1 0.2; 0.3 0.4"
