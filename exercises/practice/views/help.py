"""Every key and every sign, made from the tables that make the keys work."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from tracer.shell.line import Line, Piece, said

from ..keys import ENTERING, FIELD, KEYS, MARKS

INDENT = 22  # cells that the keys take


def help_lines(width: int = 200) -> list[Line]:
    """All of it, group after group, the longer texts on several lines."""
    lines = [*group("While you type", FIELD, width), *group("What you can type", ENTERING, width)]
    done: set[str] = set()
    for key in KEYS:
        if key.group not in done:
            done.add(key.group)
            pairs = [(one.shown, one.tooltip) for one in KEYS if one.group == key.group]
            lines += group(f"After Esc: {key.group.lower()}", pairs, width)
    return [*lines, *group("Signs", MARKS, width)]


def group(heading: str, pairs: Sequence[tuple[str, str]], width: int) -> list[Line]:
    lines = [said(heading, "heading")]
    for shown, says in pairs:
        first, *rest = textwrap.wrap(says, max(width - INDENT, 16))
        lines.append((Piece(f"  {shown}".ljust(INDENT), "writes"), Piece(first)))
        lines += [said(" " * INDENT + line) for line in rest]
    return [*lines, said("")]
