"""The author's own tests, made: what the marking says of the answers, and what it should say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from grader.asked import Exercise
from grader.marking import mark
from grader.parts import named
from grader.result import Marked, StudentReport
from grader.verdicts import VERDICTS
from tracer.parts import with_part

from .by_hand import asked, of_class, planted, students
from .cases import Case

Paper: TypeAlias = Mapping[str, Any]


def fails(case: Case, sheet: Exercise) -> dict[int, str]:
    """What does not hold of a test: by student of a class, 0 where there is only one; empty if it
    holds for all."""
    found: dict[int, str] = {}
    ways = list(papers_of(case, sheet))
    if not ways:
        says = f"{case.mistake} cannot be made in {case.line} with these numbers"
        return dict.fromkeys(range(students(sheet)), says)
    for papers in ways:
        for student, report in enumerate(mark(sheet, papers).students):
            for difference in differences(case, sheet, report):
                found.setdefault(student, difference)
    return found


def papers_of(case: Case, sheet: Exercise) -> Iterator[list[Paper]]:
    """The answers of a test, student by student: once, or once for each way to make its mistake."""
    if case.mistake:
        part, line, _ = named(sheet, case.line)
        for state in planted(part, case.mistake, line.name):
            yield list(of_class(sheet, state, part.part))
        return
    changed = {
        entry: text
        for name, given in case.answers.items()
        for entry, text in one_by_one(name, given, sheet)
        if text != "right"
    }
    every = [one.own for one in asked(sheet)]
    covered = {one for name in changed for one in entries(name, sheet, every)}
    kept = [name for name in every if name not in covered]
    yield [{**{name: own[name] for name in kept}, **changed} for own in of_class(sheet)]


def one_by_one(name: str, given: Any, sheet: Exercise) -> Iterator[tuple[str, Any]]:
    """The entries of rows of answers, each of which may be "right"; what is no row stays whole."""
    part, found, _ = named(sheet, name)
    if not isinstance(given, list) or found.place is not None:
        yield name, given
        return
    block = [row if isinstance(row, list) else [row] for row in given]
    known = part.trace.laid(found.name).shape
    if known[-2] == 1 and all(len(row) == 1 for row in block):
        block = [[row[0] for row in block]]  # a flat list fills a single row, too
    for i, row in enumerate(block, 1):
        for j, text in enumerate(row, 1):
            yield f"{name}[{i},{j}]", text


def entries(name: str, sheet: Exercise, among: Iterable[str]) -> list[str]:
    """Those of some entries that a name covers: the entry itself, or all of its array."""
    part, found, formula = named(sheet, name)
    there = [(one, *named(sheet, one)) for one in among]
    return [
        one
        for one, of, other, other_formula in there
        if (of.part, other.name, other_formula) == (part.part, found.name, formula)
        if found.place in (None, other.place)
    ]


def differences(case: Case, sheet: Exercise, report: StudentReport) -> Iterator[str]:
    """Where the marking says something else than the test."""
    if case.mistake and not (case.verdicts or case.everywhere):
        yield from not_named(case, sheet, report)
    if case.everywhere:
        odd = [one for one in report.answers if one.max and one.verdict != case.everywhere]
        yield from (f"{one.shown} {one.typed}: {words(one)}, not {case.everywhere}" for one in odd)
    for name, verdict in case.verdicts.items():
        yield from other_verdict(name, verdict, sheet, report)
    if case.first_wrong is not None:
        first = set(report.first_wrong)
        wanted = {one for name in case.first_wrong for one in entries(name, sheet, first)}
        if first != wanted or bool(first) != bool(case.first_wrong):
            said = ", ".join(report.first_wrong) or "nothing"
            yield f"the first wrong is {said}, not {', '.join(case.first_wrong) or 'nothing'}"
    if case.score is not None and abs(report.score - case.score) > 1e-6:
        yield f"the score is {report.score:g}, not {case.score:g}"


def not_named(case: Case, sheet: Exercise, report: StudentReport) -> Iterator[str]:
    """A planted mistake is named in its line, if that is asked for, else in a later one; all that
    comes after it follows."""
    wrong = [one for one in report.answers if one.max and one.verdict in ("wrong", "coarse")]
    if wrong:
        yield f"{wrong[0].shown} {wrong[0].typed}: {words(wrong[0])}, where it follows"
    if case.mistake in sheet.accept:
        return
    part, found, _ = named(sheet, case.line)
    line = with_part(part.part, found.name)
    if all(one.verdict == "right" for one in report.answers):
        yield f"the marking cannot tell {case.mistake} from the right numbers"
        return
    at = [one for one in report.answers if one.line == line] or report.answers
    if not any(case.mistake in one.mistakes for one in at):
        odd = next((one for one in at if one.verdict == "mistake"), at[0])
        yield f"{odd.shown} {odd.typed}: {words(odd)}, not {case.mistake}"


def other_verdict(name: str, verdict: str, sheet: Exercise, report: StudentReport) -> Iterator[str]:
    """All entries are right, or some get the verdict and the others are right."""
    covered = set(entries(name, sheet, [one.name for one in report.answers]))
    marked = [one for one in report.answers if one.name in covered]
    odd = [one for one in marked if not is_so(one, verdict)]
    if not marked:
        yield f"{name} is not asked for, and nothing was typed there"
    elif verdict == "right" and odd:
        yield f"{odd[0].shown} {odd[0].typed}: {words(odd[0])}, not right"
    elif len(odd) == len(marked) or any(one.verdict != "right" for one in odd):
        other = next((one for one in odd if one.verdict != "right"), odd[0])
        yield f"{other.shown} {other.typed}: {words(other)}, not {verdict}"


def is_so(one: Marked, verdict: str) -> bool:
    return one.verdict == verdict if verdict in VERDICTS else verdict in one.mistakes


def words(one: Marked) -> str:
    """A verdict as a message says it."""
    return f"{one.verdict} ({', '.join(one.mistakes)})" if one.mistakes else one.verdict
