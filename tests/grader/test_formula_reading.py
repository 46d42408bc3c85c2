"""Formulas as people type them: signs left out, LaTeX, functions without parentheses, slopes."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from grader import mark
from grader.asked import Exercise
from grader.exercise_file import exercise
from grader.formula_names import Names, Symbol
from grader.formula_text import Reader
from grader.formulas import judge_formula
from grader.result import Marked
from tests.tracer.formula.trees import NAMES, typed
from tracer import Expression, Trace, trace
from tracer.errors import InputError
from tracer.formula.parse import parse
from tracer.formula.text import text
from tracer.formula.tree import Formula

NETWORK = {
    "cost": "half_sse",
    "alpha": 0.1,
    "X": [[0.5, -1.0]],
    "Y": [[1]],
    "layers": [
        {"activation": "tanh", "W": [[0.3, -0.5], [0.8, 0.2]], "b": [0.1, -0.2]},
        {"activation": "sigmoid", "W": [[0.7, -0.4]], "b": [0.3]},
    ],
    "names": {
        "x_1": "a[0][1,1]", "f_1": "a[1][1,1]", "f_2": "a[1][2,1]", "w_1": "W[2][1,1]",
        "w_2": "W[2][1,2]", "c": "y_hat[1,1]", "h": "z[2][1,1]", "n": "z[1][2,1]", "t": "y[1,1]",
        "delta": "dJ/dz", "E": "J",
    },
}  # fmt: skip


@cache
def of_expression(line: str, asked: str) -> Exercise:
    return exercise(
        {"expression": {"expression": line}, "ask": [{"quantity": asked, "kind": "formula"}]}
    )


@cache
def of_network(asked: str, *before: str) -> Exercise:
    asks: list[dict[str, Any]] = [{"quantity": name} for name in before]
    return exercise({"network": NETWORK, "ask": [*asks, {"quantity": asked, "kind": "formula"}]})


def answer(made: Exercise, typed: str) -> Marked:
    return mark(made, {made.keys["ask"][-1]["quantity"]: typed}).student.answers[-1]


AS_TYPED = {  # what is derived: by what, and spellings of the right answer
    ("cos(x*y**2)", "dfun/dy"): (
        "-2xy sin(xy^2)", "-2xy·sin(xy^{2})", r"-2 x y \sin(x y^2)", "−2xy·sin(xy²)",
        "-2xysin(xy²)",
        r"$-2xy\sin\left(xy^{2}\right)$", "-2yxsin(y^2 x)", "-(2xy)sin(x y**2)", "-2x·y sin(yyx)",
    ),
    ("exp(2*x)", "dfun/dx"): (
        "2e^{2x}", "2e^(2x)", "2 e^{2 x}", "2exp(2x)", "2·e^(x·2)", "2(e^x)²",
        "dfun/dx = 2e^(2x)", "= 2fun", "2∗Exp(2x)", "∂fun/∂x = 2 fun", r"\frac{dfun}{dx} = 2fun",
    ),
    ("x*log(x)", "dfun/dx"): (
        "ln x + 1", "1 + ln x", r"\ln x + 1", "log x + 1", "lnx + 1", "ln(x) + x/x", "1 + 2 ln √x",
        r"\ln{x}+1", r"1 + \log_{10}(x) \ln 10", "ln(2x) - ln 2 + 1", "log_2(x)·ln2 + 1",
    ),
    ("2**x + 7*x", "dfun/dx"): (
        "2^x ln 2 + 7", "2^x·ln2 + √49", "2^x log(2) + √(49)", r"2^{x}\ln 2 + \sqrt{49}",
        "2^x log10(2)/log10(e) + 7", "e^{x ln 2}·ln(2) + 7",
    ),
    ("sin(x)*cos(y)", "dfun/dx"): (
        "cos x cos y", "cos(x)cos(y)", r"\cos x \cos y", "cos x · cos y", "cos y*cos x",
    ),
    ("tanh(x)", "dfun/dx"): (
        "1 - tanh²(x)", "1 - tanh^2(x)", "1 − tanh² x", "1-tanh(x)^2", r"1-\tanh^{2}(x)",
        "tanh'(x)", "tanh’(x)", r"\tanh'(x)", "1 - fun²", r"1-\tanh^2{(x)}",
    ),
    ("sqrt(x)", "dfun/dx"): (
        "1/(2√x)", r"\frac{1}{2\sqrt{x}}", "1/(2·√(x))", r"\frac12 x^{-\frac12}", "½·x^(−½)",
        "1/(2fun)", "sqrt'(x)",
    ),
    ("abs(y - p)", "dfun/dp"): (
        "sign(p - y)", "-[y - p > 0] + [y - p < 0]", "−1[y − p > 0] + 1[y − p < 0]", "-sgn(y-p)",
        "(p-y)/|p-y|", "[p ≥ y] − [p ≤ y]", "step(p - y) - step(y - p)", "(p > y) - (p < y)",
        r"1_{p>y} - 1_{p<y}", "1 - 2[y > p]",
    ),
    ("3*x1*x2", "dfun/dx1"): ("3x2", "3x₂", "3x_2", "3 x_{2}", "x2 + 2x2", "3x1x2/x1"),
}  # fmt: skip


@pytest.mark.parametrize(("line", "asked"), AS_TYPED)
def test_what_has_one_reading_is_read(line: str, asked: str) -> None:
    made = of_expression(f"fun = {line}", asked)
    found = {typed: answer(made, typed) for typed in AS_TYPED[line, asked]}
    assert {typed: one.message for typed, one in found.items() if one.verdict != "right"} == {}


ON_NETWORKS = {
    ("dJ/dz[1][2,1]", "delta[2]"): (
        "(1-f_2²) w_2 δ_2", "(1-f_2^2)w_2δ_2", "w_2 δ[2] (1 - f_2·f_2)", "δ2w2(1-f2²)",
        "g'(n) w_2 δ_2", "g’(z[1][2,1])·w_2·delta2", "tanh'(n) w_2 δ_2", "φ'(n)w_2δ_2",
        r"\left(1-f_{2}^{2}\right)\, w_{2}\,\delta_{2}", "(1 - tanh²(n))w_2 δ_2",
    ),
    ("delta[2]", "dJ/dy_hat", "dy_hat/dz[2]"): (
        "dE/dc * dc/dh", "∂E/∂c · ∂c/∂h",
        r"\frac{\partial E}{\partial c}\frac{\partial c}{\partial h}",
        "dE/dc c(1-c)", "(c - t)·dc/dh", "(c-t)g'(h)", "(c-t)·σ'(h)", "(σ(h) − t)·sigmoid'(h)",
        "δ_2 = (c - t)c(1 - c)", "(g(h)-t)g'(h)", r"(c-t)\,\sigma'(h)", "(c - t)e^-h/(1 + e^-h)^2",
    ),
}  # fmt: skip


@pytest.mark.parametrize("asked", ON_NETWORKS)
def test_what_has_one_reading_on_a_network_is_read(asked: tuple[str, ...]) -> None:
    made = of_network(*asked)
    found = {typed: answer(made, typed) for typed in ON_NETWORKS[asked]}
    assert {typed: one.message for typed, one in found.items() if one.verdict != "right"} == {}


TWO_READINGS = {
    "1/xy": "'y' after /… can be read in two ways",
    "e^xy": "'y' after ^… can be read in two ways",
    "e^-xy": "'y' after ^… can be read in two ways",
    "sin xy": "'sin' stands without parentheses; expected: sin(…)",
    "sin 2x": "'sin' stands without parentheses",
    "ln x^2": "'ln' stands without parentheses",
    "ln x/y": "'ln' stands without parentheses",
    "2 sin": "'sin' stands without parentheses",
    "sin x(x + y)": "'sin' stands without parentheses",
    "sin^-1(x)": "'sin' stands without parentheses",
    "dfun/dx = x": "'dfun/dx' is neither given nor asked for before this",
    "x = y": "'=' is not expected here",
    "xz": "'xz' is no symbol of this sheet; expected: x, y",
    "max x": "'max' is a function of two numbers; expected: max(…, …)",
    "max'(x)": "'max' is a function of two numbers",
    "tanh'''(x)": "no such derivative is read; expected: f′(z) or f″(z)",
    "sinxy": "'sinxy' is no symbol of this sheet",
    "log2 x y": "'log2' stands without parentheses",
    "x'": 'the character "\'" cannot be read',
    "tanh'(x": "a parenthesis is not closed",
}


@pytest.mark.parametrize("typed", TWO_READINGS)
def test_what_has_two_is_asked_about(typed: str) -> None:
    found = answer(of_expression("fun = cos(x*y**2)", "dfun/dy"), typed)
    assert found.verdict == "unreadable"
    assert TWO_READINGS[typed] in found.message


def test_letters_that_can_be_parted_in_two_ways_are_asked_about() -> None:
    made = of_expression("fun = a*b + ab*c + bc", "dfun/da")
    assert answer(made, "b").verdict == "right"
    assert answer(made, "bb/b").verdict == "right"
    found = answer(made, "abc")
    assert "'abc' can be read in two ways: a·b·c or a·bc" in found.message


def test_an_activation_that_g_does_not_name_is_asked_about() -> None:
    found = answer(of_network("dJ/dz[1][2,1]", "delta[2]"), "g'(0.5)·w_2·δ_2")
    assert "'g' can be read in two ways: tanh or sigmoid" in found.message


def test_a_number_where_a_formula_is_asked_for_is_told_as_one() -> None:
    made = of_expression("fun = x**2*y", "dfun/dx")
    for number in ("6", "-0.25", "1/3", "2*pi", "e^2"):
        found = answer(made, number)
        assert found.verdict == "wrong"
        assert found.message.startswith("A formula is asked for here, and this is a number: x, y ")
    assert "does not give the same numbers" in answer(made, "6x").message
    assert answer(of_expression("fun = 3*x", "dfun/dx"), "3").verdict == "right"


OWN = {"u = 2*w + b": 2.6, "J = log(u**2)": 1.911}


def test_a_formula_is_read_where_a_plain_file_does_not_say_what_it_wants() -> None:
    own = Expression(expression=list(OWN), at={"w": 1.5, "b": -0.4})
    typed = {"dJ/dw": "4/(2w + b)", "dJ/db": "2u + 1", "dJ/du": "2/u", "J": "1.911", "u": "2 wb +"}
    report = mark(own, typed).student
    assert {one.name: (one.verdict, one.points) for one in report.answers} == {
        "J": ("right", 1), "u": ("unreadable", 0), "dJ/dw": ("right", 1), "dJ/db": ("wrong", 0),
        "dJ/du": ("right", 1),
    }  # fmt: skip
    assert "A right one is 2/(2·w + b)" in report["dJ/db"].message
    assert mark(own, {"u": "foo"}).student["u"].message.startswith("answer, character 1: 'foo' is ")
    assert "'b' after ^… can be read in two ways" in mark(own, {"J": "w^2b"}).student["J"].message
    numberless = Expression(expression="x**2*y")
    found = mark(numberless, {"df/dx": "2xy", "df/dy": "9"}).student
    assert [one.verdict for one in found.answers] == ["wrong", "right"]
    assert "this is a number" in found["df/dy"].message


# Any formula

LETTERS = tuple(name for name in NAMES if name != "pi")


@cache
def any_sheet() -> Trace:
    return trace(Expression(expression=" + ".join(LETTERS)))


@settings(max_examples=25, deadline=None)
@given(typed(LETTERS), st.booleans())
def test_any_formula_that_is_printed_reads_back(tree: Formula, ascii: bool) -> None:
    printed = text(tree, ascii=ascii)
    try:
        wanted = parse(printed)
    except InputError:
        assume(False)  # an exponent of 10 million
    known = any_sheet()
    read = Reader(Names(known, Symbol(known.source.output, (1, 1)))).read(printed)
    assert read.tree == wanted


SINGLE = st.sampled_from(("x", "y", "w1", "h12", "b", "δ", "delta", "α", "e", "π"))


@settings(max_examples=25, deadline=None)
@given(st.lists(SINGLE, min_size=1, max_size=5), st.sampled_from(("", "2", "0.5", "(1 - x)")))
def test_letters_side_by_side_are_their_product(letters: list[str], before: str) -> None:
    known = trace(Expression(expression="x + y + w1 + h12 + b + delta", at={}, alpha=0.3))
    names = Names(known, Symbol("f", (1, 1)))
    beside = Reader(names).read(before + "".join(letters))
    product = "*".join([before, *letters] if before else letters)
    assert beside.tree == Reader(names).read(product).tree


@settings(max_examples=25, deadline=None)
@given(st.text(r"xy2'\{}^_|√[]()<>=+-*/ sincoetahglfra∂d", max_size=30))
def test_whatever_is_typed_is_read_or_refused_in_a_sentence(typed: str) -> None:
    known = trace(Expression(expression="sin(x*y)"))
    found = judge_formula(known, Symbol("f", (1, 1)), typed)
    if found.fault is not None:
        assert found.fault.wrong
        assert found.fault.expected
