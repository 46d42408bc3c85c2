"""What follows from a wrong number: from which one, and what it earns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from grader.exercise_file import exercise

from .marks import each, four, layer, lines, sheet, typed

TWO_LAYERS = sheet("two-layers")


def chain(wrong: Mapping[tuple[int, int], float]) -> dict[str, Any]:
    """Everything worked on, from z[1] with some entries that are wrong."""
    state = dict(TWO_LAYERS.trace.given)
    for line in TWO_LAYERS.trace.equations[:3]:
        state[line.target] = np.array(line.rule.calculate(*(state[one] for one in line.inputs)))
        if line.target == "z[1]":
            for place, number in wrong.items():
                state["z[1]"][place] = number
    return {name: each(state[name], four) for name in ("z[1]", "a[1]", "z[2]")}


def test_what_was_partly_right_hands_on_what_was_wrong() -> None:
    found = typed(TWO_LAYERS, chain({(0, 0): 1.7}))
    assert found["a[1][1,1]"].verdict == "follows"
    assert found["a[1][2,2]"].verdict == "right"
    assert found["z[2][1,1]"].verdict == "follows"
    assert found["z[2][1,1]"].because_of == ("z[1][1,1]",)
    assert found.first_wrong == ("z[1][1,1]",)


@pytest.mark.parametrize("name", ["h", "y"])  # in the middle, and at the end
def test_a_slope_is_read_off_the_written_value_of_its_own_line(name: str) -> None:
    """tanh(1.11) is 0.8041; who wrote 0.71 goes on with 1 − 0.71² as with any other number."""
    rows = ["a = w*x + b", f"{name} = tanh(a)", *(["L = h**2"] if name == "h" else [])]
    sheet_of_lines = lines(*rows, at={"w": 0.7, "x": 1.3, "b": 0.2})
    slope = f"d({name})/d(a)"
    found = typed(sheet_of_lines, {name: "0.71", slope: "0.4959"})
    assert found[slope].verdict == "follows"
    assert found[slope].because_of == (name,)
    found = typed(sheet_of_lines, {name: "0.8041", slope: "0.3534"})  # 1 − 0.8041²; it is 0.3535
    assert found[slope].verdict == "right"


def test_what_is_right_again_hands_nothing_on() -> None:
    """z[1] wrong and a[1] right: z[2] that does not fit a[1] is wrong by itself."""
    own = chain({})
    own["z[1]"][0][1] = "-0.7000"  # off all the same
    found = typed(TWO_LAYERS, own | {"z[2]": [["0.9999", *own["z[2]"][0][1:]]]})
    assert found["a[1][1,2]"].verdict == "right"
    assert found["z[2][1,1]"].because_of == ()
    assert found["z[2][1,2]"].verdict == "right"


def test_a_line_made_entry_by_entry_follows_from_its_own_entry_only() -> None:
    found = typed(TWO_LAYERS, chain({(0, 0): 1.7, (1, 1): 2.6}))
    assert found["a[1][1,1]"].because_of == ("z[1][1,1]",)
    assert found["a[1][2,2]"].because_of == ("z[1][2,2]",)
    assert found["z[2][1,1]"].because_of == ("z[1][1,1]", "z[1][2,2]")


def test_a_size_that_nobody_worked_earns_nothing_where_it_makes_a_line_trivial() -> None:
    """ŷ = 1 follows from z = 50 where the terms of z add up to 0.8; more than 10 times that."""
    small = layer(
        ("z[1]", "y_hat"), activation="sigmoid", W=[[0.8]], X=[[1.0]], Y=[[1]], cost="bce"
    )
    large = layer(
        ("z[1]", "y_hat"), activation="sigmoid", W=[[6.0]], X=[[1.0]], Y=[[1]], cost="bce"
    )
    answers = {"z[1]": "50.00", "y_hat": "1"}
    assert [one.points for one in typed(small, answers).answers] == [0, 0]
    assert [one.points for one in typed(large, answers).answers] == [0, large.credit["simplified"]]


def test_a_wrong_0_earns_nothing_behind_it_where_its_line_gives_none() -> None:
    own = lines("p = a*b", "s = p*c", "t = s*d", at={"a": 1.3, "b": 0.7, "c": 2.1, "d": 1.9})
    found = typed(own, {"p": "0", "s": "0", "t": "0"})
    assert [one.points for one in found.answers] == [0, 0, 0]


def test_a_wrong_0_of_a_relu_is_worked_and_what_it_made_trivial_earns_half() -> None:
    own = lines("r = relu(a*b)", "s = r*c", at={"a": 1.3, "b": 0.7, "c": 2.1}, ask=("r", "s"))
    found = typed(own, {"r": "0", "s": "0"})
    assert [one.points for one in found.answers] == [0, own.credit["simplified"]]


KINK = {  # z[1]: 0.2, 0.9
    "cost": "half_mse", "X": [[1.0, 2.0]], "Y": [[1.0]],
    "layers": [
        {"activation": "relu", "W": [[0.5, -0.2], [0.3, 0.4]], "b": [0.1, -0.2]},
        {"activation": "identity", "W": [[0.7, -0.4]], "b": [0.3]},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("z", "earned"),
    {
        ("0", "-0.9"): (0, 0.5),  # ŷ is made of the 0, and so is ∂J/∂a: neither is trivial by it
        ("-0.2", "-900"): (0.5, 0),
        ("0", "-900"): (0, 0),
        ("-0.2", "-0.9"): (0.5, 0.5),
    }.items(),
)
def test_a_number_that_was_not_worked_spoils_only_what_it_made_trivial(
    z: tuple[str, str], earned: tuple[float, float]
) -> None:
    asked = [{"quantity": name} for name in ("z[1]", "dJ/dz[1]", "dJ/dW[1]")]
    nothing = {"dJ/dz[1]": ["0", "0"], "dJ/dW[1]": [["0", "0"], ["0", "0"]]}
    found = typed(exercise({"network": KINK, "ask": asked}), {"z[1]": list(z), **nothing})
    assert [found[f"dJ/dz[1][{row},1]"].points for row in (1, 2)] == list(earned)
    assert [found[f"dJ/dW[1][{row},2]"].points for row in (1, 2)] == list(earned)


def test_one_number_in_three_wrong_boxes_earns_nothing_by_following() -> None:
    """relu(2.345) = 2.345 is no work where z is no 2.345; two such boxes may be."""
    own = layer(
        ("z[1]", "a[1]"), activation="relu", W=[[0.31, 0.42]], X=[[1, 2], [-2, 3], [4, 1]],
        Y=[[1], [1], [1]],
    )  # fmt: skip
    copied = typed(own, {"z[1]": [["2.345"] * 3], "y_hat": [["2.345"] * 3]})
    assert copied.score == 0


def test_one_digit_earns_nothing_beside_a_number_of_two() -> None:
    """0.2960 twice, 4 digits asked: two are half of them, one is not."""
    twins = layer(
        ("y_hat",), activation="sigmoid", W=[[-0.8664]], X=[[1.0], [1.0]], Y=[[1], [1]], cost="bce"
    )
    found = typed(replace(twins, coarse_costs_at_most=1.0), {"y_hat": [["0.30", "0.3"]]})
    assert [one.points for one in found.answers] == [twins.credit["coarse"], 0]
    assert [one.flags for one in found.answers] == [("too-few-digits",)] * 2


@pytest.mark.parametrize(("v", "told"), [("2", True), ("4", True), ("7", False)])
def test_of_one_digit_it_is_said_where_it_fits_the_key_or_what_follows(v: str, told: bool) -> None:
    """u is 0.3333, and 0.9000 was written: v is 1.540 by the key, 4.158 by what was written."""
    own = lines("u = x/3", "v = 2*u*y", at={"x": 1, "y": 2.31}, ask=("u", "v"))
    found = typed(own, {"u": "0.9000", "v": v})["v"]
    assert found.verdict == "wrong"
    assert found.flags == (("too-few-digits",) if told else ())


def test_of_one_digit_among_others_it_is_said_only_where_it_fits() -> None:
    """ŷ is 0.2960 three times: 0.3 fits, 0.9 does not; 0.4321 has its digits."""
    own = layer(
        ("y_hat",), activation="sigmoid", W=[[-0.8664]], X=[[1], [1], [1]], Y=[[1], [1], [1]]
    )
    found = typed(own, {"y_hat": [["0.3", "0.9", "0.4321"]]})
    assert [one.flags for one in found.answers] == [("too-few-digits",), (), ()]


@pytest.mark.parametrize(("f", "points"), [("6", 0), ("6.000", 1), ("6.00", 1), ("6.0", 1)])
def test_what_follows_from_one_digit_with_one_digit_earns_nothing(f: str, points: int) -> None:
    own = lines("z = x/3", "f = 2*z", at={"x": 10}, ask=("z", "f"))
    assert [one.points for one in typed(own, {"z": "3", "f": f}).answers] == [0, points]


def test_a_slope_taken_as_1_everywhere_costs_its_own_boxes_only() -> None:
    """A 1 in four wrong boxes of 18 is a mistake of understanding, no number put anywhere."""
    names = ("dJ/da[1]", "da[1]/dz[1]", "dJ/dz[1]")
    keys = TWO_LAYERS.source.keys(defaults=False)
    keys["layers"][0]["b"] = [-3.0, -0.1]
    own = exercise({"network": keys, "ask": [{"quantity": name} for name in names]})
    gradient = each(own.trace["dJ/da[1]"], four)
    answers = dict(zip(names, (gradient, [["1"] * 3] * 2, gradient), strict=True))
    lost = [one.name for one in typed(own, answers).answers if not one.points]
    off = np.argwhere(own.trace["da[1]/dz[1]"] == 0) + 1
    assert len(off) > 3
    assert lost == [f"da[1]/dz[1][{row},{column}]" for row, column in off]


def test_two_slips_of_the_decimal_point_in_one_kind_of_line_cost_both() -> None:
    """Case 15, in the gradients of two layers' weights."""
    names = ("dJ/dW[2]", "dJ/dW[1]")
    answers = {name: each(TWO_LAYERS.trace[name], four) for name in names}
    for name in names:
        answers[name][0][0] = four(float(answers[name][0][0]) / 10)
    found = typed(TWO_LAYERS, answers)
    for name in names:
        assert found[f"{name}[1,1]"].mistakes == ("factor-10",)
        assert found[f"{name}[1,1]"].points == 0
