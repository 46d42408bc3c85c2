"""Find the mistake: a calculation is shown in which one line does not follow from those above it,
and which one it is is asked. The lines after it were worked from it.

    [[derivation]]                              several of them: each student has one
    line = "dJ/dz[1]"
    mistake = "activation-derivative-forgotten"
    second = {line = "dJ/db[1]", mistake = "bias-averaged-again"}     harder: two lines, in order

    [[ask]]                                     the number of the line, as it is shown
    quantity = "wrong_line"
    kind = "choice"
    [[ask]]                                     a letter, or the mistake's name
    quantity = "wrong_name"
    kind = "choice"

`second_line` and `second_name` ask for the second one, further down. Which of the derivations a
student has depends on the numbers given, as the letters of choices do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from tracer.cancelled import cleared
from tracer.equation import Equation
from tracer.errors import InputError, shown, unknown
from tracer.evaluate import evaluate
from tracer.layout import lay
from tracer.mistakes import MISTAKES, Mistake, swaps_of
from tracer.quantity import quantity
from tracer.rules.rule import Array
from tracer.trace import Step, Trace

from .option import LETTERS, Option

if TYPE_CHECKING:
    from .asked import Exercise

WRONG_LINE, WRONG_NAME = "wrong_line", "wrong_name"
SECOND_LINE, SECOND_NAME = "second_line", "second_name"
LINES = (WRONG_LINE, SECOND_LINE)
QUESTIONS = {
    WRONG_LINE: "The line that does not follow",
    WRONG_NAME: "The mistake in it",
    SECOND_LINE: "The second such line, further down",
    SECOND_NAME: "The mistake in that one",
}
ANSWERS = tuple(QUESTIONS)
NOTICE = (
    "One line does not follow from the lines above it; later lines took it as it stands.",
    "Two lines do not follow from the lines above them; later lines took them as they stand.",
)
KEYS = ("line", "mistake", "second")
EXAMPLE = '[derivation]\nline = "dJ/dz[1]"\nmistake = "activation-derivative-forgotten"'
CHOICES = 4
CLOSE = 0.0201  # relative: numbers that rounding could make of each other


@dataclass(frozen=True, slots=True)
class Planted:
    """One derivation of the file: a mistake and the line that it is made in; a second one."""

    line: str
    mistake: str
    second: Planted | None = None

    @property
    def all(self) -> tuple[Planted, ...]:
        """Every mistake in it, in the order of the lines."""
        return (self,) if self.second is None else (self, self.second)


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
            isinstance(table.get(key), str) for key in KEYS[:2]
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
        made = one_planted(table, known, here)
        if "second" in table:
            made = replace(made, second=second_of(table["second"], made, known, f"{here}.second"))
        found.append(made)
    return tuple(found)


def second_of(table: Any, first: Planted, known: Trace, here: str) -> Planted:
    """The mistake further down. Raises InputError."""
    right = isinstance(table, Mapping) and set(table) == {"line", "mistake"}
    if not right or not all(isinstance(one, str) for one in table.values()):
        raise InputError(
            here,
            f"{shown(table)} is no second mistake",
            expected="its line and its mistake",
            example='second = {line = "dJ/db[1]", mistake = "sign-flipped"}',
        )
    made = one_planted(table, known, here)
    if known.by_name[made.line].number <= known.by_name[first.line].number:
        raise InputError(
            f"{here}.line",
            f"{made.line} does not stand below {first.line}",
            expected="a later line",
            example=f'line = "{known.steps[-1].name}"',
        )
    return made


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
    found = sheet.derivation
    answers = ANSWERS if any(one.second for one in found) else ANSWERS[:2]
    state = {**known.state, **dict.fromkeys(answers, np.ones((*known.students, 1, 1)))}
    at = np.array([which(sheet, given, len(found)) for given in each_given(known)])
    for position, name in enumerate(LINES):
        if name in answers:
            made = [one.all[min(position, len(one.all) - 1)] for one in found]
            numbers = np.array([float(known.by_name[one.line].number) for one in made])
            state[name] = numbers[at].reshape(*known.students, 1, 1)
    return known.with_state(state)


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
def derived(sheet: Exercise) -> tuple[Planted, Mapping[str, Array]]:
    """What went wrong in one student's derivation, and every number of it, as people see it."""
    known = sheet.trace
    one = sheet.derivation[which(sheet, known.given, len(sheet.derivation))]
    swaps = {each.line: swap_of(known, each) for each in one.all}
    lines = [swaps.get(line.target, line) for line in known.equations]
    state = evaluate(lines, known.given)
    return one, {**state, **cleared(lines, state)}


