"""The verdicts that there are: how each looks, which ones are right and which are wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias

Verdict: TypeAlias = Literal[
    "right", "follows", "coarse", "mistake", "wrong", "missing", "unreadable"
]


class Look(NamedTuple):
    """A verdict's sign in texts, and its colour in pictures."""

    sign: str
    colour: str


VERDICTS: Mapping[Verdict, Look] = {
    "right": Look("✓", "#2a7f62"),
    "follows": Look("↪", "#7bb69c"),
    "coarse": Look("≈", "#c9b458"),
    "mistake": Look("✗", "#c8553d"),
    "wrong": Look("✗", "#8c2f39"),
    "missing": Look("·", "#d9d9d9"),
    "unreadable": Look("?", "#a0a0c0"),
}

CREDITED: frozenset[Verdict] = frozenset(("right", "follows"))
AMISS: frozenset[Verdict] = frozenset(("mistake", "wrong"))
