"""A mistake made on purpose: the trace with one rule swapped, beside the right one."""

from __future__ import annotations

from ..equation import Equation
from ..errors import InputError, unknown
from ..trace import Trace
from .version import Swap


def possible(right: Trace) -> list[tuple[str, str]]:
    """The mistakes that can be made in the first iteration, and what each of them is; slips of
    the pen, which fit any line, are left away."""
    from ..mistakes import TABLE

    lines = [line for line in right.equations if line.iteration == 1]
    found: dict[str, str] = {}
    for mistake in TABLE:
        fits = mistake.name not in found and not mistake.generic
        if fits and any(next(mistake.swaps(right, line), None) for line in lines):
            found[mistake.name] = mistake.says
    return list(found.items())


def made(right: Trace, name: str, line: Equation) -> Equation | None:
    """The line with the mistake in it; None where it cannot be made."""
    from ..mistakes import TABLE

    for mistake in TABLE:
        wrong = next(mistake.swaps(right, line), None) if mistake.name == name else None
        if wrong is not None:
            return wrong
    return None


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
