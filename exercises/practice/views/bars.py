"""The top line, how far we are and what was said, and the foot, the keys that hold now."""

from __future__ import annotations

from tracer.shell.ascii import lines_in_ascii, separator
from tracer.shell.line import Line, Piece, Role, short
from tracer.walk.views.bars import first_key, hints, taken

from .. import keys
from ..session import Session

FIELD = (("Enter", "judge"), ("Tab", "next entry"), ("↑ ↓", "line"), ("Esc", "keys: hint, show…"))


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
    here = short(here, width - 1)
    word = short(said, width - len(here) - 3)
    if width - len(here) < 12:
        word = ""
    role: Role = session.mood if said else "dim"
    space = " " * max(width - len(here) - len(word) - 1, 0)
    line = (Piece(here, "heading"), Piece(space), Piece(word, role))
    return lines_in_ascii([line])[0] if session.ascii else line


def foot(session: Session, width: int, *, typing: bool) -> Line:
    """The keys that hold now, as many as there is room for; help and quit always."""
    if typing:
        line = hints(FIELD, width)
        return lines_in_ascii([line])[0] if session.ascii else line
    ends = [keys.BY_ID["help"], keys.BY_ID["quit"]]
    chosen = sorted((key for key in keys.KEYS if key.footer), key=lambda key: key.footer)
    room = width - sum(taken(key) for key in ends)
    pieces: list[Piece] = []
    for key in [*(key for key in chosen if key not in ends), *ends]:
        if key not in ends:
            if taken(key) > room:
                continue
            room -= taken(key)
        goes = f"action:{key.action}"
        pieces += [
            Piece(f" {first_key(key)} ", "writes", goes),
            Piece(f"{key.label} ", "plain", goes),
        ]
    line = tuple(pieces)
    return lines_in_ascii([line])[0] if session.ascii else line
