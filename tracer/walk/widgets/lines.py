"""Lines of text on the screen, painted a row at a time: only what changed, only what is seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from ..views.line import Line, plain

ROLES = ("plain", "dim", "heading", "reads", "writes", "changed", "cursor", "good", "bad", "here")


class LinesView(ScrollView):
    """Shows lines; a click on a piece that leads somewhere is a message. Text can be selected
    with the mouse and copies as it reads."""

    COMPONENT_CLASSES = {f"lines--{role}" for role in ROLES}

    @dataclass
    class Followed(Message):
        """A piece was clicked: the quantity, entry or action it leads to."""

        view: LinesView
        goes: str

        @property
        def control(self) -> LinesView:
            return self.view

    def __init__(self, lines: Sequence[Line] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines: list[Line] = list(lines)
        self.styled: dict[str, Style] = {}
        self.ground: Style | None = None

    def show(self, lines: Sequence[Line]) -> None:
        """Show these lines; rows that stay as they are are not painted again."""
        old, self.lines = self.lines, list(lines)
        wide = max((sum(len(piece.text) for piece in line) for line in self.lines), default=0)
        self.room(wide, len(self.lines))
        for y in range(max(len(old), len(self.lines))):
            if old[y : y + 1] != self.lines[y : y + 1]:
                self.refresh_lines(y)

    def room(self, wide: int, high: int) -> None:
        """How much there is to scroll over. Asking for another size lays the whole screen out
        again, so what fits asks for none."""
        inner = self.size if self.is_attached else Size(0, 0)
        size = Size(0, high if high > inner.height else 0)
        if self.styles.height is not None and self.styles.height.is_auto:
            size = Size(wide, high)
        if size != self.virtual_size:
            self.virtual_size = size
            self.refresh()

    def refresh_lines(self, y_start: int, line_count: int = 1) -> None:
        """Paint rows again, counted from the first line of the content."""
        top = y_start - self.scroll_offset.y
        self.refresh(Region(0, top, self.size.width, line_count))

    def line_at(self, y: int) -> Line:
        return self.lines[y] if 0 <= y < len(self.lines) else ()

    def notify_style_update(self) -> None:
        self.styled.clear()
        self.ground = None
        super().notify_style_update()

    def style_of(self, role: str) -> Style:
        if role not in self.styled:
            self.styled[role] = self.get_component_rich_style(f"lines--{role}")
        return self.styled[role]

    def render_line(self, y: int) -> Strip:
        left, top = self.scroll_offset
        width, row = self.size.width, y + top
        line = self.line_at(row)
        segments = [Segment(piece.text, self.style_of(piece.role)) for piece in line]
        selection = self.text_selection
        span = selection.get_span(row) if selection is not None else None
        if span is not None:
            start, end = span
            style = self.screen.get_component_rich_style("screen--selection")
            segments = selected(segments, start, 10**6 if end == -1 else end, style)
        if self.ground is None:
            self.ground = self.rich_style
        strip = Strip(segments).crop_extend(left, left + width, self.ground)
        return strip.apply_offsets(left, row)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        return selection.extract("\n".join(map(plain, self.all_lines()))), "\n"

    def all_lines(self) -> list[Line]:
        return self.lines

    def selection_updated(self, selection: Selection | None) -> None:  # noqa: ARG002 - theirs
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        x, y = offset.x + self.scroll_offset.x, offset.y + self.scroll_offset.y
        for piece in self.line_at(y):
            x -= len(piece.text)
            if x < 0:
                if piece.goes:
                    event.stop()
                    self.post_message(self.Followed(self, piece.goes))
                return


def selected(segments: list[Segment], start: int, end: int, style: Style) -> list[Segment]:
    """The segments with the cells from `start` to `end` in the selection's style."""
    strip = Strip(segments)
    length = strip.cell_length
    start, end = min(start, length), min(end, length)
    if start >= end:
        return segments
    before, inside, after = strip.divide([start, end, length]) if length else (strip,) * 3
    marked = [Segment(part.text, (part.style or Style()) + style) for part in inside]
    return [*before, *marked, *after]
