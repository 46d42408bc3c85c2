"""The steps of expressions and the lecture's derivative rules, entry by entry."""

import numpy as np
import pytest

from tracer.formula.calculus import derivative
from tracer.formula.kinks import from_kink, kinks
from tracer.formula.parse import parse
from tracer.formula.value import value
from tracer.rules.in_names import slope_rule, step_rule
from tracer.rules.rule import Array, Rule
from tracer.rules.scalar import CHAINS, SLOPES, STEPS

TABLES = {"step": STEPS, "slope": SLOPES, "going back": CHAINS}
RULES = {f"{kind}: {name}": rule for kind, rules in TABLES.items() for name, rule in rules.items()}


def draw(rule: Rule, students: int) -> list[Array]:
    """Numbers inside the domain, off every kink."""
    random = np.random.default_rng(7)
    low = 0.2 if rule.domain[0] == 0 else -1.3
    return [random.uniform(low, 1.3, size=(students, 1, 1)) for _ in rule.inputs]


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_what_is_shown_is_what_is_calculated_for_each_student(rule: Rule) -> None:
    arrays = draw(rule, 5)
    made = np.broadcast_to(rule.calculate(*arrays), (5, 1, 1))
    for k in range(5):
        alone = [array[k] for array in arrays]
        shown = value(rule.formula, dict(zip(rule.inputs, alone, strict=True)))
        assert made[k] == pytest.approx(shown, rel=1e-15)
        assert made[k] == rule.calculate(*alone)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_rule_says_why_and_where_it_is_taught(rule: Rule) -> None:
    assert rule.why.endswith(".")
    assert rule.source in {"L1", "L4", "L5", "L6", "L14"}


SLOPED = {name: rule for name, rule in STEPS.items() if rule.derivative}


@pytest.mark.parametrize("rule", SLOPED.values(), ids=SLOPED)
def test_a_slope_is_the_limit_of_quotients(rule: Rule) -> None:
    first, *others = draw(rule, 40)
    slope, dx = rule.derivative, 1e-6
    assert slope is not None
    rise = rule.calculate(first + dx, *others) - rule.calculate(first - dx, *others)
    known = dict(zip(rule.inputs, [first, *others], strict=True))
    made = slope.calculate(*(known[hole] for hole in slope.inputs))
    np.testing.assert_allclose(
        np.broadcast_to(made, first.shape), rise / (2 * dx), rtol=1e-6, atol=1e-8
    )


# One step: what it does, and by which rule it is derived by x
NAMED = {
    "x": ("identity", "identity"),
    "x + 3": ("addition", "sum"),
    "w - x": ("addition", "sum"),
    "-x": ("negation", "constant factor"),
    "2*x": ("multiplication", "constant factor"),
    "2*pi*x": ("multiplication", "constant factor"),
    "w*x": ("multiplication", "product"),
    "x*x": ("multiplication", "product"),
    "x/2": ("division", "constant factor"),
    "1/x": ("division", "quotient"),
    "x/w": ("division", "quotient"),
    "x**2": ("exponentiation", "power"),
    "x**w": ("exponentiation", "power"),
    "2**x": ("exponentiation", "exponential of another base"),
    "x**x": ("exponentiation", "power and exponential"),
    "exp(x)": ("exp", "exponential"),
    "log(x)": ("log", "logarithm"),
    "sqrt(x)": ("sqrt", "power"),
    "sin(x)": ("sin", "sine"),
    "cos(x)": ("cos", "cosine"),
    "tan(x)": ("tan", "tangent"),
    "tanh(x)": ("tanh", "tanh"),
    "sigmoid(x)": ("sigmoid", "sigmoid"),
    "relu(x)": ("relu", "ReLU"),
    "abs(x)": ("abs", "absolute value"),
    "max(x, w)": ("max", "maximum"),
    "min(2, x)": ("min", "minimum"),
}


@pytest.mark.parametrize("typed", NAMED)
def test_each_step_names_the_rule_of_its_derivative(typed: str) -> None:
    tree = parse(typed)
    forward, local = step_rule(tree), slope_rule(tree, "x", 0.0)
    assert (forward.name, local.name) == NAMED[typed]
    known = {"x": 0.7, "w": 1.3, "relu_at_zero": 0.0}
    numbers = [np.full((1, 1), known[hole]) for hole in local.inputs]
    assert local.calculate(*numbers).item() == pytest.approx(value(derivative(tree, "x"), known))


def test_domains_and_kinks_are_those_of_the_one_input() -> None:
    assert step_rule(parse("log(x)")).domain == (0.0, np.inf)
    assert step_rule(parse("x**0.5")).domain == (0.0, np.inf)
    assert step_rule(parse("x**3")).domain == (-np.inf, np.inf)
    assert slope_rule(parse("2**x"), "x", 0.0).domain == (-np.inf, np.inf)
    (node, *_) = kinks(slope_rule(parse("max(x, 2*pi)"), "x", 0.0).formula)
    assert from_kink(node, {"x": np.array(2 * np.pi)}) == 0
    assert kinks(slope_rule(parse("max(x, y)"), "y", 0.0).formula)
    assert not kinks(slope_rule(parse("max(x, x)"), "x", 0.0).formula)  # it is x: no kink
