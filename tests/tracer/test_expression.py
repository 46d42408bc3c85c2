"""Expressions: elementary steps, the chain back to each variable, descent, what may be written."""

from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.tracer.formula.trees import UnsuitableError, precise, typed
from tracer import Expression, InputError, Layer, Network, Trace, trace
from tracer.check import check
from tracer.expression import held_constant, symbolic
from tracer.formula.calculus import derivative
from tracer.formula.parse import parse
from tracer.formula.text import text
from tracer.formula.tree import Formula, Name, Sum
from tracer.formula.value import value
from tracer.show import formula_of


def traced(*lines: str, steps: int = 1, **keys: Any) -> Trace:
    return trace(Expression(expression=lines if len(lines) > 1 else lines[0], **keys), steps)


def shown(t: Trace) -> list[str]:
    return [text(formula_of(step)) for step in t]


def rules(t: Trace) -> dict[str, str]:
    return {step.name: step.equation.rule.name for step in t}


# The lecture, row by row

CHAIN_RULE = {
    "log(x**2)": [
        "x²", "y = log(x²)",
        "dy/dy = 1",
        "d(y)/d(x²) = 1/x²", "dy/d(x²) = dy/dy · d(y)/d(x²)",
        "d(x²)/d(x) = 2·x", "dy/dx = dy/d(x²) · d(x²)/d(x)",
    ],
    "exp(x**3)": [
        "x³", "y = exp(x³)",
        "dy/dy = 1",
        "d(y)/d(x³) = exp(x³)", "dy/d(x³) = dy/dy · d(y)/d(x³)",
        "d(x³)/d(x) = 3·x²", "dy/dx = dy/d(x³) · d(x³)/d(x)",
    ],
    "x1**2 + 2*x2**2 + 3*x1*x2": [
        "x1²", "x2²", "2·x2²", "3·x1·x2", "y = x1² + 2·x2² + 3·x1·x2",
        "∂y/∂y = 1",
        "d(y)/d(x1²) = 1", "∂y/∂(x1²) = ∂y/∂y · d(y)/d(x1²)",
        "d(y)/d(2·x2²) = 1", "∂y/∂(2·x2²) = ∂y/∂y · d(y)/d(2·x2²)",
        "d(y)/d(3·x1·x2) = 1", "∂y/∂(3·x1·x2) = ∂y/∂y · d(y)/d(3·x1·x2)",
        "d(2·x2²)/d(x2²) = 2", "∂y/∂(x2²) = ∂y/∂(2·x2²) · d(2·x2²)/d(x2²)",
        "d(x2²)/d(x2) = 2·x2", "d(3·x1·x2)/d(x2) = 3·x1",
        "∂y/∂x2 = ∂y/∂(x2²) · d(x2²)/d(x2) + ∂y/∂(3·x1·x2) · d(3·x1·x2)/d(x2)",
        "d(x1²)/d(x1) = 2·x1", "d(3·x1·x2)/d(x1) = 3·x2",
        "∂y/∂x1 = ∂y/∂(x1²) · d(x1²)/d(x1) + ∂y/∂(3·x1·x2) · d(3·x1·x2)/d(x1)",
    ],
    "7": ["y = 7", "dy/dy = 1", "dy/dx = 0"],
}  # fmt: skip


@pytest.mark.parametrize("line", CHAIN_RULE)
def test_the_lectures_expressions_are_traced_step_by_step(line: str) -> None:
    keys = {"with_respect_to": ["x"]} if line == "7" else {}
    assert shown(traced(line, **keys)) == CHAIN_RULE[line]


def test_the_lectures_partials_have_its_numbers_and_its_formulas() -> None:
    t = traced("x1**2 + 2*x2**2 + 3*x1*x2", at={"x1": 1, "x2": 2})
    assert (t["y"], t["dy/dx1"], t["dy/dx2"]) == (15, 8, 11)
    source = t.source
    assert isinstance(source, Expression)
    assert text(symbolic(source, "x1") or parse("0")) == "2·x1 + 3·x2"
    assert text(symbolic(source, "x2") or parse("0")) == "4·x2 + 3·x1"
    assert held_constant(source, "x1") == ("x2",)


