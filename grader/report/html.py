"""What a student gets back: the page `feedback/<student>.html`. A class of 100,000 has one each."""

from __future__ import annotations

from collections.abc import Iterator

from ..result import Report, StudentReport
from ..verdicts import VERDICTS
from .formats import (
    MOST_FIRST,
    WHY_WITHHELD,
    by_hand,
    first_judged,
    first_of,
    plain,
    printable,
    says,
    score,
    typed,
    worth,
)
from .label import listed
from .page import page
from .points import Shown, points_of

CELLS = {verdict: f"<td>{look.sign} {verdict}</td>" for verdict, look in VERDICTS.items()}
TABLE = (
    '<table class="answers">\n<thead><tr><th scope="col">verdict</th><th scope="col">line</th>'
    '<th scope="col">you wrote</th><th scope="col" class="n">points</th>'
    '<th scope="col">what it says</th></tr></thead>\n<tbody>\n'
)


def as_html(report: Report) -> str:
    """A whole page, with nothing in it that is fetched from anywhere."""
    from html import escape  # its table of entities is slow to load

    title = escape(plain(report.title or report.exercise) or "Feedback")
    body = [f"<h1>{title}</h1>", *(f"<p>{escape(said)}</p>" for said in report.numbers)]
    for number, student in enumerate(report.students, 1):
        body += section(student, f"first-{number}")
    body += notes((one.where, one.message) for one in report.problems)
    whose = [escape(plain(one.student)) for one in report.students if one.student]
    return page(f"{title}: {whose[0]}" if len(whose) == 1 else title, "\n".join(body))


def section(student: StudentReport, first: str) -> Iterator[str]:
    """One student's score, first wrong line and table. `first`: what that line's row is called."""
    from html import escape

    points = points_of(student)
    yield f"<section>\n<h2>{escape(score(student, points))}</h2>"
    if student.open:
        yield f'<p class="first">{WHY_WITHHELD}</p>'
    if first_of(student):
        yield sentence(student, first)
    elif student.answers and all(answer.verdict == "right" for answer in student.answers):
        yield "<p>Every line is right.</p>"
    if student.answers:
        yield TABLE + "\n".join(rows(student, points, first)) + "\n</tbody>\n</table>"
    if points.note:
        yield f"<p>{points.note}</p>"
    if student.by_hand:
        parts = "".join(f"<li>{escape(part)}</li>" for part in by_hand(student, points))
        yield f"<h3>Marked by hand</h3>\n<ul>{parts}</ul>"
    yield from notes((one.where, one.message) for one in student.problems)
    if student.notes:
        items = "".join(f"<li>{escape(printable(note))}</li>" for note in student.notes)
        yield f"<h3>How it was read</h3>\n<ul>{items}</ul>"
    yield "</section>"


def sentence(student: StudentReport, first: str) -> str:
    """Where to look first, with a link to its row."""
    from html import escape

    found = first_of(student)
    names = [escape(name) for name in found]
    names[0] = f'<a href="#{first}">{names[0]}</a>'
    are = "line is" if len(found) == 1 else "lines are"
    return f'<p class="first">The first wrong {are} {listed(names, MOST_FIRST)}.</p>'


def rows(student: StudentReport, points: Shown, first: str) -> Iterator[str]:
    from html import escape

    waiting = set(student.open)
    wrong = next(iter(first_judged(student)), "")
    for answer, (has, most) in zip(student.answers, points.answers, strict=True):
        name, message = answer.name, says(student, answer)
        mark = f' id="{first}"' if name == wrong else ""
        yield (
            f'<tr class="{answer.verdict}"{mark}>{CELLS[answer.verdict]}'
            f'<th scope="row">{escape(answer.label or name, quote=False)}</th>'
            f"<td>{escape(typed(answer), quote=False)}</td>"
            f'<td class="n">{worth(points, has, most, name in waiting)}</td>'
            f"<td>{escape(message, quote=False) if message else ''}</td></tr>"
        )


def notes(found: Iterator[tuple[str, str]]) -> Iterator[str]:
    """What was wrong with a file, or with a part of it."""
    from html import escape

    items = "".join(f"<li>{escape(where)}: {escape(message)}</li>" for where, message in found)
    if items:
        yield f"<h3>Could not be used</h3>\n<ul>{items}</ul>"
