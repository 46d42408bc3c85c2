"""A class marked into a folder: chunk by chunk from what was handed in to the gradebook, the item
analysis, and a feedback file for each student."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy as np

from tracer.errors import shown

from ..entries import entries
from ..exercise_file import Exercise
from ..marking import marked
from ..paper import Paper, paper
from ..ranged import Codes
from ..report.formats import as_html
from ..result import Report, StudentReport
from ..submission import Problem, Sheet, Submission
from ..texts import read_answers
from .folder import Folder
from .gather import Gathered, file_name, files_of, owner
from .gradebook import Gradebook
from .items import Items
from .others import Others
from .overrides import Overrides, read_overrides
from .scored import Scored, of_reports, score
from .wide import Wide, is_wide

SUBMISSIONS = 500  # marked together, where each is a file of its own
OVERRIDES = "overrides.csv"

Own: TypeAlias = Callable[[Sequence[str]], "list[tuple[list[int], Exercise]]"]
"""Students' own numbers: their places in the list, and the exercise with those numbers, one after
the other along its axis of students. Several, where a setting such as alpha differs."""


@dataclass(slots=True)
class Outcome:
    """What a run did. `changed`: files that were written anew."""

    students: int = 0
    problems: list[Problem] = field(default_factory=list)
    items: Items | None = None
    changed: int = 0


def same_for_all(sheet: Exercise) -> Own:
    return lambda students: [(list(range(len(students))), sheet)]


def grade_class(
    sheet: Exercise,
    handed_in: Sequence[str],
    out: str,
    *,
    own: Own | None = None,
    feedback: bool = True,
    tell: Callable[[int], None] = lambda count: None,
) -> Outcome:
    """Mark a class into the folder `out`. `own`: each student's own numbers, where there are
    variants. `tell` is called with the number of students done. Raises InputError for what
    stops everything: an exercise, a folder or overrides that cannot be used."""
    done = Outcome()
    paths = files_of(handed_in)
    folder = Folder(out, sheet)
    asked = entries(sheet)
    overrides = overrides_of(folder, sheet)
    done.items = Items(asked)
    find = own or same_for_all(sheet)
    with folder.replacing(folder.path / "gradebook.csv") as stream:
        book = Gradebook(stream, sheet, asked, overrides)
        others = Others(find, asked) if own else None
        if others:
            others.know([owner(path) for path in paths if not is_wide(path)])
        for chunk in chunks(sheet, paths, find, done, feedback):
            scored, reports = judged_only(chunk, others, book, done)
            book.add(scored, overrides.laid_over(scored))
            done.items.add(scored)
            for report in reports:
                done.changed += hand_back(folder, sheet, report, overrides)
            done.students += len(scored.students)
            tell(done.students)
    folder.put("items.json", as_json(done.items.to_json()))
    return done


def mark_each(sheet: Exercise, handed_in: Sequence[str], own: Own) -> Report:
    """Mark submissions, each with its student's own numbers, into one report."""
    report = Report(sheet.id or sheet.title)
    gathered = Gathered(report.problems, {})
    singles = (one for path in files_of(handed_in) for one in gathered.of_file(path))
    while some := list(islice(singles, SUBMISSIONS)):
        report.students += of_submissions(some, own).reports
    return report


def overrides_of(folder: Folder, sheet: Exercise) -> Overrides:
    path = folder.path / OVERRIDES
    return read_overrides(path, sheet, entries(sheet)) if path.is_file() else Overrides()


class Chunk(NamedTuple):
    """Some students, marked. `reports`: what is said of each of their answers, where that is
    wanted. `paper`: the numbers of some of them."""

    scored: Scored
    reports: list[StudentReport]
    paper: Callable[[Codes], Paper]


def judged_only(
    chunk: Chunk, others: Others | None, book: Gradebook, done: Outcome
) -> tuple[Scored, list[StudentReport]]:
    """Those of a chunk whose own sheets these are; the others are listed."""
    scored, reports, paper = chunk
    if others is None:
        return scored, reports
    keep = np.ones(len(scored.students), dtype=bool)
    others.know(scored.students)
    for at in scored.first_wrong:
        student = scored.students[at]
        other = others.fitted(student, paper(np.array([at])))
        if other is not None:
            why = f"the numbers fit the sheet of {shown(other)}: not judged"
            done.problems.append(Problem(shown(student), why))
            book.withhold(student, why)
            keep[at] = False
    kept = np.flatnonzero(keep)
    return scored.part(kept), [reports[at] for at in kept.tolist()] if reports else []


def chunks(
    sheet: Exercise, paths: Sequence[Path], find: Own, done: Outcome, feedback: bool
) -> Iterator[Chunk]:
    """What was handed in, marked: wide tables of many, then single submissions."""
    gathered = Gathered(done.problems, {})
    numbers = all(ask.kind == "number" for ask in sheet.asks or ())
    tables = [path for path in paths if not feedback and numbers and is_wide(path)]
    for path in tables:
        yield from of_table(Wide(path, sheet), find, done)
    singles = (one for path in paths if path not in tables for one in gathered.of_file(path))
    while some := list(islice(singles, SUBMISSIONS)):
        yield of_submissions(some, find)


def of_table(table: Wide, find: Own, done: Outcome) -> Iterator[Chunk]:
    done.problems += table.problems
    for columns in table.chunks():
        for at, sheet in find(columns.students):
            part = columns.of(sheet, at)
            yield Chunk(score(sheet, part), [], part.paper)


def of_submissions(some: list[Submission], find: Own) -> Chunk:
    """Submissions with files of their own: everything that is said of each answer."""
    reports: dict[int, StudentReport] = {}
    sheets: dict[int, Sheet] = {}
    last = None
    for at, sheet in find([one.student for one in some]):
        sheets |= {one: read_answers(sheet, some[one]) for one in at}
        reports |= zip(at, marked(sheet, [sheets[one] for one in at]), strict=True)
        last = sheet
    assert last is not None
    ordered, exercise = [reports[at] for at in range(len(some))], last
    return Chunk(
        of_reports(exercise, ordered),
        ordered,
        lambda at: paper(exercise, [sheets[one] for one in at.tolist()]),
    )


def hand_back(folder: Folder, sheet: Exercise, report: StudentReport, overrides: Overrides) -> int:
    """A student's feedback, and for the instructor the record of every verdict."""
    marks = overrides.marks.get(report.student, {})
    for answer in report.answers:
        if answer.name in marks:
            answer.points = marks[answer.name].points
    name = file_name(report.student)
    one = Report(sheet.id or sheet.title, [report])
    record = {**one.to_json(), "of": folder.stamp}
    if marks:
        record["overrides"] = [
            {"quantity": mark.quantity, "points": mark.points, "reason": mark.reason}
            for mark in marks.values()
        ]
    written = folder.put(f"feedback/{name}.html", as_html(one))
    return written + folder.put(f"records/{name}.json", as_json(record))


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
