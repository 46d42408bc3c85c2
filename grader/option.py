"""One of the answers to choose from."""

from __future__ import annotations

from dataclasses import dataclass

LETTERS = "ABCDEFGHIJ"


@dataclass(frozen=True, slots=True)
class Option:
    """One letter: its number (None: only a text), how it is printed, the mistake that makes it
    and what that says; `right` for the one that is."""

    letter: str
    value: float | None
    text: str
    mistake: str | None = None
    right: bool = False
    says: str = ""
