"""A student's hand-computed numbers against the trace: the first wrong line, and why.

>>> from grader import mark
>>> report = mark("mazur", {"z[1][1,1]": "0.3775", "a[1][1,1]": "0.59"})
>>> [answer.verdict for answer in report.student.answers]
['right', 'coarse']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .asked import Exercise
    from .exercise_file import exercise
    from .explain_code import assert_matches, explain
    from .marking import mark
    from .result import Marked, Report, StudentReport
    from .submission import Submission

# Loaded when they are asked for: `backprop trace` reads this package's table of commands only.
WHERE = {
    "Exercise": "asked",
    "exercise": "exercise_file",
    "assert_matches": "explain_code",
    "explain": "explain_code",
    "mark": "marking",
    "Marked": "result",
    "Report": "result",
    "StudentReport": "result",
    "Submission": "submission",
}

__all__ = [
    "Exercise", "Marked", "Report", "StudentReport", "Submission",
    "assert_matches", "exercise", "explain", "mark",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in WHERE:
        raise AttributeError(name)
    return getattr(import_module(f".{WHERE[name]}", __name__), name)
