"""The gradient check: right derivatives agree, wrong ones are found, kinks are called kinks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.oracle.networks import network as random_network
from tests.sample import sample
from tracer import Expression, Layer, Network, Tied, Trace, trace
from tracer.check import Report, check, check_trace
from tracer.files import examples, read

X = [[0.5, 1.0], [1.3, -0.3], [-1.6, 0.7]]
HIDDEN = Layer(activation="relu", W=[[0.3, -0.2], [-0.5, 0.8]], b=[0.1, 0.2])
OUTPUT = Layer(activation="sigmoid", W=[[-0.7, 0.6]], b=[-0.6])
CLASSES = Layer(activation="softmax", W=[[-0.7, 0.6], [0.1, 0.2], [0.4, -0.3]], b=[0.1, 0, -0.1])


def network(**keys: Any) -> Network:
    """The lecture's network, with other keys; `output` None: the settings decide."""
    usual = {"layers": [HIDDEN, OUTPUT], "X": X, "Y": [[1], [0], [1]], "cost": "bce"}
    return Network(**{**usual, **keys})


def hidden(activation: str, **keys: Any) -> Network:
    return network(layers=[replace(HIDDEN, activation=activation, **keys), OUTPUT])


def linear(cost: str, **keys: Any) -> Network:
    return network(layers=[HIDDEN, replace(OUTPUT, activation="identity")], cost=cost, **keys)


STUDENTS = np.array([1.0, -0.5, 1.7])[:, None, None]

SETTINGS: dict[str, Network] = {
    "bce": network(),
    "bce combined": network(output="combined"),
    "ce": network(layers=[HIDDEN, CLASSES], Y=None, labels=[1, 3, 2], cost="ce"),
    "ce combined": network(
        layers=[HIDDEN, CLASSES], Y=None, labels=[1, 3, 2], cost="ce", output="combined"
    ),
    "ce of one sample": network(layers=[HIDDEN, CLASSES], X=X[:1], Y=[[0, 1, 0]], cost="ce"),
    **{cost: linear(cost) for cost in ("mse", "half_mse", "half_sse", "(y_hat - y)**4")},
    **{name: hidden(name) for name in ("sigmoid", "tanh", "leaky_relu", "softplus", "identity")},
    "a written activation": hidden("z*sigmoid(z)"),
    "leaky ReLU's slope": hidden("leaky_relu", slope=0.3),
    "a sum over samples": network(samples="sum"),
    "the mean over outputs": network(
        layers=[HIDDEN, replace(CLASSES, activation="tanh")],
        Y=[[1, 0, 0.5]] * 3, cost="mse", outputs="mean",
    ),
    "1/N only at the parameters": network(mean_enters="parameters"),
    "1/N at the parameters, combined": network(mean_enters="parameters", output="combined"),
    "the layout rows": network(
        layers=[replace(HIDDEN, W=[[0.3, -0.5], [-0.2, 0.8]]), replace(OUTPUT, W=[[-0.7], [0.6]])],
        layout="rows", absent=["W[1][1,2]"],
    ),
    "the layout torch": network(layout="torch"),
    "no bias": network(layers=[replace(HIDDEN, b=None), OUTPUT]),
    "a threshold": hidden("relu", bias_input=-1),
    "absent connections": network(absent=["W[1][1,2]"]),
    "frozen ones": network(frozen=["W[1][1,2]", "b[2]"], alpha=0.3),
    "tied ones": network(
        layers=[HIDDEN, replace(OUTPUT, W=[[0.3, 0.6]])],
        tied=[Tied(name="w", entries=["W[1][1,1]", "W[2][1,1]"])], alpha=0.3,
    ),
    "updates in two steps": network(update_as="step", alpha=0.3),
    "a sheet's own symbols": network(names={"delta": "-dJ/dz", "E": "J", "w5": "W[2][1,1]"}),
    "three students": network(
        layers=[replace(HIDDEN, W=STUDENTS * np.array(HIDDEN.W)), OUTPUT]
    ),
}  # fmt: skip


