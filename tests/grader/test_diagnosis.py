"""What wrong numbers fit: in the line, before it, across layers, and conventions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from grader import mark
from grader.exercise_file import exercise
from grader.fitting import luck
from grader.result import StudentReport
from tests.sample import sample
from tracer import Layer, Network, trace
from tracer.equation import Equation
from tracer.evaluate import evaluate
from tracer.mistakes import swaps_of

NETWORK = Network(
    layers=[
        Layer(activation="relu", W=[[0.3, -0.5], [0.8, 0.2]], b=[0.1, -0.3]),
        Layer(activation="sigmoid", W=[[0.7, -0.4]], b=[0.3]),
    ],
    X=[[0.5, -1.0], [1.5, 2.0], [-0.3, 0.4]],
    Y=[[1], [0], [1]],
    cost="bce",
    alpha=0.4,
)
KNOWN = trace(NETWORK)
GRADIENTS = ["dJ/dW[2]", "dJ/db[2]", "dJ/dW[1]", "dJ/db[1]"]


def texts(array: Any) -> list[list[str]]:
    return [[f"{number:.4g}" for number in row] for row in array]


def marked(numbers: dict[str, Any], names: list[str]) -> StudentReport:
    return mark(NETWORK, {name: texts(numbers[name]) for name in names}).student


def with_mistake(name: str, line: str) -> dict[str, Any]:
    equation = KNOWN.by_name[line].equation
    swap = next(swap for mistake, swap in swaps_of(KNOWN, equation) if mistake.name == name)
    return worked_with(swap)


def worked_with(swap: Equation) -> dict[str, Any]:
    lines = [swap if one.target == swap.target else one for one in KNOWN.equations]
    return evaluate(lines, KNOWN.given)


def found(report: StudentReport) -> set[str]:
    return {name for answer in report.answers for name in answer.mistakes}


HIDDEN = {
    "activation-derivative-forgotten": "dJ/dz[1]",
    "mean-forgotten": "dJ/dy_hat",
    "output-derivative-twice": "dJ/dz[2]",
    "weight-dropped": "dJ/da[1]",
}


@pytest.mark.parametrize("name", sample(HIDDEN))
def test_a_mistake_in_an_unwritten_line_is_found_from_the_gradients(name: str) -> None:
    report = marked(with_mistake(name, HIDDEN[name]), GRADIENTS)
    assert name in found(report)
    assert {answer.verdict for answer in report.answers} <= {"right", "mistake", "follows"}
    assert "follows" in {answer.verdict for answer in report.answers}


def with_any_mistake() -> list[dict[str, Any]]:
    """The numbers of whoever makes one of the mistakes, and of whoever misreads one number."""
    papers = [worked_with(swap) for line in KNOWN.equations
              for mistake, swap in swaps_of(KNOWN, line) if not mistake.generic]  # fmt: skip
    for at in np.ndindex(2, 3):
        wrong = {name: np.array(value) for name, value in KNOWN.given.items()}
        wrong["a[0]"][at] *= -1
        papers.append(evaluate(KNOWN.equations, wrong))
    return papers


@pytest.mark.parametrize(
    "names",
    sample([GRADIENTS, ["dJ/dz[2]", *GRADIENTS], [line.target for line in KNOWN.equations]]),
)
def test_a_student_is_marked_the_same_alone_and_among_others(
    names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the ends of what is accepted; also where the mistakes that fit are tried one by one."""
    papers = [{name: texts(one[name]) for name in names} for one in with_any_mistake()[::5]]
    together = mark(NETWORK, papers).students
    assert len({name for one in together for name in found(one)}) > 8
    monkeypatch.setattr("grader.diagnose.TOGETHER", 0)
    assert mark(NETWORK, papers).students == together
    for at in range(0, len(papers), 3):
        assert mark(NETWORK, papers[at]).student == together[at]


def test_a_convention_that_explains_everything_is_said() -> None:
    summed = trace(NETWORK.replaced(samples="sum")).state
    report = marked(summed, ["J", *GRADIENTS])
    flags = {flag for answer in report.answers for flag in answer.flags}
    assert "convention:samples=sum" in flags
    mixed = {**summed, "J": KNOWN.state["J"]}
    flags = {flag for one in marked(mixed, ["J", *GRADIENTS]).answers for flag in one.flags}
    assert flags == set()


def test_a_convention_is_said_where_half_of_a_line_cancels() -> None:
    """0.7235 − 0.7234 is 0.0001, without rounding 0.0000457."""
    layer = Layer(activation="identity", W=[[0.3, 0.2]], b=[0.0])
    Y = [[0.5 - 0.72345678], [0.1 - 0.72341111]]
    sheet = Network(cost="half_mse", X=[[1.0, 1.0], [1.0, -1.0]], Y=Y, layers=[layer])
    first, _ = mark(sheet, {"dJ/dW[1]": [["1.447", "0.0001000"]]}).student.answers
    assert "convention:samples=sum" in first.flags
    assert not mark(sheet, {"dJ/dW[1]": [["1.947", "0.0001000"]]}).student.answers[0].flags


def test_swapped_digits_and_copied_neighbours_are_slips() -> None:
    z = KNOWN["z[1]"]
    assert z[0, 1] == pytest.approx(-0.45)
    report = mark(NETWORK, {"z[1][1,2]": "-0.54"}).student
    assert found(report) == {"digits-swapped"}
    swapped = texts(z)
    swapped[0][0] = swapped[1][2]
    assert found(mark(NETWORK, {"z[1]": swapped}).student) == {"neighbour-copied"}


