"""E. One honest slip in one box, everything else worked on from it: what it costs.

It should cost its box, and half of every box that it made trivial: one that comes out as 0 where
the right number is not 0. It may cost half of those that no longer move with what stands before
them: only the bias is left of z, or hardly anything (a hundredth) of a slope.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from grader import mark
from grader.asked import Exercise
from grader.entries import Entry
from grader.ranged import Mask
from grader.result import StudentReport
from grader.submission import Submission
from tracer import Trace
from tracer.rules.rule import Array

from .habits import WRITTEN, Habit, students
from .nowork import boxes
from .rounding import EVEN
from .units import Unit, on_each
from .working import worked

DIGITS = 4
SMALL = 0.01  # of the right number: hardly anything is left
CAREFUL = Habit(EVEN, DIGITS, WRITTEN, 0)


def digits_swapped(number: float) -> float:
    """The second and the third digit, where they differ; else the third and the fourth."""
    text = f"{abs(number):.3e}"
    digits = [text[0], *text[2:5]]
    at = 1 if digits[1] != digits[2] else 2
    digits[at], digits[at + 1] = digits[at + 1], digits[at]
    return float(np.copysign(float(f"{digits[0]}.{''.join(digits[1:])}{text[5:]}"), number))


SLIPS: dict[str, Callable[[float, np.random.Generator], float]] = {
    "sign": lambda number, rng: -number,
    "point one place to the right": lambda number, rng: 10 * number,
    "point one place to the left": lambda number, rng: number / 10,
    "two digits swapped": lambda number, rng: digits_swapped(number),
    "5 % off": lambda number, rng: number * (1 + 0.05 * rng.choice([-1, 1])),
    "something else": lambda number, rng: (abs(number) or 1) * rng.normal(),
}


@dataclass(frozen=True, slots=True)
class Slip:
    """What one slip costs, beside what it should at least and at most; shares of the sheet.
    `spoiled`: the boxes that lost more than they should."""

    exercise: str
    kind: str
    told: str
    cost: float
    least: float
    most: float
    spoiled: tuple[str, ...]

    @property
    def off(self) -> float:
        """How much more it costs than it should; negative: less."""
        return max(self.cost - self.most, 0.0) + min(self.cost - self.least, 0.0)

    @property
    def verdict(self) -> str:
        return "fair" if abs(self.off) < 1e-6 else "dear" if self.off > 0 else "cheap"


@dataclass(slots=True)
class Slips:
    made: int = 0
    dear: list[Slip] = field(default_factory=list)  # cost more than they should
    cheap: list[Slip] = field(default_factory=list)
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, slip: Slip) -> None:
        self.made += 1
        self.kinds[slip.kind, slip.verdict] += 1
        if slip.verdict == "dear":
            self.dear.append(slip)
        elif slip.verdict == "cheap":
            self.cheap.append(slip)


def slips_on(name: str, sheet: Exercise, rng: np.random.Generator) -> Iterator[Slip]:
    """Every kind of slip in every box of a sheet."""
    asked, known = boxes(sheet), sheet.trace
    right = worked(known, students((CAREFUL,)), rng).typed
    planned: list[tuple[str, Entry, float]] = []
    for one in asked:
        if one.name in right:
            number = float(right[one.name][0, one.place[0] - 1, one.place[1] - 1])
            for kind, slip in SLIPS.items():
                made = float(f"{slip(number, rng):.{DIGITS - 1}e}")
                if abs(made - number) > 0.01 * abs(number):
                    planned.append((kind, one, made))
    laid: dict[str, Array] = {}
    for at, (_, one, made) in enumerate(planned):
        empty = np.full((len(planned), *right[one.name].shape[1:]), np.nan)
        laid.setdefault(one.name, empty)[at, one.place[0] - 1, one.place[1] - 1] = made
    work = worked(known, students((CAREFUL,) * len(planned)), rng, laid).typed
    papers = [
        Submission(f"s{at}", {one.label: text(work, one, at) for one in asked if one.name in work})
        for at in range(len(planned))
    ]
    whole = {one.label: text(right, one, 0) for one in asked if one.name in right}
    (honest,) = mark(sheet, [Submission("s", whole)]).students
    still = unmoved(known, work, right)
    for at, report in enumerate(mark(sheet, papers).students):
        kind, where, _ = planned[at]
        left = {
            one.label
            for one in asked
            if one.name in still and still[one.name][at, one.place[0] - 1, one.place[1] - 1]
        }
        yield judged(name, kind, where, report, honest, left)


def unmoved(known: Trace, work: Mapping[str, Array], right: Mapping[str, Array]) -> dict[str, Mask]:
    """Which entries of each line no longer move with what stands before them, though the right
    ones do, (students, rows, columns)."""
    found = {}
    for line in known.equations:
        state = {**known.given, **work}
        nothing = {name: np.zeros_like(state[name]) for name in line.inputs if name in work}
        with np.errstate(all="ignore"):
            inputs = (nothing.get(name, state[name]) for name in line.inputs)
            bare = np.asarray(line.rule.calculate(*inputs))
        value, size = work[line.target], np.abs(right[line.target])
        only = np.isclose(value, bare, rtol=1e-3) & ~np.isclose(right[line.target], bare, rtol=1e-3)
        found[line.target] = only | (np.abs(value) < SMALL * size)
    return found


def text(work: dict[str, Array], one: Entry, student: int) -> str:
    number = float(work[one.name][student, one.place[0] - 1, one.place[1] - 1])
    if not np.isfinite(number):
        return ""
    return f"{number:#.{DIGITS}g}" if number else "0"


def judged(
    name: str,
    kind: str,
    slip: Entry,
    report: StudentReport,
    honest: StudentReport,
    still: Set[str],
) -> Slip:
    """What the slip cost, beside what it should. `still`: the boxes that no longer move."""
    least = most = cost = 0.0
    spoiled = []
    for before, after in zip(honest.answers, report.answers, strict=True):
        lost = before.points - after.points
        fair = 0.0
        if after.name == slip.label:
            fair = before.points
        elif not after.typed:
            fair = before.points  # stuck: a logarithm of a number below 0
        elif float(after.typed) == 0 != float(before.typed or 0):
            fair = before.points / 2
        may = max(fair, before.points / 2 if after.name in still else 0.0)
        least, most, cost = least + fair, most + may, cost + lost
        if lost > may + 1e-9:
            spoiled.append(f"{after.name} {after.typed} ({after.verdict})")
    own, right = report[slip.label], honest[slip.label]
    return Slip(
        name,
        kind,
        f"{slip.label} {own.typed} for {right.typed}",
        cost / report.max,
        least / report.max,
        most / report.max,
        tuple(spoiled),
    )


def slips_in(unit: Unit) -> Slips:
    found, rng = Slips(), unit.rng(4)
    for name, sheet in islice(unit.sheets(), 1 + unit.size.few):
        for slip in slips_on(name, sheet, rng):
            found.add(slip)
    return found


def measured(parts: list[Unit]) -> Slips:
    total = Slips()
    exercises = [one for one in parts if one.kind == "exercise"]
    for part in on_each("exercises with a slip", slips_in, exercises):
        total.made += part.made
        total.dear += part.dear
        total.cheap += part.cheap
        total.kinds.update(part.kinds)
    return total
