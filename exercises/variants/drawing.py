"""Attempt after attempt, until everything that must hold holds.

Whether a student's attempt is taken depends on that student's numbers alone, so nobody's numbers
depend on who else is in the class.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from grader.ranged import Mask, taken
from tracer.errors import InputError

from ..task import Task
from .conditions import suitable
from .plan import Plan, plan
from .stream import Numbers, Stream
from .tell_apart import told_apart, unsuitable, why_not

FIRST = 16  # attempts of somebody who is alone, to begin with
MOST_ATTEMPTS = 10_000  # of one student
FEW = 4  # of many students, a part of the attempts at a time: of what one needs no more is drawn
SURE = 1000  # attempts that all go wrong in the same way: the next will, too


def drawn(
    task: Task, secret: bytes, students: Sequence[str], attempts: Sequence[int] | None = None
) -> tuple[Plan, dict[str, Numbers], list[int]]:
    """How it is drawn, the whole numbers of every range, (students, *shape), and which attempt
    of each student's they are. `attempts`: these, whatever they are like.

    Raises InputError where the ranges do not fit the exercise, or nothing in them will do.
    """
    made = plan(task)
    if not made.ranges:
        return made, {}, [0] * len(students)
    stream = Stream(secret, task.id, task.version)
    if not students:
        raise InputError("students", "there is nobody to draw numbers for",
                         expected="at least one student", example="ana")  # fmt: skip
    if attempts is None:
        possible(made)
        attempts = first_that_will_do(made, stream, students)
    return made, made.numbers(stream, students, attempts, 1), list(attempts)


@lru_cache(maxsize=64)
def possible(made: Plan) -> None:
    """Try with somebody before a whole class is let in. Raises InputError if nothing will do."""
    first_that_will_do(made, Stream(b"", made.task.id, made.task.version), [""])


def first_that_will_do(made: Plan, stream: Stream, students: Sequence[str]) -> list[int]:
    """Each student's first attempt that fulfils everything."""
    first = np.zeros(len(students), dtype=int)  # of each student's attempts that were not tried
    pending = np.arange(len(students))
    tried, taken = FIRST, 1
    while pending.size:
        needed = min(made.together, tried // taken)  # attempts of one student, about
        pool = pending[: made.together // max(1, needed // FEW)]
        if first[pool].max() >= MOST_ATTEMPTS:
            raise unsuitable(made)
        each = min(made.together // pool.size, needed)
        names = [students[at] for at in pool]
        numbers = made.numbers(stream, names, first[pool].tolist(), each)
        good = will_do(made, numbers).reshape(pool.size, each)
        served = good.any(axis=1)
        first[pool] += np.where(served, good.argmax(axis=1), each)
        if taken == 1 and not good.any() and not first[pool].max() - each:
            hopeless(made)
        tried, taken = tried + good.size, taken + int(good.sum())
        pending = np.concatenate([pool[~served], pending[pool.size :]])
    return [int(attempt) for attempt in first]


def will_do(made: Plan, numbers: dict[str, Numbers]) -> Mask:
    """Which of the drawn attempts fulfil everything, in every part."""
    good = np.ones(len(next(iter(numbers.values()))), dtype=bool)
    for part in made.by_part:
        at = np.flatnonzero(good)
        if part.ranges and at.size:
            own = part.own(numbers)
            good[at] = part_will_do(part, {name: array[at] for name, array in own.items()})
    return good


def part_will_do(made: Plan, numbers: dict[str, Numbers]) -> Mask:
    """The same of one part."""
    known = made.trace(numbers)
    good = np.array(suitable(made, known))
    at = np.flatnonzero(good)
    if at.size and made.tells:
        own = {name: array[at] for name, array in numbers.items()}
        good[at] = told_apart(made, own, taken(known.state, at))
    return good


def hopeless(made: Plan) -> None:
    """Raises InputError where one thing goes wrong whatever is drawn, so that no more need be."""
    stream = Stream(b"", made.task.id, made.task.version)
    drawn = made.numbers(stream, [""], [0], min(made.together, SURE))
    for part in made.by_part:
        if part.ranges and any(often == 1 for often in why_not(part, part.own(drawn)).values()):
            raise unsuitable(made)
