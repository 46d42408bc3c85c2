"""Asks that are tables: a row an iteration; Add, Subtract or None for what a perceptron changes."""

from __future__ import annotations

from typing import Any

import pytest

from grader import mark
from grader.asked import asked_points
from grader.exercise_file import exercise
from tracer.errors import InputError

OR = {
    "network": "perceptron-from-zero",
    "ask": [
        {
            "table": ["y_hat", {"quantity": "error", "kind": "choice"}, "W[1]:=", "b[1]:="],
            "iterations": [1, 2, 3, 4],
        }
    ],
}
RIGHT = {
    "y_hat": "0", "error": "None", "W[1]:=": [["0", "0"]], "b[1]:=": "0",
    "@2 y_hat": "0", "@2 error": "Add", "@2 W[1]:=": [["0", "1"]], "@2 b[1]:=": "1",
    "@3 y_hat": "1", "@3 error": "None", "@3 W[1]:=": [["0", "1"]], "@3 b[1]:=": "1",
    "@4 y_hat": "1", "@4 error": "None", "@4 W[1]:=": [["0", "1"]], "@4 b[1]:=": "1",
}  # fmt: skip
ADALINE = {
    "cost": "half_sse", "order": "stochastic", "alpha": 0.1, "X": [[1, 1], [1, -1]],
    "Y": [[1], [1]], "layers": [{"activation": "identity", "W": [[0.1, 0.1]], "b": [0.1]}],
}  # fmt: skip
DESCENT = {
    "expression": {"expression": "f = (x - 4)**2", "at": {"x": 10}, "alpha": 0.2},
    "ask": [{"table": ["df/dx", "x:="], "iterations": [1, 2, 3], "points": 12}],
}


def table(of: dict[str, Any], **keys: Any) -> dict[str, Any]:
    """The same exercise with other keys of its ask."""
    return {**of, "ask": [{**of["ask"][0], **keys}]}


def found(answers: dict[str, Any]) -> dict[str, str]:
    return {one.name: one.verdict for one in mark(OR, {**RIGHT, **answers}).student.answers}


def test_the_boxes_of_a_table_are_ordinary_entries_row_by_row() -> None:
    asks = exercise(OR).asks or ()
    assert [ask.name for ask in asks[:5]] == ["y_hat", "error", "W[1]:=", "b[1]:=", "@2 y_hat"]
    report = mark(OR, RIGHT).student
    assert report.score == report.max == 20
    assert {one.verdict for one in report.answers} == {"right"}


def test_the_error_of_adaline_is_a_column_by_the_symbol_of_its_sheet() -> None:
    keys = {"network": {**ADALINE, "names": {"e": "-dJ/dy_hat"}},
            "ask": [{"table": ["e", "ΔW[1]"], "iterations": [1, 2]}]}  # fmt: skip
    right = {"e": "0.7", "ΔW[1]": [["0.07", "0.07"]], "@2 e": "0.83",
             "@2 ΔW[1]": [["0.083", "-0.083"]]}  # fmt: skip
    report = mark(keys, right).student
    assert report.score == report.max == 6


def test_the_points_of_a_table_are_shared_by_its_boxes() -> None:
    sheet = exercise(DESCENT)
    assert [asked_points(sheet, ask) for ask in sheet.asks or ()] == [2.0] * 6


def test_a_table_without_rows_goes_on_to_the_end_of_the_epoch_or_until_there_is_no_error() -> None:
    of = {**OR, "ask": [{"table": ["y_hat"]}]}
    assert exercise(of).steps == 4
    assert exercise({**of, "until": "no-error"}).steps == 16
    assert len(exercise({**of, "until": "no-error"}).asks or ()) == 16


@pytest.mark.parametrize("typed", ["A", "a", "Add", "add", "A: Add", "1"])
def test_a_choice_over_the_error_is_read_by_its_letter_its_word_and_its_number(typed: str) -> None:
    assert found({"@2 error": typed})["@2 error[1,1]"] == "right"


