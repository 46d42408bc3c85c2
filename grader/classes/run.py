"""A class marked into a folder: chunk by chunk from what was handed in to the gradebook, the item
analysis, and a feedback file for each student."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TextIO

from tracer.errors import shown
from tracer.files import label

from ..asked import Exercise
from ..files import ENDINGS
from ..kinds import is_special, no_answers
from ..parts import all_entries
from ..report.class_page import class_page
from ..result import Report
from ..rules_version import RULES
from ..submission import Problem, Submission
from .before import Change, Table, earlier
from .by_rule import ByRule
from .chunks import FILES, chunks, pieces
from .feedback import as_json, handed_back
from .folder import Folder
from .gather import Seen, files_of, folded, identities, known_as, owner
from .gradebook import ABSENT
from .hand_ins import Counts, looked_through
from .items import Items
from .overrides import Overrides, read_overrides
from .spread import of_chunk, workers
from .submissions import Gathered, of_submissions, without_answers
from .told import HandIns, Told, file_of, listed
from .work import Job, Load, Marks

OVERRIDES = "overrides.csv"
NOT_COUNTED = (
    "{} who keep an earlier mark are not counted here: their work was not given this time."
)
EDITED = "the exercise was changed since these marks were given"


@dataclass(slots=True)
class Outcome:
    """What a run did. `changed`: files that were written anew; `by_rule`: the changes of marks of
    other rules, where nothing is written; `kept`: whose marks of an earlier run stand, since they
    are not among what was handed in this time; `absent`: who was handed a sheet, and has no mark;
    `notes`: what is left for a person to do, or to know; `told`: what is to be known of single
    students."""

    students: int = 0
    problems: list[Problem] = field(default_factory=list)
    items: Items | None = None
    changed: int = 0
    changes: list[Change] = field(default_factory=list)  # of marks that an earlier run gave
    by_rule: ByRule | None = None
    kept: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class How:
    """How a class is marked. `feedback`: a file for every student; `processes`, `scheduler`: where
    wide tables are marked; `dry`: only say what would change; `never_lower`: nobody loses points
    that an earlier run gave; `remark`: marks that were given under other rules are given anew;
    `counts`: which of several hand-ins does; `deadline`: what came later is late; `export`: what
    writes the marks for another system, and says what is to be known of it."""

    feedback: bool = True
    processes: int = 1
    scheduler: str | None = None
    dry: bool = False
    never_lower: bool = False
    remark: bool = False
    counts: Counts = ""
    deadline: datetime | None = None
    export: Callable[[Folder, Job], list[str]] | None = None

    def hand_ins(self, paths: Sequence[Path], job: Job) -> HandIns:
        """When everything came, where that matters."""
        if not self.counts and self.deadline is None:
            return HandIns()
        return looked_through(paths, job.find.ids, self.counts, self.deadline)


def grade_class(
    load: Load,
    handed_in: Sequence[str],
    out: str,
    how: How = How(),
    tell: Callable[[int], None] = lambda count: None,
) -> Outcome:
    """Mark a class into the folder `out`. `load` makes the exercise, and finds students' own
    numbers where there are variants. `tell` is called with the number of students done. Raises
    InputError for what stops everything: an exercise, a folder or overrides that cannot be used,
    another run in that folder; OtherRules for one that is to be marked anew before it is marked
    on."""
    done = Outcome()
    others: dict[Path, None] = {}
    paths = files_of(handed_in, done.problems, others)
    job = Job(load, owners=[owner(path) for path in paths], feedback=how.feedback and not how.dry)
    folder = Folder(out, job.sheet, write=False)
    if folder.stands and how.dry:
        done.by_rule = ByRule(folder.path, folder.rules, job.asked)
        job.feedback, job.pages = True, False
    elif folder.stands and not how.remark:
        raise folder.under_other_rules()
    with nullcontext() if how.dry else folder.alone():
        into(folder, job, paths, list(others), how, done, tell)
    return done


def into(
    folder: Folder,
    job: Job,
    paths: Sequence[Path],
    others: Sequence[Path],
    how: How,
    done: Outcome,
    tell: Callable[[int], None],
) -> None:
    """Mark the files into a folder in which nobody else is at work."""
    job.overrides = overrides_of(folder, job.sheet)
    job.hand_ins = how.hand_ins(paths, job)
    done.told += job.hand_ins.told
    done.items = Items(job.asked)
    book = folder.path / "gradebook.csv"
    before, now = earlier(book, how.never_lower), Table(job.book.names, job.book.lines)
    seen, keep = Seen(), set[str]()
    with nowhere() if how.dry else folder.replacing(book, marked=True) as stream:
        stream.write(job.book.head())
        for marks in marks_of(job, paths, how, seen, others, before.of_answers):
            if not how.dry:
                folder.begin()  # not before the first were marked: whatever is wrong was told
            rows, changes, kept = before.beside(now, marks.rows)
            stream.write(rows)
            done.items.join(marks.items)
            done.problems += marks.problems
            if done.by_rule is not None:
                done.by_rule.add(changes, marks.returned)
            else:
                done.changes += changes
            done.told += marks.told
            if job.feedback and not how.dry:
                done.changed += handed_back(folder, marks, kept)
            keep |= kept
            done.students += len(marks.ids)
            tell(done.students)
        files = job.owners if job.find.ids is None else ()
        left = before.left(now, seen, set(files))
        stream.writelines(left.values())
        done.kept = list(left)
        if stale := before.not_laid_over(now, done.kept, job.overrides):
            done.notes.append(f"{OVERRIDES} is not laid over marks of work that was not given this "
                              f"time: {listed(stale)}")  # fmt: skip
        absent = seen.without(list((job.find.ids or {}).values()))
        done.absent = [student for student in absent if student not in left]
        stream.writelines(map(job.book.absent, done.absent))
    tell_of(job, done, seen)
    if folder.edited:
        done.notes.append(EDITED)
    if not how.dry:
        finish(folder, job, done, len(keep) + len(left), how)


def finish(folder: Folder, job: Job, done: Outcome, kept: int, how: How) -> None:
    """What is made of the marks of a class. `kept`: how many of them were not given anew."""
    assert done.items is not None
    if done.kept:
        done.items.notes.append(NOT_COUNTED.format(len(done.kept)))
    folder.put("items.json", as_json(done.items.to_json()))
    absent = [Told("absent", student, "", ABSENT) for student in done.absent]
    known = {one.where for one in done.told}
    stray = [Told("stray", "", file_of(one.where), one.message) for one in done.problems
             if one.where not in (OVERRIDES, *known)]  # fmt: skip
    folder.put("report.html", class_page(job.sheet, done.items, [*done.told, *absent, *stray]))
    if folder.stands:
        marked_anew(folder, done, kept)
    if how.export is not None:
        done.notes += how.export(folder, job)


def marked_anew(folder: Folder, done: Outcome, kept: int) -> None:
    """Say under which rules the marks stand that are there now. `kept`: how many were not given
    anew: as long as there are any, the folder is one of the rules of then."""
    if kept:
        done.notes.append(f"{kept} were not marked anew: {folder.stands}")
    else:
        folder.rules = RULES
        folder.begin()


def tell_of(job: Job, done: Outcome, seen: Seen) -> None:
    """Who has no mark, or not all of it, and which marks were set for nobody."""
    kept = set(map(folded, done.kept))
    done.problems += [
        Problem(OVERRIDES, f"nobody was marked whose id is {shown(student)}")
        for student in seen.without(job.overrides.named)
        if student not in kept
    ]
    done.notes += job.overrides.notes
    for part in job.sheet.manual:
        by_hand = [one for one in job.overrides.named if part.label in job.overrides.own(one)]
        left = done.students - len(seen.again(identities(by_hand)))
        left *= part.label not in job.overrides.everybody
        if left:
            done.notes.append(f"{part.label}: {left} of {done.students} are not marked yet")


@contextmanager
def nowhere() -> Iterator[TextIO]:
    with Path(os.devnull).open("w", encoding="utf-8") as stream:
        yield stream


def overrides_of(folder: Folder, sheet: Exercise) -> Overrides:
    path = folder.path / OVERRIDES
    return read_overrides(path, sheet, all_entries(sheet)) if path.is_file() else Overrides()


def marks_of(
    job: Job,
    paths: Sequence[Path],
    how: How,
    seen: Seen,
    others: Sequence[Path] = (),
    stay: Collection[str] = (),
) -> Iterator[Marks]:
    """What was handed in, marked chunk by chunk. Of who was seen already, the first counts.
    `others`: files that hold no answers; `stay`: who keeps an earlier mark where nothing of theirs
    is given this time."""
    plain = all(entry.kind == "number" and not entry.part for entry in job.asked)
    numbers = plain and not any(part.name for part in job.sheet.manual)
    timed = how.counts or how.deadline is not None
    only_marks = numbers and not job.feedback and not timed
    unread: dict[str, tuple[str, list[Problem]]] = {}  # whose files could not be read, by folded id
    with workers(job, how.processes, how.scheduler) as spread:
        drawn = job.loaded[1] is not None  # whose own numbers are drawn by each of the processes
        parts = how.processes if drawn else 1
        for chunk, found in spread(chunks(paths, only_marks, parts, drawn)):
            again = seen.again(found.ids)
            marks = of_chunk(job, chunk, again) if again else found
            seen.add(marks.ids, marks.files)
            for student, problem in marks.unread:
                unread.setdefault(folded(student), (student, []))[1].append(problem)
            yield marks
    ids, known = job.find.ids, job.find.ids or {}
    for path in others:
        if not (known or (is_special(path) and path.suffix.lower() in ENDINGS)):
            continue  # nobody's name is known, and it is no answers' that was left alone
        own = known_as(owner(path, ids), ids)
        if own is not None:
            problem = Problem(label(str(path)), no_answers(path)[0])
            unread.setdefault(folded(own), (own, []))[1].append(problem)
    nothing: dict[str, Sequence[Problem]] = dict(unread[one] for one in seen.without(list(unread)))
    alone = (known[one] for one in seen.without(job.overrides.named) if one in known)
    by_hand = [one for one in alone if one not in stay]
    nothing = {**dict.fromkeys(by_hand, ()), **nothing}
    if nothing:
        marks = without_answers(job, nothing, OVERRIDES)
        seen.add(marks.ids, marks.files)
        yield marks


def mark_each(load: Load, handed_in: Sequence[str], how: How = How()) -> Report:
    """Mark submissions, each with its student's own numbers, into one report."""
    job = Job(load)
    report = Report(job.sheet.id or job.sheet.title, title=job.sheet.title)
    gathered, singles = submitted(job, handed_in, how, report.problems)
    while some := list(islice(singles, FILES)):
        report.students += of_submissions(job, some, gathered).reports
    return report


def submitted(
    job: Job, handed_in: Sequence[str], how: How, problems: list[Problem]
) -> tuple[Gathered, Iterator[Submission]]:
    """What was handed in, one student after the other; what is wrong with it joins the
    `problems`."""
    paths = files_of(handed_in, problems)
    job.hand_ins = how.hand_ins(paths, job)
    gathered = Gathered(problems, ids=job.find.ids, turns=job.hand_ins.turns)
    parts = (piece for path in paths for piece in pieces(path))
    return gathered, (one for piece in parts for one in gathered.of_piece(piece))
