"""Numbers that were not worked, and earn nothing: each input was once right, or half right.

Beside them stand, as tests of their own rooms: difference quotients and names of an elementary step
as formulas (`test_formula_quotients.test_a_difference_quotient_is_refused_with_a_sentence`,
`test_formula_allowed`), and full points in the export
(`classes/test_changes.test_full_points_have_passed_however_they_are_shared`). The other direction,
honest numbers that were wrong: test_marks_honest.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from exercises.authoring.printed import graded
from grader.exercise_file import Exercise, exercise
from grader.result import StudentReport
from tests.sample import sample
from tracer import Layer, Network

from .marks import (
    FORWARD,
    alone,
    filled,
    four,
    layer,
    lines,
    sheet,
    to_unit,
    typed,
    verdicts,
)

WHOLE = lines("J = u*x + v*y", "f = J**2", at={"u": 2, "x": 4, "v": 1, "y": 3})
DECIMALS_0 = lines(
    "J = u*x + v*y", "f = J**2", at={"u": 2, "x": 4, "v": 1, "y": 3}, ask=("J", "df/dJ"), decimals=0
)


def neuron(W: float, activation: str = "sigmoid") -> Network:
    inner = Layer(activation=activation, W=[[W]], b=[0.0])
    return Network(layers=[inner], X=[[1.0]], Y=[[1.0]], cost="bce")


@pytest.mark.parametrize(
    ("text", "right"),
    [("-0.0130", False), ("-0.0240", False), ("-0.0160", False), ("-0.0220", False),
     ("-0.0188", True), ("-0.0196", True), ("-0.0181", True), ("-0.01876", True)],
)  # fmt: skip
def test_a_gradient_alone_is_right_as_far_as_honest_rounding_reaches(
    text: str, right: bool
) -> None:
    """Case 1: −0.01876; of 60,000 runs at 3 digits all end in −0.0196 … −0.0181."""
    found = alone("lecture-network", "dJ/dW[1][1,1]", text)
    assert (found.verdict == "right") == right
    assert found.points == right


@pytest.mark.parametrize(("text", "right"), [("2.67", 0), ("2.75", 0), ("2.718", 1), ("2.72", 1)])
def test_times_one_and_a_copy_round_nothing(text: str, right: int) -> None:
    """Case 2: one linear neuron, ∂J/∂z = 1 · (6 − 3.282)."""
    linear = layer(("dJ/dz[1]",), W=[[2.0]], X=[[3.0]], Y=[[3.282]])
    assert typed(linear, {"dJ/dz[1]": text}).score == right


@settings(max_examples=10, deadline=None)
@given(st.integers(1000, 9999), st.integers(-60, 60))
def test_a_copy_is_right_within_its_own_rounding_only(number: int, off: int) -> None:
    """∂J/∂z is a copy of the given ∂J/∂ŷ: no typed number of 4 digits but itself is right."""
    copied = layer(
        ("dJ/dz[1]",),
        W=[[2.0]],
        X=[[3.0]],
        given={"y_hat": [[0.5]], "dJ/dy_hat": [[number / 1000]]},
    )
    found = alone(copied, "dJ/dz[1]", f"{(number + off) / 1000:.3f}")
    assert (found.verdict == "right") == (off == 0)


@pytest.mark.parametrize(
    ("name", "text"), [("J", "10"), ("f", "120"), ("f", "122"), ("df/dJ", "20")]
)
def test_in_whole_numbers_nothing_is_rounded(name: str, text: str) -> None:
    """Case 3: 11, 121 and 22."""
    found = alone(WHOLE, name, text)
    assert (found.verdict, found.points) == ("wrong", 0)


def test_in_whole_numbers_the_right_ones_are_right() -> None:
    found = typed(WHOLE, {"J": "11", "f": "121", "df/dJ": "22"})
    assert found.score == found.max == 3


@pytest.mark.parametrize(
    ("name", "text"), [("J", "10"), ("J", "12"), ("df/dJ", "20"), ("df/dJ", "23")]
)
def test_decimals_0_round_no_whole_number(name: str, text: str) -> None:
    """Case 4."""
    found = alone(DECIMALS_0, name, text)
    assert found.verdict in ("wrong", "mistake")
    assert found.points == 0


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(1, 7), min_size=4, max_size=4), st.integers(-30, 30), st.booleans())
def test_on_a_sheet_of_whole_numbers_any_other_whole_number_is_wrong(
    numbers: list[int], off: int, decimals: bool
) -> None:
    assume(off != 0)
    at = dict(zip("uxvy", numbers, strict=True))
    keys = {"decimals": 0} if decimals else {}
    own = lines("J = u*x + v*y", "f = J**2", at=at, ask=("J", "f", "df/dJ"), **keys)
    J = at["u"] * at["x"] + at["v"] * at["y"]
    for name, key in (("J", J), ("f", J * J), ("df/dJ", 2 * J)):
        assert alone(own, name, str(key)).points == 1
        assert alone(own, name, str(key + off)).points == 0


@pytest.mark.parametrize("u", ["1e7", "10000000", "-1e7", "1e9", "1e30"])
def test_an_absurd_number_opens_nothing_after_it(u: str) -> None:
    """Case 5: 4, 16 and 24."""
    squares = lines("u = 2*x + 1", "v = u**2", "f = 3*v", at={"x": 1.5})
    found = typed(squares, {"u": u, "v": "-123", "df/du": "999"})
    assert [one.verdict for one in found.answers] == ["wrong"] * 3
    assert found.score == 0


@pytest.mark.parametrize("y_hat", ["0.650", "0.5000", "0.900", "0.990"])
def test_after_a_saturated_number_only_what_follows_follows(y_hat: str) -> None:
    """Case 6: σ(700) = 1."""
    found = typed(neuron(0.7), {"z[1]": "700", "y_hat": y_hat})
    assert [one.points for one in found.answers] == [0, 0]


@pytest.mark.parametrize(
    ("name", "text", "points"),
    [("a", "0.60", 1), ("dL/da", "0.50", 0), ("dL/dw", "0.36", 0), ("dL/da", "0.59", 1),
     ("dL/dw", "0.44", 1)],
)  # fmt: skip
def test_steps_inside_a_line_are_not_rounded_one_by_one(name: str, text: str, points: int) -> None:
    """Case 7: 0.59 and 0.4425, at two digits."""
    two = lines(
        "a = w*x", "L = 1/2*(y - a)**2", at={"w": 0.8, "x": 0.75, "y": 0.01},
        ask=("a", "dL/da", "dL/dw"), digits=2, min_digits=2,
    )  # fmt: skip
    assert typed(two, {name: text}).score == points


@pytest.mark.parametrize("text", sample(["1", "0", "0.1", "0.1234", "-1", "2"], 6))
def test_one_number_in_every_box_earns_where_it_happens_to_be_right(text: str) -> None:
    """Case 8: of 53 points. Some numbers of the sheet are 0, z[1] is 0.1 in one box."""
    own = sheet("two-layers")
    found = typed(own, filled(own, lambda name, number: text))
    for one in found.answers:
        key = own.trace[one.name]
        assert one.points == 0 or float(key) == pytest.approx(float(text), abs=1e-12)
    assert found.score <= 0.1 * found.max


def zeros(found: StudentReport, own: Exercise) -> list[str]:
    """The derivatives of a sheet that are 0."""
    return [
        one.name
        for one in found.answers
        if one.quantity not in FORWARD and abs(float(own.trace[one.name])) < 1e-12
    ]


@pytest.mark.parametrize("first", sample(["1e9", "-1e9", "1e30", "7e5", "123456"], 5))
def test_a_huge_forward_pass_and_zeros_behind_it_earn_nothing(first: str) -> None:
    """Case 9; some of the derivatives are 0."""
    own = sheet("two-layers")
    found = typed(own, filled(own, lambda name, number: first if name in FORWARD else "0"))
    paid = [one for one in found.answers if one.points]
    assert [one.name for one in paid] == zeros(found, own)
    assert found.score == len(paid)


@pytest.mark.parametrize("rest", sample(["0", "1", "0.5000", "1000"]))
def test_a_forward_pass_alone_earns_the_forward_passs_points(rest: str) -> None:
    """Case 10."""
    own = sheet("two-layers")
    found = typed(own, filled(own, lambda n, number: four(number) if n in FORWARD else rest))
    forward = sum(one.max for one in found.answers if one.quantity in FORWARD)
    assert 0 < forward < found.max
    assert found.score == forward + len(zeros(found, own)) * (rest == "0")


@pytest.mark.parametrize("text", ["1", "0", "1.0", "1.000", "0.5", "-0.4280"])
def test_what_does_not_even_round_to_the_number_typed_is_wrong(text: str) -> None:
    """Case 11: ŷ = 0.4280."""
    found = alone(neuron(-0.29), "y_hat", text)
    assert found.points == 0
    assert found.verdict in ("wrong", "mistake")


@pytest.mark.parametrize("text", ["3e-1", "0.3", ".3", "0.2", "2e-1"])
def test_one_digit_of_four_earns_nothing_and_is_told_so(text: str) -> None:
    """Case 12: 0.2847."""
    own = neuron(-0.92115)
    assert own.layers[0].W is not None
    found = alone(own, "y_hat", text)
    assert (found.verdict, found.points) == ("wrong", 0)
    assert "too few digits" in found.message


def test_a_saturated_output_that_nobody_worked_is_wrong() -> None:
    """Case 13, its first half: 0.7514 and 0.7729."""
    found = typed("mazur", {"y_hat": [["1"], ["1"]]})
    assert [one.points for one in found.answers] == [0, 0]


@pytest.mark.parametrize("text", ["2", "2.9", "2.99", "3.1", "4"])
def test_an_exact_parameter_is_not_rounded_at_three_decimals(text: str) -> None:
    """Case 14: the new w is exactly 3."""
    own = layer(("W[1]:=",), W=[[2]], X=[[1]], Y=[[4]], alpha=0.5, decimals=3)
    assert typed(own, {"W[1]:=": text}).score == 0
    assert typed(own, {"W[1]:=": "3"}).score == typed(own, {"W[1]:=": "3.000"}).score == 1


def test_one_digit_in_every_box_earns_where_it_is_right_as_a_number_of_three() -> None:
    """Case 12: 0.8 is 0.7941 to two digits and within the reach of three, 0.5 is not 0.4576."""
    own = sheet("two-layers")
    found = typed(own, filled(own, lambda name, number: f"{number:.0e}"))
    assert "coarse" not in {one.verdict for one in found.answers}
    for one in found.answers:
        if one.points:
            assert float(one.typed or "") == pytest.approx(float(own.trace[one.name]), rel=0.025)
    assert found.score <= 0.2 * found.max  # 6 of 53 for what is 0, 0.1 and -0.6 exactly


SLIPS = ("u", "h", "o", "E", "dE/do", "dE/dw3", "dE/dw1", "w2:=")
DESCENT = lines(
    "u = w1*x", "h = w2*u", "o = w3*h", "E = 1/2*(o - t)**2",
    at={"w1": 1.3, "x": 1.7, "w2": 2.1, "w3": 1.9, "t": 4.3}, ask=SLIPS, alpha=0.02, repeat="once",
)  # fmt: skip


@pytest.mark.parametrize(
    "factors", sample([[0.1, 0.1, 0.1], [10, 10, 10], [0.1, 10, 0.1], [0.01, 0.1, 10]])
)
def test_slips_of_the_decimal_point_cost_each_its_line(factors: list[float]) -> None:
    """Case 15: `once` is for what was not understood."""
    own = {name: four(float(DESCENT.trace[name])) for name in SLIPS}
    assert typed(DESCENT, own).score == 8
    for name, factor in zip(("E", "dE/dw3", "w2:="), factors, strict=True):
        own[name] = four(float(own[name]) * factor)
    found = typed(DESCENT, own)
    assert found.score == 5
    assert {one.points for one in found.answers if one.verdict == "mistake"} == {0}


@pytest.mark.full
@pytest.mark.parametrize("turn", sample([round, math.trunc, math.floor]))
def test_honest_work_at_four_decimals_ends_within_two_units(turn: Callable[[float], int]) -> None:
    """Case 18: a second forward pass, of which J alone is asked; 0.0012 off is wrong."""
    own = lines(
        "h = sigmoid(w1*x)", "L = 1/2*(y - w2*h)**2", at={"w1": 0.3, "x": 0.5, "w2": 0.7, "y": 1},
        alpha=0.5, update=["w1", "w2"], decimals=4, ask=("@2 L",),
    )  # fmt: skip
    right = float(own.trace["@2 L"])

    def at(number: float) -> float:
        return to_unit(number, 4, turn)

    w1, w2, h = 0.3, 0.7, at(1 / (1 + math.exp(-0.15)))
    error = at(1 - at(w2 * h))
    step = at(at(-error * w2) * at(h * at(1 - h)))
    w1, w2 = at(w1 - at(0.5 * at(step * 0.5))), at(w2 + at(0.5 * at(error * h)))
    h = at(1 / (1 + math.exp(-at(w1 * 0.5))))
    honest = at(at(at(1 - at(w2 * h)) ** 2) / 2)
    assert abs(honest - right) < 2.5e-4
    assert alone(own, "@2 L", f"{honest:.4f}").verdict == "right"
    for two in (1.8e-4, -1.8e-4):
        assert alone(own, "@2 L", f"{right + two:.4f}").verdict == "right"
    for off in (12e-4, -5e-4):
        assert alone(own, "@2 L", f"{right + off:.4f}").points == 0


@pytest.mark.parametrize("text", ["0.07387", "0.073868185"])
def test_a_cost_behind_three_unwritten_updates_is_right_as_far_as_rounding_reaches(
    text: str,
) -> None:
    """Of case 18's kind: @4 J = 0.0738682; once 0 to 0.5 was right, whatever was typed."""
    layers = [
        {"activation": "tanh", "W": [[0.4], [0.2]], "b": [0.2, 0.1]},
        {"activation": "sigmoid", "W": [[0.5, -0.7]], "b": [0.1]},
    ]
    network = {"cost": "half_mse", "X": [[0.5]], "Y": [[1]], "alpha": 0.5, "layers": layers}
    own = exercise({"network": network, "ask": [{"quantity": "@4 J"}]})
    found = alone(own, "@4 J", text)
    assert found.verdict == "right"
    assert found.accepts is not None
    assert max(abs(end / 0.0738682 - 1) for end in found.accepts) < 0.01


