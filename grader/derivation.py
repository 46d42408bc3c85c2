"""Find the mistake: a calculation with one wrong line is shown, and which one it is is asked.

    [[derivation]]                              several of them: each student has one
    line = "dJ/dz[1]"
    mistake = "activation-derivative-forgotten"

    [[ask]]                                     the number of the line, as it is shown
    quantity = "wrong_line"
    kind = "choice"
    [[ask]]                                     a letter, or the mistake's name
    quantity = "wrong_name"
    kind = "choice"

Which of the derivations a student has depends on the numbers given, as the letters of choices do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from tracer.cancelled import cleared
from tracer.equation import Equation
from tracer.errors import InputError, shown, unknown
from tracer.evaluate import evaluate
from tracer.layout import lay
from tracer.mistakes import MISTAKES, swaps_of
from tracer.quantity import quantity
from tracer.rules.rule import Array
from tracer.trace import Trace

from .option import LETTERS, Option

if TYPE_CHECKING:
    from .asked import Exercise

WRONG_LINE, WRONG_NAME = "wrong_line", "wrong_name"
ANSWERS = (WRONG_LINE, WRONG_NAME)
KEYS = ("line", "mistake")
EXAMPLE = '[derivation]\nline = "dJ/dz[1]"\nmistake = "activation-derivative-forgotten"'
CHOICES = 4
CLOSE = 0.0201  # relative: numbers that rounding could make of each other


@dataclass(frozen=True, slots=True)
class Planted:
    """One derivation of the file: a mistake and the line that it is made in."""

    line: str
    mistake: str


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line as it is shown: its number, what it makes, and the numbers, as the sheet lays
    them, (rows, columns)."""

    number: int
    name: str
    value: Array


def planted(keys: Mapping[str, Any], known: Trace, where: str) -> tuple[Planted, ...]:
    """The derivations of a file. Raises InputError for a line or a mistake that there is not."""
    tables = keys.get("derivation", [])
    found = []
    for number, table in enumerate(tables if isinstance(tables, list) else [tables], 1):
        here = f"{where}: derivation" + (f"[{number}]" if isinstance(tables, list) else "")
        if not isinstance(table, Mapping) or not all(
            isinstance(table.get(key), str) for key in KEYS
        ):
            raise InputError(
                here,
                f"{shown(table)} is no derivation",
                expected="a line and a mistake, both as texts",
                example=EXAMPLE,
            )
        for key in table:
            if key not in KEYS:
                raise unknown(here, "key", key, KEYS, '{} = "…"')
        found.append(one_planted(table, known, here))
    return tuple(found)


def one_planted(table: Mapping[str, Any], known: Trace, here: str) -> Planted:
    try:
        step = known.step(table["line"])
    except InputError as error:
        raise error.at(f"{here}.line") from None
    possible = dict.fromkeys(
        mistake.name for mistake, _ in swaps_of(known, step.equation) if not mistake.generic
    )
    if table["mistake"] not in possible:
        raise unknown(f"{here}.mistake", f"mistake in {step.name}", table["mistake"],
                      list(possible) or list(MISTAKES), 'mistake = "{}"')  # fmt: skip
    return Planted(step.name, table["mistake"])


def with_answers(sheet: Exercise, known: Trace) -> Trace:
    """The trace with what a derivation asks for among its numbers: so it can be asked like any
    other quantity. `wrong_line` is the number of the wrong line, of each student's."""
    known.plain |= set(ANSWERS)  # before any name is looked up: then they are names too
    known.state |= dict.fromkeys(ANSWERS, np.ones((*known.students, 1, 1)))
    found = sheet.derivation
    numbers = np.array([float(known.by_name[one.line].number) for one in found])
    at = np.array([which(sheet, given, len(found)) for given in each_given(known)])
    known.state[WRONG_LINE] = numbers[at].reshape(*known.students, 1, 1)
    return known


def each_given(known: Trace) -> Iterator[Mapping[str, Array]]:
    """The given numbers of each student."""
    if not known.students:
        yield known.given
        return
    for student in range(known.students[0]):
        yield {
            name: array[student] if array.ndim > 2 else array for name, array in known.given.items()
        }


def which(sheet: Exercise, given: Mapping[str, Array], count: int, of: str = "derivation") -> int:
    """A number below `count`, made of the exercise and everything that is given."""
    parts = hashlib.sha256(f"{sheet.id or sheet.title}|{of}".encode())
    for name, array in sorted(given.items()):
        parts.update(name.encode() + np.ascontiguousarray(array, dtype=float).tobytes())
    return int.from_bytes(parts.digest()[:8], "big") % max(count, 1)


# One student's


@lru_cache(maxsize=1024)
def derived(sheet: Exercise) -> tuple[Planted, Equation, Mapping[str, Array]]:
    """What went wrong in one student's derivation, the wrong line, and every number of it, as
    people see it."""
    known = sheet.trace
    one = sheet.derivation[which(sheet, known.given, len(sheet.derivation))]
    equation = known.by_name[one.line].equation
    swap = next(line for mistake, line in swaps_of(known, equation) if mistake.name == one.mistake)
    lines = [swap if line is equation else line for line in known.equations]
    state = evaluate(lines, known.given)
    return one, swap, {**state, **cleared(lines, state)}


def lines(sheet: Exercise) -> tuple[Line, ...]:
    """The derivation as it is shown to one student: every line with its number."""
    known = sheet.trace
    _, _, state = derived(sheet)
    return tuple(
        Line(step.number, step.name, lay(state[step.name], quantity(step.name), known.layout))
        for step in known.steps
    )


def options(sheet: Exercise, name: str, count: int = CHOICES) -> tuple[Option, ...]:
    """What may be answered: the numbers of the lines, or letters of mistakes."""
    one, _, _ = derived(sheet)
    if name == WRONG_LINE:
        return tuple(
            Option(str(step.number), None, step.name, right=step.name == one.line)
            for step in sheet.trace.steps
        )
    names = [one.mistake, *others(sheet, count - 1)]
    turn = np.random.default_rng(which(sheet, sheet.trace.given, 2**32, "names"))
    return tuple(
        Option(letter, None, f"{names[at]}: {MISTAKES[names[at]]}", right=bool(at == 0))
        for letter, at in zip(LETTERS, turn.permutation(len(names)), strict=False)
    )


def others(sheet: Exercise, count: int) -> list[str]:
    """Other mistakes that could have been made: one in the same line, then the file's others,
    then what else can be made there; none that would give the numbers that are shown."""
    known = sheet.trace
    one, _, state = derived(sheet)
    here, excluded = dict[str, None](), {one.mistake}
    for mistake, swap in swaps_of(known, known.by_name[one.line].equation):
        if looks_like(swap, known, state[one.line]):
            excluded.add(mistake.name)
        elif not mistake.generic:
            here[mistake.name] = None
    file = dict.fromkeys(each.mistake for each in sheet.derivation)
    turn = np.random.default_rng(which(sheet, known.given, 2**32, "others"))
    mixed, elsewhere = (
        [names[at] for at in turn.permutation(len(names))] for names in (list(here), list(file))
    )
    ordered = dict.fromkeys([*mixed[:1], *elsewhere, *mixed])
    return [name for name in ordered if name not in excluded][:count]


def looks_like(swap: Equation, known: Trace, value: Array) -> bool:
    """Whether another mistake in the line gives the numbers that are shown."""
    with np.errstate(all="ignore"):
        other = swap.rule.calculate(*(known.state[name] for name in swap.inputs))
        size = np.maximum(np.abs(other), np.abs(value))
        return bool((np.abs(other - value) <= CLOSE * size).all())
