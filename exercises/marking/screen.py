"""The screen of marking: the lines of one paper, the entry that is here, one field."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input

from tracer.errors import InputError
from tracer.walk.views.line import said, wrapped
from tracer.walk.widgets.lines import LinesView

from .keys import BY_WORD
from .paper import Marking, Paper
from .store import Store
from .view import about, foot, help_rows, rows, top

LEAST = 60, 16
ASIDE = 4  # columns beside the lines: a margin on either side, and the bar
MOVES = {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}
TURNS = {"pageup": -1, "pagedown": 1}


class PaperField(Input):
    """The field: arrows move among the entries; left and right only while it is empty. It is empty
    at once when Enter is pressed: what is typed ahead belongs to the next entry."""

    class Entered(Message):
        """What was typed, or nothing."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Moved(Message):
        """An arrow, or a page."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def on_key(self, event: events.Key) -> None:
        sideways = event.key in ("left", "right")
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            text, self.value = self.value.strip(), ""
            self.post_message(self.Entered(text))
        elif event.key in TURNS or (event.key in MOVES and not (sideways and self.value)):
            event.stop()
            event.prevent_default()
            self.post_message(self.Moved(event.key))


class MarkingScreen(Screen[None]):
    """What is entered goes to the model and to the disk; what the model knows is shown."""

    CSS = """
    MarkingScreen { layout: vertical; background: $background; }
    #top, #foot { height: 1; background: $panel; }
    #lines { height: 1fr; padding: 0 1; }
    #about { height: 6; padding: 0 1; border-top: solid $walk-dim; }
    #field { height: 3; border: round $walk-writes; background: $background; }
    """
    AUTO_FOCUS = "#field"

    def __init__(self, marking: Marking, store: Store) -> None:
        super().__init__()
        self.marking, self.store = marking, store
        self.says = ""
        self.helping = False

    def compose(self) -> ComposeResult:
        yield LinesView(id="top")
        yield LinesView(id="lines")
        yield LinesView(id="about")
        yield PaperField(id="field", placeholder="Enter: as it should be; or what stands there")
        yield LinesView(id="foot")

    def on_mount(self) -> None:
        for view in self.query(LinesView):
            view.can_focus = False

    def on_resize(self) -> None:
        self.call_after_refresh(self.paint)

    def paint(self) -> None:
        """Show everything as it is now."""
        width, height = self.size
        lines = self.query_one("#lines", LinesView)
        if width < LEAST[0] or height < LEAST[1]:
            lines.show([said(f"Marking needs {LEAST[0]}×{LEAST[1]} characters.")])
            self.query_one("#about").display = False
            return
        self.query_one("#top", LinesView).show([top(self.marking, width)])
        self.query_one("#about").display = not self.helping
        lines.show(help_rows() if self.helping else rows(self.marking, width - ASIDE))
        if not self.helping:
            lines.scroll_to(y=max(self.marking.line - lines.size.height // 2, 0), animate=False)
        said_now = wrapped(self.says, width - 3, "changed") if self.says else []
        self.query_one("#about", LinesView).show([*said_now, *about(self.marking, width - 3)])
        self.query_one("#foot", LinesView).show([foot(self.marking, width)])

    # Typing

    def on_paper_field_moved(self, message: PaperField.Moved) -> None:
        self.says, self.helping = "", False
        if message.key in TURNS:
            self.marking.to_student(TURNS[message.key])
        else:
            self.marking.move(*MOVES[message.key])
        self.paint()

    def on_paper_field_entered(self, message: PaperField.Entered) -> None:
        text = message.text
        self.says, self.helping = "", False
        word, _, rest = text.removeprefix(":").partition(" ")
        if word in BY_WORD and (text.startswith(":") or not self.marking.may_be_answer(word)):
            self.obey(word, rest.strip())
        elif text:
            self.enter(text)
        elif self.marking.paper.complete:
            self.turn(1)
        else:
            self.marking.accept()
            self.keep(self.marking.paper)
        self.paint()

    def enter(self, text: str) -> None:
        """Record what stands on the paper. What is said of it stays to be read: the cursor goes
        on."""
        paper, entry = self.marking.paper, self.marking.entry
        try:
            self.marking.record(text)
        except ValueError:
            most = self.marking.here.points
            self.says = f"{text!r} are no points: a number from 0 to {most:g}"
            return
        answer = None if entry is None else paper.answer(entry)
        if answer is not None and answer.verdict not in ("right", "follows"):
            self.says = f"{answer.name} {answer.typed}: {answer.verdict}. {answer.message}"
        self.keep(paper)

    def keep(self, paper: Paper) -> None:
        """Onto the disk; what it says if it cannot is shown, and nothing is lost yet."""
        try:
            self.store.save(paper)
        except InputError as error:
            self.says = f"This is not kept! {error.where}: {error.wrong}"

    def turn(self, by: int) -> None:
        before = self.marking.at
        self.marking.to_student(by)
        if self.marking.at == before:
            self.says = "that is the last paper; q leaves" if by > 0 else "that is the first paper"

    def obey(self, word: str, rest: str) -> None:
        """Do what an entered word says."""
        marking = self.marking
        if word == "q":
            self.app.exit(0)
        elif word == "?":
            self.helping = True
        elif word == "g":
            if not marking.jump(rest):
                self.says = f"there is no student {rest!r}, or there are several"
        elif word == "u":
            if marking.undo():
                self.keep(marking.paper)
            else:
                self.says = "there is nothing to take back"
        elif word == "a":
            marking.accept_rest()
            self.keep(marking.paper)
        else:
            self.turn(1 if word == "n" else -1)
