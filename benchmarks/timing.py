"""Measuring side by side: the same run, turn by turn, the best of many turns."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report. `ours` and `theirs` in `unit`; `bar` is the highest ratio that
    will do, None where the line only stands beside the others."""

    what: str
    ours: float
    theirs: float
    bar: float | None
    unit: str = "s"

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs

    @property
    def holds(self) -> bool:
        return self.bar is None or self.ratio <= self.bar


def side_by_side(
    runs: Mapping[str, Callable[[], object]], *, seconds: float = 3.0, turn: float = 0.01
) -> dict[str, float]:
    """Seconds that one call of each takes: turns of about `turn` seconds, one after the other,
    for `seconds` a candidate; of every candidate the quickest turn counts."""
    calls = {name: calls_in(run, turn) for name, run in runs.items()}
    best = dict.fromkeys(runs, float("inf"))
    gc.collect()
    gc.disable()
    try:
        end = perf_counter() + seconds * len(runs)
        while perf_counter() < end:
            for name, run in runs.items():
                best[name] = min(best[name], one_turn(run, calls[name]))
    finally:
        gc.enable()
    return best


def one_turn(run: Callable[[], object], calls: int) -> float:
    start = perf_counter()
    for _ in range(calls):
        run()
    return (perf_counter() - start) / calls


def calls_in(run: Callable[[], object], turn: float) -> int:
    """How many calls fill a turn; the first call is not counted, it warms up."""
    run()
    return max(1, round(turn / median(one_turn(run, 1) for _ in range(3))))
