"""A line of text in pieces, each with a role that a theme gives a colour, and a place to go to."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeAlias

Role: TypeAlias = Literal[
    "plain", "dim", "heading", "reads", "writes", "changed", "cursor", "good", "bad", "here"
]


class Action(NamedTuple):
    """What a key does, by the name of its action."""

    name: str


class Number(NamedTuple):
    """One of several by its number: an option, an iteration."""

    number: int


Goes: TypeAlias = str | Action | Number
"""Where a click leads: a quantity or an entry by its name, "" for nowhere; or what it does."""


class Piece(NamedTuple):
    """`goes`: where a click on it leads."""

    text: str
    role: Role = "plain"
    goes: Goes = ""


Line: TypeAlias = tuple[Piece, ...]


def plain(line: Line) -> str:
    """The text of a line, as it is copied and as tests read it."""
    return "".join(piece.text for piece in line).rstrip()


def length(line: Line) -> int:
    return sum(len(piece.text) for piece in line)


def said(text: str, role: Role = "plain", goes: Goes = "") -> Line:
    return (Piece(text, role, goes),)


def short(said: str, width: int, cut: str = "…") -> str:
    """A text cut to a width, with … for what is missing."""
    return said if len(said) <= width else said[: max(width - 1, 0)] + cut


def wrapped(text: str, width: int, role: Role = "plain", indent: str = "  ") -> list[Line]:
    """A long text on several lines, broken at spaces, later lines indented."""
    parts = textwrap.wrap(text, max(width, 16), subsequent_indent=indent, break_on_hyphens=False)
    return [said(part, role) for part in parts]


def blocks_beside(blocks: Sequence[list[Line]], width: int, gap: str = "   ") -> list[list[Line]]:
    """Blocks of lines side by side as far as they fit, the rest in further rows of blocks."""
    rows: list[list[Line]] = []
    for block in blocks:
        wide = max(map(length, block), default=0)
        last = rows[-1] if rows else None
        if last is not None and len(last) == len(block):
            have = max(map(length, last))
            if have + len(gap) + wide <= width:
                rows[-1] = [
                    (*a, Piece(" " * (have - length(a)) + gap), *b)
                    for a, b in zip(last, block, strict=True)
                ]
                continue
        rows.append(list(block))
    return rows
