"""What all chunks of a class have in common, and what comes of each: a process of its own, or a
machine of a cluster, is given the one and gives back the other, the same wherever it is done."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from tracer.errors import shown

from ..asked import Exercise
from ..entries import Entry, entries
from ..parts import all_entries
from ..ranged import Codes
from ..result import StudentReport
from ..submission import Problem
from ..typed_numbers import TypedNumbers
from ..wrong_lines import MISSING
from .folder import stamp
from .gradebook import Gradebook, Withheld
from .items import Items
from .look_at import look_at
from .others import Others
from .overrides import Overrides
from .scored import Scored
from .told import BLANK, HandIns, Kind, Told, file_of
from .wide import Wide

Parts: TypeAlias = "list[tuple[list[int], Exercise]]"


@dataclass(frozen=True, slots=True, eq=False)
class Own:
    """Students' own numbers. `find`: their places in the list, and the exercise with those numbers,
    one after the other along its axis of students; several, where a setting such as alpha differs.
    `ids`: who was handed a sheet, by their folded id; None where that is not known. `rest`: the
    other columns of the roster, by id."""

    find: Callable[[Sequence[str]], Parts]
    ids: Mapping[str, str] | None = None
    rest: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __call__(self, students: Sequence[str]) -> Parts:
        return self.find(students)


Load: TypeAlias = Callable[[], "tuple[Exercise, Own | None]"]


@dataclass(eq=False)
class Job:
    """What all chunks of a class have in common. `load` makes the exercise, and finds students'
    own numbers: it can be sent to another process, where what it makes could not. `owners`: whose
    the files are by their names; `feedback`: whether each student is handed something back;
    `pages`: also the page that a student reads, not only the record; `hand_ins`: which of several
    submissions counts, and what is noted of them."""

    load: Load
    overrides: Overrides = field(default_factory=Overrides)
    owners: Sequence[str] = ()
    feedback: bool = False
    pages: bool = True
    hand_ins: HandIns = field(default_factory=HandIns)
    tables: dict[tuple[str, bytes], Wide] = field(default_factory=dict)

    @cached_property
    def loaded(self) -> tuple[Exercise, Own | None]:
        return self.load()

    @property
    def sheet(self) -> Exercise:
        return self.loaded[0]

    @property
    def find(self) -> Own:
        """Students' own numbers; the same for all, where there are no variants."""
        sheet, own = self.loaded
        return own or Own(lambda students: [(list(range(len(students))), sheet)])

    @cached_property
    def asked(self) -> tuple[Entry, ...]:
        return all_entries(self.sheet)

    @cached_property
    def book(self) -> Gradebook:
        return Gradebook(self.sheet, self.asked, self.overrides, self.find.rest)

    @cached_property
    def others(self) -> Others | None:
        """All who were handed a sheet; where that is not known, all whose files are there."""
        if self.loaded[1] is None:
            return None
        ids = self.find.ids
        return Others(self.find, entries(self.sheet.parts[0])).beside(
            list(self.owners if ids is None else ids.values())
        )

    @cached_property
    def stamp(self) -> dict[str, object]:
        return stamp(self.sheet)

    def table(self, where: str, first: bytes) -> Wide:
        """A wide table, by the line that names its columns."""
        if (where, first) not in self.tables:
            self.tables = {(where, first): Wide(first, where, self.sheet)}
        return self.tables[where, first]

    def __getstate__(self) -> dict[str, object]:
        """Only what cannot be made anew."""
        names = ("load", "overrides", "owners", "feedback", "pages", "hand_ins")
        return {**{name: getattr(self, name) for name in names}, "tables": {}}


@dataclass(frozen=True, slots=True)
class Returned:
    """What is made of a student's marking. `page`: the feedback, None where none is wanted, and
    for who has no mark;
    `record`: every verdict with its reasons, for the instructor."""

    student: str
    page: str | None
    record: str


