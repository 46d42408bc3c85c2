"""Feedback as text, Markdown, HTML and JSON. Same report, same bytes."""

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
MARKED = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_{}[]<>#|~$"})


def typed(answer: Marked) -> str:
    """What was typed, on one line, with nothing in it that could move a cursor."""
    plain = "".join(sign if sign.isprintable() else "�" for sign in answer.typed)
    return plain[:40] + ("…" if len(plain) > 40 else "")


def points(number: float) -> str:
    return f"{number:g}"


def score(student: StudentReport) -> str:
    name = f"{plain(student.student)}: " if student.student else ""
    return f"{name}{points(student.score)} of {points(student.max)} points"


def plain(name: str) -> str:
    return "".join(sign if sign.isprintable() else "�" for sign in name)[:80]


def by_hand(part: ByHand) -> str:
    given = "not marked yet, of" if part.points is None else f"{points(part.points)} of"
    return f"{part.title}: {given} {points(part.max)} points"


def first_wrong(student: StudentReport) -> str:
    if not student.first_wrong:
        return ""
    return "First wrong: " + ", ".join(student.first_wrong[:6])


def as_text(report: Report) -> str:
    """For the terminal: a line an answer, its sentence below it."""
    return "\n".join(line for student in report.students for line in text_lines(student)) + (
        "".join(f"\n{one.where}: {one.message}" for one in report.problems) + "\n"
    )


def text_lines(student: StudentReport) -> Iterator[str]:
    yield score(student)
    if student.first_wrong:
        yield first_wrong(student)
    width = max((len(answer.name) for answer in student.answers), default=0)
    for answer in student.answers:
        line = f"  {SIGNS[answer.verdict]} {answer.name:<{width}}  {typed(answer):<12}"
        yield f"{line}  {answer.verdict}".rstrip()
        if answer.message:
            yield f"      {answer.message}"
    for problem in student.problems:
        yield f"  ? {problem.where}: {problem.message}"
    yield ""


def cells_of(answer: Marked) -> tuple[str, ...]:
    """One row of a table."""
    sign, verdict = SIGNS[answer.verdict], answer.verdict
    return sign, answer.name, typed(answer), verdict, answer.message


def as_markdown(report: Report) -> str:
    """A heading a student, a table row an answer."""
    lines: list[str] = []
    for student in report.students:
        lines += [f"## {score(student).translate(MARKED)}", ""]
        if student.first_wrong:
            lines += [first_wrong(student).translate(MARKED), ""]
        lines += ["| | line | typed | verdict | |", "| --- | --- | --- | --- | --- |"]
        for answer in student.answers:
            cells = (
                SIGNS[answer.verdict],
                answer.name,
                typed(answer),
                answer.verdict,
                answer.message,
            )
            lines.append("| " + " | ".join(cell.translate(MARKED) for cell in cells) + " |")
        lines += [
            "",
            *(f"- {p.where}: {p.message}".translate(MARKED) for p in student.problems),
            "",
        ]
    lines += [f"- {one.where}: {one.message}".translate(MARKED) for one in report.problems]
    return "\n".join(lines).rstrip() + "\n"


def as_html(report: Report) -> str:
    """A whole page, with nothing in it that is fetched from anywhere."""
    from html import escape  # its table of entities is slow to load

    body: list[str] = []
    for student in report.students:
        body.append(f"<h2>{escape(score(student))}</h2>")
        if student.first_wrong:
            body.append(f"<p>{escape(first_wrong(student))}</p>")
        body.append("<table><tr><th></th><th>line</th><th>typed</th><th>verdict</th><th></th></tr>")
        for answer in student.answers:
            cells = (
                SIGNS[answer.verdict],
                answer.name,
                typed(answer),
                answer.verdict,
                answer.message,
            )
            row = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
            body.append(f'<tr class="{answer.verdict}">{row}</tr>')
        body.append("</table>")
        body += [f"<p>{escape(by_hand(part))}</p>" for part in student.by_hand]
        body += [f"<p>{escape(p.where)}: {escape(p.message)}</p>" for p in student.problems]
    body += [f"<p>{escape(one.where)}: {escape(one.message)}</p>" for one in report.problems]
    title = escape(report.exercise or "Feedback")
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{title}</title>\n"
        "</head>\n<body>\n" + "\n".join(body) + "\n</body>\n</html>\n"
    )


def as_json(report: Report) -> str:
    """`backprop-grade/1`."""
    return json.dumps(report.to_json(), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
