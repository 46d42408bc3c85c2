"""One layer that takes one sample at a time, as the table that courses print: a row a pattern.

Inputs, net input, output, target, error, then what each parameter changes by and what it is. The
columns of inputs and parameters are x1, x2, …, w1, w2, …, b, with the neuron in front of several.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .errors import InputError
from .network import Network
from .symbols import Place
from .trace import Trace

HEADS = {
    "a[0]": "x{row}", "z[1]": "s{neuron}", "y_hat": "ŷ{neuron}", "y": "t{neuron}",
    "error": "t − ŷ{neuron}", "ΔW[1]": "Δw{neuron}{column}", "Δb[1]": "Δb{neuron}",
    "W[1]:=": "w{neuron}{column}", "b[1]:=": "b{neuron}",
}  # fmt: skip
"""What courses call a column, by the quantity that stands in it."""


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
    of_neuron = [(i, 1) for i in range(1, neurons + 1)]

    def made(name: str, places: list[Place], less: str = "") -> list[Column]:
        called = "error" if less else name
        return [Column(head(trace, called, place), name, place, less) for place in places]

    found = made("a[0]", [(j, 1) for j in range(1, inputs + 1)])
    for name, less in (("z[1]", ""), ("y_hat", ""), ("y", ""), ("y", "y_hat")):
        found += made(name, of_neuron, less)
    for form in ("Δ{}", "{}:="):
        for i, _ in of_neuron:
            found += made(form.format("W[1]"), [(i, j) for j in range(1, inputs + 1)])
            found += made(form.format("b[1]"), [(i, 1)])
    known = trace.by_steps.state
    return [one for one in found if one.name in known]


def head(trace: Trace, name: str, place: Place) -> str:
    """What a column is called that has one entry of a quantity, the place as calculated; "" for
    what courses have no name for."""
    assert isinstance(trace.source, Network)
    neuron = place[0] if trace.source.sizes[-1] > 1 else ""
    return HEADS.get(name, "").format(row=place[0], neuron=neuron, column=place[1])


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
