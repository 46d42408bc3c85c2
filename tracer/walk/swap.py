"""A mistake made on purpose: the trace with one rule swapped, beside the right one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..equation import Equation
from ..errors import InputError, unknown
from ..trace import Step, Trace
from .version import Swap

if TYPE_CHECKING:
    from ..mistakes import Mistake
    from ..mistakes.spot import Spot


@dataclass(frozen=True, slots=True)
class Possible:
    """A mistake that can be made: wherever it fits (`at` None), or only at one line."""

    name: str
    says: str
    at: str | None
    here: bool  # whether it can be made at the line where the walk is


def possible(right: Trace, here: Step | None = None) -> list[Possible]:
    """The mistakes that can be made in the first iteration and where the walk is. What fits this
    very line comes first, slips of the pen, which fit any line and are made in this one, last."""
    from ..mistakes import TABLE
    from ..mistakes.spot import Spot

    first = [Spot(right, line) for line in right.equations if line.iteration == 1]
    own = [Spot(right, here.equation)] if here else []
    found: dict[str, Possible] = {}
    for mistake in TABLE:
        name = mistake.name
        fits_here = can_be_made(mistake, own)
        if name in found and (found[name].here or not fits_here):
            continue
        if mistake.generic and fits_here and here:
            found[name] = Possible(name, mistake.says, here.name, True)
        elif not mistake.generic and (fits_here or can_be_made(mistake, first)):
            found[name] = Possible(name, mistake.says, None, fits_here)
    return sorted(found.values(), key=lambda it: (it.at is not None, not it.here))


def can_be_made(mistake: Mistake, lines: Iterable[Spot]) -> bool:
    return any(next(mistake.swaps(line), None) for line in lines)


def made(right: Trace, name: str, line: Equation) -> Equation | None:
    """The line with the mistake in it; None where it cannot be made."""
    from ..mistakes import TABLE
    from ..mistakes.spot import Spot

    spot = Spot(right, line)
    ways = (wrong for one in TABLE if one.name == name for wrong in one.swaps(spot))
    return next(ways, None)


def swapped(right: Trace, swap: Swap) -> Trace:
    """The trace with the mistake made at one line, or wherever it can be. Raises InputError if
    there is no such mistake, or it can be made nowhere."""
    from ..mistakes import MISTAKES

    if swap.mistake not in MISTAKES:
        raise unknown("mistake", "mistake", swap.mistake, list(MISTAKES), "{}")
    lines: list[Equation] = []
    count = 0
    for line in right.equations:
        wrong = None if swap.at not in (None, line.target) else made(right, swap.mistake, line)
        count += wrong is not None
        lines.append(wrong or line)
    if not count:
        raise InputError(
            "mistake",
            f"{swap.mistake} cannot be made here",
            expected="one of the mistakes that fit this trace",
            example=next(iter(MISTAKES)),
        )
    return Trace(right.source, tuple(lines), right.wanting, right.given, right.iterations)
