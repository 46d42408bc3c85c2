"""Rectangles of text, put together: beside each other, over each other, between tall brackets.

A box never changes: every function here makes a new one of others. Its spans say where the nodes
of a formula lie in it, so that a term can be highlighted or chosen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

Path: TypeAlias = tuple[int, ...]
"""The way to a node from the root, by indices of `tree.children`; in a matrix row and column,
from 0."""

# Brackets that grow: alone, and their first, middle and last lines.
FENCES = {"(": "(⎛⎜⎝", ")": ")⎞⎟⎠", "[": "[⎡⎢⎣", "]": "]⎤⎥⎦", "|": "││││"}
NUMBER = re.compile(r"(\W*\d+)((?:[.eE].*)?)")
ASCII_FENCES = {"(": "(/|\\", ")": ")\\|/", "[": "[[[[", "]": "]]]]", "|": "||||"}


class Span(NamedTuple):
    """Where a node lies in its box: counted from 0, in lines and in cells of the terminal."""

    path: Path
    top: int
    left: int
    height: int
    width: int


class Box(NamedTuple):
    """Lines of the same width; `baseline` is the line at which boxes stand beside each other.

    `path` is that of the node which it shows, None for mere layout; `inner` are the boxes in it,
    with the line and the cell at which they begin."""

    lines: tuple[str, ...]
    baseline: int = 0
    path: Path | None = None
    inner: tuple[tuple[int, int, Box], ...] = ()

    @property
    def width(self) -> int:
        return cells(self.lines[0])

    @property
    def height(self) -> int:
        return len(self.lines)

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where every node lies, outer ones before those inside them."""
        return tuple(self.spans_from(0, 0))

    def spans_from(self, top: int, left: int) -> Iterator[Span]:
        if self.path is not None:
            yield Span(self.path, top, left, self.height, self.width)
        for down, right, box in self.inner:
            yield from box.spans_from(top + down, left + right)

    def __str__(self) -> str:
        return "\n".join(self.lines)


@lru_cache(maxsize=4096)
def cells(text: str) -> int:
    """How many columns of a terminal a text takes: two for a wide letter, ambiguous ones are 1.

    >>> cells("∂ŷ/∂z⁽²⁾"), cells("重み")
    (8, 4)
    """
    if text.isascii():
        return len(text)
    return sum(map(columns_of, text))


def columns_of(sign: str) -> int:
    if unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def beside(*boxes: Box | str) -> Box:
    """Side by side, baselines on one line; a plain text stands on the baseline."""
    parts = [Box((part,)) if isinstance(part, str) else part for part in boxes]
    above = max([part.baseline for part in parts])
    height = above + max([len(part.lines) - part.baseline for part in parts])
    columns, inner, left = [], [], 0
    for part in parts:
        lines, baseline, _, _ = part
        down, width = above - baseline, cells(lines[0])
        if len(lines) < height:
            blank = (" " * width,)
            lines = blank * down + lines + blank * (height - down - len(lines))
        columns.append(lines)
        inner.append((down, left, part))
        left += width
    return Box(tuple(map("".join, zip(*columns, strict=True))), above, None, tuple(inner))


def stacked(*boxes: Box, baseline: int) -> Box:
    """One under the other, centred."""
    widths = [cells(box.lines[0]) for box in boxes]
    widest = max(widths)
    lines: list[str] = []
    inner = []
    for box, width in zip(boxes, widths, strict=True):
        room = widest - width
        left, right = " " * (room // 2), " " * (room - room // 2)
        inner.append((len(lines), room // 2, box))
        lines += [left + line + right for line in box.lines]
    return Box(tuple(lines), baseline, None, tuple(inner))


def over(top: Box, bottom: Box, *, bar: str = "─") -> Box:
    """A fraction."""
    width = max(top.width, bottom.width) + 2
    return stacked(top, Box((bar * width,)), bottom, baseline=top.height)


def raised(base: Box, small: Box) -> Box:
    """A superscript: above a flat base, beside the first line of a tall one."""
    up = small.height - (base.height > 1)
    return beside(base, Box(small.lines, base.baseline + up, small.path, small.inner))


def lowered(base: Box, small: Box) -> Box:
    """A subscript: below a flat base, beside the last line of a tall one."""
    down = base.height - (base.height > 1)
    return beside(base, Box(small.lines, base.baseline - down, small.path, small.inner))


def fence(box: Box, brackets: str = "()", *, ascii: bool = False) -> Box:
    """Between brackets that are as tall as it is."""
    forms = ASCII_FENCES if ascii else FENCES
    left, right = [Box(grown(forms[sign], box.height), box.baseline) for sign in brackets]
    return beside(left, box, right)


def grown(form: str, height: int) -> tuple[str, ...]:
    return (form[0],) if height == 1 else (form[1], *form[2] * (height - 2), form[3])


def big(sign: str, body: Box, *, above: Box, below: Box) -> Box:
    """A large operator with its limits, and what it is taken of."""
    operator = stacked(above, Box((sign,)), below, baseline=above.height)
    return beside(operator, " ", body)


def matrix_box(rows: Sequence[Sequence[str]], *, brackets: str = "[]", ascii: bool = False) -> Box:
    """Numbers in columns, decimal points in line, between brackets; a span for every entry.

    >>> print(beside("W = ", matrix_box([["-2.0", "0.25"], ["10", "1e-05"]])))
    W = ⎡-2.0  0.25 ⎤
        ⎣10    1e-05⎦
    """
    columns = [[halves(entry) for entry in column] for column in zip(*rows, strict=True)]
    before = [max(cells(whole) for whole, _ in column) for column in columns]
    after = [max(cells(rest) for _, rest in column) for column in columns]
    lines: list[str] = []
    inner = []
    for i, row in enumerate(zip(*columns, strict=True)):
        line = ""
        for j, (whole, rest) in enumerate(row):
            line += "  " * bool(j) + " " * (before[j] - cells(whole))
            inner.append((i, cells(line), Box((whole + rest,), path=(i, j))))
            line += whole + rest + " " * (after[j] - cells(rest))
        lines.append(line)
    table = Box(tuple(lines or [""]), max(len(lines) - 1, 0) // 2, None, tuple(inner))
    return fence(table, brackets, ascii=ascii)


def halves(entry: str) -> tuple[str, str]:
    """What stands before the decimal point, and the point with the rest."""
    number = NUMBER.fullmatch(entry)
    return (number[1], number[2]) if number else (entry, "")
