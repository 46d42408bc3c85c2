"""What a folder's marks would become under the rules of now: each change with the rule that it
comes of, told from the record of then beside the one of now."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..entries import Entry
from ..result import recorded_name
from ..rules_version import NEW_RULES, OTHER, Told, rule_between, version_of
from .before import Change, Line
from .cells import plain
from .file_names import file_name
from .work import Returned

MOST = 10  # of the largest changes that are kept
BY_HAND, HANDED_IN, EXERCISE = "by-hand", "handed-in", "exercise"
SAYS = {
    **{rule.name: rule.says for rule in NEW_RULES},
    BY_HAND: "a person gave other points",
    HANDED_IN: "what is read of the student is not what was read then",
    EXERCISE: "the exercise has other points for it",
    OTHER: "what was kept does not tell which rule it is",
}
"""Every reason for which a mark changes, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Record:
    """A student's record. `told`, `typed` and `most`, the points that there are, by entry;
    `by_hand`: where a person set the points; `withheld`: whether there is no mark; `rules`: the
    version under which it was marked."""

    told: Mapping[str, Told]
    typed: Mapping[str, str]
    most: Mapping[str, float]
    by_hand: frozenset[str]
    withheld: bool
    rules: int


@dataclass(slots=True)
class Sum:
    students: int = 0
    answers: int = 0
    points: float = 0.0


@dataclass(slots=True)
class ByRule:
    """The changes of a class. `since`: the version under which the marks stand in `folder`;
    `sums` by reason; `largest`: the changes by most points."""

    folder: Path
    since: int
    asked: Sequence[Entry]
    sums: dict[str, Sum] = field(default_factory=dict)
    all: Sum = field(default_factory=Sum)
    largest: list[Change] = field(default_factory=list)

    def add(self, changes: Iterable[Change], returned: Sequence[Returned]) -> None:
        """Count the changes of some students. `returned`: their records of now."""
        records = {one.student: one.record for one in returned}
        kinds = {entry.label: entry.kind for entry in self.asked}
        found = [self.explained(change, records, kinds) for change in changes]
        for change in found:
            self.count(self.all, change.lines)
            for rule in {line.rule for line in change.lines}:
                mine = [line for line in change.lines if line.rule == rule]
                self.count(self.sums.setdefault(rule, Sum()), mine)
        most = sorted([*self.largest, *found], key=lambda change: -abs(change.points))
        self.largest = most[:MOST]

    def count(self, total: Sum, lines: Sequence[Line]) -> None:
        total.students += 1
        total.answers += len(lines)
        total.points += sum(line.points for line in lines)

    def explained(
        self, change: Change, records: Mapping[str, str], kinds: Mapping[str, str]
    ) -> Change:
        """The change with the reason for each of its lines."""
        student = plain(change.student)
        before = record_of(text_of(self.folder / "records" / f"{file_name(student)}.json"), kinds)
        now = record_of(records.get(student, ""), kinds)
        lines = tuple(
            replace(line, rule=self.reason(line.name, before, now)) for line in change.lines
        )
        return replace(change, lines=lines)

    def reason(self, entry: str, before: Record | None, now: Record | None) -> str:
        """What the points of one entry changed by."""
        if now is None or now.withheld:
            return OTHER
        if entry not in now.told or any(entry in one.by_hand for one in (before, now) if one):
            return BY_HAND  # a part that is marked by hand is no answer
        if before is None or before.rules != self.since:
            return rule_between(None, now.told[entry], self.since)
        if before.withheld:
            return OTHER
        if before.typed != now.typed:
            return HANDED_IN
        if before.most.get(entry) != now.most[entry]:
            return EXERCISE
        return rule_between(before.told[entry], now.told[entry], self.since)


def text_of(path: Path) -> str:
    """What is in a file; nothing where it is not there, or cannot be read."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def record_of(text: str, kinds: Mapping[str, str]) -> Record | None:
    """A record as it was written; None for one that is not there, or cannot be read. `kinds`: what
    kind of answer each entry wants."""
    told, typed, most = {}, {}, {}
    try:
        record = json.loads(text)
        for one in record["students"][0]["answers"]:
            name = recorded_name(one)
            told[name] = Told(
                str(one["verdict"]), frozenset(one["flags"]), kinds.get(name, "number")
            )
            typed[name], most[name] = str(one["typed"]), float(one["max"])
        by_hand = frozenset(one["quantity"] for one in record.get("overrides", ()))
        return Record(told, typed, most, by_hand, "withheld" in record, version_of(record))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        return None
