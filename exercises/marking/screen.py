"""The screen of marking: the lines of one paper, the entry that is here, one field."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Input

from grader.verdicts import CREDITED
from tracer.errors import InputError, shown
from tracer.shell.ascii import lines_in_ascii, plain_ascii
from tracer.shell.bars import LEAST, too_small
from tracer.shell.line import Line, wrapped
from tracer.shell.lines_view import LinesView

from .copied import Paper
from .keys import BY_WORD, ENTER, MOVES
from .model import Marking
from .store import Store
from .view import about, foot, help_lines, rows, top

SPELT = 8  # columns that signs take besides, where they are spelt out
ASIDE = 4  # columns beside the lines: a margin on either side, and the bar
EMPTY = f"{ENTER}: as it should be; or what stands there"
AGAIN = f"{ENTER} again: it does stand there. Esc: it does not."
POINTS = f"Type them; Esc, then {ENTER}: all of them."
NOT_ENTERED = f"is not entered: {ENTER} records it here, Esc empties the field."
REST_EMPTY = f"-f{ENTER}: nothing else stands on this paper."
NO_STEP = """Nothing was entered since marking was opened. To change an entry: ↑ ↓ to its line,
← → to the entry, and type what stands there."""


class PaperField(Input):
    """The field. What a key does is done before the next key is looked at: what is typed ahead
    belongs to the next entry."""

    def __init__(self, pressed: Callable[[str], bool], placeholder: str) -> None:
        super().__init__(id="field", placeholder=placeholder)
        self.pressed = pressed

    def on_key(self, event: events.Key) -> None:
        if self.pressed("?" if event.character == "?" else event.key):
            event.stop()
            event.prevent_default()


class MarkingScreen(Screen[None]):
    """What is entered goes to the model and to the disk; what the model knows is shown."""

    CSS_PATH = "marking.tcss"
    AUTO_FOCUS = "#field"

    def __init__(self, marking: Marking, store: Store) -> None:
        super().__init__()
        self.marking, self.store = marking, store
        self.says = store.folder.stands
        self.helping = False
        self.refused: str | None = None  # what was not recorded at the first Enter

    def compose(self) -> ComposeResult:
        yield LinesView(id="top")
        yield LinesView(id="lines")
        yield LinesView(id="about")
        yield PaperField(self.pressed, self.spelt(EMPTY))
        yield LinesView(id="foot")

    def on_mount(self) -> None:
        for view in self.query(LinesView):
            view.can_focus = False

    def on_resize(self) -> None:
        self.call_after_refresh(self.paint)

    @property
    def ascii(self) -> bool:
        return self.app.has_class("-ascii")

    def spelt(self, text: str) -> str:
        return plain_ascii(text) if self.ascii else text

    def show(self, name: str, lines: Sequence[Line]) -> None:
        self.query_one(name, LinesView).show(lines_in_ascii(lines) if self.ascii else lines)

    def paint(self) -> None:
        """Show everything as it is now."""
        width, height = self.size
        lines = self.query_one("#lines", LinesView)
        if width < LEAST[0] or height < LEAST[1]:
            self.show("#lines", too_small(width, height, "Marking"))
            self.query_one("#about").display = False
            return
        self.show("#top", [top(self.marking, width)])
        self.query_one("#about").display = not self.helping
        room = width - ASIDE
        self.show("#lines", help_lines(room, ascii=self.ascii) if self.helping
                  else rows(self.marking, room - SPELT * self.ascii))  # fmt: skip
        if not self.helping:
            lines.scroll_to(y=max(self.marking.line - lines.size.height // 2, 0), animate=False)
        room = width - 3 - SPELT * self.ascii
        said_now = wrapped(self.spelt(self.says), room, "changed") if self.says else []
        self.show("#about", [*said_now, *about(self.marking, room)])
        self.show("#foot", [foot(self.marking, width, ascii=self.ascii)])

    # Typing

    def pressed(self, key: str) -> bool:
        """Do what a key does; False for one that types into the field or moves in it."""
        field = self.query_one(PaperField)
        move = MOVES.get(key)
        if self.helping:
            if not self.pressed_in_help(key):
                return False
        elif key == "enter":
            entered, field.value = field.value.strip(), ""
            self.entered(entered)
        elif key == "escape":
            field.value, self.says, self.refused = "", "", None
        elif key == "?" and not field.value:
            self.help()
        elif move is None or (move.right and field.value):
            return False
        elif field.value.strip():
            self.says = f"{shown(field.value.strip())} {NOT_ENTERED}"
        else:
            self.says, self.refused = "", None
            if move.student:
                self.marking.to_student(move.student)
            else:
                self.marking.move(move.down, move.right)
        self.paint()
        return True

    def help(self) -> None:
        self.helping = True
        self.query_one("#lines", LinesView).scroll_to(y=0, animate=False)

    def pressed_in_help(self, key: str) -> bool:
        """The help is closed, or moved; nothing else happens behind it."""
        lines = self.query_one("#lines", LinesView)
        page = max(lines.size.height - 1, 1)
        by = {"up": -1, "down": 1, "pageup": -page, "pagedown": page}
        if key in by:
            lines.scroll_to(y=lines.scroll_offset.y + by[key], animate=False)
        elif key in ("enter", "escape", "?"):
            self.helping = False
        return key in by or not self.helping

    def entered(self, text: str) -> None:
        """Do what was entered."""
        refused, self.refused = self.refused, None
        if refused is not None and not text:  # an Enter once more accepts nothing in its place
            self.enter(refused, again=True)
            return
        self.says = ""
        word, _, rest = text.removeprefix(":").partition(" ")
        a_word = word in BY_WORD and (word == "g" or not rest)
        if a_word and (text.startswith(":") or not self.marking.may_be_answer(word)):
            self.obey(word, rest.strip())
        elif text:
            self.enter(text)
        elif self.marking.paper.complete:
            self.turn(0)
        else:
            self.marking.accept()
            self.keep(self.marking.paper)

    def enter(self, text: str, *, again: bool = False) -> None:
        """Record what stands on the paper, and go on; what is said of it stays to be read. What
        cannot be read may be a word that was not entered: it is recorded when Enter is pressed
        once more. What are no points never are."""
        paper, entry = self.marking.paper, self.marking.entry
        fault = "" if entry is None or again else paper.unreadable(entry, text)
        if fault:
            self.refused = text
            self.says = (
                f"{shown(text)} is not recorded, it cannot be read ({fault.rstrip('.')}). {AGAIN}"
            )
            return
        try:
            self.marking.record(text)
        except ValueError:
            self.refused = text
            most = self.marking.here.points
            self.says = f"{shown(text)} are no points: a number from 0 to {most:g}. {POINTS}"
            return
        answer = None if entry is None else paper.answer(entry)
        self.says = ""
        if answer is not None and answer.verdict not in CREDITED:
            self.says = f"{answer.shown} {answer.typed}: {answer.verdict}. {answer.message}"
            self.says += f" {REST_EMPTY}" * (answer.verdict == "missing" and not paper.complete)
        self.keep(paper)

    def keep(self, paper: Paper) -> None:
        """Onto the disk; what it says if it cannot is shown, and nothing is lost yet."""
        try:
            self.store.save(paper)
        except InputError as error:
            self.says = f"This is not kept! {error.where}: {error.wrong}"

    def turn(self, by: int) -> None:
        """To the student so many on; 0: the next one whose paper is to be marked."""
        before = self.marking.at
        if by:
            self.marking.to_student(by)
        else:
            self.marking.to_next()
        if self.marking.at == before:
            self.says = "that is the first paper" if by < 0 else "that is the last paper; q leaves"

    def obey(self, word: str, rest: str) -> None:
        """Do what an entered word says."""
        marking = self.marking
        if word == "q":
            self.app.exit(0)
        elif word == "?":
            self.help()
        elif word == "g":
            self.says = marking.jump(rest)
        elif word == "u":
            if marking.undo():
                self.keep(marking.paper)
            else:
                self.says = NO_STEP
        elif word in ("f", "-f"):
            (marking.accept_rest if word == "f" else marking.rest_empty)()
            self.keep(marking.paper)
        else:
            self.turn(1 if word == "n" else -1)
