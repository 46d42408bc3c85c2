"""A. Honest students: how many of their numbers are marked wrong, and which."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from grader.asked import Exercise
from grader.judge import COARSE, WRONG, Judged, judge
from grader.key import key_of
from tracer.rules.optimizers import OPTIMIZERS

from .rounding import MODES
from .units import Unit, on_each
from .working import ALL, WRITTEN, HandedIn, hand_in, with_decimals


@dataclass(frozen=True, slots=True)
class Lost:
    """An honest number that was not accepted."""

    source: str
    line: str
    habit: str
    right: float
    typed: float
    accepted: tuple[float, float]
    coarse: bool

    def told(self) -> str:
        low, high = self.accepted
        verdict = "too few digits" if self.coarse else "wrong"
        return (
            f"{self.source}: {self.line} = {self.right:.10g}, typed {self.typed:.10g}, "
            f"accepted {low:.10g} to {high:.10g} ({verdict}); {self.habit}"
        )


ANSWERS = "answers"
Kind = tuple[str, str, str]
"""How they round, what they wrote, by what rule the lost line is made."""


@dataclass(slots=True)
class Honest:
    """What was counted: answers and lost ones, by kind, with an example of each kind."""

    answers: int = 0
    lost: Counter[Kind] = field(default_factory=Counter)
    examples: dict[Kind, Lost] = field(default_factory=dict)
    sheets: Counter[str] = field(default_factory=Counter)  # lost ones by sheet
    fixed: Counter[tuple[int, str]] = field(default_factory=Counter)  # what tolerances would lose

    def add(self, other: Honest) -> None:
        self.answers += other.answers
        self.lost.update(other.lost)
        self.sheets.update(other.sheets)
        self.fixed.update(other.fixed)
        self.examples = {**other.examples, **self.examples}


def honest_on(name: str, sheet: Exercise, rng: np.random.Generator) -> Honest:
    """All honest students on one sheet."""
    made = hand_in(sheet, rng)
    judged = judge(key_of(sheet), made.paper)
    found = Honest()
    for line, codes in judged.codes.items():
        found.answers += int(made.there[line].sum())
        for at in map(tuple, np.argwhere((codes == WRONG) | (codes == COARSE))):
            kind = kind_of(sheet, made, line, at[0])
            found.lost[kind] += 1
            found.sheets[name] += 1
            if kind not in found.examples:
                found.examples[kind] = lost(name, sheet, made, judged, line, at)
    if sheet.decimals is None:
        for line in judged.codes:
            found.fixed.update(fixed_tolerance(sheet, made, line))
    return found


def fixed_tolerance(sheet: Exercise, made: HandedIn, line: str) -> Counter[tuple[int, str]]:
    """What fixed tolerances would lose of those who wrote all lines with 3 digits, and with 4."""
    found, right = Counter[tuple[int, str]](), sheet.trace.state[line]
    off = np.abs(made.paper.fine[line].value - right)
    for digits in (3, 4):
        who = made.work.who.digits[made.whose] == digits
        mine = made.there[line] & who & (made.lines == ALL)[:, None, None]
        found[digits, ANSWERS] = int(mine.sum())
        found[digits, "1 % of the right number"] = int((mine & (off > 0.01 * np.abs(right))).sum())
        found[digits, "0.001"] = int((mine & (off > 0.001)).sum())
    return found


def kind_of(sheet: Exercise, made: HandedIn, line: str, student: int) -> Kind:
    habit = made.work.who.habits[made.whose[student]]
    rule = sheet.trace.by_name[line].equation.rule
    digits = "" if sheet.decimals is None else ", decimals"
    return MODES[habit.mode] + digits, WRITTEN[made.lines[student]], rule.name


def lost(
    name: str, sheet: Exercise, made: HandedIn, judged: Judged, line: str, at: tuple[int, ...]
) -> Lost:
    entry = f"{line}[{at[1] + 1},{at[2] + 1}]"
    return Lost(
        name,
        entry,
        made.habit(at[0]),
        float(sheet.trace.state[line][at[1:]]),
        float(made.paper.fine[line].value[at]),
        (float(judged.low[line][at]), float(judged.high[line][at])),
        bool(judged.codes[line][at] == COARSE),
    )


def decimals_for(sheet: Exercise) -> list[int]:
    """The decimals to which somebody would hand it out: two digits are left of what an optimiser
    divides by the root of."""
    optimizer = OPTIMIZERS[sheet.source.optimizer]
    squares = tuple(f"{line.makes}_" for line in optimizer.lines
                    if optimizer.under.startswith(line.makes))  # fmt: skip
    state = sheet.trace.state
    sizes = [np.abs(state[name]) for name in sheet.trace.by_name
             if name.rpartition(" ")[2].startswith(squares)]  # fmt: skip
    least = min((float(one[one > 0].min(initial=np.inf)) for one in sizes), default=np.inf)
    return [decimals for decimals in (3, 4) if least >= 10.0 ** (1 - decimals)]


def honest_in(unit: Unit) -> Honest:
    """On the sheets of a unit, to 4 digits, to 3 decimals and to 4."""
    total, rng = Honest(), unit.rng(1)
    for name, sheet in unit.sheets():
        total.add(honest_on(name, sheet, rng))
        for decimals in decimals_for(sheet):
            to_decimals = with_decimals(sheet, decimals)
            total.add(honest_on(f"{name}, {decimals} decimals", to_decimals, rng))
    return total


def measured(parts: list[Unit]) -> Honest:
    total = Honest()
    for part in on_each("sheets with honest students", honest_in, parts):
        total.add(part)
    return total
