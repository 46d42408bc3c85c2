"""A class marked into a folder: chunk by chunk from what was handed in to the gradebook, the item
analysis, and a feedback file for each student."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TextIO

from tracer.errors import shown

from ..entries import entries
from ..exercise_file import Exercise
from ..report.class_page import class_page
from ..result import Report
from ..submission import Problem
from .before import Change, earlier
from .chunks import FILES, chunks, pieces
from .feedback import as_json, handed_back
from .folder import Folder
from .gather import Seen, files_of, owner
from .items import Items
from .overrides import Overrides, read_overrides
from .spread import of_chunk, workers
from .submissions import Gathered, of_submissions
from .work import Job, Load, Marks

OVERRIDES = "overrides.csv"


@dataclass(slots=True)
class Outcome:
    """What a run did. `changed`: files that were written anew; `absent`: who was handed a sheet,
    and handed in nothing."""

    students: int = 0
    problems: list[Problem] = field(default_factory=list)
    items: Items | None = None
    changed: int = 0
    changes: list[Change] = field(default_factory=list)  # of marks that an earlier run gave
    absent: list[str] = field(default_factory=list)


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
    done = Outcome()
    paths = files_of(handed_in, done.problems)
    job = Job(load, owners=[owner(path) for path in paths], feedback=how.feedback and not how.dry)
    folder = Folder(out, job.sheet, write=not how.dry)
    job.overrides = overrides_of(folder, job.sheet)
    done.items = Items(job.asked)
    book = folder.path / "gradebook.csv"
    before = earlier(book, how.never_lower)
    seen = Seen()
    with nowhere() if how.dry else folder.replacing(book) as stream:
        stream.write(job.book.head())
        for marks in marks_of(job, paths, how, seen):
            rows, changes, kept = before.beside(job.book.names, marks.rows)
            stream.write(rows)
            done.changes += changes
            done.items.join(marks.items)
            done.problems += marks.problems
            if job.feedback:
                done.changed += handed_back(folder, marks, kept)
            done.students += len(marks.ids)
            tell(done.students)
    done.problems += [
        Problem(f"{folder.path / OVERRIDES}", f"nobody was marked whose id is {shown(student)}")
        for student in seen.without(list(job.overrides.marks))
    ]
    done.absent = seen.without(list((job.find.ids or {}).values()))
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


def marks_of(job: Job, paths: Sequence[Path], how: How, seen: Seen) -> Iterator[Marks]:
    """What was handed in, marked chunk by chunk. Of who was seen already, the first counts."""
    numbers = all(ask.kind == "number" for ask in job.sheet.asks or ())
    with workers(job, how.processes, how.scheduler) as spread:
        for chunk, found in spread(chunks(paths, numbers and not job.feedback)):
            again = seen.again(found.ids)
            marks = of_chunk(job, chunk, again) if again else found
            seen.add(marks.ids, marks.files)
            yield marks


def mark_each(load: Load, handed_in: Sequence[str]) -> Report:
    """Mark submissions, each with its student's own numbers, into one report."""
    job = Job(load)
    report = Report(job.sheet.id or job.sheet.title)
    gathered = Gathered(report.problems, ids=job.find.ids)
    paths = files_of(handed_in, report.problems)
    parts = (piece for path in paths for piece in pieces(path))
    singles = (one for piece in parts for one in gathered.of_piece(piece))
    while some := list(islice(singles, FILES)):
        report.students += of_submissions(job, some, gathered).reports
    return report
