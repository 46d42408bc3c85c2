"""The screen of practice: the line that is here, the field, the network, the list of lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from tracer.shell.ascii import plain_ascii
from tracer.shell.bars import LEAST, too_small
from tracer.shell.line import Line, plain
from tracer.shell.lines_view import LinesView
from tracer.shell.program import bindings

from ..keys import KEYS
from ..session import Session
from ..views import bars
from ..views.pane import HINT, pane
from ..views.side import side as beside
from ..widgets.lines import BlanksView
from ..widgets.value import AnswerField
from .answering import Answering, form

if TYPE_CHECKING:
    from ..app import PracticeApp

WIDE = 110  # from this on, the network gets more room
HINT_ROWS = 4  # of a hint, that it is read without scrolling


class PracticeScreen(Answering, Screen[None]):
    """What is typed goes to the model; what the model knows is shown."""

    BINDINGS = bindings(KEYS)
    BLANK = True  # its children cover it
    AUTO_FOCUS = ""  # a dialog that closes leaves the focus where it was
    CSS_PATH = "../practice.tcss"  # beside the shell's, which the program loads

    def __init__(self, session: Session) -> None:
        super().__init__(classes="-panes -asking")
        self.session = session

    @property
    def program(self) -> PracticeApp:
        return cast("PracticeApp", self.app)

    def compose(self) -> ComposeResult:
        yield LinesView(id="where")
        yield LinesView(id="step")
        yield LinesView(id="diagram")
        yield BlanksView(self.session, id="equations")
        yield LinesView(id="footer")
        yield AnswerField(self.judge, id="value")
        yield LinesView(id="small")

    def on_mount(self) -> None:
        for view in self.query(LinesView):
            view.can_focus = False
        self.query_one("#equations").border_title = "lines"
        self.fill_field()
        self.field.focus()

    def on_resize(self, event: events.Resize) -> None:
        width, height = event.size
        small = width < LEAST[0] or height < LEAST[1]
        self.set_class(small, "-small")
        self.set_class(width >= WIDE, "-wide")
        says = too_small(width, height, "Practice", "backprop practice --plain")
        self.query_one("#small", LinesView).show(says)
        self.call_after_refresh(self.paint)

    # Showing

    def paint(self) -> None:
        """Show everything as it is now."""
        if self.has_class("-small") or not self.is_mounted:
            return
        session, practice = self.session, self.session.practice
        step = self.query_one("#step", LinesView)
        side = self.query_one("#diagram", LinesView)
        shown = beside(session, *side.size)
        if side.border_title != shown.title:
            side.border_title = shown.title
        side.show(shown.lines)
        width, height = step.content_region.width - 1, step.size.height
        step.show(pane(session, width, height, with_numbers=not shown.all_numbers))
        self.query_one("#equations", BlanksView).follow_practice()
        sheet = practice.sheet
        named = sheet.blank.title(sheet.place, ascii=session.ascii)
        named = f"your {named if sheet.blank.step else 'answer'}"
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
        self.session.notice = ""
        self.to_top()
        self.paint()

    def on_descendant_focus(self) -> None:
        self.paint_bars()

    def on_descendant_blur(self) -> None:
        self.paint_bars()

    # Help

    def action_hint(self) -> None:
        practice = self.session.practice
        more = practice.hint()
        self.field.focus()
        every, taken = len(practice.hints), practice.hints_taken
        none = "these are all the hints; Shift+S shows the line"
        self.did(f"hint {taken} of {every}" if more else none)
        if more:
            self.call_after_refresh(self.to_hint)

    def to_hint(self) -> None:
        """The hint that came last is seen, whatever stands above it."""
        step = self.query_one("#step", LinesView)
        at = next((at for at, one in enumerate(step.lines) if plain(one).startswith(HINT)), 0)
        if at + HINT_ROWS > step.size.height:
            step.scroll_to(y=at, animate=False)

    def action_picture(self) -> None:
        self.session.picture = not self.session.picture
        network = "the network; Shift+P again: the numbers"
        self.did(network if self.session.picture else "the numbers")

    def action_show(self) -> None:
        self.session.practice.show()
        self.field.focus()
        self.did()

    def action_summary(self) -> None:
        from ..views.summary import summary

        self.read("How it went", lambda _: summary(self.session.practice))

    def action_goal(self) -> None:
        from ..views.about import about

        self.read("About this exercise", lambda _: about(self.session.practice))

    def action_help(self) -> None:
        from ..views.help import help_lines

        self.read("Keys and signs", partial(help_lines, ascii=self.session.ascii))

    def read(self, title: str, lines: Callable[[int], Sequence[Line]]) -> None:
        from tracer.shell.reading import ReadingScreen

        self.app.push_screen(ReadingScreen(title, lines))

    def action_ask(self, what: str) -> None:
        from tracer.shell.ask import AskScreen

        from ..asks import ASKS

        def done(says: str | None) -> None:
            if says is None:
                return
            if what == "another":
                self.program.practise(says)
                return
            self.fill_field()
            self.did(says)
            self.session.notice = says
            self.session.mood = "good"
            self.paint()
            self.call_after_refresh(self.field.focus)  # once the dialog is gone

        self.app.push_screen(AskScreen(ASKS[what](self.session)), done)

    def action_theme(self) -> None:
        self.did(f"colours: {self.program.next_theme()}")

    def action_leave(self) -> None:
        self.session.practice.pass_time()
        self.session.practice.keep()
        self.app.exit(0)
