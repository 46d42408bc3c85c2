"""Which mistakes the numbers of an exercise tell apart, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.asked import Exercise
from grader.marking import mark
from grader.report.label import as_asked
from tracer.parts import with_part

from ..task import Task
from ..variants import diagnosable
from ..variants.matrix import Row
from ..variants.plan import task_of_part
from .by_hand import answers, planted

MOST_ALIKE = 6  # groups of mistakes that look alike
MOST_NAMES = 4  # of each


def apart(task: Task) -> list[str]:
    """How many mistakes show, and which do not, or look like others; nothing where none can be
    made. Raises InputError where no numbers can be drawn to see."""
    sheets = {part.part: part.by_itself for part in task.exercise.parts}
    rows = [
        (name, row)
        for name, part in zip(sheets, task.exercise.parts, strict=True)
        for row in diagnosable(replace(task_of_part(task, part), exercise=sheets[name])).rows
    ]
    known = sum(len(row.mistakes) for _, row in rows)
    if not known:
        return []
    unseen = [hidden(sheets[name], row) for name, row in rows]
    seen = sum(len(row.apart) + len(row.unseen) for _, row in rows) - sum(map(len, unseen))
    told = [
        f"{with_part(name, as_asked(sheets[name], row.line))}: {few(lost)} cannot be seen"
        for (name, row), lost in zip(rows, unseen, strict=True)
        if lost
    ]
    told += [
        f"{with_part(name, as_asked(sheets[name], row.line))}: {few(group, ' = ')}"
        for name, row in rows
        for group in row.alike
    ]
    more = len(told) - MOST_ALIKE
    return [
        f"{seen} of {known} that can be made in these lines show in the numbers",
        *told[:MOST_ALIKE],
        *([f"and {more} more: ask for lines in between, or more digits"] if more > 0 else ()),
    ]


def hidden(part: Exercise, row: Row) -> list[str]:
    """The mistakes that do not show in a line: those that marking does not name, either, on the
    file's own numbers."""
    return [name for name in row.unseen if not marked_as(part, row.line, name)]


def marked_as(part: Exercise, line: str, name: str) -> bool:
    """Whether marking names a mistake of a line that is made in it alone."""
    states = list(planted(part, name, line))
    reports = mark(part, [answers(part, state) for state in states]).students if states else []
    return bool(reports) and all(
        any(name in one.mistakes for one in report.answers if one.quantity == line)
        for report in reports
    )


def few(names: Sequence[str], joint: str = ", ") -> str:
    """Some names, at most four of them in full."""
    more = len(names) - MOST_NAMES
    return joint.join(names[:MOST_NAMES]) + (f"{joint}{more} more" if more > 0 else "")
