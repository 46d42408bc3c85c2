"""The screen of practice: the line that is here, the field, the network, the list of lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Input

from tracer.network import Network
from tracer.symbols import split_entry
from tracer.walk.views.diagram import diagram
from tracer.walk.views.line import Role, said
from tracer.walk.views.words import plain_ascii, separator
from tracer.walk.widgets.lines import LinesView

from ..keys import KEYS
from ..session import Session
from ..sheet import GOOD, Sheet
from ..views import bars
from ..views.marks import VERDICTS
from ..views.pane import pane
from ..widgets.lines import BlanksView
from ..widgets.value import AnswerField

if TYPE_CHECKING:
    from ..app import PracticeApp

LEAST = 60, 16  # below this, the size that it needs is said
WORDS = ("?", "h", "help", "hint", "q", "quit", "exit", "s", "show", "n", "x", "m")
"""What a person may type who looks for a key."""


def form(sheet: Sheet) -> str:
    """What the field wants: so many digits, a formula, a letter."""
    if sheet.given(sheet.blank):
        return "given: nothing to type"
    kind = sheet.blank.kind(sheet.place)
    if kind == "formula":
        return "a formula: 2*x, x**2, exp(x)"
    if kind == "choice":
        first, last = sheet.options[0].letter, sheet.options[-1].letter
        return f"{'a letter' if first == 'A' else 'a number'}, {first} to {last}"
    decimals, digits = sheet.exercise.decimals, sheet.exercise.digits
    return f"{digits} digits" if decimals is None else f"{decimals} decimals"


class PracticeScreen(Screen[None]):
    """What is typed goes to the model; what the model knows is shown."""

    BINDINGS = [
        Binding(key.keys, key.action, key.label, id=key.id, tooltip=key.tooltip,
                key_display=key.shown, show=bool(key.footer))
        for key in KEYS
    ]  # fmt: skip
    AUTO_FOCUS = "#value"
    CSS_PATH = "../practice.tcss"  # beside walk.tcss, which the program loads

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    @property
    def program(self) -> PracticeApp:
        return cast("PracticeApp", self.app)

    def compose(self) -> ComposeResult:
        yield LinesView(id="where")
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield LinesView(id="step")
                yield AnswerField(id="value")
            with Vertical(id="side"):
                yield LinesView(id="diagram")
                yield BlanksView(self.session, id="equations")
        yield LinesView(id="footer")
        yield LinesView(id="small")

    def on_mount(self) -> None:
        for view in self.query(LinesView):
            view.can_focus = False
        self.query_one("#equations").border_title = "lines"
        self.fill_field()

    def on_resize(self, event: events.Resize) -> None:
        width, height = event.size
        small = width < LEAST[0] or height < LEAST[1]
        self.set_class(small, "-small")
        self.query_one("#small", LinesView).show(
            [said(f"Practice needs {LEAST[0]}×{LEAST[1]} characters;"),
             said(f"this terminal has {width}×{height}."), said(""),
             said("Make it larger, or: backprop practice --plain")]
        )  # fmt: skip
        self.call_after_refresh(self.paint)

    # Showing

    @property
    def field(self) -> AnswerField:
        return self.query_one("#value", AnswerField)

    def paint(self) -> None:
        """Show everything as it is now."""
        if self.has_class("-small") or not self.is_mounted:
            return
        session, practice = self.session, self.session.practice
        step = self.query_one("#step", LinesView)
        step.show(pane(session, step.content_region.width - 1, step.size.height))
        side = self.query_one("#diagram", LinesView)
        walk = practice.sheet.walk
        title = "your numbers"
        if isinstance(walk.source, Network) and (walk.source.N or 1) > 1:
            title += f"{separator(session.ascii)}sample {walk.sample}"
        if side.border_title != title:
            side.border_title = title
        side.show(diagram(walk, *side.size, ascii=session.ascii))
        self.query_one("#equations", BlanksView).follow_practice()
        sheet = practice.sheet
        named = sheet.blank.title(sheet.place, ascii=session.ascii)
        named = f"your {named}" if sheet.blank.step else named
        self.field.border_title = plain_ascii(named) if session.ascii else named
        self.field.border_subtitle = form(sheet)
        self.paint_bars()

    def paint_bars(self) -> None:
        width = self.size.width
        self.query_one("#where", LinesView).show([bars.top(self.session, width)])
        typing = self.focused is self.field
        self.query_one("#footer", LinesView).show([bars.foot(self.session, width, typing=typing)])

    def to_top(self) -> None:
        """What is said about a new line, or about an answer, begins at its beginning."""
        self.query_one("#step", LinesView).scroll_home(animate=False)

    def did(self, says: str = "") -> None:
        self.session.say(says)
        self.session.refused = ""
        self.to_top()
        self.paint()

    def on_descendant_focus(self) -> None:
        self.paint_bars()

    def on_descendant_blur(self) -> None:
        self.paint_bars()

    def fill_field(self) -> None:
        """The field holds what was typed for the entry that is here, marked, so that typing
        replaces it."""
        practice = self.session.practice
        self.field.value = practice.progress.typed.get(practice.sheet.entry, "")
        self.field.action_select_all()

    # Typing

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: judge; what is empty, or right already, goes on to the next open entry."""
        practice, session = self.session.practice, self.session
        sheet = practice.sheet
        typed = event.value.strip()
        if not typed or (typed == practice.progress.typed.get(sheet.entry) and self.good):
            self.go_on()
            return
        said = practice.answer(typed)
        sign, mood = VERDICTS[said.verdict]
        if said.verdict in GOOD:
            self.go_on(f"{sign} {said.word}", mood)
        else:
            session.say(f"{sign} {said.word}".strip(), mood)
            if said.verdict not in ("refused", "unreadable"):
                self.fill_field()
            session.refused = said.says if said.verdict in ("refused", "unreadable") else ""
            if session.refused and typed.lower() in WORDS:
                session.refused = "Esc leaves the field; then h is a hint, ? help, q quits."
            self.field.action_select_all()
            self.to_top()
            self.paint()
        if practice.store.fault:
            session.say(practice.store.fault, "bad")
            self.paint_bars()

    @property
    def good(self) -> bool:
        sheet = self.session.practice.sheet
        return sheet.verdict(sheet.blank, sheet.place) in GOOD

    def go_on(self, says: str = "", mood: Role = "plain") -> None:
        """To the next entry that is open; where there is none, what can be done now."""
        practice = self.session.practice
        moved = practice.sheet.to_entry(1, only_open=True)
        self.fill_field()
        self.did(says if moved else "all is right: Esc, then m summary, n other numbers")
        self.session.mood = mood if moved else "good"
        self.paint_bars()

    def on_answer_field_moved(self, message: AnswerField.Moved) -> None:
        if message.what == "scroll":
            step = self.query_one("#step", LinesView)
            step.scroll_relative(y=message.by * max(step.size.height - 2, 1), animate=False)
            return
        self.move(message.what, message.by)

    def action_line(self, by: int) -> None:
        self.move("line", by)

    def move(self, what: str, by: int) -> None:
        """To another entry or line; the field then holds what was typed there."""
        practice = self.session.practice
        practice.pass_time()
        sheet = practice.sheet
        moved = sheet.to_entry(by) if what == "entry" else sheet.to_line(by)
        self.fill_field()
        self.did("" if moved else "there is none in that direction")

    def action_ends(self, at: int) -> None:
        sheet = self.session.practice.sheet
        sheet.stand(sheet.blanks[at].name)
        self.fill_field()
        self.did()

    def action_field(self) -> None:
        self.field.focus()

    def on_lines_view_followed(self, message: LinesView.Followed) -> None:
        """A click: an action of the foot, an entry, or another line."""
        if message.goes.startswith("action:"):
            self.call_later(self.run_action, message.goes.removeprefix("action:"))
            return
        sheet = self.session.practice.sheet
        name, place = split_entry(message.goes)
        if name in sheet.by_name:
            sheet.stand(name, place)
            self.fill_field()
            self.field.focus()
            self.did()

    # Help

    def action_hint(self) -> None:
        practice = self.session.practice
        more = practice.hint()
        self.field.focus()
        self.did("" if more else "these are all the hints; s shows the line")

    def action_show(self) -> None:
        self.session.practice.show()
        self.field.focus()
        self.did()

    def action_summary(self) -> None:
        from ..views.summary import summary
        from .reading import ReadingScreen

        self.app.push_screen(ReadingScreen("How it went", summary(self.session.practice)))

    def action_goal(self) -> None:
        from ..views.about import about
        from .reading import ReadingScreen

        self.app.push_screen(ReadingScreen("About this exercise", about(self.session.practice)))

    def action_help(self) -> None:
        from ..views.help import help_lines
        from .reading import ReadingScreen

        self.app.push_screen(ReadingScreen("Keys and signs", help_lines()))

    def action_ask(self, what: str) -> None:
        from tracer.walk.screens.ask import AskScreen

        from ..asks import ASKS

        def done(says: str | None) -> None:
            if says is None:
                return
            if what == "another":
                self.program.practise(says)
                return
            self.fill_field()
            self.field.focus()
            self.did(says)

        self.app.push_screen(AskScreen(ASKS[what](self.session)), done)

    def action_theme(self) -> None:
        self.did(f"colours: {self.program.next_theme()}")

    def action_leave(self) -> None:
        self.session.practice.pass_time()
        self.session.practice.keep()
        self.app.exit(0)
