"""200 algebraic rewritings of the lecture's derivatives are all right, 200 near misses all wrong.

Both are made by a program out of the right formula: sympy's own forms and identities for the one,
one changed number, sign, factor, exponent or symbol for the other. What differs is decided by
mpmath, with 30 digits, at points that the grader does not know.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import pytest
import sympy as sp

from grader import mark
from grader.asked import Exercise
from grader.exercise_file import exercise
from grader.result import Marked
from tests.sample import sample

SIGMOID = sp.Function("sigmoid")
NEURON = "sigmoid(w*a + b)"
PER_CASE = 12  # near misses
BCE = "-(y*log(p) + (1 - y)*log(1 - p))"


class Case(NamedTuple):
    """A derivative of the lecture: the exercise, what is asked, its right formula; `before`: what
    is asked before it, and may be used."""

    source: dict[str, Any]
    asked: str
    right: str
    before: tuple[str, ...] = ()


def expression(*lines: str, names: str) -> dict[str, Any]:
    values = dict(zip(names.split(), (0.4, 0.7, 0.3, 1.2), strict=False))
    return {"expression": {"expression": list(lines), "at": values}}


NETWORK = {
    "network": {
        "cost": "bce",
        "alpha": 0.5,
        "X": [[0.6, -1.1]],
        "Y": [[0.25]],
        "layers": [
            {"activation": "tanh", "W": [[0.3, -0.5], [0.8, 0.2]], "b": [0.1, -0.2]},
            {"activation": "sigmoid", "W": [[0.7, -0.4]], "b": [0.3]},
        ],
        "names": {
            "x1": "a[0][1,1]", "x2": "a[0][2,1]", "h1": "a[1][1,1]", "h2": "a[1][2,1]",
            "w1": "W[1][1,1]", "w5": "W[2][1,1]", "w6": "W[2][1,2]", "p": "y_hat[1,1]",
            "y1": "y[1,1]", "delta": "-dJ/dz",
        },
    }
}  # fmt: skip

CASES = {
    "L4 power": Case(expression("x**5", names="x"), "dy/dx", "5*x**4"),
    "L4 exp": Case(expression("3*exp(x)", names="x"), "dy/dx", "3*exp(x)"),
    "L4 log": Case(expression("log(x)", names="x"), "dy/dx", "1/x"),
    "L5 log of a square": Case(expression("log(x**2)", names="x"), "dy/dx", "2/x"),
    "L5 exp of a cube": Case(expression("exp(x**3)", names="x"), "dy/dx", "3*x**2*exp(x**3)"),
    "L6 by x1": Case(
        expression("x1**2 + 2*x2**2 + 3*x1*x2", names="x1 x2"), "dy/dx1", "2*x1 + 3*x2"
    ),
    "L6 by x2": Case(
        expression("x1**2 + 2*x2**2 + 3*x1*x2", names="x1 x2"), "dy/dx2", "4*x2 + 3*x1"
    ),
    "L8 forward": Case(expression("z = w*a + b", f"p = {NEURON}", names="w a b"), "p", NEURON),
    "L9 cost": Case(expression(f"J = {BCE}", names="p y"), "dJ/dp", "(1 - y)/(1 - p) - y/p"),
    "L10 sigmoid": Case(
        expression("p = sigmoid(z)", names="z"), "dp/dz", "sigmoid(z)*(1 - sigmoid(z))"
    ),
    "L10 chain": Case(
        expression("p = sigmoid(z)", f"J = {BCE}", names="z y"),
        "dJ/dz",
        "sigmoid(z) - y",
        ("dJ/dp", "d(p)/d(z)"),
    ),
    "L11 weight": Case(
        expression(f"p = {NEURON}", f"J = {BCE}", names="w a b y"), "dJ/dw", f"({NEURON} - y)*a"
    ),
    "L11 input": Case(
        expression(f"p = {NEURON}", f"J = {BCE}", names="w a b y"), "dJ/da", f"({NEURON} - y)*w"
    ),
    "L12 tanh": Case(expression("a = tanh(z)", names="z"), "da/dz", "1 - tanh(z)**2"),
    "L13 hidden": Case(
        NETWORK, "dJ/dz[1][1,1]", "(1 - h1**2)*w5*(p - y1)", ("delta[2]", "dJ/da[1]")
    ),
    "L13 weight": Case(NETWORK, "dJ/dW[1][1,1]", "x1*(1 - h1**2)*w5*(p - y1)", ("delta[1]",)),
    "L12 descent sign": Case(NETWORK, "delta[2][1,1]", "y1 - p"),
}


def symbols(text: str) -> dict[str, sp.Symbol]:
    words = ["x", "x1", "x2", "w", "a", "b", "y", "p", "z", "h1", "w5", "y1"]
    return {word: sp.Symbol(word, real=True) for word in words} | {"sigmoid": SIGMOID}


def tree(text: str) -> sp.Expr:
    return sp.sympify(text, locals=symbols(text))


def spelled_out(made: sp.Expr) -> sp.Expr:
    """σ(z) as 1/(1 + e⁻ᶻ), tanh by powers of e."""
    plain = made.replace(SIGMOID, lambda z: 1 / (1 + sp.exp(-z)))
    return plain.rewrite(sp.exp)


def rewritings(right: str) -> Iterator[str]:
    """The right formula in other forms: sympy's, then identities around it."""
    made = tree(right)
    for form in (sp.expand, sp.factor, sp.simplify, sp.together, sp.nsimplify, spelled_out):
        yield from in_the_lecture(form(made))
    yield from in_the_lecture(sp.expand(spelled_out(made)))
    yield from in_the_lecture(sp.simplify(spelled_out(made)))
    other = max(made.free_symbols, key=str)
    for form in (
        "-(-({0}))", "({0})/2 + ({0})/2", "2*({0}) - ({0})", "({0})*{1}/{1}", "({0}) + {1} - {1}",
        "({0})**2/({0})", "1/(1/({0}))", "((({0}) + 1)**2 - ({0})**2 - 1)/2",
        "({0})*exp({1})*exp(-{1})", "({0})*(1 + {1}**2)/(1 + {1}²)", "({0})·({1} + 3)/({1} + 3)",
        "0.25*({0}) + ({0})*3/4",
    ):  # fmt: skip
        yield form.format(right, other)


