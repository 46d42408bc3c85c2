"""Which variant comes next: one in which the mistakes that were made before would show most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tracer.rules.rule import Array

from .lines import Blank, blanks
from .progress import Progress

if TYPE_CHECKING:
    from ..task import Task

DRAWN = 6  # variants among which one is chosen
APART = 0.02  # relative: what a person who rounds can tell apart


def student(number: int) -> str:
    """Under which name a variant of this person's is drawn."""
    return f"practice-{number}"


def next_number(task: Task, secret: bytes, progress: Progress) -> int:
    """The number of the next variant. Numbers only go up, so that none comes twice."""
    from ..variants import variants

    numbers = range(progress.number + 1, progress.number + 1 + DRAWN)
    drawn = variants(task, secret, [student(number) for number in numbers])
    worth = np.zeros(DRAWN)
    for part in drawn.parts:
        for blank in blanks(part):
            if blank.asks:
                worth += progress.weight(blank.sort) * showing(blank, progress)
    return numbers[int(worth.argmax())]


def showing(blank: Blank, progress: Progress) -> Array:
    """Of each variant, the share of a line's entries in which the mistakes that this person made
    in such lines, or else those that can be made there, would show. (students,)"""
    from tracer.mistakes import swaps_of

    if blank.step is None:
        return np.zeros(1)
    known = blank.trace
    right = known.state[blank.name]
    names = progress.of(blank.sort).names
    shares = []
    for mistake, swap in swaps_of(known, blank.step.equation):
        if mistake.generic or mistake.of_tree if not names else mistake.name not in names:
            continue
        with np.errstate(all="ignore"):
            wrong = swap.rule.calculate(*(known.state[name] for name in swap.inputs))
            if wrong.shape[-2:] != right.shape[-2:]:
                continue
            size = np.maximum(np.abs(wrong), np.abs(right))
            shares.append((np.abs(wrong - right) > APART * size).mean(axis=(-2, -1)))
    return np.mean(np.broadcast_arrays(*shares), axis=0) if shares else np.zeros(1)
