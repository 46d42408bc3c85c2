"""Ranges: what honest rounding can do, line by line."""

from __future__ import annotations

import numpy as np
import pytest

from grader.bounds import through
from grader.ranged import Ranged, Rounding, given, last_digit
from tracer import Layer, Network, trace
from tracer.rules.costs import COSTS

NETWORKS = {
    "sigmoid": ("sigmoid", "bce"),
    "tanh": ("tanh", "mse"),
    "relu": ("relu", "half_mse"),
    "softplus": ("softplus", "mse"),
    "softmax": ("softmax", "ce"),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_numbers_inside_the_ranges_of_the_inputs_come_out_inside(name: str) -> None:
    last, cost = NETWORKS[name]
    known = trace(
        Network(
            layers=[
                Layer(activation="sigmoid", W=[[0.3, -0.5], [0.8, 0.2]], b=[0.1, -0.2]),
                Layer(activation=last, W=[[0.7, -0.4], [0.9, 0.6]], b=[0.3, 0.5]),
            ],
            X=[[0.5, -1.0], [1.5, 2.0], [-0.3, 0.4]],
            Y=[[1, 0], [0, 1], [1, 0]],
            cost=cost,
            alpha=0.3,
        )
    )
    rng = np.random.default_rng(3)
    for equation in known.equations:
        values = [known.state[hole] for hole in equation.inputs]
        spread = [0 if hole in known.given else 0.02 for hole in equation.inputs]
        ranges = [
            given(value) if share == 0 else Ranged(value, value - share, value + share)
            for value, share in zip(values, spread, strict=True)
        ]
        line = through(equation.rule, ranges, Rounding(4, None, False))
        for _ in range(200):
            moved = [
                value + share * rng.uniform(-1, 1, value.shape)
                for value, share in zip(values, spread, strict=True)
            ]
            result = equation.rule.calculate(*moved)
            # one input after the other leaves out what two together do: a hair at this width
            more = 0.05 * (line.high - line.low) if equation.rule.kind == "coupled" else 0.0
            assert (result >= line.low - more).all(), equation.target
            assert (result <= line.high + more).all(), equation.target


UNITS = {0.1234: 1e-4, 0.001: 1e-6, 1234.0: 1.0, 98765.0: 10.0, -0.05: 1e-5, 0.0: 0.0}


@pytest.mark.parametrize("number", UNITS)
def test_the_last_of_four_digits(number: float) -> None:
    assert last_digit(np.array(number), 4) == pytest.approx(UNITS[number])


@pytest.mark.parametrize(("truncation", "behind"), [(True, (0.99, 1.02)), (False, (0.99, 1.01))])
def test_a_cut_off_number_stands_for_larger_ones(
    truncation: bool, behind: tuple[float, float]
) -> None:
    low, high = Rounding(3, None, truncation).behind(np.array(1.0), np.array(0.02))
    assert (float(low), float(high)) == pytest.approx(behind)


def test_a_range_that_reaches_the_end_of_the_domain_has_no_end_after_it() -> None:
    known = trace(
        Network(layers=[Layer(activation="sigmoid", W=[[1.0]])], X=[[7.0]], Y=[[0]], cost="bce")
    )
    y_hat = Ranged(*(np.array([[number]]) for number in (0.999, 0.998, 1.001)))
    slope, local = known.by_name["dJ/dy_hat"].equation, known.by_name["dy_hat/dz[1]"].equation
    rounding = Rounding(3, None, True)
    dJ_dy_hat = through(slope.rule, [y_hat, given(known.state["y"])], rounding)
    dy_hat_dz = through(local.rule, [y_hat], rounding)
    assert dJ_dy_hat.high == np.inf
    product = known.by_name["dJ/dz[1]"].equation.rule
    line = through(product, [dy_hat_dz, dJ_dy_hat, y_hat, given(known.state["y"])], rounding)
    # ... but for the product of both factors at the output, which is ŷ − y whatever ŷ is
    assert 0.9 < line.low < 0.98
    assert 1.0 < line.high < 1.1


def test_a_curve_that_turns_beside_the_end_of_a_range_is_seen() -> None:
    parabola = COSTS["mse"].loss
    y_hat = Ranged(*(np.array([[number]]) for number in (-0.004, -0.014, 0.001)))
    line = through(parabola, [y_hat, given(np.zeros((1, 1)))], Rounding(3, None, True))
    assert line.low <= 0.0
