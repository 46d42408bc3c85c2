"""The screen of the walk: it composes the panes and routes keys and clicks to the walk."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.screen import Screen
from textual.timer import Timer

from ...network import Network
from ..keys import KEYS
from ..session import Session
from ..views import bars
from ..views.diagram import diagram
from ..views.line import said
from ..views.pane import step_lines
from ..views.words import separator, squeezed, symbol
from ..widgets.equations import EquationsView
from ..widgets.lines import LinesView
from ..widgets.step import StepView
from .descending import Descending
from .trying import Trying

if TYPE_CHECKING:
    from ..app import WalkApp

LEAST = 60, 16  # below this, the size that it needs is said
WARM = 0.3  # seconds after the start: what dialogs need is imported before the first is asked for
AFTER = 1.0  # seconds without a key before the place is written down


def warm() -> None:
    """Import what the first dialog needs, so that no key typed after it is lost."""
    from .. import asks  # noqa: F401
    from . import ask  # noqa: F401


class Row(Horizontal):
    """Its children cover it: it has nothing to paint."""

    BLANK = True


class Column(Vertical):
    """As a row."""

    BLANK = True


class WalkScreen(Trying, Descending, Screen[None]):
    """Step, network, equations; the top line says where we are, the foot what applies now."""

    BINDINGS = [
        Binding(key.keys, key.action, key.label, id=key.id, tooltip=key.tooltip,
                key_display=key.shown, show=bool(key.footer))
        for key in KEYS
    ]  # fmt: skip
    AUTO_FOCUS = ""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.writer: Timer | None = None
        self.painted_for: list[Size] = []

    @property
    def program(self) -> WalkApp:
        return cast("WalkApp", self.app)

    def compose(self) -> ComposeResult:
        ascii = self.session.look.ascii
        yield LinesView(id="where")
        with Row(id="body"):
            with Column(id="left"):
                yield StepView(id="step")
            with Column(id="side"):
                yield LinesView(id="diagram")
                yield EquationsView(self.session.walk, ascii=ascii, id="equations")
        yield LinesView(id="footer")
        yield LinesView(id="small")

    def on_mount(self) -> None:
        for name in ("where", "diagram", "equations", "footer", "small"):
            self.query_one(f"#{name}", LinesView).can_focus = False
        self.query_one("#equations").border_title = "equations"
        self.set_timer(WARM, warm)

    def on_resize(self, event: events.Resize) -> None:
        width, height = event.size
        small = width < LEAST[0] or height < LEAST[1]
        self.set_class(small, "-small")
        if small:
            self.query_one("#small", LinesView).show(
                [said(f"The walk needs {LEAST[0]}×{LEAST[1]} characters;"),
                 said(f"this terminal has {width}×{height}."), said(""),
                 said("Make it larger, or: backprop walk --plain")]
            )  # fmt: skip
        self.call_later(self.fit)

    # Showing

    def fit(self) -> None:
        """Paint once the panes have their sizes, and once more if a scroll bar changes them."""
        if self.sizes != self.painted_for:
            self.paint()
        self.call_after_refresh(self.refit)

    def refit(self) -> None:
        if self.sizes != self.painted_for:
            self.paint()

    @property
    def sizes(self) -> list[Size]:
        return [view.size for view in self.query(LinesView)]

    def paint(self) -> None:
        """Show everything as it is now. Rows that did not change are not painted again."""
        if self.has_class("-small") or not self.is_mounted:
            return
        self.painted_for = self.sizes
        session, walk = self.session, self.session.walk
        step = self.query_one("#step", StepView)
        width, height = step.size
        focused = step.has_focus
        lines = step_lines(walk, width, height, session.look, focused=focused)
        if len(lines) > height:  # it scrolls, and the scrollbar takes a column
            lines = step_lines(walk, width - 1, height, session.look, focused=focused)
        step.show(lines)
        self.paint_side()
        self.query_one("#equations", EquationsView).follow(walk)
        self.paint_bars()
        self.ask_value()

    def paint_side(self) -> None:
        session, walk = self.session, self.session.walk
        side = self.query_one("#diagram", LinesView)
        width, height = side.size
        if session.plot:
            from ..views.plot import plot

            side.border_title = "descent, running" if session.running else "descent"
            side.show(plot(walk, width, height, ascii=session.look.ascii))
            return
        if isinstance(walk.source, Network):
            title = f"network{separator(session.look.ascii)}sample {walk.sample}"
        else:
            title = "computation graph"
        if side.border_title != title:  # another title paints the whole pane again
            side.border_title = title
        side.show(diagram(walk, width, height, ascii=session.look.ascii))

    def paint_bars(self) -> None:
        self.query_one("#where", LinesView).show([bars.top(self.session, self.size.width)])
        focus = self.focused.id or "" if self.focused else ""
        self.query_one("#footer", LinesView).show(
            [bars.foot(self.session, self.size.width, focus=focus)]
        )

    def did(self, moved: bool, otherwise: str = "") -> None:
        """After an action: show it, or say why nothing moved."""
        self.session.say("" if moved else otherwise, "plain")
        self.paint()
        if self.writer is not None:
            self.writer.stop()
        self.writer = self.set_timer(AFTER, self.session.remember)

    def on_descendant_focus(self) -> None:
        self.paint()

    def on_descendant_blur(self) -> None:
        self.paint()

    # Stepping

    def action_next(self) -> None:
        last = "this is the last step" + ("; i goes on" if self.session.walk.source.alpha else "")
        self.did(self.session.walk.next(), last)

    def action_previous(self) -> None:
        self.did(self.session.walk.previous(), "this is the first step")

    def action_first(self) -> None:
        self.did(self.session.walk.first(), "this is the first step")

    def action_last(self) -> None:
        self.did(self.session.walk.last(), "this is the last step")

    def action_across(self, by: int, part: str) -> None:
        self.did(self.session.walk.across(by, part), "there is none in that direction")

    def action_iteration(self) -> None:
        self.did(self.session.walk.next_iteration(), "no further iteration: there is no alpha")

    def action_back(self) -> None:
        self.did(self.session.walk.back(), "there was no jump to return from")

    def action_matrix(self) -> None:
        step = self.query_one("#step", StepView)
        self.set_focus(None if step.has_focus else step)

    def on_step_view_pointed(self, message: StepView.Pointed) -> None:
        self.did(self.session.walk.point(message.down, message.right))

    def on_lines_view_followed(self, message: LinesView.Followed) -> None:
        """A click: an action of the foot, an entry of the result, or another quantity."""
        goes = message.goes
        walk = self.session.walk
        if goes.startswith("action:"):
            self.do(goes.removeprefix("action:"))
            return
        if goes.startswith("iteration:"):
            self.did(walk.to_iteration(int(goes.removeprefix("iteration:"))))
            return
        found = walk.trace.names.find(goes)
        if found.name == walk.step.name and found.place:
            down, right = found.place[0] - walk.cursor[0], found.place[1] - walk.cursor[1]
            self.did(walk.point(down, right))
            return
        moved = walk.came_from(found.name, found.place)
        self.did(moved, f"{symbol(walk.trace, found.name)} is given")

    # Asking

    def do(self, action: str) -> None:
        """What a key does, by the name of its action."""
        self.call_later(self.run_action, action)

    def action_ask(self, what: str) -> None:
        from ..asks import ASKS
        from .ask import AskScreen

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
        from .help import HelpScreen

        self.app.push_screen(HelpScreen())

    def action_leave(self) -> None:
        self.session.remember()
        if not self.session.walk.history.edited:
            self.app.exit(0)
            return
        from .leave import leave

        leave(self)
