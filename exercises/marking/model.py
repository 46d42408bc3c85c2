"""The state of marking: a class's papers one after the other, where it is, what can be undone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from grader.entries import Entry

from .copied import Line, Paper

FALSE = "f"  # somebody may have written it, whatever letters there are to choose from


@dataclass(slots=True)
class Step:
    """What one key did, so that it can be undone."""

    student: int
    typed: dict[str, str]
    given: dict[str, str]
    line: int
    column: int


class Marking:
    """A class's papers one after the other. `at`: the student; `line`, `column`: the entry.
    `marked`: who has a mark already, of a file that was handed in; it begins with what was left in
    the middle, else with the first paper of somebody else that is not begun."""

    def __init__(self, papers: Sequence[Paper], marked: Collection[str] = ()) -> None:
        self.papers = list(papers)
        self.at = self.line = self.column = 0
        self.steps: list[Step] = []
        self.entered: dict[str, int] = {}  # by student, how often something was entered
        begun = [at for at, paper in enumerate(self.papers) if paper.typed or paper.given]
        self.elsewhere = {one.student for at, one in enumerate(self.papers)
                          if at not in begun and one.student in marked}  # fmt: skip
        left = (at for at in begun if not self.papers[at].complete)
        new = (at for at in range(len(self.papers)) if at not in begun and self.waits(at))
        self.at = next(left, next(new, len(self.papers) - 1))
        self.to_open()

    def waits(self, at: int) -> bool:
        """Whether nobody has marked this student's work as a file."""
        return self.papers[at].student not in self.elsewhere

    @property
    def paper(self) -> Paper:
        return self.papers[self.at]

    @property
    def lines(self) -> tuple[Line, ...]:
        return self.paper.lines

    @property
    def here(self) -> Line:
        return self.lines[self.line]

    @property
    def entry(self) -> Entry | None:
        return None if self.here.by_hand else self.here.entries[self.column]

    def may_be_answer(self, word: str) -> bool:
        """Whether a word of the screen may be what stands on the paper here: a letter of a choice,
        a symbol of a formula. A question mark is neither."""
        entry = self.entry
        if entry is None or entry.kind == "number" or word == "?":
            return False
        if entry.kind == "choice":
            return word == FALSE or word.upper() in self.paper.letters(entry)
        return entry.kind == "formula"

    def keep(self) -> None:
        paper = self.paper
        self.steps.append(
            Step(self.at, dict(paper.typed), dict(paper.given), self.line, self.column)
        )
        self.entered[paper.student] = self.entered.get(paper.student, 0) + 1

    def accept(self) -> None:
        """What is open in this line is as it should be; a part by hand has all its points."""
        self.keep()
        self.accepted(self.here)
        self.to_open()

    def accepted(self, line: Line) -> None:
        paper = self.paper
        if line.by_hand:
            paper.given.setdefault(line.name, f"{line.points:g}")
            return
        for entry in paper.open(line):
            paper.typed[entry.label] = paper.key(entry)
        paper.changed()

    def rest_empty(self) -> None:
        """Nothing stands in all that is open on this paper."""
        self.keep()
        paper = self.paper
        paper.typed |= {entry.label: "-" for line in self.lines for entry in paper.open(line)}
        paper.changed()
        self.to_open()

    def accept_rest(self) -> None:
        """All that is open on this paper is as it should be."""
        self.keep()
        for line in self.lines:
            if not line.by_hand:
                self.accepted(line)
        self.to_open()

    def record(self, text: str) -> None:
        """What stands on the paper here; − for nothing. Raises ValueError for points that are
        none."""
        here = self.here
        if here.by_hand:
            points = float(text.replace(",", "."))
            if not 0 <= points <= here.points:
                raise ValueError(f"0 to {here.points:g} points")
            self.keep()
            self.paper.given[here.name] = f"{points:g}"
        else:
            self.keep()
            self.paper.typed[here.entries[self.column].label] = text
            self.paper.changed()
        self.forward()

    def undo(self) -> bool:
        """Take the last key back; False where there is none."""
        if not self.steps:
            return False
        step = self.steps.pop()
        self.at, self.line, self.column = step.student, step.line, step.column
        self.paper.typed, self.paper.given = step.typed, step.given
        self.paper.changed()
        return True

    def forward(self) -> None:
        """To the next entry of the line, else to the next line that is open."""
        line = self.here
        if not line.by_hand and self.column + 1 < len(line.entries):
            self.column += 1
        else:
            self.to_open()

    def to_open(self) -> None:
        """To the first entry that is open; where none is, stay."""
        for at, line in enumerate(self.lines):
            if not self.paper.done(line):
                self.line, self.column = at, 0
                if not line.by_hand:
                    self.column = line.entries.index(self.paper.open(line)[0])
                return

    def move(self, down: int = 0, right: int = 0) -> None:
        if down:
            self.line = min(max(self.line + down, 0), len(self.lines) - 1)
            self.column = 0
        elif not self.here.by_hand:
            self.column = min(max(self.column + right, 0), len(self.here.entries) - 1)

    def to_student(self, by: int) -> None:
        self.at = min(max(self.at + by, 0), len(self.papers) - 1)
        self.line = self.column = 0
        self.to_open()

    def to_next(self) -> None:
        """To the next paper of somebody whose mark does not come from a file; else one on."""
        after = (at for at in range(self.at + 1, len(self.papers)) if self.waits(at))
        self.to_student(next(after, self.at + 1) - self.at)

    def jump(self, name: str) -> str:
        """To the student of that id, or the only one whose id begins so, or the one of that
        number. Says why not; nothing where it went there."""
        ids = [paper.student for paper in self.papers]
        close = [one for one in ids if one.casefold().startswith(name.casefold())]
        if not close and name.isdecimal() and 0 < int(name) <= len(ids):
            close = [ids[int(name) - 1]]
        found = name if name in ids else close[0] if len(close) == 1 else None
        if found is None:
            many = f"{len(close)} ids begin with {name!r}: {', '.join(close[:3])}"
            return many if close and name else f"there is no student {name!r}"
        self.to_student(ids.index(found) - self.at)
        return ""
