"""The list of all equations; however many there are, only those on screen are made."""

from __future__ import annotations

from ..model import Walk
from ..views import equations
from ..views.line import Line
from .lines import LinesView


class EquationsView(LinesView):
    """The line so far: done, here, to come. A click jumps."""

    def __init__(self, walk: Walk, *, ascii: bool, id: str | None = None) -> None:
        super().__init__(id=id)
        self.walk = walk
        self.ascii = ascii
        self.made: dict[int, Line] = {}

    def follow(self, walk: Walk) -> None:
        """Show where the walk is now, a few lines of what is to come below it."""
        self.walk = walk
        old, self.made = self.made, {}
        self.room(0, equations.count(walk))
        here = equations.index_here(walk)
        height = max(self.size.height, 1)
        top = self.scroll_offset.y
        if not top + (here > 0) <= here < top + height - 1:
            # Further than one line: most steps then paint only two lines again.
            self.scroll_to(y=max(here - height // 3, 0), animate=False, force=True, immediate=True)
            self.refresh()
            return
        for y in range(top, top + height):
            if old.get(y) != self.line_at(y):
                self.refresh_lines(y)

    def line_at(self, y: int) -> Line:
        if not 0 <= y < equations.count(self.walk):
            return ()
        if y not in self.made:
            self.made[y] = equations.line(self.walk, y, self.size.width, ascii=self.ascii)
        return self.made[y]

    def all_lines(self) -> list[Line]:
        return [self.line_at(y) for y in range(equations.count(self.walk))]
