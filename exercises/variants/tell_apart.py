"""Can it be seen from the numbers which mistake was made?

Two numbers are the same where rounding could have made one of the other. What is the same for
every student, whatever the numbers, cannot be helped by drawing others: it is found here on
numbers of its own, and listed (matrix.py). Everything else must differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from grader.ranged import Mask
from tracer.rules.rule import Array
from tracer.trace import Trace

from .conditions import suitable
from .plan import Plan
from .stream import Numbers, Stream
from .ways import Way, entries, ways

RELATIVE = 0.0201  # two units of the third digit, where it weighs most, and a hair
ENOUGH = 48  # students that stand for all
AT_MOST = 20_000  # attempts to find them
RIGHT = "right"

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """The ways to go wrong in one asked line. `alike`: the names of two mistakes that give the
    same numbers always; of one and "right", of a mistake that never shows."""

    line: str
    ways: tuple[Way, ...]
    alike: frozenset[frozenset[str]]


def told_apart(made: Plan, numbers: Mapping[str, Numbers]) -> Mask:
    """For whom every mistake shows, and as itself, (students,)."""
    known = made.trace(numbers)
    state = {name: array for name, array in known.state.items()}
    good = np.ones(len(next(iter(numbers.values()))), dtype=bool)
    for alpha, at in by_alpha(numbers):
        part = {name: array[at] if array.ndim > 2 else array for name, array in state.items()}
        good[at] = all_told(made, part, len(at), alpha)
    return good


def by_alpha(numbers: Mapping[str, Numbers]) -> Iterator[tuple[int | None, Numbers]]:
    """The students by their α, which stands inside the rules."""
    if "alpha" not in numbers:
        yield None, np.arange(len(next(iter(numbers.values()))))
        return
    for alpha in np.unique(numbers["alpha"]).tolist():
        yield alpha, np.flatnonzero(numbers["alpha"] == alpha)


def all_told(made: Plan, state: Mapping[str, Array], students: int, alpha: int | None) -> Mask:
    left = np.arange(students)
    for line in told(made, alpha):
        if not left.size:
            break
        part = {name: array[left] if array.ndim > 2 else array for name, array in state.items()}
        left = left[line_told(made, line, part, left.size)]
    good = np.zeros(students, dtype=bool)
    good[left] = True
    return good


def line_told(made: Plan, line: Told, state: Mapping[str, Array], students: int) -> Mask:
    """For whom every mistake of one line shows, and as itself."""
    good = np.ones(students, dtype=bool)
    excused = line.alike | made.excused
    for names, same in coincidences(made, line.line, line.ways, state, students):
        if names not in excused:
            good &= ~same
    return good


def coincidences(
    made: Plan, line: str, found: tuple[Way, ...], state: Mapping[str, Array], students: int
) -> Iterator[tuple[frozenset[str], Mask]]:
    """Two mistakes of different names, or one and what is right, and whose numbers are the same
    by both, (students,); pairs that differ for everybody are left out."""
    places = made.asked[line]
    right = entries(state[line], places, students)
    values = [right]
    with np.errstate(all="ignore"):
        values += [entries(way.value(state), places, students) for way in found]
    names = [RIGHT, *(way.name for way in found)]
    table = np.stack(values)  # (ways, students, entries)
    for i in range(len(names) - 1):
        same = near(made, table[i, :, 0], table[i + 1 :, :, 0])  # the first entry tells most apart
        for j in np.flatnonzero(same.any(axis=-1)).tolist():
            if names[i] == names[i + 1 + j]:
                continue
            at = np.flatnonzero(same[j])
            both = near(made, table[i, at], table[i + 1 + j, at]).all(axis=-1)
            if both.any():
                mask = np.zeros(students, dtype=bool)
                mask[at] = both
                yield frozenset((names[i], names[i + 1 + j])), mask


def near(made: Plan, one: Array, other: Array) -> Mask:
    """Which numbers are the same but for rounding."""
    with np.errstate(invalid="ignore"):
        size = np.maximum(np.abs(one), np.abs(other))
        return np.asarray(np.abs(one - other) <= np.maximum(RELATIVE * size, made.unclear))


@lru_cache(maxsize=64)
def told(made: Plan, alpha: int | None = None) -> tuple[Told, ...]:
    """The asked lines with the ways to go wrong in them, as students stand for all of them."""
    known = some_students(made, alpha)
    students = known.students[0] if known.students else 1
    found = []
    for line, wrong in ways(made.task, known, made.told).items():
        alike = (
            names
            for names, same in coincidences(made, line, wrong, known.state, students)
            if same.all()
        )
        found.append(Told(line, wrong, frozenset(alike)))
    return tuple(found)


def some_students(made: Plan, alpha: int | None = None) -> Trace:
    """A trace of numbers that are suitable otherwise."""
    if not made.ranges:
        return made.task.exercise.trace
    stream = Stream(b"", made.task.id, made.task.version)
    kept: list[dict[str, Numbers]] = []
    number = 0
    for first in range(0, AT_MOST, 1000):
        numbers = made.numbers(stream, [""], [first], 1000)
        if alpha is not None:
            numbers["alpha"] = np.full_like(numbers["alpha"], alpha)
        at = np.flatnonzero(suitable(made, made.trace(numbers)))[: ENOUGH - number]
        kept.append({name: array[at] for name, array in numbers.items()})
        number += at.size
        if number == ENOUGH:
            break
    if not number:
        from .drawing import unsuitable

        raise unsuitable(made)
    joined = {name: np.concatenate([part[name] for part in kept]) for name in kept[0]}
    return fixed(made, joined, alpha)


def fixed(made: Plan, numbers: dict[str, Numbers], alpha: int | None) -> Trace:
    """The trace, with one α for all students where they share it: the wrong calculations hold it."""
    if alpha is None:
        return made.trace(numbers)
    scale = next(one.scale for one in made.ranges if one.name == "alpha")
    return made.trace(numbers, alpha / scale)