def test_each_line_names_the_lectures_rule() -> None:
    named = rules(traced("exp(x**3)/x + log(x)", at={"x": 0.5}))
    assert named["d(u1)/d(x)"] == "power"
    assert named["d(u2)/d(u1)"] == "exponential"
    assert named["d(u3)/d(u2)"] == named["d(u3)/d(x)"] == "quotient"
    assert named["d(u4)/d(x)"] == "logarithm"
    assert named["d(y)/d(u3)"] == "sum"
    assert named["dy/dy"] == "start"
    assert named["dy/dx"] == named["dy/du1"] == "chain"


# What one step is

STEPS = {
    "a + b - c - 2": ["y = a + b − c − 2"],
    "(a + b) + c": ["a + b", "y = (a + b) + c"],
    "2*a*b*c": ["y = 2·a·b·c"],
    "1/2*m*v**2": ["v²", "y = 1/2·m·v²"],
    "2.0*a + 10.0/b": ["2.0·a", "10.0/b", "y = 2.0·a + 10.0/b"],
    "exp(-x)": ["−x", "y = exp(−x)"],
    "a - b*c": ["b·c", "y = a − b·c"],
    "a*(-b)": ["−b", "y = a·(−b)"],
    "x**-1": ["y = x⁻¹"],
    "x**(n + 1)": ["n + 1", "y = x^(n + 1)"],
    "max(0, 1 - x)": ["1 − x", "y = max(0, 1 − x)"],
    "sigmoid(w*x + b)": ["w·x", "w·x + b", "y = sigmoid(w·x + b)"],
    "x": ["y = x"],
    "-7": ["y = −7"],
    "2*pi*r": ["y = 2·π·r"],
    "log(2)*x": ["y = log(2)·x"],
}


@pytest.mark.parametrize("line", STEPS)
def test_a_step_is_one_operation_as_a_person_does_it(line: str) -> None:
    t = traced(line)
    forward = [text(formula_of(s)) for s in t if s.equation.phase == "forward"]
    assert forward == STEPS[line]


OUTPUTS = {
    ("x**2",): "y",
    ("x + y",): "f",
    ("x + y + f",): "out",
    ("x + y + f + out",): "out1",
    ("J = (w - 3)**2",): "J",
    ("y = 2*x", "y + 1"): "f",
    ("q = x + v", "y = q*z"): "y",
}


@pytest.mark.parametrize("lines", OUTPUTS)
def test_the_output_has_the_name_of_its_line_else_y_f_or_out(lines: tuple[str, ...]) -> None:
    made = Expression(expression=lines)
    assert made.output == OUTPUTS[lines]
    assert f"d{made.output}/d{made.output}" in trace(made)


def test_unnamed_steps_leave_the_names_of_the_person_alone() -> None:
    t = traced("u1**2 + exp(u3*x)", names={"u2": "dy/dx"})
    assert [s.name for s in t if s.equation.phase == "forward"] == ["u4", "u5", "u6", "y"]


def test_lines_may_be_a_text_with_comments_and_greek() -> None:
    t = traced("q = ŷ·2  # twice\n\n  f = q² − α×1\n", at={"ŷ": 3, "alpha": 1})
    assert t["f"] == 35
    assert t["df/dy_hat"] == 24


# The way back


def test_each_slope_comes_right_before_it_is_used_and_every_number_is_known_in_time() -> None:
    t = traced("p = x*y", "q = p + sin(x)*p", "r = q/x", "unused = exp(q)", "r**2 - tanh(q)*p")
    known = set(t.given)
    waiting: list[str] = []
    for step in t:
        assert known.issuperset(step.inputs), step.name
        known.add(step.name)
        if step.quantity.role == "local":
            waiting.append(step.name)
        elif step.equation.phase == "backward":
            assert [name for name in step.inputs if name.startswith("d(")] == waiting
            waiting = []
    assert "df/dunused" not in t


def test_only_what_leads_to_what_is_asked_is_derived() -> None:
    t = traced("q = x*w", "z = relu(q)", at={"x": 1, "w": 2}, with_respect_to=["w"])
    assert [s.name for s in t][2:] == [
        "dz/dz", "d(z)/d(q)", "dz/dq", "d(q)/d(w)", "dz/dw",
    ]  # fmt: skip


class Published(NamedTuple):
    lines: list[str]
    at: dict[str, float]
    numbers: dict[str, float]


