"""Lines of text on the screen, painted a row at a time: only what changed, only what is seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.color import Color
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from .line import Goes, Line, Role, length, plain

MOST_KEPT = 1000  # painted rows that are kept for the next time they are shown

# Colour and ground, as the theme names them (None: the widget's own), and how letters are set.
# Not in the style sheet: there, each role of each pane costs a millisecond of the start.
ROLES: Mapping[Role, tuple[str | None, str | None, str]] = {
    "plain": (None, None, ""),
    "dim": ("walk-dim", None, ""),
    "heading": (None, None, "bold"),
    "reads": ("walk-reads", None, "underline"),
    "writes": ("walk-writes", None, "bold"),
    "changed": ("walk-changed", None, "italic"),
    "cursor": ("walk-on-cursor", "walk-cursor", "bold"),
    "good": ("walk-good", None, "bold"),
    "bad": ("walk-bad", None, "bold"),
    "here": ("walk-writes", "panel", "bold"),
}


@dataclass(eq=False)
class Frame:
    """What stands around the content, as painted once: rows above and below it, and the pieces
    at both ends of each row between them."""

    key: object
    inner: Size
    outside: dict[int, Strip]
    left: list[Segment]
    right: list[Segment]


class LinesView(ScrollView):
    """Shows lines; a click on a piece that leads somewhere is a message. Text can be selected
    with the mouse and copies as it reads."""

    @dataclass
    class Followed(Message):
        """A piece was clicked: the quantity, entry or action it leads to."""

        view: LinesView
        goes: Goes

        @property
        def control(self) -> LinesView:
            return self.view

    def __init__(self, lines: Sequence[Line] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines: list[Line] = list(lines)
        self.styled: dict[Role, Style] = {}
        self.painted: dict[Line, Strip] = {}
        self.frame: Frame | None = None

    def show(self, lines: Sequence[Line]) -> None:
        """Show these lines; rows that stay as they are are not painted again."""
        old, self.lines = self.lines, list(lines)
        self.room(len(self.lines))
        pairs = enumerate(zip_longest(old, self.lines))
        if self.is_attached:
            self.refresh_rows([y for y, (was, now) in pairs if was != now])

    def room(self, high: int) -> None:
        """How much there is to scroll over. Asking for another size lays the whole screen out
        again, so what fits asks for none."""
        if self.styles.height is not None and self.styles.height.is_auto:
            size = Size(max(map(length, self.lines), default=0), high)
        else:
            inner = self.size.height if self.is_attached else 0
            size = Size(0, high if high > inner else 0)
        if size != self.virtual_size:
            self.virtual_size = size
            self.refresh()

    def refresh_rows(self, rows: Sequence[int]) -> None:
        """Paint rows again, counted from the first line of the content."""
        (width, height), above = self.size, self.scroll_offset.y
        seen = [y - above for y in rows if 0 <= y - above < height]
        if seen:
            self.refresh(*(Region(0, y, width, 1) for y in seen))

    def line_at(self, y: int) -> Line:
        return self.lines[y] if 0 <= y < len(self.lines) else ()

    # Painting

    def notify_style_update(self) -> None:
        self.styled.clear()
        self.painted.clear()
        self.frame = None
        super().notify_style_update()

    def style_of(self, role: Role) -> Style:
        """A role's style, as it goes to the terminal: NO_COLOR and the like are in it."""
        if role not in self.styled:
            color, ground, letters = ROLES[role]
            style = self.rich_style + Style.parse(letters)
            if color:
                style += Style(color=self.colour(color))
            if ground:
                style += Style(bgcolor=self.colour(ground))
            strip = Strip([Segment("x", style)])
            for each in self.get_line_filters():
                strip = strip.apply_filter(each, self.background_colors[1])
            self.styled[role] = next(iter(strip)).style or style
        return self.styled[role]

    def colour(self, name: str) -> RichColor:
        """A colour of the theme."""
        return Color.parse(self.app.theme_variables[name]).rich_color

    def segments(self, line: Line) -> list[Segment]:
        return [Segment(piece.text, self.style_of(piece.role)) for piece in line]

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows of the widget. Textual's own way of it, which a selection needs, takes
        several times as long for each row."""
        if self.text_selection is not None:
            return super().render_lines(crop)
        frame, top = self.framed(), self.gutter.top
        last = top + frame.inner.height
        scrolled = self.scroll_offset.y - top
        row, line_at = self.row, self.line_at
        strips = [
            row(line_at(y + scrolled), frame) if top <= y < last else frame.outside[y]
            for y in crop.line_range
        ]
        if crop.column_span != (0, self.outer_size.width):
            return [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def row(self, line: Line, frame: Frame) -> Strip:
        painted = self.painted.get(line)
        if painted is not None:
            return painted
        if len(self.painted) >= MOST_KEPT:
            self.painted.clear()
        left, width = self.scroll_offset.x, frame.inner.width
        inside = Strip(self.segments(line)).crop_extend(left, left + width, self.style_of("plain"))
        painted = Strip([*frame.left, *inside, *frame.right], self.outer_size.width)
        self.painted[line] = painted
        return painted

    def framed(self) -> Frame:
        """The border, the padding and the titles, painted by Textual when they change."""
        size, inner = self.outer_size, self.size
        titles = self.border_title, self.border_subtitle
        key = (size, inner, self.scroll_offset.x, titles, self.app.theme)
        if self.frame is not None and self.frame.key == key:
            return self.frame
        self.styled.clear()
        self.painted.clear()
        top, left = self.gutter.top, self.gutter.left
        wanted = [*range(top + 1), *range(top + inner.height, size.height)]
        theirs = super().render_lines
        rows = {y: theirs(Region(0, y, size.width, 1))[0] for y in wanted}
        sample = rows.pop(top) if inner.height else Strip([])
        self.frame = Frame(
            key,
            inner,
            rows,
            list(sample.crop(0, left)),
            list(sample.crop(left + inner.width, size.width)),
        )
        return self.frame

    # Selecting

    def render_line(self, y: int) -> Strip:
        """A row as Textual wants it to find out where a selection begins and ends."""
        left, top = self.scroll_offset
        width, row = self.size.width, y + top
        segments = self.segments(self.line_at(row))
        selection = self.text_selection
        span = selection.get_span(row) if selection is not None else None
        if span is not None:
            start, end = span
            style = self.screen.get_component_rich_style("screen--selection")
            segments = selected(segments, start, 10**6 if end == -1 else end, style)
        strip = Strip(segments).crop_extend(left, left + width, self.style_of("plain"))
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
