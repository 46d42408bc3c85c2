"""A network of one's own: sizes, activations, cost, then a field for each row of numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import Input, Static

from ...errors import InputError
from ...shell.ascii import plain_ascii
from .. import own_network as own
from ..opening import session
from ..remember import WalkMemory
from ..saving import free, save

if TYPE_CHECKING:
    from ..app import WalkApp

FRAME = (
    ("sizes", "inputs, then neurons", "2 2 1"),
    ("activations", "activation of layers", "relu sigmoid"),
    ("cost", "cost: bce ce mse …", "bce"),
    ("alpha", "α (empty: no update)", "0.1"),
    ("samples", "number of samples", "1"),
    ("names", "your sheet's names", ""),
    ("tied", "tied parameters", ""),
)
HINT = (
    "A row at once: 0.1 0.2 0.3 (an empty b: no bias). Enter goes to the next field, and from the "
    "last one the network is saved and walked. Esc goes back, and what was typed is kept."
)


class OwnScreen(Screen[None]):
    """The frame first; the rows that it asks for appear below it."""

    BINDINGS = [
        Binding("escape", "back", "back", id="own-back", tooltip="Back to the examples"),
        Binding("up", "app.focus_previous", "up", id="own-up", tooltip="The field above"),
        Binding("down", "app.focus_next", "down", id="own-down", tooltip="The field below"),
    ]

    def compose(self) -> ComposeResult:
        yield Static(HINT, id="own-hint", markup=False)
        with VerticalScroll(id="form", can_focus=False):
            kept = self.memory.typed
            for key, label, value in FRAME:
                yield field(key, self.shown_as(label), kept.get(key, value))
            yield Vertical(id="rows")
        yield Static("", id="own-says", markup=False)
        yield Static("", id="own-fault", markup=False)

    async def on_mount(self) -> None:
        await self.ask_rows()
        self.query_one("#field-sizes", Input).focus()

    def action_back(self) -> None:
        program = cast("WalkApp", self.app)
        program.pop_screen()
        program.choose()

    @property
    def memory(self) -> WalkMemory:
        return cast("WalkApp", self.app).memory

    def shown_as(self, text: str) -> str:
        return plain_ascii(text) if self.app.has_class("-ascii") else text

    def inputs(self) -> Iterator[Input]:
        return iter(self.query(Input))

    def typed(self) -> dict[str, str]:
        return {made.name or "": made.value for made in self.inputs()}

    def frame(self) -> own.Frame:
        typed = self.typed()
        return own.frame(*(typed[key] for key, _, _ in FRAME))

    async def ask_rows(self) -> None:
        """The fields that fit the frame; what was typed into one that stays is kept."""
        typed = self.memory.typed | self.typed()
        try:
            wanted = own.rows(self.frame())
        except InputError as error:
            self.say(error)
            return
        self.say(None)
        below = self.query_one("#rows", Vertical)
        if [row.key for row in wanted] == list(self.shown(below)):
            return
        await below.remove_children()
        await below.mount(*(field(row.key, row.label, typed.get(row.key, "")) for row in wanted))

    def shown(self, below: Vertical) -> Iterator[str]:
        return (made.name or "" for made in below.query(Input))

    def say(self, error: InputError | None) -> None:
        text = f"{error.where}: {error.wrong}; expected {error.expected}" if error else ""
        self.query_one("#own-fault", Static).update(self.shown_as(text))

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: the next field; from the last one, walk."""
        await self.ask_rows()
        if not self.fits(event.input):
            return
        fields = list(self.inputs())
        if event.input is not fields[-1]:
            fields[fields.index(event.input) + 1].focus()
            return
        self.walk()

    def on_input_changed(self) -> None:
        """Whatever was typed is there again, after Esc and after a power cut."""
        self.memory.typed = self.memory.typed | self.typed()

    def fits(self, made: Input) -> bool:
        """Whether the row holds the numbers that it is to hold; if not, it is said at once."""
        try:
            for row in own.rows(self.frame()):
                empty = row.key.startswith("b") and not made.value.strip()
                if row.key == made.name and not empty:
                    own.values(row, made.value)
        except InputError as error:
            self.say(error)
            # What is wrong with another field of the frame is put right there.
            others = {key for key, _, _ in FRAME} - {made.name}
            return error.where in others
        return True

    def on_descendant_focus(self) -> None:
        focused = self.focused
        key = focused.name or "" if isinstance(focused, Input) else ""
        self.query_one("#own-says", Static).update(own.explained(key))

    async def on_descendant_blur(self) -> None:
        await self.ask_rows()

    def walk(self) -> None:
        """Save what was typed as a network file, and walk it."""
        program = cast("WalkApp", self.app)
        try:
            made = own.network(self.frame(), self.typed())
        except InputError as error:
            self.say(error)
            return
        path, says = free(Path("my-network.toml")), ""
        try:
            path = save(made, path)
            program.memory.typed = {}
        except InputError as error:  # what was typed stays in the fields
            says = f"not saved: {error.wrong}"
        opened = session(made, str(path), program.memory, look=program.look)
        opened.say(says or f"saved as {path}", "bad" if says else "good")
        program.walk(opened)


def field(key: str, label: str, value: str) -> Horizontal:
    """A label and its field on one line."""
    name = key.replace(" ", "-")
    return Horizontal(
        Static(label, classes="label", markup=False),
        Input(value, name=key, id=f"field-{name}", compact=True, select_on_focus=False),
        classes="row",
    )
