"""One task as a network, as scalars and as lines that somebody wrote himself: the same is accepted.

The formulas of a step are not quite the same everywhere (1 − a² of a network is 1 − tanh(z)² of a
step that no line names), nor are the roundings on the way: so how far is held to a factor, where
nothing is rounded to nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.follow import follow
from grader.ranged import Rounding
from grader.written import accepted
from tests.grader.marks import layer, lines, typed
from tracer import Expression, Layer, Network, Trace, trace
from tracer.expand import expand, scalars

ALIKE = 2.0  # how much wider the accepted numbers of one form may be than those of another
ACTIVATIONS = ("identity", "relu", "tanh", "sigmoid")
COSTS = ("half_mse", "mse")

tenths = st.integers(-15, 15).filter(bool).map(lambda whole: whole / 10)


@st.composite
def networks(draw: st.DrawFn, sizes: tuple[int, int, int] | None = None) -> Network:
    """Two layers; no kink near, where both sides of it would be accepted."""
    count, hidden, outputs = sizes or (draw(st.integers(1, 2)), draw(st.integers(1, 2)), 1)

    def rows(height: int, width: int) -> list[list[float]]:
        return [[draw(tenths) for _ in range(width)] for _ in range(height)]

    def drawn(height: int, width: int, activation: str) -> Layer:
        return Layer(W=rows(height, width), b=rows(1, height)[0], activation=activation)

    first, last = draw(st.sampled_from(ACTIVATIONS)), draw(st.sampled_from(ACTIVATIONS[2:]))
    return Network(
        layers=[drawn(hidden, count, first), drawn(outputs, hidden, last)],
        X=rows(1, count), Y=[[1.0] * outputs], cost=draw(st.sampled_from(COSTS)),
    )  # fmt: skip


class Form:
    """One form of a task; nothing is written."""

    def __init__(self, known: Trace) -> None:
        one = Rounding(np.full((1, 1, 1), 4))
        self.line = follow(known.equations, known.given, {}, one).line

    def width(self, name: str, place: tuple[int, int] = (0, 0)) -> float:
        """How widely numbers of four digits are accepted."""
        line = self.line[name]
        low, high = accepted(Rounding(4).unit(np.abs(line.value)), line, Rounding(4))
        return float(high[0, *place] - low[0, *place])


def near_a_kink(known: Trace) -> bool:
    return bool((np.abs(known.state["z[1]"]) < 0.05).any())


def alike(*widths: float) -> bool:
    return min(widths) * ALIKE >= max(widths) - 1e-9


@given(networks())
@settings(max_examples=12, deadline=None)
def test_a_network_and_its_scalars_accept_alike(network: Network) -> None:
    known, written = trace(network), trace(expand(network))
    if near_a_kink(known):
        return
    arrays, numbers = Form(known), Form(written)
    for symbol, (array, row, column) in scalars(network).items():
        if array[0] in "Wb":
            width = arrays.width(f"dJ/d{array}", (row - 1, column - 1))
            assert alike(width, numbers.width(f"dJ/d{symbol}")), symbol


@pytest.mark.thorough
@given(networks((1, 1, 1)))
@settings(max_examples=12, deadline=None)
def test_a_network_and_lines_of_ones_own_accept_alike(network: Network) -> None:
    known = trace(network)
    if near_a_kink(known):
        return
    first, last = network.layers
    factor = {"half_mse": "1/2*", "mse": ""}[str(network.cost)]
    inside = [layer.activation + "({})" if layer.activation != "identity" else "{}"
              for layer in network.layers]  # fmt: skip
    own = trace(Expression(
        expression=[
            "h = " + inside[0].format("w1*x + b1"),
            f"J = {factor}(y - " + inside[1].format("w2*h + b2") + ")**2",
        ],
        at={"w1": float(first.W[0, 0]), "b1": float(first.b[0]), "x": float(network.X[0, 0]),
            "w2": float(last.W[0, 0]), "b2": float(last.b[0]), "y": 1.0},
    ))  # fmt: skip
    pairs = {"W[1]": "w1", "b[1]": "b1", "W[2]": "w2", "b[2]": "b2"}
    arrays, numbers = Form(known), Form(own)
    for array, symbol in pairs.items():
        assert alike(arrays.width(f"dJ/d{array}"), numbers.width(f"dJ/d{symbol}")), symbol


@pytest.mark.parametrize(("text", "points"), [("0.59", 1), ("0.58", 0), ("0.60", 0), ("0.53", 0)])
def test_what_cancels_exactly_is_not_rounded_inside_a_line(text: str, points: int) -> None:
    """½ · 2u is u: 2u is no step, and −1.18 no number that anybody writes as −1.2."""
    network = layer(("dJ/dy_hat",), W=[[0.8]], X=[[0.75]], Y=[[0.01]], cost="half_mse", digits=2,
                    min_digits=2)  # fmt: skip
    own = lines(
        "a = w*x", "L = 1/2*(y - a)**2", at={"w": 0.8, "x": 0.75, "y": 0.01}, ask=("dL/da",),
        digits=2, min_digits=2,
    )  # fmt: skip
    assert typed(network, {"dJ/dy_hat": text}).score == points
    assert typed(own, {"dL/da": text}).score == points
