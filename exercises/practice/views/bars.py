"""The top line, how far we are and what was said, and the foot, the keys that hold now."""

from __future__ import annotations

from tracer.shell import bars as shell
from tracer.shell.ascii import lines_in_ascii, separator
from tracer.shell.line import Line, short

from .. import keys
from ..session import Session

FIELD = (("Enter", "judge"), ("Tab", "entries"), ("↑ ↓", "line"), ("Esc", "keys: hint, show…"))


def top(session: Session, width: int) -> Line:
    """The title and what is right so far; at the right what was just said."""
    practice = session.practice
    title = practice.task.title or session.name
    between = separator(session.ascii)
    title = f"{title}{between}{practice.part}" if practice.part else title
    count = f"{between}{practice.right} of {practice.wanted} right"
    if practice.progress.number:
        count += f"{between}variant {practice.progress.number}"
    said = session.said
    room = width - len(count) - (len(said) + 3 if said else 0) - 2
    here = f" {short(title, max(room, 12))}{count}"
    line = shell.top(here, said, session.mood if said else "dim", width)
    return lines_in_ascii([line])[0] if session.ascii else line


def foot(session: Session, width: int, *, typing: bool) -> Line:
    """The keys that hold now, as many as there is room for; help and quit always."""
    ends = [keys.BY_ID["help"], keys.BY_ID["quit"]]
    line = shell.hints(FIELD, width) if typing else shell.foot(keys.FOOT, ends, width)
    return lines_in_ascii([line])[0] if session.ascii else line
