"""What a report says of what would have been accepted: the range, and why in a few words."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from grader import mark
from grader.asked import Exercise
from grader.exercise_file import exercise
from grader.report import FORMATS
from grader.report.accepted import between, in_full, number, why
from tracer import Expression

SAID = re.compile(r"accepted: (\S+?)(?: to (\S+?))? \((.*)\)\.")


def sheet(**keys: Any) -> Exercise:
    """One neuron: z = 0.46416, and ŷ = 0.6140."""
    network = {
        "layers": [{"activation": "sigmoid", "W": [[0.46416]]}],
        "X": [[1]], "Y": [[1]], "cost": "bce",
    }  # fmt: skip
    asked = [{"quantity": name} for name in ("z[1]", "y_hat", "J")]
    return exercise({"network": network, "ask": asked, "reveal": "all", **keys})


def said(made: Exercise, typed: str = "0.9000", name: str = "y_hat") -> str:
    return str(mark(made, {name: typed}).student[name].message)


REASONS = {
    "4 digits; each step may be rounded or cut off": {},
    "3 digits; each step may be rounded": {"digits": 3, "truncation": False},
    "3 decimals; each step may be rounded or cut off": {"decimals": 3},
    "at most 0.01 off": {"tolerance": {"absolute": 0.01}},
    "at most 0.5 % off": {"tolerance": {"relative": 0.005}},
    "the same to 3 significant digits": {"tolerance": {"significant": 3}},
    "the same to 2 decimals": {"tolerance": {"decimals": 2}},
}


@pytest.mark.parametrize("reason", REASONS)
def test_each_setting_has_its_own_words(reason: str) -> None:
    found = SAID.search(said(sheet(**REASONS[reason])))
    assert found is not None
    assert found[3] == reason


def test_an_exact_0_is_said_to_be_exact_as_any_other_number_is() -> None:
    made = exercise({"expression": {"expression": ["u = v*w + b"], "at": {"v": -1, "w": 1, "b": 1}},
                     "ask": [{"quantity": "u"}], "reveal": "all"})  # fmt: skip
    found = SAID.search(said(made, "2", "u"))
    assert found is not None
    assert found.groups() == ("0", None, "exact: nothing is rounded on the way to it")


@pytest.mark.parametrize(
    ("rounding", "says"),
    [
        ("free", "4 digits; each step may be rounded"),
        ("every_step", "4 digits; each step is rounded"),
        ("at_the_end", "4 digits; only the answer is rounded"),
    ],
)
def test_how_the_steps_are_to_be_rounded_is_said(rounding: str, says: str) -> None:
    made = replace(sheet(truncation=False), rounding=rounding)
    assert why(made, 0.1, 0.2) == says


def test_a_number_that_nobody_has_to_round_is_exact() -> None:
    assert why(sheet(), 11 - 1e-11, 11 + 1e-11) == "exact: nothing is rounded on the way to it"
    assert between(sheet(), 11 - 1e-11, 11 + 1e-11) == "11"


@pytest.mark.parametrize("name", ["text", "markdown", "html", "json"])
@pytest.mark.parametrize("reveal", ["never", "wrong-line", "all"])
def test_the_range_is_told_where_the_right_number_is_and_nowhere_else(
    reveal: str, name: str
) -> None:
    made = sheet(reveal=reveal)
    report = mark(made, {"z[1]": "0.9000", "y_hat": "0.5000", "J": "0.1000"})
    first, *later = report.student.answers
    assert ("accepted" in first.message) == (reveal != "never")
    for answer in later:
        assert ("accepted" in answer.message) == (reveal == "all")
        assert ("The right number is" in answer.message) == (reveal == "all")
    assert FORMATS[name](report).count("accepted:") == {"never": 0, "wrong-line": 1}.get(reveal, 1)


def test_what_follows_from_ones_own_numbers_is_said_to_do_so() -> None:
    made = sheet()
    answers = {"z[1]": "0.9000", "y_hat": "0.5000"}
    message = mark(made, answers).student["y_hat"].message
    assert "The right number is 0.6140; accepted after your own numbers: 0.7" in message


ASKED = given(
    st.floats(-2, 2).map(lambda w: round(w, 3)),
    st.sampled_from(["z[1]", "y_hat", "J", "dJ/dz[1]"]),
    st.sampled_from([{}, {"decimals": 3}, {"tolerance": {"relative": 0.01}}, {"digits": 3}]),
)


@pytest.mark.parametrize("text", ["0.996", "0.999", "1.002"])
def test_what_is_right_lies_in_the_range_that_is_told_whichever_numbers_it_comes_of(
    text: str,
) -> None:
    third = Expression(expression=["u = x/3", "y = 3*u"], at={"x": 1})
    right, wrong = (mark(third, {"u": "0.333", "y": y}).student["y"] for y in (text, "0.900"))
    assert (right.verdict, wrong.verdict) == ("right", "wrong")
    assert wrong.accepts is not None
    assert wrong.accepts[0] <= float(text) <= wrong.accepts[1]


@settings(max_examples=6, deadline=None)
@ASKED
def test_both_ends_of_what_is_accepted_are_right_and_what_is_beyond_is_not(
    w: float, name: str, setting: dict[str, Any]
) -> None:
    ends_are_right(w, name, setting)


@pytest.mark.full
@settings(max_examples=25, deadline=None)
@ASKED
def test_so_are_both_ends_of_many_more(w: float, name: str, setting: dict[str, Any]) -> None:
    ends_are_right(w, name, setting)


def ends_are_right(w: float, name: str, setting: dict[str, Any]) -> None:
    keys: dict[str, Any] = {
        "network": {"layers": [{"activation": "sigmoid", "W": [[w, 0.25]], "b": [0.1]}],
                    "X": [[0.37, 1.3]], "Y": [[1]], "cost": "bce"},
        "ask": [{"quantity": name}], "reveal": "all", **setting,
    }  # fmt: skip
    made = exercise(keys)
    right = in_full(made, float(made.trace[name].item()))
    found = SAID.search(said(made, in_full(made, 0.9 * float(right)), name))
    assume(found)
    assert found is not None
    ends = [found[1], found[2] or found[1]]
    for end in ends:
        assert mark(made, {name: end}).student[name].verdict == "right", ends
    for end, out in zip(ends, (-2, 2), strict=True):
        places = len(end.partition(".")[2])
        typed = f"{float(end) + out * 10.0**-places:.{places}f}"
        digits = len(typed.lstrip("-0.").replace(".", ""))
        if made.decimals or made.tolerance or digits >= made.digits:
            assert mark(made, {name: typed}).student[name].verdict != "right", (ends, typed)


@pytest.mark.parametrize(("x", "text"), [(2, "0.6666"), (-2, "-0.6666")])
def test_a_number_may_be_cut_off_on_either_side_of_0(x: int, text: str) -> None:
    third = Expression(expression="y = x/3", at={"x": x})
    assert mark(third, {"y": text}).student["y"].verdict == "right"


def test_a_number_of_all_digits_has_no_point_at_its_end() -> None:
    made = sheet()
    assert number(made, 1234.4) == "1234"
    assert between(made, 1233.2, 1235.9) == "1234 to 1235"
    assert between(made, 0.98156, 1.0013) == "0.9816 to 1.001"
    assert between(made, 0.0, 0.0) == "0"
    assert between(made, -0.00012346, 0.00012344) == "-0.0001234 to 0.0001234"


@pytest.mark.parametrize(("text", "right"), [("123456", True), ("123460", True), ("123470", False)])
def test_a_whole_number_may_be_rounded_to_the_digits_asked(text: str, right: bool) -> None:
    whole = Expression(expression="y = x*1", at={"x": 123456.0})
    assert (mark(whole, {"y": text}).student["y"].verdict == "right") is right
