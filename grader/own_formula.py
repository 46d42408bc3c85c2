"""A number that is asked for beside its formula: it may follow from the student's own formula."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from tracer.errors import InputError
from tracer.rules.rule import Array
from tracer.symbols import Place

from .answers import Typed
from .asked import Ask, Exercise, alone, asked_places, laid
from .formula_allowed import allowed_of, trace_of
from .formula_names import Names, Symbol
from .formula_text import Reader
from .ranged import last_digit
from .result import Marked, StudentReport
from .submission import Sheet
from .verdicts import AMISS
from .wrong_lines import Explained


def follow_formulas(
    sheet: Exercise, one: Sheet, found: Explained, student: int, report: StudentReport
) -> None:
    """Where a formula is wrong, and the number beside it is what that formula gives, the number
    follows from it. `student`: the place in the group."""
    for ask, place, formula, number in pairs(sheet, report):
        cell = one.cells.get((ask.name, place))
        if formula.verdict not in AMISS or number.verdict not in AMISS or cell is None:
            continue
        own = alone(sheet, int(found.students[student]))
        typed = one.texts[ask.name, place]
        symbol, numbers = Symbol(ask.name, place, typed.sign), state(found, student)
        if typed.whole:
            from .ask_formula import whole_of  # with it come the mistakes
            from .formula_whole import entry_value

            whole = whole_of(own, ask)._replace(sign=typed.sign)
            known, allowed = whole.known, allowed_of(own, ask.name, whole.places[0])
            value = entry_value(whole, typed.text, allowed, place, {**known.state, **numbers})
        else:
            value = value_of(own, symbol, typed.text, numbers)
        if value is not None and cell.typed is not None and rounds_to(sheet, value, cell.typed):
            number.verdict, number.mistakes, number.says, number.flags = "follows", (), "", ()
            number.because_of, number.accepts = (formula.name,), None
            number.points = round(number.max * sheet.credit["follows"], 9)


def pairs(sheet: Exercise, report: StudentReport) -> Iterator[tuple[Ask, Place, Marked, Marked]]:
    """Each entry that is asked for as both, its place as calculated, with the two answers."""
    found = {(each.quantity, each.entry, each.beside): each for each in report.answers}
    for ask in sheet.asks or ():
        for place in asked_places(sheet, ask) if ask.beside else ():
            entry = laid(sheet, ask.name, place)
            formula, number = (found[ask.name, entry, beside] for beside in (True, False))
            yield ask, place, formula, number


def state(found: Explained, student: int) -> dict[str, Array]:
    """The numbers of a student, written ones in place, (rows, columns)."""
    lines = found.judged.followed.state
    values = {name: np.asarray(line.value) for name, line in lines.items()}
    return {name: value[student] if value.ndim > 2 else value for name, value in values.items()}


def value_of(sheet: Exercise, asked: Symbol, text: str, own: Mapping[str, Array]) -> float | None:
    """What a formula gives on somebody's own numbers; None where it cannot be read."""
    known = trace_of(sheet)
    names = Names(known, asked, allowed_of(sheet, asked.name, asked.place))
    try:
        made = Reader(names).read(text).at({**known.state, **own})
    except InputError:
        return None
    return asked.sign * float(made) if np.isfinite(made) else None


def rounds_to(sheet: Exercise, value: float, typed: Typed) -> bool:
    """Whether a typed number is a value as the sheet wants it written: rounded, or cut off."""
    unit = float(last_digit(np.asarray(abs(value)), sheet.digits))
    if sheet.decimals is not None:
        unit = 10.0**-sheet.decimals
    most = unit if sheet.truncation else unit / 2
    return abs(typed.value - value) <= max(most, 1e-12 * abs(value))
