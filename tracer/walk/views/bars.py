"""The top line, where we are and what was said, and the foot, what applies now."""

from __future__ import annotations

from ...shell.ascii import lines_in_ascii, separator
from ...shell.line import Line, Piece, Role, short
from .. import keys
from ..session import Session
from .words import symbol, where

DESCENT = ("iteration", "run", "plot")


def top(session: Session, width: int) -> Line:
    """Where we are; at the right what was just said, or else the file's name."""
    walk = session.walk
    between = separator(session.look.ascii)
    here = f" {where(walk, between)}{between}{symbol(walk.trace, walk.step.name)}"
    extras = ""
    if walk.history.edited:
        extras += f"{between}edited"
    if walk.history.now.swap:
        extras += f"{between}mistake: {walk.history.now.swap.mistake}"
    if walk.trying:
        extras += f"{between}try first: {walk.tally}"
    word = session.said or session.name
    if len(here + extras) + len(word) + 3 <= width or not session.said:
        here += extras
    here = short(here, width - 1)
    right = short(word, width - len(here) - 3)
    if width - len(here) < 12:
        right = ""
    role: Role = "dim"
    if session.said:
        role = session.mood
    space = " " * max(width - len(here) - len(right) - 1, 0)
    line = (Piece(here, "heading"), Piece(space), Piece(right, role))
    return in_ascii(line) if session.look.ascii else line


def foot(session: Session, width: int, *, focus: str = "") -> Line:
    """The keys that apply now, soonest first, as many as there is room for; help always."""
    if focus == "value":
        return hints(
            (
                ("Enter", "judge"),
                ("Enter alone", "show the line"),
                ("Esc", "leave the field: all keys again"),
            ),
            width,
        )
    chosen = keys.applying(session.walk)
    if session.plot:  # descent is what is looked at
        chosen.sort(key=lambda key: key.id not in ("next", "previous", *DESCENT))
    if focus == "step":
        first = (("← ↑ ↓ →", "move"), ("Esc", "leave"))
        return hints((*first, *((key.shown.split(",")[0], key.label) for key in chosen)), width)
    ends = [keys.BY_ID["help"], keys.BY_ID["quit"]]
    room = width - sum(taken(key) for key in ends)
    kept: list[keys.Key] = []
    for key in chosen:
        if key not in ends and taken(key) <= room:
            kept.append(key)
            room -= taken(key)
    pieces: list[Piece] = []
    for key in [*kept, *ends]:
        goes = f"action:{key.action}"
        pieces += [
            Piece(f" {first_key(key)} ", "writes", goes),
            Piece(f"{key.label} ", "plain", goes),
        ]
    line = tuple(pieces)
    return in_ascii(line) if session.look.ascii else line


def first_key(key: keys.Key) -> str:
    return key.shown.split(",")[0]


def taken(key: keys.Key) -> int:
    return len(first_key(key)) + len(key.label) + 3


def hints(pairs: tuple[tuple[str, str], ...], width: int) -> Line:
    pieces: list[Piece] = []
    used = 0
    for shown, label in pairs:
        used += len(shown) + len(label) + 3
        if used > width:
            break
        pieces += [Piece(f" {shown} ", "writes"), Piece(f"{label} ")]
    return tuple(pieces)


def in_ascii(line: Line) -> Line:
    return lines_in_ascii([line])[0]
