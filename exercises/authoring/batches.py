"""Variants to try an exercise on, many at a time."""

from __future__ import annotations

from collections.abc import Iterator

from grader.asked import Exercise

from ..task import Task
from ..variants import variant, variants

SECRET = b"backprop exercises check"  # of variants that no student is given
SIZE = 50  # variants that are drawn and marked at once


def batches(task: Task, number: int) -> Iterator[tuple[range, Exercise]]:
    """The variants 1 to `number`, each class of them as one exercise. Formulas and letters are
    one student's: with those, a class is one. Raises InputError where nothing can be drawn."""
    together = all(ask.kind == "number" for ask in task.asks)
    for first in range(0, number, SIZE if together else 1):
        these = range(first, min(first + (SIZE if together else 1), number))
        names = [called(at) for at in these]
        if together:
            yield these, variants(task, SECRET, names)
        else:
            yield these, variant(task, SECRET, names[0])


def called(at: int) -> str:
    return f"variant-{at + 1}"
