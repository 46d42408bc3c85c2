"""Sheets on optimisers, penalties, dropout and the perceptron: set, marked, followed through."""

from __future__ import annotations

from typing import Any

import pytest

from grader import mark
from grader.exercise_file import exercise
from tracer import Expression, InputError, Layer, Network, trace
from tracer.files import read

MOMENTUM = {
    "expression": {
        "expression": "f = (x - 4)**2", "at": {"x": 10}, "alpha": 0.2, "optimizer": "momentum",
    },
    "ask": [{"quantity": f"@{k} {name}"} for k in (1, 2, 3, 4) for name in ("v_x", "x:=")],
}  # fmt: skip
PERCEPTRON = {
    "network": "perceptron-from-zero",
    "until": "no-error",
    "ask": [{"quantity": "@2 ΔW[1]"}, {"quantity": "@5 b[1]:="}, {"quantity": "@16 W[1]:="}],
}


def test_a_published_table_of_momentum_is_right_as_it_is_printed() -> None:
    v, x = ["-2.4", "-3.6", "-3.24", "-1.62"], ["7.6", "4.0", "0.76", "-0.86"]
    answers = {f"@{k} v_x": text for k, text in enumerate(v, 1)}
    answers |= {f"@{k} x:=": text for k, text in enumerate(x, 1)}
    assert mark(MOMENTUM, answers).student.score == 8


def test_the_old_velocity_with_the_other_sign_is_named_and_what_follows_from_it_counts() -> None:
    answers = {"v_x": "-2.4", "x:=": "7.6", "@2 v_x": "0.72", "@2 x:=": "8.32"}
    found = mark(MOMENTUM, answers).student.answers
    by_name = {one.quantity: one for one in found}
    assert by_name["@2 v_x"].mistakes == ("old-velocity-sign",)
    assert by_name["@2 x:="].verdict == "follows"


def neuron(**keys: Any) -> Network:
    layer = Layer(activation="identity", W=[[0.5, -1.5]], b=[0.25])
    usual = {"layers": [layer], "X": [[1, 2]], "Y": [[1]], "cost": "half_mse", "alpha": 0.3}
    return Network(**{**usual, **keys})


@pytest.mark.parametrize(
    ("keys", "line", "wrong", "name"),
    [
        ({"optimizer": "adam"}, "m_hat_W[1]", "m_W[1]", "bias-correction-forgotten"),
        ({"optimizer": "adam"}, "v_hat_W[1]", "v_W[1]", "bias-correction-forgotten"),
        ({"penalty_strength": 0.5}, "dJ/dW[1]", "dJ0/dW[1]", "penalty-forgotten"),
    ],
)
def test_the_number_of_another_line_is_named(
    keys: dict[str, Any], line: str, wrong: str, name: str
) -> None:
    known = trace(neuron(**keys))
    typed = [[f"{number:.5g}" for number in row] for row in known[wrong].tolist()]
    found = mark(neuron(**keys), {line: typed}).student.answers
    assert {one for answer in found for one in answer.mistakes} == {name}


def test_a_right_sheet_of_every_optimiser_is_right_with_four_digits() -> None:
    for optimizer in ("momentum", "adagrad", "rmsprop", "adam"):
        sheet = neuron(optimizer=optimizer, penalty_strength=0.5)
        known = trace(sheet)
        typed = {step.name: written(known[step.name]) for step in known}
        student = mark(sheet, typed).student
        assert student.score == student.max == len(student.answers), optimizer


def test_a_moment_corrected_as_in_the_first_update_is_named_in_the_second() -> None:
    sheet = neuron(optimizer="adam")
    known = trace(sheet, 2)
    typed = {
        "@2 m_hat_W[1]": written(known["@2 m_W[1]"] / 0.1),
        "@2 v_hat_W[1]": written(known["@2 v_W[1]"] / 0.001),
    }
    found = mark(sheet, typed).student.answers
    assert {one.mistakes for one in found} == {("bias-correction-not-counted",)}


def written(value: Any) -> Any:
    return f"{value:.4g}" if value.ndim == 0 else [[f"{n:.4g}" for n in row] for row in value]


def test_a_perceptron_is_set_to_the_end_of_its_learning() -> None:
    sheet = exercise(PERCEPTRON)
    assert sheet.steps == 16
    right = {"@2 ΔW[1]": [["0", "1"]], "@5 b[1]:=": [["0"]], "@16 W[1]:=": [["1", "1"]]}
    assert mark(sheet, right).student.score == 5
    wrong = mark(sheet, {**right, "@2 ΔW[1]": [["0", "-1"]]}).student.answers
    assert [one.verdict for one in wrong].count("right") == 4


def test_until_no_error_is_refused_where_nothing_is_learned_from_errors() -> None:
    with pytest.raises(InputError, match="perceptron") as caught:
        exercise({**PERCEPTRON, "network": "mazur", "ask": [{"quantity": "J"}]})
    assert "until" in caught.value.where


def test_the_key_of_a_published_adaline_table_is_told_its_slip() -> None:
    """Its last row has 1 − y for t − y, though the target is −1; the weights before are right."""
    sheet = {"network": "adaline-or-binary", "decimals": 4,
             "ask": [{"quantity": "@4 delta[1]"}, {"quantity": "@4 b[1]:="}]}  # fmt: skip
    found = mark(sheet, {"@4 delta[1]": [["0.7046"]], "@4 b[1]:=": [["0.3658"]]}).student.answers
    assert [one.verdict for one in found] == ["mistake", "follows"]
    assert found[0].mistakes == ("given-sign",)


def test_masks_are_marked_through_and_their_line_can_be_asked() -> None:
    known = trace(read("dropout-l2"))
    sheet = {"network": "dropout-l2", "ask": [{"quantity": "r[1]"}, {"quantity": "dJ/da[1]"}]}
    typed = {name: written(known[name]) for name in ("r[1]", "dJ/da[1]")}
    assert mark(sheet, typed).student.score == 8


def test_states_of_an_expression_are_names_of_their_own() -> None:
    with pytest.raises(InputError, match="v_x"):
        Expression(expression=["v_x = 2*x", "f = v_x**2"], at={"x": 1}, alpha=0.1,
                   optimizer="momentum")  # fmt: skip
