"""Formulas as answers: what may stand in one, what is right, what is said of a wrong one."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader import mark
from grader.asked import Exercise
from grader.entries import entries
from grader.exercise_file import exercise
from grader.many_points import drawn
from grader.result import Marked
from grader.verdicts import Verdict
from tests.moment import in_a_moment
from tests.sample import sample
from tracer import Expression, Layer, Network, trace

SHEETS = Path(__file__).parents[1] / "data" / "sheets"
SYMBOLIC = "17_utd_cs6375_symbolic"


def sheet(source: dict[str, Any], *asked: str, **more: Any) -> Exercise:
    kind = "network" if "layers" in source else "expression"
    asks = [{"quantity": name, "kind": "formula"} for name in asked]
    return exercise({kind: source, "ask": asks, **more})


def symbolic(part: str, *asked: str, **more: Any) -> Exercise:
    text = (SHEETS / f"{SYMBOLIC}_{part}.toml").read_text(encoding="utf-8")
    return sheet(tomllib.loads(text), *asked, **more)


def answer(made: Exercise, text: str) -> Marked:
    """The verdict of the last thing that is asked."""
    return mark(made, {made.keys["ask"][-1]["quantity"]: text}).student.answers[-1]


def network(**more: Any) -> dict[str, Any]:
    """2-2-1, ReLU and a sigmoid, without symbols of its own: neuron 1 is on, neuron 2 is off."""
    return {
        "layers": [
            {"activation": "relu", "W": [[0.3, -0.5], [-0.8, 0.2]], "b": [0.1, -0.2]},
            {"activation": "sigmoid", "W": [[0.7, -0.4]], "b": [0.3]},
        ],
        "X": [[0.5, -1.0]],
        "Y": [[1]],
        "cost": "bce",
        "alpha": 0.4,
        **more,
    }


ANY = sheet(network(), "dJ/dz[1][1,1]")


@pytest.mark.parametrize("part", sample(["a", "b"], 2))
def test_every_formula_of_a_symbolic_sheet_is_right(part: str) -> None:
    rows = json.loads((SHEETS / f"{SYMBOLIC}_{part}.json").read_text(encoding="utf-8"))["formulas"]
    made = symbolic(part, *(row["ask"] for row in rows))
    report = mark(made, {row["ask"]: row["formula"] for row in rows}).student
    assert {one.name: one.verdict for one in report.answers} == {
        one.name: "right" for one in report.answers
    }
    assert report.score == report.max == len(rows) == 13
    published = "2*V*(1 - V)*(w3*delta1 + w4*delta2 + w5*delta3)"
    wrong = answer(symbolic(part, "delta1", "delta2", "delta3", "delta"), published)
    assert (wrong.verdict, wrong.mistakes) == ("mistake", ("factor-2",))


BEFORE = ("dJ/dy_hat", "dJ/dz[2]", "dJ/da[1]", "da[1]/dz[1]")
USES = {  # of dJ/dz[1][1,1], BEFORE is asked: delta·w of the layer above, the neuron is on
    "dJ/dz[2][1,1]*W[2][1,1]": "right",
    "∂J/∂z[2] · W[2][1,1]": "right",
    "dz2 w5": "right",
    "delta2·w5": "right",
    "(y_hat[1,1] - y[1,1])*w5": "right",
    "(o1 - t1) w5": "right",
    "(o1 - 1) w5": "right",
    "w5*(sigmoid(w5*h1 + w6*h2 + b3) - t1)": "right",
    "w5*(sigmoid(w5*relu(w1*x1 + w2*x2 + b1) + b3) - t1)": "right",
    "w5/(1+e^-z[2]) - w5": "right",
    "dJ/da[1][1,1]": "right",
    "da[1]/dz[1][1,1] * dJ/da[1][1,1]": "right",
    "dJ/dz[2][1,1]*w6": "wrong",
    "dJ/dy_hat[1,1]*w5": "mistake",
    "0.4*w5": "wrong",
    "dJ/dz[1][1,1]": "unreadable",  # that is what is asked
    "dJ/dW[1][1,1]/x1": "unreadable",  # that comes after it
    "W[1]*2": "unreadable",  # a whole matrix
    "W[2][2,1]": "unreadable",  # no such entry
    "w99": "unreadable",
}


@pytest.mark.parametrize("text", sample(USES))
def test_what_stands_before_it_may_be_used_by_any_name(text: str) -> None:
    assert answer(sheet(network(), *BEFORE, "dJ/dz[1][1,1]"), text).verdict == USES[text]


SAYS = {
    "dJ/dz[1][1,1]": "'dJ/dz[1][1,1]' is what is asked for",
    "dJ/dz[2]*w5": "'dJ/dz[2]' is neither given nor asked for before this",
    "W[1]*2": "'W[1]' is a whole matrix; expected: one entry of it, such as W[1][1,1]",
    "W[2][2,1]": "there is no row 2, column 1",
    "w99": "'w99' is no symbol of this sheet",
    "1/2w5": "'w5' after /… can be read in two ways; expected: a * or parentheses",
    "e^2w5": "'w5' after ^… can be read in two ways",
    "1/(w5)x1": "'x1' after /… can be read in two ways",
    "w5 +": "the end stands where",
    "log 2w5": "'log' stands without parentheses; expected: log(…)",
    "log": "'log' stands without parentheses; expected: log(…)",
}


@pytest.mark.parametrize("text", SAYS)
def test_what_cannot_be_read_is_said(text: str) -> None:
    found = answer(sheet(network(), "dJ/dz[1][1,1]"), text)
    assert found.verdict == "unreadable"
    assert SAYS[text] in found.message


FORMS = {
    "2*x1 + 3*x2": "right",
    "2x1 + 3x2": "right",
    "3*(x2 + 2*x1/3)": "right",
    "((x1 + x2)² − x1² − x2²)/x1 + 2x1 + x2": "right",
    "2*x1": "mistake",
    "2*x1 + 3*x2 + 1": "wrong",
    "2*x1 + 3*x2 + 0.0001": "wrong",
    "8": "wrong",  # the number at the point is not the formula
    "2*x1 +": "unreadable",
    "2*q": "unreadable",
    "": "missing",
}


@pytest.mark.parametrize("text", FORMS)
def test_a_formula_is_right_in_any_algebraic_form(text: str) -> None:
    source = {"expression": "x1**2 + 2*x2**2 + 3*x1*x2", "at": {"x1": 1, "x2": 2}}
    assert answer(sheet(source, "dy/dx1"), text).verdict == FORMS[text]


REGIONS = {
    "max(x, y)*z": ("z", "right"),  # x is the larger one, and stays it
    "abs(x)": ("1", "right"),
    "relu(x - y)": ("1", "right"),
    "relu(y - x)": ("0", "right"),
    "x*log(y)": ("log(y)", "right"),
    "min(x, y)": ("1", "mistake"),
    "sign(x)*x": ("1", "right"),
    "step(x)*x": ("1", "right"),
    "[x > 2]*x": ("1", "right"),
    "sign(-x)*x": ("1", "mistake"),
}


@pytest.mark.parametrize("text", REGIONS)
def test_a_kink_is_passed_on_the_side_of_the_sheet(text: str) -> None:
    at = {"x": 3, "y": 1, "z": 2}
    used = {name: number for name, number in at.items() if name in text.replace("max", "")}
    made = sheet({"expression": text, "at": used}, "df/dx" if "y" in used else "dy/dx")
    typed, verdict = REGIONS[text]
    assert answer(made, typed).verdict == verdict


def test_a_neuron_that_is_off_has_gradient_0() -> None:
    made = sheet(network(), "dJ/dW[1][2,1]")
    assert answer(made, "0").verdict == "right"
    assert answer(made, "(o1 - t1)*w6*x1").verdict == "mistake"


def test_results_that_cancel_are_compared_as_far_as_rounding_allows() -> None:
    made = sheet({"expression": "tanh(4*x)", "at": {"x": 1.1}}, "dy/dx")
    for text in ("4*(1 - tanh(4x)^2)", "4(1 - y)(1 + y)", "16/(exp(4x) + exp(-4x))^2"):
        assert answer(made, text).verdict == "right", text
    assert answer(made, "16/(exp(4x) + exp(-4x))^2.001").verdict == "wrong"


def test_numbers_of_the_sheet_may_stand_for_its_symbols() -> None:
    made = symbolic("a", "V")
    assert answer(made, "sigmoid(3*w1 + 9*w2)").verdict == "right"
    assert answer(made, "sigmoid(x1*w1 + x2*w2)").verdict == "right"
    assert answer(made, "sigmoid(0.2*x1 - 0.1*x2)").verdict == "right"
    assert answer(made, "sigmoid(9*w1 + 3*w2)").verdict == "wrong"
    assert answer(made, "sigmoid(x1*w1 + 9*w2)").verdict == "wrong"  # one as a symbol, one not
    assert answer(made, "0.425557").verdict == "wrong"


def test_a_whole_array_is_asked_entry_by_entry() -> None:
    asks = [{"quantity": "dJ/dz[2]"}, {"quantity": "dJ/dW[2]", "kind": "formula", "points": 2}]
    made = exercise({"network": network(), "ask": asks})
    report = mark(made, {"dJ/dW[2]": [["dz2*h1", "dz2"]]}).student
    assert [(one.verdict, one.points) for one in report.answers] == [
        ("missing", 0), ("right", 1), ("mistake", 0)
    ]  # fmt: skip
    assert report.first_wrong == ("dJ/dW[2][1,2]",)


def test_a_right_formula_is_shown_where_the_exercise_lets_it() -> None:
    shown = answer(symbolic("a", "O1", reveal="all"), "V").message
    assert shown.endswith("A right one is sigmoid(w3·sigmoid(w1·x1 + w2·x2)).")
    assert "A right one" not in answer(symbolic("a", "O1", reveal="never"), "V").message


def test_the_formula_that_is_shown_is_right_when_it_is_typed() -> None:
    """b2 is the second bias of such a network, and is read as b[2], which is one number."""
    given = {
        "cost": "half_sse", "X": [[0.5, 1.5]], "Y": [[1]],
        "layers": [
            {"activation": "identity", "W": [[0.1, 0.4], [-0.3, 0.2]], "b": [0.1, 0.3]},
            {"activation": "identity", "W": [[0.7, -0.5]], "b": [0.2]},
        ],
    }  # fmt: skip
    asks = [{"quantity": name, "kind": "formula"} for name in ("z[1]", "z[2]", "dJ/dW[1]")]
    made = exercise({"network": given, "ask": asks, "reveal": "all"})
    blank = mark(made, {entry.label: "0" for entry in entries(made)}).student
    keys = {one.name: one.message.partition("A right one is ")[2][:-1] for one in blank.answers}
    assert keys["z[1][2,1]"] == "w3·x1 + w4·x2 + b[1][2,1]"
    assert {one.verdict for one in mark(made, keys).student.answers} == {"right"}


def test_formulas_without_numbers_are_marked_too() -> None:
    made = exercise({
        "expression": {"expression": "exp(x**3)"},
        "ask": [{"quantity": "dy/dx", "kind": "formula"}],
    })  # fmt: skip
    assert answer(made, "3x² e^(x³)").verdict == "right"
    assert "inner-derivative-forgotten" in answer(made, "e^(x³)").mistakes


def test_a_mistake_that_the_course_teaches_is_right_as_a_formula_too() -> None:
    asked = "da[1]/dz[1][2,1]"
    assert answer(sheet(network(), asked), "1").verdict == "mistake"
    lenient = sheet(network(), asked, accept=["relu-derivative-always-one"])
    assert answer(lenient, "1").verdict == "right"


HOSTILE = {
    "many unknown names": " ".join(f"q{number}" for number in range(400)),
    "many known names": "w5*" * 500 + "w5",
    "ten megabytes": "w5+" * 3_000_000,
    "deep": "(" * 900 + "w5" + ")" * 900,
    "a tower of powers": "9**9**9**9",
    "a huge exponent": "w5^99999",
    "no value anywhere": "log(-w5^2)",
    "divided by nothing": "1/(w5 - w5)",
    "python": "__import__('os').system('true')",
    "a long name": "w" * 1999,
    "brackets": "w5[" * 600,
    "slopes of slopes": "σ'(" * 24 + "w5" + ")" * 24,
    "slopes of slopes without end": "tanh'(" * 300 + "w5" + ")" * 300,
    "logarithms of logarithms": "ln " * 600 + "w5",
    "roots": "√" * 1900 + "w5",
    "braces": "{" * 900 + "w5" + "}" * 900,
    "fractions": r"\frac{" * 200 + "w5" + "}{2}" * 200,
    "fractions that never close": r"\frac{" * 300,
    "letters": "w5h1" * 400,
    "squares of functions": "sin^2(" * 300 + "w5" + ")" * 300,
    "comparisons": "[" * 900 + "w5 > 0" + "]" * 900,
    "differences": "-".join(["(w5 + 1)*o1*h1"] * 130),
    "a right one with differences": "(o1 - t1)*w5*[z[1][1,1] > 0]" + " + (w5 - w5)" * 150,
}


@pytest.mark.parametrize("name", sample(HOSTILE, 3))
def test_a_hostile_formula_is_marked_in_a_moment(name: str) -> None:
    made = sheet(network(), "dJ/dz[1][1,1]")
    answer(made, "w5")
    expected = ("right",) if "right" in name else ("wrong", "unreadable")
    with in_a_moment():
        assert answer(made, HOSTILE[name]).verdict in expected


@settings(max_examples=25, deadline=None)
@given(st.text("w5xz2[]1,()+-*/^.e dJ∂δ²⁻½|@:= ", max_size=40) | st.text(max_size=20))
def test_any_text_is_a_verdict(text: str) -> None:
    assert answer(ANY, text).verdict in get_args(Verdict)


def test_the_points_are_the_same_every_time_and_lie_where_the_sheet_does() -> None:
    made = trace(Expression(expression="relu(x) + log(v)", at={"x": -1.0, "v": 2.0}))
    first = drawn(made)
    drawn.cache_clear()
    again = drawn(made)
    assert (first.trace.given["x"] == again.trace.given["x"]).all()
    there = first.trace.given["x"][0][first.usable]
    assert len(there) >= 20
    assert (there < 0).all()


@pytest.mark.parametrize(("activation", "slope"), [("sigmoid", 0.16), ("tanh", 0.36)])
def test_what_follows_from_a_given_value_is_marked_as_on_a_network(
    activation: str, slope: float
) -> None:
    lines = [f"h = {activation}(z)", "E = 1/2*(t - h)**2"]
    own = Expression(expression=lines, at={"z": 1.3, "t": 0}, given={"h": 0.8})
    layer = Layer(activation=activation, W=[[1.0]])
    given = {"z[1]": [[1.3]], "y_hat": [[0.8]]}
    same = Network(layers=[layer], X=[[1.3]], Y=[[0]], cost="half_mse", given=given)
    number = f"{0.8 * slope:.4f}"
    assert mark(own, {"dE/dz": number}).student["dE/dz"].verdict == "right"
    assert mark(same, {"dJ/dz[1]": number}).student["dJ/dz[1][1,1]"].verdict == "right"
    asked = exercise({
        "expression": own.keys(defaults=False), "ask": [{"quantity": "dE/dz", "kind": "formula"}],
    })  # fmt: skip
    right = {"sigmoid": "(h - t) h (1 - h)", "tanh": "(h - t)(1 - h²)"}[activation]
    assert answer(asked, right).verdict == "right"
    assert answer(asked, right.replace("(1 - h", f"(1 - {activation}(z)")).verdict == "wrong"
