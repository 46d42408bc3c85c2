"""The panes of the walk: where they lie, what they show, and that a step repaints little."""

from __future__ import annotations

from collections.abc import Hashable
from contextlib import ExitStack

from textual import events
from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import Screen
from textual.timer import Timer

from ...network import Network
from ...shell.ascii import separator
from ...shell.bars import LEAST, too_small
from ...shell.line import Line
from ...shell.lines_view import LinesView
from ..session import Session
from ..views import bars
from ..views.diagram import diagram
from ..views.pane import step_lines
from ..widgets.equations import EquationsView
from ..widgets.step import StepView

WIDE = 110  # from this on, the diagram gets more room
TALL = 36  # … and with so many rows it stands below the step, which does not need them
AFTER = 0.5  # seconds without a key, at least, before the place is written down
MOST_KEPT = 64  # places whose lines are kept for the way back


class Panes(Screen[None]):
    """Step, network, equations; the top line says where we are, the foot what applies now."""

    BLANK = True  # its children cover it

    def __init__(self, session: Session) -> None:
        super().__init__(classes="-panes")
        self.session = session
        self.where = LinesView(id="where")
        self.step = StepView(id="step")
        self.side = LinesView(id="diagram")
        self.equations = EquationsView(session.walk, ascii=session.look.ascii, id="equations")
        self.foot = LinesView(id="footer")
        self.small = LinesView(id="small")
        self.writer: Timer | None = None
        self.painted_for: list[Size] = []
        self.kept: dict[Hashable, tuple[list[Line], list[Line]]] = {}
        self.empty = ExitStack()  # open while there is nothing to show, and nothing is painted

    def compose(self) -> ComposeResult:
        yield from (self.where, self.step, self.side, self.equations, self.foot, self.small)

    def on_mount(self) -> None:
        self.empty.enter_context(self.app.batch_update())
        self.suit(self.app.size)
        for view in (self.where, self.side, self.equations, self.foot, self.small):
            view.can_focus = False
        self.equations.border_title = "equations"
        self.writer = self.set_interval(AFTER, self.remember, pause=True)

    def on_resize(self, event: events.Resize) -> None:
        self.suit(event.size)
        self.fit()  # the first time, the panes have their sizes
        self.call_later(self.fit)

    def suit(self, size: Size) -> None:
        """How the panes are to lie in this room; where there is too little, that is said."""
        width, height = size
        small = width < LEAST[0] or height < LEAST[1]
        self.set_class(small, "-small")
        self.set_class(width >= WIDE, "-wide")
        below = width >= WIDE and height >= TALL
        if below != self.has_class("-below"):
            self.set_class(below, "-below")
            last, first = (self.side, self.equations) if below else (self.equations, self.side)
            self.move_child(last, after=first)
        if small:
            self.small.show(too_small(width, height, "The walk", "backprop walk --plain"))

    # Showing

    def fit(self) -> None:
        """Paint once the panes have their sizes, and once more if a scroll bar changes them."""
        if not self.size:
            return
        if self.sizes != self.painted_for:
            self.paint()
        self.empty.close()
        self.call_after_refresh(self.refit)

    def refit(self) -> None:
        if self.sizes != self.painted_for:
            self.paint()

    @property
    def sizes(self) -> list[Size]:
        return [self.step.size, self.side.size, self.equations.size]

    @property
    def has_room(self) -> bool:
        return self.is_mounted and not self.has_class("-small")

    def paint(self) -> None:
        """Show everything as it is now. Rows that did not change are not painted again."""
        if not self.has_room:
            return
        walk = self.session.walk
        self.painted_for = self.sizes
        # First what may scroll: the scroll bar then asks for its repaint in time for this one.
        self.equations.follow(walk)
        here = (walk.step, walk.cursor, walk.sample, self.step.has_focus, *self.painted_for)
        if here not in self.kept:
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            self.kept[here] = self.step_lines(), self.side_lines()
        step, side = self.kept[here]
        self.step.show(step)
        self.side.show(side)
        self.paint_titles()
        self.paint_bars()

    def step_lines(self) -> list[Line]:
        walk, look = self.session.walk, self.session.look
        width, height = self.step.size
        focused = self.step.has_focus
        lines = step_lines(walk, width, height, look, focused=focused)
        if len(lines) > height:  # it scrolls, and the scrollbar takes a column
            lines = step_lines(walk, width - 1, height, look, focused=focused)
        return lines

    def side_lines(self) -> list[Line]:
        walk, ascii = self.session.walk, self.session.look.ascii
        if self.session.plot:
            from ..views.plot import plot

            return plot(walk, *self.side.size, ascii=ascii)
        return diagram(walk, *self.side.size, ascii=ascii)

    def paint_titles(self) -> None:
        session, walk = self.session, self.session.walk
        if session.plot:
            title = "ascent" if walk.source.maximize else "descent"
            title += ", running" if session.running else ""
        elif isinstance(walk.source, Network):
            title = f"network{separator(session.look.ascii)}sample {walk.sample}"
        else:
            title = "computation graph"
        if self.side.border_title != title:  # another title paints the whole pane again
            self.side.border_title = title

    def paint_bars(self) -> None:
        width = self.size.width
        self.where.show([bars.top(self.session, width)])
        focus = self.focused.id or "" if self.focused else ""
        self.foot.show([bars.foot(self.session, width, focus=focus)])

    def did(self, moved: bool, otherwise: str = "") -> None:
        """After an action: show it, or say why nothing moved."""
        self.kept.clear()
        self.went(moved, otherwise)

    def went(self, moved: bool, otherwise: str = "") -> None:
        """After a move: where the walk has been already, its lines are as they were."""
        self.session.say("" if moved else otherwise, "plain")
        self.paint()
        if self.writer is not None:
            self.writer.reset()

    def remember(self) -> None:
        """Write the place down, once."""
        if self.writer is not None:
            self.writer.pause()
        self.session.remember()
