"""Marks at the edges: what overflows, saturates, cancels, or is a hair from whole units."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

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
