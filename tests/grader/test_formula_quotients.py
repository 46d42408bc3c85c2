"""A difference quotient is no derivative; honest algebra with differences in it is one."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader import mark
from grader.asked import Exercise
from grader.exercise_file import exercise
from grader.result import Marked

SAID = "A difference quotient only comes near a derivative"


@cache
def sheet(lines: tuple[str, ...], asked: str) -> Exercise:
    ask = {"quantity": asked, "kind": "formula"}
    return exercise({"expression": {"expression": list(lines)}, "ask": [ask]})


def answer(made: Exercise, text: str) -> Marked:
    return mark(made, {made.keys["ask"][-1]["quantity"]: text}).student.answers[-1]


CHAIN = (("u = x**3", "y = exp(u)"), "dy/dx")
SQUARES = (("y = x1**2 + 2*x2**2 + 3*x1*x2",), "dy/dx1")
COST = (("p = w*x + b", "L = 1/2*(t - p)**2"), "dL/dp")
LINE = (("z = w*x + b",), "dz/dw")
QUOTIENTS = {
    CHAIN: (
        "(exp((x+1e-6)**3)-exp((x-1e-6)**3))/2e-6",
        "(e^((x+0.000001)³) − e^((x−0.000001)³))·500000",
        "exp((x+1e-6)**3)/2e-6 - exp((x-1e-6)**3)/2e-6",
        "-(exp((x-1e-6)**3) - exp((x+1e-6)**3))/(1e-6 + 1e-6)",
        "(exp((1e-6 + x)**3) - exp((x - 1e-6)**3))/0.000002",
        "(-e^((x+2e-4)^3) + 8e^((x+1e-4)^3) - 8e^((x-1e-4)^3) + e^((x-2e-4)^3))/12e-4",
        "y*((x+1e-6)**3-(x-1e-6)**3)/2e-6",  # the inner one alone
        "3x²·(exp(u + 1e-6) − exp(u − 1e-6))/2e-6",
        "(exp((x*1.000001)**3) - exp((x/1.000001)**3))/(x*2e-6)",
    ),
    SQUARES: (  # of a square any step will do
        "((x1+1)² + 2x2² + 3(x1+1)x2 − ((x1−1)² + 2x2² + 3(x1−1)x2))/2",
        "(((x1+3)² + 2x2² + 3(x1+3)x2) − (x1−3)² − 2x2² − 3(x1−3)x2)/6",
        "((x1+1)^2 - (x1-1)^2)/2 + 3x2",
        "((x1+0.5)^2 - (x1-0.5)^2) + 3x2",
        "2x1 + 3((x1+1)x2 - x1 x2)/1",
    ),
    COST: (
        "½(t - (p + ½))² - ½(t - (p - ½))²",
        "((t - p - 1)^2/2 - (t - p + 1)^2/2)/2",
        "((t-(p+1e-3))^2 - (t-(p-1e-3))^2)/4e-3",
    ),
    LINE: (
        "((w + 1e-3)*x + b - (w*x + b))/1e-3",
        "((w + 1)x + b - z)/1",
        "((w + 2)x - (w - 2)x)/4",
    ),
}


@pytest.mark.parametrize(("lines", "asked"), QUOTIENTS)
def test_a_difference_quotient_is_refused_with_a_sentence(
    lines: tuple[str, ...], asked: str
) -> None:
    found = {text: answer(sheet(lines, asked), text) for text in QUOTIENTS[lines, asked]}
    assert {text for text, one in found.items() if one.verdict == "right"} == set()
    told = [text for text, one in found.items() if SAID in one.message]
    assert len(told) >= len(found) - 2  # what comes too little near is simply wrong
    assert {one.verdict for one in found.values()} == {"wrong"}


HONEST = {
    CHAIN: ("3x²y", "3x²·exp(x³)", "x²(4 − 1)y", "(x+1)y·3x²/(x+1)", "3y(x+1)² − 6xy − 3y"),
    SQUARES: (
        "((x1 + x2)² − x1² − x2²)/x1 + 2x1 + x2",
        "(((2x1 + 3x2) + 1)² − (2x1 + 3x2)² − 1)/2",
        "3(x1 + 1) − x1 + 3x2 − 3",
        "((x1 + x2)^2 - (x1 - x2)^2)/(4x2) + x1 + 3x2",
        "(4x1 + 6x2)/2 - (x1 - x1)",
        "(2x1+3x2)(x1 + 1) - x1(2x1 + 3x2)",
    ),
    COST: ("p − t", "−(t − p)", "(p² − t²)/(p + t)", "p(1 − t) − t(1 − p)", "w x + b - t"),
    LINE: ("x", "(w+1)x − w x", "(z − b)/w", "(z² − b²)/(w (z + b))"),
    (("y = x/(x + 1)",), "dy/dx"): ("((x+1) − x)/(x+1)²", "1/(x+1)^2"),
    (("y = w*x/(x + 1)",), "dy/dx"): ("(w(x+1) − w x)/(x+1)²", "3(w(x+1) − w x)/(3(x+1)²)"),
    (("y = w*x/(2*x + 4)",), "dy/dx"): ("(w(2x+4) − 2w x)/(2x+4)^2", "(w(x+2) - w x)/2/(x+2)^2"),
    (("y = (log(x + 1) - log(x - 1))/2",), "dy/dx"): ("(1/(x+1) − 1/(x−1))/2", "-1/(x²-1)"),
    (("y = exp(x + 1) - exp(x)",), "dy/dx"): ("exp(x+1) − exp(x)", "(e-1)e^x"),
    (("y = ((x + 1)**3 - (x - 1)**3)/6",), "dy/dx"): ("((x+1)² − (x−1)²)/2", "2x"),
    (("q = log(x + 1)", "y = q - log(x)"), "dy/dx"): ("1/(x+1) − 1/x", "-1/(x(x+1))"),
}


@pytest.mark.parametrize(("lines", "asked"), HONEST)
def test_honest_algebra_with_differences_is_right(lines: tuple[str, ...], asked: str) -> None:
    found = {text: answer(sheet(lines, asked), text) for text in HONEST[lines, asked]}
    assert {text: one.message for text, one in found.items() if one.verdict != "right"} == {}


def test_a_forward_line_may_be_any_formula() -> None:
    made = sheet(("d = ((x + 1)**2 - (x - 1)**2)/4",), "d")
    assert answer(made, "((x+1)² − (x−1)²)/4").verdict == "right"
    assert answer(made, "((x+2)² − (x−2)²)/8").verdict == "right"


def test_on_a_network_too() -> None:
    source = {
        "X": [[0.5]], "Y": [[1]], "cost": "half_sse",
        "layers": [{"activation": "identity", "W": [[0.4]], "b": [0.2]}],
    }  # fmt: skip
    ask = {"quantity": "dJ/dy_hat", "kind": "formula"}
    made = exercise({"network": source, "ask": [ask]})
    assert answer(made, "o1 − t1").verdict == "right"
    assert SAID in answer(made, "((o1+1-t1)²/2 − (o1-1-t1)²/2)/2").message
    assert SAID in answer(made, "((w1 x1+b1+1-t1)²/2 − (o1-1-t1)²/2)/2").message


# By chance

FUNCTIONS = (
    "{}**2",
    "exp({})",
    "sin({})",
    "1/{}",
    "log({})",
    "3*{}",
    "tanh({})",
    "({}+2)**3",
    "sqrt({})",
)
WHOLE = st.integers(1, 5)


@pytest.mark.thorough
@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.sampled_from(FUNCTIONS), min_size=1, max_size=3),
    st.sampled_from((1.0, 0.1, 1e-3, 1e-5, 1e-6)),
    st.sampled_from(
        ("({0} - {1})/{2}", "{0}/{2} - {1}/{2}", "1/{2}*({0} - ({1}))", "-({1} - {0})/{2}")
    ),
)
def test_the_quotient_of_no_function_is_right(nested: list[str], h: float, form: str) -> None:
    def of(x: str) -> str:
        for function in nested:
            x = function.format(f"({x})")
        return x

    made = sheet((f"y = {of('x')}",), "dy/dx")
    quotient = form.format(f"({of(f'x + {h}')})", f"({of(f'x - {h}')})", 2 * h)
    assert answer(made, quotient).verdict != "right"


REWRITTEN = (
    "({0}) + {1} - {1}", "({0})*(x + {1})/(x + {1})",
    "({1} + 1)*({0}) - {1}*({0})", "(x + {1})*({0}) - x*({0}) - ({1} - 1)*({0})",
    "(({0})*(x + {1})**2 - ({0})*x**2)/(2*{1}*x + {1}**2)", "({0}) + log(x + {1}) - log(x + {1})",
    "(({0}) + x + {1}) - (x + {1})", "(({0})**2 + {1}*({0}))/(({0}) + {1})",
    "({0}) + {1}/(x + {1}) - {1}/(x + {1})", "({0})*(sin(x)² + cos(x)²)", "{1} - ({1} - ({0}))",
)  # fmt: skip
RIGHT = {
    "exp(x**3)": "3*x**2*exp(x**3)", "log(x**2)": "2/x", "x**5": "5*x**4", "x*sin(x)":
    "sin(x) + x*cos(x)", "tanh(x)": "1 - tanh(x)**2", "1/(1 + exp(-x))":
    "sigmoid(x) - sigmoid(x)**2",
    "(x + 1)**2*exp(-x)": "2*(x + 1)*exp(-x) - (x + 1)**2*exp(-x)",
}  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(list(RIGHT)), st.lists(st.tuples(st.sampled_from(REWRITTEN), WHOLE), max_size=2)
)
def test_no_rewriting_is_taken_for_a_quotient(line: str, steps: list[tuple[str, int]]) -> None:
    text = RIGHT[line]
    for form, number in steps:
        text = form.format(text, number)
    found = answer(sheet((f"y = {line}",), "dy/dx"), text)
    assert (found.verdict, found.message) == ("right", "")
