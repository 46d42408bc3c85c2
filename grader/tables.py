"""Submissions out of the rows of a table: a row an answer, or a row a student."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tracer.errors import shown

from .csv_rows import Table
from .limits import LONG, MOST_STUDENTS, too_many_students, unreadable
from .submission import Problem, Submission

NOWHERE = 10**9  # the place of a column that there is not
TIMES = ("timestamp", "submitted", "submitted at", "completion time")  # of forms: no answers


def of_rows(table: Table, where: str) -> list[Submission]:
    """A long table (student, quantity, value) or a wide one: one row a student, one column an
    entry; the first row says which."""
    if len(table.rows) < 2:
        raise unreadable(where, "there are no answers in the table")
    head = [cell.strip() for cell in table.rows[0]]
    lower = [cell.lower() for cell in head]
    long = "quantity" in lower and "value" in lower
    found = long_table(table, lower) if long else wide_table(table, head, lower)
    if len(found) > MOST_STUDENTS:
        raise too_many_students(where)
    return found


def long_table(table: Table, head: list[str]) -> list[Submission]:
    columns = [head.index(name) if name in head else NOWHERE for name in LONG]
    students: dict[str, dict[str, str]] = {}
    twice: dict[str, list[str]] = {}
    lost: dict[str, list[Problem]] = {}
    for number, row in enumerate(table.rows[1:], 1):
        student, quantity, value = [row[at] if at < len(row) else "" for at in columns]
        student, quantity = student.strip(), quantity.strip()
        answers = students.setdefault(student, {})
        said = table.torn.get(number) if table.torn else ""
        if not value.strip():
            said = said or beside(row, head)
        if said:
            lost.setdefault(student, []).append(Problem(shown(quantity), said))
            continue
        if quantity in answers:
            if not value.strip():
                continue  # nobody takes an answer back by leaving a cell blank
            if answers[quantity].strip():
                twice.setdefault(student, []).append(quantity)
        answers[quantity] = value
    named = [student for student in students if student]
    if len(named) == 1 and "" in students:  # the name was written once, not into every row
        (student,) = named
        own = {name: text for name, text in students[student].items() if text.strip()}
        both = [name for name in own if students[""].get(name, "").strip()]
        twice[student] = [*twice.get(student, ()), *twice.pop("", ()), *both]
        lost[student] = [*lost.get(student, ()), *lost.pop("", ())]
        students = {student: {**students[student], **students[""], **own}}
    return [
        Submission(
            student,
            answers,
            repeated=tuple(twice.get(student, ())),
            unread=tuple(lost.get(student, ())),
        )
        for student, answers in students.items()
    ]


def beside(row: Sequence[str], head: Sequence[str]) -> str:
    """What is said of a row without a value, where something stands in the column beside it that
    has no name."""
    at = head.index("value") + 1
    if at >= len(row) or not row[at].strip() or (at < len(head) and head[at]):
        return ""
    return f"{shown(row[at])} stands beside the column `value`, which is blank"


def wide_table(table: Table, head: list[str], lower: list[str]) -> list[Submission]:
    own = lower.index("student") if "student" in lower else None
    times = [at for at, name in enumerate(lower) if name in TIMES]
    named = [(at, name) for at, name in enumerate(head) if name and at not in (own, *times)]
    repeated = tuple(name for name, count in Counter(head).items() if name and count > 1)
    found = []
    for number, row in enumerate(table.rows[1:], 1):
        student = row[own].strip() if own is not None and own < len(row) else ""
        time = next((row[at].strip() for at in times if at < len(row)), "")
        if table.torn and number in table.torn:
            lost = (Problem("row", table.torn[number]),)
            found.append(Submission(student, unread=lost, time=time))
            continue
        there = len(row)
        answers = {name: row[at] for at, name in named if at < there}
        found.append(Submission(student, answers, repeated=repeated, time=time))
    return found
