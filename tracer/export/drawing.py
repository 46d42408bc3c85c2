"""Lines of characters: wrapped sentences, broken formulas, bracketed matrices, blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from textwrap import wrap

from .table import Table

BREAKS = re.compile(r" (?=(?:=|:=|\+|-|−) )")
FACTORS = re.compile(r" (?=[·*] )")
FENCES = {"only": ("[", "]"), "first": ("⎡", "⎤"), "middle": ("⎢", "⎥"), "last": ("⎣", "⎦")}
GAP = 4  # between blocks that stand side by side


def wrapped(sentence: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """A sentence on as many lines as it needs; `first` and `rest` are put in front."""
    return wrap(
        sentence,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def broken(formula: str, width: int, first: str, rest: str) -> Iterator[str]:
    """A formula on as many lines as it needs, broken before = + and −; before · only what is longer
    than a line."""
    line, empty = first, True
    longest = width - len(rest)
    pieces = [part for piece in BREAKS.split(formula)
              for part in (FACTORS.split(piece) if len(piece) > longest else [piece])]  # fmt: skip
    for piece in pieces:
        if not empty and len(line) + 1 + len(piece) > width:
            yield line
            line, empty = rest, True
        line += piece if empty else f" {piece}"
        empty = False
    yield line


def matrix(table: Table, width: int, minus: str) -> list[str]:
    """A table as a bracketed matrix with labels; one too wide, a block of columns at a time."""
    columns = [
        aligned([row[j] for row in table.cells], label, minus)
        for j, label in enumerate(table.columns)
    ]
    margin = max(map(len, table.rows))
    margin += 1 if margin else 0
    lines = []
    for some in blocks([len(column[0]) for column in columns], width - margin - 4):
        titles, *rows = zip(*(columns[j] for j in some), strict=True)
        if any(table.columns):
            lines.append(" " * (margin + 2) + "  ".join(titles))
        for i, (label, cells) in enumerate(zip(table.rows, rows, strict=True)):
            left, right = fence(i, len(rows))
            lines.append(f"{label:{margin}}{left} {'  '.join(cells)} {right}")
    return lines + wrapped(table.note, width)


def fence(row: int, rows: int) -> tuple[str, str]:
    if rows == 1:
        return FENCES["only"]
    return FENCES["first" if row == 0 else "last" if row == rows - 1 else "middle"]


def aligned(texts: Sequence[str], label: str, minus: str) -> list[str]:
    """A column, its label first: numbers stand point under point, all as wide as the widest."""
    pairs = [cell.replace("-", minus).partition(".") for cell in texts]
    left = max(len(whole) for whole, _, _ in pairs)
    right = max(len(point + part) for _, point, part in pairs)
    width = max(left + right, len(label))
    shown = (f"{whole:>{left}}{point + part:<{right}}" for whole, point, part in pairs)
    return [label.rjust(width), *(cell.rjust(width) for cell in shown)]


def blocks(widths: Sequence[int], room: int) -> Iterator[range]:
    """The columns in runs that fit into the room, at least one at a time."""
    start, used = 0, 0
    for j, width in enumerate(widths):
        if j > start and used + width > room:
            yield range(start, j)
            start, used = j, 0
        used += width + 2
    yield range(start, len(widths))


def named(name: str, block: Sequence[str]) -> list[str]:
    """A block of lines with its name in front of the first."""
    margin = " " * (len(name) + 2)
    return [(f"{name}  " if k == 0 else margin) + line for k, line in enumerate(block)]


def flowed(parts: Sequence[list[str]], width: int) -> Iterator[str]:
    """Blocks of lines side by side, as many as fit."""
    row: list[list[str]] = []
    used = 0
    for block in parts:
        size = max(map(len, block)) + GAP
        if row and used + size - GAP > width:
            yield from beside(row)
            row, used = [], 0
        row.append(block)
        used += size
    if row:
        yield from beside(row)


def beside(parts: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, block)) for block in parts]
    for row in zip_longest(*parts, fillvalue=""):
        cells = (f"{part:{width}}" for part, width in zip(row, widths, strict=True))
        yield (" " * GAP).join(cells).rstrip()
