"""Derivatives by the lecture's rules, and formulas as a person would write them."""

import math
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.moment import in_a_moment
from tests.tracer.formula.trees import NAMES, UnsuitableError, precise, typed
from tracer.formula.calculus import derivative, simplify, size
from tracer.formula.functions import FUNCTIONS
from tracer.formula.parse import formula, parse
from tracer.formula.text import text
from tracer.formula.tree import Call, Formula, Indicator, Name, Num, substitute, walk
from tracer.formula.value import COMPARE, value

LECTURE = {
    # L4: the common derivatives
    ("x**5", "x"): "5·x⁴",
    ("7", "x"): "0",
    ("exp(x)", "x"): "exp(x)",
    ("log(x)", "x"): "1/x",
    ("ln(x)", "x"): "1/x",
    # L5: the chain rule
    ("log(x**2)", "x"): "2/x",
    ("exp(x**3)", "x"): "3·x²·exp(x³)",
    # L6: partial derivatives
    ("x1**2 + 2*x2**2 + 3*x1*x2", "x1"): "2·x1 + 3·x2",
    ("x1**2 + 2*x2**2 + 3*x1*x2", "x2"): "4·x2 + 3·x1",
}

AS_A_PERSON = {
    # expanded, like terms collected, in the order of first appearance
    ("(w - 3)**2", "w"): "2·w − 6",
    ("(x + 1)**3", "x"): "3·x² + 6·x + 3",
    ("(1 - x)*(1 + x)", "x"): "−2·x",
    ("x*y*x - y*x**2", "x"): "0",
    ("x - 2*y", "y"): "−2",
    ("3*x*y*z", "y"): "3·x·z",
    # powers merged, fractions kept, decimals kept
    ("x**2/2", "x"): "x",
    ("x/3 + x/6", "x"): "1/2",
    ("x**3/6", "x"): "x²/2",
    ("1/x", "x"): "−1/x²",
    ("x**-3", "x"): "−3/x⁴",
    ("3.7*x*0.1", "x"): "0.37",
    ("f/2.0 + 10.0/f", "f"): "1/2 − 10/f²",
    ("x*sqrt(x)", "x"): "3·sqrt(x)/2",
    ("sqrt(4*x)", "x"): "1/sqrt(x)",
    ("x**0.5", "x"): "0.5/x^0.5",
    ("sqrt(1 + x**2)", "x"): "x/sqrt(1 + x²)",
    ("2*pi*x**2", "x"): "4·π·x",
    ("x**x", "x"): "x^x + x^x·log(x)",
    ("2**x", "x"): "2^x·log(2)",
    ("x**k", "x"): "k·x^(k − 1)",
    # quotients keep one bar over a sum
    ("x/(1 + x)", "x"): "1/(1 + x)²",
    ("1/(1 + exp(-x))", "x"): "exp(−x)/(1 + exp(−x))²",
    ("log(2*x + 2)", "x"): "1/(x + 1)",
    ("-(y*log(p) + (1 - y)*log(1 - p))", "p"): "−y/p + (1 − y)/(1 − p)",
    # functions are atoms
    ("tanh(w*x)", "w"): "x − x·tanh(w·x)²",
    ("sin(x)*cos(x)", "x"): "cos(x)² − sin(x)²",
    ("log(exp(x))", "x"): "1",
    ("max(x, y)", "y"): "1[y > x] + 1[y = x]/2",
    ("abs(x)", "x"): "1[x > 0] − 1[x < 0]",
    # what would be too long to read stays a product
    ("(x + y)**100", "x"): "100·(x + y)⁹⁹",
    ("v*tanh(w*tanh(w*h))", "w"): ("v·(1 − tanh(w·tanh(w·h))²)·(tanh(w·h) + w·h·(1 − tanh(w·h)²))"),
    # never another value: √(x²) is |x|
    ("sqrt(x**2)", "x"): "x/sqrt(x²)",
    # a number that nothing can hold: as the rules leave it
    ("x/0", "x"): "1/0",
}


@pytest.mark.parametrize(("typed", "by"), [*LECTURE, *AS_A_PERSON])
def test_the_derivative_is_written_as_a_person_would(typed: str, by: str) -> None:
    shown = text(simplify(derivative(parse(typed), by)))
    assert shown == {**LECTURE, **AS_A_PERSON}[typed, by]


def test_not_expanded_where_a_rule_has_its_own_form() -> None:
    slope = derivative(parse("sigmoid(x)"), "x")
    assert text(simplify(slope, expand=False)) == "sigmoid(x)·(1 − sigmoid(x))"
    assert text(simplify(slope)) == "sigmoid(x) − sigmoid(x)²"


def test_what_is_no_entry_by_entry_formula_has_no_derivative() -> None:
    with pytest.raises(TypeError, match="MatMul"):
        derivative(formula("W @ a"), "a")
    assert derivative(formula("W @ a"), "b") == Num(0.0, "0")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_slope_is_the_limit_of_quotients(name: str) -> None:
    function, dx = FUNCTIONS[name], 1e-6
    low = 0.3 if function.domain[0] == 0 else -1.4
    u, v = np.linspace(low, 1.5, 40), np.linspace(-1.0, 0.9, 40)
    call = Call(name, tuple(map(Name, "uv"[: len(function.slopes)])))
    for hole in "uv"[: len(function.slopes)]:
        known = {"u": u, "v": v, "relu_at_zero": 0.0}
        ends = [value(call, {**known, hole: known[hole] + end}) for end in (dx, -dx)]
        slope = value(derivative(call, hole), known)
        np.testing.assert_allclose(slope, (ends[0] - ends[1]) / (2 * dx), rtol=1e-7, atol=1e-8)


