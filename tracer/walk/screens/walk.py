"""The screen of the walk: it routes keys and clicks to the walk."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from ...shell.line import Action, Number
from ...shell.lines_view import LinesView
from ...shell.program import bindings
from ..keys import KEYS
from ..views.words import squeezed, symbol
from ..widgets.step import StepView
from .descending import Descending
from .trying import Trying

if TYPE_CHECKING:
    from ..app import WalkApp

WARM = 0.3  # seconds after the start: what dialogs need is imported before the first is asked for


def warm() -> None:
    """Import what the first dialog needs, so that no key typed after it is lost."""
    from ...shell import ask  # noqa: F401
    from .. import asks  # noqa: F401


class WalkScreen(Trying, Descending):
    """The panes, and what every key does."""

    BINDINGS = bindings(KEYS)
    AUTO_FOCUS = ""

    @property
    def program(self) -> WalkApp:
        return cast("WalkApp", self.app)

    def on_mount(self) -> None:  # after it Textual calls that of the panes
        self.set_timer(WARM, warm)

    def on_descendant_focus(self) -> None:
        self.paint()

    def on_descendant_blur(self) -> None:
        self.paint()

    # Stepping

    def action_next(self) -> None:
        last = "this is the last step" + ("; i goes on" if self.session.walk.source.alpha else "")
        self.went(self.session.walk.next(), last)

    def action_previous(self) -> None:
        self.went(self.session.walk.previous(), "this is the first step")

    def action_first(self) -> None:
        self.went(self.session.walk.first(), "this is the first step")

    def action_last(self) -> None:
        self.went(self.session.walk.last(), "this is the last step")

    def action_across(self, by: int, part: str) -> None:
        self.went(self.session.walk.across(by, part), "there is none in that direction")

    def action_iteration(self) -> None:
        self.did(self.session.walk.next_iteration(), "no further iteration: there is no alpha")

    def action_back(self) -> None:
        self.went(self.session.walk.back(), "there was no jump to return from")

    def action_matrix(self) -> None:
        self.set_focus(None if self.step.has_focus else self.step)

    def on_step_view_pointed(self, message: StepView.Pointed) -> None:
        self.went(self.session.walk.point(message.down, message.right))

    def on_lines_view_followed(self, message: LinesView.Followed) -> None:
        """A click: an action of the foot, an entry of the result, or another quantity."""
        goes = message.goes
        walk = self.session.walk
        if isinstance(goes, Action):
            self.do(goes.name)
            return
        if isinstance(goes, Number):
            self.did(walk.to_iteration(goes.number))
            return
        found = walk.trace.names.find(goes)
        if found.name == walk.step.name and found.place:
            down, right = found.place[0] - walk.cursor[0], found.place[1] - walk.cursor[1]
            self.went(walk.point(down, right))
            return
        moved = walk.came_from(found.name, found.place)
        self.went(moved, f"{symbol(walk.trace, found.name)} is given")

    # Asking

    def do(self, action: str) -> None:
        """What a key does, by the name of its action."""
        self.call_later(self.run_action, action)

    def action_ask(self, what: str) -> None:
        from ...shell.ask import AskScreen
        from ..asks import ASKS

        def done(said_: str | None) -> None:
            if said_ is None:
                return
            if what == "copy":
                self.app.copy_to_clipboard(self.session.clipboard)
            self.did(True)
            self.session.say(squeezed(said_), "good" if said_ else "plain")
            self.paint_bars()

        self.app.push_screen(AskScreen(ASKS[what](self.session)), done)

    def action_undo(self) -> None:
        taken = self.session.walk.undo()
        self.did(False, f"taken back: {taken}" if taken else "nothing to take back")

    def action_redo(self) -> None:
        made = self.session.walk.redo()
        self.did(False, f"made again: {made}" if made else "nothing to make again")

    # Showing otherwise

    def action_check(self) -> None:
        self.session.toggle_check()
        self.did(True)

    def action_theme(self) -> None:
        self.did(False, f"colours: {self.program.next_theme()}")

    def action_help(self) -> None:
        from ...shell.reading import ReadingScreen
        from .help import help_lines

        lines = partial(help_lines, ascii=self.session.look.ascii)
        self.app.push_screen(ReadingScreen("Keys and signs", lines))

    def action_leave(self) -> None:
        self.session.remember()
        changes = self.session.walk.changes()
        if not changes:
            self.app.exit(0)
            return
        from .leave import leave

        leave(self, changes)
