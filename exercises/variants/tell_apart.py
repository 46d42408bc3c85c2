"""Can it be seen from the numbers which mistake was made?

Two numbers are the same where rounding could have made one of the other. What is the same for
every student, whatever the numbers, cannot be helped by drawing others: it is found here on
numbers of its own, and listed (matrix.py). Everything else must differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np

from grader.ranged import Mask, taken
from tracer.errors import InputError
from tracer.mistakes import MISTAKES
from tracer.parts import with_part
from tracer.rules.rule import Array
from tracer.trace import Trace

from .conditions import conditions, suitable
from .plan import Plan
from .stream import Numbers, Stream
from .ways import Way, entries, ways

RELATIVE = 0.0201  # two units of the third digit, where it weighs most, and a hair
ENOUGH = 48  # students that stand for all
AT_MOST = 20_000  # attempts to find them
STILL = 0.8  # as few of the students go on before the others' numbers are left out
RIGHT = "right"


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """The ways to go wrong in one line. `alike`: the names of two mistakes that give the same
    numbers always; of one and "right", of a mistake that never shows. `excused`: which ways may
    give the same numbers, by their numbers; 0 is the right one."""

    line: str
    ways: tuple[Way, ...]
    alike: frozenset[frozenset[str]]
    excused: Mask

    @property
    def names(self) -> list[str]:
        """Of what is right, and of each way."""
        return [RIGHT, *(way.name for way in self.ways)]


def told_apart(made: Plan, numbers: Mapping[str, Numbers], state: Mapping[str, Array]) -> Mask:
    """For whom every mistake shows, and as itself, (students,). `state`: of a trace of their
    `numbers`."""
    good = np.ones(len(next(iter(numbers.values()))), dtype=bool)
    for alpha, at in by_alpha(numbers):
        good[at] = all_told(made, taken(state, at), len(at), alpha)
    return good


def by_alpha(numbers: Mapping[str, Numbers]) -> Iterator[tuple[int | None, Numbers]]:
    """The students by their α, which stands inside the rules."""
    if "alpha" not in numbers:
        yield None, np.arange(len(next(iter(numbers.values()))))
        return
    for alpha in np.unique(numbers["alpha"]).tolist():
        yield alpha, np.flatnonzero(numbers["alpha"] == alpha)


def all_told(made: Plan, state: Mapping[str, Array], students: int, alpha: int | None) -> Mask:
    """The same for students of one α, line by line; who has failed is left out by and by."""
    good = np.zeros(students, dtype=bool)
    left, mine = np.arange(students), np.ones(students, dtype=bool)
    for lines in soonest(made, alpha):
        mine &= lines_told(made, lines, state, left.size)
        if mine.sum() < STILL * left.size:
            left, state = left[mine], taken(state, np.flatnonzero(mine))
            mine = np.ones(left.size, dtype=bool)
        if not left.size:
            break
    good[left[mine]] = True
    return good


@lru_cache(maxsize=64)
def soonest(made: Plan, alpha: int | None) -> list[list[Told]]:
    """The lines, those first in which many fail who have to be looked at in few ways."""
    known = some_students(made, alpha)
    students = known.students[0] if known.students else 1

    def ways_to_fail(lines: Sequence[Told]) -> float:
        failing = students - lines_told(made, lines, known.state, students).sum()
        looked_at = sum(len(line.ways) * len(made.asked[line.line][0]) for line in lines)
        return float(looked_at / failing) if failing else np.inf

    return sorted(together(made, told(made, alpha)), key=ways_to_fail)


def together(made: Plan, lines: Iterable[Told]) -> list[list[Told]]:
    """The lines in one of which a mistake has to show: each alone, or the same one in all
    iterations."""
    found: dict[str, list[Told]] = {}
    for line in lines:
        found.setdefault(made.kind_of(line.line), []).append(line)
    return list(found.values())


def lines_told(
    made: Plan, lines: Sequence[Told], state: Mapping[str, Array], students: int
) -> Mask:
    """For whom every mistake shows, and as itself, in one of these lines."""
    good = np.ones(students, dtype=bool)
    if len(lines) > 1:
        for alike in untold(made, lines, state, students).values():
            good[alike] = False
        return good
    [line] = lines
    for *_, whose in coincidences(made, line.line, line.ways, state, students, ~line.excused):
        good[whose] = False
    return good


def untold(
    made: Plan, lines: Sequence[Told], state: Mapping[str, Array], students: int
) -> dict[frozenset[str], Mask]:
    """Every two mistakes that may not look alike, or one and "right", with the students to whom
    they do in each of the lines in which both can be made."""
    found: dict[frozenset[str], Mask] = {}
    differing: set[frozenset[str]] = set()  # in one of the lines, for somebody
    for line in lines:
        alike: dict[frozenset[str], Mask] = {pair: np.array(True) for pair in line.alike}
        names = line.names
        for one, other, whose in coincidences(made, line.line, line.ways, state, students):
            for at in range(len(whose)):
                pair = frozenset((names[one[at]], names[other[at]]))
                mask = alike.setdefault(pair, np.zeros(students, dtype=bool))
                if mask.ndim:
                    mask[whose[at]] = True
        for pair in map(frozenset, combinations(dict.fromkeys(names), 2)):
            if pair not in made.excused:
                here = alike.get(pair, np.array(False))
                found[pair] = found[pair] & here if pair in found else here
                if pair not in line.alike:
                    differing.add(pair)
    return {pair: np.broadcast_to(whose, students) for pair, whose in found.items()
            if pair in differing and whose.any()}  # fmt: skip


def looking_alike(made: Plan, numbers: Mapping[str, Numbers]) -> dict[str, int]:
    """How many of the students have which two mistakes look alike that must not."""
    known = made.trace(numbers)
    found: dict[str, int] = {}
    for alpha, at in by_alpha(numbers):
        state = taken(known.state, at)
        for lines in together(made, told(made, alpha)):
            for pair, whose in untold(made, lines, state, len(at)).items():
                what = alike_in(lines[0].line, *sorted(pair))
                found[what] = found.get(what, 0) + int(whose.sum())
    return found


def alike_in(line: str, one: str, other: str) -> str:
    """What cannot be told apart, and what that is in a person's words."""
    words = " / ".join(f"“{gist(name)}”" for name in (one, other) if name != RIGHT)
    return f"in {line}, {one} and {other} give the same numbers: {words}"


