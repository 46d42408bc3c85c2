"""Marking: a submission becomes a report, line by line in the order of the trace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from tracer.expression import Expression
from tracer.layout import flipped
from tracer.network import Network

from .chain import VERDICTS, Explained, explain_papers
from .exercise_file import Ask, Exercise, asked_places, exercise, whole_sheet
from .judge import Key
from .paper import paper
from .points import give_points
from .report.words import say
from .result import Marked, Report, StudentReport
from .submission import Cell, Sheet, Submission, steps_of
from .texts import first_wrong, read_answers, text_answers

Answers: TypeAlias = Submission | Mapping[str, Any] | str | Path
Exercises: TypeAlias = Exercise | Network | Expression | Mapping[str, Any] | str | Path


def mark(of: Exercises, answers: Answers | Sequence[Answers]) -> Report:
    """Mark one submission or several.

    `of`: an exercise, a network or an expression, or the path of one's file. `answers`: what
    was typed, by quantity or entry (`{"dJ/dW[2][1,1]": "-0.35"}`), or the path of a file.
    Raises InputError for an exercise that cannot be used; never for an answer.

    >>> from tracer import Layer, Network
    >>> neuron = Network(
    ...     layers=[Layer(activation="identity", W=[[2]])], X=[[3]], Y=[[1]], cost="half_mse"
    ... )
    >>> [answer.verdict for answer in mark(neuron, {"z[1]": "7", "dJ/dz[1]": "6"}).student.answers]
    ['wrong', 'follows']
    """
    sheet = exercise(of)
    report = Report(sheet.id or sheet.title)
    submissions = list(submitted(answers, report))
    if sheet.asks is None:
        sheet = sheet.lasting(steps_of(submissions))
    sheets = [read_answers(sheet, one) for one in submissions]
    report.students = marked(sheet, sheets)
    return report


def submitted(answers: Answers | Sequence[Answers], report: Report) -> Iterator[Submission]:
    """The submissions that somebody handed over, read from files where they are paths."""
    if isinstance(answers, Submission):
        yield answers
    elif isinstance(answers, str | Path):
        from .files import read_submissions

        yield from read_submissions(answers, report.problems)
    elif isinstance(answers, Mapping):
        yield submission_of(answers)
    else:
        for one in answers:
            yield from submitted(one, report)


def submission_of(keys: Mapping[str, Any]) -> Submission:
    """Answers by quantity, or a whole submission with its `student` and `answers`."""
    inner = keys.get("answers")
    if not isinstance(inner, Mapping):
        return Submission(answers=keys)
    names = keys.get("names")
    return Submission(
        student=str(keys.get("student", "")),
        answers=inner,
        layout=keys.get("layout"),
        names=names if isinstance(names, Mapping) else {},
    )


def key_of(sheet: Exercise) -> Key:
    return Key(sheet.trace.equations, sheet.trace.given, {**changes(sheet), **sheet.trace.state})


def changes(sheet: Exercise) -> dict[str, Any]:
    """Every Δw, which may be asked for whether or not it is an equation of its own."""
    if not any(name.endswith(":=") for name in sheet.trace.state):
        return {}
    if not isinstance(sheet.source, Network):
        return {}
    return dict(sheet.trace.by_steps.state)


def marked(sheet: Exercise, students: Sequence[Sheet]) -> list[StudentReport]:
    """All the students of a class, in one loop."""
    if not students:
        return []
    reports: dict[int, StudentReport] = {}
    for group in explain_papers(sheet, key_of(sheet), paper(sheet, students)):
        for at, student in enumerate(group.students.tolist()):
            reports[student] = report_of(sheet, students[student], group, at)
    return [reports[at] for at in range(len(students))]


def report_of(sheet: Exercise, one: Sheet, found: Explained, student: int) -> StudentReport:
    """The report of one student of a group, in the order of the trace."""
    report = StudentReport(one.student, problems=list(one.problems))
    typed = dict.fromkeys(name for name, _ in one.cells)
    asks = whole_sheet(sheet, list(typed))
    done: set[tuple[str, tuple[int, int]]] = set()
    for ask in asks:
        if ask.kind == "number":
            report.answers += number_answers(sheet, one, found, student, ask, done)
        else:
            report.answers += text_answers(sheet, one, ask, done)
    for (name, place), cell in one.cells.items():
        if (name, place) not in done and sheet.asks is not None:
            report.answers.append(answer(sheet, found, student, name, place, cell, 0.0))
    order = {name: at for at, name in enumerate([*sheet.trace.given, *sheet.trace.by_name])}
    report.answers.sort(key=lambda one: (order.get(one.quantity, len(order)), one.entry or (0, 0)))
    report.first_wrong = found.first_wrong(sheet, student)
    give_points(sheet, report)
    say(sheet, report, int(found.students[student]))
    return report


def number_answers(
    sheet: Exercise,
    one: Sheet,
    found: Explained,
    student: int,
    ask: Ask,
    done: set[tuple[str, tuple[int, int]]],
) -> Iterator[Marked]:
    """The verdicts of one ask; of a plain network only what was typed is an answer."""
    places = asked_places(sheet, ask)
    worth = 1.0 if ask.points is None else ask.points / max(len(places), 1)
    for place in places:
        cell = one.cells.get((ask.name, place))
        if cell is None and sheet.asks is None:
            continue
        done.add((ask.name, place))
        yield answer(sheet, found, student, ask.name, place, cell, worth)


def answer(
    sheet: Exercise,
    found: Explained,
    student: int,
    name: str,
    place: tuple[int, int],
    cell: Cell | None,
    worth: float,
) -> Marked:
    """The verdict of one entry; its points and its words come later."""
    scalar = sheet.trace.scalar(name)
    entry = None if scalar else flipped(place, sheet.trace.lies(name))
    text = cell.text if cell else ""
    if cell is None or (cell.typed is None and cell.fault is None):
        return Marked(name, entry, text, "missing", worth)
    if cell.fault is not None:
        done = Marked(name, entry, text, "unreadable", worth)
        done.message = f"{cell.fault.where}: {cell.fault.wrong}; {cell.fault.expected} can be read"
        return done
    at = (student, place[0] - 1, place[1] - 1)
    verdict = VERDICTS[found.verdicts(name)[at]]
    done = Marked(name, entry, text, verdict, worth)
    if not scalar and cell.place_typed and cell.place_typed != entry:
        done.typed_entry = cell.place_typed
    done.accepts = found.accepts(name, at)
    if verdict in ("follows", "mistake", "wrong"):
        done.because_of = found.because_of(sheet, name, at)
    if verdict == "mistake":
        done.mistakes = found.mistakes[name].names
        done.flags = found.flags_of(student)
        done.says = found.mistakes[name].says
    if verdict == "follows" and found.simplified(name)[at]:
        done.flags = ("simplified",)
    if found.unsupported(name)[at]:
        done.flags = ("unsupported",)
    return done
