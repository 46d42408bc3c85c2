"""The report of one student, entry by entry, from the verdicts of the group."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tracer.rules.rule import Array
from tracer.setting_sentences import speaking
from tracer.symbols import Place

from . import typed_over
from .answer_faults import not_read
from .asked import Exercise, laid
from .depending import depending
from .directions import follow_directions
from .earned import DIGITS, FLAGS
from .entries import Entry, entries, order_of
from .points import text_points
from .report.label import asked_sign, label
from .report.words import say
from .result import ByHand, Marked, StudentReport
from .submission import Cell, Sheet
from .texts import first_wrong, text_answers, text_asks
from .verdicts import AMISS
from .wrong_lines import VERDICTS, Explained


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
    if any(ask.beside for ask in sheet.asks or ()):
        from .own_formula import follow_formulas  # with it comes the reading of formulas

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