def verdicts(report: Report) -> dict[str, str]:
    return {one.name: one.verdict for one in report.compared}


@pytest.mark.parametrize("source", SETTINGS.values(), ids=SETTINGS)
def test_every_derivative_agrees_under_every_setting(source: Network) -> None:
    report = check(source)
    assert set(verdicts(report).values()) == {"agrees"}, report.text()
    assert report.exit_code == 0
    entries = sum(report.trace.state[one.name][..., :, :].size for one in report.compared)
    missing = sum(len(report.trace.absent(one.name)) for one in report.compared)
    assert sum(one.tried for one in report.compared) == entries - missing
    assert len(report.compared) == len([s for s in report.trace if s.quantity.by is not None])


@pytest.mark.parametrize("name", ["tied ones", "frozen ones", "bce"])
@pytest.mark.parametrize("order", ["batch", "stochastic"])
def test_a_later_iteration_is_compared_with_its_own_cost(name: str, order: Any) -> None:
    report = check(SETTINGS[name].replaced(alpha=0.3, order=order), steps=3)
    assert set(verdicts(report).values()) == {"agrees"}, report.text()
    assert {"@3 dJ/dW[1]", "@3 dJ/da[0]"} <= verdicts(report).keys()


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_every_bundled_example_agrees(example: Any) -> None:
    found = set(verdicts(check(read(example.name))).values())
    without_slopes = example.name == "perceptron-from-zero"
    assert found == (set() if without_slopes else {"agrees"})


def test_of_a_perceptron_it_is_only_said_that_there_is_nothing_to_compare() -> None:
    said = check(read("perceptron-from-zero")).text()
    assert said == "Nothing to compare: there is no J, and so no derivative."


@pytest.mark.parametrize("number", sample(range(40)))
def test_random_networks_of_every_kind_agree(number: int) -> None:
    keys, steps = random_network(number)
    found = verdicts(check(Network.of(keys), steps))
    assert set(found.values()) <= {"agrees", "kink"}
    assert list(found.values()).count("agrees") > len(found) / 2


# What is wrong is found


def wrong_at(t: Trace, name: str, factor: float) -> Trace:
    """The same trace, with one derivative calculated wrong."""

    def spoil(equation: Any) -> Any:
        if equation.target != name:
            return equation
        rule = equation.rule
        return replace(
            equation, rule=replace(rule, calculate=lambda *ys: factor * rule.calculate(*ys))
        )

    return Trace(t.source, tuple(map(spoil, t.equations)), t.wanting, t.given, t.iterations)


WRONG = ("bce", "ce", "tied ones", "1/N only at the parameters", "three students")


@pytest.mark.parametrize(
    "factor", sample([1 + 1e-5, -1.0, 0.0]), ids=["by 1e-5", "its sign", "zero"]
)
@pytest.mark.parametrize("name", sample(WRONG, 6))
def test_a_wrong_derivative_differs_and_what_does_not_follow_from_it_agrees(
    name: str, factor: float
) -> None:
    t = trace(SETTINGS[name])
    for step in [step for step in t if step.quantity.by is not None]:
        found = verdicts(check_trace(wrong_at(t, step.name, factor)))
        assert found[step.name] == "differs"
        before = [s.name for s in t.steps[: step.number - 1] if s.name in found]
        assert {found[name] for name in before} <= {"agrees"}


def test_a_wrong_derivative_of_an_expression_differs() -> None:
    t = trace(Expression(expression=["q = x*v", "f = exp(q) - q/v"], at={"x": 0.3, "v": 1.2}))
    for step in [step for step in t if step.quantity.by is not None]:
        report = check_trace(wrong_at(t, step.name, 1.01))
        assert verdicts(report)[step.name] == "differs"
        assert report.exit_code == 1
        assert report.shown is not None
        assert verdicts(report)[report.shown.name] == "differs"


