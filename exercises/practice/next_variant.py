"""Which variant comes next: one in which the kinds of line that went wrong have most to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tracer.rules.rule import Array

from .lines import Blank, blanks
from .progress import Progress

if TYPE_CHECKING:
    from ..task import Task

DRAWN = 6  # variants among which one is chosen


def student(number: int) -> str:
    """Under which name a variant of this person's is drawn."""
    return f"practice-{number}"


def next_number(task: Task, secret: bytes, progress: Progress) -> int:
    """The number of the next variant. Numbers only go up, so that none comes twice."""
    from ..variants import variants

    numbers = range(progress.number + 1, progress.number + 1 + DRAWN)
    drawn = variants(task, secret, [student(number) for number in numbers])
    worth = np.zeros(DRAWN)
    for blank in blanks(drawn):
        if blank.asks:
            worth += progress.weight(blank.sort) * work(blank)
    return numbers[int(worth.argmax())]


def work(blank: Blank) -> Array:
    """Of each variant, the share of a line's entries that have to be worked out: those that are
    neither 0 nor the same as the entry there of a number that they are made from. (students,)"""
    if any(ask.kind != "number" for ask in blank.asks.values()):
        return np.ones(1)
    known = blank.trace.state
    value = known[blank.name]
    easy = value == 0
    for name in blank.step.inputs:
        if known[name].shape[-2:] == value.shape[-2:]:
            easy = easy | (np.abs(known[name] - value) < 1e-12)
    return np.atleast_1d(1.0 - easy.mean(axis=(-2, -1)))
