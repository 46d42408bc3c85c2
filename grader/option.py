"""One of the answers to choose from."""

from __future__ import annotations

from typing import NamedTuple

LETTERS = "ABCDEFGHIJ"


class Option(NamedTuple):
    """One letter: its number (None: only a text), how it is printed, the mistake that makes it
    and what that says; `right` for the one that is."""

    letter: str
    value: float | None
    text: str
    mistake: str | None = None
    right: bool = False
    says: str = ""
