"""The second hand-in: which one counts, and what came late. All files are looked through before any
is marked, since only then it is known which is the last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, TypeAlias

from tracer.errors import InputError

from .chunks import pieces
from .gather import identities
from .submissions import Gathered
from .times import at, length, time_in, time_of
from .told import HandIns, Place, Told, file_of

UNREAD = -1  # in the place of the piece of a file
Counts: TypeAlias = Literal["", "first", "latest"]


@dataclass(frozen=True, slots=True)
class Came:
    """One hand-in. `how`: by what its time is known; `known`: whether that is its own; of a table
    with many students only the file's is. `number`: which one of its file it is, 0 where there is
    no other."""

    student: str
    place: Place
    time: datetime
    how: str
    known: bool = True
    number: int = 0

    def __str__(self) -> str:
        name = file_of(self.place[0])
        which = f", submission {self.number}" if self.number else ""
        return f"{name}{which} ({at(self.time)}, by {self.how})"


def looked_through(
    paths: Sequence[Path],
    ids: Mapping[str, str] | None,
    counts: Counts,
    deadline: datetime | None,
) -> HandIns:
    """Which hand-in counts of each student, and which are late. `counts`: without it the first that
    is read does, by the files' names. Raises InputError for what has no time."""
    came: dict[int, list[Came]] = {}
    for path in paths:
        if str(path) == "-":
            raise InputError("-", "standard input does not say when it was handed in",
                             expected="files or folders", example="handed-in/")  # fmt: skip
        for who, one in of_file(path, ids):
            came.setdefault(who, []).append(one)
    turns: dict[int, Place] = {}
    notes: dict[int, list[str]] = {}
    told: list[Told] = []
    for who, several in came.items():
        counted, *others = in_order(several, counts)
        if counts and others:
            turns[who] = counted.place
            said = f"{counted} counts, the {counts}; not {', '.join(map(str, others))}"
            notes.setdefault(who, []).append(said)
            told.append(Told("again", counted.student, counted.place[0], said))
        if deadline is None:
            continue
        if not counted.known:
            said = "it is not known when it was handed in"
            told.append(Told("untimed", counted.student, counted.place[0], said))
        elif counted.time > deadline:
            late = length(counted.time - deadline)
            said = f"late: {late} after {at(deadline)}: {counted}"
            notes.setdefault(who, []).append(said)
            told.append(Told("late", counted.student, counted.place[0], said))
    return HandIns(turns, notes, told)


def in_order(several: Sequence[Came], counts: Counts) -> list[Came]:
    """The hand-ins of one student, the one that counts in front. Of two at the same time, the
    first or last by name; where no time decides, the first that can be read."""
    if not counts:
        return sorted(several, key=lambda one: one.place[1] == UNREAD)
    ordered = sorted(several, key=lambda one: one.time)
    return ordered[::-1] if counts == "latest" else ordered


def of_file(path: Path, ids: Mapping[str, str] | None) -> Iterator[tuple[int, Came]]:
    """Everybody who is in a file, also one that cannot be read: somebody's last may be that one."""
    try:
        time, how = time_of(path)
    except (OSError, ValueError, OverflowError):
        return  # it is told when it is marked
    found = Gathered([], ids=ids)
    some: list[tuple[int, str, Place, datetime | None]] = []
    for piece in pieces(path):
        for number, who, one in found.whose(piece):
            some.append((who, one.student, (piece.where, piece.part, number), time_in(one.time)))
    for student, problem in found.unread:
        (who,) = identities([student]).tolist()
        some.append((who, student, (problem.where, UNREAD, 0), None))
    alone = len({who for who, *_ in some}) <= 1
    for number, (who, student, place, own) in enumerate(some, 1):
        which = number if len(some) > 1 else 0
        if own is not None:
            yield who, Came(student, place, own, "its row", number=which)
        else:
            yield who, Came(student, place, time, how, alone, which)
