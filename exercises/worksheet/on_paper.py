"""What is marked by hand and has no box: it is done on paper, in a part or for the whole sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.asked import Exercise
    from grader.manual import Manual

    from .boxes import Question


def on_paper(exercise: Exercise) -> tuple[Manual, ...]:
    """What is marked by hand and has no box."""
    return tuple(one for one in exercise.manual if not one.name)


def numbered(
    exercise: Exercise, asked: Sequence[Question], manual: Sequence[Manual]
) -> dict[str, tuple[tuple[int, Manual], ...]]:
    """What is on paper, with its numbers: what belongs to a part, after its questions; under "",
    what belongs to the whole, at the end."""
    made: dict[str, tuple[tuple[int, Manual], ...]] = {}
    count = 0
    for name in dict.fromkeys([*(part.part for part in exercise.parts if part.part), ""]):
        own = [one for one in manual if one.part == name]
        count += sum(one.part == name for one in asked)
        made[name] = tuple(enumerate(own, count + 1))
        count += len(own)
    return made
