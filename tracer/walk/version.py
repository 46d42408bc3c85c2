"""One version of what is walked: the source, and the mistake that is made in it on purpose."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from ..expression import Expression
    from ..network import Network

Source: TypeAlias = "Network | Expression"


class Swap(NamedTuple):
    """A mistake of the table, made at one step, or at every step that it fits (`at` None)."""

    mistake: str
    at: str | None = None


class Version(NamedTuple):
    """`said` is the edit that led here, as the person reads it: "W[1][1,2] = 0.5"."""

    source: Source
    swap: Swap | None = None
    said: str = "as opened"


class History:
    """Versions in a row, and which of them is now. Editing forgets what was undone."""

    def __init__(self, first: Source) -> None:
        self.versions = [Version(first)]
        self.at = 0

    @property
    def now(self) -> Version:
        return self.versions[self.at]

    @property
    def before(self) -> Version | None:
        """The version that the last edit was made on."""
        return self.versions[self.at - 1] if self.at else None

    @property
    def edited(self) -> bool:
        """Whether the numbers were edited (a mistake changes no file)."""
        return self.now.source is not self.versions[0].source

    @property
    def edits(self) -> dict[str, str]:
        """By what was edited, the last edit of it as it reads; a mistake changes no file."""
        found: dict[str, str] = {}
        for earlier, version in pairwise(self.versions[: self.at + 1]):
            if version.source is not earlier.source:
                what = version.said.partition(" = ")[0]
                found.pop(what, None)
                found[what] = version.said
        return found

    def add(self, version: Version) -> None:
        del self.versions[self.at + 1 :]
        self.versions.append(version)
        self.at += 1

    def undo(self) -> Version | None:
        """Go one back; the version that was left, or None at the first."""
        if self.at == 0:
            return None
        self.at -= 1
        return self.versions[self.at + 1]

    def redo(self) -> Version | None:
        """Go one forth again; the version arrived at, or None at the last."""
        if self.at + 1 == len(self.versions):
            return None
        self.at += 1
        return self.now

    def saved(self) -> None:
        """What is now is what the file has: history starts here."""
        self.versions = [self.now]
        self.at = 0