PUBLISHED = {
    # Karpathy, The spelled-out intro to neural networks and backpropagation
    "karpathy: L": Published(
        ["e_ = a*b", "d = e_+c", "y = d*f"],
        {"a": 2, "b": -3, "c": 10, "f": -2},
        {"y": -8, "e_": -6, "d": 4, "dy/da": 6, "dy/db": -4, "dy/dc": -2, "dy/dd": -2, "dy/de_": -2,
         "dy/df": 4},
    ),
    "karpathy: neuron": Published(
        ["x1w1 = x1*w1", "x2w2 = x2*w2", "n = x1w1+x2w2+b", "y = tanh(n)"],
        {"x1": 2, "x2": 0, "w1": -3, "w2": 1, "b": 6.881373587019543},
        {"y": 0.7071067811865476, "n": 0.8813735870195432, "dy/dx1": -1.5, "dy/dx2": 0.5,
         "dy/dw1": 1.0, "dy/dw2": 0.0, "dy/dn": 0.5, "dy/dx1w1": 0.5},
    ),
    # github.com/karpathy/micrograd, README
    "micrograd": Published(
        ["c0 = a+b", "d0 = a*b+b**3", "c1 = c0+c0+1", "c2 = c1+1+c1+(-a)", "d1 = d0+d0*2+relu(b+a)",
         "d2 = d1+3*d1+relu(b-a)", "e_ = c2-d2", "f = e_**2", "y = f/2.0 + 10.0/f"],
        {"a": -4.0, "b": 2.0},
        {"y": 24.70408163265306, "dy/da": 138.8338192419825, "dy/db": 645.5772594752186},
    ),
    # cs231n.github.io, optimization-2
    "cs231n: (x + y) z": Published(
        ["q = x+v", "y = q*z"],
        {"x": -2, "v": 5, "z": -4},
        {"q": 3, "y": -12, "dy/dx": -4, "dy/dv": -4, "dy/dz": 3, "dy/dq": -4},
    ),
    "cs231n: neuron": Published(
        ["m0 = w0*x0", "m1 = w1*x1", "s = m0+m1", "dot = s+w2", "neg = -dot", "ex = exp(neg)",
         "p1 = ex+1", "y = 1/p1"],
        {"w0": 2, "x0": -1, "w1": -3, "x1": -2, "w2": -3},
        {"y": 0.7310585786300049, "dot": 1, "ex": 0.36787944117144233,
         "dy/dw0": -0.19661193324148182, "dy/dx0": 0.39322386648296365,
         "dy/dw1": -0.39322386648296365, "dy/dx1": -0.5898357997244457,
         "dy/dw2": 0.19661193324148182, "dy/dneg": -0.19661193324148182,
         "dy/dex": -0.534446645388523},
    ),
    # discuss.pytorch.org/t/187917
    "a weight used twice": Published(
        ["y = w_y*tanh(w_h*tanh(w_h*h0))"],
        {"h0": 0.5, "w_h": 2.0, "w_y": 40.0},
        {"dy/dw_h": 8.188808168328674, "dy/dw_y": 0.9092516739969424},
    ),
}  # fmt: skip


@pytest.mark.parametrize("example", PUBLISHED.values(), ids=PUBLISHED)
def test_published_numbers_are_reproduced(example: Published) -> None:
    t = traced(*example.lines, at=example.at)
    for name, number in example.numbers.items():
        assert t[name] == pytest.approx(number, rel=1e-13, abs=1e-15), name


@settings(max_examples=25, deadline=None)
@given(typed(("x", "y", "x1")), st.lists(st.decimals(-3, 3, places=2), min_size=3, max_size=3))
def test_the_chain_back_is_the_derivative(tree: Formula, point: list[Any]) -> None:
    known = dict(zip(("x", "y", "x1"), map(float, point), strict=True))
    try:
        precise(tree, known)
    except UnsuitableError:
        assume(False)
    tree = Sum((tree, *map(Name, known)))  # every variable is used
    made = Expression(expression=f"q = {text(tree)}", at=known, relu_at_zero=0.5)
    with np.errstate(all="ignore"):
        t = trace(made)
        # x**sign(x) of a negative x: the slope by the exponent, times 0, is no number
        assume(all(np.isfinite(number).all() for number in t.state.values()))
        for name in known:
            whole = value(derivative(tree, name), {**known, "relu_at_zero": 0.5})
            if np.isfinite(whole) and abs(whole) < 1e6:
                assert t[f"dq/d{name}"] == pytest.approx(whole, rel=1e-6, abs=1e-8)


