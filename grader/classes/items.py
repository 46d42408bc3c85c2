"""What a class says of its lines: how hard each was, how well it tells students apart, which
mistakes were made. Counted chunk by chunk: what is kept grows with the totals that there are,
never with the students."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tracer.mistakes import TABLE
from tracer.rules.rule import Array

from ..entries import Entry
from .scored import VERDICT_NAMES, Scored

SCHEMA = "backprop-items/1"
UPPER = 0.27  # the best and the worst 27 %: Kelley (1939), the share that tells most
FEW = 30  # students, below which numbers about a class say little
TAUGHT = {mistake.name: mistake.taught for mistake in TABLE}


@dataclass(slots=True)
class Total:
    """Those students who have one total: how many, the sums of their shares, and of the squares."""

    students: int
    shares: Array
    squares: Array


@dataclass(slots=True)
class Items:
    """The counts of a class. `totals`: by the points that a student has in all; `notes`: what is
    to be kept in mind."""

    entries: tuple[Entry, ...]
    totals: dict[float, Total] = field(default_factory=dict)
    verdicts: Array = field(init=False)
    made: Counter[tuple[str, str]] = field(default_factory=Counter)
    makers: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.verdicts = np.zeros((len(self.entries), len(VERDICT_NAMES)))

    def add(self, scored: Scored) -> None:
        worth = np.array([entry.worth for entry in self.entries])
        share = scored.points / np.where(worth > 0, worth, 1.0)
        totals, which = np.unique(scored.scores, return_inverse=True)
        which = which.reshape(-1)
        sums, squares = (
            np.stack([np.bincount(which, column) for column in table.T], axis=1)
            if table.shape[1] else np.zeros((len(totals), 0))
            for table in (share, share * share)
        )  # fmt: skip
        for at, (total, count) in enumerate(zip(totals.tolist(), np.bincount(which), strict=True)):
            self.add_total(total, Total(int(count), sums[at], squares[at]))
        for at in range(len(self.entries)):
            self.verdicts[at] += np.bincount(scored.verdicts[:, at], minlength=len(VERDICT_NAMES))
        makers: dict[str, set[int]] = {}
        for quantity, mistake, students in scored.made:
            self.made[quantity, mistake] += len(students)
            makers.setdefault(mistake, set()).update(students.tolist())
        self.makers.update({mistake: len(students) for mistake, students in makers.items()})

    def add_total(self, total: float, more: Total) -> None:
        known = self.totals.get(total)
        if known is None:
            self.totals[total] = more
        else:
            known.students += more.students
            known.shares = known.shares + more.shares
            known.squares = known.squares + more.squares

    def join(self, other: Items) -> None:
        """The counts of another part of the class."""
        for total, more in other.totals.items():
            self.add_total(total, more)
        self.verdicts += other.verdicts
        self.made.update(other.made)
        self.makers.update(other.makers)

    @property
    def students(self) -> int:
        return sum(one.students for one in self.totals.values())

    def to_json(self) -> dict[str, Any]:
        """`backprop-items/1`."""
        count = self.students
        ordered = sorted(self.totals.items())
        spread = len({total for total, _ in ordered}) > 1
        lines = []
        for at, entry in enumerate(self.entries):
            upper, lower = self.group(at, ordered[::-1]), self.group(at, ordered)
            lines.append(
                {
                    "quantity": entry.label,
                    "points": entry.worth,
                    "difficulty": rounded(self.mean(at)),
                    "discrimination": rounded(self.discrimination(at)) if spread else None,
                    "upper": rounded(upper),
                    "lower": rounded(lower),
                    "verdicts": {
                        name: int(number)
                        for name, number in zip(VERDICT_NAMES, self.verdicts[at], strict=True)
                    },
                }
            )
        return {
            "schema": SCHEMA,
            "students": count,
            "mean": rounded(self.mean_total()),
            "lines": lines,
            "mistakes": [
                {
                    "name": name,
                    "students": number,
                    "lecture": TAUGHT.get(name),
                    "in": {q: n for (q, one), n in sorted(self.made.items()) if one == name},
                }
                for name, number in sorted(self.makers.items(), key=lambda it: (-it[1], it[0]))
            ],
            "notes": [*([few(count)] if count < FEW else []), *self.notes],
        }

    def mean(self, at: int) -> float:
        """The share of its points that a line earns on average: 1 is easy."""
        total = sum(one.shares[at] for _, one in sorted(self.totals.items()))
        return float(total / max(self.students, 1))

    def mean_total(self) -> float:
        return sum(total * one.students for total, one in sorted(self.totals.items())) / max(
            self.students, 1
        )

    def discrimination(self, at: int) -> float:
        """The correlation of a line's share with the total of all the others."""
        worth, n = self.entries[at].worth, self.students
        x = xx = r = rr = xr = 0.0  # the line's share, and the rest of the total
        for total, one in sorted(self.totals.items()):
            share, square = float(one.shares[at]), float(one.squares[at])
            x, xx = x + share, xx + square
            r += total * one.students - worth * share
            rr += total**2 * one.students - 2 * total * worth * share + worth**2 * square
            xr += total * share - worth * square
        spread = (n * xx - x * x) * (n * rr - r * r)
        return float((n * xr - x * r) / np.sqrt(spread)) if spread > 1e-9 else float("nan")

    def group(self, at: int, ordered: list[tuple[float, Total]]) -> float:
        """A line's mean share among the first 27 % of an order of totals; those who tie at its
        edge count in part."""
        left = wanted = UPPER * self.students
        found = 0.0
        for _, one in ordered:
            part = min(1.0, left / one.students)
            found += part * float(one.shares[at])
            left -= part * one.students
            if left <= 0:
                break
        return found / wanted if wanted else float("nan")


def few(count: int) -> str:
    students = "student" if count == 1 else "students"
    return f"Only {count} {students}: below {FEW} these numbers say little."


def rounded(value: float) -> float | None:
    return round(value, 6) + 0.0 if np.isfinite(value) else None