def in_the_lecture(made: sp.Expr) -> Iterator[str]:
    """The formula, unless sympy brings in a function that the lecture does not have."""
    if not made.has(sp.cosh):
        yield str(made)


def near_misses(right: str) -> Iterator[str]:
    """The right formula with one thing changed in it."""
    made = tree(right)
    for part in sp.preorder_traversal(made):
        for other in changed(part):
            wrong = made.xreplace({part: other})
            if not wrong.has(sp.zoo, sp.nan):
                yield str(wrong)
                yield str(sp.expand(wrong))
    for form in ("({0})*1.0001", "({0}) + 0.0001", "-({0})", "1/({0})", "({0})**2", "2*({0})"):
        yield form.format(right)


def changed(part: sp.Basic) -> Iterator[sp.Basic]:
    """The slips that can be made in one part of a formula."""
    if part.is_Integer:
        yield from (part + 1, part - 1)
    if part.is_Add or part.is_Mul:
        for at, one in enumerate(part.args):
            rest = part.args[:at] + part.args[at + 1 :]
            yield part.func(*rest)
            yield part.func(*rest, -one) if part.is_Add else part.func(*rest, one, one)
    if part.is_Pow:
        yield from (part.base, part.base ** (part.exp + 1))
    if part.func is SIGMOID:
        yield from (sp.tanh(*part.args), SIGMOID(SIGMOID(*part.args)), part.args[0])
    if isinstance(part, sp.exp | sp.log | sp.tanh):
        yield from (part.args[0], part.func(part))


def differ(right: str, other: str) -> bool:
    """Whether two formulas are not the same, far beyond any rounding."""
    made = sp.sympify(other.replace("²", "**2").replace("·", "*"), locals=symbols(other))
    gap = spelled_out(tree(right) - made)
    point = {symbol: sp.Rational(at + 3, 7 + at) for at, symbol in enumerate(
        sorted(gap.free_symbols, key=str))}  # fmt: skip
    return abs(complex(sp.N(gap.subs(point), 30))) > 1e-6


