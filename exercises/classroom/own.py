"""Everybody's own numbers, for the grader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from grader.commands.grade import seen_by

from ..variants import variants

if TYPE_CHECKING:
    from grader.classes.work import Own
    from grader.exercise_file import Exercise

    from ..task import Task


def own_numbers(task: Task, secret: bytes, instructor: bool = False) -> Own:
    """What finds the numbers of students again: all whose α is the same together, since it stands
    in the equations themselves."""

    def find(students: Sequence[str]) -> list[tuple[list[int], Exercise]]:
        whole = seen_by(variants(task, secret, students), instructor)
        alphas = np.ravel(whole.source.alpha if whole.source.alpha is not None else np.nan)
        if alphas.size == 1:
            return [(list(range(len(students))), whole)]
        found = []
        for alpha in dict.fromkeys(alphas.tolist()):
            at = np.flatnonzero(alphas == alpha).tolist()
            part = seen_by(variants(task, secret, [students[one] for one in at]), instructor)
            found.append((at, replace(part, source=part.source.replaced(alpha=alpha))))
        return found

    return find
