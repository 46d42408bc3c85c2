"""A class marked into a folder: chunk by chunk from what was handed in to the gradebook, the item
analysis, and a feedback file for each student."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TextIO

import numpy as np

from tracer.errors import InputError, shown
from tracer.files import label

from ..entries import entries
from ..exercise_file import Exercise
from ..marking import marked
from ..paper import Paper, paper
from ..ranged import Codes
from ..report.class_page import class_page
from ..result import Report, StudentReport
from ..submission import Problem, Sheet, Submission
from ..texts import read_answers
from .before import Change, earlier
from .feedback import as_json, handed_back
from .folder import Folder
from .gather import Gathered, files_of, folded, owner
from .items import Items
from .overrides import Overrides, read_overrides
from .scored import Scored, of_reports
from .spread import workers
from .wide import blocks, first_line, is_wide
from .work import Job, Load, Marks, add, identities, of_block

SUBMISSIONS = 500  # marked together, where each is a file of its own
OVERRIDES = "overrides.csv"


@dataclass(slots=True)
class Outcome:
    """What a run did. `changed`: files that were written anew."""

    students: int = 0
    problems: list[Problem] = field(default_factory=list)
    items: Items | None = None
    changed: int = 0
    changes: list[Change] = field(default_factory=list)  # of marks that an earlier run gave


@dataclass(frozen=True, slots=True)
class How:
    """How a class is marked. `feedback`: a file for every student; `processes`, `scheduler`: where
    wide tables are marked; `dry`: only say what would change; `never_lower`: nobody loses points
    that an earlier run gave."""

    feedback: bool = True
    processes: int = 1
    scheduler: str | None = None
    dry: bool = False
    never_lower: bool = False


def grade_class(
    load: Load,
    handed_in: Sequence[str],
    out: str,
    how: How = How(),
    tell: Callable[[int], None] = lambda count: None,
) -> Outcome:
    """Mark a class into the folder `out`. `load` makes the exercise, and finds students' own
    numbers where there are variants. `tell` is called with the number of students done. Raises
    InputError for what stops everything: an exercise, a folder or overrides that cannot be used."""
    done, job = Outcome(), Job(load)
    paths = files_of(handed_in, done.problems)
    folder = Folder(out, job.sheet, write=not how.dry)
    job.overrides = overrides_of(folder, job.sheet)
    done.items = Items(job.asked)
    book = folder.path / "gradebook.csv"
    before = earlier(book, how.never_lower)
    nobody = set(identities(list(job.overrides.marks)).tolist())
    with nowhere() if how.dry else folder.replacing(book) as stream:
        stream.write(job.book.head())
        for marks in marks_of(job, paths, how):
            rows, changes, kept = before.beside(job.book.names, marks.rows)
            stream.write(rows)
            nobody -= set(marks.ids.tolist())
            done.changes += changes
            done.items.join(marks.items)
            done.problems += marks.problems
            if not how.dry:
                done.changed += handed_back(folder, job, marks, kept)
            done.students += len(marks.ids)
            tell(done.students)
    done.problems += [
        Problem(f"{folder.path / OVERRIDES}", f"nobody was marked whose id is {shown(student)}")
        for student in job.overrides.marks
        if identities([student]).item() in nobody
    ]
    if not how.dry:
        folder.put("items.json", as_json(done.items.to_json()))
        folder.put("report.html", class_page(job.sheet, done.items))
    return done


@contextmanager
def nowhere() -> Iterator[TextIO]:
    with Path(os.devnull).open("w", encoding="utf-8") as stream:
        yield stream


def overrides_of(folder: Folder, sheet: Exercise) -> Overrides:
    path = folder.path / OVERRIDES
    return read_overrides(path, sheet, entries(sheet)) if path.is_file() else Overrides()


def marks_of(job: Job, paths: Sequence[Path], how: How) -> Iterator[Marks]:
    """What was handed in, marked: wide tables of many, then single submissions."""
    gathered = Gathered([], ids=job.find.ids)
    numbers = all(ask.kind == "number" for ask in job.sheet.asks or ())
    tables = [path for path in paths if not how.feedback and numbers and is_wide(path)]
    if tables:
        yield from of_tables(job, tables, how)
    if job.others is not None and job.find.ids is None:
        job.others.know([owner(path) for path in paths if path not in tables])
    singles = (one for path in paths if path not in tables for one in gathered.of_file(path))
    while some := list(islice(singles, SUBMISSIONS)):
        yield of_submissions(job, some, gathered.seen)
    yield Marks("", Items(job.asked), gathered.problems, identities([]))


def of_tables(job: Job, tables: Sequence[Path], how: How) -> Iterator[Marks]:
    """Wide tables, block by block. A student who has a row in an earlier block is left out."""
    seen = np.zeros(0, dtype=np.uint64)
    for path in tables:
        where = label(str(path))
        try:
            job = Job(job.load, job.overrides, first_line(path, where), where)
            yield Marks("", Items(job.asked), job.wide.problems, identities([]))
            with workers(job, how.processes, how.scheduler) as mark_blocks:
                for block, found in mark_blocks(blocks(path, job.where)):
                    again = np.isin(found.ids, seen)
                    marks = found
                    if again.any():
                        marks = of_block(job, block, frozenset(found.ids[again].tolist()))
                    seen = np.sort(np.concatenate([seen, marks.ids]), kind="stable")
                    yield marks
        except InputError as error:
            if error.where != where:
                raise
            yield Marks("", Items(job.asked), [Problem(error.where, error.wrong)], identities([]))


def of_submissions(job: Job, some: list[Submission], files: Mapping[str, str]) -> Marks:
    """Submissions with files of their own: everything that is said of each answer. `files`: whose
    each is, by folded id."""
    done = Marks("", Items(job.asked), [], identities([one.student for one in some]))
    for at, sheet in job.find([one.student for one in some]):
        read = [read_answers(sheet, some[one], place) for place, one in enumerate(at)]
        scored, reports, papers = of_sheets(sheet, read)
        add(job, done, scored, reports, papers)
        done.problems += [
            Problem(
                files.get(folded(report.student), shown(report.student)),
                "nothing in it is asked for here: is it of another exercise?",
            )
            for report in reports
            if report.problems and not any(answer.typed for answer in report.answers)
        ]
    return done


def of_sheets(
    sheet: Exercise, sheets: list[Sheet]
) -> tuple[Scored, list[StudentReport], Callable[[Codes], Paper]]:
    reports = marked(sheet, sheets)
    return (
        of_reports(sheet, reports),
        reports,
        lambda at: paper(sheet, [sheets[one] for one in at.tolist()]),
    )


def mark_each(load: Load, handed_in: Sequence[str]) -> Report:
    """Mark submissions, each with its student's own numbers, into one report."""
    job = Job(load)
    report = Report(job.sheet.id or job.sheet.title)
    gathered = Gathered(report.problems, ids=job.find.ids)
    singles = (
        one for path in files_of(handed_in, report.problems) for one in gathered.of_file(path)
    )
    while some := list(islice(singles, SUBMISSIONS)):
        marks = of_submissions(job, some, gathered.seen)
        report.students += marks.reports
        report.problems += marks.problems
    return report
