"""The gradient check (L3): every traced derivative beside its difference quotients.

The derivative is what (J(x + Δx) − J(x))/Δx goes to when Δx goes to 0. That quotient is shown
closing in; the central one, (J(x + Δx) − J(x − Δx))/2Δx, is far nearer and judges.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np

from .network import Network
from .quotients import OUTCOMES, TOLERANCE, Outcome, Quotient, judged, largest, quotients
from .rules.rule import Array
from .slopes import At, Slope, slope_of
from .symbols import Place
from .trace import trace

if TYPE_CHECKING:
    from .expression import Expression
    from .trace import Step, Trace

MANY = 2000  # entries in all, above which only SAMPLE of each quantity are tried
SAMPLE = 200
AT_ONCE = 4_000_000  # numbers that may be in memory at a time

Verdict: TypeAlias = Literal["agrees", "kink", "differs", "nothing to compare"]

__all__ = ["TOLERANCE", "Compared", "Quotient", "Report", "Verdict", "Worst"]
__all__ += ["check", "check_trace", "quotients"]


@dataclass(frozen=True, slots=True)
class Worst:
    """The entry of a derivative that is farthest off: `place` as the sheet lays it, from 1
    (None: a plain number), `student` its place on the leading axes; `difference` in units of
    the array's largest magnitude."""

    name: str
    place: Place | None
    student: tuple[int, ...]
    traced: float
    quotient: float
    difference: float


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """One traced derivative: how many entries it has, how many were tried, what was found.

    `factor` is N where the sheet puts the 1/N in later: the quotient was taken times that.
    `reason` says why nothing could be compared.
    """

    step: Step
    entries: int
    found: dict[Outcome, int]
    worst: Worst | None = None
    factor: float = 1.0
    reason: str = ""

    @property
    def name(self) -> str:
        return self.step.name

    @property
    def tried(self) -> int:
        return sum(self.found.values())

    @property
    def verdict(self) -> Verdict:
        """`differs` if any entry does, else `kink` if any is at one."""
        for verdict in ("differs", "kink", "agrees"):
            if self.found.get(verdict):
                return verdict
        return "nothing to compare"


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """All derivatives of a trace, compared. `closing` is the table of shrinking Δx for the
    entry `shown`; empty and None where nothing can be compared."""

    trace: Trace
    compared: tuple[Compared, ...]
    shown: Worst | None
    closing: tuple[Quotient, ...]
    sampled: bool

    @property
    def exit_code(self) -> int:
        """1 if any derivative differs from its quotients, else 0."""
        return int(any(one.verdict == "differs" for one in self.compared))

    def text(self, ascii: bool = False, digits: int = 6) -> str:
        """The report as plain text; `ascii` for terminals that show nothing else."""
        from .check_text import report_text

        return report_text(self, ascii, digits)


def check(
    source: Network | Expression,
    steps: int = 1,
    *,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Compare every derivative that the trace of `source` has with difference quotients.

    In a later iteration a derivative is of that iteration's J by that iteration's quantity.
    Above 2,000 entries in all, 200 of each quantity are tried, drawn with `seed`. `progress`
    is told how many entries are done, of how many. Raises InputError as `trace` does.
    """
    return check_trace(trace(source, steps), seed=seed, progress=progress)


def check_trace(
    traced: Trace, *, seed: int = 0, progress: Callable[[int, int], None] | None = None
) -> Report:
    """The same for a trace that is there already."""
    found = {step: slope_of(step) for step in traced.steps if step.quantity.by is not None}
    slopes = [slope for slope in found.values() if isinstance(slope, Slope)]
    sampled = sum(len(slope.places) for slope in slopes) > MANY
    random = np.random.default_rng(seed)
    chosen = {slope.step: sample(slope, random) if sampled else slope.places for slope in slopes}
    total, done = sum(map(len, chosen.values())), 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        if progress is not None:
            progress(done, total)

    compared = []
    for step, slope in found.items():
        if isinstance(slope, str):
            rows, columns = step.value.shape[-2:]
            compared.append(Compared(step, rows * columns, {}, reason=slope))
        else:
            compared.append(compare(slope, chosen[step], advance))
    shown = entry_to_show(compared)
    closing = quotients(traced, shown.name, shown.place, shown.student) if shown else []
    return Report(traced, tuple(compared), shown, tuple(closing), sampled)


def sample(slope: Slope, random: np.random.Generator) -> tuple[At, ...]:
    count = len(slope.places)
    drawn = random.choice(count, min(count, SAMPLE), replace=False)
    return tuple(slope.places[at] for at in np.sort(drawn))


# One derivative


def compare(slope: Slope, places: Sequence[At], advance: Callable[[int], None]) -> Compared:
    """Try the entries at these places, as many at once as memory allows."""
    if not places:
        return Compared(slope.step, 0, {}, reason="it has no entries")
    together = max(1, AT_ONCE // max(1, slope.memory()))
    parts = []
    for start in range(0, len(places), together):
        part = places[start : start + together]
        parts.append(judged(slope, part))
        advance(len(part))
    outcomes, quotient = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    counts = Counter(OUTCOMES[at] for at in outcomes.flat)
    return Compared(
        slope.step,
        len(slope.places),
        {outcome: counts[outcome] for outcome in OUTCOMES if counts[outcome]},
        worst_of(slope, places, outcomes, quotient),
        slope.factor,
    )


def worst_of(slope: Slope, places: Sequence[At], outcomes: Any, quotient: Array) -> Worst | None:
    """Of the entries that differ the farthest off, else of those that agree."""
    for outcome in ("differs", "agrees"):
        here = outcomes == OUTCOMES.index(outcome)
        if here.any():
            break
    else:
        return None
    traced, scale = slope.entries(slope.step.name, places), largest(slope)
    off = np.abs(quotient - traced) / np.where(scale > 0, scale, 1.0)
    at = np.unravel_index(np.where(here, off, -1.0).argmax(), off.shape)
    row, column = slope.turned(*places[int(at[0])])
    scalar = slope.trace.scalar(slope.step.name)
    return Worst(
        slope.step.name,
        None if scalar else (row + 1, column + 1),
        tuple(map(int, at[1:])),
        float(traced[at]),
        float(quotient[at]),
        float(off[at]),
    )


def entry_to_show(compared: Sequence[Compared]) -> Worst | None:
    """The entry whose quotient is shown closing in: one that differs, if any does; else the
    farthest off of the last derivative by weights or by a variable."""
    wrong = [one.worst for one in compared if one.verdict == "differs"]
    wanted = [one.worst for one in compared if one.worst and by_parameter(one.step)]
    able = [one.worst for one in compared if one.worst]
    return next(iter([*wrong, *wanted[-1:], *able[-1:]]), None)


def by_parameter(step: Step) -> bool:
    """Whether it is what descent needs: dJ/dW[1], or the dy/dx of an expression."""
    made = step.quantity
    if isinstance(step.trace.source, Network):
        return made.by is not None and made.by.base == "W"
    return made.role == "derivative"
