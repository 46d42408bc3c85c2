"""A sheet of character cells: text, and thin lines of braille dots (or of ASCII) between it."""

from __future__ import annotations

from .line import Line, Piece, Role

DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # by row and column in a cell
BLANK = 0x2800


class Canvas:
    """`width` × `height` cells. Text stands over lines; of two lines the later one colours."""

    def __init__(self, width: int, height: int, *, ascii: bool = False) -> None:
        self.width = width
        self.height = height
        self.ascii = ascii
        self.text: dict[tuple[int, int], tuple[str, Role, str]] = {}
        self.dots: dict[tuple[int, int], int] = {}
        self.roles: dict[tuple[int, int], Role] = {}

    def write(self, x: int, y: int, said: str, role: Role = "plain", goes: str = "") -> None:
        for offset, letter in enumerate(said):
            if 0 <= x + offset < self.width and 0 <= y < self.height:
                self.text[x + offset, y] = (letter, role, goes)

    def free(self, x: int, y: int, length: int) -> bool:
        """Whether no text stands there yet, and it is on the canvas."""
        inside = 0 <= y < self.height and x >= 0 and x + length <= self.width
        return inside and not any((x + offset, y) in self.text for offset in range(-1, length + 1))

    def dot(self, x: int, y: int, role: Role) -> None:
        """One dot; there are 2 × 4 of them in a cell."""
        cell = x // 2, y // 4
        if 0 <= cell[0] < self.width and 0 <= cell[1] < self.height:
            self.dots[cell] = self.dots.get(cell, 0) | DOTS[y % 4][x % 2]
            self.roles[cell] = role

    def line(
        self, start: tuple[int, int], end: tuple[int, int], role: Role, *, every: int = 1
    ) -> None:
        """A line from cell to cell; only every so many dots of it for a faint one."""
        (x0, y0), (x1, y1) = ((x * 2, y * 4 + 1) for x, y in (start, end))
        count = max(abs(x1 - x0), abs(y1 - y0), 1)
        for step in range(0, count + 1, every):
            part = step / count
            self.dot(round(x0 + (x1 - x0) * part), round(y0 + (y1 - y0) * part), role)

    def lines(self) -> list[Line]:
        return [self.row(y) for y in range(self.height)]

    def row(self, y: int) -> Line:
        """One row, neighbouring cells of the same kind in one piece."""
        pieces: list[Piece] = []
        for x in range(self.width):
            said, role, goes = self.cell(x, y)
            if pieces and (pieces[-1].role, pieces[-1].goes) == (role, goes):
                pieces[-1] = Piece(pieces[-1].text + said, role, goes)
            else:
                pieces.append(Piece(said, role, goes))
        return tuple(pieces)

    def cell(self, x: int, y: int) -> tuple[str, Role, str]:
        if (x, y) in self.text:
            return self.text[x, y]
        dots = self.dots.get((x, y), 0)
        if not dots:
            return " ", "plain", ""
        return ("." if self.ascii else chr(BLANK + dots)), self.roles[x, y], ""
