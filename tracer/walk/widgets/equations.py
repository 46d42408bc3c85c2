"""The list of all equations; however many there are, only those on screen are made."""

from __future__ import annotations

from ...shell.line import Line
from ...shell.lines_view import LinesView
from ..model import Walk
from ..views import equations


class EquationsView(LinesView):
    """The line so far: done, here, to come. A click jumps."""

    def __init__(self, walk: Walk, *, ascii: bool, id: str | None = None) -> None:
        super().__init__(id=id)
        self.walk = walk
        self.ascii = ascii
        self.made: dict[int, Line] = {}
        self.wide = 0

    def follow(self, walk: Walk) -> None:
        """Show where the walk is now, a few lines of what is to come below it."""
        self.walk = walk
        old, self.made = self.made, {}
        self.room(self.count())
        here, height, top = self.here(), max(self.size.height, 1), self.scroll_offset.y
        self.wide = self.without_scrollbar
        if not top + (here > 0) <= here < top + height - 1:
            # Further than one line: most steps then paint only two lines again.
            self.scroll_to(y=max(here - height // 3, 0), animate=False, force=True, immediate=True)
            self.refresh()
            return
        self.refresh_rows([y for y in range(top, top + height) if old.get(y) != self.line_at(y)])

    def line_at(self, y: int) -> Line:
        if not 0 <= y < self.count():
            return ()
        if y not in self.made:
            self.made[y] = self.line_of(y)
        return self.made[y]

    def all_lines(self) -> list[Line]:
        return [self.line_at(y) for y in range(self.count())]

    # What stands in it; a list of other lines says otherwise

    def count(self) -> int:
        return equations.count(self.walk)

    def here(self) -> int:
        """The index of the line that the walk is at."""
        return equations.index_here(self.walk)

    def line_of(self, index: int) -> Line:
        return equations.line(self.walk, index, self.wide, ascii=self.ascii)

    @property
    def without_scrollbar(self) -> int:
        scrolls = self.count() > self.size.height
        return self.size.width - (self.styles.scrollbar_size_vertical if scrolls else 0)
