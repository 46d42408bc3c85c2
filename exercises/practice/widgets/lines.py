"""The list of the exercise's lines; only those on screen are made."""

from __future__ import annotations

from tracer.shell.line import Line
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

    def count(self) -> int:
        return len(self.session.practice.sheet.blanks)

    def here(self) -> int:
        sheet = self.session.practice.sheet
        return sheet.order[sheet.blank.id]

    def line_of(self, index: int) -> Line:
        return lines.line(self.session.practice, index, self.wide, ascii=self.ascii)
