"""The answers of one line as a matrix: what was typed, with its verdict's sign; open entries."""

from __future__ import annotations

from tracer.shell.line import Piece, Role
from tracer.symbols import Place
from tracer.walk.views.matrix import Table
from tracer.walk.views.words import number_text

from ..model import Practice
from .marks import VERDICTS

OPEN = "□"
GRANTED = 4  # cells that a sign, a point and an exponent need beside the digits


class AnswerTable(Table):
    """The walk's table, with the person's own texts in it."""

    def __init__(self, practice: Practice) -> None:
        super().__init__(practice.sheet.walk, practice.sheet.walk.right, focused=True)
        self.practice = practice
        self.mask = None
        self.asked = frozenset(practice.sheet.blank.places)

    @property
    def cell_width(self) -> int:
        """As narrow as what was typed allows, so that more of the matrix is seen."""
        typed = self.practice.progress.typed
        blank = self.practice.sheet.blank
        places = self.practice.sheet.typed.get(blank.id, [])
        longest = max((len(typed[blank.entry(at)]) for at in places), default=0)
        if self.practice.sheet.given(blank):
            longest = self.walk.digits + GRANTED
        return max(min(longest, most(self.walk.digits)) + 4, len(self.columns[-1]) + 1)

    def cell(self, row: int, column: int, width: int) -> Piece:
        blank, walk = self.practice.sheet.blank, self.practice.sheet.walk
        place: Place | None = None if self.trace.scalar(self.name) else (row, column)
        at_cursor = (row, column) == walk.cursor
        role: Role = "plain"
        if place in self.absent:
            text = ""
        elif self.practice.sheet.given(blank):
            number = walk.entry(self.name, place)
            text = number_text(None if number is None else blank.sign(place) * number, walk.digits)
            role = "writes"
        else:
            text, role = self.typed(place)
        shown = f"[{text}]" if at_cursor else f"{text} "
        goes = "" if width == 0 else blank.entry((row, column))
        return Piece(shown.rjust(width), "cursor" if at_cursor else role, goes)

    def typed(self, place: Place | None) -> tuple[str, Role]:
        """The typed text with its sign; a box where one is asked for."""
        practice, blank = self.practice, self.practice.sheet.blank
        said = practice.progress.typed.get(blank.entry(place))
        if said is None:
            return (OPEN if place in self.asked else "", "plain")
        sign, role = VERDICTS[practice.sheet.verdict(blank, place)]
        text = said if len(said) <= most(self.walk.digits) else said[:8] + "…"
        return f"{sign}{text}", role


def most(digits: int) -> int:
    """Characters of a typed text that a cell has room for."""
    return digits + 4