def test_a_wrong_choice_costs_its_box_and_the_new_weights_follow_from_it() -> None:
    verdicts = found({"@2 error": "Subtract", "@2 W[1]:=": [["0", "-1"]], "@2 b[1]:=": "-1",
                      "@3 y_hat": "0", "@3 error": "Add"})  # fmt: skip
    assert verdicts["@2 error[1,1]"] == "wrong"
    assert verdicts["@2 W[1][1,2]:="] == verdicts["@2 b[1][1,1]:="] == "follows"
    assert verdicts["@3 y_hat[1,1]"] == verdicts["@3 error[1,1]"] == "follows"


def test_a_choice_follows_from_the_students_own_output() -> None:
    report = mark(OR, {**RIGHT, "@3 y_hat": "0", "@3 error": "Add"}).student
    answer = report["@3 error[1,1]"]
    assert (answer.verdict, answer.points) == ("follows", 1.0)
    assert answer.because_of == ("@3 y_hat[1,1]",)


def test_a_choice_that_does_not_follow_from_the_own_output_is_wrong() -> None:
    assert found({"@3 y_hat": "0", "@3 error": "Subtract"})["@3 error[1,1]"] == "wrong"


def test_two_off_is_one_word_where_the_outputs_are_signs() -> None:
    network = {"learning_rule": "perceptron", "alpha": 1, "X": [[1, -1]], "Y": [[1]],
               "layers": [{"activation": "sign", "W": [[-1, 1]], "b": [0]}]}  # fmt: skip
    of = {"network": network, "ask": [{"table": [{"quantity": "error", "kind": "choice"},
                                                 "W[1]:="]}]}  # fmt: skip
    report = mark(of, {"error": "Add", "W[1]:=": [["1", "-1"]]}).student
    assert report.score == report.max == 3


def test_the_step_at_zero_that_was_taken_the_other_way_is_named() -> None:
    gone_on = {"@2 y_hat": "1", "@2 error": "None", "@2 W[1]:=": [["0", "0"]], "@2 b[1]:=": "0",
               "@3 y_hat": "0", "@3 error": "Add", "@3 W[1]:=": [["1", "0"]], "@3 b[1]:=": "1",
               "@4 y_hat": "1", "@4 error": "None", "@4 W[1]:=": [["1", "0"]],
               "@4 b[1]:=": "1"}  # fmt: skip
    report = mark(OR, {**RIGHT, **gone_on}).student
    assert report["@2 y_hat[1,1]"].mistakes == ("on-at-zero",)
    assert report.first_wrong == ("@2 y_hat[1,1]",)
    assert {one.verdict for one in report.answers} == {"right", "follows", "mistake"}


@pytest.mark.parametrize(
    ("keys", "where", "says"),
    [
        ({"table": []}, "table", "no column"),
        ({"table": ["@2 y_hat"]}, "table[1]", "each row has its own"),
        ({"table": ["y_hat", 3]}, "table[2]", "no column"),
        ({"table": ["net"]}, "table", "there is no quantity"),
        ({"table": [{"quantity": "y_hat", "kind": "formula"}]}, "table[1]", "a column of formulas"),
        ({"iterations": []}, "iterations", "no rows"),
        ({"iterations": [0]}, "iterations", "no rows"),
        ({"iterations": ["two"]}, "iterations", "no rows"),
        ({"iterations": [5000]}, "iterations", "no rows"),
        ({"quantity": "y_hat"}, "quantity", "beside a table"),
        ({"kind": "choice"}, "kind", "beside a table"),
    ],
)
def test_a_table_that_cannot_be_asked_is_told(keys: dict[str, Any], where: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        exercise(table(OR, **keys))
    assert where in caught.value.where
    assert says in caught.value.wrong


def test_a_wrong_output_of_a_step_was_worked_so_that_half_is_left_of_what_it_makes_easy() -> None:
    report = mark(OR, {**RIGHT, "@2 y_hat": "1", "@2 error": "None", "@2 W[1]:=": [["0", "0"]],
                       "@2 b[1]:=": "0"}).student  # fmt: skip
    assert report["@2 b[1][1,1]:="].points == 0.5