@settings(max_examples=25, deadline=None)
@given(typed(("x", "y")))
def test_a_class_is_its_students_one_by_one(tree: Formula) -> None:
    x, y = np.linspace(-1.3, 2.1, 4), np.array([0.4, -0.7, 1.0, 2.0])
    line = f"q = {text(tree)} + x*y"
    together = traced(line, at={"x": x, "y": y})
    for k in range(4):
        alone = traced(line, at={"x": float(x[k]), "y": float(y[k])})
        for name, number in alone.state.items():
            row = np.broadcast_to(together.state[name], (4, 1, 1))[k]
            np.testing.assert_array_max_ulp(row, np.array(number), maxulp=2)


# Kinks, given quantities, descent

KINKS = {
    ("relu(x)", 0.0): (0.0, "u1"),
    ("relu(x)", 0.5): (0.5, "u1"),
    ("relu(x)", 1.0): (1.0, "u1"),
    ("abs(x)", 0.0): (0.0, "u1"),
    ("max(x, 0)", 0.0): (0.5, "u1"),
    ("min(x, w)", 0.0): (0.5, "u1"),
}


@pytest.mark.parametrize(("line", "at_zero"), KINKS)
def test_at_a_kink_the_slope_taken_is_said(line: str, at_zero: float) -> None:
    t = traced(f"{line} + w", at={"x": 0, "w": 0}, relu_at_zero=at_zero)
    slope, step = KINKS[line, at_zero]
    assert t["dy/dx"] == slope
    (problem,) = t.step(f"d({step})/d(x)").problems
    assert f"slope {slope:g} was taken" in problem.message


def test_given_quantities_stand_as_printed_and_what_only_leads_to_them_is_left_out() -> None:
    lines = ["q = x + v", "y = q*z"]
    t = traced(*lines, at={"x": -2, "v": 5, "z": -4}, given={"dy/dq": -3.9})
    assert t["dy/dx"] == -3.9
    assert {"dy/dq", "d(y)/d(q)"}.isdisjoint(step.name for step in t)
    assert t["dy/dz"] == 3
    rounded = traced(*lines, at={"z": -4}, given={"q": 3.1})
    assert rounded["y"] == pytest.approx(-12.4)
    assert rounded["dy/dx"] == -4
    assert [step.name for step in traced(*lines, given={"dy/dq": 2})] == [
        "dy/dy", "d(q)/d(x)", "dy/dx", "d(q)/d(v)", "dy/dv",
    ]  # fmt: skip


OWN_SLOPES = {  # of h, given as 0.8 at z = 1.3: its value stands in its slope where it is there
    "sigmoid(z)": ("h·(1 − h)", 0.16),
    "tanh(z)": ("1 − h²", 0.36),
    "exp(z)": ("h", 0.8),
    "sqrt(z)": ("1/(2·h)", 0.625),
    "tan(z)": ("1 + h²", 1.64),
    "log(z)": ("1/z", 1 / 1.3),
    "relu(z)": ("1[z > 0]", 1.0),
    "z**2": ("2·z", 2.6),
    "2*sigmoid(z)": ("2", 2.0),
}


@pytest.mark.parametrize("line", OWN_SLOPES)
def test_the_given_value_of_a_line_stands_in_its_own_slope(line: str) -> None:
    t = traced(f"h = {line}", "E = 1/2*(t - h)**2", at={"z": 1.3, "t": 0}, given={"h": 0.8})
    slope = next(step for step in t if step.name.startswith("d(h)/"))
    assert text(slope.equation.rule.formula) == OWN_SLOPES[line][0]
    assert t[slope.name] == pytest.approx(OWN_SLOPES[line][1])
    formula = t.step("dE/dz").symbolic
    assert formula is not None
    assert value(formula, {"z": 1.3, "t": 0.0, "h": 0.8}) == pytest.approx(float(t["dE/dz"]))


@pytest.mark.parametrize("line", OWN_SLOPES)
def test_the_worked_value_of_a_named_line_stands_in_its_own_slope(line: str) -> None:
    t = traced(f"h = {line}", "E = 1/2*(t - h)**2", at={"z": 1.3, "t": 0})
    slope = next(step for step in t if step.name.startswith("d(h)/"))
    assert text(slope.equation.rule.formula) == OWN_SLOPES[line][0]
    assert check(t.source).exit_code == 0


