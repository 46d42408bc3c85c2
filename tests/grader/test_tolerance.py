"""Fixed tolerances as settings of an exercise, and the settings' own defaults."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from grader import mark
from grader.asked import Exercise
from grader.exercise_file import exercise
from tests.sample import sample
from tracer import InputError, Layer, Network


def sheet(**settings: Any) -> Exercise:
    """One neuron: z = 0.46416, and ŷ = 0.6140."""
    layer = {"activation": "sigmoid", "W": [[0.46416]]}
    network = {"layers": [layer], "X": [[1]], "Y": [[1]], "cost": "bce"}
    asks = [{"quantity": name} for name in ("z[1]", "y_hat")]
    return exercise({"network": network, "ask": asks, **settings})


class Row(NamedTuple):
    """A setting, typed numbers that are right with it, and others that are not."""

    setting: dict[str, Any]
    right: list[str]
    wrong: list[str]


ROWS = {
    "absolute": Row(
        {"absolute": 0.001}, ["0.4642", "0.46416", "0.4651", "0.464"], ["0.4653", "0.46"]
    ),
    "relative": Row(
        {"relative": 0.01}, ["0.4688", "0.46", "0.4642"], ["0.4689", "0.459", "-0.4642"]
    ),
    "significant": Row(
        {"significant": 3}, ["0.464", "0.4642", "0.46449", "0.4635"], ["0.465", "0.46"]
    ),
    "decimals": Row({"decimals": 2}, ["0.46", "0.464", "0.4649"], ["0.47", "0.4", "0.4549"]),
    "on the border": Row({"absolute": 0.05}, ["0.41416", "0.51416"], ["0.41415"]),
    "none at all": Row({"absolute": 0}, ["0.46416"], ["0.4642", "0.464"]),
}


@pytest.mark.parametrize("name", sample(ROWS, 2))
def test_a_fixed_tolerance_says_what_is_right(name: str) -> None:
    row = ROWS[name]
    made = sheet(tolerance=row.setting)
    verdicts = {text: mark(made, {"z[1]": text}).student.answers[0].verdict for text in row.right}
    assert set(verdicts.values()) == {"right"}, verdicts
    for text in row.wrong:
        assert mark(made, {"z[1]": text}).student.answers[0].verdict in ("wrong", "mistake"), text


def test_a_mistake_that_makes_numbers_infinite_is_no_warning() -> None:
    network = {
        "layers": [{"activation": "sigmoid", "W": [[-2.0, 0.25]], "b": [0.1]}],
        "X": [[0.37, 1.3]], "Y": [[1]], "cost": "bce",
    }  # fmt: skip
    made = exercise(
        {"network": network, "tolerance": {"relative": 0.01}, "ask": [{"quantity": "J"}]}
    )
    for typed in ("0.7610", "0.7805", "0.8", "1"):
        mark(made, {"J": typed})


def test_what_is_accepted_is_the_interval() -> None:
    answer = mark(sheet(tolerance={"absolute": 0.01}), {"z[1]": "0.5"}).student.answers[0]
    assert answer.accepts == pytest.approx((0.45416, 0.47416))
    answer = mark(sheet(tolerance={"significant": 2}), {"z[1]": "0.5"}).student.answers[0]
    assert answer.accepts == pytest.approx((0.455, 0.465))


def test_follow_through_is_by_the_same_tolerance() -> None:
    report = mark(sheet(tolerance={"relative": 0.001}), {"z[1]": "1", "y_hat": "0.7312"}).student
    assert [answer.verdict for answer in report.answers] == ["wrong", "follows"]
    report = mark(sheet(tolerance={"relative": 0.0001}), {"z[1]": "1", "y_hat": "0.7312"}).student
    assert [answer.verdict for answer in report.answers] == ["wrong", "wrong"]


def test_mistakes_are_named_with_it() -> None:
    answers = {"z[1]": "0.4642", "y_hat": "0.4642"}
    report = mark(sheet(tolerance={"absolute": 0.001}), answers).student
    assert "activation-forgotten" in report["y_hat"].mistakes


def test_nothing_is_coarse_with_it() -> None:
    assert mark(sheet(), {"z[1]": "0.46"}).student.answers[0].verdict == "coarse"
    answer = mark(sheet(tolerance={"decimals": 4}), {"z[1]": "0.5"}).student.answers[0]
    assert answer.verdict != "coarse"


BAD = {
    "no table": (0.01, "'0.01' will not do"),
    "two of them": ({"absolute": 1, "relative": 1}, "will not do"),
    "an unknown one": ({"percent": 1}, "there is no tolerance 'percent'"),
    "a negative one": ({"absolute": -1}, "'-1' will not do"),
    "half a digit": ({"significant": 2.5}, "'2.5' will not do"),
    "no digit": ({"significant": 0}, "'0' will not do"),
    "nan": ({"relative": float("nan")}, "'nan' will not do"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_tolerance_that_is_none_is_said(name: str) -> None:
    given, says = BAD[name]
    with pytest.raises(InputError, match=says):
        sheet(tolerance=given)


def test_an_exercise_reveals_nothing_unless_it_says_so_and_a_network_the_wrong_line() -> None:
    assert sheet().reveal == "never"
    assert sheet(reveal="all").reveal == "all"
    assert exercise(Network(layers=[Layer(activation="relu", W=[[1]])], X=[[1]])).reveal == (
        "wrong-line"
    )
    said = {reveal: mark(sheet(reveal=reveal), {"z[1]": "3", "y_hat": "0.1"}).student
            for reveal in ("never", "wrong-line", "all")}  # fmt: skip
    right = {reveal: [f"{number}" in answer.message for answer, number in
                      zip(one.answers, ("0.4642", "0.614"), strict=True)]
             for reveal, one in said.items()}  # fmt: skip
    assert right == {"never": [False, False], "wrong-line": [True, False], "all": [True, True]}