def test_a_misread_given_number_is_named() -> None:
    wrong = {name: np.array(value) for name, value in KNOWN.given.items()}
    wrong["a[0]"][1, 1] = -2.0
    numbers = evaluate(KNOWN.equations, wrong)
    report = marked(numbers, ["z[1]", "a[1]", "z[2]", "y_hat"])
    assert "given-sign" in found(report)
    assert {answer.verdict for answer in report.answers} <= {"right", "follows", "mistake"}


def test_a_given_number_misread_from_its_right_neighbour_is_named() -> None:
    wrong = {name: np.array(value) for name, value in KNOWN.given.items()}
    wrong["W[2]"][0, 0] = wrong["W[2]"][0, 1]
    numbers = evaluate(KNOWN.equations, wrong)
    assert "given-neighbour" in found(marked(numbers, ["z[1]", "a[1]", "z[2]"]))


def test_right_numbers_of_other_lines_make_no_name_likely() -> None:
    right = f"{KNOWN.state['z[1]'][0, 0]:.4g}"
    total = f"{3 * KNOWN.state['J'].item():.3g}"  # the mean forgotten, or three digits by chance
    for answers in ({"J": total}, {"J": total, "z[1][1,1]": right}):
        assert mark(NETWORK, answers).student["J"].verdict == "wrong"


def test_one_wrong_number_alone_is_not_named_by_two_mistakes_at_once() -> None:
    layer = Layer(activation="tanh", W=[[0.7]], b=[0.3])
    neuron = Network(layers=[layer], X=[[0.83]], Y=[[1]], cost="half_mse")
    twice = 0.7 * 0.83 - 2 * 0.3  # the bias with the wrong sign, and then once more
    assert mark(neuron, {"z[1]": f"{twice:.6g}"}).student["z[1][1,1]"].verdict == "wrong"


def test_one_zero_is_not_all_zeros() -> None:
    assert not found(mark(NETWORK, {"J": "0"}).student)


def test_an_infinite_number_is_as_near_as_any() -> None:
    with np.errstate(invalid="ignore"):
        assert luck(np.array(np.inf), np.array(np.inf)) == 1.0


def test_a_mistake_is_looked_for_in_a_line_of_which_some_entries_are_not_written() -> None:
    numbers = with_mistake("activation-derivative-forgotten", "dJ/dz[1]")
    answers = {"dJ/dz[1][1,1]": f"{numbers['dJ/dz[1]'][0, 0]:.4g}",
               "dJ/dW[1]": texts(numbers["dJ/dW[1]"])}  # fmt: skip
    assert "activation-derivative-forgotten" in found(mark(NETWORK, answers).student)


def test_an_unknown_error_is_given_no_name() -> None:
    report = mark(NETWORK, {"z[2][1,1]": "0.9173"}).student
    assert report.answers[0].verdict == "wrong"
    assert report.answers[0].mistakes == ()


def doubled_gradients() -> dict[str, Any]:
    """The numbers of somebody who added the contributions to both ∂J/∂W a second time."""
    state = dict(KNOWN.given)
    for equation in KNOWN.equations:
        value = equation.rule.calculate(*(state[name] for name in equation.inputs))
        state[equation.target] = value * 2 if equation.target.startswith("dJ/dW") else value
    return state


@pytest.mark.parametrize(("repeat", "second"), [("once", 1.0), ("each", 0.0)])
def test_the_same_mistake_in_two_layers_costs_once(repeat: Any, second: float) -> None:
    names = ["dJ/dz[2]", "dJ/dW[2]", "dJ/dz[1]", "dJ/dW[1]"]
    answers = {name: texts(doubled_gradients()[name]) for name in names}
    report = mark(replace(exercise(NETWORK), repeat=repeat), answers).student
    wrong = {answer.name: answer for answer in report.answers if answer.verdict != "right"}
    assert {answer.verdict for answer in wrong.values()} == {"mistake"}
    assert {answer.mistakes for answer in wrong.values()} == {("accumulated-twice",)}
    by_layer = {
        layer: {answer.points for name, answer in wrong.items() if name.startswith(layer)}
        for layer in ("dJ/dW[1]", "dJ/dW[2]")
    }
    assert by_layer == {"dJ/dW[2]": {0.0}, "dJ/dW[1]": {second}}


def test_one_wrong_sign_among_right_ones_is_a_slip_and_all_of_them_a_mistake() -> None:
    right = texts(KNOWN["dJ/dW[1]"])
    assert right[0][0].startswith("-")
    single = [[right[0][0].removeprefix("-"), *right[0][1:]], *right[1:]]
    report = mark(NETWORK, {"dJ/dW[1]": single}).student
    assert report["dJ/dW[1][1,1]"].mistakes == ("sign",)
    assert "y − ŷ" not in report["dJ/dW[1][1,1]"].message
    report = mark(NETWORK, {"dJ/dW[1]": texts(-KNOWN["dJ/dW[1]"])}).student
    assert "sign-flipped" in report["dJ/dW[1][1,1]"].mistakes
    assert "y − ŷ" not in report["dJ/dW[1][1,1]"].message
    report = mark(NETWORK, {"dJ/dy_hat": texts(-KNOWN["dJ/dy_hat"])}).student
    assert "y − ŷ" in report["dJ/dy_hat[1,1]"].message


def test_nothing_is_said_of_what_somebody_did() -> None:
    report = marked(with_mistake("mean-forgotten", "dJ/dy_hat"), ["dJ/dy_hat"])
    assert all("you did" not in answer.message.lower() for answer in report.answers)
    assert any(answer.message.startswith("Your number fits") for answer in report.answers)
