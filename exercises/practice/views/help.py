"""Every key and every sign, made from the tables that make the keys work."""

from __future__ import annotations

from collections.abc import Sequence

from tracer.walk.views.line import Line, Piece, said

from ..keys import ENTERING, FIELD, KEYS, MARKS

WIDE = 20


def help_lines() -> list[Line]:
    """All of it, group after group."""
    lines = [*group("While you type", FIELD), *group("What you can type", ENTERING)]
    done: set[str] = set()
    for key in KEYS:
        if key.group not in done:
            done.add(key.group)
            pairs = [(one.shown, one.tooltip) for one in KEYS if one.group == key.group]
            lines += group(f"After Esc: {key.group.lower()}", pairs)
    return [*lines, *group("Signs", MARKS)]


def group(heading: str, pairs: Sequence[tuple[str, str]]) -> list[Line]:
    rows = [(Piece(f"  {shown:<{WIDE}}", "writes"), Piece(says)) for shown, says in pairs]
    return [said(heading, "heading"), *rows, said("")]
