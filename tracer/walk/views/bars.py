"""The top line, where we are and what was said, and the foot, what applies now."""

from __future__ import annotations

from ...shell import bars as shell
from ...shell.ascii import lines_in_ascii, separator
from ...shell.line import Line
from .. import keys
from ..session import Session
from .words import symbol, where

DESCENT = ("iteration", "run", "plot")
FIELD = (
    ("Enter", "judge"),
    ("Enter alone", "show the line"),
    ("Esc", "leave the field: all keys again"),
)
MATRIX = (("← ↑ ↓ →", "move"), ("Esc", "leave"))


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
    line = shell.top(here, word, session.mood if session.said else "dim", width)
    return lines_in_ascii([line])[0] if session.look.ascii else line


def foot(session: Session, width: int, *, focus: str = "") -> Line:
    """The keys that apply now, soonest first, as many as there is room for; help always."""
    chosen = keys.applying(session.walk)
    if session.plot:  # descent is what is looked at
        chosen.sort(key=lambda key: key.id not in ("next", "previous", *DESCENT))
    if focus == "value":
        line = shell.hints(FIELD, width)
    elif focus == "step":
        line = shell.hints((*MATRIX, *((shell.first_key(key), key.label) for key in chosen)), width)
    else:
        line = shell.foot(chosen, [keys.BY_ID["help"], keys.BY_ID["quit"]], width)
    return lines_in_ascii([line])[0] if session.look.ascii else line
