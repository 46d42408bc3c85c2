"""Each student's own numbers, drawn from an exercise's ranges and made for pencil and paper.

stream.py      bytes of HMAC-SHA-256 → whole numbers
ranges.py      the table `[variants]`: what may be drawn, and what must hold
plan.py        both for one exercise, and what is asked in it
numbers.py     drawn numbers in the place of the file's own
conditions.py  kinks, saturation, zeros, size
ways.py        every mistake that can be made in what is asked
tell_apart.py  do they give other numbers, each its own?
drawing.py     attempt after attempt, until everything holds
matrix.py      what can be told apart, line by line
effort.py      how much work the numbers are
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.asked import Exercise

    from ..task import Task
    from .matrix import Matrix

__all__ = ["attempts", "diagnosable", "variant", "variants"]


def variant(task: Task, secret: bytes, student: str, attempt: int | None = None) -> Exercise:
    """The exercise with one student's numbers; its own where it declares no ranges.

    `attempt`: which one it is, where that was noted (`attempts`); nothing is tested then. Raises
    InputError for ranges that do not fit the exercise, or in which nothing suitable is found.
    """
    from .drawing import drawn
    from .numbers import with_numbers

    plan, numbers, _ = drawn(task, secret, [student], None if attempt is None else [attempt])
    return with_numbers(plan, {name: array[0] for name, array in numbers.items()})


def variants(
    task: Task, secret: bytes, students: Sequence[str], attempts: Sequence[int] | None = None
) -> Exercise:
    """The exercise with the numbers of a class on a leading axis, in the order of `students`;
    without one where it declares no ranges. `attempts` and faults as in `variant`."""
    from .drawing import drawn
    from .numbers import with_numbers

    plan, numbers, _ = drawn(task, secret, students, attempts)
    return with_numbers(plan, numbers)


def attempts(task: Task, secret: bytes, students: Sequence[str]) -> list[int]:
    """Which attempt each student's numbers are, from 0. Whoever notes it draws the same numbers
    later, though the table of mistakes, by which attempts are refused, may have grown."""
    from .drawing import drawn

    return drawn(task, secret, students)[2]


def diagnosable(task: Task) -> Matrix:
    """Which mistakes can be told apart in each line that is asked."""
    from .matrix import matrix

    return matrix(task)