OLD_BIAS = layer(("b[1]:=",), W=[[1]], b=[0.4], X=[[1]], Y=[[1.608]], alpha=0.1)


@pytest.mark.parametrize("text", ["0.4", "0.40", "0.400", "0.4000", ".4"])
def test_the_old_value_is_not_updated_however_many_zeros_are_typed(text: str) -> None:
    """Case 19: 0.4208."""
    found = alone(OLD_BIAS, "b[1][1,1]:=", text)
    assert (found.verdict, found.mistakes, found.points) == ("mistake", ("not-updated",), 0)
    assert [one.right for one in graded(OLD_BIAS, {"b[1]:=": text}).disagree] == ["0.4208"]


@pytest.mark.parametrize(
    "others", [{}, {"h": "1.429"}, {"f": "4.762"}, {"h": "1.429", "f": "4.762"}, {"h": "9.999"}]
)
def test_a_number_with_too_few_digits_is_marked_by_one_rule_whatever_stands_beside_it(
    others: dict[str, str],
) -> None:
    """Case 20: 3.3333."""
    own = lines("h = x/7", "z = x/3", "f = h*z", at={"x": 10}, min_digits=3)
    own = replace(own, coarse_costs_at_most=1.0)
    [found] = [one for one in typed(own, {"z": "3.3", **others}).answers if one.name == "z"]
    assert (found.verdict, found.points) == ("coarse", own.credit["coarse"])
    assert verdicts(own, {"z": "3.33", **others})["z"] == "right"
