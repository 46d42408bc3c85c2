"""Feedback as text, Markdown and JSON. Same report, same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ..result import ByHand, Marked, Report, StudentReport

SIGNS = {
    "right": "✓",
    "follows": "↪",
    "coarse": "≈",
    "mistake": "✗",
    "wrong": "✗",
    "missing": "·",
    "unreadable": "?",
}
MOST_FIRST = 6  # first wrong lines that are named
WITHHELD = "?"  # in the place of a mark that nobody can give yet
WHY_WITHHELD = "There is no mark yet: something could not be read, and a person has to look at it."
MARKED = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_{}[]<>#|~$"})


def typed(answer: Marked) -> str:
    """What was typed, on one line, with nothing in it that could move a cursor."""
    shown = printable(answer.typed)
    return shown if len(shown) <= 40 else shown[:40] + "…"


def points(number: float) -> str:
    return f"{number:g}"


def score(student: StudentReport) -> str:
    name = f"{plain(student.student)}: " if student.student else ""
    mark = WITHHELD if student.open else points(student.score)
    return f"{name}{mark} of {points(student.max)} points"


def plain(name: str) -> str:
    return printable(name)[:80]


def printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else "�" for sign in text)


def by_hand(part: ByHand) -> str:
    given = "not marked yet, of" if part.points is None else f"{points(part.points)} of"
    return f"{part.title}: {given} {points(part.max)} points"


def first_wrong(student: StudentReport) -> str:
    if not student.first_wrong:
        return ""
    return "First wrong: " + ", ".join(first_of(student))


def first_of(student: StudentReport) -> list[str]:
    """The first wrong lines as the table calls them."""
    labels = {answer.name: answer.label for answer in student.answers if answer.label}
    return [labels.get(name, name) for name in student.first_wrong[:MOST_FIRST]]


def as_text(report: Report) -> str:
    """For the terminal: a line an answer, its sentence below it."""
    return "\n".join(line for student in report.students for line in text_lines(student)) + (
        "".join(f"\n{one.where}: {one.message}" for one in report.problems) + "\n"
    )


def text_lines(student: StudentReport) -> Iterator[str]:
    yield score(student)
    if student.open:
        yield WHY_WITHHELD
    if student.first_wrong:
        yield first_wrong(student)
    width = max((len(answer.shown) for answer in student.answers), default=0)
    for answer in student.answers:
        line = f"  {SIGNS[answer.verdict]} {answer.shown:<{width}}  {typed(answer):<12}"
        yield f"{line}  {answer.verdict}".rstrip()
        if answer.message:
            yield f"      {answer.message}"
    for problem in student.problems:
        yield f"  ? {problem.where}: {problem.message}"
    for note in student.notes:
        yield f"  · {printable(note)}"
    yield ""


def cells_of(answer: Marked) -> tuple[str, ...]:
    """One row of a table."""
    sign, verdict = SIGNS[answer.verdict], answer.verdict
    return sign, answer.shown, typed(answer), verdict, answer.message


def as_markdown(report: Report) -> str:
    """A heading a student, a table row an answer."""
    lines: list[str] = []
    for student in report.students:
        lines += [f"## {score(student).translate(MARKED)}", ""]
        if student.open:
            lines += [WHY_WITHHELD, ""]
        if student.first_wrong:
            lines += [first_wrong(student).translate(MARKED), ""]
        lines += ["| | line | typed | verdict | |", "| --- | --- | --- | --- | --- |"]
        for answer in student.answers:
            cells = (cell.translate(MARKED) for cell in cells_of(answer))
            lines.append("| " + " | ".join(cells) + " |")
        lines += [
            "",
            *(f"- {p.where}: {p.message}".translate(MARKED) for p in student.problems),
            *(f"- {note}".translate(MARKED) for note in student.notes),
            "",
        ]
    lines += [f"- {one.where}: {one.message}".translate(MARKED) for one in report.problems]
    return "\n".join(lines).rstrip() + "\n"


def as_json(report: Report) -> str:
    """`backprop-grade/1`."""
    return json.dumps(report.to_json(), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
