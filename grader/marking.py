"""Marking: a submission becomes a report, line by line in the order of the trace."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from tracer.checks import counted
from tracer.choose import cost_of
from tracer.equation import Equation
from tracer.errors import InputError
from tracer.evaluate import evaluate
from tracer.expression import Expression
from tracer.names import parts_of, slopes_of_lines
from tracer.network import Network
from tracer.quantity import at_iteration, quantity
from tracer.rules.gathered import saturated_loss
from tracer.rules.rule import Array
from tracer.settings import numbers_of_activations, speaking
from tracer.symbols import Place

from . import typed_over
from .answer_faults import not_read
from .asked import Exercise, by_alpha, laid
from .chain import VERDICTS, Explained, explain_papers
from .depending import depending
from .directions import follow_directions
from .earned import DIGITS, FLAGS
from .entries import Entry, entries, order_of
from .exercise_file import exercise
from .judge import Key
from .meant import LONGEST_NAME
from .own_formula import follow_formulas
from .paper import paper
from .parts import joined, split_answers
from .points import shares, text_points
from .report.label import asked_sign, label
from .report.words import say
from .result import ByHand, Marked, Report, StudentReport
from .submission import MOST_ANSWERS, Cell, Sheet, Submission, steps_of
from .texts import first_wrong, read_answers, text_answers, text_asks
from .verdicts import AMISS

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


def key_of(sheet: Exercise) -> Key:
    known = sheet.trace
    lines, state = known.equations, known.state
    if any(not np.isfinite(state[line.target]).all() for line in lines if line.phase == "cost"):
        lines = tuple(finite_loss(sheet.source, line) for line in lines)
        state = evaluate(lines, known.given)
    return Key(lines, known.given, {**changes(sheet), **slopes(sheet), **state})


def finite_loss(source: Network | Expression, line: Equation) -> Equation:
    """A sample's loss as somebody works it whose ŷ is saturated: from z, where it is exact."""
    cost = cost_of(source) if isinstance(source, Network) else None
    if cost is None or cost.at_z is None or line.rule.inputs != ("y_hat", "y"):
        return line
    if line.phase != "cost":
        return line
    assert isinstance(source, Network)
    z = at_iteration(f"z[{len(source.layers)}]", line.iteration)
    rule = saturated_loss(cost, line.rule, source.outputs == "mean")
    return replace(line, rule=rule, inputs=(*line.inputs, z))


def changes(sheet: Exercise) -> dict[str, Any]:
    """Every Δw, and every part of a derivative, which may be asked for whether or not it is an
    equation of its own."""
    known = sheet.trace
    if not isinstance(sheet.source, Network):
        return dict(known.by_steps.state) if parts_of(known) else {}
    if not any(name.endswith(":=") for name in known.state):
        return {}
    return dict(known.by_steps.state)


def slopes(sheet: Exercise) -> dict[str, Any]:
    """Every derivative of a whole line, which may be typed whether or not backward goes from line
    to line."""
    known = sheet.trace
    missing = [name for name in slopes_of_lines(known) if name not in known.state]
    by_lines = known.by_lines.state if missing else {}
    return {name: by_lines[name] for name in missing if name in by_lines}


def marked(sheet: Exercise, students: Sequence[Sheet]) -> list[StudentReport]:
    """All the students of a class, in one loop."""
    if not students:
        return []
    reports: dict[int, StudentReport] = {}
    for group in explain_papers(sheet, key_of(sheet), paper(sheet, students)):
        earned = shares(sheet, group)
        for at, student in enumerate(group.students.tolist()):
            reports[student] = report_of(sheet, students[student], group, at, earned)
    return [reports[at] for at in range(len(students))]


def report_of(
    sheet: Exercise, one: Sheet, found: Explained, student: int, earned: Mapping[str, Array]
) -> StudentReport:
    """The report of one student of a group, in the order of the trace. `earned`: the group's
    shares of the points."""
    spoken = one.spoken or sheet
    report = StudentReport(one.student, problems=list(one.problems))
    texts: list[Marked] = []
    for ask in text_asks(sheet, one):
        if ask.kind != "text":
            texts += text_answers(spoken, one, ask, int(found.students[student]))
    text_points(sheet, texts)
    asked = entries(sheet) if sheet.asks is not None else written(sheet, one)
    numbers = [each for each in asked if each.kind == "number"]
    done = {(each.name, each.place) for each in asked}
    numbers += [each._replace(worth=0.0) for each in written(sheet, one, done)]
    report.answers = texts + [
        number_answer(spoken, found, student, each, one.cells.get((each.name, each.place)), earned)
        for each in numbers
    ]
    report.answers += typed_over.told(spoken, one, int(found.students[student]))
    follow_formulas(sheet, one, found, student, report)
    follow_directions(sheet, found, student, report)
    report.by_hand = in_words(sheet, one)
    report.lost, report.absent = one.lost, absent(sheet, one) if one.lost else ()
    report.notes, report.doubtful = one.notes, doubtful(sheet, report)
    report.answers.sort(key=lambda each: order_of(sheet, each.quantity, each.entry))
    follows = {each.name for each in report.answers if each.verdict == "follows"}
    wrong = (name for name in found.first_wrong(sheet, student) if name not in follows)
    report.first_wrong = first_wrong(report, tuple(wrong))
    say(spoken, report, int(found.students[student]))
    return report


