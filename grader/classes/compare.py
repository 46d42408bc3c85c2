"""Somebody's own marks beside ours: how often they agree, how far they are apart, and where."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tracer.errors import InputError, InputErrors, shown

from ..asked import Exercise
from ..parts import all_entries
from ..result import Marked, StudentReport
from ..submission import Problem
from .gather import folded, known_as
from .overrides import parts_named, table
from .run import mark_each
from .work import Job, Load

SAME = 0.01 + 1e-9  # points: 1.33 is 4/3
COLUMNS = ("student", "quantity", "points")
EXAMPLE = "student,points\nana,7.5\nbo,4"
BY_LINE = "student,quantity,points\nana,y_hat,1"
NOT_MARKED = ("", "-", "–", "?")


@dataclass(frozen=True, slots=True)
class Given:
    """A mark that somebody gave. `entries`: those it is for; none: all of the sheet's."""

    where: str
    student: str
    line: str
    entries: tuple[str, ...]
    points: float


@dataclass(frozen=True, slots=True)
class Both:
    """One mark beside ours. `line`: as the marks call it, "" for all of a student's points;
    `answers`: ours that do not have all theirs, most lost first."""

    student: str
    line: str
    theirs: float
    ours: float
    most: float
    answers: Sequence[Marked] = ()

    @property
    def apart(self) -> float:
        """What we give more."""
        return self.ours - self.theirs

    @property
    def agrees(self) -> bool:
        return abs(self.apart) <= SAME


@dataclass(slots=True)
class Comparison:
    """All marks that both gave; `by_line`: whether they are of single lines. `problems`: what could
    not be compared, and why."""

    title: str
    by_line: bool
    marks: list[Both] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def agreeing(self) -> int:
        return sum(one.agrees for one in self.marks)

    @property
    def apart(self) -> list[Both]:
        """Where they disagree, the largest difference first."""
        several = (one for one in self.marks if not one.agrees)
        return sorted(several, key=lambda one: (-abs(one.apart), one.student, one.line))

    def mean(self, absolute: bool) -> float:
        """The mean difference, with its sign or without."""
        found = [abs(one.apart) if absolute else one.apart for one in self.marks]
        return sum(found) / len(found) if found else 0.0


def compare(load: Load, handed_in: Sequence[str], marks: str) -> Comparison:
    """Mark what was handed in, and lay somebody's own marks beside ours. Raises InputError for
    what stops everything; InputErrors with every line of the marks that cannot be used."""
    job = Job(load)
    given = list(read_marks(Path(marks), job.sheet))
    report = mark_each(load, handed_in)
    by_line = any(one.entries for one in given)
    done = Comparison(job.sheet.title or job.sheet.id, by_line, problems=list(report.problems))
    ours = {folded(one.student): one for one in report.students}
    met = set()
    for one in given:
        student = known_as(one.student, job.find.ids) or one.student
        mine = ours.get(folded(student))
        met.add(folded(student))
        if mine is None:
            done.problems.append(Problem(one.where, f"nothing of {shown(student)} was read"))
        elif mine.open:
            said = f"we have no mark for {shown(student)}: something was not read"
            done.problems.append(Problem(one.where, said))
        else:
            done.marks.append(beside(one, mine))
    left = [one.student for who, one in ours.items() if who not in met]
    done.problems += [Problem(marks, f"no mark for {shown(one)}") for one in left]
    return done


def beside(given: Given, ours: StudentReport) -> Both:
    answers = [one for one in ours.answers if not given.entries or one.name in given.entries]
    lost = [one for one in answers if one.max - one.points > 1e-9]
    lost.sort(key=lambda one: one.points - one.max)
    has, most = sum(one.points for one in answers), sum(one.max for one in answers)
    return Both(ours.student, given.line, given.points, round(has, 6), round(most, 6), lost)


def read_marks(path: Path, sheet: Exercise) -> Iterator[Given]:
    """Each mark of a table with the columns student and points, or student, quantity and points: of
    an entry, or of all the entries of a quantity together. Raises InputErrors."""
    worth = {entry.label: entry.worth for entry in all_entries(sheet)}
    faults: list[InputError] = []
    last: dict[tuple[str, str], Given] = {}
    for here, row in table(path, ("student", "points"), COLUMNS, EXAMPLE):
        try:
            found = mark_of(sheet, row, worth, here)
        except InputError as error:
            faults.append(error)
            continue
        if found is not None:
            last[folded(found.student), found.line] = found
    if faults:
        raise InputErrors(faults)
    if not last:
        raise InputError(str(path), "there is no mark in it", expected="a line a student",
                         example=EXAMPLE)  # fmt: skip
    yield from last.values()


def mark_of(
    sheet: Exercise, row: Mapping[str, str], worth: Mapping[str, float], here: str
) -> Given | None:
    """The mark of a line; None where nobody gave one. Raises InputError."""
    if row["points"] in NOT_MARKED:
        return None
    try:
        points = float(row["points"].replace(",", "."))
    except ValueError:
        points = math.nan
    if not math.isfinite(points):
        raise InputError(here, f"{shown(row['points'])} are no points", expected="a number",
                         example=EXAMPLE)  # fmt: skip
    if not row["student"]:
        raise InputError(here, "it names no student", expected="an id", example=EXAMPLE)
    try:
        parts = parts_named(sheet, row["quantity"], worth, here) if row["quantity"] else []
    except InputError as error:
        raise InputError(here, error.wrong, expected=error.expected, example=BY_LINE) from None
    return Given(here, row["student"], row["quantity"], tuple(parts), points)


def reasons(one: Both, most: int) -> Iterator[tuple[str, str]]:
    """Which of our lines cost points, most first, and why."""
    for answer in one.answers[:most]:
        earned = f"{answer.points:.6g} of {answer.max:.6g}"
        yield f"{answer.shown} {earned}", answer.message or answer.verdict
    if len(one.answers) > most:
        yield f"and {len(one.answers) - most} more", ""
