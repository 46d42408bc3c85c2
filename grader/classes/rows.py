"""Rows of a wide table of numbers, marked: what a class of a hundred thousand is made of."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tracer.errors import InputError, shown

from ..office import number
from ..submission import Problem
from .chunks import Rows
from .columns import Columns
from .gather import identities, known_as, stranger
from .gradebook import Withheld
from .items import Items
from .scored import UNREADABLE_VERDICT, Scored
from .told import Told, in_short
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
    if rows.begins:
        done.told += [Told("read", "", rows.where, note) for note in table.notes]
    for some, sheet in job.find(part.students) if keep else ():
        own = part.of(sheet, some)
        scored = table.known.score(sheet, own)
        add(job, done, scored, [], own.paper, part.students, unread(job, own, scored))
    return done


def unread(job: Job, own: Columns, scored: Scored) -> dict[int, Withheld]:
    """Of whom something could not be read that nobody decided yet."""
    faulty = scored.verdicts == UNREADABLE_VERDICT
    some = {*np.flatnonzero(faulty.any(axis=1)).tolist(), *own.torn}
    if own.lost:
        some.update(range(len(own.students)))
    found: dict[int, Withheld] = {}
    for at in sorted(some):
        decided = job.overrides.of(own.students[at])
        problems, open_ = [], []
        for column in np.flatnonzero(faulty[at]).tolist():
            entry = scored.entries[column]
            if entry.label not in decided:
                problems.append(Problem(entry.label, why(own.text(entry, at))))
                open_.append(entry.label)
        absent = [entry.label for entry in scored.entries] if at in own.torn else own.absent
        absent = [label for label in absent if label not in decided]
        lost = [Problem("row", own.torn[at])] if at in own.torn else [
            Problem(shown(name), "this column fits nothing that is asked for")
            for name in own.beside(at)
        ]  # fmt: skip
        if lost and absent:
            problems, open_ = [*problems, *lost], [*open_, *absent]
        if problems:
            found[at] = Withheld(in_short(problems), open_)
    return found


def why(text: str) -> str:
    """Why a text is no number."""
    try:
        number(text)
    except InputError as error:
        return f"{shown(text)}: {error.where}: {error.wrong}; {error.expected} can be read"
    return shown(text)
