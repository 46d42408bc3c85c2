"""The sentences of a marking: the author's own lines with the student's numbers, and who follows
from whom."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from grader import mark
from grader.choices import options
from grader.exercise_file import exercise
from grader.result import StudentReport
from tests.sample import sample
from tracer import Expression, Network, trace
from tracer.check import check

NEURONS: dict[str, Any] = {
    "cost": "half_mse",
    "X": [[0.5, -1.0], [1.5, 2.0], [0.3, 0.7]],
    "Y": [[1], [0], [0.5]],
    "alpha": 0.1,
    "layers": [
        {"activation": "tanh", "W": [[0.1, 0.4], [-0.3, 0.2]], "b": [0.1, 0.0]},
        {"activation": "sigmoid", "W": [[0.7, -0.5]], "b": [0.2]},
    ],
}
LAYERS = ["a_1 = tanh(w1*x + b1)", "z_2 = w2*a_1 + b2", "L = (z_2 - t)**2"]
AT = {"x": 0.5, "w1": 0.3, "b1": 0.1, "w2": -0.4, "b2": 0.2, "t": 1}


def typed(array: Any) -> list[list[str]]:
    return [[f"{number:.4g}" for number in row] for row in np.asarray(array)]


def lines(text: list[str], at: dict[str, float], answers: dict[str, str]) -> StudentReport:
    return mark(Expression(expression=text, at=at), answers).student


# The author's own line

OWN = {
    "a sum": (
        ["v2 = 0.9*v1 - 0.2*g2", "w2 = w1 + v2"], {"v1": -2.4, "g2": 7.2, "w1": 0.3},
        {"v2": "-9.99"}, "v2", "The line is v2 = 0.9·v1 − 0.2·g2 = 0.9·(−2.4) − 0.2·7.2.",
    ),
    "two products": (
        ["D = m*p + q*g"], {"m": 0.5, "p": 2, "q": 0.3, "g": -4},
        {"D": "9.99"}, "D", "The line is D = m·p + q·g = 0.5·2 + 0.3·(−4).",
    ),
    "the student's number": (
        ["c = f*g", "h = o*tanh(c)"], {"f": 0.6, "g": 0.5, "o": 0.9},
        {"c": "0.31", "h": "9.99"}, "h", "The line is h = o·tanh(c) = 0.9·tanh(0.31).",
    ),
    "what is not written stays a name": (
        ["c = f*g", "h = o*tanh(c)"], {"f": 0.6, "g": 0.5, "o": 0.9},
        {"h": "9.99"}, "h", "The line is h = o·tanh(c) = 0.9·tanh(c).",
    ),
    "a factor that is 1": (
        ["J = u*x + 2*v*y"], {"u": 3, "x": 3, "v": 1, "y": 2},
        {"J": "9.99"}, "J", "The line is J = u·x + 2·v·y = 3·3 + 2·1·2.",
    ),
    "a line back": (
        LAYERS, AT, {"dL/dz_2": "-1.5", "dL/da_1": "9.99"}, "dL/da_1",
        "The line is ∂L/∂a_1 = ∂L/∂z_2 · d(z_2)/d(a_1) = ∂L/∂z_2 · w2 = (−1.5)·(−0.4).",
    ),
    "a slope of 1": (
        LAYERS, AT, {"dL/dz_2": "-1.5", "dL/db2": "9.99"}, "dL/db2",
        "The line is ∂L/∂b2 = ∂L/∂z_2 · d(z_2)/d(b2) = ∂L/∂z_2.",
    ),
    "one line alone": (
        ["f = (x + 1)**2*exp(-x)"], {"x": 0.5}, {"df/dx": "9.99"}, "df/dx",
        "(x + 1)² = 2·exp(−0.5)·(0.5 + 1) − exp(−0.5)·(0.5 + 1)².",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", sample(OWN, 2))
def test_a_wrong_line_is_shown_as_its_author_wrote_it_with_the_students_numbers(case: str) -> None:
    text, at, answers, asked, says = OWN[case]
    assert says in lines(text, at, answers)[asked].message


def test_an_entry_of_a_matrix_is_shown_with_the_numbers_that_were_written() -> None:
    known = trace(Network.of(NEURONS))
    answers = {"dJ/dz[2]": typed(known["dJ/dz[2]"]), "a[1]": typed(known["a[1]"]),
               "dJ/dW[2]": [["9.99", "9.99"]]}  # fmt: skip
    said = mark(Network.of(NEURONS), answers).student["dJ/dW[2][1,2]"].message
    here = said.partition(", here ")[2].partition(". ")[0]
    assert here.startswith("∂J/∂W[2][1,2] = ")
    numbers = [f"{number:.4g}".replace("-", "−") for number in known["a[1]"][1]]
    assert all(number in here for number in numbers)
    assert "∂J" not in here.partition(" = ")[2]


def test_an_exercise_that_reveals_nothing_shows_no_derivative_of_a_single_line() -> None:
    closed = {
        "expression": {"expression": "x**3", "at": {"x": 2}},
        "ask": [{"quantity": "dy/dx"}],
        "reveal": "never",
    }
    assert "The line" not in mark(closed, {"dy/dx": "9.99"}).student["dy/dx"].message
    shown = {**closed, "reveal": "all"}
    assert "dy/dx = 3·x²" in mark(shown, {"dy/dx": "9.99"}).student["dy/dx"].message


def test_a_softmax_line_has_indices_that_a_person_writes() -> None:
    network = {**NEURONS, "cost": "ce", "layers": [
        {"activation": "softmax", "W": [[0.1, 0.4], [-0.3, 0.2]], "b": [0.1, 0.0]},
    ], "Y": [[1, 0], [0, 1], [0, 1]]}  # fmt: skip
    wrong = {"dJ/dz[1]": [["9"] * 3] * 2}
    asks = [{"quantity": "dJ/dy_hat"}, {"quantity": "dJ/dz[1]"}]
    said = mark(exercise({"network": network, "ask": asks}), wrong).student.answers[-1].message
    assert "∂J/∂z[1] = Σ_i ∂ŷ/∂z[1][i,k] · ∂J/∂ŷ[i,n]" in said
    said = mark(exercise({"network": network, "ask": asks[1:]}), wrong).student.answers[0].message
    assert "∂J/∂z[1] = 1/N·(ŷ − y), here ∂J/∂z[1][1,1] = 1/3·(ŷ[1,1] − 1)." in said
    combined = Network.of({**network, "output": "combined"})
    said = mark(combined, wrong).student.answers[0].message
    assert "ŷ − y" in said


def test_a_part_that_is_not_asked_is_written_out_with_its_numbers() -> None:
    text = ["z1 = W*x1", "h1 = tanh(z1)", "z2 = W*x2 + h1", "L = sum(z2**2)"]
    at = {"W": [[0.5], [-0.3]], "x1": 2, "x2": -1}
    asks = [{"quantity": name} for name in ("dL/dz1", "dL/dz2", "dL/dW")]
    sheet = {"expression": {"expression": text, "at": at}, "ask": asks, "reveal": "wrong-line"}
    own = exercise(sheet)
    typed = {"dL/dz1": [["0.1"], ["0.2"]], "dL/dz2": [["0.3"], ["0.4"]], "dL/dW": [["9"], ["9"]]}
    said = {one.name: one.message for one in mark(own, typed).student.answers}["dL/dW[1,1]"]
    assert "here ∂L/∂W[1,1] = 2·0.1 + (−1)·0.3." in said


# The derivative of one of the author's lines


def test_the_derivative_of_a_whole_line_is_traced_asked_and_answered() -> None:
    source = Expression(expression=LAYERS, at=AT)
    known = trace(source)
    assert known["d(z_2)/d(a_1)"] == -0.4
    assert known["∂(a_1)/∂(w1)"] == pytest.approx(0.5 * (1 - np.tanh(0.25) ** 2))
    assert known["d(L)/d(z_2)"] == pytest.approx(known["dL/dz_2"])
    sheet = {
        "expression": {"expression": LAYERS, "at": AT},
        "ask": [{"quantity": "d(z_2)/d(a_1)"}, {"quantity": "dL/da_1"}],
    }
    right = {"d(z_2)/d(a_1)": "-0.4", "dL/da_1": f"{float(known['dL/da_1']):.4g}"}
    assert {one.verdict for one in mark(sheet, right).student.answers} == {"right"}
    turned = {"d(z_2)/d(a_1)": "0.4", "dL/da_1": f"{-float(known['dL/da_1']):.4g}"}
    found = mark(sheet, turned).student
    assert found["dL/da_1"].verdict == "follows"
    assert found["dL/da_1"].because_of == ("d(z_2)/d(a_1)",)
    assert mark(source, turned).student["dL/da_1"].verdict == "follows"  # without an exercise, too


def test_a_slope_of_a_whole_line_that_is_not_asked_is_marked_beside_what_is() -> None:
    sheet = {"expression": {"expression": LAYERS, "at": AT}, "ask": [{"quantity": "dL/da_1"}]}
    right = f"{float(trace(Expression(expression=LAYERS, at=AT))['dL/da_1']):.4g}"
    found = mark(sheet, {"d(z_2)/d(a_1)": "0.4", "dL/da_1": right}).student
    assert (found["dL/da_1"].verdict, found.score) == ("right", 1)
    assert found["d(z_2)/d(a_1)"].max == 0
    elementary = mark(
        Expression(expression=LAYERS, at=AT), {"dL/du3": "1", "d(z_2)/d(a_1)": "-0.4"}
    )
    assert elementary.student["d(z_2)/d(a_1)"].verdict == "right"


def test_from_line_to_line_every_number_is_what_it_is_through_elementary_steps() -> None:
    source = Expression(expression=["s = x*y/(x + y)", "r = sqrt(s**2 + 1)*max(0, s - x)"],
                        at={"x": 2, "y": -3}, alpha=0.1)  # fmt: skip
    steps, by_lines = trace(source, 2), trace(source, 2).by_lines
    same = set(steps.state) & set(by_lines.state)
    assert {"dr/dx", "dr/ds", "x:=", "@2 dr/dx"} <= same
    for name in same:
        np.testing.assert_allclose(by_lines.state[name], steps.state[name], rtol=1e-12)
    assert not any(name.startswith(("d(u", "dr/du")) for name in by_lines.state)
    assert check(source.replaced(by_lines=True)).exit_code == 0


# Who follows from whom


def averaged_again() -> StudentReport:
    known = trace(Network.of(NEURONS))
    answers = {name: typed(known[name]) for name in ("dJ/dW[2]", "dJ/dW[1]")}
    answers |= {name: typed(known[name] / 3) for name in ("dJ/db[2]", "dJ/db[1]")}
    return mark(Network.of(NEURONS), answers).student


def test_no_bias_follows_from_another_layers_bias() -> None:
    for one in averaged_again().answers:
        assert not any(name.startswith("dJ/db") for name in one.because_of), one
        assert "your own dJ/db" not in one.message


def test_what_has_nothing_written_before_it_is_not_said_to_be_unsupported() -> None:
    """All that was written are gradients of parameters, of which none is made of another."""
    found = averaged_again()
    assert [one for one in found.answers if one.verdict == "right"]
    assert not any("unsupported" in one.flags for one in found.answers)
    assert not any("does not follow" in one.message for one in found.answers if one.points)


def test_new_parameters_do_not_follow_from_each_other() -> None:
    known = trace(Network.of(NEURONS))
    weights, bias = known["W[1]:="].copy(), known["b[1]:="] + 0.2
    weights[0, 0] += 0.1
    found = mark(Network.of(NEURONS), {"W[1]:=": typed(weights), "b[1]:=": typed(bias)}).student
    for one in found.answers:
        assert not any(name.startswith("W[1]") for name in one.because_of), one


def test_a_line_beside_the_wrong_one_follows_from_what_both_are_made_of() -> None:
    """∂J/∂z[1] is not written; ∂J/∂b[1] is not made of ∂J/∂W[1]."""
    network = Network.of(NEURONS)
    known = trace(network)
    passed_on = known["dJ/da[1]"]
    answers = {"dJ/dW[1]": typed(passed_on @ known["a[0]"].T),
               "dJ/db[1]": typed(passed_on.sum(axis=1, keepdims=True))}  # fmt: skip
    bias = mark(network, answers).student["dJ/db[1][1,1]"]
    assert bias.verdict == "follows"
    assert bias.because_of == ("dJ/dz[1]",)
    assert "the same mistake in dJ/dz[1], which is not written" in bias.message


def test_a_given_number_that_the_new_one_was_typed_over_is_told_as_that() -> None:
    network = Network.of({**NEURONS, "names": {"w5": "W[2][1,1]"}})
    known = trace(network)
    new = f"{known['W[2]:='][0, 0]:.4g}"
    found = mark(network, {"w5": new, "z[2]": typed(known["z[2]"])}).student
    [first, *others] = found.answers
    assert (first.verdict, first.message) == ("wrong", "w5 is given as 0.7; the new one is w5:=.")
    assert {(one.verdict, one.flags) for one in others} == {("right", ())}
    misread = mark(network, {"w5": "0.07", "z[2]": typed(known["z[2]"])}).student
    assert "the new one" not in misread.answers[0].message
    assert mark(network, {"w5": "0.7"}).student.answers[0].verdict == "right"


# The sheet's own signs and activations


def test_minus_the_gradient_under_the_sign_of_descent_is_told_in_the_sheets_symbol() -> None:
    network = Network.of({**NEURONS, "names": {"delta": "-dJ/dz"}})
    plus = typed(trace(network)["dJ/dz[2]"])
    said = mark(network, {"delta[2]": plus}).student.answers[0].message
    assert "taken as dJ/dz[2][1,1] = −δ[2][1,1]: it is the right one with the other sign" in said
    assert "δ[2][1,1] is −dJ/dz[2][1,1] here" in said
    assert "the direction of descent" not in said


def test_the_sentence_of_a_wrong_option_is_that_of_the_lines_own_activation() -> None:
    layer = {"activation": "tanh", "W": [[0.8]], "b": [0.1]}
    ask = {"quantity": "dy_hat/dz[1]", "kind": "choice",
           "options": [{"value": 0.7864}, {"value": 0.75, "mistake": "a-form-at-z"}]}  # fmt: skip
    sheet = exercise({"network": {"cost": "half_mse", "X": [[0.5]], "Y": [[1]], "layers": [layer]},
                      "ask": [ask]})  # fmt: skip
    assert sheet.asks is not None
    says = options(sheet, sheet.asks[0])[1].says
    assert "tanh′" in says
    assert "σ′" not in says
