"""Feedback as text, Markdown and JSON. Same report, same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tracer.parts import with_part

from ..result import Marked, Report, StudentReport
from ..verdicts import VERDICTS
from .label import listed
from .points import Shown, by_quantity, points_of

TYPED, VERDICT = 12, 10  # columns of what was typed, and of the verdict
MOST_FIRST = 6  # first wrong lines that are named
WITHHELD = "?"  # in the place of a mark that nobody can give yet
WAITS = "Not judged yet: it may follow from what could not be read."
WHY_WITHHELD = "There is no mark yet: something could not be read, and a person has to look at it."
MARKED = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_{}[]<>#|~$"})


def typed(answer: Marked) -> str:
    """What was typed, on one line, with nothing in it that could move a cursor."""
    return shortened(answer.typed, 40)


def shortened(text: str, most: int = 200) -> str:
    """As much of a text as there is room for."""
    shown = printable(text)
    return shown if len(shown) <= most else shown[:most] + "…"


def score(student: StudentReport, points: Shown) -> str:
    name = f"{plain(student.student)}: " if student.student else ""
    mark = WITHHELD if student.open else points.text(points.score)
    return f"{name}{mark} of {points.text(points.max)} points"


def plain(name: str) -> str:
    return printable(name)[:80]


def printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else "�" for sign in text)


def says(student: StudentReport, answer: Marked) -> str:
    """The sentence beside an answer. One that may follow from what nobody could read is told no
    mistake."""
    return WAITS if answer.name in student.doubtful and answer.name in student.open else (
        answer.message
    )  # fmt: skip


def by_hand(student: StudentReport, points: Shown) -> Iterator[str]:
    """The parts that a person marks."""
    for part, (has, most) in zip(student.by_hand, points.by_hand, strict=True):
        given = "not marked yet, of" if has is None else f"{points.text(has)} of"
        wrote = f"{shortened(part.typed)!r}, " * bool(part.typed)
        yield f"{with_part(part.part, part.title)}: {wrote}{given} {points.text(most)} points"


def first_wrong(student: StudentReport) -> str:
    names = first_of(student)
    return f"First wrong: {listed(names, MOST_FIRST)}" if names else ""


def first_of(student: StudentReport) -> list[str]:
    """The first wrong lines as the table calls them, but those that are not judged yet."""
    labels = {answer.name: answer.label for answer in student.answers if answer.label}
    return [labels.get(name, name) for name in first_judged(student)]


def first_judged(student: StudentReport) -> list[str]:
    waiting = set(student.open)
    return [name for name in student.first_wrong if name not in waiting]


def as_text(report: Report) -> str:
    """For the terminal: a line an answer, its sentence below it."""
    above = "".join(f"{said}\n" for said in report.numbers)
    return (
        above
        + "\n".join(line for one in report.students for line in text_lines(one))
        + ("".join(f"\n{one.where}: {one.message}" for one in report.problems) + "\n")
    )


def text_lines(student: StudentReport) -> Iterator[str]:
    """The score, and the first wrong line; a line an answer, the sums, and what could not be
    read."""
    points = points_of(student)
    yield score(student, points)
    if student.open:
        yield WHY_WITHHELD
    if first := first_wrong(student):
        yield first
    width = max((len(answer.shown) for answer in student.answers), default=0)
    wide = max(len(points.text(points.score)), *(len(points.text(n)) for n, _ in points.answers), 1)

    def sums(has: int, most: int, is_open: bool) -> str:
        text = WITHHELD if is_open else points.text(has)
        return f"{text:>{wide}} of {points.text(most)}"

    waiting = set(student.open)

    column = max([TYPED, *(len(typed(answer)) for answer in student.answers)])
    before = width + 2 + column + 2 + VERDICT + 2
    earned = iter(points.answers)
    for whole, some in by_quantity(student.answers):
        pairs = [(answer, next(earned)) for answer in some]
        for answer, (has, most) in pairs:
            sign = VERDICTS[answer.verdict].sign
            line = f"  {sign} {answer.shown:<{width}}  {typed(answer):<{column}}"
            sum_ = sums(has, most, answer.name in waiting) if most or has else "–"
            yield f"{line}  {answer.verdict:<{VERDICT}}  {sum_}"
            if said := says(student, answer):
                yield f"      {said}"
        if len(pairs) > 1:
            has, most = (sum(pair[at] for _, pair in pairs) for at in (0, 1))
            is_open = any(answer.name in waiting for answer, _ in pairs)
            yield f"  Σ {f'all of {whole}':<{before}}{sums(has, most, is_open)}"
    yield from (f"  by hand: {part}" for part in by_hand(student, points))
    if student.answers or student.by_hand:
        yield f"  Σ {'total':<{before}}{sums(points.score, points.max, bool(waiting))}"
    if points.note:
        yield f"  {points.note}"
    for problem in student.problems:
        yield f"  ? {problem.where}: {problem.message}"
    for note in student.notes:
        yield f"  · {printable(note)}"
    yield ""


def cells_of(answer: Marked, worth: str, said: str) -> tuple[str, ...]:
    """One row of a table."""
    sign, verdict = VERDICTS[answer.verdict].sign, answer.verdict
    return sign, answer.shown, typed(answer), verdict, worth, said


def worth(points: Shown, has: int, most: int, is_open: bool) -> str:
    """`0.5 / 1`; a dash where nothing was to be had. `is_open`: nobody can say yet."""
    text = WITHHELD if is_open else points.text(has)
    return f"{text} / {points.text(most)}" if most or has else "–"


def as_markdown(report: Report) -> str:
    """A heading a student, a table row an answer."""
    lines = [line for said in report.numbers for line in (said.translate(MARKED), "")]
    for student in report.students:
        points = points_of(student)
        lines += [f"## {score(student, points).translate(MARKED)}", ""]
        if student.open:
            lines += [WHY_WITHHELD, ""]
        if first := first_wrong(student):
            lines += [first.translate(MARKED), ""]
        lines += [
            "| | line | typed | verdict | points | |",
            "| --- | --- | --- | --- | --: | --- |",
        ]
        waiting = set(student.open)
        for answer, pair in zip(student.answers, points.answers, strict=True):
            has = worth(points, *pair, answer.name in waiting)
            cells = cells_of(answer, has, says(student, answer))
            lines.append("| " + " | ".join(cell.translate(MARKED) for cell in cells) + " |")
        lines += [
            "",
            *([points.note, ""] if points.note else []),
            *(f"- {part}".translate(MARKED) for part in by_hand(student, points)),
            *(f"- {p.where}: {p.message}".translate(MARKED) for p in student.problems),
            *(f"- {note}".translate(MARKED) for note in student.notes),
            "",
        ]
    lines += [f"- {one.where}: {one.message}".translate(MARKED) for one in report.problems]
    return "\n".join(lines).rstrip() + "\n"


def as_json(report: Report) -> str:
    """`backprop-grade/1`."""
    return json.dumps(report.to_json(), ensure_ascii=False, indent=1, allow_nan=False) + "\n"
