"""Rows of a wide table of numbers, marked: what a class of a hundred thousand is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from tracer.errors import InputError, shown

from ..answer_faults import not_read
from ..asked import Exercise
from ..depending import WHY, depending
from ..encodings import is_unicode
from ..office import number
from ..ranged import Mask
from ..report.label import as_asked
from ..submission import Problem
from ..wrong_lines import MISSING
from .chunks import Rows
from .columns import Columns
from .file_names import without_control
from .gather import folded, identities, known_as, stranger
from .gradebook import Withheld
from .items import Items
from .scored import UNREADABLE_VERDICT, Scored, joined, score
from .submissions import WESTERN_ID
from .texts import UNREADABLE
from .told import Told, in_short
from .wide import Wide
from .work import Job, Marks, add

Helpers: TypeAlias = "Sequence[Callable[[Rows], Callable[[], Scored]]]"
"""Processes that have nothing else to do: each begins to mark rows, and gives their marks when
it is asked for them."""
FEW = 100  # that one process marks sooner than it tells another of them


def of_rows(job: Job, rows: Rows, seen: Mapping[int, str], helpers: Helpers = ()) -> Marks:
    """The marks of some rows. `seen`: in which files students came before these; `helpers`: who
    marks a share of those that are different."""
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
    told = [
        Told("read", one, rows.where, f"{shown(typed)} is {one}, read in the wrong encoding")
        for one, typed in zip(whose, part.students, strict=True)
        if one is not None and one != typed and folded(one) != folded(without_control(typed))
    ]
    part.students = [one or typed for one, typed in zip(whose, part.students, strict=True)]
    ids = identities(part.students)
    keep = first_of_each(ids) & ~np.isin(ids, np.array(list(seen), dtype=np.uint64))
    keep &= np.array([one is not None for one in whose], dtype=bool)
    for at in np.flatnonzero(~keep).tolist():
        student = part.students[at]
        before = seen.get(int(ids[at]), rows.where)
        counts = "one" if before == rows.where else f"submission, {before},"
        again = f"a second row for {shown(student)}: the first {counts} counts"
        said = stranger(student, known) if whose[at] is None else again
        problems.append(Problem(rows.where, said))
    if not keep.all():
        part, ids = part.part(np.flatnonzero(keep)), ids[keep]
    done = Marks("", Items(job.asked), problems, ids, [rows.where] * len(ids))
    done.told += told
    if rows.begins:
        done.told += [Told("read", "", rows.where, note) for note in table.notes]
    if known is None and not is_unicode(rows.data):
        done.told += [Told("read", one, rows.where, f"{shown(one)}: {WESTERN_ID}")
                      for one in part.students if not one.isascii()]  # fmt: skip
    for some, sheet in job.find(part.students) if ids.size else ():
        own = part.of(sheet, some)
        scored = table.known.score(sheet, own, partial(scored_with, helpers, table, rows))
        add(job, done, scored, [], own.numbers, part.students, unread(job, own, scored))
    return done


def first_of_each(ids: NDArray[np.uint64]) -> Mask:
    """Which ids did not stand before."""
    first: Mask = np.zeros(len(ids), dtype=bool)
    first[np.unique(ids, return_index=True)[1]] = True
    return first


def scored_with(helpers: Helpers, table: Wide, rows: Rows, sheet: Exercise, new: Columns) -> Scored:
    """The marks of different rows, a share of them by each of the helpers. Rows that begin alike go
    to one: their first wrong line is the same, and what explains it is looked for once. Everybody
    has early and late lines."""
    share = len(new.students) // (len(helpers) + 1)
    if not helpers or share < FEW:
        return score(sheet, new)
    places = np.stack([new.places[where][new.like] for where in new.places], axis=1)
    usual = np.array([np.bincount(column).argmax() for column in places.T])
    first = (places != usual).argmax(axis=1)
    lines = list(dict.fromkeys(name for name, _ in new.places))
    line = np.array([lines.index(name) for name, _ in new.places])[first]
    alike = np.lexsort((first, line % (len(helpers) + 1)))
    *others, mine = np.split(alike, share * np.arange(1, len(helpers) + 1))
    begun = [
        helper(Rows(rows.where, rows.first, table.written(new.part(share)), begins=False))
        for helper, share in zip(helpers, others, strict=True)
    ]
    scored = score(sheet, new.part(mine))
    for marks in begun:
        scored = joined(scored, marks())
    return scored.spread(new.students, np.argsort([*mine, *np.concatenate(others)]))


def marks_of(job: Job, rows: Rows) -> Scored:
    """The marks of a share of the rows of another process."""
    return score(job.sheet, job.table(rows.where, rows.first).chunk(rows.data))


def unread(job: Job, own: Columns, scored: Scored) -> dict[int, Withheld]:
    """Of whom something could not be read that nobody decided yet."""
    faulty = scored.verdicts == UNREADABLE_VERDICT
    some = {*np.flatnonzero(faulty.any(axis=1)).tolist(), *own.torn}
    besides = unasked(own, scored)
    some.update(at for who in besides.values() for at in who)
    if own.lost:
        some.update(range(len(own.students)))
    found: dict[int, Withheld] = {}
    for at in sorted(some):
        faults, lost = faults_of(own, scored, at), lost_of(own, at)
        absent = [entry.label for entry in scored.entries] if at in own.torn else own.absent
        names = {entry.name for entry in scored.entries
                 if entry.label in faults or (lost and entry.label in absent)}  # fmt: skip
        names |= {name for name, who in besides.items() if at in who}
        decided = job.overrides.of(own.students[at])
        open_ = [one for one in (*faults, *(absent if lost else ())) if one not in decided]
        after = [one for one in doubtful(own.sheet, scored, at, names)
                 if one not in (*decided, *open_)]  # fmt: skip
        problems = [
            Problem(as_asked(own.sheet, one), why(text))
            for one, text in faults.items()
            if one in open_
        ]
        problems += lost if not set(absent).isdisjoint(open_) else []
        called = ", ".join(as_asked(own.sheet, one) for one in after)
        problems += [Problem(called, WHY)] if after else []
        if problems:
            found[at] = Withheld(in_short(problems), [*open_, *after])
    return found


def unasked(own: Columns, scored: Scored) -> dict[str, set[int]]:
    """Who wrote something that cannot be read in columns that are not asked for, by quantity."""
    asked = {(entry.name, entry.place) for entry in scored.entries}
    found: dict[str, set[int]] = {}
    for where in own.places.keys() - asked:
        states = own.texts.states(own.places[where][own.like])
        found.setdefault(where[0], set()).update(np.flatnonzero(states == UNREADABLE).tolist())
    return found


def faults_of(own: Columns, scored: Scored, at: int) -> dict[str, str]:
    """What one student wrote that is no number, by asked entry."""
    return {
        entry.label: own.text(entry, at)
        for entry, verdict in zip(scored.entries, scored.verdicts[at].tolist(), strict=True)
        if verdict == UNREADABLE_VERDICT
    }


def lost_of(own: Columns, at: int) -> list[Problem]:
    """What one student wrote that counts nowhere."""
    if at in own.torn:
        return [Problem("row", own.torn[at])]
    said = "this column fits nothing that is asked for"
    return [Problem(shown(name), said) for name in own.beside(at)]


def doubtful(sheet: Exercise, scored: Scored, at: int, unread: set[str]) -> list[str]:
    """The entries that did not earn all, and may follow from quantities that are `unread`."""
    after = depending(sheet, frozenset(unread))
    return [
        entry.label
        for entry, verdict, points in zip(
            scored.entries, scored.verdicts[at].tolist(), scored.points[at].tolist(), strict=True
        )
        if entry.name in after
        and verdict not in (MISSING, UNREADABLE_VERDICT)
        and points < entry.worth - 1e-9
    ]


def why(text: str) -> str:
    """Why a text is no number."""
    try:
        number(text)
    except InputError as error:
        return f"{shown(text)}: {not_read(error)}"
    return shown(text)
