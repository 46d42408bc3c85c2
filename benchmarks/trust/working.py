"""A whole trace worked by every student at once, and what they hand in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from grader.asked import Exercise
from grader.entries import entries
from grader.follow import in_passing
from grader.ranged import Codes, Mask
from grader.typed_numbers import Blank, TypedNumbers, of_blanks
from tracer import Network, Trace
from tracer.expression import Expression
from tracer.rules.rule import Array

from .habits import HABITS, MEMORY, NOW_THIS, ONE_MORE, Habit, Students, students
from .hand import by_hand
from .rounding import EVEN, FLOAT32, NOT, Printed, printed, shortest, to_digits

ALL, GRADIENTS, ASKED, SOME = range(4)
WRITTEN = ("all lines", "gradients alone", "what is asked alone", "some lines")
ENDING = ("sigmoid", "tanh", "softmax")  # nobody goes on from their ends: nothing is left there
PARAMETER = re.compile(r"(@\d+ )?dJ/d[Wb]\[\d+\]")


@dataclass(frozen=True, slots=True, eq=False)
class Worked:
    """What each student would type in each line, (students, rows, columns); NaN: he is stuck (a
    logarithm of 0). `held`: what he goes on with."""

    who: Students
    typed: dict[str, Array]
    held: dict[str, Array]


def habits_on(sheet: Exercise) -> tuple[Habit, ...]:
    """Where a sheet sets decimals, significant digits are nobody's habit."""
    if sheet.decimals is None:
        return HABITS
    return tuple(one for one in HABITS if one.digits not in (3, 5))


def worked(
    known: Trace,
    who: Students,
    rng: np.random.Generator,
    slips: Mapping[str, Array] | None = None,
) -> Worked:
    """Every line, from what was there before it. `slips`: other numbers that stand in some entries,
    NaN elsewhere; the rest follows from them."""
    single = who.mode == FLOAT32
    typed: dict[str, Array] = {}
    held: dict[str, Array] = {
        name: np.where(single, value.astype(np.float32), value)
        for name, value in known.given.items()
    }
    turns = Turns(who, rng)
    for equation in known.equations:
        inputs = [held[name] for name in equation.inputs]
        if not inputs:
            made = np.asarray(equation.rule.calculate())
            value = np.broadcast_to(made, (len(who.habits), *made.shape[-2:]))
        else:
            value = by_hand(equation.rule, inputs, who, rng)
        value = np.where(np.isfinite(value), value, np.nan) + 0.0
        own, hold = written(value, who, turns.of(known.state[equation.target]))
        if in_passing(equation):
            hold = value
        if equation.rule.name in ENDING:
            hold = np.where(np.isin(hold, (-1.0, 0.0, 1.0)), value, hold)
        if slips and equation.target in slips:
            slip = slips[equation.target]
            own, hold = (np.where(np.isnan(slip), one, slip) for one in (own, hold))
        typed[equation.target], held[equation.target] = own, hold
    return Worked(who, typed, held)


class Turns:
    """Who goes on from the calculator where it is now this, now that: it is the same for all
    numbers that are equal but for their sign, for equal numbers are rounded equally."""

    def __init__(self, who: Students, rng: np.random.Generator) -> None:
        self.who, self.rng = who, rng
        self.made: dict[str, Mask] = {}

    def of(self, right: Array) -> Mask:
        """By the right numbers of a line, (students, rows, columns)."""
        each = [self.one(f"{abs(number):.11e}") for number in right.ravel().tolist()]
        return np.stack(each, axis=-1).reshape(-1, *right.shape)

    def one(self, number: str) -> Mask:
        if number not in self.made:
            carry = self.who.carry[:, 0, 0]
            chosen = self.rng.random(len(carry)) < 0.5
            self.made[number] = (carry == MEMORY) | ((carry == NOW_THIS) & chosen)
        return self.made[number]


def written(value: Array, who: Students, memory: Mask) -> tuple[Array, Array]:
    """A line's result as it is typed, and as one goes on with it. `memory`: from the calculator."""
    single, plain = who.mode == FLOAT32, (who.mode == FLOAT32) | (who.mode == NOT)
    own, more = who.result(value), who.kept(value, 1)
    last = who.result(more)
    program = to_digits(np.where(single, own, value), pasted_digits(own, who), EVEN)
    typed = np.select([plain, who.carry == ONE_MORE], [program, last], own)
    return typed, np.select([memory, who.carry == ONE_MORE], [value, more], own)