def gist(name: str) -> str:
    """What a mistake is, in few words.

    >>> gist("bias-forgotten")
    'z = W a, without the bias'
    """
    return re.split(r"[.:;]\s|\.$", MISTAKES[name], maxsplit=1)[0]


def coincidences(
    made: Plan,
    line: str,
    found: Sequence[Way],
    state: Mapping[str, Array],
    students: int,
    looked_for: Mask | None = None,
) -> Iterator[tuple[Numbers, Numbers, Numbers]]:
    """Where two ways give the same numbers: which two (0 is the right one), and to whom.
    `looked_for`: which two alone, (ways, ways)."""
    places = made.asked[line]
    right = entries(state[line], places, students)
    with np.errstate(all="ignore"):
        table = np.stack([right, *(entries(way.value(state), places, students) for way in found)])
    # The numbers of one entry in order: what is the same stands side by side, or nearly so.
    largest = np.abs(right).argmax(axis=-1)
    single = np.take_along_axis(table, largest[None, :, None], axis=-1)[..., 0]
    order = single.argsort(axis=0)
    single = np.take_along_axis(single, order, axis=0)
    for apart in range(1, len(table)):
        near_by, whose = near(made, single[:-apart], single[apart:]).nonzero()
        if not whose.size:
            return  # further apart is further apart
        one, other = order[near_by, whose], order[near_by + apart, whose]
        if looked_for is not None:
            at = looked_for[one, other].nonzero()
            one, other, whose = one[at], other[at], whose[at]
        same = near(made, table[one, whose], table[other, whose]).all(axis=-1)
        yield one[same], other[same], whose[same]


def near(made: Plan, one: Array, other: Array) -> Mask:
    """Which numbers are the same but for rounding."""
    with np.errstate(invalid="ignore"):
        size = np.maximum(np.abs(one), np.abs(other))
        return np.asarray(np.abs(one - other) <= np.maximum(RELATIVE * size, made.unclear))


