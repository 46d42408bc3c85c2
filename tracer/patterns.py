"""One layer that takes one sample at a time, as the table that courses print: a row a pattern.

Inputs, net input, output, target, error, then what each parameter changes by and what it is. The
columns of inputs and parameters are x1, x2, …, w1, w2, …, b, with the neuron in front of several.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .errors import InputError
from .network import Network
from .quantity import at_iteration
from .symbols import Place
from .trace import Trace


class Column(NamedTuple):
    """A column: its head, the quantity of which each row shows one entry, and which; `less`: a
    quantity whose entry is taken off, of the error."""

    head: str
    name: str
    place: Place = (1, 1)
    less: str = ""


def by_pattern(trace: Trace) -> bool:
    """Whether it has such a table."""
    source = trace.source
    if not isinstance(source, Network) or len(source.layers) != 1 or source.alpha is None:
        return False
    one_at_a_time = source.order == "stochastic" and not source.given
    return one_at_a_time and source.Y is not None and source.students is None


def columns(trace: Trace) -> list[Column]:
    """The columns of the table. Raises InputError for what has none."""
    source = trace.source
    if not by_pattern(trace) or not isinstance(source, Network):
        raise InputError(
            "patterns",
            "the table has a row for each sample and update of one layer",
            expected="one layer with alpha, X and Y, one sample at a time, nothing given",
            example='order = "stochastic"',
        )
    inputs, neurons = source.sizes
    found = [Column(f"x{j}", "a[0]", (j, 1)) for j in range(1, inputs + 1)]
    rows = [(str(i) if neurons > 1 else "", i) for i in range(1, neurons + 1)]
    for head, name, less in (("s", "z[1]", ""), ("ŷ", "y_hat", ""), ("t", "y", ""),
                             ("t − ŷ", "y", "y_hat")):  # fmt: skip
        found += [Column(head + row, name, (i, 1), less) for row, i in rows]
    for mark, form in (("Δ", "Δ{}"), ("", "{}:=")):
        for row, i in rows:
            every = range(1, inputs + 1)
            weights = [Column(f"{mark}w{row}{j}", form.format("W[1]"), (i, j)) for j in every]
            found += [*weights, Column(f"{mark}b{row}", form.format("b[1]"), (i, 1))]
    known = trace.by_steps.state
    return [one for one in found if one.name in known or at_iteration(one.name, 1) in known]


def rows(trace: Trace) -> Iterator[list[float]]:
    """The numbers of every iteration, column by column, from `columns`."""
    shown, heads = trace.by_steps, columns(trace)

    def entry(name: str, place: Place, iteration: int) -> float:
        return float(shown.seen[shown.read_in(name, iteration)][place[0] - 1, place[1] - 1])

    for k in range(1, trace.iterations + 1):
        yield [
            entry(one.name, one.place, k) - (entry(one.less, one.place, k) if one.less else 0.0)
            for one in heads
        ]
