"""One student's paper as it is copied from the sheet: what stands in each asked entry, and what
should stand there, which follows from all that was copied before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from grader.asked import Exercise
from grader.entries import Entry
from grader.marking import mark
from grader.parts import all_entries, part_named, split_answers
from grader.report.accepted import number
from grader.report.label import answer_of, asked_sign
from grader.result import Marked, StudentReport
from grader.submission import Submission
from tracer.rules.rule import Array

from .right import MISSING, ask_of, following, text_key


@dataclass(frozen=True, slots=True)
class Line:
    """The asked entries of one quantity, or a part that is marked by hand."""

    name: str
    entries: tuple[Entry, ...] = ()
    points: float = 0.0  # of a part that is marked by hand

    @property
    def by_hand(self) -> bool:
        return not self.entries


def lines_of(sheet: Exercise) -> tuple[Line, ...]:
    """The lines of a sheet in order, those that are marked by hand last."""
    found: dict[str, list[Entry]] = {}
    for entry in all_entries(sheet):
        found.setdefault(entry.line, []).append(entry)
    lines = [Line(name, tuple(asked)) for name, asked in found.items()]
    return (*lines, *(Line(part.label, (), part.points) for part in sheet.manual))


@dataclass
class Paper:
    """`typed`: what stands on the paper, by entry, with the sign with which the sheet asks for it;
    `given`: points of the parts marked by hand.
    `make`: the exercise with this student's numbers, which is made when it is first looked at."""

    make: Callable[[], Exercise]
    student: str
    typed: dict[str, str] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)
    told: StudentReport | None = None
    expected: dict[str, dict[str, Array]] | None = None

    @cached_property
    def sheet(self) -> Exercise:
        return self.make()

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        return lines_of(self.sheet)

    @property
    def complete(self) -> bool:
        return all(self.done(line) for line in self.lines)

    def changed(self) -> None:
        """Forget what was worked out from what stood there before."""
        self.told = self.expected = None

    def submission(self) -> Submission:
        return Submission(self.student, self.answers())

    def report(self) -> StudentReport:
        """The marking of what was copied."""
        if self.told is None:
            self.told = mark(self.sheet, self.submission()).student
        return self.told

    def following(self) -> dict[str, dict[str, Array]]:
        """What each line of each part gives on the numbers before it, for which nothing has to be
        marked."""
        if self.expected is None:
            split = split_answers(self.sheet, self.submission())
            parts = zip(self.sheet.parts, split, strict=True)
            self.expected = {part.part: following(part, own.answers) for part, own in parts}
        return self.expected

    def part(self, entry: Entry) -> Exercise:
        """The part that an entry is of."""
        return part_named(self.sheet, entry.part)

    def answers(self) -> dict[str, str]:
        """What stands on the paper, as an answer file has it: by the sheet's own symbols."""
        names = {entry.label: self.name(entry) for line in self.lines for entry in line.entries}
        return {names.get(label, label): text for label, text in self.typed.items() if text}

    def sign(self, entry: Entry) -> int:
        return asked_sign(self.part(entry), entry.name, entry.entry)

    def name(self, entry: Entry) -> str:
        """What an answer file calls an entry."""
        part = self.part(entry)
        return answer_of(part, ask_of(part, entry), entry.entry)

    def key(self, entry: Entry) -> str:
        """What should stand in an entry: it follows from what stands before it."""
        part = self.part(entry)
        if entry.kind != "number":
            return text_key(part, entry)
        lines = self.following()[entry.part]
        known = part.trace
        if entry.name in lines:
            value = lines[entry.name]
        else:
            value = (known if entry.name in known.state else known.by_steps).seen[entry.name]
        row, column = entry.place
        found = self.sign(entry) * float(value[row - 1, column - 1])
        return number(self.sheet, found) if np.isfinite(found) else MISSING

    def letters(self, entry: Entry) -> set[str]:
        """What can be chosen in an entry."""
        from grader.choices import options

        part = self.part(entry)
        return {one.letter for one in options(part, ask_of(part, entry), entry.entry)}

    def answer(self, entry: Entry) -> Marked | None:
        """The verdict of an entry; None where nothing was copied yet."""
        if not self.typed.get(entry.label):
            return None
        answers = self.report().answers
        return next((one for one in answers if one.name == entry.label), None)

    def unreadable(self, entry: Entry, text: str) -> str:
        """What is said of a text that cannot be read as an answer; nothing of one that can."""
        typed = {**self.typed, entry.label: text}
        answer = Paper(lambda: self.sheet, self.student, typed).answer(entry)
        return answer.message if answer is not None and answer.verdict == "unreadable" else ""

    def open(self, line: Line) -> list[Entry]:
        """The entries of a line that were not looked at."""
        return [entry for entry in line.entries if not self.typed.get(entry.label)]

    def done(self, line: Line) -> bool:
        return bool(self.given.get(line.name)) if line.by_hand else not self.open(line)

    @property
    def score(self) -> float:
        by_hand = sum(float(text) for text in self.given.values() if text)
        return self.report().score + by_hand
