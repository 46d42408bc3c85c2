"""Where the terms of a sum cancel, a range says little; what the other numbers say still counts."""

from __future__ import annotations

import subprocess
import sys

import pytest

from grader import mark
from tracer import Layer, Network

CLASSES = Network(
    layers=[
        Layer(activation="tanh", W=[[0.5], [-0.3]], b=[0.1, 0.2]),
        Layer(activation="softmax", W=[[1.0, -0.5], [0.3, 0.8]], b=[0.0, 0.1]),
    ],
    X=[[1.0], [-0.5]],
    Y=[[1, 0], [0, 1]],
    cost="ce",
    alpha=0.1,
)


@pytest.mark.parametrize(
    ("line", "typed", "name"),
    [
        ("dJ/db[2]", [["0"], ["0"]], "bias-summed-over-neurons"),  # ŷ − y sums to 0
        ("dJ/da[1]", [["0", "0"], ["0", "0"]], "weight-dropped"),
    ],
)
def test_zeros_that_a_mistake_gives_are_named(
    line: str, typed: list[list[str]], name: str
) -> None:
    dz = [["-0.1713", "0.1829"], ["0.1713", "-0.1829"]]
    right = {"z[2]": mark_right("z[2]"), "dJ/dz[2]": mark_right("dJ/dz[2]")}
    assert right["dJ/dz[2]"] != dz
    report = mark(CLASSES, {**right, line: typed})
    assert {answer.mistakes for answer in report.student.answers if answer.quantity == line} == {
        (name,)
    }


def mark_right(name: str) -> list[list[str]]:
    from tracer import trace

    return [[f"{number:.4g}" for number in row] for row in trace(CLASSES)[name].tolist()]


def test_one_number_of_six_that_cancels_does_not_hide_the_mistake() -> None:
    from tracer import trace

    known = trace(CLASSES)
    step = -0.1 * known["dJ/dW[1]"]
    typed = [[f"{number:.4g}" for number in row] for row in step.tolist()]
    report = mark(CLASSES, {"dJ/dW[1]": typed})
    assert all("step-for-gradient" in answer.mistakes for answer in report.student.answers)


def test_right_answers_do_not_load_the_table_of_mistakes() -> None:
    code = (
        "import sys; from grader import mark; report = mark('mazur', {'z[1][1,1]': '0.3775'}); "
        "assert report.student.answers[0].verdict == 'right'; "
        "assert 'tracer.mistakes' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
