"""Parameters drawn from a seed. To add a way to draw, add an entry to INITS.

The numbers of a seed never change: they come from NumPy's RandomState, whose streams are frozen,
are drawn in `columns` whatever the layout, W before b, layer by layer, and have four decimals
at most, so that they can be written down.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from .rules.rule import Array

SEEDS = 2**32  # a seed is below this


class Init(NamedTuple):
    """`draw` makes a matrix of (neurons, inputs); `biases`: whether b is drawn too, or is 0."""

    draw: Callable[[np.random.RandomState, int, int], Array]
    about: str
    biases: bool = False


def small(stream: np.random.RandomState, rows: int, columns: int) -> Array:
    """One decimal, never 0: −0.9 … −0.1 and 0.1 … 0.9 alike."""
    tenths = np.floor(18 * stream.random_sample((rows, columns))) - 9
    return np.asarray((tenths + (tenths >= 0)) / 10)


def normal(stream: np.random.RandomState, rows: int, columns: int, spread: float) -> Array:
    """N(0, spread²) to four decimals."""
    return np.asarray(np.round(spread * stream.standard_normal((rows, columns)), 4) + 0.0)


INITS: dict[str, Init] = {
    "small": Init(draw=small, biases=True, about="one decimal, −0.9 to 0.9, never 0; b too"),
    "normal": Init(
        draw=lambda stream, rows, columns: normal(stream, rows, columns, 0.5),
        about="N(0, ½²); b is 0",
    ),
    "xavier": Init(
        draw=lambda stream, rows, columns: normal(
            stream, rows, columns, float(np.sqrt(2 / (rows + columns)))
        ),
        about="N(0, 2/(inputs + neurons)); b is 0",
    ),
    "he": Init(
        draw=lambda stream, rows, columns: normal(
            stream, rows, columns, float(np.sqrt(2 / columns))
        ),
        about="N(0, 2/inputs); b is 0",
    ),
    "zeros": Init(
        draw=lambda stream, rows, columns: np.zeros((rows, columns)),
        about="all 0",
    ),
}


def drawn(init: str, stream: np.random.RandomState, rows: int, columns: int) -> tuple[Array, Array]:
    """W, (neurons, inputs), and b, (neurons,), of one layer."""
    way = INITS[init]
    W = way.draw(stream, rows, columns)
    return W, way.draw(stream, rows, 1)[:, 0] if way.biases else np.zeros(rows)
