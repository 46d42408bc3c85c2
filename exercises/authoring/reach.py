"""How far the numbers reach that are accepted, and what else would have to be asked to know more.

The right answers are marked as they are to be written; what is accepted beside each stands in the
marking. Then once more with one more line written down.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from grader.asked import Exercise
from grader.exercise_file import quantities
from grader.marking import mark
from grader.ranged import last_digit
from grader.report.label import as_asked
from grader.result import Marked, StudentReport
from tracer.expression import Expression
from tracer.quantity import quantity
from tracer.symbols import entry_name

from .by_hand import Answers, answers, typed

WIDE = 0.01  # relative, and
WIDE_UNITS = 4.0  # in units of the last digit: more than rounding the line itself explains
NARROWER = 0.8  # of the reach: what is worth asking for another line
NOTHING = 1e-11  # a number that is 0 but for rounding, and the hair that is always accepted


class Reach(NamedTuple):
    """How far off the right number an accepted one may be, at the entry of an ask where it is
    most: in units of the last digit that is asked for, and relative to the right number."""

    entry: Marked
    units: float
    relative: float
    turns: bool  # whether numbers of the other sign are accepted

    @property
    def percent(self) -> str:
        number = 100 * self.relative
        return f"{number:.0f} %" if number >= 10 else f"{number:.2g} %"

    @property
    def digits(self) -> str:
        """`3.5 in the last digit`."""
        places = 0 if self.units >= 10 else 1
        return f"{self.units:.{places}f} in the last digit".replace(".0 ", " ")

    def __str__(self) -> str:
        return "exactly" if self.relative < NOTHING else f"±{self.percent}, ±{self.digits}"


class Wide(NamedTuple):
    """An ask that accepts too much. `ask`: the line whose asking would narrow it most, as the
    sheet calls it, and how far it then still reaches; None where no line would."""

    reach: Reach
    ask: tuple[str, Reach] | None

    def __str__(self) -> str:
        reach = self.reach
        sign = ", even another sign" if reach.turns else ""
        says = f"{reach.entry.shown}: {reach.percent} off is accepted{sign} ({reach.digits}): "
        if self.ask is None:
            return says + "no other line would help; ask for more digits, or use other numbers"
        name, left = self.ask
        return says + f"ask for {name} as well: then {left.percent}"


def reaches(sheet: Exercise) -> Iterator[tuple[str, Reach]]:
    """Each ask for numbers, by its quantities as the file names them, and its reach."""
    report = mark(sheet, answers(sheet)).student
    told: dict[str, list[Reach]] = {}
    for ask in sheet.asks or ():
        if ask.kind == "number":
            of_it = (one for one in report.answers
                     if (one.quantity, one.kind) == (ask.name, "number") and one.max)  # fmt: skip
            found = [reach for one in of_it if (reach := reach_of(sheet, one)) is not None]
            told.setdefault(", ".join(quantities(ask.keys)), []).extend(found)
    for name, some in told.items():
        if some:
            yield name, max(some, key=lambda reach: reach.units)


def reach_of(sheet: Exercise, one: Marked) -> Reach | None:
    """None where nothing can be said of a reach: of a 0, and of what is not right."""
    right = float(sheet.trace[entry_name(one.quantity, one.entry)]) * one.sign
    if one.accepts is None or one.verdict != "right" or not np.isfinite(right):
        return None
    low, high = one.accepts
    off = max(right - low, high - right, 0.0)
    unit = 10.0**-sheet.decimals if sheet.decimals is not None else 0.0
    unit = unit or float(last_digit(np.asarray(right), sheet.digits))
    if unit == 0 or abs(right) < NOTHING:
        return None
    return Reach(one, off / unit, off / abs(right), low * high < 0)


def wide(sheet: Exercise) -> Iterator[Wide]:
    """The asks that accept too much; nothing where the author set a tolerance."""
    if sheet.tolerance is not None:
        return
    for _, reach in reaches(sheet):
        if reach.relative > WIDE and reach.units > WIDE_UNITS:
            yield Wide(reach, best_line(sheet, reach))


def best_line(sheet: Exercise, reach: Reach) -> tuple[str, Reach] | None:
    """The line before it that is not asked for and would narrow it most, were it written down."""
    names = list(unasked_before(sheet, reach.entry.quantity))
    papers = [{**answers(sheet), **written(sheet, name)} for name in names]
    found = []
    for name, report in zip(names, mark(sheet, papers).students, strict=True):
        left = reach_of(sheet, entry_in(report, reach.entry.name))
        if left is not None and left.units < NARROWER * reach.units:
            found.append((as_asked(sheet, name), left))
    return min(found, key=lambda one: one[1].units, default=None)


def entry_in(report: StudentReport, name: str) -> Marked:
    return next(answer for answer in report.answers if answer.name == name)


def unasked_before(sheet: Exercise, name: str) -> Iterator[str]:
    """The lines that a line depends on and whose numbers are not all asked for, in the order of
    the trace; of an expression, the author's own."""
    known = sheet.trace if name in sheet.trace.by_name else sheet.trace.by_steps
    asked = {ask.name for ask in sheet.asks or () if not ask.places}
    needed = {name}
    for step in reversed(known.steps):
        if step.name in needed:
            needed.update(step.inputs)
    for step in sheet.trace.steps:
        wanted = step.name in needed - asked and of_author(sheet, step.name)
        if wanted and not copied(sheet, name, step.name):
            yield step.name


def copied(sheet: Exercise, name: str, before: str) -> bool:
    """Whether both are one number, as the loss of the only sample and J: who writes one of them
    has written the other."""
    one, other = sheet.trace[name], sheet.trace[before]
    return np.size(one) == np.size(other) == 1 and np.array_equal(np.ravel(one), np.ravel(other))


def of_author(sheet: Exercise, name: str) -> bool:
    """Whether nothing but quantities of the file stands in a name."""
    source = sheet.source
    if not isinstance(source, Expression):
        return True
    what = quantity(name)
    return source.unnamed.isdisjoint({what.base, what.by.base if what.by else what.base})


def written(sheet: Exercise, name: str) -> Answers:
    """The right numbers of a line as they are to be written."""
    known = sheet.trace
    laid, absent = known.shown(name), known.absent(name)
    if known.scalar(name):
        return {name: typed(float(laid[0, 0]), sheet)}
    places = [(int(i) + 1, int(j) + 1) for i, j in np.ndindex(laid.shape)]
    return {
        entry_name(name, (i, j)): typed(float(laid[i - 1, j - 1]), sheet)
        for i, j in places
        if (i, j) not in absent
    }