def test_the_value_of_a_line_stands_in_the_slope_of_the_whole_line() -> None:
    t = traced("h = tanh(w*x)", "E = h**2", at={"w": 1.3, "x": 2}, by_lines=True)
    assert text(t.step("d(h)/d(w)").equation.rule.formula) == "x·(1 − h²)"


@pytest.mark.parametrize(
    ("line", "slope"), [("tanh(z)", "1 − tanh(z)²"), ("y = tanh(z)", "1 − y²")]
)
def test_a_line_without_a_name_has_its_formula_in_its_slope_also_when_it_is_read_again(
    line: str, slope: str
) -> None:
    made = traced(line, at={"z": 1.3})
    for one in (made, trace(Expression.of(made.source.keys()))):
        assert text(one.step("d(y)/d(z)").equation.rule.formula) == slope


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
def test_with_a_given_output_an_expression_says_what_the_network_says(activation: str) -> None:
    layer = Layer(activation=activation, W=[[1.0]])
    fixed = {"z[1]": [[1.3]], "y_hat": [[0.8]]}
    network = Network(layers=[layer], X=[[1.3]], Y=[[0]], cost="half_mse", given=fixed)
    lines = (f"h = {activation}(z)", "E = 1/2*(t - h)**2")
    t = traced(*lines, at={"z": 1.3, "t": 0}, given={"h": 0.8})
    assert t["dE/dz"] == pytest.approx(trace(network)["dJ/dz[1]"].item())


def test_a_given_line_in_the_middle_carries_its_chain_on() -> None:
    lines = ("h = sigmoid(w*x)", "k = tanh(v*h)", "y = k*h")
    t = traced(*lines, at={"w": 0.5, "x": 2, "v": 3}, given={"h": 0.7, "k": 0.9})
    by_h = 0.9 + 0.7 * 3 * (1 - 0.9**2)
    assert t["dy/dw"] == pytest.approx(by_h * 0.7 * 0.3 * 2)
    known = {"w": 0.5, "x": 2.0, "v": 3.0, "h": 0.7, "k": 0.9}
    formula = t.step("dy/dw").symbolic
    assert formula is not None
    assert value(formula, known) == pytest.approx(float(t["dy/dw"]))


def test_where_a_derivative_is_given_no_formula_says_another_number() -> None:
    t = traced("q = x + v", "y = q*z", at={"x": -2, "v": 5, "z": -4}, given={"dy/dq": -3.9})
    assert t.step("dy/dx").symbolic is None


JUMPS = {
    "sign(x)*w": (-2.0, 0.0, -1.0),
    "step(x)*w": (0.0, 0.0, 0.0),
    "step(w - x)*w + x": (1.0, 1.0, 1.0),
    "[x >= -1]*w": (2.0, 0.0, 1.0),
    "1[x ≤ −2]*w": (0.0, 0.0, 0.0),
    "w*(x < w) - [w = 2]": (1.0, 0.0, 1.0),
    "[sign(w) = 1]*x": (-1.0, 1.0, 0.0),
}


@pytest.mark.parametrize("line", JUMPS)
def test_sign_step_and_comparisons_have_slope_0(line: str) -> None:
    t = traced(line, at={"x": -1, "w": 2})
    assert (t["y"], t["dy/dx"], t["dy/dw"]) == JUMPS[line]
    again = Expression.of(t.source.keys())
    assert [one.text for one in again.lines] == [one.text for one in t.source.lines]


def test_at_0_the_sign_and_the_step_are_0() -> None:
    assert (traced("sign(x)", at={"x": 0})["y"], traced("step(x)", at={"x": 0})["y"]) == (0, 0)


def test_sign_and_step_may_be_names_too() -> None:
    t = traced("step = 2*x", "y = sign*step + step(x)", at={"x": 3, "sign": -1})
    assert (t["y"], t["dy/dsign"], t["dy/dx"]) == (-5, 6, -2)


