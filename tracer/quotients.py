"""Difference quotients of a traced derivative: the forward one closing in, the central one judging.

The central quotient is off by a share of Δx² and by the rounding of J over Δx, so that no single
Δx does for all: most entries are settled by one, the rest by many, from large to small.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

import numpy as np

from .errors import InputError
from .rules.rule import Array
from .slopes import At, Slope, slope_of
from .symbols import Place

if TYPE_CHECKING:
    from .trace import Trace

TOLERANCE = 1e-6  # how far off a quotient may be, in units of the largest number of the array
SHRINKING = tuple(10.0**-power for power in range(1, 8))
"""The Δx of the table that shows the forward quotient closing in."""
FIRST = 1e-4
LADDER = tuple(10.0**-power for power in range(1, 13))
"""Δx of the central quotient, times max(1, |x|): nearly always FIRST is enough; where it is
not, all of them are tried, and then LOWER, times |x| itself, for very small x. No two are the
same: two quotients would seem to agree."""
LOWER = (0.7e-3, 0.7e-4, 0.7e-5)
SAFETY = 10.0  # times over, before something is called different

Outcome: TypeAlias = Literal["agrees", "kink", "differs", "infinite", "hidden"]
OUTCOMES: tuple[Outcome, ...] = ("agrees", "kink", "differs", "infinite", "hidden")
"""What can be found at one entry. `infinite`: there is an infinite or undefined number;
`hidden`: the slope is too small beside the rounding of J for any quotient to show it."""


class Quotient(NamedTuple):
    """One line of the table: (J(x + Δx) − J(x))/Δx, and the traced derivative minus that."""

    dx: float
    quotient: float
    difference: float


def quotients(
    traced: Trace, name: str, place: Place | None = None, student: tuple[int, ...] = ()
) -> list[Quotient]:
    """The forward quotient of one entry for shrinking Δx, beside the traced derivative.

    `place` is as the sheet lays it, from 1; None for a plain number. `student` is a place on
    the leading axes; () the first one. Raises InputError if `name` is no derivative, or there
    is nothing to compare.
    """
    step = traced.step(name)
    slope = slope_of(step) if step.quantity.by is not None else f"{step.name} is no derivative"
    if isinstance(slope, str):
        raise InputError(
            "quotients", slope, expected="a derivative of something traced", example="dJ/dW[1]"
        )
    row, column = place or (1, 1)
    at = [slope.turned(row - 1, column - 1)]
    own = (0, *(student or (0,) * len(traced.students)))
    exact = float(slope.entries(step.name, at)[own])
    lines = []
    for dx in SHRINKING:
        x = slope.stands(at)
        after, _ = slope.moved(at, x + dx)
        with np.errstate(all="ignore"):
            rise = slope.factor * (after - slope.follows(at)) / ((x + dx) - x)
        quotient = float(rise[own])
        lines.append(Quotient(dx, quotient, exact - quotient))
    return lines


# Judging


def judged(slope: Slope, places: Sequence[At]) -> tuple[Any, Array]:
    """Which of OUTCOMES each entry is, and its nearest quotient: both (places, *students)."""
    traced = slope.entries(slope.step.name, places)
    x = slope.stands(places)
    quotient, crossed = central(slope, places, FIRST * np.maximum(1.0, np.abs(x)))
    allowed = TOLERANCE * largest(slope)
    near = ~crossed & (np.abs(quotient - traced) <= allowed)
    outcomes = np.where(near, OUTCOMES.index("agrees"), -1)
    open_ = np.flatnonzero(~near.reshape(len(places), -1).all(axis=1))
    if open_.size:
        left = [places[int(at)] for at in open_]
        outcomes[open_], quotient[open_] = on_the_ladder(slope, left, allowed)
    return outcomes, quotient


def on_the_ladder(slope: Slope, places: Sequence[At], allowed: Array) -> tuple[Any, Array]:
    """The same for entries that FIRST does not settle: by quotients from large Δx to small."""
    traced, x = slope.entries(slope.step.name, places), slope.stands(places)
    size = np.abs(x)
    steps = np.stack(
        [rung * np.maximum(1.0, size) for rung in LADDER]
        + [rung * np.where(size > 0, size, 1.0) for rung in LOWER]
    )
    steps = -np.sort(-steps, axis=0)
    tries = [central(slope, places, step) for step in steps]
    quotients, crossed = (np.stack(arrays) for arrays in zip(*tries, strict=True))
    usable = np.isfinite(quotients) & ~crossed
    off = np.where(usable, np.abs(quotients - traced), np.inf)
    best = np.take_along_axis(quotients, off.argmin(axis=0)[None], axis=0)[0]

    agrees = off.min(axis=0) <= allowed
    with np.errstate(all="ignore"):
        noise = SAFETY * slope.factor * slope.noise(places) / steps
    differs, settled = settled_elsewhere(quotients, noise, usable, off)
    finite = np.isfinite(traced) & np.isfinite(slope.follows(places))
    conditions = [~finite, agrees, differs, crossed.any(axis=0)]
    names: list[Outcome] = ["infinite", "agrees", "differs", "kink"]
    outcomes = np.select(
        conditions, [OUTCOMES.index(name) for name in names], OUTCOMES.index("hidden")
    )
    return outcomes, np.where(outcomes == OUTCOMES.index("differs"), settled, best)


def settled_elsewhere(quotients: Array, noise: Array, usable: Any, off: Array) -> tuple[Any, Array]:
    """Whether the quotients settle, but not on the derivative: three in a row agree with one
    another, and are far from it, farther than what separates them or what rounding can do.
    Returns the middle one of the best three too."""
    with np.errstate(invalid="ignore"):
        gaps = np.abs(np.diff(quotients, axis=0))
    small = gaps <= 0.01 * np.abs(quotients[1:]) + noise[1:]
    settled = usable[2:] & usable[1:-1] & usable[:-2] & small[1:] & small[:-1]
    known = np.stack([gaps[1:], gaps[:-1], noise[2:], noise[1:-1], noise[:-2]]).max(axis=0)
    known = np.where(settled, known, np.inf)
    best = known.argmin(axis=0)[None]
    least, apart, settled_on = (
        np.take_along_axis(array, best, axis=0)[0] for array in (known, off[1:-1], quotients[1:-1])
    )
    return np.isfinite(least) & (apart > SAFETY * least), settled_on


def central(slope: Slope, places: Sequence[At], dx: Array) -> tuple[Array, Any]:
    """The central quotients, and whether a kink lies within Δx: both (places, *students)."""
    x = slope.stands(places)
    with np.errstate(invalid="ignore"):
        up, down = x + dx, x - dx
    above, over_above = slope.moved(places, up)
    below, over_below = slope.moved(places, down)
    with np.errstate(all="ignore"):
        quotient = slope.factor * (above - below) / (up - down)
    return quotient, over_above | over_below


def largest(slope: Slope) -> Array:
    """The largest finite magnitude in the traced array: (*students)."""
    size = np.abs(slope.traced)
    return np.asarray(np.where(np.isfinite(size), size, 0.0).max(axis=(-2, -1)))
