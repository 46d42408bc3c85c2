"""What a line that could not be read leaves open: the lines that follow from it."""

from __future__ import annotations

from functools import lru_cache

from .asked import Exercise

WHY = "may follow from what could not be read"


@lru_cache(maxsize=1024)
def depending(sheet: Exercise, names: frozenset[str]) -> frozenset[str]:
    """The quantities that are worked out of some, at once or by others."""
    found = set(names)
    for line in sheet.trace.equations:
        if not found.isdisjoint(line.inputs):
            found.add(line.target)
    return frozenset(found - names)
