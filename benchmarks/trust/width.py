"""B. How wide numbers are accepted where only the gradients are written, beside how far honest
work reaches. C. Numbers beyond the end of honest reach: how many are accepted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from exercises.variants.conditions import HAIR, LEFT, NOTHING, alive, different_samples, gaps
from exercises.variants.plan import SMALLEST
from exercises.variants.ranges import CONDITION_KEYS
from grader.asked import Exercise
from grader.judge import judge
from grader.key import key_of
from grader.typed_numbers import of_blanks
from tracer import Layer, Network
from tracer.rules.rule import Array

from .habits import mixed
from .rounding import EVEN, to_digits
from .units import Size, Unit, on_each
from .working import blank_of, is_gradient, worked

MARGIN = float(CONDITION_KEYS["margin"].default)
ERRORS = (0.01, 0.05, 0.2)
NETWORKS = 120  # random ones: half of them, or more, nobody would hand out
STUDENTS = 400  # whose reach is the honest width, as the bar has it: fewer reach less far
OFF = (0.001, 0.01, 0.05, 0.2)  # of the right number
SATURATED = (3, 4, 5, 6, 7, 8)  # z of a neuron whose ŷ is nearly its y, 1
Accepted: TypeAlias = Counter[tuple[str, float]]
"""How many numbers that are so far off are accepted; under 0: how many there were."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One gradient. `reach`: where honest students end; `accepted`: where acceptance does."""

    source: str
    name: str
    right: float
    reach: tuple[float, float]
    accepted: tuple[float, float]

    @property
    def honest(self) -> float:
        return self.reach[1] - self.reach[0]

    @property
    def width(self) -> float:
        return self.accepted[1] - self.accepted[0]

    @property
    def moves(self) -> bool:
        """Whether honest rounding moves it at all; what is exact has no width."""
        return self.honest > NOTHING * max(abs(self.right), NOTHING)

    @property
    def ratio(self) -> float:
        return self.width / self.honest

    def beyond(self, error: float) -> int:
        """How many of the two numbers so far beyond the ends of honest reach are accepted."""
        size = error * max(abs(self.right), self.honest)
        low, high = self.accepted
        return int(self.reach[0] - size >= low) + int(self.reach[1] + size <= high)

    def told(self) -> str:
        reach = f"{self.reach[0]:.4g} to {self.reach[1]:.4g}"
        accepted = f"{self.accepted[0]:.5g} to {self.accepted[1]:.5g}"
        right = f"{self.name} = {self.right:.6g}"
        return f"{self.source}: {right}, honest {reach}, accepted {accepted}"


def kept(sheet: Exercise) -> bool:
    """Whether somebody would hand out such numbers: no kink near, no saturation, two samples that
    differ, every gradient shows, and none is what is left of terms that cancel. (The conditions of
    drawn variants, at their defaults.)"""
    known = sheet.trace
    if "a[0]" in known.given and not different_samples(known.given["a[0]"]):
        return False
    for line in known.equations:
        if any((np.abs(gap) < MARGIN * (1 - HAIR)).any() for gap in gaps(line, known.state)):
            return False
        value = known.state[line.target]
        if line.phase == "forward" and not alive(line, known.state).all():
            return False
        if line.phase == "backward" and line.rule.kind == "product":
            terms = line.rule.calculate(*(np.abs(known.state[name]) for name in line.inputs))
            size = np.abs(value)
            least = SMALLEST if is_gradient(sheet, line.target) else 0.0
            shows = (size >= least) & (size >= LEFT * terms)
            if not (shows | (np.abs(terms) < NOTHING)).all():
                return False
    return True


def entries_of(name: str, sheet: Exercise, count: int, rng: np.random.Generator) -> list[Entry]:
    """Every gradient of a network: what so many mixed students of 4 digits reach, and what is
    accepted of somebody who wrote nothing else."""
    known, who = sheet.trace, mixed(count, rng)
    work = worked(known, who, rng)
    lines = [line for line in work.typed if is_gradient(sheet, line)]
    right = {line: to_digits(known.state[line], 4, EVEN)[None] for line in lines}
    blanks = {line: blank_of(sheet, line, value, 4) for line, value in right.items()}
    judged = judge(key_of(sheet), of_blanks(sheet, blanks, 1))
    found = []
    for line in lines:
        typed = work.typed[line]
        for at in np.ndindex(typed.shape[1:]):
            mine = typed[:, *at]
            mine = mine[np.isfinite(mine)]
            accepted = float(judged.low[line][0, *at]), float(judged.high[line][0, *at])
            reach = float(mine.min()), float(mine.max())
            place = f"{line}[{at[0] + 1},{at[1] + 1}]"
            found.append(Entry(name, place, float(known.state[line][at]), reach, accepted))
    return found