def test_a_wrong_derivative_differs_where_the_right_one_is_0() -> None:
    """Beside 1000 the quotients of eˣ − x at 0 are rounding alone, and settle on 0 all the same."""
    t = trace(Expression(expression="exp(x) - x + 1000", at={"x": 0.0}))
    found = verdicts(check_trace(wrong_at(t, "dy/du1", 1.01)))
    assert found["dy/dx"] == "differs"


def test_one_wrong_entry_of_one_student_is_named() -> None:
    t = trace(SETTINGS["three students"])
    t.state["dJ/dW[1]"] = t.state["dJ/dW[1]"].copy()
    t.state["dJ/dW[1]"][2, 1, 0] += 0.01
    report = check_trace(t)
    [wrong] = [one for one in report.compared if one.verdict == "differs"]
    assert wrong.found["differs"] == 1
    assert wrong.worst is not None
    assert (wrong.name, wrong.worst.place, wrong.worst.student) == ("dJ/dW[1]", (2, 1), (2,))
    assert wrong.worst.traced - wrong.worst.quotient == pytest.approx(0.01, rel=1e-6)
    assert "∂J/∂W[1][2,1] of student 3" in report.text()


def test_an_entry_is_named_as_the_layout_lays_it() -> None:
    t = trace(SETTINGS["the layout rows"])
    t.state["dJ/dz[1]"] = t.state["dJ/dz[1]"].copy()
    t.state["dJ/dz[1]"][1, 2] += 0.01  # neuron 2, sample 3
    report = check_trace(t)
    assert report.shown is not None
    assert (report.shown.name, report.shown.place) == ("dJ/dz[1]", (3, 2))


# Kinks


@pytest.mark.parametrize("slope", [0, 0.5, 1])
def test_a_neuron_exactly_at_the_kink_is_a_kink_not_a_failure(slope: Any) -> None:
    layer = Layer(activation="relu", W=[[1.0, -0.5], [0.4, 0.2]], b=[0.0, 0.3])
    source = network(layers=[layer, OUTPUT], relu_at_zero=slope)
    report = check(source)
    found = verdicts(report)
    assert report.exit_code == 0
    assert found["dJ/dz[1]"] == found["da[1]/dz[1]"] == found["dJ/dW[1]"] == "kink"
    assert found["dJ/da[1]"] == found["dJ/dW[2]"] == "agrees"
    by_name = {one.name: one for one in report.compared}
    assert by_name["da[1]/dz[1]"].found == {"agrees": 5, "kink": 1}
    assert "at a kink in 5 of them" in report.text()


@pytest.mark.parametrize(("off", "verdict"), [(1e-13, "kink"), (1e-6, "agrees"), (1e-3, "agrees")])
def test_only_a_kink_within_every_step_is_in_the_way(off: float, verdict: str) -> None:
    layer = Layer(activation="relu", W=[[1.0, -0.5]], b=[off])
    source = network(layers=[layer, replace(OUTPUT, W=[[0.7]])], X=[[0.5, 1.0]], Y=[[1]])
    assert verdicts(check(source))["dJ/dz[1]"] == verdict


def test_a_wrong_slope_near_a_kink_is_still_wrong() -> None:
    layer = Layer(activation="relu", W=[[1.0, -0.5]], b=[1e-3])
    source = network(layers=[layer, replace(OUTPUT, W=[[0.7]])], X=[[0.5, 1.0]], Y=[[1]])
    report = check_trace(wrong_at(trace(source), "da[1]/dz[1]", 1.01))
    assert verdicts(report)["dJ/dz[1]"] == "differs"


KINKS = {
    "abs(x)": {"x": 0},
    "relu(x)": {"x": 0},
    "max(x, 2)": {"x": 2},
    "min(x, x**2)": {"x": 1},
    "x*abs(x - 1)": {"x": 1},
    "x*sign(x - 1)": {"x": 1},
    "x + step(x)": {"x": 0},
    "x*[x > 1]": {"x": 1},
}


