"""Every key and every sign, made from the tables that make the keys work."""

from __future__ import annotations

from tracer.shell import help as shell
from tracer.shell.line import Line

from ..keys import ENTERING, FIELD, KEYS, MARKS


def help_lines(width: int = 200, *, ascii: bool = False) -> list[Line]:
    """All of it, group after group, the longer texts on several lines."""
    keys = [(f"After Esc: {name.lower()}", pairs) for name, pairs in shell.by_group(KEYS)]
    groups = [("While you type", FIELD), ("What you can type", ENTERING), *keys, ("Signs", MARKS)]
    return shell.help_lines(groups, width, ascii=ascii)
