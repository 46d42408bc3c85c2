"""Answering, on the screen of practice: the field, what Enter does, moving in the sheet."""

from __future__ import annotations

from textual import events
from textual.screen import Screen

from grader.verdicts import CREDITED
from tracer.shell.line import Action, Role
from tracer.shell.lines_view import LinesView

from ..keys import WITH_SHIFT
from ..lines import split_id
from ..model import Said
from ..session import Session
from ..sheet import Sheet
from ..views.marks import VERDICTS
from ..widgets.value import AnswerField

STARTS = "0123456789+-−.,"
WORDS = ("?", "h", "help", "hint", "q", "quit", "exit", "s", "show", "n", "x", "m")
"""What a person may type who looks for a key."""


class Answering(Screen[None]):
    """The part of the screen that takes what is typed to the model."""

    session: Session

    def did(self, says: str = "") -> None:
        raise NotImplementedError

    def paint(self) -> None:
        raise NotImplementedError

    def paint_bars(self) -> None:
        raise NotImplementedError

    def to_top(self) -> None:
        raise NotImplementedError

    @property
    def field(self) -> AnswerField:
        return self.query_one("#value", AnswerField)

    def fill_field(self) -> None:
        """The field holds what was typed for the entry that is here, marked, so that typing
        replaces it."""
        practice = self.session.practice
        self.field.value = practice.progress.typed.get(practice.sheet.entry, "")
        self.field.action_select_all()

    def judge(self, text: str) -> None:
        """Enter: judge; what is empty, or right already, goes on to the next open entry."""
        practice, session = self.session.practice, self.session
        sheet = practice.sheet
        typed = text.strip()
        if not typed or (typed == practice.progress.typed.get(sheet.entry) and self.good):
            self.go_on()
            return
        said = practice.answer(typed)
        sign, mood = VERDICTS[said.verdict]
        if said.verdict in CREDITED:
            self.go_on(f"{sign} {said.word}", mood)
        else:
            session.say(f"{sign} {said.word}".strip(), mood)
            if said.verdict not in ("refused", "unreadable"):
                self.fill_field()
            session.notice = notice(said, typed)
            self.field.action_select_all()
            self.to_top()
            self.paint()
        if practice.store.fault:
            session.say(practice.store.fault, "bad")
            self.paint_bars()

    @property
    def good(self) -> bool:
        sheet = self.session.practice.sheet
        return sheet.verdict(sheet.blank, sheet.place) in CREDITED

    def go_on(self, says: str = "", mood: Role = "plain") -> None:
        """To the next entry that is open; where there is none, what can be done now."""
        practice = self.session.practice
        moved = practice.to_entry(1, only_open=True)
        self.fill_field()
        self.did(says if moved else "everything is right")
        self.session.mood = mood if moved else "good"
        self.paint_bars()

    def on_answer_field_moved(self, message: AnswerField.Moved) -> None:
        if message.what == "scroll":
            self.action_scroll(message.by)
            return
        self.move(message.what, message.by)

    def action_scroll(self, by: int) -> None:
        """What is said about the line, a page on or back, in the field and out of it."""
        step = self.query_one("#step", LinesView)
        step.scroll_relative(y=by * max(step.size.height - 2, 1), animate=False)

    def action_line(self, by: int) -> None:
        self.move("line", by)

    def move(self, what: str, by: int) -> None:
        """To another entry or line; the field then holds what was typed there."""
        practice = self.session.practice
        practice.pass_time()
        moved = practice.to_entry(by) if what == "entry" else practice.to_line(by)
        self.fill_field()
        self.did("" if moved else "there is none in that direction")

    def action_ends(self, at: int) -> None:
        sheet = self.session.practice.sheet
        self.session.practice.pass_time()
        sheet.stand(sheet.blanks[at].id)
        self.fill_field()
        self.did()

    def action_field(self) -> None:
        self.field.focus()

    def on_key(self, event: events.Key) -> None:
        """A digit, a sign or a point can only be the beginning of a number. What was typed right
        behind it may be on its way here already: it goes on there."""
        if self.focused is None and event.character and event.character in STARTS:
            event.stop()
            self.field.value = event.character
            self.set_focus(self.field)
            self.field.cursor_position = 1
        elif self.focused is self.field and event.is_printable and event.character:
            event.stop()
            self.field.insert_text_at_cursor(event.character)
        elif self.focused is None and event.character in WITH_SHIFT:
            key = WITH_SHIFT[event.character]
            self.session.say(f"{key.shown}: {key.label}")
            self.paint_bars()

    def on_lines_view_followed(self, message: LinesView.Followed) -> None:
        """A click: an action of the foot, an entry, or another line."""
        if isinstance(message.goes, Action):
            self.call_later(self.run_action, message.goes.name)
            return
        sheet = self.session.practice.sheet
        name, place = split_id(message.goes) if isinstance(message.goes, str) else ("", None)
        if name in sheet.by_name:
            self.session.practice.pass_time()
            sheet.stand(name, place)
            self.fill_field()
            self.field.focus()
            self.did()


def notice(said: Said, typed: str) -> str:
    """Why what was typed was not taken; whoever looks for a key is told where the keys are."""
    if said.verdict not in ("refused", "unreadable"):
        return ""
    if typed.lower() in WORDS:
        return "Esc leaves the field; then h is a hint, ? help, q quits."
    return f"? {said.says}"


def form(sheet: Sheet) -> str:
    """What the field wants: so many digits, a formula, a letter."""
    if sheet.given(sheet.blank):
        return "given: nothing to type"
    kind = sheet.blank.kind(sheet.place)
    if sheet.options and not sheet.several:
        first, last = sheet.options[0].letter, sheet.options[-1].letter
        return f"{'a letter' if first == 'A' else 'a number'}, {first} to {last}"
    if kind != "number":
        return sheet.blank.wants(sheet.place)
    decimals, digits = sheet.exercise.decimals, sheet.exercise.digits
    return f"{digits} digits" if decimals is None else f"{decimals} decimals"
