"""The numbers that a student writes down: right ones, or with one mistake planted in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple, TypeAlias

import numpy as np

from grader.ask_kinds import right
from grader.asked import Ask, Exercise, alone, asked_places, laid
from grader.follow import in_passing
from grader.report.label import answer_of
from tracer.equation import Equation
from tracer.evaluate import evaluate
from tracer.mistakes import swaps_of
from tracer.rules.rule import Array
from tracer.symbols import Place

Answers: TypeAlias = dict[str, str]
State: TypeAlias = Mapping[str, Array]


def typed(value: float, sheet: Exercise) -> str:
    """A number as the exercise asks for it: to its decimals, else to its significant digits.

    >>> from tracer import Expression
    >>> typed(-0.35, Exercise(source=Expression(expression="x", at={"x": 1}), digits=4))
    '-0.3500'
    """
    if not np.isfinite(value):
        return str(value)
    if sheet.decimals is not None:
        return f"{value + 0.0:.{sheet.decimals}f}"
    return f"{value + 0.0:#.{sheet.digits}g}".removesuffix(".") if value else "0"


def rounded(values: Array, sheet: Exercise) -> Array:
    """Every number as it is once it was written down."""
    written = np.vectorize(lambda value: float(typed(value, sheet)), otypes=[float])
    return np.asarray(written(values))


class Asked(NamedTuple):
    """One asked entry: what the sheet calls it, the sign of that, its place as calculated; and the
    part that it is of."""

    own: str
    sign: int
    ask: Ask
    place: Place
    part: Exercise


@lru_cache(maxsize=64)
def asked(sheet: Exercise) -> tuple[Asked, ...]:
    """Every asked entry, in the order of the file, part by part."""
    return tuple(
        Asked(own_name(part, ask, place), ask.sign, ask, place, part)
        for part in sheet.parts
        for ask in part.asks or ()
        for place in asked_places(part, ask)
    )


def answers(sheet: Exercise, state: State | None = None, student: int = 0, of: str = "") -> Answers:
    """What is asked, typed in from `state`: the trace's own numbers where none is given. The names
    are the sheet's own. `student`: whose numbers, where the exercise is a class's; `of`: the part
    whose numbers the state has, where there are several; those of the others are right."""
    made: Answers = {}
    for own, sign, ask, (row, column), part in asked(sheet):
        if ask.kind != "number":
            made[own] = in_words(alone(part, student), ask, (row, column), sign)
            continue
        numbers = part.trace.seen if state is None or part.part != of else state
        values = numbers[ask.name] if ask.name in numbers else changed(part, ask.name, numbers)
        values = values[student] if values.ndim > 2 else values
        made[own] = typed(sign * float(values[row - 1, column - 1]), sheet)
    return made


def of_class(sheet: Exercise, state: State | None = None, of: str = "") -> list[Answers]:
    """The answers of every student of a class; of one, where there is no class."""
    return [answers(sheet, state, student, of) for student in range(students(sheet))]


def students(sheet: Exercise) -> int:
    return max(part.trace.students[0] if part.trace.students else 1 for part in sheet.parts)


def changed(sheet: Exercise, name: str, numbers: State) -> Array:
    """Δw where it is no line of its own: the new one less the old one."""
    right: Array = sheet.trace.by_steps.state[name]
    iteration, _, plain = name.rpartition(" ")
    before = f"{iteration} {plain[1:]}".strip()
    after = f"{before}:="
    if after not in numbers or before not in numbers:
        return right
    return numbers[after] - numbers[before]


def own_name(sheet: Exercise, ask: Ask, place: Place) -> str:
    """What an answer file calls an asked entry; `place` as it is calculated."""
    return answer_of(sheet, ask, laid(sheet, ask.name, place))


def in_words(sheet: Exercise, ask: Ask, place: Place, sign: int) -> str:
    """The right answer that is no number: a formula, the letter of the right option."""
    return right(sheet, replace(ask, sign=sign), place)


def line_by_line(sheet: Exercise, slips: Mapping[str, Array] | None = None) -> dict[str, Array]:
    """All numbers of somebody who rounds each line as asked, and goes on with what he wrote; what
    nobody writes, ½ · 2u inside a line, is not rounded. `slips`: by line, other numbers that he
    wrote in some entries, NaN elsewhere."""
    known = sheet.trace
    state = dict(known.given)
    for equation in known.equations:
        with np.errstate(all="ignore"):
            value = equation.rule.calculate(*(state[name] for name in equation.inputs))
        value = value if in_passing(equation) else rounded(value, sheet)
        if slips and equation.target in slips:
            slip = slips[equation.target]
            value = np.where(np.isnan(slip), value, slip)
        state[equation.target] = value
    return state


def planted(sheet: Exercise, mistake: str, line: str) -> Iterator[State]:
    """All numbers of somebody who makes a mistake in one line and no other: once for each way in
    which it can be made there; nothing where it cannot."""
    known = sheet.trace
    step = known.by_name.get(line)
    if step is None:
        return
    for one, swap in swaps_of(known, step.equation):
        if one.name == mistake:
            yield evaluate(swapped(known.equations, swap), known.given)


def swapped(equations: tuple[Equation, ...], swap: Equation) -> list[Equation]:
    return [swap if line.target == swap.target else line for line in equations]
