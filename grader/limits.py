"""What a file of answers may hold, and how one that holds more, or none, is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tracer.errors import InputError

DEEPEST = 20  # lists and tables inside each other
MOST_STUDENTS = 20_000  # of one file
MOST_CELLS = 400_000  # of a table, or values of a file
BRACKETS = re.compile(r'"(?:[^"\\\n]++|\\.)*+["\n]?|\'[^\'\n]*+[\'\n]?|[\[\]{}]')
LONG = ("student", "quantity", "value")
EXAMPLE = 'student = "s1"\n[answers]\n"dJ/dW[2]" = [["-0.244", "0.130"]]'


def bounded(rows: Iterable[Sequence[str]], where: str) -> list[Sequence[str]]:
    """The rows that have something in them, if there are no more than anybody fills in."""
    found, cells = [], 0
    for row in rows:
        cells += len(row) or 1
        if cells > MOST_CELLS:
            wrong = f"it has more than {MOST_CELLS} cells"
            raise unreadable(where, wrong, f"at most {MOST_CELLS} cells")
        if any(row):
            found.append(row)
    return found


def shallow(text: str, where: str) -> None:
    """Refuse what is nested so deeply that only a machine wrote it, before any parser sees it."""
    if text.count("[") + text.count("{") <= DEEPEST:
        return
    depth = deepest = 0
    for match in BRACKETS.finditer(text):
        if match[0] in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif match[0] in "]}":
            depth -= 1
    if deepest > DEEPEST:
        raise unreadable(where, f"it is nested {deepest} levels deep", f"at most {DEEPEST} levels")


def too_many_students(where: str) -> InputError:
    wrong = f"there are more than {MOST_STUDENTS} students in it"
    return unreadable(where, wrong, f"at most {MOST_STUDENTS} students in a file")


def unreadable(where: str, wrong: str, expected: str = "a file of answers") -> InputError:
    return InputError(where, wrong, expected=expected, example=EXAMPLE)
