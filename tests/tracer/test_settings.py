"""Conventions choose rules and signs; what they say is the same derivative."""

import numpy as np
import pytest

from tracer import Layer, Network, Trace, trace

HIDDEN = Layer(activation="relu", W=[[0.3, -0.2], [-0.5, 0.8]], b=[0.1, 0.2])
ENDS = {
    "bce": Layer(activation="sigmoid", W=[[-0.7, 0.6]], b=[-0.6]),
    "ce": Layer(activation="softmax", W=[[-0.7, 0.6], [0.4, 0.1], [0.2, -0.9]], b=[0, 0.1, 0]),
}
X = [[0.5, 1.0], [1.3, -0.3], [-1.6, 0.7]]
TARGETS = {"bce": {"Y": [[1], [0], [1]]}, "ce": {"labels": [1, 3, 2]}}


def made(cost: str, **settings: object) -> Trace:
    layers = [HIDDEN, ENDS[cost]]
    return trace(Network(layers=layers, X=X, cost=cost, alpha=0.3, **TARGETS[cost], **settings))


@pytest.mark.parametrize("outputs", ["sum", "mean"])
@pytest.mark.parametrize("samples", ["mean", "sum"])
@pytest.mark.parametrize("mean_enters", ["cost", "parameters"])
@pytest.mark.parametrize("cost", ENDS)
def test_separate_factors_and_the_combined_form_are_equal(
    cost: str, mean_enters: str, samples: str, outputs: str
) -> None:
    shared = {"mean_enters": mean_enters, "samples": samples, "outputs": outputs}
    separate, combined = made(cost, **shared), made(cost, output="combined", **shared)
    assert "dJ/dy_hat" in separate.by_name
    assert "dJ/dy_hat" not in combined.by_name
    for name in combined.by_name:
        np.testing.assert_allclose(combined[name], separate[name], rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("cost", ENDS)
def test_1_over_n_may_enter_at_the_parameters_only(cost: str) -> None:
    early, late = made(cost), made(cost, mean_enters="parameters")
    np.testing.assert_allclose(late["dJ/dz[1]"], 3 * early["dJ/dz[1]"])
    for name in ("J", "dJ/dW[1]", "dJ/db[2]", "W[2]:="):
        np.testing.assert_allclose(late[name], early[name], rtol=1e-12)


@pytest.mark.parametrize("layout", ["rows", "torch"])
@pytest.mark.parametrize("cost", ENDS)
def test_a_layout_only_lays_the_numbers_another_way(cost: str, layout: str) -> None:
    columns = made(cost)
    other = trace(columns.source.in_layout(layout))
    for name in columns.by_name:
        np.testing.assert_array_equal(other.state[name], columns.state[name])
    assert other["dJ/dz[1]"].shape == (3, 2)
    assert other["b[1]"].shape == (1, 2)
    assert other["dJ/dW[2]"].shape == (
        columns["dJ/dW[2]"].shape if layout == "torch" else columns["dJ/dW[2]"].shape[::-1]
    )


@pytest.mark.parametrize("activation", ["relu", "max(0, z)", "max(z, 0)", "relu(z)"])
@pytest.mark.parametrize("at_zero", [0, 0.5, 1])
def test_the_slope_at_the_kink_is_a_setting_and_is_said(at_zero: float, activation: str) -> None:
    layer = Layer(activation=activation, W=[[1.0, 1.0]])
    network = Network(
        layers=[layer], X=[[1.0, -1.0]], Y=[[1]], cost="half_mse", relu_at_zero=at_zero
    )
    t = trace(network)
    assert t["dy_hat/dz[1]"].item() == at_zero
    (problem,) = t.step("dy_hat/dz[1]").problems
    assert f"slope {at_zero:g} was taken" in problem.message


def test_a_formula_of_the_sheet_says_its_other_kinks_too() -> None:
    layer = Layer(activation="abs(z)", W=[[1.0, 1.0]])
    t = trace(Network(layers=[layer], X=[[1.0, -1.0]], Y=[[0]], cost="abs(y_hat - y)"))
    assert [step.name for step in t if step.problems] == ["dJ/dy_hat", "dy_hat/dz[1]"]
    assert "y_hat is at the kink" in t.step("dJ/dy_hat").problems[0].message


@pytest.mark.parametrize("z", [800.0, -800.0])
@pytest.mark.parametrize("y", [0.0, 1.0])
def test_a_saturated_output_is_said_and_its_gradient_is_right(z: float, y: float) -> None:
    layer = Layer(activation="sigmoid", W=[[z]])
    t = trace(Network(layers=[layer], X=[[1.0]], Y=[[y]], cost="bce"))
    assert t["dJ/dz[1]"].item() == (z > 0) - y
    for step in t:
        assert np.isfinite(step.value).all() or step.problems, step.name
    wrong = (z > 0) != y
    assert bool(t.problems) == wrong
    if wrong:
        assert t["J"] == np.inf
        assert "combined form" in t.step("dJ/dz[1]").problems[0].message