@pytest.mark.parametrize("expression", KINKS)
def test_every_function_with_a_kink_has_it_seen(expression: str) -> None:
    report = check(Expression(expression=expression, at=KINKS[expression]))
    assert verdicts(report)["dy/dx"] == "kink"
    assert report.exit_code == 0


@pytest.mark.parametrize("activation", ["leaky_relu", "max(z, 0.1*z)", "abs(z)"])
def test_every_activation_with_a_kink_has_it_seen(activation: str) -> None:
    layer = Layer(activation=activation, W=[[1.0, -0.5]], b=[0.0])
    source = network(layers=[layer, replace(OUTPUT, W=[[0.7]])], X=[[0.5, 1.0]], Y=[[1]])
    assert verdicts(check(source))["dJ/dz[1]"] == "kink"


# Nothing to compare


def reasons(report: Report) -> dict[str, str]:
    assert report.exit_code == 0
    return {one.name: one.reason for one in report.compared}


def test_without_a_cost_there_is_nothing_to_compare_and_it_says_so() -> None:
    forward = check(Network(layers=[HIDDEN], X=X))
    assert forward.text().endswith("Nothing to compare: there is no J, and so no derivative.")
    mid = check(Network(layers=[HIDDEN], X=X, given={"dJ/dz[1]": np.ones((2, 3))}))
    assert set(verdicts(mid).values()) == {"nothing to compare"}
    assert set(reasons(mid).values()) == {"J is not calculated here"}
    assert mid.text().endswith("Nothing to compare: J is not calculated here.")
    assert (mid.shown, mid.closing) == (None, ())


def test_what_follows_from_a_given_derivative_is_not_compared_with_the_cost() -> None:
    report = check(network(given={"dJ/dz[2]": [[0.1, 0.2, 0.3]]}))
    assert reasons(report)["dJ/dW[1]"] == "dJ/dz[2] is given, and stands between"
    assert verdicts(report)["da[1]/dz[1]"] == "agrees"


def test_what_is_before_a_given_quantity_is_not_compared_and_what_is_after_it_is() -> None:
    report = check(network(given={"z[2]": [[0.1, 0.2, 0.3]]}))
    found = verdicts(report)
    assert found["dJ/dz[2]"] == found["dJ/dy_hat"] == "agrees"
    assert found["dJ/dW[2]"] == found["dJ/da[1]"] == "nothing to compare"
    assert "what lies between is given" in reasons(report)["dJ/dW[2]"]


def test_a_given_number_of_an_expression_stands_between() -> None:
    source = Expression(expression=["q = x + 1", "f = q*x"], at={"x": 2}, given={"q": 5})
    report = check(source)
    assert reasons(report)["df/dx"] == "q is given, and stands between"
    assert verdicts(report)["df/dq"] == "agrees"


def test_an_expression_without_numbers_has_nothing_to_compare() -> None:
    report = check(Expression(expression="x**2"))
    assert set(verdicts(report).values()) == {"nothing to compare"}
    assert "only formulas" in report.text()


@pytest.mark.parametrize("z", sample([20.0, 30.0, 34.0, 36.5, 40.0, 800.0], 5))
@pytest.mark.parametrize("y", [0.0, 1.0])
@pytest.mark.parametrize("output", ["separate", "combined"])
def test_a_saturated_output_is_no_failure(z: float, y: float, output: Any) -> None:
    layer = replace(OUTPUT, W=[[z, 0.0]], b=[0.0])
    source = network(layers=[layer], X=[[1, 1], [-1, 1], [0.1, 1]], Y=[[y]] * 3, output=output)
    assert "differs" not in verdicts(check(source)).values()


def test_a_slope_that_rounding_hides_is_neither_right_nor_wrong() -> None:
    source = Expression(expression="1 + tanh(x)", at={"x": 15})
    t = trace(source)
    for factor in (1.0, 1.5):
        report = check_trace(wrong_at(t, "dy/dx", factor))
        assert verdicts(report)["dy/dx"] == "nothing to compare"
    assert "too small beside the rounding of y" in report.text()
