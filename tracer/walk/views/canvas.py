"""A sheet of character cells: text, and thin lines of braille dots (or of ASCII) between it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import groupby
from typing import TypeAlias

from ...shell.line import Line, Piece, Role

DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # by row and column in a cell
BLANK = 0x2800

Cell: TypeAlias = tuple[int, int]
Look: TypeAlias = tuple[Role, str]
"""The role of a cell and where a click on it leads."""

NOTHING: Look = ("plain", "")


class Canvas:
    """`width` × `height` cells. Text stands over lines; of two lines the later one colours."""

    def __init__(self, width: int, height: int, *, ascii: bool = False) -> None:
        self.width = width
        self.height = height
        self.ascii = ascii
        self.text: list[dict[int, tuple[str, Look]]] = [{} for _ in range(height)]
        self.dots: list[dict[int, tuple[int, Look]]] = [{} for _ in range(height)]

    def write(self, x: int, y: int, said: str, role: Role = "plain", goes: str = "") -> None:
        if not 0 <= y < self.height:
            return
        row, look = self.text[y], (role, goes)
        for at, letter in enumerate(said, x):
            if 0 <= at < self.width:
                row[at] = (letter, look)

    def free(self, x: int, y: int, length: int) -> bool:
        """Whether no text stands there yet, and it is on the canvas."""
        inside = 0 <= y < self.height and x >= 0 and x + length <= self.width
        return inside and not any(at in self.text[y] for at in range(x - 1, x + length + 1))

    def dot(self, x: int, y: int, role: Role) -> None:
        """One dot; there are 2 × 4 of them in a cell."""
        self.dotted((x // 2, y // 4), DOTS[y % 4][x % 2], (role, ""))

    def dotted(self, cell: Cell, dots: int, look: Look) -> None:
        x, y = cell
        if 0 <= x < self.width and 0 <= y < self.height:
            row = self.dots[y]
            row[x] = (row[x][0] | dots if x in row else dots, look)

    def line(self, start: Cell, end: Cell, role: Role, *, every: int = 1) -> None:
        """A line from cell to cell; only every so many dots of it for a faint one."""
        look = (role, "")
        for cell, dots in line_of_dots(start, end, every).items():
            self.dotted(cell, dots, look)

    def lines(self) -> list[Line]:
        return [self.row(y) for y in range(self.height)]

    def row(self, y: int) -> Line:
        """One row, neighbouring cells of the same kind in one piece."""
        letters, looks = [" "] * self.width, [NOTHING] * self.width
        for x, (dots, look) in self.dots[y].items():
            letters[x], looks[x] = "." if self.ascii else chr(BLANK + dots), look
        for x, (letter, look) in self.text[y].items():
            letters[x], looks[x] = letter, look
        pieces: list[Piece] = []
        start = 0
        for (role, goes), run in groupby(looks):
            end = start + len(list(run))
            pieces.append(Piece("".join(letters[start:end]), role, goes))
            start = end
        return tuple(pieces)


@lru_cache(maxsize=512)
def line_of_dots(start: Cell, end: Cell, every: int) -> Mapping[Cell, int]:
    """The cells that a line goes through and its dots in each; kept, since the edges of a
    diagram stay where they are from step to step."""
    (x0, y0), (x1, y1) = ((x * 2, y * 4 + 1) for x, y in (start, end))
    count = max(abs(x1 - x0), abs(y1 - y0), 1)
    found: dict[Cell, int] = {}
    for step in range(0, count + 1, every):
        part = step / count
        x, y = round(x0 + (x1 - x0) * part), round(y0 + (y1 - y0) * part)
        cell = x // 2, y // 4
        found[cell] = found.get(cell, 0) | DOTS[y % 4][x % 2]
    return found
