"""The matrix of an exercise: which mistakes its numbers tell apart, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from tracer.parts import with_part

from ..task import Task
from .plan import Plan, plan
from .tell_apart import RIGHT, Told, told


@dataclass(frozen=True, slots=True)
class Row:
    """One asked line. `mistakes`: all that can be made in it, or in a line before it that is not
    asked; `alike`: groups that give equal numbers whatever the numbers are; `unseen`: those that
    give the right ones; `kind`: of all lines of one kind a mistake has to show in one."""

    line: str
    mistakes: tuple[str, ...]
    alike: tuple[tuple[str, ...], ...]
    unseen: tuple[str, ...]
    kind: str

    @property
    def apart(self) -> tuple[str, ...]:
        """The mistakes that are named by their numbers alone."""
        lost = {*self.unseen, *(name for group in self.alike for name in group)}
        return tuple(name for name in self.mistakes if name not in lost)

    @property
    def pairs(self) -> frozenset[frozenset[str]]:
        """The pairs that give equal numbers, "right" among the names."""
        groups = (*self.alike, *((name, RIGHT) for name in self.unseen))
        return frozenset(frozenset(pair) for group in groups for pair in combinations(group, 2))


@dataclass(frozen=True, slots=True)
class Matrix:
    """What can be told apart in an exercise. `excused`: pairs that the file lets look alike."""

    rows: tuple[Row, ...]
    excused: frozenset[frozenset[str]]

    @property
    def alike(self) -> frozenset[frozenset[str]]:
        """All pairs that give equal numbers in some line, "right" among the names; of lines of one
        kind in all of them."""
        found = set()
        for row in self.rows:
            like = [one for one in self.rows if one.kind == row.kind]
            found |= {
                pair for pair in row.pairs
                if all(pair in one.pairs for one in like if pair <= {RIGHT, *one.mistakes})
            }  # fmt: skip
        return frozenset(found)


def matrix(task: Task) -> Matrix:
    """Worked out on students that stand for all. Raises InputError for ranges that do not fit."""
    made = plan(task)
    return Matrix(tuple(one for part in made.by_part for one in rows(part)), made.excused)


def rows(made: Plan) -> Iterator[Row]:
    """The lines of one part."""
    steps = [one.numerators.tolist() for one in made.ranges if one.name == "alpha"]
    by_alpha = [told(made, alpha) for alpha in (steps[0] if steps else [None])]
    for lines in zip(*by_alpha, strict=True):
        yield row(made, lines)


def row(made: Plan, lines: Iterable[Told]) -> Row:
    """One line, for all the α there are."""
    several = tuple(lines)
    part, line = made.task.exercise.part, several[0].line
    names = dict.fromkeys(way.name for line in several for way in line.ways)
    pairs = {pair for line in several for pair in line.alike}
    unseen = tuple(name for name in names if frozenset((name, RIGHT)) in pairs)
    return Row(
        with_part(part, line), tuple(names), groups(tuple(names), pairs), unseen,
        with_part(part, made.kind_of(line)),
    )  # fmt: skip


def groups(names: tuple[str, ...], pairs: set[frozenset[str]]) -> tuple[tuple[str, ...], ...]:
    """The names in groups of those that are the same, by one another's pairs."""
    found: list[list[str]] = []
    for name in names:
        mine = [group for group in found if any(frozenset((name, one)) in pairs for one in group)]
        joined = [one for group in mine for one in group] + [name]
        found = [group for group in found if group not in mine] + [joined]
    return tuple(tuple(group) for group in found if len(group) > 1)
