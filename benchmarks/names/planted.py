"""One mistake in one line of a network or an expression, 4 digits.

found     the first written line that the mistake changes is the first that is said to be wrong
named     the mistake is among the names that it is given
told      all these names make the same numbers: nobody could say more
false     a name is given, and neither it is the mistake nor does it make the same numbers
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from benchmarks.trust.rounding import EVEN, to_digits
from benchmarks.trust.working import PARAMETER, blank_of, is_gradient
from grader.exercise_file import Exercise
from grader.judge import WRONG, judge
from grader.key import key_of
from grader.typed_numbers import of_blanks
from grader.wrong_lines import Explained, explain_class
from tracer import Expression
from tracer.equation import Equation
from tracer.mistakes import Mistake, swaps_of
from tracer.rules.rule import Array

DIGITS = 4
ALIKE = 1e-3  # relative: numbers that 4 digits do not tell apart
Seen = dict[str, Counter[str]]
Numbers = Mapping[str, Array]


@dataclass(frozen=True, eq=False)
class Class:
    """A sheet, and what is written on it."""

    sheet: Exercise
    written: tuple[str, ...]

    @cached_property
    def ways(self) -> list[tuple[Mistake, Equation]]:
        """Every mistake that can be made on it, slips of the pen only in what is written."""
        known = self.sheet.trace
        return [
            (mistake, swap)
            for equation in known.equations
            for mistake, swap in swaps_of(known, equation)
            if not mistake.generic or self.can_slip(mistake, swap)
        ]

    def can_slip(self, mistake: Mistake, swap: Equation) -> bool:
        """Whether a slip of the pen can be made: in what is written, a copy of what is there."""
        copies = mistake.name == "line-above-copied"
        there = {*self.written, *self.sheet.trace.given}
        return swap.target in self.written and (not copies or there.issuperset(swap.inputs))

    @cached_property
    def outcomes(self) -> Array:
        """What each of them makes of the written lines, exactly, a row each."""
        return np.stack([in_a_row(self.exactly({swap.target: swap})) for _, swap in self.ways])

    def exactly(self, swaps: Mapping[str, Equation]) -> dict[str, Array]:
        """The written numbers, with other lines in the place of some."""
        return self.worked(swaps, {}, every=None)

    def worked(
        self, swaps: Mapping[str, Equation], typed: Numbers, every: bool | None
    ) -> dict[str, Array]:
        """What is written, each line from the rounded ones before it; `typed`: other numbers in
        some lines; `every`: whether unwritten lines are rounded too, None: nothing is."""
        known = self.sheet.trace
        state = dict(known.given)
        with np.errstate(all="ignore"):
            for equation in known.equations:
                line, target = swaps.get(equation.target, equation), equation.target
                value = line.rule.calculate(*(state[name] for name in line.inputs))
                if target in typed:
                    value = typed[target]
                elif every is not None and (every or target in self.written):
                    value = to_digits(np.asarray(value, dtype=float), DIGITS, EVEN)
                state[target] = np.asarray(value)
        return {name: state[name] for name in self.written}

    def equals(self, numbers: Numbers) -> set[str]:
        """The mistakes that make these numbers, as far as 4 digits tell."""
        mine = in_a_row(numbers)
        with np.errstate(all="ignore"):
            size = np.maximum(np.abs(mine), np.abs(self.outcomes))
            alike = np.abs(mine - self.outcomes) <= ALIKE * size + 1e-12
        found = {self.ways[at][0].name for at in np.flatnonzero(alike.all(axis=1))}
        return found | ({"all-zeros"} if np.any(mine == 0) else set())


def in_a_row(numbers: Numbers) -> Array:
    return np.concatenate([np.ravel(array) for array in numbers.values()])


def classes(sheet: Exercise) -> tuple[Class, Class]:
    """All lines that a sheet has a name for, and the gradients by parameters or variables alone."""
    known, source = sheet.trace, sheet.source
    if not isinstance(source, Expression):
        lines = tuple(line.target for line in known.equations)
        return Class(sheet, lines), Class(sheet, gradients(lines))
    names = [line.name for line in source.lines]
    slopes = [f"d{source.output}/d{name}" for name in (*source.values, *names[:-1])]
    said = {*names, *slopes}
    lines = tuple(
        one.target
        for one in known.equations
        if one.phase == "update" or known.local(one.target).name in said
    )
    return Class(sheet, lines), Class(sheet, tuple(one for one in lines if is_gradient(sheet, one)))


def gradients(lines: Sequence[str]) -> tuple[str, ...]:
    """The gradients of the parameters; of what learns without any, the new parameters."""
    found = tuple(name for name in lines if PARAMETER.fullmatch(name))
    return found or tuple(name for name in lines if name.endswith(":="))


class Planted(NamedTuple):
    """A mistake, what it makes of the written lines exactly, and what a person writes."""

    mistake: Mistake
    exact: Numbers
    typed: Numbers


def plant(own: Class, mistake: Mistake, swap: Equation, rng: np.random.Generator) -> Planted:
    """Somebody who makes one mistake. A slip of the pen is made in one entry."""
    exact = own.exactly({swap.target: swap})
    every = bool(rng.random() < 0.5)
    if not mistake.generic:
        return Planted(mistake, exact, own.worked({swap.target: swap}, {}, every))
    slip = np.array(own.exactly({})[swap.target])
    at = tuple(int(rng.integers(size)) for size in slip.shape)
    slip[at] = exact[swap.target][at]
    typed = {swap.target: to_digits(slip, DIGITS, EVEN)}
    exact = own.worked({}, {swap.target: slip}, every=None)
    return Planted(mistake, exact, own.worked({}, typed, every))


def planted_in(own: Class, each: int | None, rng: np.random.Generator) -> Seen:
    """So many mistakes in one sheet, no name twice, each made by another student; None: every name
    once."""
    by_name: dict[str, list[tuple[Mistake, Equation]]] = {}
    for way in own.ways:
        by_name.setdefault(way[0].name, []).append(way)
    chosen = [str(name) for name in rng.permutation(sorted(by_name))[:each]]
    made = [plant(own, *by_name[name][rng.integers(len(by_name[name]))], rng) for name in chosen]
    made = [one for one in made if all(np.isfinite(a).all() for a in one.exact.values())]
    seen: Seen = defaultdict(Counter)
    for one, found in zip(made, marked(own, [one.typed for one in made]), strict=True):
        row = seen[one.mistake.name]
        if found is None:
            row["hidden"] += 1
        else:
            row["shown"] += 1
            row["found"] += found.first
            equals = own.equals(one.exact) | {one.mistake.name}
            count([*found.names.values()], one.mistake, equals, row)
    return dict(seen)


class Found(NamedTuple):
    """Of one student: whether the first wrong line is said to be it; the names, line by line."""

    first: bool
    names: Mapping[str, frozenset[str]]


def marked(own: Class, papers: Sequence[Numbers]) -> list[Found | None]:
    """What is found on each paper, all of them marked as a class; None where all is right."""
    if not papers:
        return []
    blanks = {
        name: blank_of(own.sheet, name, np.stack([one[name] for one in papers]), DIGITS)
        for name in own.written
    }
    paper = of_blanks(own.sheet, blanks, len(papers))
    key = key_of(own.sheet)
    codes = judge(key, paper).codes
    found: list[Found | None] = [None] * len(papers)
    for group in explain_class(own.sheet, key, paper):
        for at, student in enumerate(group.students.tolist()):
            wrong = [name for name in own.written if (codes[name][student] == WRONG).any()]
            if wrong:
                first = [line for line in group.wrong if not group.sources(line, at)]
                said = {line: frozenset(names_of(group, line, at)) for line in group.mistakes}
                said = {line: names for line, names in said.items() if names}
                found[student] = Found(wrong[0] in first, said)
    return found


def names_of(found: Explained, line: str, student: int) -> Iterator[str]:
    """The names that one student is given in a line."""
    for place in map(tuple, np.argwhere(found.wrong[line][student])):
        yield from found.mistakes[line].told((student, *place))[0]


def count(
    said: Sequence[frozenset[str]], mistake: Mistake, equals: set[str], row: Counter[str]
) -> None:
    """A slip of the pen that makes the numbers of a mistake of understanding may be called that,
    and what makes nothing but zeros, so."""
    mine = equals if mistake.generic else {mistake.name, "all-zeros"} & equals
    row["named"] += any(names & mine for names in said)
    row["told"] += any(names & mine and names <= equals for names in said)
    row["false"] += any(not names & equals for names in said)
    row["unnamed"] += not said
