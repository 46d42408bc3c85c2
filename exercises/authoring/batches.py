"""Variants to try an exercise on, many at a time."""

from __future__ import annotations

from collections.abc import Iterator

from grader.asked import Exercise

from ..task import Task
from ..variants import variants

SECRET = b"backprop exercises check"  # of variants that no student is given
SIZE = 50  # variants that are drawn and marked at once


def batches(task: Task, number: int) -> Iterator[tuple[range, Exercise]]:
    """The variants 1 to `number`, each class of them as one exercise. Raises InputError where
    nothing can be drawn."""
    for first in range(0, number, SIZE):
        these = range(first, min(first + SIZE, number))
        yield these, variants(task, SECRET, [called(at) for at in these])


def called(at: int) -> str:
    return f"variant-{at + 1}"