def test_descent_calls_its_quantities_by_their_iteration() -> None:
    t = traced("J = (w - c)**2", at={"w": 0, "c": 3}, alpha=0.1, update=["w"], steps=3)
    assert [round(float(t[f"@{k} J"]), 10) for k in (1, 2, 3)] == [9, 5.76, 3.6864]
    assert t.step("@2 u1").inputs == ("w:=", "c")
    assert t.step("@3 w:=").inputs == ("@2 w:=", "@3 dJ/dw")
    assert t.step("@3 w:=").equation.iteration == 3
    assert t["@3 w:="] == pytest.approx(1.464)
    assert "c:=" not in t


def test_the_step_may_be_an_equation_of_its_own() -> None:
    t = traced("J = (w - 3)**2", at={"w": 0}, alpha=0.1, update_as="step")
    assert shown(t)[-2:] == ["Δw = −α · dJ/dw", "w := w + Δw"]
    assert (t["Δw"], t["w:="]) == (pytest.approx(0.6), pytest.approx(0.6))


def test_each_student_may_have_an_alpha() -> None:
    t = traced("w**2", at={"w": 1.0}, alpha=np.array([0.1, 0.5]))
    np.testing.assert_allclose(t["w:="], [0.8, 0.0])


# As formulas only

SYMBOLIC = {
    (("q = x + v", "f = q*z"), "x"): "z",
    (("q = x + v", "f = q*z"), "q"): "z",
    (("q = x + v", "f = q**2"), "q"): "2·q",
    (("q = x + v", "f = q**2"), "x"): "2·x + 2·v",
    (("w*x + b",), "k"): "0",
}


@pytest.mark.parametrize(("lines", "by"), SYMBOLIC)
def test_the_partial_in_the_variables_alone(lines: tuple[str, ...], by: str) -> None:
    made = symbolic(Expression(expression=lines), by)
    assert made is not None
    assert text(made) == SYMBOLIC[lines, by]


def test_what_nobody_can_read_has_no_formula() -> None:
    doubling = ["a0 = x + 1"] + [f"a{k} = a{k - 1}*a{k - 1}" for k in range(1, 90)]
    made = Expression(expression=doubling, at={"x": 0.0})
    assert symbolic(made, "x") is None
    assert trace(made)["da89/dx"] == 2.0**89


def test_without_numbers_there_are_still_all_equations() -> None:
    with_numbers, without = traced("a*exp(b*a)", at={"a": 1, "b": 2}), traced("a*exp(b*a)")
    assert shown(without) == shown(with_numbers)
    assert np.isnan(without["dy/da"])
    assert not any(step.problems for step in without)


# What may be written


def test_its_keys_read_back() -> None:
    made = Expression(
        expression=["q = x + v", "f = q*z"], at={"x": -2, "v": 5, "z": -4}, title="CS231n",
        with_respect_to=["x", "z"], alpha=0.1, update=["z"], names={"delta": "-df/dq"},
    )  # fmt: skip
    for defaults in (True, False):
        again = Expression.of(made.keys(defaults=defaults))
        assert again.keys() == made.keys()
        assert trace(again)["f"] == trace(made)["f"] == -12
    batch = made.replaced(at={"x": np.array([-2.0, 1.0]), "v": 5, "z": -4})
    assert trace(batch.student(1))["f"] == trace(batch)["f"][1]


