"""A student's own symbols, in the `[names]` of the answers: read, and spoken back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader import mark
from grader.result import StudentReport
from tests.sample import sample

SHEET: dict[str, Any] = {
    "reveal": "all",
    "network": {
        "cost": "half_mse",
        "X": [[0.5, 1.5]],
        "Y": [[1]],
        "layers": [
            {"activation": "tanh", "W": [[0.1, 0.4], [-0.3, 0.2]], "b": [0.1, 0.3]},
            {"activation": "sigmoid", "W": [[0.7, -0.5]], "b": [0.2]},
        ],
    },
    "ask": [{"quantity": "dJ/dz[2]"}, {"quantity": "dJ/dW[2]"}, {"quantity": "dJ/dz[1]"}],
}
D = 0.09383  # −dJ/dz[2]


def marked(names: Any, answers: Any, **keys: Any) -> StudentReport:
    student = {"student": "ana", "names": names, "answers": answers, **keys}
    return mark(SHEET, student).student


@pytest.mark.parametrize(
    ("names", "called", "shown"),
    [
        ({"delta": "-dJ/dz"}, "delta[2]", "δ[2]"),
        ({"d": "−dJ/dz[2]"}, "d", "d"),
        ({"E": "-J"}, "dE/dz[2]", "∂E/∂z[2]"),
        ({"the last one": "-dz2"}, "the last one", "−dJ/dz[2][1,1]"),
        ({"delta[2]": "-dJ/dz[2]"}, "delta[2]", "−dJ/dz[2][1,1]"),
    ],
)
def test_a_symbol_that_is_the_negative_is_read_and_told_as_that(
    names: dict[str, str], called: str, shown: str
) -> None:
    [right] = [one for one in marked(names, {called: f"{D}"}).answers if one.typed]
    assert (right.verdict, right.shown) == ("right", shown)
    [wrong] = [one for one in marked(names, {called: "0.5000"}).answers if one.typed]
    assert f"The right number is {D}; accepted: 0.09" in wrong.message
    assert wrong.accepts is not None
    assert wrong.accepts[0] < D < wrong.accepts[1]
    line = shown.replace("[1,1]", "").replace("dJ/dz", "∂J/∂z")
    assert f"The line is {line} = −" in wrong.message


def test_own_symbols_stand_inside_derivatives() -> None:
    report = marked({"E": "J", "w5": "W[2][1,1]"}, {"dE/dw5": "-0.05960"})
    [answer] = [one for one in report.answers if one.typed]
    assert (answer.verdict, answer.shown) == ("right", "∂E/∂w5")


def test_the_sheets_own_symbols_stay_beside_the_students() -> None:
    sheet = {**SHEET, "network": {**SHEET["network"], "names": {"delta": "-dJ/dz", "E": "J"}}}
    answers = {"delta[2]": f"{D}", "dC/dW[2][1,1]": "-0.05960"}
    report = mark(sheet, {"names": {"C": "J"}, "answers": answers}).student
    assert [(one.verdict, one.shown) for one in report.answers if one.typed] == [
        ("right", "δ[2]"), ("right", "∂C/∂W[2][1,1]")
    ]  # fmt: skip


def test_in_another_layout_a_symbol_stands_for_the_place_that_the_student_means() -> None:
    report = marked({"v": "W[2][2,1]"}, {"dJ/dv": "-0.03959"}, layout="rows")
    [answer] = [one for one in report.answers if one.typed]
    assert (answer.verdict, answer.shown) == ("right", "∂J/∂v")


TEXTS = st.text("dJz[]/12,-−δW .=:@", max_size=12)


NAMES = st.dictionaries(TEXTS, TEXTS | st.integers(), max_size=4)


@settings(max_examples=12, deadline=None)
@given(NAMES)
def test_whatever_stands_in_names_the_rest_is_marked(names: dict[str, Any]) -> None:
    the_rest_is_marked(names)


@pytest.mark.full
@settings(max_examples=25, deadline=None)
@given(NAMES)
def test_so_it_is_under_many_more_names(names: dict[str, Any]) -> None:
    the_rest_is_marked(names)


def the_rest_is_marked(names: dict[str, Any]) -> None:
    report = marked(names, {**dict.fromkeys(names, "1"), "dJ/dW[2][1,2]": "-0.03959"})
    assert len(report.answers) >= 5


def test_a_symbol_of_the_sheet_is_its_entry_in_every_layout() -> None:
    sheet = {**SHEET, "network": {**SHEET["network"], "names": {"v": "W[1][1,2]"}}}
    sheet["ask"] = [{"quantity": "dJ/dW[1]"}]
    [in_columns] = [one for one in mark(sheet, {"dJ/dv": "9"}).student.answers if one.typed]
    student = {"layout": "rows", "answers": {"dJ/dv": "9"}}
    [in_rows] = [one for one in mark(sheet, student).student.answers if one.typed]
    assert in_rows.entry == in_columns.entry == (1, 2)
    assert in_rows.shown == in_columns.shown == "∂J/∂v"


RAISED = {
    "id": "raised",
    "network": {
        "cost": "half_sse",
        "alpha": 0.1,
        "X": [[0.5, -1.0]],
        "Y": [[1]],
        "layers": [
            {"activation": "tanh", "W": [[0.1, 0.4], [-0.3, 0.2]], "b": [0.1, 0.0]},
            {"activation": "sigmoid", "W": [[0.7, -0.5]]},
        ],
        "names": {"eta": "alpha", "δ²": "-dJ/dz[2]", "h₁": "a[1][1,1]", "w1o": "W[2][1,1]"},
    },
    "ask": [
        {"quantity": "δ²"},
        {"quantity": "dJ/dw1o", "kind": "formula"},
        {"quantity": "w1o:=", "kind": "formula"},
    ],
}


@pytest.mark.parametrize("delta", ["δ²", "delta²", "δ^2", "delta^2"])
@pytest.mark.parametrize("eta", sample(["η", "eta", "alpha"], 3))
def test_raised_digits_and_the_own_name_of_alpha_are_read_in_formulas(delta: str, eta: str) -> None:
    typed = {"δ²": "0.1252", "dJ/dw1o": f"-{delta} h₁", "w1o:=": f"w1o - {eta}*dJ/dw1o"}
    report = mark(RAISED, typed).student
    assert [answer.verdict for answer in report.answers] == ["right"] * 3


def test_a_mistake_of_the_update_is_told_with_the_own_name_of_alpha() -> None:
    keys = {**RAISED, "ask": [{"quantity": "w1o:="}]}
    [answer] = mark(keys, {"w1o:=": "0.7031"}).student.answers
    assert answer.mistakes[0] == "plus-alpha"
    assert "η" in answer.message
    assert "α" not in answer.message
