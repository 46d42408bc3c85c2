"""Attempt after attempt, until everything that must hold holds.

Whether a student's attempt is taken depends on that student's numbers alone, so nobody's numbers
depend on who else is in the class.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from grader.ranged import Mask
from tracer.errors import InputError

from ..task import Task
from .conditions import suitable
from .plan import Plan, plan
from .stream import Numbers, Stream

TOGETHER = 4096  # attempts that are traced at once
FIRST = 16  # attempts of somebody who is alone, to begin with
MOST_ATTEMPTS = 10_000  # of one student


def drawn(task: Task, secret: bytes, students: Sequence[str]) -> tuple[Plan, dict[str, Numbers]]:
    """How it is drawn, and the whole numbers of every range, (students, *shape).

    Raises InputError where the ranges do not fit the exercise, or nothing in them will do.
    """
    made = plan(task)
    if made.ranges and students:
        possible(made)
    return made, first_that_will_do(made, secret, students)


@lru_cache(maxsize=64)
def possible(made: Plan) -> None:
    """Try with somebody before a whole class is let in. Raises InputError if nothing will do."""
    first_that_will_do(made, b"", [""])


def first_that_will_do(
    made: Plan, secret: bytes, students: Sequence[str]
) -> dict[str, Numbers]:
    """Each student's first attempt that fulfils everything, (students, *shape) by range."""
    stream = Stream(secret, made.task.id, made.task.version)
    found = {one.name: np.empty((len(students), *one.shape), np.int64) for one in made.ranges}
    pending = np.arange(len(students)) if made.ranges else np.arange(0)
    first = np.zeros(len(students), dtype=int)  # of each student's attempts that were not tried
    tried, taken = FIRST, 1
    while pending.size:
        pool = pending[:TOGETHER]
        if first[pool[0]] >= MOST_ATTEMPTS:
            raise unsuitable(made)
        each = max(1, min(TOGETHER // pool.size, tried // taken))  # about as many as one needs
        names = [students[at] for at in pool]
        numbers = made.numbers(stream, names, first[pool].tolist(), each)
        good = will_do(made, numbers).reshape(pool.size, each)
        served, which = good.any(axis=1), good.argmax(axis=1)
        row = (np.arange(pool.size) * each + which)[served]
        for name, array in numbers.items():
            found[name][pool[served]] = array[row]
        first[pool] += each
        tried, taken = tried + good.size, taken + int(good.sum())
        pending = np.concatenate([pool[~served], pending[TOGETHER:]])
    return found


def will_do(made: Plan, numbers: dict[str, Numbers]) -> Mask:
    """Which of the drawn attempts fulfil everything."""
    good = np.array(suitable(made, made.trace(numbers)))
    at = np.flatnonzero(good)
    if at.size:
        from .tell_apart import told_apart

        good[at] = told_apart(made, {name: array[at] for name, array in numbers.items()})
    return good


def unsuitable(made: Plan) -> InputError:
    return InputError(
        f"{made.where}: variants",
        f"{MOST_ATTEMPTS} attempts, and none in which all asked numbers show, no ReLU is at its "
        "kink, and every mistake can be seen",
        expected="wider ranges, fewer conditions, or mistakes that may look alike in `same`",
        example="W = {low = -1, high = 1, decimals = 1, except = [0]}",
    )