# Random formulas, at random points, to sixty digits

POINTS = st.fixed_dictionaries(
    {name: st.decimals(-3, 3, places=2).map(float) for name in ("x", "y", "x1", "x12")}
)


def settled(tree: Formula, known: dict[str, float]) -> Any:
    """The value where slopes at kinks are told by indicators. Raises UnsuitableError."""

    def read(node: Formula) -> Formula | None:
        if node == Name("relu_at_zero"):
            return Num(0.25)
        if isinstance(node, Indicator):
            sides = settled(node.left, known), settled(node.right, known)
            return Num(float(COMPARE[node.sign](*sides)))
        return None

    return precise(substitute(tree, read), known)


def same(one: Any, other: Any) -> bool:
    """But for the rounding of a coefficient, 1/3003 say, that is written as a decimal."""
    return bool(abs(one - other) <= 1e-12 * max(abs(one), 1))


@settings(max_examples=25, deadline=None)
@given(typed(), POINTS)
def test_simplifying_never_changes_the_value(tree: Formula, point: dict[str, float]) -> None:
    known = {**NAMES, **point}
    for wanted in (tree, derivative(tree, "x")):
        try:
            before = settled(wanted, known)
        except UnsuitableError:
            continue
        for expand in (True, False):
            try:
                after = settled(simplify(wanted, expand=expand), known)
            except UnsuitableError:  # x**250 of 1/x**-250 is larger than the oracle goes
                continue
            assert same(after, before), text(wanted)


@settings(max_examples=25, deadline=None)
@given(typed())
def test_simplifying_twice_changes_nothing_and_never_makes_it_much_longer(tree: Formula) -> None:
    once = simplify(tree)
    assert size(once) <= 2 * size(tree) + 60
    assert size(simplify(once)) <= size(once)


KINKED = {name for name, function in FUNCTIONS.items() if function.kink is not None}
SYMPY = {
    "sigmoid": lambda u: 1 / (1 + sympy.exp(-u)),
    "log10": lambda u: sympy.log(u, 10),
    "log2": lambda u: sympy.log(u, 2),
}


def as_sympy(tree: Formula, names: dict[str, Any]) -> Any:
    plain = text(tree, ascii=True)
    return sympy.sympify(plain, locals={**names, **SYMPY})


@settings(max_examples=25, deadline=None)
@given(typed(("x", "y", "x1")), POINTS)
def test_sympy_finds_the_same_derivative(tree: Formula, point: dict[str, float]) -> None:
    known = {name: point[name] for name in ("x", "y", "x1")}
    assume(not any(isinstance(node, Indicator) for node in walk(tree)))
    assume(not any(isinstance(node, Call) and node.function in KINKED for node in walk(tree)))
    try:
        ours = settled(derivative(tree, "x"), known)
        precise(tree, known)
    except UnsuitableError:
        assume(False)
    names = {name: sympy.Symbol(name, real=True) for name in known}
    exactly = {names[name]: sympy.Rational(str(number)) for name, number in known.items()}
    theirs = sympy.diff(as_sympy(tree, names), names["x"]).subs(exactly).evalf(40)
    assume(theirs.is_real and theirs.is_finite)
    assert same(mpmath.mpf(str(theirs)), ours)


@settings(max_examples=25, deadline=None)
@given(typed(("x", "y", "x1")), POINTS)
def test_the_derivative_is_the_limit_of_quotients(tree: Formula, point: dict[str, float]) -> None:
    dx = mpmath.mpf(10) ** -20
    try:
        before, at, after = (precise(tree, {**point, "x": point["x"] + k * dx}) for k in (-1, 0, 1))
        ours = settled(derivative(tree, "x"), point)
    except UnsuitableError:
        assume(False)
    assume(abs(after - 2 * at + before) <= 1e-9 * dx)  # no kink here
    assume(abs(after - before) <= 1e-9)  # and no jump, as that of the sign
    assert abs((after - before) / (2 * dx) - ours) <= 1e-9 * max(abs(ours), 1)


HUGE = {
    "many factors": "*".join(["(x+1)"] * 280),
    "many different factors": "*".join(f"(x+y{i})" for i in range(200)),
    "many terms": "+".join(f"x*y{i}" for i in range(280)),
    "nested quotients": "x/(1 + " * 29 + "x" + ")" * 29,
    "nested powers": "(x + " * 28 + "1" + ")**x" * 28,
    "nested products": "x*(1 + " * 55 + "x" + ")" * 55,
    "a sum to a high power": "(x + y + z)**99",
    "a number to high powers": "(3**999)**999*x",
}


@pytest.mark.parametrize("name", HUGE)
def test_it_never_blows_up(name: str) -> None:
    with in_a_moment():
        slope = derivative(parse(HUGE[name]), "x")
        assert size(simplify(slope)) <= size(slope) + 60


def test_a_constant_is_worked_out_only_where_that_is_exact() -> None:
    tree = simplify(parse("x*exp(0) + cos(0) + max(2, 1/3) + exp(1) + sqrt(9) + relu(0 - 1)"))
    assert text(tree) == "x + 6 + exp(1)"
    assert value(tree, {"x": 1.0}) == pytest.approx(7 + math.e)
