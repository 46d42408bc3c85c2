"""The work in parts that do not need each other: one exercise, one network, one expression. Each
part draws from a stream of its own, so that a run is the same on any number of processes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from grader.asked import Exercise
from tracer.progress import progress

from .deeper import KINDS as LATER
from .deeper import Draw
from .sources import expression, network, of_numbers, variants_of

PROCESSES = 2
EARLIER: dict[str, Draw] = {"network": network, "expression": expression}
DRAWN = {**EARLIER, **LATER}  # kinds of sheets, beside the bundled exercises
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured. `later`: sheets of each kind of later topics; `few`: variants of an
    exercise where each costs seconds, 0: and nothing that has no bar."""

    variants: int
    networks: int
    expressions: int
    later: int
    few: int


FULL = Size(variants=50, networks=60, expressions=60, later=60, few=4)
FIFTH = Size(variants=10, networks=12, expressions=12, later=12, few=1)
SIZES = {
    "QUICK": Size(variants=2, networks=8, expressions=8, later=4, few=0),
    "FIFTH": FIFTH,
    "FULL": FULL,
    "MORE": FULL,
}


@dataclass(frozen=True, slots=True)
class Unit:
    """`kind`: exercise, or one of DRAWN; `name`: which, its number but for exercises."""

    kind: str
    name: str
    seed: int
    size: Size

    def rng(self, more: int = 0) -> np.random.Generator:
        number = list(of_numbers()).index(self.name) if self.kind == "exercise" else int(self.name)
        kind = ("exercise", *DRAWN).index(self.kind)
        return np.random.default_rng([self.seed, kind, number, more])

    def sheets(self) -> Iterator[tuple[str, Exercise]]:
        if self.kind == "exercise":
            yield from variants_of(of_numbers()[self.name], self.size.variants, self.seed)
        else:
            yield f"{self.kind} {self.name}", DRAWN[self.kind](self.rng())


def units(size: Size, seed: int, kinds: Collection[str] = ("exercise", *EARLIER)) -> list[Unit]:
    counts = {"network": size.networks, "expression": size.expressions}
    names = {kind: map(str, range(counts.get(kind, size.later))) for kind in DRAWN}
    names["exercise"] = iter(of_numbers())
    every = ("exercise", *DRAWN)
    return [Unit(kind, name, seed, size) for kind in every if kind in kinds for name in names[kind]]


def on_each(what: str, work: Callable[[Unit], Result], parts: list[Unit]) -> Iterator[Result]:
    """The results of all parts, in their order."""
    with ProcessPoolExecutor(PROCESSES) as pool, progress(what, len(parts)) as tell:
        for done, result in enumerate(pool.map(work, parts), 1):
            tell(done)
            yield result