BAD: dict[str, tuple[dict[str, Any], list[str]]] = {
    "no expression": ({"at": {"x": 1}}, ["there is no expression"]),
    "a number": ({"expression": 3}, ["text"]),
    "nothing": ({"expression": "  \n# only this\n"}, ["empty"]),
    "101 lines": ({"expression": ["a = x"] * 101}, ["101 lines", "100"]),
    "501 steps": (
        {"expression": [f"a{k} = {'+'.join(['x*x'] * 90)}" for k in range(6)]},
        ["546 elementary steps", "500"],
    ),
    "a program": ({"expression": "__import__('os')"}, ["__import__"]),
    "an attribute": ({"expression": "x.real"}, ["character 2", "'.'"]),
    "an index": ({"expression": "x[0]"}, ["a row and a column"]),
    "a lambda": ({"expression": "lambda x: x"}, ["character"]),
    "a control character": ({"expression": "x + \x1b[2J"}, [r"\x1b"]),
    "two names in a row": ({"expression": "x y"}, ["character 3", "'y'"]),
    "an unfinished line": ({"expression": ["q = x", "q +"]}, ["line 2", "character 4"]),
    "a function that is none": ({"expression": "exx(x)"}, ["'exx'", "exp"]),
    "a function without its argument": ({"expression": "exp + 1"}, ["'exp' is a function"]),
    "two arguments too few": ({"expression": "max(x)"}, ["2"]),
    "a line without a name": ({"expression": "x**2\n + 3"}, ["line 1", "name = formula"]),
    "a function as a name": ({"expression": "log = x"}, ["'log'", "name"]),
    "a number as a name": ({"expression": "2 = x"}, ["'2'"]),
    "f(x) as a name": ({"expression": "f(x) = x**2"}, ["'f(x)'"]),
    "a change as a name": ({"expression": "Δx + 1"}, ["'Δx'"]),
    "a very long name": ({"expression": "x" * 31 + " + 1"}, ["30"]),
    "assigned twice": ({"expression": ["a = x", "a = 2*x"]}, ["'a' is assigned twice"]),
    "used too early": ({"expression": ["b = a*x", "a = x", "a*b"]}, ["'a' is used before"]),
    "made of itself": ({"expression": "x = x + 1"}, ["'x' is used before"]),
    "no value": ({"expression": "x + z", "at": {"x": 1}}, ["no value for 'z'"]),
    "e as a number": ({"expression": "e**x", "at": {"x": 1}}, ["no value for 'e'", "exp(x)"]),
    "a value too many": ({"expression": "x1", "at": {"x1": 1, "x2": 2}}, ["'x2'", "x1"]),
    "a text as a value": ({"expression": "x", "at": {"x": "3"}}, ["at.x", "without quotes"]),
    "an infinite value": ({"expression": "x", "at": {"x": float("inf")}}, ["at.x", "finite"]),
    "a value too large": ({"expression": "x", "at": {"x": 10**400}}, ["at.x", "finite"]),
    "true as a value": ({"expression": "x", "at": {"x": True}}, ["at.x"]),
    "values of two classes": (
        {"expression": "x + z", "at": {"x": np.ones(2), "z": np.ones(3)}},
        ["students differ"],
    ),
    "derived by a stranger": (
        {"expression": "x", "at": {"x": 1}, "with_respect_to": ["z"]},
        ["with_respect_to", "'z'"],
    ),
    "derived by a text": ({"expression": "x", "with_respect_to": "x"}, ["with_respect_to"]),
    "a stranger updated": ({"expression": "x", "alpha": 1, "update": ["z"]}, ["update", "'z'"]),
    "a line updated": (
        {"expression": ["q = x", "q**2"], "alpha": 1, "update": ["q"]},
        ["update", "'q'"],
    ),
    "alpha a text": ({"expression": "x", "alpha": "a"}, ["alpha", "not a number"]),
    "alpha a variable too": ({"expression": "alpha*x", "alpha": 0.1}, ["alpha"]),
    "an unknown way to update": ({"expression": "x", "update_as": "both"}, ["direct, step"]),
    "a slope that cannot be": ({"expression": "x", "relu_at_zero": 0.3}, ["0, 0.5, 1"]),
    "an unknown key": ({"expression": "x", "alhpa": 1}, ["'alhpa'", "alpha = 0.1"]),
    "a symbol that is taken": ({"expression": "x", "names": {"x": "y"}}, ["'x'", "already"]),
    "a symbol of nothing": ({"expression": "x", "names": {"d": "dy/dz"}}, ["'dy/dz'", "dy/dx"]),
    "a given quantity of nothing": ({"expression": "x", "given": {"dy/dz": 3}}, ["'dy/dz'"]),
}


@pytest.mark.parametrize("bad", BAD)
def test_bad_input_is_said_with_its_place_and_what_works(bad: str) -> None:
    keys, says = BAD[bad]
    with pytest.raises(InputError) as caught:
        Expression.of(keys, "sheet.toml")
    message = str(caught.value)
    assert message.startswith("sheet.toml")
    assert all(part in message for part in says), message
    assert message.replace("\n", "").isprintable()


def test_all_faults_are_said_at_once() -> None:
    with pytest.raises(InputError) as caught:
        Expression.of({"expression": ["a = (", "b = 2x", "c = d ++ ", "y"]}, "sheet.toml")
    assert str(caught.value).count("for example:") == 3


def test_nothing_left_to_trace_is_a_fault() -> None:
    with pytest.raises(InputError, match="nothing is left"):
        Expression(expression="x", at={"x": 1}, given={"y": 1, "dy/dx": 1, "dy/dy": 1})