def pasted_digits(own: Array, who: Students) -> Array:
    """How many digits are typed of each number."""
    digits = np.broadcast_to(who.digits, own.shape)
    short = ((who.mode == FLOAT32) & (who.digits == 9))[:, 0, 0]
    if short.any():
        digits = digits.copy()
        digits[short] = shortest(own[short])
    return digits


# Papers


def blank_of(sheet: Exercise, name: str, value: Array, digits: Any) -> Blank:
    """One quantity as it is typed with so many digits, zeros at the end and all; NaN where nothing
    is, (students, rows, columns)."""
    return filled(Blank(sheet, name, len(value)), printed(value, digits, None, zeros=True))


def filled(blank: Blank, shown: Printed) -> Blank:
    there = np.isfinite(shown.value)
    blank.value = shown.value
    blank.decimals, blank.least, blank.most = (
        np.where(there, one, 0.0) for one in (shown.decimals, shown.least, shown.most)
    )
    return blank


@dataclass(frozen=True, eq=False)
class HandedIn:
    """The papers of all students, one a habit and a set of lines. `whose`: the habit of each;
    `lines`: which set of lines."""

    sheet: Exercise
    work: Worked
    whose: Codes
    lines: Codes
    zeros: Mask
    there: Mapping[str, Mask]

    @cached_property
    def paper(self) -> TypedNumbers:
        blanks = {}
        for name, there in self.there.items():
            value = self.work.typed[name][self.whose]
            blanks[name] = self.blank(name, np.where(there, value, np.nan))
        return of_blanks(self.sheet, blanks, len(self.whose))

    def blank(self, name: str, value: Array) -> Blank:
        who = self.work.who
        digits, mode = who.digits[self.whose], who.mode[self.whose]
        digits = pasted_digits(value, students(tuple(who.habits[at] for at in self.whose)))
        zeros = self.zeros[:, None, None]
        shown = printed(value, digits, None, zeros=zeros)
        if who.decimals is not None:
            by_decimals = printed(value, digits, who.decimals, zeros=zeros)
            few = (mode != FLOAT32) & (mode != NOT)
            pairs = zip(by_decimals, shown, strict=True)
            shown = Printed(*(np.where(few, one, other) for one, other in pairs))
        return filled(Blank(self.sheet, name, len(self.whose)), shown)

    def habit(self, student: int) -> str:
        zeros = "" if self.zeros[student] else ", zeros at the end not typed"
        told = self.work.who.habits[self.whose[student]].told(self.sheet.decimals)
        return f"{told}{zeros}; {WRITTEN[self.lines[student]]}"


def hand_in(sheet: Exercise, rng: np.random.Generator) -> HandedIn:
    """Every habit with every set of lines, on one sheet."""
    known = sheet.trace
    who = students(habits_on(sheet), sheet.decimals)
    work = worked(known, who, rng)
    count, sets = len(who.habits), [ALL, GRADIENTS, SOME]
    if sheet.asks is not None:
        sets.append(ASKED)
    whose, lines = np.tile(np.arange(count), len(sets)), np.repeat(sets, count)
    there = {
        name: lines_written(sheet, name, lines, rng) & np.isfinite(value[whose])
        for name, value in work.typed.items()
    }
    there = {name: mask for name, mask in there.items() if mask.any()}
    return HandedIn(sheet, work, whose, lines, rng.random(len(whose)) < 0.5, there)


def lines_written(sheet: Exercise, name: str, lines: Codes, rng: np.random.Generator) -> Mask:
    """Which entries of a line stand on each paper."""
    sets = lines[:, None, None]
    shape = sheet.trace.state[name].shape[-2:]
    asked = np.zeros(shape, dtype=bool)
    for one in entries(sheet):
        if one.name == name and one.kind == "number":
            asked[one.place[0] - 1, one.place[1] - 1] = True
    some = rng.random(sets.shape) < 0.5
    made = (sets == GRADIENTS) & is_gradient(sheet, name) | (sets == ASKED) & asked
    made = made | (sets == ALL) | (sets == SOME) & some
    return np.asarray(np.broadcast_to(made, (len(lines), *shape)))


def is_gradient(sheet: Exercise, name: str) -> bool:
    """Whether it is the derivative by a parameter, or by a variable of an expression."""
    source = sheet.source
    if isinstance(source, Network):
        return bool(PARAMETER.fullmatch(name))
    assert isinstance(source, Expression)
    plain = name.partition(" ")[2] if name.startswith("@") else name
    return plain in {f"d{source.output}/d{one}" for one in source.at}


def with_decimals(sheet: Exercise, decimals: int) -> Exercise:
    """The same sheet, to so many decimals."""
    return replace(sheet, decimals=decimals)
