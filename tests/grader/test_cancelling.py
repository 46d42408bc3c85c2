"""Where the terms of a sum cancel, a range says little; what the other numbers say still counts."""

from __future__ import annotations

import subprocess
import sys

import pytest

from grader import mark
from tracer import Layer, Network, trace
from tracer.rules.rule import Array

CLASSES = Network(
    layers=[
        Layer(activation="tanh", W=[[0.5], [-0.3]], b=[0.1, 0.2]),
        Layer(activation="softmax", W=[[1.0, -0.5], [0.3, 0.8]], b=[0.0, 0.1]),
    ],
    X=[[1.0], [-0.5]],
    Y=[[1, 0], [1, 0]],
    cost="ce",
    alpha=0.1,
)

KNOWN = trace(CLASSES)


def texts(values: Array) -> list[list[str]]:
    return [[f"{number:#.4g}" for number in row] for row in values.tolist()]


@pytest.mark.parametrize(
    ("line", "typed", "name"),
    [
        ("dJ/db[2]", [["0"], ["0"]], "bias-summed-over-neurons"),  # ŷ − y sums to 0
        ("dJ/da[1]", [["0", "0"], ["0", "0"]], "weight-dropped"),
    ],
)
def test_zeros_that_a_mistake_gives_are_named(line: str, typed: list[list[str]], name: str) -> None:
    report = mark(CLASSES, {"dJ/dz[2]": texts(KNOWN["dJ/dz[2]"]), line: typed})
    named = {answer.mistakes[0] for answer in report.student.answers if answer.quantity == line}
    assert named == {name}


def test_one_number_of_six_that_cancels_does_not_hide_the_mistake() -> None:
    report = mark(CLASSES, {"dJ/dW[1]": texts(-0.1 * KNOWN["dJ/dW[1]"])})
    assert all("step-for-gradient" in answer.mistakes for answer in report.student.answers)


def test_right_answers_do_not_load_the_table_of_mistakes() -> None:
    code = (
        "import sys; from grader import mark; report = mark('mazur', {'z[1][1,1]': '0.3775'}); "
        "assert report.student.answers[0].verdict == 'right'; "
        "assert 'tracer.mistakes' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
