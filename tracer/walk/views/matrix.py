"""The result as a matrix with labels; only the cells that are on screen are made."""

from __future__ import annotations

from typing import NamedTuple

from ...shell.line import Line, Piece, Role, length, said
from ...symbols import entry_name
from ...trace import Trace
from ..model import Walk
from .words import VERDICTS, number_text, titles

AROUND = 8  # cells that a sign, a point, an exponent and the cursor's brackets need beside digits


class Window(NamedTuple):
    """The part of the rows, or of the columns, that is on screen: first and last, from 1."""

    first: int
    last: int
    of: int

    @property
    def whole(self) -> bool:
        return self.first == 1 and self.last == self.of


def window(cursor: int, count: int, room: int) -> Window:
    """As many as there is room for, with the cursor in the middle where they are not all."""
    room = max(room, 1)
    if count <= room:
        return Window(1, count, count)
    first = min(max(cursor - room // 2, 1), count - room + 1)
    return Window(first, first + room - 1, count)


def matrix(walk: Walk, width: int, height: int, *, focused: bool = False) -> list[Line]:
    """The numbers of this step, right and wrong side by side while a mistake is made."""
    wrong = walk.wrong
    name = walk.step.name
    if wrong is None or name not in wrong.by_name or walk.hidden:
        return Table(walk, walk.trace, focused).lines(width, height)
    right = Table(walk, walk.trace, focused, "right").lines(width, height)
    swap = walk.history.now.swap
    other = Table(walk, wrong, focused, swap.mistake if swap else "").lines(width, height)
    wide = max(length(line) for line in right)
    if wide + 3 + max(length(line) for line in other) <= width:
        return beside(right, other, wide)
    half = max(height // 2, 3)
    return [
        *Table(walk, walk.trace, focused, "right").lines(width, half),
        *Table(walk, wrong, focused, swap.mistake if swap else "").lines(width, half),
    ]


def beside(left: list[Line], right: list[Line], wide: int) -> list[Line]:
    blank: Line = ()
    count = max(len(left), len(right))
    left, right = left + [blank] * (count - len(left)), right + [blank] * (count - len(right))
    return [
        (*a, Piece(" " * (wide - length(a)) + " │ ", "dim"), *b)
        for a, b in zip(left, right, strict=True)
    ]


class Table:
    """One matrix: a trace's numbers for the step that the walk is at."""

    def __init__(self, walk: Walk, trace: Trace, focused: bool, heading: str = "") -> None:
        self.walk, self.trace, self.focused, self.heading = walk, trace, focused, heading
        self.name = walk.step.name
        self.value = trace.shown(self.name)
        self.absent = set(trace.absent(self.name))
        self.rows, self.columns = titles(walk.step)
        self.mask = walk.differs(self.name, walk.wrong) if heading else walk.changed(self.name)
        if walk.hidden:
            self.mask = None

    def lines(self, width: int, height: int) -> list[Line]:
        """At most `height` lines: a head with the columns' names, then rows, then what is left."""
        if self.trace.scalar(self.name):
            return self.single()
        row, column = self.walk.cursor
        count_rows, count_columns = self.value.shape[-2:]
        label = max(len(self.rows[0]), len(self.rows[-1]))
        cell = self.cell_width
        across = window(column, count_columns, (width - label) // cell)
        down = window(row, count_rows, height - 2 if count_rows > height - 1 else height - 1)
        found: list[Line] = []
        shown = range(across.first, across.last + 1)
        head = "".join(self.columns[at - 1].rjust(cell) for at in shown)
        if self.heading:
            found.append(said(self.sign + self.heading, "dim"))
        if head.strip():
            found.append(said(" " * label + head, "dim"))
        for at in range(down.first, down.last + 1):
            cells = [self.cell(at, to, cell) for to in shown]
            found.append((Piece(self.rows[at - 1].ljust(label), "dim"), *cells))
        if not (down.whole and across.whole):
            found.append(said(extent(down, across), "dim"))
        return found

    @property
    def cell_width(self) -> int:
        return max(self.walk.digits + AROUND, len(self.columns[-1]) + 2)

    @property
    def sign(self) -> str:
        return "✓ " if self.trace is self.walk.trace else "✗ "

    def single(self) -> list[Line]:
        """A plain number on one line."""
        heading = f"{self.sign}{self.heading} " if self.heading else ""
        return [(Piece(heading, "dim"), self.cell(1, 1, 0))]

    def cell(self, row: int, column: int, width: int) -> Piece:
        """One number, in brackets under the cursor, with ~ where it changed: never told by
        colour alone. Blank where it is not known, or no connection."""
        known = self.walk.known(self.name)
        at_cursor = (row, column) == self.walk.cursor
        text = ""
        if known and (row, column) not in self.absent:
            text = number_text(float(self.value[row - 1, column - 1]), self.walk.digits)
        changed = known and self.mask is not None and bool(self.mask[row - 1, column - 1])
        text = ("~" if changed else "") + self.verdict(row, column) + text
        shown = f"[{text}]" if at_cursor else f"{text} "
        role: Role = "cursor" if at_cursor and self.focused else "changed" if changed else "writes"
        goes = "" if width == 0 else entry_name(self.name, (row, column))
        return Piece(shown.rjust(width), role if known else "dim", goes)

    def verdict(self, row: int, column: int) -> str:
        """✓ ≈ ✗ beside a number for which the person typed their own; else nothing. They were
        judged by the right numbers, and stand on no others."""
        if not self.walk.trying or self.walk.hidden or self.trace is not self.walk.trace:
            return ""
        place = None if self.trace.scalar(self.name) else (row, column)
        answered = self.walk.answers.get(entry_name(self.name, place))
        return VERDICTS[answered[1].verdict][0] if answered else ""


def extent(down: Window, across: Window) -> str:
    """Which part of a large matrix is on screen."""
    parts = []
    for what, part in (("rows", down), ("columns", across)):
        if not part.whole:
            parts.append(f"{what} {part.first}–{part.last} of {part.of}")
    return ", ".join(parts)
