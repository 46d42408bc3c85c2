"""The top line and the foot of a screen, and what is said where there is too little room."""

from __future__ import annotations

from collections.abc import Sequence

from .keys import Key
from .line import Action, Line, Piece, Role, said, short, wrapped

LEAST = 60, 16  # below this, the size that a screen needs is said
LEAST_WORD = 12  # cells, with less nothing is said at the right


def top(here: str, word: str, role: Role, width: int) -> Line:
    """Where we are; at the right what was just said, as far as there is room."""
    here = short(here, width - 1)
    right = short(word, width - len(here) - 3)
    if width - len(here) < LEAST_WORD:
        right = ""
    space = " " * max(width - len(here) - len(right) - 1, 0)
    return (Piece(here, "heading"), Piece(space), Piece(right, role))


def foot(keys: Sequence[Key], ends: Sequence[Key], width: int) -> Line:
    """The keys that apply now, the first ones first, as many as there is room for; those at the
    end always. A click on one does what it does."""
    room = width - sum(map(taken, ends))
    kept: list[Key] = []
    for key in keys:
        if key not in ends and taken(key) <= room:
            kept.append(key)
            room -= taken(key)
    pieces: list[Piece] = []
    for key in (*kept, *ends):
        goes = Action(key.action)
        pieces += [
            Piece(f" {first_key(key)} ", "writes", goes),
            Piece(f"{key.label} ", "plain", goes),
        ]
    return tuple(pieces)


def soonest(keys: Sequence[Key]) -> list[Key]:
    """Those that stand in the foot, soonest first."""
    return sorted((key for key in keys if key.footer), key=lambda key: key.footer)


def first_key(key: Key) -> str:
    return key.shown.split(",")[0]


def taken(key: Key) -> int:
    return len(first_key(key)) + len(key.label) + 3


def hints(pairs: Sequence[tuple[str, str]], width: int) -> Line:
    """Keys with what they do, as many as there is room for."""
    pieces: list[Piece] = []
    used = 0
    for shown, label in pairs:
        used += len(shown) + len(label) + 3
        if used > width:
            break
        pieces += [Piece(f" {shown} ", "writes"), Piece(f"{label} ")]
    return tuple(pieces)


def too_small(width: int, height: int, what: str, instead: str = "") -> list[Line]:
    """What is said where there is too little room: first what helps. `instead`: the command that
    does the same without a screen."""
    room = width - 4  # but for the margins of #small (shell.tcss)
    helps = [
        *wrapped("Make it larger, or use", room, "plain", ""),
        *wrapped(instead, room, "heading", ""),
    ] if instead else wrapped("Make it larger.", room, "plain", "")  # fmt: skip
    return [
        *helps,
        said(""),
        *wrapped(f"{what} needs {LEAST[0]}×{LEAST[1]} characters;", room, "plain", ""),
        *wrapped(f"this terminal has {width}×{height}.", room, "plain", ""),
    ]
