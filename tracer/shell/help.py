"""Help: every key and every sign, made from the tables that make the keys work."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from .ascii import plain_ascii
from .keys import Key
from .line import Line, Piece, said

INDENT = 22  # cells that the keys take
LEAST = 16  # cells of what is said of them
Pairs = Sequence[tuple[str, str]]


def help_lines(groups: Iterable[tuple[str, Pairs]], width: int, *, ascii: bool) -> list[Line]:
    """Group after group, each with its heading, longer texts on several lines."""
    lines: list[Line] = []
    spelt = plain_ascii if ascii else str
    for heading, pairs in groups:
        lines += [said(""), said(heading, "heading")] if lines else [said(heading, "heading")]
        for shown, says in pairs:
            room = max(width - INDENT, LEAST)
            first, *rest = textwrap.wrap(spelt(says), room, break_on_hyphens=False)
            lines.append((Piece(f"  {spelt(shown)}".ljust(INDENT), "writes"), Piece(first)))
            lines += [said(" " * INDENT + line) for line in rest]
    return lines


def by_group(keys: Sequence[Key]) -> list[tuple[str, Pairs]]:
    """A table of keys as groups, in its order."""
    return [
        (group, [(key.shown, key.tooltip) for key in keys if key.group == group])
        for group in dict.fromkeys(key.group for key in keys)
    ]
