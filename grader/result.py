"""What marking finds: one verdict for each answer, and what led to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tracer.errors import shown
from tracer.parts import with_part
from tracer.symbols import Place, entry_name

from .depending import WHY
from .rules_version import RULES
from .submission import FORMULA, Problem
from .verdicts import Verdict

SCHEMA = "backprop-grade/1"


@dataclass(slots=True)
class Marked:
    """One answer with its verdict. `entry` is in the exercise's layout, None for a plain number;
    `typed_entry` in the student's where it differs."""

    quantity: str
    entry: Place | None
    typed: str
    verdict: Verdict
    max: float
    points: float = 0.0
    mistakes: tuple[str, ...] = ()
    because_of: tuple[str, ...] = ()
    accepts: tuple[float, float] | None = None
    flags: tuple[str, ...] = ()
    message: str = ""
    typed_entry: Place | None = None
    says: str = ""  # of the first mistake, as it is made in this line
    label: str = ""  # as the sheet writes it, where that is another name
    whole: str = ""  # the same of the quantity that it is an entry of
    sign: int = 1  # -1: the negative was typed, or is asked for
    kind: str = "number"  # what was asked for: an entry of ask_kinds.py
    beside: bool = False  # a formula whose number is asked for, too
    part: str = ""  # of an exercise that has several
    earns: float | None = None  # its share of the points, where the verdict does not say it

    @property
    def name(self) -> str:
        return with_part(self.part, entry_name(self.quantity, self.entry) + FORMULA * self.beside)

    @property
    def line(self) -> str:
        """The name of the whole quantity."""
        return with_part(self.part, self.quantity + FORMULA * self.beside)

    @property
    def shown(self) -> str:
        """What the sheet calls it."""
        if not self.label:
            return self.name
        return with_part(self.part, self.label + FORMULA * self.beside)

    def to_json(self) -> dict[str, Any]:
        answer: dict[str, Any] = {
            "quantity": self.quantity,
            "entry": list(self.entry) if self.entry else None,
            "part": self.part or None,
            "kind": self.kind,
            "typed": self.typed,
            "verdict": self.verdict,
            "mistakes": list(self.mistakes),
            "because_of": list(self.because_of),
            "accepts": list(self.accepts) if self.accepts else None,
            "flags": list(self.flags),
            "points": self.points,
            "max": self.max,
            "message": self.message,
        }
        if self.label:
            answer["symbol"] = self.label
        if self.beside:
            answer["name"] = self.name
        if self.typed_entry and self.typed_entry != self.entry:
            answer["typed_entry"] = list(self.typed_entry)
        return answer


def recorded_name(answer: Mapping[str, Any]) -> str:
    """The name of an answer as it stands in the JSON: `(b) dJ/dw`, `dJ/dw (formula)`."""
    name = entry_name(answer["quantity"], answer["entry"])
    return str(answer.get("name") or with_part(answer.get("part") or "", name))


class ByHand(NamedTuple):
    """A part that a person marks. `points`: None as long as nobody did. `name`, `typed`: of an
    answer in words, what it is called and what it says."""

    title: str
    points: float | None
    max: float
    name: str = ""
    typed: str = ""
    part: str = ""

    def to_json(self) -> dict[str, Any]:
        made: dict[str, Any] = {"title": self.title, "points": self.points, "max": self.max}
        if self.part:
            made["part"] = self.part
        if self.name:
            made |= {"quantity": self.name, "kind": "text", "typed": self.typed}
        return made


@dataclass(slots=True)
class StudentReport:
    """All the answers of one student, in the order of the trace. `by_hand`: what is marked by a
    person, where that is known. `lost`: answers that count nowhere, where there are asked entries
    of which nothing was found, which are `absent`; `doubtful`: entries that are wrong, or follow
    from what could not be read; `decided`: entries whose points a person set; `notes`: how the
    answers were read."""

    student: str
    answers: list[Marked] = field(default_factory=list)
    first_wrong: tuple[str, ...] = ()
    problems: list[Problem] = field(default_factory=list)
    by_hand: tuple[ByHand, ...] = ()
    lost: list[Problem] = field(default_factory=list)
    absent: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    decided: Collection[str] = ()
    notes: list[str] = field(default_factory=list)

    @property
    def score(self) -> float:
        by_hand = sum(part.points or 0.0 for part in self.by_hand)
        return round(sum(answer.points for answer in self.answers) + by_hand, 6)

    @property
    def max(self) -> float:
        by_hand = sum(part.max for part in self.by_hand)
        return round(sum(answer.max for answer in self.answers) + by_hand, 6)

    @property
    def open(self) -> tuple[str, ...]:
        """The asked entries of which nobody can say what they are worth: something was typed, and
        could not be read. As long as there are any, there is no mark."""
        unread = [one.name for one in self.answers if one.verdict == "unreadable" and one.max]
        lost = self.absent if self.lost else ()
        return tuple(one for one in (*unread, *lost, *self.doubtful) if one not in self.decided)

    @property
    def unread(self) -> list[Problem]:
        """What could not be read, as far as nobody decided what it is worth."""
        still = set(self.open)
        faults = [
            Problem(answer.shown, f"{shown(answer.typed)}: {answer.message}")
            for answer in self.answers
            if answer.verdict == "unreadable" and answer.name in still
        ]
        after = [one for one in self.doubtful if one in still]
        return [
            *faults,
            *(self.lost if still & set(self.absent) else ()),
            *([Problem(", ".join(map(self.called, after)), WHY)] if after else ()),
        ]

    def called(self, name: str) -> str:
        """What the sheet calls an answer, by its canonical name."""
        return next((one.shown for one in self.answers if one.name == name), name)

    def __getitem__(self, name: str) -> Marked:
        """The answer to one quantity or entry, by its canonical name."""
        for answer in self.answers:
            if name == answer.name:
                return answer
        for answer in self.answers:
            if name in (answer.line, answer.quantity):
                return answer
        raise KeyError(name)

    def to_json(self) -> dict[str, Any]:
        student: dict[str, Any] = {
            "student": self.student,
            "score": None if self.open else self.score,
            "max": self.max,
            "answers": [answer.to_json() for answer in self.answers],
            "first_wrong": list(self.first_wrong),
        }
        if unread := self.unread:
            student["unread"] = [{"where": one.where, "message": one.message} for one in unread]
        if self.notes:
            student["notes"] = self.notes
        if self.by_hand:
            student["by_hand"] = [part.to_json() for part in self.by_hand]
        return student


@dataclass(slots=True)
class Report:
    """The marking of one exercise: `backprop-grade/1`."""

    exercise: str
    students: list[StudentReport] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    title: str = ""  # of the exercise, where it has one beside its id
    numbers: tuple[str, ...] = ()  # of its activations: a sentence each

    @property
    def student(self) -> StudentReport:
        """The one student's, where there is only one."""
        (only,) = self.students
        return only

    def to_json(self) -> dict[str, Any]:
        problems = [(problem.where, problem.message) for problem in self.problems]
        for student in self.students:
            name = f"{student.student}: " if student.student else ""
            problems += [
                (f"{name}{problem.where}", problem.message) for problem in student.problems
            ]
        return {
            "schema": SCHEMA,
            "rules": RULES,
            "exercise": self.exercise,
            "students": [student.to_json() for student in self.students],
            "problems": [{"where": where, "message": message} for where, message in problems],
        }
