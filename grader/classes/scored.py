"""A chunk of a class, marked: verdicts and points as arrays, and what went wrong by student."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tracer.parts import with_part
from tracer.rules.rule import Array

from ..asked import Exercise
from ..entries import Entry, line_numbers
from ..judge import all_right
from ..key import Key, key_of
from ..parts import all_entries
from ..points import shares
from ..ranged import Codes, Mask
from ..result import StudentReport
from ..submission import FORMULA
from ..wrong_lines import MISSING, NAMED, VERDICTS, Explained, explain_class
from .columns import Columns
from .texts import NUMBER, UNREADABLE

AT_ONCE = 4000  # students of the first look: what one look needs stays in the processor's cache
LOOKED_AT = 500  # fewer are judged about as fast as they are looked at
EXPLAINED = 10_000  # students that are explained together: the more, the fewer groups in all
VERDICT_NAMES = (*VERDICTS, "unreadable")
UNREADABLE_VERDICT = len(VERDICTS)
RIGHT = VERDICTS.index("right")


@dataclass(slots=True, eq=False)
class Scored:
    """`verdicts`: places in VERDICT_NAMES, (students, entries), and `points` likewise.
    `first_wrong`: the first wrong entries, of the students who have any. `made`: which mistake
    was made in which quantity, and by whom."""

    students: Sequence[str]
    entries: tuple[Entry, ...]
    verdicts: NDArray[np.uint8]
    points: Array
    first_wrong: dict[int, tuple[str, ...]] = field(default_factory=dict)
    made: list[tuple[str, str, Codes]] = field(default_factory=list)

    @property
    def scores(self) -> Array:
        return np.asarray(np.round(self.points.sum(axis=1), 6))

    def named(self) -> dict[int, list[tuple[str, str]]]:
        """The mistakes of each student who made any, in the order of the trace, with the quantity
        in which each was made."""
        found: dict[int, list[tuple[str, str]]] = {}
        for quantity, mistake, students in self.made:
            for student in students.tolist():
                found.setdefault(student, []).append((quantity, mistake))
        return found

    def part(self, at: Codes) -> Scored:
        """Some of the students."""
        place = {old: new for new, old in enumerate(at.tolist())}
        made = [
            (quantity, mistake, np.array([place[one] for one in who.tolist() if one in place], int))
            for quantity, mistake, who in self.made
        ]
        return Scored(
            [self.students[one] for one in at.tolist()],
            self.entries,
            self.verdicts[at],
            self.points[at],
            {place[one]: lines for one, lines in self.first_wrong.items() if one in place},
            [(quantity, mistake, who) for quantity, mistake, who in made if who.size],
        )

    def spread(self, students: Sequence[str], like: Codes) -> Scored:
        """The same for a class, each of whom is like one of these."""
        order = np.argsort(like, kind="stable")
        ends = np.cumsum(np.bincount(like, minlength=len(self.students)))
        twins = np.split(order, ends[:-1])
        first_wrong = {
            twin: lines for one, lines in self.first_wrong.items() for twin in twins[one].tolist()
        }
        made = (
            (quantity, mistake, np.concatenate([twins[one] for one in who.tolist()]))
            for quantity, mistake, who in self.made
        )
        return Scored(
            students,
            self.entries,
            self.verdicts[like],
            self.points[like],
            first_wrong,
            [one for one in made if one[2].size],
        )


def blank(sheet: Exercise, students: Sequence[str]) -> Scored:
    asked = all_entries(sheet)
    shape = (len(students), len(asked))
    return Scored(students, asked, np.full(shape, MISSING, dtype=np.uint8), np.zeros(shape))


def joined(one: Scored, other: Scored) -> Scored:
    """Two chunks as one."""
    shift = len(one.students)
    made: dict[tuple[str, str], list[Codes]] = {}  # the same may have been made in several groups
    for quantity, mistake, who in one.made:
        made.setdefault((quantity, mistake), []).append(who)
    for quantity, mistake, who in other.made:
        made.setdefault((quantity, mistake), []).append(who + shift)
    return Scored(
        [*one.students, *other.students],
        one.entries,
        np.concatenate([one.verdicts, other.verdicts]),
        np.concatenate([one.points, other.points]),
        one.first_wrong | {at + shift: lines for at, lines in other.first_wrong.items()},
        [(*what, np.concatenate(who)) for what, who in made.items()],
    )


def score(sheet: Exercise, table: Columns) -> Scored:
    """Mark a chunk of a class. Of many, those whose numbers all follow are done at the first look;
    the others are explained in groups."""
    done = blank(sheet, table.students)
    key = key_of(sheet)
    left = np.flatnonzero(~first_look(key, table, done))
    for start in range(0, len(left), EXPLAINED):
        some = left[start : start + EXPLAINED]
        for group in explain_class(sheet, key.part(some), table.numbers(some), some):
            take(sheet, group, shares(sheet, group), done)
    readable(table, done)
    in_trace_order(sheet, done)
    return done


def first_look(key: Key, table: Columns, done: Scored) -> Mask:
    """Whose numbers all follow: right, all that they wrote. Of a few students nobody looks."""
    found: Mask = np.zeros(len(table.students), dtype=bool)
    if len(found) < LOOKED_AT:
        return found
    for start in range(0, len(found), AT_ONCE):
        at = np.arange(start, min(start + AT_ONCE, len(found)))
        found[at] = all_right(key.part(at), table.numbers(at))
    done.verdicts[found] = RIGHT
    done.points[found] = [entry.worth for entry in done.entries]
    return found


def take(sheet: Exercise, group: Explained, earned: Mapping[str, Array], done: Scored) -> None:
    """The verdicts of a group."""
    for at, entry in enumerate(done.entries):
        if entry.name in group.judged.codes:
            place = (slice(None), entry.place[0] - 1, entry.place[1] - 1)
            done.verdicts[group.students, at] = group.told(entry.name).verdicts[place]
            done.points[group.students, at] = earned[entry.name][place] * entry.worth
    for name, found in group.mistakes.items():
        mine = (group.told(name).verdicts == NAMED).any(axis=(-2, -1))
        if mine.any():
            done.made.append((name, found.names[0], group.students[mine]))
    if group.wrong:
        for at, student in enumerate(group.students.tolist()):
            if first := group.first_wrong(sheet, at):
                done.first_wrong[student] = first


def of_reports(sheet: Exercise, reports: Sequence[StudentReport]) -> Scored:
    """The same of students who were marked one by one: from files of their own, or with formulas
    and letters among their answers."""
    done = blank(sheet, [report.student for report in reports])
    at = {entry.label: number for number, entry in enumerate(done.entries)}
    made: dict[tuple[str, str], dict[int, None]] = {}
    for student, report in enumerate(reports):
        for answer in report.answers:
            column = at.get(answer.name)
            if column is not None:
                done.verdicts[student, column] = VERDICT_NAMES.index(answer.verdict)
                done.points[student, column] = answer.points
            if answer.verdict == "mistake":
                made.setdefault((answer.line, answer.mistakes[0]), {})[student] = None
        if report.first_wrong:
            done.first_wrong[student] = report.first_wrong
    done.made = [(*what, np.array(list(who))) for what, who in made.items()]
    in_trace_order(sheet, done)
    return done


def in_trace_order(sheet: Exercise, done: Scored) -> None:
    order: dict[str, int] = {}
    for part in sheet.parts:
        for name in line_numbers(part):
            order.setdefault(with_part(part.part, name), len(order))
    last = len(order)
    done.made.sort(key=lambda one: (order.get(one[0].removesuffix(FORMULA), last), *one[:2]))


def readable(table: Columns, done: Scored) -> None:
    """Nothing is earned where no number stands."""
    for at, entry in enumerate(done.entries):
        states = table.states(entry)
        none = states != NUMBER
        done.points[none, at] = 0.0
        done.verdicts[none, at] = MISSING
        done.verdicts[states == UNREADABLE, at] = UNREADABLE_VERDICT
    done.points[:] = np.round(done.points, 9)
