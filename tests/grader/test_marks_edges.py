"""Marks at the edges: what overflows, saturates, cancels, or is a hair from whole units."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sample import sample

from .marks import alone, layer, lines, sheet, typed, verdicts

SATURATED = layer(("J",), activation="sigmoid", cost="bce", W=[[1.0]], X=[[-800.0]], Y=[[1]])


@pytest.mark.parametrize("v", ["-123", "5", "0"])
def test_a_number_whose_square_overflows_opens_nothing(v: str) -> None:
    """Of case 5's kind: u = 1e300, u² = ∞."""
    squares = lines("u = 2*x + 1", "v = u**2", "f = 3*v", at={"x": 1.5})
    found = typed(squares, {"u": "1e300", "v": v})
    assert found.answers[1].points == 0


def test_a_saturated_output_earns_nothing_behind_it_either() -> None:
    """Case 13."""
    found = typed("mazur", {"y_hat": [["1"], ["1"]], "dJ/dz[2]": [["0"], ["0"]]})
    assert [one.points for one in found.answers] == [0, 0, 0, 0]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("text", sample(["0.3302", "0.3278", "0.3295", "0.3285"]))
def test_a_wrong_number_is_looked_into_without_a_warning(text: str) -> None:
    """Case 18 on `second-iteration`, with decimals."""
    own = replace(sheet("second-iteration"), decimals=4)
    assert alone(own, "@2 J", text).points == 0


@pytest.mark.parametrize("text", ["799", "801", "1", "0", "-5", "-inf", "700"])
def test_the_loss_of_a_saturated_output_is_no_other_number(text: str) -> None:
    """Case 27: 800."""
    assert alone(SATURATED, "J", text).points == 0


@pytest.mark.parametrize("z", [9.0, 10.5, 11.55, 13.0, 14.0])
def test_a_number_that_is_nearly_whole_is_rounded_or_cut_off_like_any_other(z: float) -> None:
    """tanh(11.55) is 0.9999999998."""
    own = layer(("z[1]", "y_hat"), activation="tanh", W=[[1.0]], X=[[z]], Y=[[1]])
    for text in ("1", "1.000", "0.9999"):
        found = verdicts(own, {"z[1][1,1]": f"{z}", "y_hat[1,1]": text})
        assert found == {"z[1][1,1]": "right", "y_hat[1,1]": "right"}
        assert alone(own, "y_hat[1,1]", text).verdict == "right"
    for text in ("0.998", "0.9980", "1.002"):
        assert alone(own, "y_hat[1,1]", text).points == 0


@pytest.mark.parametrize("x", [-18.0, -22.0, -40.0])
def test_a_small_number_is_nearly_0_and_is_none(x: float) -> None:
    own = lines("u = exp(x)", "f = 2*u", at={"x": x}, ask=("u",))
    assert alone(own, "u", f"{math.exp(x):.3e}").verdict == "right"
    assert alone(own, "u", f"{1.01 * math.exp(x):.3e}").points == 0


NEARLY = st.tuples(st.integers(1, 999), st.integers(1, 99), st.integers(9, 14), st.booleans())


@given(NEARLY)
@settings(max_examples=20, deadline=None)
def test_a_sum_that_is_nearly_a_decimal_is_rounded_to_it(one: tuple[int, int, int, bool]) -> None:
    """The term that does not show may be left away; four last digits more are not right."""
    tenths, units, power, less = one
    x, small = tenths / 10, (-1 if less else 1) * units * 10.0**-power
    own = lines("u = x + v", "f = 2*u", at={"x": x, "v": small}, ask=("u",))
    places = 3 - math.floor(math.log10(x))
    assert alone(own, "u", f"{x:.{places}f}").verdict == "right"
    assert alone(own, "u", f"{x + 4 * 10.0**-places:.{places}f}").points == 0


def sums(row: list[float]) -> Any:
    return layer(
        ("dJ/db[1]",), activation="sigmoid", W=[[0.5, -0.3]], b=[0.2],
        X=[[1, 2], [-1, 1], [2, -1]], given={"dJ/dz[1]": [row]}, reveal="all",
    )  # fmt: skip


def test_the_right_number_of_a_sum_that_cancels_is_told_as_0() -> None:
    """Case 31."""
    found = alone(sums([-0.3, 0.1, 0.2]), "dJ/db[1][1,1]", "0.5")
    assert "The right number is 0;" in found.message
    assert "e-1" not in found.message


@pytest.mark.parametrize(
    ("y_hat", "text", "digits"),
    [(0.49999, "0.24999", 5), (0.6999999999, "0.7000", 4), (0.70000000007, "0.7000", 4)],
)
def test_a_number_a_hair_from_whole_units_may_be_rounded_to_them(
    y_hat: float, text: str, digits: int
) -> None:
    """0.49999² = 0.2499900001; 0.6999999999 and 0.70000000007 as they are."""
    cost = "mse" if digits == 5 else "half_sse"
    own = layer(
        ("J", "dJ/dy_hat"), activation="sigmoid", cost=cost, Y=[[0]],
        given={"y_hat": [[y_hat]]}, digits=digits,
    )  # fmt: skip
    name = "J" if digits == 5 else "dJ/dy_hat[1,1]"
    assert alone(own, name, text).verdict == "right"


def test_a_number_of_fewer_digits_was_worked_with_few_whatever_else_was_written() -> None:
    """0.375 for 0.37454 makes 1 of 0.98; beside it stands a number with four digits."""
    own = lines(
        "p = a*b", "q = 40*p - 14", "r = a + b",
        at={"a": 0.5346, "b": 0.7006}, digits=4, min_digits=3,
    )  # fmt: skip
    assert verdicts(own, {"q": "1", "r": "1.235"}) == {"q": "right", "r": "right"}
    assert verdicts(own, {"q": "1.1", "r": "1.235"})["q"] == "wrong"
