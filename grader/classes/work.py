"""One chunk of a class from what was handed in to rows of the gradebook: what a process of its
own, or a machine of a cluster, is given to do. The rows are the same wherever it is done."""

from __future__ import annotations

import hashlib
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
from .gather import folded, known_as, stranger
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
    `ids`: who was handed a sheet, by their folded id; None where that is not known."""

    find: Callable[[Sequence[str]], Parts]
    ids: Mapping[str, str] | None = None

    def __call__(self, students: Sequence[str]) -> Parts:
        return self.find(students)


Load: TypeAlias = Callable[[], "tuple[Exercise, Own | None]"]


@dataclass(eq=False)
class Job:
    """What all chunks of a class have in common. `load` makes the exercise, and finds students'
    own numbers: it can be sent to another process, where what it makes could not."""

    load: Load
    overrides: Overrides = field(default_factory=Overrides)
    first: bytes = b""  # the line that names the columns of a wide table
    where: str = ""

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
        if self.loaded[1] is None:
            return None
        others = Others(self.find, self.asked)
        others.know(list((self.find.ids or {}).values()))
        return others

    @cached_property
    def wide(self) -> Wide:
        return Wide(self.first, self.where, self.sheet)

    def __getstate__(self) -> dict[str, object]:
        """Only what cannot be made anew."""
        return {name: getattr(self, name) for name in ("load", "overrides", "first", "where")}


@dataclass(slots=True)
class Marks:
    """A chunk's rows of the gradebook; its counts; what was wrong; and of each student a number
    that tells them apart."""

    rows: str
    items: Items
    problems: list[Problem]
    ids: NDArray[np.uint64]
    reports: list[StudentReport] = field(default_factory=list)
    withheld: list[tuple[StudentReport, str]] = field(default_factory=list)  # and why


def of_block(job: Job, block: bytes, seen: frozenset[int] = frozenset()) -> Marks:
    """The marks of some rows of a wide table. `seen`: students who have a row before these."""
    table = job.wide.chunk(block)
    problems: list[Problem] = []
    known = job.find.ids
    whose = [known_as(student, known) for student in table.students]
    table.students = [one or typed for one, typed in zip(whose, table.students, strict=True)]
    ids = identities(table.students)
    keep, met = [], set(seen)
    for at, one in enumerate(ids.tolist()):
        if whose[at] is None:
            problems.append(Problem(job.where, stranger(table.students[at], known)))
            continue
        if one in met:
            said = f"a second row for {shown(table.students[at])}: the first one counts"
            problems.append(Problem(job.where, said))
            continue
        met.add(one)
        keep.append(at)
    if len(keep) < len(ids):
        table, ids = table.part(np.array(keep, dtype=np.int64)), ids[keep]
    done = Marks("", Items(job.asked), problems, ids)
    for some, sheet in job.find(table.students):
        part = table.of(sheet, some)
        add(job, done, job.wide.known.score(sheet, part), [], part.paper)
    return done


def add(
    job: Job,
    done: Marks,
    scored: Scored,
    reports: list[StudentReport],
    paper: Callable[[Codes], Paper],
) -> None:
    """The rows of some students; those whose numbers fit another's sheet are listed, and have no
    mark. `paper`: the numbers of some of them."""
    keep = np.ones(len(scored.students), dtype=bool)
    withheld = []
    if job.others is not None:
        job.others.know(scored.students)
        for at in scored.first_wrong:
            student = scored.students[at]
            other = job.others.fitted(student, paper(np.array([at])))
            if other is not None:
                why = f"the numbers fit the sheet of {shown(other)}: not judged"
                done.problems.append(Problem(shown(student), why))
                withheld.append(job.book.withheld(student, why))
                done.withheld += [(reports[at], why)] if reports else []
                keep[at] = False
    kept = np.flatnonzero(keep)
    mine = scored if keep.all() else scored.part(kept)
    done.rows += "".join([*job.book.rows(mine), *withheld])
    done.items.add(mine)
    done.reports += [reports[at] for at in kept.tolist()] if reports else []


def identities(students: Sequence[str]) -> NDArray[np.uint64]:
    """A number for each id, the same in every process."""
    folds = (folded(one).encode("utf-8", "surrogatepass") for one in students)
    digests = (hashlib.blake2b(one, digest_size=8).digest() for one in folds)
    return np.frombuffer(b"".join(digests), dtype=np.uint64)
