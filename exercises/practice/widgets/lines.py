"""The list of the exercise's lines; only those on screen are made."""

from __future__ import annotations

from tracer.walk.views.line import Line
from tracer.walk.widgets.equations import EquationsView

from ..session import Session
from ..views import lines


class BlanksView(EquationsView):
    """Which lines are asked, done, here. A click goes there."""

    def __init__(self, session: Session, *, id: str | None = None) -> None:
        super().__init__(session.practice.sheet.walk, ascii=session.ascii, id=id)
        self.session = session

    def follow_practice(self) -> None:
        self.follow(self.session.practice.sheet.walk)

    def line_at(self, y: int) -> Line:
        practice = self.session.practice
        if not 0 <= y < len(practice.sheet.blanks):
            return ()
        if y not in self.made:
            self.made[y] = lines.line(practice, y, self.size.width, ascii=self.ascii)
        return self.made[y]
