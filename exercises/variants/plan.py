"""How the variants of one exercise are drawn: its ranges, what is asked, what must hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import combinations as pairs
from typing import Any, Literal

import numpy as np

from grader.asked import Exercise, asked_places
from tracer.checks import Faults
from tracer.errors import InputError
from tracer.files import label
from tracer.parts import with_part
from tracer.schema import defaults, read_keys
from tracer.trace import Trace, trace

from ..task import Task
from .numbers import shares, with_source
from .ranges import CONDITION_KEYS, Range, fits, ranges
from .stream import Numbers, Stream

NOTHING = 1e-9
TOGETHER = 4096  # attempts that are traced at once …
AT_ONCE = 1_000_000  # … of no more numbers than these
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
    distinct: bool | Literal["somewhere"]


@dataclass(frozen=True, eq=False)
class Plan:
    """One exercise's drawing. `where`: what messages call its file."""

    task: Task
    ranges: tuple[Range, ...]
    limits: Limits
    where: str

    @cached_property
    def by_part(self) -> tuple[Plan, ...]:
        """The plan of each part alone; itself where there is only one."""
        exercise = self.task.exercise
        if not exercise.further:
            return (self,)
        return tuple(plan_of_part(self, part) for part in exercise.parts)

    def own(self, drawn: Mapping[str, Numbers]) -> dict[str, Numbers]:
        """Of the numbers of all parts, those of this one, by their names."""
        like = self.task.exercise.like
        return {one.name: drawn[with_part(like, one.name)] for one in self.ranges}

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
            made[one.key] = chosen.reshape(-1, *one.shape)
        return made

    @property
    def tells(self) -> bool:
        """Whether mistakes have to show, and as themselves."""
        return bool(self.limits.distinct or self.planted)

    def kind_of(self, line: str) -> str:
        """What lines have in common in one of which a mistake has to show."""
        if self.limits.distinct != "somewhere":
            return line
        return self.task.exercise.trace.local(line).name

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
        return trace(with_source(sheet.traced, numbers), sheet.steps)


@lru_cache(maxsize=64)
def plan(task: Task) -> Plan:
    """Raises InputError for ranges and conditions that do not fit the exercise."""
    where = label(str(task.path)) if task.path else task.id or "exercise"
    if not task.exercise.further:
        return Plan(task, ranges(task, where), limits(task, where), where)
    first, *_ = tasks = [task_of_part(task, part) for part in task.exercise.parts]
    for key in task.variants:
        if not any(fits(one, key) for one in tasks):
            ranges(replace(first, variants={key: task.variants[key]}), where)  # which says so
    found = [
        replace(one, part=own.exercise.part)
        for own in tasks
        if own.exercise.like == own.exercise.part
        for one in ranges(own, where)
    ]
    return Plan(task, tuple(found), limits(first, where), where)


def task_of_part(task: Task, part: Exercise) -> Task:
    """A part as an exercise of its own, with its ranges: its own table, or the file's as far as
    it says something of the part."""
    alone = replace(task, exercise=part)
    if "variants" in part.table:
        return replace(alone, variants=part.table["variants"])
    fitting = {key: said for key, said in task.variants.items() if fits(alone, key)}
    if isinstance(zeros := fitting.get("zeros"), list):
        fitting["zeros"] = [name for name in zeros if name in part.trace]
    return replace(alone, variants=fitting)


def plan_of_part(whole: Plan, part: Exercise) -> Plan:
    """The plan of one part: the ranges of the part that it is like, but for what it changes."""
    alone = task_of_part(whole.task, part)
    drawn = tuple(
        replace(one, part="")
        for one in whole.ranges
        if one.part == part.like and shares(part, one.name)
    )
    return Plan(alone, drawn, limits(alone, whole.where), whole.where)


def limits(task: Task, where: str) -> Limits:
    """The conditions, at their defaults where the file says nothing."""
    sheet = task.exercise
    said = {
        key: value
        for key, value in task.variants.items()
        if key in CONDITION_KEYS and not isinstance(value, Mapping)
    }
    faults = Faults(where)
    found = defaults(CONDITION_KEYS) | read_keys(said, CONDITION_KEYS, "variants", faults)
    named = zeros(found["zeros"], sheet.trace, faults)
    faults.stop()
    smallest = SMALLEST if sheet.decimals is None else 10.0 ** (1 - sheet.decimals)
    return Limits(
        margin=found["margin"],
        both="relu" in found,
        falls=found["falls"],
        zeros=named,
        smallest=found.get("smallest", smallest),
        largest=found["largest"],
        distinct=found["distinct_mistakes"],
    )


def zeros(names: tuple[str, ...], known: Trace, faults: Faults) -> frozenset[str]:
    try:
        return frozenset(known.names.find(name).name for name in names)
    except InputError as error:
        faults.take(error.at(faults.at("variants.zeros")))
        return frozenset()
