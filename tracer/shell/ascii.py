"""Words and lines for terminals that have no signs but ASCII."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from ..formula.text import IN_ASCII
from .line import Line, Piece

SYMBOLS = {
    **IN_ASCII,
    "Σ": "sum", "√": "sqrt", "±": "+-", "≈": "~=", "│": "|", "⋮": ":",
    "ᵢ": "i", "ₖ": "k", "ₙ": "n", "²": "^2", "³": "^3", "ⁿ": "^n", "ˣ": "^x", "⁻": "-", "ᶻ": "z",
    "▸": ">", "◆": "*", "✓": "v", "✗": "x", "▶": ">", "◂": "<", "□": "_", "◧": "~", "▲": "^",
    "↑": "Up", "↓": "Down", "←": "Left", "⏎": " Enter",
    "¹": "1", **dict(zip("⁰⁴⁵⁶⁷⁸⁹", ("^0", "^4", "^5", "^6", "^7", "^8", "^9"), strict=True)),
    **dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True)),
}  # fmt: skip

PLAIN = str.maketrans(SYMBOLS)


def plain_ascii(said: str) -> str:
    """A text for terminals without these signs; Greek letters are spelt out, what is not known
    becomes a question mark."""
    if said.isascii():
        return said
    return "".join(map(greek, said.translate(PLAIN))).encode("ascii", "replace").decode()


def greek(letter: str) -> str:
    """`theta`, `Theta`: a Greek letter by its name; any other as it is."""
    script, _, name = ("" if letter.isascii() else unicodedata.name(letter, "")).partition(" ")
    size, _, name = name.partition(" LETTER ")
    if script != "GREEK" or not name.isalpha():
        return letter
    return name.capitalize() if size == "CAPITAL" else name.lower()


def lines_in_ascii(lines: Iterable[Line]) -> list[Line]:
    return [tuple(Piece(plain_ascii(p.text), p.role, p.goes) for p in line) for line in lines]


def separator(ascii: bool) -> str:
    """What stands between two things that are said in a row."""
    return " | " if ascii else " · "
