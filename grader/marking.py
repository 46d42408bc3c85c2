"""Marking: a submission becomes a report, line by line in the order of the trace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

from tracer.checks import counted
from tracer.errors import InputError
from tracer.expression import Expression
from tracer.network import Network
from tracer.quantity import quantity
from tracer.setting_sentences import numbers_of_activations

from .asked import Exercise, by_alpha
from .exercise_file import exercise
from .key import key_of
from .meant import LONGEST_NAME
from .parts import joined, split_answers
from .points import shares
from .result import Report, StudentReport
from .student_report import report_of
from .submission import MOST_ANSWERS, Sheet, Submission, steps_of
from .texts import read_answers
from .typed_numbers import typed_numbers
from .wrong_lines import explain_class

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
    report = Report(sheet.id or sheet.title, title=sheet.title, numbers=numbers_of(sheet))
    submissions = list(submitted(answers, report))
    if sheet.asks is None:
        sheet = sheet.lasting(steps_of(submissions))
        sheet = sheet.by_lines(slopes_named(sheet, submissions))
    report.students = marked_class(sheet, submissions)
    return report


def marked_class(sheet: Exercise, submissions: Sequence[Submission]) -> list[StudentReport]:
    """The reports of a class, in its order. Raises InputError where the exercise has the numbers
    of a class, and another number of students wrote."""
    own, number = sheet.students, len(submissions)
    if not submissions:
        return []
    if own is not None and own != number:
        raise InputError("exercise", f"it has the numbers of {counted(own, 'student')}, and there "
                         f"are {counted(number, 'submission')}",
                         expected="a submission of each student, in their order",
                         example="mark(sheet, [of_ana, of_ben])")  # fmt: skip
    reports: dict[int, StudentReport] = {}
    for at, same in by_alpha(sheet, number):
        read = [read_parts(same, submissions[one], place) for place, one in enumerate(at)]
        reports |= zip(at, marked_parts(same, read), strict=True)
    return [reports[at] for at in range(number)]


def read_parts(sheet: Exercise, one: Submission, student: int = 0) -> list[Sheet]:
    """A submission read, part by part. `student`: whose numbers, where there are a class's."""
    split = split_answers(sheet, one)
    return [read_answers(part, own, student)
            for part, own in zip(sheet.parts, split, strict=True)]  # fmt: skip


def marked_parts(sheet: Exercise, read: Sequence[Sequence[Sheet]]) -> list[StudentReport]:
    """The reports of a class, every part marked for all of them at once."""
    by_part = [marked(part, [one[at] for one in read]) for at, part in enumerate(sheet.parts)]
    return [joined(sheet, reports) for reports in zip(*by_part, strict=True)]


def slopes_named(sheet: Exercise, submissions: Sequence[Submission]) -> list[str]:
    """The derivatives of single lines or steps, d(z)/d(a), that somebody wrote down; none where
    one is of an elementary step, which is left out from line to line."""
    known, found = sheet.trace, dict[str, None]()
    if isinstance(sheet.source, Network):
        return []
    for one in submissions:
        for name in islice(one.answers, MOST_ANSWERS):
            meant = known.names.look_up(name.strip()[:LONGEST_NAME])
            if meant is not None and quantity(meant.name).by is not None:
                found[meant.name] = None
    whole = all(name in known.by_lines.state for name in found)
    return list(found) if whole else []


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


def numbers_of(sheet: Exercise) -> tuple[str, ...]:
    """The numbers of the activations that a sheet has, a sentence each: the slope of leaky ReLU."""
    sources = [part.source for part in sheet.parts]
    said = [numbers_of_activations(one) for one in sources if isinstance(one, Network)]
    return tuple(dict.fromkeys(sentence for some in said for sentence in some))


def marked(sheet: Exercise, students: Sequence[Sheet]) -> list[StudentReport]:
    """All the students of a class, in one loop."""
    if not students:
        return []
    reports: dict[int, StudentReport] = {}
    for group in explain_class(sheet, key_of(sheet), typed_numbers(sheet, students)):
        earned = shares(sheet, group)
        for at, student in enumerate(group.students.tolist()):
            reports[student] = report_of(sheet, students[student], group, at, earned)
    return [reports[at] for at in range(len(students))]
