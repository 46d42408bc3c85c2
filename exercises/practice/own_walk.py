"""The walk over a sheet that is being filled in: what is known is what is given and what the
person wrote; what follows is worked out from their own numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from grader.asked import Exercise
from grader.submission import Submission
from grader.texts import read_answers
from tracer.evaluate import evaluate
from tracer.layout import lay
from tracer.quantity import quantity
from tracer.rules.rule import Array
from tracer.symbols import Place
from tracer.trace import Trace
from tracer.walk.model import Walk


def written(sheet: Exercise, known: Trace, answers: Mapping[str, Any]) -> dict[str, Array]:
    """The typed numbers by array, (rows, columns) as calculated, NaN where there is none."""
    found: dict[str, Array] = {}
    read = read_answers(sheet, Submission(answers=answers))
    for (name, (row, column)), cell in read.cells.items():
        if cell.typed is None or name not in known.state:
            continue
        if name not in found:
            found[name] = np.full(known.state[name].shape, np.nan)
        found[name][row - 1, column - 1] = cell.typed.value
    return found


def own_trace(right: Trace, own: Mapping[str, Array]) -> Trace:
    """The same equations, worked out with the person's own numbers where they wrote some."""
    return right.with_state(evaluate(right.equations, right.given, own))


class OwnWalk(Walk):
    """`right` is the key; `own` what the person wrote; `granted`: lines whose right numbers are
    given, since nobody asks for them this time; `trace` is worked out from these three.
    `revealed`: whether the result of the line that is here may be seen."""

    def __init__(self, right: Trace, digits: int) -> None:
        super().__init__(right.source, right.iterations)
        self.right = right
        self.digits = digits
        self.own: dict[str, Array] = {}
        self.granted: frozenset[str] = frozenset()
        self.revealed = False

    def fill(self, own: dict[str, Array], granted: Collection[str]) -> None:
        """Take these numbers as the person's own."""
        self.own, self.granted = own, frozenset(granted)
        self.follow()

    def follow(self) -> None:
        """Work everything out from the person's numbers, except this line from its own ones: it
        shows what follows from the lines before it."""
        given = {name: self.right.state[name] for name in self.granted if name in self.right.state}
        before = {**given, **self.own}
        before.pop(self.step.name, None)
        self.trace = own_trace(self.right, before)
        self.others = {}

    def go(self, number: int) -> bool:
        moved = super().go(number)
        if moved:
            self.follow()
        return moved

    @property
    def hidden(self) -> bool:
        return not self.revealed

    def known(self, name: str) -> bool:
        if getattr(self.source, "numberless", False):
            return False
        if name in self.right.given or name in self.granted:
            return True
        own = self.own.get(name)
        return own is not None and not bool(np.isnan(own).any())

    def value(self, name: str) -> Array | None:
        if not self.known(name):
            return None
        return self.laid_own(name) if name in self.own else self.right.shown(name)

    def laid_own(self, name: str) -> Array:
        """The person's numbers as the sheet lays them."""
        return lay(self.own[name], quantity(name), self.trace.layout)

    def entry(self, name: str, place: Place | None) -> float | None:
        row, column = place or (1, 1)
        if name in self.own:
            number = float(self.laid_own(name)[row - 1, column - 1])
            return None if np.isnan(number) else number
        value = self.value(name)
        return None if value is None else float(value[row - 1, column - 1])
