"""A line with the person's own numbers put in: what they have not written yet keeps its name."""

from __future__ import annotations

from grader.report.label import with_sign
from tracer.formula.tree import Equality, Formula, Name, Num
from tracer.numbers import DIGITS, entry_text
from tracer.show import equality, expanded
from tracer.symbols import Place

from .own_walk import OwnWalk

UNKNOWN = Name("?")


def own_line(walk: OwnWalk, sign: int, digits: int = DIGITS) -> Equality:
    """∂J/∂W[2][1,1] = 0.25·a[1][1,1] + … = ?: numbers that are given or were typed, names for
    those that were not, and the result as far as it may be seen. `sign`: with which it is asked
    for."""
    trace = walk.trace

    def read(name: str, at: Place) -> Formula:
        value = walk.entry(name, at)
        if value is None:
            scalar = trace.scalar(name)
            return trace.symbols.tree(trace.local(name), None if scalar else at)
        return Num(value, entry_text(value, float(value).is_integer(), digits))

    line = expanded(walk.step, walk.place or (1, 1), read, keep_constants=False)
    row, column = walk.place or (1, 1)
    result: Formula = UNKNOWN
    if walk.revealed and not getattr(walk.source, "numberless", False):
        value = float(walk.trace.shown(walk.step.name)[row - 1, column - 1])
        if isinstance(line, Num):
            return with_sign(walk.step, equality(walk.step, walk.place, (line,)), sign, walk.place)
        result = Num(value, entry_text(value, value.is_integer(), digits))
    shown = equality(walk.step, walk.place, (line, result))
    return with_sign(walk.step, shown, sign, walk.place)