def swap_of(known: Trace, one: Planted) -> Equation:
    equation = known.by_name[one.line].equation
    return next(line for mistake, line in swaps_of(known, equation) if mistake.name == one.mistake)


def notice(sheet: Exercise) -> str:
    """What is said above the calculation: how many lines of it are wrong."""
    return NOTICE[len(derived(sheet)[0].all) - 1]


def lines(sheet: Exercise) -> tuple[Line, ...]:
    """The derivation as it is shown to one student: every line with its number."""
    known = sheet.trace
    _, state = derived(sheet)
    return tuple(
        Line(step.number, step.name, lay(state[step.name], quantity(step.name), known.layout))
        for step in known.steps
    )


def options(sheet: Exercise, name: str, count: int = CHOICES) -> tuple[Option, ...]:
    """What may be answered: the numbers of the lines, or letters of mistakes."""
    one, _ = derived(sheet)
    here = one.all[-1 if name in (SECOND_LINE, SECOND_NAME) else 0]
    if name in LINES:
        return tuple(
            Option(str(step.number), None, called(step), right=step.name == here.line)
            for step in sheet.trace.steps
        )
    says = said_in(sheet, here)
    names = [here.mistake, *others(sheet, here, says, count - 1)]
    turn = np.random.default_rng(which(sheet, sheet.trace.given, 2**32, name))
    return tuple(
        Option(letter, None, f"{names[at]}: {says[names[at]].says}", right=bool(at == 0))
        for letter, at in zip(LETTERS, turn.permutation(len(names)), strict=False)
    )


def called(step: Step) -> str:
    """The name of a line; of a step that no line of an expression names, what it is: x**2."""
    unnamed = step.trace.names.unnamed(step.name)
    return step.trace.symbols.text(step.quantity) if unnamed else step.name


def said_in(sheet: Exercise, here: Planted) -> dict[str, Mistake]:
    """The mistakes of people that can be made in the line, each by its entry for that line."""
    known = sheet.trace
    possible = swaps_of(known, known.by_name[here.line].equation)
    return {mistake.name: mistake for mistake, _ in reversed(list(possible))}


def others(
    sheet: Exercise, here: Planted, possible: Mapping[str, Mistake], count: int
) -> list[str]:
    """Other mistakes that can be made in the very line, most frequent first; those that can be
    made in other lines, too, rather than those that would tell which line it is. None gives the
    numbers that are shown, and of two that give the same numbers one is offered."""
    known = sheet.trace
    _, state = derived(sheet)
    made: dict[str, list[Array]] = {}
    with np.errstate(all="ignore"):
        for mistake, swap in swaps_of(known, known.by_name[here.line].equation):
            value = swap.rule.calculate(*(state[name] for name in swap.inputs))
            made.setdefault(mistake.name, []).append(value)
    names = [name for name, one in possible.items() if one.whom != "code" and not one.named_only]
    turn = np.random.default_rng(which(sheet, known.given, 2**32, f"others in {here.line}"))
    mixed = [names[at] for at in turn.permutation(len(names))]
    mixed.sort(key=lambda name: rank(possible[name], name in elsewhere(sheet, here.line)))
    chosen, taken = list[str](), [state[here.line]]
    for name in mixed:
        if len(chosen) < count and name != here.mistake and told(made[name], taken):
            chosen.append(name)
            taken += made[name]
    return chosen


def rank(mistake: Mistake, elsewhere: bool) -> tuple[bool, int]:
    return mistake.generic, -mistake.often - elsewhere


@lru_cache(maxsize=1024)
def elsewhere(sheet: Exercise, line: str) -> frozenset[str]:
    """The mistakes that can be made in another line than this one."""
    known = sheet.trace
    return frozenset(
        mistake.name
        for equation in known.equations
        if equation.target != line
        for mistake, _ in swaps_of(known, equation)
        if not mistake.generic
    )


def told(values: list[Array], taken: list[Array]) -> bool:
    """Whether numbers can be told from all that were taken, and are numbers."""
    return all(np.isfinite(one).all() for one in values) and not any(
        same(one, other) for one in values for other in taken
    )


def same(one: Array, other: Array) -> bool:
    size = np.maximum(np.abs(one), np.abs(other))
    return bool((np.abs(one - other) <= CLOSE * size).all())
