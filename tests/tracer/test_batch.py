"""Students together are each student alone; what saturates is said, and disturbs nobody else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.oracle.make import stored
from tests.oracle.networks import network as random_network
from tests.sample import sample
from tracer import Expression, Layer, Network, Trace, trace
from tracer.rules.activations import ACTIVATIONS
from tracer.rules.costs import COSTS
from tracer.rules.rule import Array

STUDENTS = 5


def assert_each_is_alone(source: Network | Expression, steps: int) -> Trace:
    """Every number of every student is what it is alone, to 1 ulp, and every problem too."""
    together = trace(source, steps)
    assert together.students == (STUDENTS,)
    for student in range(STUDENTS):
        alone = trace(source.student(student), steps)
        assert alone.students == ()
        assert list(alone.state) == list(together.state)
        for name, value in alone.state.items():
            everyone = np.broadcast_to(together.state[name], (STUDENTS, *value.shape))
            assert_next_to(everyone[student], value, f"{name} of student {student}")
        for step in alone:
            listed = together.problems.get(step.name, ())
            if not any("more entries" in one.message for one in listed):
                said = {(one.entry, one.message) for one in listed if one.student == (student,)}
                assert said == {(one.entry, one.message) for one in step.problems}, step.name
    return together


def assert_next_to(together: Array, alone: Array, what: str) -> None:
    """The same numbers, or neighbours; NaN is NaN."""
    with np.errstate(invalid="ignore"):
        near = np.abs(together - alone) <= np.spacing(np.abs(alone))
    same = near | (together == alone) | (np.isnan(together) & np.isnan(alone))
    assert same.all(), f"{what}: {together} together, {alone} alone"


# Networks


def for_students(network: Network, seed: int) -> Network:
    """The network with weights, biases, inputs, targets and α of each student's own, or the
    same for all where the draw says so. One factor for all W: what is tied stays equal."""
    r = np.random.default_rng(seed)

    def own(values: Any, factors: Array | None = None) -> Any:
        if values is None or (factors is None and r.random() < 0.25):
            return values
        array = np.asarray(values, float)
        drawn = r.choice([1.0, -0.5, 1.3, 2.0], STUDENTS) if factors is None else factors
        return drawn.reshape(-1, *(1,) * array.ndim) * array

    factors = r.uniform(-2, 2, STUDENTS)
    layers = [replace(layer, W=own(layer.W, factors), b=own(layer.b)) for layer in network.layers]
    X = own(network.X)
    alpha = None if network.alpha is None else own(network.alpha)
    return network.replaced(layers=layers, X=X, alpha=alpha)


@pytest.mark.parametrize("number", sample(range(150), 10))
def test_many_students_are_each_student_alone(number: int) -> None:
    keys, steps = random_network(number)
    assert_each_is_alone(for_students(Network.of(keys), number), steps)


@pytest.mark.full
@pytest.mark.parametrize("number", range(150, 500))
def test_many_students_are_each_student_alone_in_every_random_network(number: int) -> None:
    keys, steps = random_network(number)
    assert_each_is_alone(for_students(Network.of(keys), number), steps)


def test_given_quantities_may_differ_between_students() -> None:
    layer = Layer(activation="sigmoid", W=[[0.3, -0.2]], b=[0.1])
    given = np.arange(STUDENTS * 2.0).reshape(STUDENTS, 1, 2) / 7
    source = Network(
        layers=[layer], X=[[1, 2], [3, 4]], Y=[[1], [0]], cost="bce", given={"z[1]": given}
    )
    together = assert_each_is_alone(source, 1)
    assert together["dJ/dW[1]"].shape == (STUDENTS, 1, 2)


# Expressions


def expressions_for_students(count: int) -> list[Expression]:
    """Stored random expressions, each student with numbers of its own near the stored ones."""
    made = []
    for number, case in enumerate(stored("expressions")[:count]):
        r = np.random.default_rng(number)
        at = {
            name: value * np.concatenate([[1.0], r.uniform(0.5, 1.5, STUDENTS - 1)])
            for name, value in case["keys"]["at"].items()
        }
        made.append(Expression(expression=case["keys"]["expression"], at=at))
    return made


@pytest.mark.full
@pytest.mark.parametrize("number", sample(range(0, 500, 100), 5))
def test_many_students_of_an_expression_are_each_student_alone(number: int) -> None:
    for source in expressions_for_students(number + 100)[number::2]:
        assert_each_is_alone(source, 1)


def test_descent_of_many_students_is_each_students_descent() -> None:
    at = {"w": np.linspace(-3, 3, STUDENTS), "b": 0.5}
    alpha = np.array([0.1, 0.2, 0.3, 0.05, 0.0])
    source = Expression(expression="(w*b - 3)**2 + w", at=at, alpha=alpha, update=["w"])
    assert_each_is_alone(source, 4)


# Saturation


def silent(t: Trace) -> list[str]:
    """Steps with an infinite or undefined number at an entry of which nothing is said."""
    found = []
    for step in t:
        rows = np.argwhere(~np.isfinite(step.value))
        said = len([one for one in step.problems if "kink" not in one.message])
        if len(rows) and not said:
            found.append(step.name)
    return found


HUGE = (-800.0, -745.0, -710.0, -40.0, -36.7, -20.0, 0.0, 20.0, 36.7, 40.0, 710.0, 745.0, 800.0)
SLOPED = [name for name, rule in ACTIVATIONS.items() if rule.derivative]
OUTPUTS = [(cost.activation or name, cost.name) for cost in COSTS.values() for name in SLOPED]
PAIRS = sorted({pair for pair in OUTPUTS if (pair[0] == "softmax") == (pair[1] == "ce")})


def saturated(activation: str, cost: str, **keys: Any) -> Network:
    """One layer of two neurons, HUGE by HUGE as their z, every target; one sample each."""
    X = [[z, other, y] for z in HUGE for other in (-800.0, 0.5, 800.0) for y in (0.0, 1.0)]
    layer = Layer(activation=activation, W=[[1.0, 0.0], [0.0, 1.0]])
    Y = [[y, 1.0 - y] for _, _, y in X]
    return Network(layers=[layer], X=[row[:2] for row in X], Y=Y, cost=cost, **keys)


@pytest.mark.parametrize("output", ["separate", "combined"])
@pytest.mark.parametrize(("activation", "cost"), PAIRS)
def test_saturation_is_said_or_does_no_harm(activation: str, cost: str, output: Any) -> None:
    keys = {"output": output} if COSTS[cost].combined else {}
    t = trace(saturated(activation, cost, **keys))
    assert not silent(t)
    for name in ("z[1]", "y_hat", "dJ/dz[1]", "dJ/dW[1]", "dJ/da[0]"):
        assert np.isfinite(t[name]).all(), name
    if COSTS[cost].combined:  # both ways give ŷ − y, also where the factors are 0 · ∞
        share = (t["y_hat"] - t["y"]) / t["y"].shape[-1]
        np.testing.assert_allclose(t["dJ/dz[1]"], share, rtol=1e-3, atol=1e-15)


@pytest.mark.parametrize("name", [*sorted({*SLOPED} - {"softmax"}), "z**2", "z*sigmoid(z)"])
def test_a_saturated_hidden_layer_is_said_or_does_no_harm(name: str) -> None:
    hidden = Layer(activation=name, W=[[1.0]])
    output = Layer(activation="sigmoid", W=[[0.5]], b=[0.1])
    source = Network(
        layers=[hidden, output], X=[[z] for z in HUGE], Y=[[1.0]] * len(HUGE), cost="bce"
    )
    t = trace(source)
    assert not silent(t)
    assert np.isfinite(t["dJ/dW[1]"]).all()


def test_a_loss_that_is_infinite_is_said_where_it_happens_and_where_it_arrives() -> None:
    t = trace(saturated("sigmoid", "bce"))
    assert np.isinf(t["J"])
    assert "log of 0" in t.step("loss").problems[0].message
    assert "an input of it is infinite" in t.step("J").problems[0].message
    assert "ŷ is saturated" in t.step("dJ/dz[1]").problems[0].message


def test_an_overflow_in_one_thread_of_a_large_product_is_said() -> None:
    """BLAS tells only of its first thread: the neuron and the sample that overflow are the last."""
    size = 800
    W, X = np.full((size, size), 1e-4), np.full((size, size), 1e-4)
    W[-1], X[-1] = 1e200, 1e200
    layers = [Layer(activation="tanh", W=W), Layer(activation="identity", W=np.ones((1, size)))]
    t = trace(Network(layers=layers, X=X, Y=np.ones((size, 1)), cost="mse"))
    assert np.isinf(t["z[1]"]).sum() == 1
    assert np.isfinite(t["J"])
    assert t.step("z[1]").problems[0].entry == (size, size)


UNDEFINED = {
    "log(x)": {"x": 0.0},
    "log(x - 1)": {"x": 0.5},
    "1/x": {"x": 0.0},
    "x/v": {"x": 0.0, "v": 0.0},
    "x**v": {"x": -2.0, "v": 0.5},
    "x**(-1)": {"x": 0.0},
    "sqrt(x)": {"x": -1.0},
    "sqrt(x) + 1": {"x": 0.0},
    "exp(x)": {"x": 800.0},
    "exp(x)/exp(x)": {"x": 800.0},
    "exp(exp(x))": {"x": 10.0},
    "x**900": {"x": 10.0},
    "v*log(x)": {"x": 0.0, "v": 0.0},
    "tanh(log(x))": {"x": 0.0},
    "sigmoid(1/x)": {"x": 0.0},
}


@pytest.mark.parametrize("expression", UNDEFINED)
def test_what_is_undefined_is_said_at_its_step(expression: str) -> None:
    t = trace(Expression(expression=expression, at=UNDEFINED[expression]))
    assert any(not np.isfinite(step.value).all() for step in t)
    assert not silent(t)
    assert t.problems


SATURATING: dict[str, Network] = {
    f"{activation}, {cost}": Network(
        layers=[
            Layer(activation="relu", W=np.ones((STUDENTS, 2, 2)) * [[0.3, -0.2], [0.5, 0.1]]),
            Layer(activation=activation, W=[[0.7, 0.6], [-0.4, 0.2]], b=[0.1, -0.2]),
        ],
        X=np.array([[0.5, 1.0], [1.3, -0.3]]) * np.array([1, 3000, 1, -9999, 1e200])[:, None, None],
        Y=[[1, 0], [0, 1]],
        cost=cost,
        alpha=0.1,
    )
    for activation, cost in PAIRS
}


@pytest.mark.parametrize("source", sample(SATURATING.values()), ids=SATURATING)
def test_a_saturated_student_disturbs_no_other(source: Network) -> None:
    together = assert_each_is_alone(source, 2)
    assert not silent(together)
    for name, value in together.state.items():
        everyone = np.broadcast_to(value, (STUDENTS, *value.shape[-2:]))
        assert np.isfinite(everyone[[0, 2]]).all(), name
        np.testing.assert_array_equal(everyone[0], everyone[2])


def test_an_undefined_student_of_an_expression_disturbs_no_other() -> None:
    at = {"x": np.array([2.0, 0.0, 2.0, -1.0, np.e]), "v": np.array([0.5, 0.5, 0.5, 0.5, 800.0])}
    together = assert_each_is_alone(Expression(expression="log(x) + x**v", at=at), 1)
    assert not silent(together)
    assert np.isfinite(together["dy/dx"][[0, 2]]).all()
