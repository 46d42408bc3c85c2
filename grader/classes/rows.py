"""Rows of a wide table of numbers, marked: what a class of a hundred thousand is made of."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tracer.errors import InputError, shown

from ..submission import Problem
from .chunks import Rows
from .gather import identities, known_as, stranger
from .items import Items
from .work import Job, Marks, add


def of_rows(job: Job, rows: Rows, seen: Mapping[int, str]) -> Marks:
    """The marks of some rows. `seen`: in which files students came before these."""
    try:
        table = job.table(rows.where, rows.first)
        part = table.chunk(rows.data)
    except InputError as error:
        if error.where != rows.where:
            raise
        return Marks("", Items(job.asked), [Problem.of(error)], identities([]), ())
    problems = list(table.problems) if rows.begins else []
    known = job.find.ids
    whose = [known_as(student, known) for student in part.students]
    part.students = [one or typed for one, typed in zip(whose, part.students, strict=True)]
    ids = identities(part.students)
    keep, first = [], dict(seen)
    for at, one in enumerate(ids.tolist()):
        if whose[at] is None:
            problems.append(Problem(rows.where, stranger(part.students[at], known)))
            continue
        if one in first:
            counts = "one" if first[one] == rows.where else f"submission, {first[one]},"
            said = f"a second row for {shown(part.students[at])}: the first {counts} counts"
            problems.append(Problem(rows.where, said))
            continue
        first[one] = rows.where
        keep.append(at)
    if len(keep) < len(ids):
        part, ids = part.part(np.array(keep, dtype=np.int64)), ids[keep]
    done = Marks("", Items(job.asked), problems, ids, [rows.where] * len(keep))
    for some, sheet in job.find(part.students) if keep else ():
        own = part.of(sheet, some)
        add(job, done, table.known.score(sheet, own), [], own.paper, part.students)
    return done
