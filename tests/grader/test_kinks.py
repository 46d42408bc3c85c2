"""A neuron that stands on its kink by hand is marked there, whatever float64 leaves of its sum."""

from __future__ import annotations

from typing import Any

import pytest

from grader import mark
from tests.sample import sample
from tracer import Expression, Layer, Network, trace

DECIMALS, WHOLE = [0.1, 0.2, -0.3], [1, 2, -3]  # both sums are 0; float64 has 5.6e-17 of one


def network(weights: list[float], at_zero: float, **settings: Any) -> Network:
    hidden = Layer(activation="relu", W=[weights, [0.5, 0.1, 0.2]], b=[0, 0.1])
    output = Layer(activation="identity", W=[[0.5, -0.3]], b=[0.1])
    return Network(
        layers=[hidden, output], X=[[1, 1, 1]], Y=[[1]], cost="half_mse", alpha=0.1,
        relu_at_zero=at_zero, **settings,
    )  # fmt: skip


GRADIENTS = {0: "0", 0.5: "-0.2925", 1: "-0.585"}  # ∂J/∂a₁ = −0.585 times the slope at 0


@pytest.mark.parametrize("at_zero", sample(GRADIENTS, 3))
@pytest.mark.parametrize("typed", GRADIENTS.values())
def test_only_the_slope_at_0_that_was_agreed_is_right(at_zero: float, typed: str) -> None:
    """Nothing else is written: z is known exactly, and lies on neither side."""
    right = GRADIENTS[at_zero] == typed
    for weights in (DECIMALS, WHOLE):
        report = mark(network(weights, at_zero), {"dJ/dz[1][1,1]": typed}).student
        assert (report.answers[0].verdict == "right") == right


@pytest.mark.parametrize("at_zero", GRADIENTS)
def test_an_honest_paper_is_right_at_a_kink(at_zero: float) -> None:
    paper = {"z[1][1,1]": "0", "a[1][1,1]": "0", "da[1]/dz[1][1,1]": f"{at_zero:g}",
             "dJ/dz[1][1,1]": GRADIENTS[at_zero], "dJ/dW[1][1,1]": GRADIENTS[at_zero],
             "y_hat": "-0.17", "dJ/dy_hat": "-1.17"}  # fmt: skip
    answers = mark(network(DECIMALS, at_zero), paper).student.answers
    assert {answer.verdict for answer in answers} == {"right"}


def test_a_perceptron_whose_sum_is_0_by_hand_does_not_fire_in_the_key() -> None:
    neuron = Layer(activation="step", W=[[0.1, 0.2]], b=[-0.3])
    keys: dict[str, Any] = {"X": [[1, 1]], "Y": [[1]], "alpha": 0.1}
    perceptron = Network(layers=[neuron], learning_rule="perceptron", **keys)
    typed = {"z[1]": "0", "y_hat": "0", "W[1]:=[1,1]": "0.2", "b[1]:=": "-0.2"}
    answers = mark(perceptron, typed).student.answers
    assert {answer.verdict for answer in answers} == {"right"}
    fired = mark(perceptron, {"y_hat": "1"}).student.answers[0]
    assert fired.verdict in ("wrong", "mistake")


@pytest.mark.parametrize(
    ("line", "slope"), [("relu(s)", "0"), ("abs(s)", "0"), ("max(0, s)", "0.5"), ("step(s)", "0")]
)
def test_lines_of_an_expression_are_marked_at_their_kinks(line: str, slope: str) -> None:
    lines = ["s = x + y - z", f"J = 3*{line}"]
    said = Expression(expression=lines, at={"x": 0.1, "y": 0.2, "z": 0.3})
    gradient = f"{3 * float(slope):g}"
    answers = mark(said, {"s": "0", "J": "0", "dJ/ds": gradient, "dJ/dx": gradient}).student.answers
    assert {answer.verdict for answer in answers} == {"right"}
    assert mark(said, {"dJ/dx": "3"}).student.answers[0].verdict in ("wrong", "mistake")


def test_what_is_not_0_by_hand_is_on_its_own_side() -> None:
    near = network([0.1, 0.2, -0.29], 0.5)
    assert trace(near)["da[1]/dz[1]"][0, 0] == 1
    assert mark(near, {"z[1][1,1]": "0.01", "da[1]/dz[1][1,1]": "1"}).student.score == 2
