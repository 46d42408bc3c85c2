"""The same exercise at many points: every given number drawn anew, every line worked out there.

A formula is compared with the key at these points. One half of them lies anywhere, the other
half around the sheet's own numbers; only those count at which every kink (ReLU, max, |x|) is
passed on the same side as on the sheet, because that is where its derivatives hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal, TypeAlias

import numpy as np

from tracer.formula.kinks import jumps, kinks
from tracer.network import Network
from tracer.quantity import ITERATION, quantity
from tracer.rules.costs import COSTS
from tracer.rules.rule import Array
from tracer.trace import Trace

from .ranged import Mask

Kind: TypeAlias = Literal["inputs", "targets", "parameters"]
KINDS: frozenset[Kind] = frozenset({"inputs", "targets", "parameters"})

TRIES = 400  # points drawn, …
LEAST = 60  # … or fewer, down to so many, for a network whose numbers would fill the memory
MOST_NUMBERS = 400_000
NUDGES = 3  # times that each point is moved a hair, to see how far rounding moves a result
HAIR = 1e-14
SEED = 20


@dataclass(frozen=True, eq=False)
class Drawn:
    """A trace whose leading axes are (1 + NUDGES, points): each point, then each moved a hair."""

    trace: Trace
    usable: Mask  # (points,)

    @property
    def shape(self) -> tuple[int, int]:
        return 1 + NUDGES, len(self.usable)

    @cached_property
    def few(self) -> Trace:
        """The first usable points alone, to try mistakes at."""
        at = np.flatnonzero(self.usable)[:LEAST]
        given = {
            name: array[0, at] if array.ndim > 2 else array
            for name, array in self.trace.given.items()
        }
        return like(self.trace, given)


def kind_of(name: str) -> Kind:
    """What sort of given number an array holds."""
    match = ITERATION.fullmatch(name)
    what = quantity(match[2] if match else name)
    if (what.base, what.layer) == ("a", 0):
        return "inputs"
    return "targets" if what.base == "y" and what.role == "value" else "parameters"


@lru_cache(maxsize=8)
def drawn(known: Trace, moving: Set[Kind] = KINDS, seed: int = SEED) -> Drawn:
    """The points of a trace of one student; given numbers of other kinds than `moving` keep
    their values. In an expression every variable moves."""
    generator = np.random.default_rng(seed)
    size = sum(array.size for array in known.state.values())
    points = int(np.clip(MOST_NUMBERS // max(size, 1), LEAST, TRIES))
    given = {}
    for name, array in known.given.items():
        kind = kind_of(name) if isinstance(known.source, Network) else "parameters"
        if kind not in moving:
            given[name] = array
            continue
        moved = around(array, points, generator)
        if kind == "targets":
            moved = targets(known, moved, generator)
        given[name] = nudged(moved, generator)
    given = settled(known, given)
    made = like(known, given)
    return Drawn(made, same_side(known, made, points))


def like(known: Trace, given: Mapping[str, Array]) -> Trace:
    """The same equations with other given numbers."""
    return Trace(known.source, known.equations, known.wanting, given, known.iterations)


def around(array: Array, points: int, generator: np.random.Generator) -> Array:
    """Points anywhere, most of them positive (logarithms need those), then points around the
    sheet's own numbers, where it has any: (points, rows, columns)."""
    shape = (points, *array.shape[-2:])
    size = np.exp(generator.uniform(-1.5, 1.2, shape))
    anywhere = size * np.where(generator.random(shape) < 0.7, 1.0, -1.0)
    near = np.where(array == 0, generator.uniform(-0.5, 0.5, shape), array)
    near = near * (1 + 0.4 * generator.uniform(-1, 1, shape))
    half = np.arange(points)[:, None, None] < points // 2
    return np.where(half | np.isnan(near), anywhere, near)


def targets(known: Trace, moved: Array, generator: np.random.Generator) -> Array:
    """Targets as the cost needs them: between 0 and 1, and for softmax adding up to 1."""
    named = known.source.cost if isinstance(known.source, Network) else None
    cost = COSTS.get(named or "")
    if cost is None or cost.activation is None:
        return moved
    shares = generator.uniform(0.05, 0.95, moved.shape)
    return shares / shares.sum(axis=-2, keepdims=True) if cost.add_up else shares


def nudged(array: Array, generator: np.random.Generator) -> Array:
    """(1 + NUDGES, points, rows, columns): the points, then each moved a hair."""
    hairs = generator.uniform(-HAIR, HAIR, (NUDGES, *array.shape))
    return np.concatenate([array[None], array * (1 + hairs)])


def settled(known: Trace, given: dict[str, Array]) -> dict[str, Array]:
    """Where there is no connection there is none at any point; tied entries are one number."""
    network = known.source
    if not isinstance(network, Network):
        return given
    for name, places in network.absent_entries.items():
        for row, column in places:
            given[name][..., row - 1, column - 1] = 0.0
    for _, tied in network.tied_entries:
        first, row, column = tied[0]
        for name, i, j in tied[1:]:
            given[name][..., i - 1, j - 1] = given[first][..., row - 1, column - 1]
    return given


def same_side(known: Trace, made: Trace, points: int) -> Mask:
    """The points at which every kinked slope is what it is on the sheet; all of them, where the
    sheet has no numbers, or stands on a kink itself."""
    usable = np.ones(points, dtype=bool)
    for line in known.equations:
        right = known.state[line.target]
        if any(map(jumps, kinks(line.rule.formula))) and np.isfinite(right).all():
            here = (made.state[line.target] == right).all(axis=(-2, -1))
            usable &= np.broadcast_to(here, (1 + NUDGES, points)).all(axis=0)
    return usable if usable.any() else ~usable
