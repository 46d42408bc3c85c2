"""How the variants of one exercise are drawn: its ranges, what is asked, what must hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations as pairs
from typing import Any

import numpy as np

from grader.exercise_file import asked_places
from tracer.errors import InputError, shown
from tracer.files import label
from tracer.trace import Trace, trace

from ..task import Task
from .numbers import with_source
from .ranges import CONDITION_KEYS, Range, listed, ranges
from .stream import Numbers, Stream

NOTHING = 1e-9
TOGETHER = 4096  # attempts that are traced at once …
AT_ONCE = 1_000_000  # … of no more numbers than these
MARGIN = 0.1  # of ReLU's input from its kink
LARGEST = 1000.0
SMALLEST = 0.001  # where significant digits are asked for


@dataclass(frozen=True, slots=True)
class Limits:
    """What must hold of the drawn numbers (ranges.py says what each means)."""

    margin: float
    both: bool
    falls: bool
    zeros: frozenset[str]
    smallest: float
    largest: float


@dataclass(frozen=True, eq=False)
class Plan:
    """One exercise's drawing. `where`: what messages call its file."""

    task: Task
    ranges: tuple[Range, ...]
    limits: Limits
    where: str

    @cached_property
    def count(self) -> int:
        """How many numbers one attempt takes."""
        return sum(one.count for one in self.ranges)

    @property
    def together(self) -> int:
        """How many attempts are traced at once."""
        return max(1, min(TOGETHER, AT_ONCE // max(self.count, 1)))

    @cached_property
    def asked(self) -> dict[str, tuple[Numbers, Numbers]]:
        """The lines of which numbers are asked, or in which a mistake is to be found, with the
        rows and columns, from 0, as calculated, of the entries."""
        sheet = self.task.exercise
        found: dict[str, list[tuple[int, int]]] = {}
        for ask in sheet.asks or ():
            if ask.kind != "formula" and ask.name in sheet.trace.by_name:
                found.setdefault(ask.name, []).extend(asked_places(sheet, ask))
        for one in self.planted:
            rows, columns = sheet.trace.state[one].shape[-2:]
            found[one] = [(i + 1, j + 1) for i in range(rows) for j in range(columns)]
        return {
            name: (np.array([i for i, _ in at]) - 1, np.array([j for _, j in at]) - 1)
            for name, at in found.items()
        }

    @cached_property
    def planted(self) -> tuple[str, ...]:
        """The lines in which a mistake is to be found."""
        return tuple(
            dict.fromkeys(one.line for each in self.task.exercise.derivation for one in each.all)
        )

    @cached_property
    def told(self) -> tuple[str, ...]:
        """The lines in which mistakes must be told apart: where there is a choice, the options
        see to that themselves."""
        asks = self.task.exercise.asks or ()
        numbers = [ask.name for ask in asks if ask.kind == "number" and ask.name in self.asked]
        return tuple(dict.fromkeys([*numbers, *self.planted]))

    def numbers(
        self, stream: Stream, students: Sequence[str], first: Sequence[int], attempts: int
    ) -> dict[str, Numbers]:
        """What is drawn for some students in some attempts, attempt by attempt for each of them:
        whole numbers by range, (students · attempts, *shape)."""
        drawn = stream.numbers(students, first, attempts, self.count)
        drawn = drawn.reshape(-1, self.count)
        made, at = {}, 0
        for one in self.ranges:
            part = drawn[:, at : at + one.count]
            at += one.count
            chosen = one.numerators[part * len(one.numerators) >> 16]
            made[one.name] = chosen.reshape(-1, *one.shape)
        return made

    @property
    def excused(self) -> frozenset[frozenset[str]]:
        """The mistakes that may look alike, or "right", as the file says in `same`."""
        return frozenset(frozenset(pair) for group in self.task.same for pair in pairs(group, 2))

    @property
    def unclear(self) -> float:
        """A difference of two numbers that rounding to the decimals asked for may make."""
        decimals = self.task.exercise.decimals
        return NOTHING if decimals is None else 2.01 * 10.0**-decimals

    def trace(self, drawn: Mapping[str, Numbers], alpha: float | None = None) -> Trace:
        """The trace of drawn numbers, all their students at once; `alpha`: one for all."""
        sheet = self.task.exercise
        numbers: dict[str, Any] = {one.name: drawn[one.name] / one.scale for one in self.ranges}
        if alpha is not None:
            numbers["alpha"] = alpha
        return trace(with_source(sheet.source, numbers), sheet.steps)


@lru_cache(maxsize=64)
def plan(task: Task) -> Plan:
    """Raises InputError for ranges and conditions that do not fit the exercise."""
    where = label(str(task.path)) if task.path else task.id or "exercise"
    return Plan(task, ranges(task, where), limits(task, f"{where}: variants"), where)


def limits(task: Task, where: str) -> Limits:
    """The conditions, at their defaults where the file says nothing."""
    sheet = task.exercise
    said = {
        key: value
        for key, value in task.variants.items()
        if key in CONDITION_KEYS and not isinstance(value, Mapping)
    }
    smallest = SMALLEST if sheet.decimals is None else 10.0 ** (1 - sheet.decimals)
    return Limits(
        margin=number(said, "margin", MARGIN, where),
        both=both(said, where),
        falls=falls(said, where),
        zeros=zeros(said, sheet.trace, where),
        smallest=number(said, "smallest", smallest, where),
        largest=number(said, "largest", LARGEST, where),
    )


def number(said: Mapping[str, Any], key: str, default: float, where: str) -> float:
    value = said.get(key, default)
    if type(value) in (int, float) and 0 <= value < np.inf:
        return float(value)
    raise fault(f"{where}.{key}", value, "a number, 0 or more", key)


def both(said: Mapping[str, Any], where: str) -> bool:
    if said.get("relu", "both") != "both":
        raise fault(f"{where}.relu", said["relu"], '"both", or no such key', "relu")
    return "relu" in said


def falls(said: Mapping[str, Any], where: str) -> bool:
    if type(said.get("falls", True)) is not bool:
        raise fault(f"{where}.falls", said["falls"], "true, or no such key", "falls")
    return bool(said.get("falls", False))


def zeros(said: Mapping[str, Any], known: Trace, where: str) -> frozenset[str]:
    names = listed(said.get("zeros", []))
    if not all(isinstance(name, str) for name in names):
        raise fault(f"{where}.zeros", names, "a list of quantities", "zeros")
    try:
        return frozenset(known.names.find(name).name for name in names)
    except InputError as error:
        raise error.at(f"{where}.zeros") from None


def fault(where: str, wrong: Any, expected: str, key: str) -> InputError:
    wrong = f"{shown(wrong)} will not do"
    return InputError(where, wrong, expected=expected, example=CONDITION_KEYS[key])
