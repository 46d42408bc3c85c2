"""The trace's own loop, a student's numbers laid over it and a range beside each number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from tracer.equation import Equation
from tracer.rules.rule import Array

from .bounds import through
from .ranged import At, Mask, Ranged, Rounding, given


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """What was written of one quantity, in the layout `columns`, (..., rows, columns): the
    numbers, NaN where there are none, and what their last digit is worth (0: exact)."""

    value: Array
    unit: Array

    @property
    def there(self) -> Mask:
        return np.isfinite(self.value)

    def part(self, at: At) -> Written:
        return Written(self.value[at], self.unit[at])


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """`line`: what each equation gives on the numbers before it; `state`: the same with the
    written numbers in place, which is what later equations read."""

    line: dict[str, Ranged] = field(default_factory=dict)
    state: dict[str, Ranged] = field(default_factory=dict)

    def part(self, at: At) -> Followed:
        return Followed(
            {name: line.part(at) for name, line in self.line.items()},
            {name: line.part(at) for name, line in self.state.items()},
        )


def affected(equations: Iterable[Equation], origins: Iterable[str]) -> set[str]:
    """What depends on some lines or given numbers; they themselves among it."""
    reached = set(origins)
    for equation in equations:
        if reached.intersection(equation.inputs):
            reached.add(equation.target)
    return reached


def follow(
    equations: Iterable[Equation],
    numbers: Mapping[str, Array],
    written: Mapping[str, Written],
    rounding: Rounding,
    most: Mapping[str, Array] | None = None,
    before: tuple[Followed, set[str]] | None = None,
) -> Followed:
    """What follows from a student's own numbers. Lines that were not written are carried with
    the working digits of `rounding`; the sub-steps of one that was, with as many digits as its
    result shows (`most`), if those are more. `before`: the loop as it ran once, and what has to be
    worked out again."""
    done = Followed()
    done.state.update({name: given(value) for name, value in numbers.items()})
    for equation in equations:
        target = equation.target
        if before is not None and target not in before[1]:
            done.line[target] = before[0].line[target]
            done.state[target] = before[0].state[target]
            continue
        steps = rounding.at_least(most[target]) if most and target in most else rounding
        line = through(equation.rule, [done.state[name] for name in equation.inputs], steps)
        done.line[target] = line
        done.state[target] = laid_over(line, written.get(target), rounding)
    return done


def laid_over(line: Ranged, own: Written | None, rounding: Rounding) -> Ranged:
    """The line as the next ones read it: rounded where it was not written, as written where it
    was."""
    low, high = rounding.rounded(line.low, line.high)
    if own is None:
        return Ranged(line.value, low, high)
    there = own.there
    least, most = rounding.behind(own.value, own.unit)
    return Ranged(
        np.where(there, own.value, line.value),
        np.where(there, least, low),
        np.where(there, most, high),
    )


def honest(written: Mapping[str, Written], key: Mapping[str, Array]) -> dict[str, Written]:
    """The same lines with the right numbers in them, as exactly as the student wrote his."""
    return {
        name: Written(np.where(own.there, key[name], np.nan), own.unit)
        for name, own in written.items()
        if name in key
    }


def agrees(value: Array, unit: Array, line: Ranged, rounding: Rounding) -> Mask:
    """Whether a written number can stand for a number in the line's range."""
    if rounding.tolerance is not None:
        low, high = rounding.tolerance.interval(line.value)
        return np.array((low <= value) & (value <= high))
    least, most = rounding.behind(value, unit)
    with np.errstate(invalid="ignore"):
        return np.array((least <= line.high) & (most >= line.low) & np.isfinite(line.value))


def accepted(unit: Array, line: Ranged, rounding: Rounding) -> tuple[Array, Array]:
    """The smallest and the largest number that `agrees`."""
    if rounding.tolerance is not None:
        return rounding.tolerance.interval(line.value)
    low = line.low - unit * rounding.share(line.low >= 0)
    return low, line.high + unit * rounding.share(line.high <= 0)