def in_words(sheet: Exercise, one: Sheet) -> tuple[ByHand, ...]:
    """The answers in words, which a person marks."""
    typed = {name: cell.text for (name, _), cell in one.texts.items()}
    return tuple(
        ByHand(part.title, None, part.points, part.name, typed.get(part.name, ""))
        for part in sheet.manual
        if part.name
    )


def absent(sheet: Exercise, one: Sheet) -> tuple[str, ...]:
    """The asked entries of which a student's file says nothing, not even that they are blank;
    where nothing is asked for, what was lost itself."""
    if sheet.asks is None:
        return tuple(problem.where for problem in one.lost)
    return tuple(
        each.label
        for each in entries(sheet)
        if (each.name, each.place) not in (one.cells if each.kind == "number" else one.texts)
    )


def doubtful(sheet: Exercise, report: StudentReport) -> tuple[str, ...]:
    """The asked entries that did not earn all, and may follow from what could not be read."""
    unread = {answer.quantity for answer in report.answers if answer.verdict == "unreadable"}
    if report.absent:
        unread |= {each.name for each in entries(sheet) if each.label in report.absent}
    after = depending(sheet, frozenset(unread)) if unread else ()
    return tuple(
        answer.name
        for answer in report.answers
        if answer.quantity in after
        and answer.verdict not in ("missing", "unreadable")
        and answer.points < answer.max - 1e-9
    )


def written(sheet: Exercise, one: Sheet, but: Collection[tuple[str, Place]] = ()) -> list[Entry]:
    """The entries that a student wrote, one point each: what a plain network asks for, and what
    an exercise did not ask for."""
    places = (key for key in one.cells if key not in but)
    return [Entry(name, place, laid(sheet, name, place), 1.0) for name, place in places]


def number_answer(
    sheet: Exercise,
    found: Explained,
    student: int,
    asked: Entry,
    cell: Cell | None,
    earned: Mapping[str, Array],
) -> Marked:
    """The verdict of one entry with its points; its words come later."""
    name, place, entry, worth = asked[:4]
    text = cell.text if cell else ""
    done = Marked(name, entry, text, "missing", worth)
    done.sign = cell.sign if cell and text else asked_sign(sheet, name, entry)
    done.label = label(sheet, name, entry, done.sign)
    done.whole = label(sheet, name, None, done.sign)
    if cell is None or (cell.typed is None and cell.fault is None):
        return done
    if cell.fault is not None:
        done.verdict = "unreadable"
        done.message = not_read(cell.fault)
        return done
    at = (student, place[0] - 1, place[1] - 1)
    told = found.told(name)
    done.verdict = verdict = VERDICTS[told.verdicts[at]]
    done.points = round(float(earned[name][at]) * worth, 9)
    if entry is not None and cell.place_typed and cell.place_typed != entry:
        done.typed_entry = cell.place_typed
    done.accepts = signed(found.accepts(name, at), done.sign)
    if verdict in ("follows", "mistake", "wrong"):
        done.because_of = found.because_of(sheet, name, at, verdict)
    if verdict == "mistake":
        done.mistakes, done.says = found.mistakes[name].told(at)
        done.flags = found.flags_of(student)
        done.says = speaking(sheet.source, done.says)
    if verdict == "follows" and (told.simplified[at] or told.unpaid[at]):
        done.flags = (FLAGS[told.unpaid[at]] or "simplified",)
    if verdict == "coarse" or (verdict in AMISS and found.judged.few[name][at]):
        done.flags = (*done.flags, FLAGS[DIGITS])
    if told.unsupported[at]:
        done.flags = ("unsupported",)
    return done


def signed(accepts: tuple[float, float] | None, sign: int) -> tuple[float, float] | None:
    """What is accepted, with the sign of what was typed."""
    if accepts is None or sign > 0:
        return accepts
    low, high = accepts
    return -high + 0.0, -low + 0.0
