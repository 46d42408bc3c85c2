"""What all chunks of a class have in common, and what comes of each: a process of its own, or a
machine of a cluster, is given the one and gives back the other, the same wherever it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from tracer.errors import shown

from ..entries import Entry, entries
from ..exercise_file import Exercise
from ..paper import Paper
from ..ranged import Codes
from ..result import StudentReport
from ..submission import Problem
from .folder import stamp
from .gradebook import Gradebook
from .items import Items
from .others import Others
from .overrides import Overrides
from .scored import Scored
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
    `pages`: also the page that a student reads, not only the record."""

    load: Load
    overrides: Overrides = field(default_factory=Overrides)
    owners: Sequence[str] = ()
    feedback: bool = False
    pages: bool = True
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
        return entries(self.sheet)

    @cached_property
    def book(self) -> Gradebook:
        return Gradebook(self.sheet, self.asked, self.overrides)

    @cached_property
    def others(self) -> Others | None:
        """All who were handed a sheet; where that is not known, all whose files are there."""
        if self.loaded[1] is None:
            return None
        ids = self.find.ids
        return Others(self.find, self.asked).beside(
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
        names = ("load", "overrides", "owners", "feedback", "pages")
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
    tells them apart, and the file; and what they are handed back."""

    rows: str
    items: Items
    problems: list[Problem]
    ids: NDArray[np.uint64]
    files: Sequence[str]
    returned: list[Returned] = field(default_factory=list)
    reports: list[StudentReport] = field(default_factory=list)
    withheld: list[tuple[StudentReport, str]] = field(default_factory=list)  # and why


def add(
    job: Job,
    done: Marks,
    scored: Scored,
    reports: list[StudentReport],
    paper: Callable[[Codes], Paper],
    among: Sequence[str],
) -> None:
    """The rows of some students; those whose numbers fit another's sheet are listed, and have no
    mark. `paper`: the numbers of some of them; `among`: all students of the chunk, in the order of
    `done.files`."""
    keep = np.ones(len(scored.students), dtype=bool)
    withheld = []
    if job.others is not None and scored.first_wrong:
        others = job.others.beside(among)
        for at in scored.first_wrong:
            student = scored.students[at]
            other = others.fitted(student, paper(np.array([at])))
            if other is not None:
                why = f"the numbers fit the sheet of {shown(other)}: not judged"
                file = done.files[list(among).index(student)]
                done.problems.append(Problem(file, f"{shown(student)}: {why}"))
                withheld.append(job.book.withheld(student, why))
                done.withheld += [(reports[at], why)] if reports else []
                keep[at] = False
    kept = np.flatnonzero(keep)
    mine = scored if keep.all() else scored.part(kept)
    done.rows += "".join([*job.book.rows(mine), *withheld])
    done.items.add(mine)
    done.reports += [reports[at] for at in kept.tolist()] if reports else []
