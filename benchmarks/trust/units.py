"""The work in parts that do not need each other: one exercise, one network, one expression. Each
part draws from a stream of its own, so that a run is the same on any number of processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from grader.asked import Exercise
from tracer.progress import progress

from .sources import expression, network, of_numbers, variants_of

PROCESSES = 2
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured. `students`: mixed ones, whose reach is the honest width; `widths`:
    networks beside which it is held; `few`: variants of an exercise where each costs seconds, 0:
    and nothing that has no bar."""

    variants: int
    networks: int
    expressions: int
    students: int
    widths: int
    few: int


FULL = Size(variants=50, networks=60, expressions=60, students=400, widths=120, few=4)
SIZES = {
    "QUICK": Size(variants=2, networks=8, expressions=8, students=200, widths=20, few=0),
    "FULL": FULL,
    "MORE": FULL,
}


@dataclass(frozen=True, slots=True)
class Unit:
    """`kind`: exercise, network or expression; `name`: which, its number but for exercises."""

    kind: str
    name: str
    seed: int
    size: Size

    def rng(self, more: int = 0) -> np.random.Generator:
        number = list(of_numbers()).index(self.name) if self.kind == "exercise" else int(self.name)
        kind = ("exercise", "network", "expression").index(self.kind)
        return np.random.default_rng([self.seed, kind, number, more])

    def sheets(self) -> Iterator[tuple[str, Exercise]]:
        if self.kind == "exercise":
            yield from variants_of(of_numbers()[self.name], self.size.variants, self.seed)
        elif self.kind == "network":
            yield f"network {self.name}", network(self.rng())
        else:
            yield f"expression {self.name}", expression(self.rng())


def units(size: Size, seed: int) -> list[Unit]:
    counts = {"network": size.networks, "expression": size.expressions}
    return [Unit("exercise", name, seed, size) for name in of_numbers()] + [
        Unit(kind, str(at), seed, size) for kind, count in counts.items() for at in range(count)
    ]


def on_each(what: str, work: Callable[[Unit], Result], parts: list[Unit]) -> Iterator[Result]:
    """The results of all parts, in their order."""
    with ProcessPoolExecutor(PROCESSES) as pool, progress(what, len(parts)) as tell:
        for done, result in enumerate(pool.map(work, parts), 1):
            tell(done)
            yield result