@lru_cache(maxsize=64)
def told(made: Plan, alpha: int | None = None) -> tuple[Told, ...]:
    """The lines in which mistakes are to be told apart, with the ways to go wrong in them."""
    known = some_students(made, alpha)
    students = known.students[0] if known.students else 1
    found = []
    for line, wrong in ways(made.task, known, made.told).items():
        times = np.zeros((len(wrong) + 1, len(wrong) + 1), dtype=int)
        for one, other, _ in coincidences(made, line, wrong, known.state, students):
            np.add.at(times, (one, other), 1)
            np.add.at(times, (other, one), 1)
        found.append(told_line(made, line, wrong, times == students))
    return tuple(found)


def told_line(made: Plan, line: str, wrong: tuple[Way, ...], always: Mask) -> Told:
    """`always`: which ways give the same numbers to everybody, (ways, ways)."""
    names = [RIGHT, *(way.name for way in wrong)]
    pairs = {frozenset((names[i], names[j])) for i, j in np.argwhere(always)}
    alike = frozenset(pair for pair in pairs if len(pair) == 2)
    excused = [
        [one == other or frozenset((one, other)) in alike | made.excused for other in names]
        for one in names
    ]
    return Told(line, wrong, alike, np.array(excused))


@lru_cache(maxsize=64)
def some_students(made: Plan, alpha: int | None) -> Trace:
    """A trace of numbers that are suitable otherwise."""
    if not made.ranges:
        return made.task.exercise.trace
    stream = Stream(b"", made.task.id, made.task.version)
    kept: list[dict[str, Numbers]] = []
    number = 0
    each = min(made.together, 1000)
    for first in range(0, AT_MOST, each):
        numbers = made.numbers(stream, [""], [first], each)
        if alpha is not None:
            numbers["alpha"] = np.full_like(numbers["alpha"], alpha)
        at = np.flatnonzero(suitable(made, made.trace(numbers)))[: ENOUGH - number]
        kept.append({name: array[at] for name, array in numbers.items()})
        number += at.size
        if number == ENOUGH:
            break
    if not number:
        raise unsuitable(made)
    joined = {name: np.concatenate([part[name] for part in kept]) for name in kept[0]}
    return fixed(made, joined, alpha)


def fixed(made: Plan, numbers: dict[str, Numbers], alpha: int | None) -> Trace:
    """The trace, with one α for all: the wrong calculations have it in them."""
    if alpha is None:
        return made.trace(numbers)
    scale = next(one.scale for one in made.ranges if one.name == "alpha")
    return made.trace(numbers, alpha / scale)


def why_not(made: Plan, numbers: dict[str, Numbers]) -> dict[str, float]:
    """What goes wrong in one part, and in which share of the attempts."""
    known = made.trace(numbers)
    wrong = {what: 1 - float(np.mean(mask)) for what, mask in conditions(made, known)}
    at = np.flatnonzero(suitable(made, known))
    if at.size and made.tells:
        some = {name: array[at] for name, array in numbers.items()}
        wrong |= {what: times / at.size for what, times in looking_alike(made, some).items()}
    return wrong


def unsuitable(made: Plan) -> InputError:
    """What goes wrong most often, where nothing will do."""
    stream = Stream(b"", made.task.id, made.task.version)
    drawn = made.numbers(stream, [""], [0], made.together)
    wrong: dict[str, float] = {}
    for part in made.by_part:
        if part.ranges:
            found = why_not(part, part.own(drawn)).items()
            wrong |= {with_part(part.task.exercise.part, what): often for what, often in found}
    often = sorted((what for what in wrong if wrong[what]), key=lambda what: -wrong[what])[:3]
    said = "; ".join(f"{what} ({100 * wrong[what]:.0f} %)" for what in often)
    return InputError(
        f"{made.where}: variants",
        f"nothing that is drawn will do. Most often {said}",
        expected="wider ranges, fewer conditions, another line asked, or mistakes that may look "
        "alike: those of `same`, or all of them",
        example="distinct_mistakes = false",
    )
