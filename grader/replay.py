"""A part of the loop once more, with something changed in it: what would stand in a line if …"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from tracer.equation import Equation
from tracer.rules.rule import Array

from .bounds import through
from .follow import Followed, laid_over
from .ranged import At, Mask, Parts, Ranged, given, part_of
from .typed_numbers import TypedNumbers
from .written import furthest, sized

MOST_HIDDEN = 60  # unwritten lines that are looked into for one wrong number


@dataclass(slots=True)
class Replay:
    """The loop of some students as it ran, up to one line. `equations` may hold mistakes that
    were found before; `digits` are asked for."""

    equations: Sequence[Equation]
    numbers: TypedNumbers
    followed: Followed
    line: str
    digits: int
    way: dict[frozenset[str], list[Equation]] = field(default_factory=dict)

    def part(self, at: At) -> Replay:
        """The part of some of the students."""
        numbers, followed = self.numbers.part(at), self.followed.part(at)
        return Replay(self.equations, numbers, followed, self.line, self.digits)

    def lines_from(self, origins: frozenset[str]) -> list[Equation]:
        """The lines that a change passes through on its way to the line, in order, those of the
        origins among them."""
        if origins not in self.way:
            ahead, forward = set(origins), []
            for equation in self.equations:
                if equation.target in origins or ahead.intersection(equation.inputs):
                    ahead.add(equation.target)
                    forward.append(equation)
                if equation.target == self.line:
                    break
            needed, way = {self.line}, []
            for equation in reversed(forward):
                if equation.target in needed:
                    needed.update(equation.inputs)
                    way.append(equation)
            self.way[origins] = way[::-1]
        return self.way[origins]

    def hidden_before(self) -> list[str]:
        """The quantities that the line is made of and that somebody left unwritten, with none
        between that all have written; the given numbers among them, too. The line itself comes
        first, then the nearest; what is further away than MOST_HIDDEN nobody tells apart."""
        makers = {equation.target: equation for equation in self.equations}
        found, ahead = dict.fromkeys([self.line]), deque([self.line])
        while ahead and len(found) < MOST_HIDDEN:
            name = ahead.popleft()
            for source in makers[name].inputs if name in makers else ():
                own = self.numbers.fine.get(source)
                if source not in found and (own is None or not own.there.all()):
                    found[source] = None
                    ahead.append(source)
        return list(found)

    def unwritten(self, lines: Iterable[str]) -> Mask:
        """Who has not written all of one of these lines, the line itself apart, (students,)."""
        found: Mask = np.zeros(self.numbers.students, dtype=bool)
        for name in lines:
            own = None if name == self.line else self.numbers.fine.get(name)
            found |= np.True_ if own is None else ~own.there.all(axis=(-2, -1))
        return found

    def value(self, swaps: Mapping[str, Equation], changed: Mapping[str, Array]) -> Array:
        """The number that would stand in the line, with other lines or other given numbers."""
        state, followed = dict(changed), self.followed.state
        with np.errstate(all="ignore"):
            for equation in self.changed_lines(swaps, changed):
                inputs = [
                    state[name] if name in state else followed[name].value
                    for name in equation.inputs
                ]
                result = np.asarray(equation.rule.calculate(*inputs))
                own = self.numbers.fine.get(equation.target)
                if own is not None and equation.target != self.line:
                    result = np.where(own.there, own.value, result)
                state[equation.target] = result
        return state.get(self.line, self.followed.state[self.line].value)

    def range(self, swaps: Mapping[str, Equation], changed: Mapping[str, Array], at: At) -> Ranged:
        """The number that would stand in the line of some of the students, and its range."""
        rounding = self.numbers.rounding.part(at)
        state = Parts(self.followed.state, at)
        state.own.update({name: given(part_of(value, at)) for name, value in changed.items()})
        line = self.followed.state[self.line].part(at)
        for equation in self.changed_lines(swaps, changed):
            inputs = [state[name] for name in equation.inputs]
            target = equation.target
            most = self.numbers.most.get(target)
            steps = rounding.at_least(most if most is None else most[at])
            made = through(equation.rule, inputs, steps, state, equation.inputs)
            line, own = made.compared, self.numbers.fine.get(target)
            if own is not None:
                own = sized(own.part(at), furthest(line), rounding)
            state.own[target] = laid_over(made, own, rounding)
        return line

    def changed_lines(
        self, swaps: Mapping[str, Equation], changed: Mapping[str, Array]
    ) -> list[Equation]:
        origins = frozenset(swaps) | frozenset(changed)
        return [swaps.get(line.target, line) for line in self.lines_from(origins)]