def saturated() -> list[Entry]:
    """∂J/∂W of one neuron, its source its z: 1 + exp(−z) keeps few digits for 1 − ŷ."""
    found = []
    for z in SATURATED:
        neuron = Layer(activation="sigmoid", W=[[z]], b=[0])
        sheet = Exercise(source=Network(layers=[neuron], X=[[1]], Y=[[1]], cost="bce"))
        with np.errstate(all="ignore"):
            weight, _ = entries_of(f"{z}", sheet, STUDENTS, np.random.default_rng(z))
        found.append(weight)
    return found


def off_accepted(sheet: Exercise, *, gradients: bool) -> Accepted:
    """Numbers that are off by some share of the right one, in either direction: how many would be
    accepted of somebody who wrote all lines rightly, with 4 digits, or the gradients alone."""
    known, found = sheet.trace, Accepted()
    lines = [name for name in known.by_name if not gradients or is_gradient(sheet, name)]
    right = {name: to_digits(known.state[name], 4, EVEN)[None] for name in lines}
    blanks = {name: blank_of(sheet, name, value, 4) for name, value in right.items()}
    judged = judge(key_of(sheet), of_blanks(sheet, blanks, 1))
    written = "the gradients alone" if gradients else "all lines"
    for name in lines:
        value, low, high = known.state[name], judged.low[name][0], judged.high[name][0]
        asked = np.abs(value) > NOTHING
        found[written, 0.0] += 2 * int(asked.sum())
        for error in OFF:
            for sign in (-1, 1):
                made = value * (1 + sign * error)
                found[written, error] += int((asked & (low <= made) & (made <= high)).sum())
    return found


def width_in(unit: Unit) -> tuple[bool, list[Entry], Accepted]:
    """The gradients of the unit's network; whether somebody would hand it out."""
    ((name, sheet),) = unit.sheets()
    off = off_accepted(sheet, gradients=False) + off_accepted(sheet, gradients=True)
    entries = entries_of(name, sheet, STUDENTS, unit.rng(2))
    return kept(sheet), entries, off


@dataclass(frozen=True, slots=True)
class Widths:
    """`entries`: of networks that are fit to be handed out; `others`: of those that are not.
    `off`: of the former, how many numbers that are off are accepted."""

    networks: int
    entries: list[Entry]
    others: list[Entry]
    off: Accepted

    def ratios(self, entries: list[Entry]) -> Array:
        return np.array([one.ratio for one in entries if one.moves])

    def accepted(self, error: float) -> float:
        """The share of the numbers so far beyond honest reach that are accepted. (A gradient that
        is 0 whoever works it has no size of which an error could be a share.)"""
        sized = [one for one in self.entries if max(abs(one.right), one.honest) > NOTHING]
        return sum(one.beyond(error) for one in sized) / (2 * len(sized))

    def exact(self) -> list[Entry]:
        """Those that rounding does not move, but that are accepted in some width."""
        return [one for one in self.entries if not one.moves and one.width > NOTHING]

    def told(self) -> str:
        """The median, the 95th percentile and the largest of so many."""
        ratios = self.ratios(self.entries)
        if not len(ratios):
            return "of nothing"
        ends = (np.median(ratios), np.quantile(ratios, 0.95), ratios.max())
        shown = ", ".join(f"{end:.2f}" for end in ends)
        return f"{shown} (median, 95th percentile, largest of {len(ratios)})"

    def worst(self, count: int) -> list[Entry]:
        moving = [one for one in self.entries if one.moves]
        return sorted(moving, key=lambda one: -one.ratio)[:count]


def measured(parts: list[Unit]) -> Widths:
    networks, entries, others, off = 0, list[Entry](), list[Entry](), Accepted()
    for fit, found, accepted in on_each("sheets with gradients alone", width_in, parts):
        networks += fit
        (entries if fit else others).extend(found)
        if fit:
            off.update(accepted)
    return Widths(networks, entries, others, off)


def of_networks(size: Size, seed: int) -> list[Unit]:
    """As many whatever the size of a run: of a few the median is luck."""
    return [Unit("network", str(at), seed, size) for at in range(NETWORKS)]


def together(parts: list[Widths]) -> Widths:
    off = Accepted()
    for part in parts:
        off.update(part.off)
    return Widths(
        sum(part.networks for part in parts),
        [one for part in parts for one in part.entries],
        [one for part in parts for one in part.others],
        off,
    )
