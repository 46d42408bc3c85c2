"""Each student's own numbers, drawn from an exercise's ranges and made for pencil and paper.

    stream.py      bytes of HMAC-SHA-256 → whole numbers
    ranges.py      the table `[variants]`: what may be drawn, and what must hold
    numbers.py     drawn numbers in the place of the file's own
    conditions.py  kinks, saturation, zeros, size
    ways.py        every mistake that can be made in what is asked
    tell_apart.py  do they give other numbers, each its own?
    drawing.py     attempt after attempt until everything holds
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.exercise_file import Exercise

    from ..task import Task
    from .matrix import Matrix

__all__ = ["diagnosable", "variant", "variants"]


def variant(task: Task, secret: bytes, student: str) -> Exercise:
    """The exercise with one student's numbers; its own where it declares no ranges.

    Raises InputError for ranges that do not fit it, or in which nothing suitable is found.
    """
    from .drawing import drawn
    from .numbers import with_numbers

    plan, numbers = drawn(task, secret, [student])
    return with_numbers(plan, {name: array[0] for name, array in numbers.items()})


def variants(task: Task, secret: bytes, students: Sequence[str]) -> Exercise:
    """The exercise with the numbers of a class on a leading axis, in the order of `students`;
    without one where it declares no ranges. Raises InputError as `variant` does."""
    from .drawing import drawn
    from .numbers import with_numbers

    plan, numbers = drawn(task, secret, students)
    return with_numbers(plan, numbers)


def diagnosable(task: Task) -> Matrix:
    """Which mistakes can be told apart in each line that is asked."""
    from .matrix import matrix

    return matrix(task)