@dataclass(slots=True)
class Marks:
    """A chunk's rows of the gradebook; its counts; what was wrong; of each student a number that
    tells them apart, and the file; and what they are handed back. `told`: what a person should
    know; `unread`: whose files could not be read at all, and why; `notes`: what the gradebook notes
    of students besides, by their number."""

    rows: str
    items: Items
    problems: list[Problem]
    ids: NDArray[np.uint64]
    files: Sequence[str]
    returned: list[Returned] = field(default_factory=list)
    reports: list[StudentReport] = field(default_factory=list)
    withheld: list[tuple[StudentReport, str]] = field(default_factory=list)  # and why
    told: list[Told] = field(default_factory=list)
    unread: list[tuple[str, Problem]] = field(default_factory=list)
    notes: Mapping[int, Sequence[str]] = field(default_factory=dict)


def add(
    job: Job,
    done: Marks,
    scored: Scored,
    reports: list[StudentReport],
    numbers_of: Callable[[Codes], TypedNumbers],
    among: Sequence[str],
    unread: Mapping[int, Withheld],
) -> None:
    """The rows of some students. Those of whom something was not read, and those whose numbers fit
    another's sheet, are listed, and have no mark. `numbers_of`: those of some of them; `among`:
    all students of the chunk, in the order of `done.files`; `unread`: of whom something could not
    be read."""
    files = dict(zip(among, done.files, strict=True))
    withheld, copied = dict(unread), set[int]()
    others = job.others.beside(among) if job.others is not None and scored.first_wrong else None
    for at in scored.first_wrong:
        student = scored.students[at]
        other = others and others.fitted(student, numbers_of(np.array([at])))
        if other is not None:
            why = f"the numbers fit the sheet of {shown(other)}: not judged"
            withheld[at] = Withheld(why)
            copied.add(at)
            done.withheld += [(reports[at], why)] if reports else []
    for at, one in sorted(withheld.items()):
        student = scored.students[at]
        kind: Kind = "copied" if at in copied else "withheld"
        done.told.append(Told(kind, student, files[student], one.why))
        done.problems.append(Problem(files[student], f"{shown(student)}: {one.why}"))
    said = noted(job, done, scored, withheld, files)
    scored, by_hand = job.overrides.laid_over(scored)
    for at, note in by_hand.items():
        said[at] = [note, *said.get(at, ())]
    done.rows += "".join(job.book.rows(scored, withheld, said))
    kept = [at for at in range(len(scored.students)) if at not in withheld]
    done.items.add(scored.part(np.array(kept, int)) if withheld else scored)
    for at, report in enumerate(reports):
        for look, says in look_at(report) if at not in withheld else ():
            where = file_of(files[report.student])
            done.told.append(Told(look, report.student, where, says))
    mine = (at for at, one in enumerate(reports) if at not in withheld or withheld[at].lines)
    done.reports += [reports[at] for at in mine]


def noted(
    job: Job, done: Marks, scored: Scored, withheld: Collection[int], files: Mapping[str, str]
) -> dict[int, list[str]]:
    """What is noted of students besides: when their work came, and that nothing is filled in.
    `files`: where all students of the chunk stand, in the order of `done.ids`."""
    found: dict[int, list[str]] = {}
    if job.hand_ins.notes or done.notes:
        ids = dict(zip(files, done.ids.tolist(), strict=True))
        for at, student in enumerate(scored.students):
            here = ids[student]
            if notes := [*job.hand_ins.notes.get(here, ()), *done.notes.get(here, ())]:
                found[at] = notes
    blank = (scored.verdicts == MISSING).all(axis=1) if scored.entries else np.zeros(0, bool)
    for at in np.flatnonzero(blank).tolist():
        student = scored.students[at]
        if at not in withheld and not job.overrides.own(student):
            done.told.append(Told("blank", student, files[student], BLANK))
            found.setdefault(at, []).append(BLANK)
    return found