def some(texts: Iterator[str], case: Case) -> list[str]:
    """Near misses from all over the formula, as many as make 200 of all cases."""
    made = list(dict.fromkeys(texts))
    return [text for text in made[:: max(len(made) // PER_CASE, 1)] if differ(case.right, text)]


def answers(sheet: Exercise, texts: list[str]) -> dict[str, Marked]:
    """How each text is marked; each is one student's answer."""
    asked = sheet.keys["ask"][-1]["quantity"]
    students = mark(sheet, [{asked: text} for text in texts]).students
    return {text: one.answers[-1] for text, one in zip(texts, students, strict=True)}


@cache
def sheet_of(name: str) -> Exercise:
    case = CASES[name]
    before = [{"quantity": name} for name in case.before]
    return exercise({**case.source, "ask": [*before, {"quantity": case.asked, "kind": "formula"}]})


@cache
def right(name: str) -> list[str]:
    return list(dict.fromkeys(rewritings(CASES[name].right)))


@cache
def wrong(name: str) -> list[str]:
    return some(near_misses(CASES[name].right), CASES[name])


BY_HAND = {
    "L4 power": ["5x^4", "5·x⁴", "x⁴ + 4·x⁴", "5*x*x*x*x", "x**5*5/x"],
    "L5 log of a square": ["1/x² · 2x", "(1/(x^2))*(2*x)", "2*x**-1", "(2/y)*y/x"],
    "L5 exp of a cube": ["e^(x³)·3x²", "exp(x^3)*3x^2", "3*y*x^2", "3x²·e^x³"],
    "L6 by x1": ["3x2 + 2x1", "x1 + 3*x2 + x1", "3*(x2 + 2*x1/3)", "2x₁ + 3x₂"],
    "L10 sigmoid": ["σ(z)·(1 − σ(z))", "p(1-p)", "p - p^2", "exp(-z)/(1+exp(-z))^2", "p*(1−p)"],
    "L10 chain": ["p - y", "(p-y)/(p*(1-p)) * p*(1-p)", "dJ/dp * d(p)/d(z)", "(dJ/dp)*p*(1-p)"],
    "L12 tanh": ["1 - a²", "4/(e^z + e^(-z))^2", "(1-a)*(1+a)", "1 − tanh(z)·tanh(z)"],
    "L13 hidden": ["-delta[2][1,1]*w5*(1-h1^2)", "dJ/da[1][1,1]*(1-a[1][1,1]^2)"],
    "L13 weight": ["dJ/dz[1][1,1]*x1", "-delta[1][1,1]·a[0][1,1]", "dz[1][1,1]*x1"],
}
NAMED = {
    ("L4 power", "5*x^5"): "power-not-lowered",
    ("L4 power", "x^4"): "power-not-multiplied",
    ("L4 exp", "3*x*exp(x-1)"): "derivative-of-exp-as-power",
    ("L4 exp", "exp(x)"): "constant-factor-forgotten",
    ("L4 log", "log(x)"): "derivative-of-log-as-log",
    ("L5 log of a square", "1/x^2"): "inner-derivative-forgotten",
    ("L5 log of a square", "1/(2x)"): "inner-left-inside",
    ("L5 exp of a cube", "exp(x^3)"): "inner-derivative-forgotten",
    ("L6 by x1", "2*x1 + 3*x2 + 3*x1"): "other-variable-not-held",
    ("L6 by x1", "2*x1"): "path-dropped",
    ("L9 cost", "-y/p"): "path-dropped",
    ("L10 sigmoid", "z*(1-z)"): "a-form-at-z",
    ("L10 sigmoid", "sigmoid(p)*(1-sigmoid(p))"): "chain-at-wrong-point",
    ("L11 weight", "p - y"): "inner-derivative-forgotten",
    ("L12 tanh", "1 - z^2"): "a-form-at-z",
    ("L13 hidden", "w5*(p - y1)"): "activation-derivative-forgotten",
    ("L13 hidden", "(1-h1^2)*(p - y1)"): "weight-dropped",
    ("L13 hidden", "(1-h1^2)*w5*(y1 - p)"): "sign-flipped",
    ("L13 weight", "w5*(1-h1^2)*(p - y1)"): "input-forgotten",
}


@pytest.mark.full
def test_the_program_makes_as_many_as_the_bar_asks_for() -> None:
    assert sum(len(right(name)) for name in CASES) >= 200
    assert sum(len(wrong(name)) for name in CASES) >= 200


@pytest.mark.parametrize("name", sample(CASES, 9))
def test_rewritings_are_right(name: str) -> None:
    found = answers(sheet_of(name), [*right(name), *BY_HAND.get(name, [])])
    said = {text: one.message for text, one in found.items() if one.verdict != "right"}
    assert said == {}


@pytest.mark.parametrize("name", sample(CASES, 9))
def test_near_misses_are_wrong(name: str) -> None:
    found = answers(sheet_of(name), wrong(name))
    assert [text for text, one in found.items() if one.verdict not in ("wrong", "mistake")] == []


@pytest.mark.parametrize(("name", "text"), NAMED)
def test_a_wrong_formula_is_given_the_name_of_its_mistake(name: str, text: str) -> None:
    found = answers(sheet_of(name), [text])[text]
    assert found.verdict == "mistake"
    assert NAMED[name, text] in found.mistakes
    assert found.message.startswith(f"Your formula fits {found.mistakes[0]}: ")
