"""Where the walk is, without a screen: which trace, which step, what is known, how to move.

Position is a step's number, from 1. A number is known once its step is taken; a later one is
blank, never 0. Edits make a new source and a new trace; the trace is always that of the
source, so nothing shown is calculated here.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import numpy as np

from ..errors import InputError, unknown
from ..numbers import DIGITS
from ..rules.rule import Array, Does
from ..symbols import Place, split_entry
from ..trace import Step, Trace, trace
from .detail import DETAILS, stops
from .trying import Judgement, Tally
from .version import History, Source


class Position:
    """A trace and a place in it."""

    def __init__(self, source: Source, iterations: int = 1) -> None:
        self.history = History(source)
        self.asked = iterations  # as many as the source then has
        self.detail = "factors"
        self.digits = DIGITS
        self.trivial = False  # whether factors 1/1 and sums of one term are shown
        self.trying = False
        self.answers: dict[str, tuple[str, Judgement]] = {}  # this session's, by step and entry
        self.seen: set[str] = set()  # in a try: the steps that were revealed
        self.tally = Tally()
        self.origins: list[tuple[str, Place]] = []  # where `back` leads
        self.number = 1
        self.cursor: Place = (1, 1)
        self.sample = 1  # the one that the diagram shows
        self.load(trace(source, iterations))
        self.number = self.stops[0]

    # The trace

    def load(self, new: Trace) -> None:
        """Walk another trace, at the same quantity, or the next one that it still has."""
        here = None
        if hasattr(self, "trace"):
            here = self.nearest(new)
            self.forget(new)
        self.trace = new
        self.others: dict[str, Trace] = {}  # to compare with: made when first asked for
        self.stops = stops(new, self.detail)
        if here is not None:
            self.number = here
        self.settle()

    def forget(self, new: Trace) -> None:
        """What was answered to a line that now has other numbers, or other places, is void."""
        for entry in list(self.answers):
            name = split_entry(entry)[0]
            kept = name in new.by_name and np.array_equal(
                new.laid(name), self.trace.laid(name), equal_nan=True
            )
            if not kept:
                del self.answers[entry]

    def nearest(self, new: Trace) -> int:
        """The number in another trace of the quantity that is here; else of one after it."""
        for step in self.trace.steps[self.number - 1 :]:
            if step.name in new.by_name:
                return new.by_name[step.name].number
        return len(new)

    def settle(self) -> None:
        """Stand on a stop, with the cursor inside the matrix."""
        self.number = self.stops[min(bisect_left(self.stops, self.number), len(self.stops) - 1)]
        rows, columns = self.step.value.shape[-2:]
        self.cursor = min(max(self.cursor[0], 1), rows), min(max(self.cursor[1], 1), columns)
        made = self.step.quantity
        if (made.by or made).base in ("z", "a", "y_hat", "margin", "loss"):
            lies = self.trace.lies(self.step.name)
            at, outputs = (self.cursor[0], columns) if lies else (self.cursor[1], rows)
            jacobian = self.step.equation.rule.role is Does.JACOBIAN
            self.sample = (at - 1) // outputs + 1 if jacobian else at

    @property
    def iterations(self) -> int:
        return self.trace.iterations

    @property
    def source(self) -> Source:
        return self.history.now.source

    @property
    def step(self) -> Step:
        return self.trace.steps[self.number - 1]

    @property
    def place(self) -> Place | None:
        """The entry under the cursor; None for a plain number."""
        return None if self.trace.scalar(self.step.name) else self.cursor

    # What is known

    def known(self, name: str) -> bool:
        """Whether the number may be shown: given, or made by a step that was taken."""
        if getattr(self.source, "numberless", False):
            return False
        made = self.trace.by_name.get(name)
        if made is None:
            return name in self.trace.given
        return made.number < self.number or (made.number == self.number and not self.hidden)

    @property
    def hidden(self) -> bool:
        """Whether the result of this step waits for the person's own value."""
        return self.trying and self.step.name not in self.seen

    def value(self, name: str) -> Array | None:
        """The numbers, as laid on the sheet; None while they are not computed yet."""
        return self.trace.shown(name) if self.known(name) else None

    def entry(self, name: str, place: Place | None) -> float | None:
        value = self.value(name)
        row, column = place or (1, 1)
        return None if value is None else float(value[row - 1, column - 1])

    def size(self, name: str) -> str:
        """`3×2`, of an array of several numbers that may be shown; else ""."""
        value = self.value(name)
        if value is None or value.shape[-2:] == (1, 1):
            return ""
        return f"{value.shape[-2]}×{value.shape[-1]}"

    # Moving

    def go(self, number: int) -> bool:
        """Stand at a step, or at the next one where the walk stops. Whether that is another."""
        old = self.number
        self.number = min(max(number, 1), len(self.trace))
        self.settle()
        return self.number != old

    def next(self) -> bool:
        at = bisect_right(self.stops, self.number)
        return at < len(self.stops) and self.go(self.stops[at])

    def previous(self) -> bool:
        at = bisect_left(self.stops, self.number)
        return at > 0 and self.go(self.stops[at - 1])

    def first(self) -> bool:
        return self.go(self.stops[0])

    def last(self) -> bool:
        return self.go(self.stops[-1])

    def across(self, by: int, part: str) -> bool:
        """To the first step of the next (or of the previous) layer or phase."""
        keys = [key_of(self.trace.steps[number - 1], part) for number in self.stops]
        at = self.stops.index(self.number)
        starts = [i for i, key in enumerate(keys) if i == 0 or keys[i - 1] != key]
        wanted = [i for i in starts if (i > at if by > 0 else i < at)]
        if not wanted:
            return self.last() if by > 0 else False
        return self.go(self.stops[wanted[0] if by > 0 else wanted[-1]])

    def point(self, down: int, right: int) -> bool:
        """Move the cursor in the matrix. Whether it moved."""
        old = self.cursor
        self.cursor = old[0] + down, old[1] + right
        self.settle()
        return self.cursor != old

    def at(self, text: str) -> Step:
        """Stand where a quantity is made, or first used if it is given. Raises InputError."""
        found = self.trace.names.find(text)
        step = self.trace.by_name.get(found.name)
        if step is None:
            readers = self.trace.needed_by(found.name)
            if not readers:
                raise InputError(
                    "quantity",
                    f"no step makes or needs {found.name}",
                    expected="a quantity of an equation",
                    example=self.trace.steps[-1].name,
                )
            step = readers[0]
        elif found.place:
            self.cursor = found.place
        self.stand(step.number)
        return step

    def came_from(self, name: str, place: Place | None = None) -> bool:
        """To the step that made a number; `back` returns. False where it is given."""
        made = self.trace.by_name.get(name)
        if made is None:
            return False
        self.leave()
        if place is not None:
            self.cursor = place
        return self.stand(made.number)

    def stand(self, number: int) -> bool:
        """Stand exactly there: where the detail leaves the step out, show every factor."""
        if number not in self.stops:
            self.set_detail("factors")
        return self.go(number)

    def leave(self) -> None:
        """Remember where we are, for `back`."""
        self.origins.append((self.step.name, self.cursor))

    def back(self) -> bool:
        """To where the last jump was made from."""
        while self.origins:
            name, cursor = self.origins.pop()
            if name in self.trace.by_name:
                self.cursor = cursor
                self.stand(self.trace.by_name[name].number)
                return True
        return False

    def set_detail(self, detail: str) -> None:
        if detail not in DETAILS:
            raise unknown("detail", "detail", detail, DETAILS, "detail = {}")
        self.detail = detail
        self.stops = stops(self.trace, detail)
        self.settle()


def key_of(step: Step, part: str) -> tuple[object, ...]:
    """What tells one layer, or one phase, from the next."""
    line = step.equation
    return (line.iteration, line.phase, line.layer if part == "layer" else None)
