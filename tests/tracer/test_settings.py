"""Conventions choose rules and signs; what they say is the same derivative."""

import numpy as np
import pytest

from tracer import Expression, Layer, Network, Trace, trace
from tracer.check import check
from tracer.export.conventions import agreed
from tracer.mistakes import swaps_of

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


def test_a_negative_slope_at_a_kink_is_said_with_a_minus() -> None:
    layer = Layer(activation="identity", W=[[1.0, 1.0]])
    cost = "(y_hat - y)**2 + abs(y_hat)"
    t = trace(Network(layers=[layer], X=[[1.0, -1.0]], Y=[[1]], cost=cost))
    assert "slope −2 was taken" in t.step("dJ/dy_hat").problems[0].message


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


@pytest.mark.parametrize("update_as", ["direct", "step"])
def test_ascent_goes_along_the_gradient_and_everything_says_so(update_as: str) -> None:
    up, down = (made("bce", maximize=uphill, update_as=update_as) for uphill in (True, False))
    for name in ("W[1]", "b[1]", "W[2]", "b[2]"):
        np.testing.assert_array_equal(up[f"dJ/d{name}"], down[f"dJ/d{name}"])
        np.testing.assert_allclose(up[f"{name}:="], up[name] + 0.3 * up[f"dJ/d{name}"], rtol=1e-15)
    changed = "ΔW[1]" if update_as == "step" else "W[1]:="
    step = up.by_name[changed]
    assert "Gradient ascent" in step.equation.rule.why
    said = " ".join(agreed(up))
    assert "Gradient ascent" in said
    assert "α ∂J/∂w" in said
    assert "− α" not in said
    assert "−α" not in said
    names = {mistake.name: mistake.says for mistake, _ in swaps_of(up, step.equation)}
    assert "plus-alpha" not in names
    assert "Ascent goes along the gradient" in names["minus-alpha"]
    below = swaps_of(down, down.by_name[changed].equation)
    assert "minus-alpha" not in {mistake.name for mistake, _ in below}


def test_an_expression_is_climbed_too() -> None:
    source = Expression(expression="f = -(x - 1)**2", at={"x": 3}, alpha=0.1, maximize=True)
    assert trace(source, 2).state["x:="].item() == pytest.approx(2.6)
    assert trace(source, 2)["@2 f"] > trace(source)["f"]


def ending(cost: str, Y: list[list[float]], layout: str = "columns") -> Trace:
    return trace(Network(layers=[ENDS["ce"]], X=X[:2], Y=Y, cost=cost, alpha=0.3, layout=layout))


@pytest.mark.parametrize("layout", ["columns", "torch"])
def test_targets_of_ce_that_are_no_distribution_are_traced_and_remarked_on(layout: str) -> None:
    made = ending("ce", [[0, 0, 1], [1, 1, 0]], layout)
    [problem] = made.by_name["loss"].problems
    assert problem.entry == ((1, 2) if layout == "columns" else (2, 1))
    assert "add up to 2" in problem.message
    assert any("sample 2 add up to 2" in said for said in agreed(made))
    y_hat, y = made.state["y_hat"], made.state["y"]
    whole = (y.sum(axis=0) * y_hat - y) / 2  # by hand: ŷ_k Σy − y_k, averaged over the samples
    np.testing.assert_allclose(made.state["dJ/dz[1]"], whole, rtol=1e-12)
    assert check(made.source).exit_code == 0


def test_targets_that_add_up_to_1_are_not_remarked_on() -> None:
    made = ending("ce", [[0.25, 0.5, 0.25], [0, 0, 1]])
    assert not made.by_name["loss"].problems
    assert not any("add up" in said for said in agreed(made))


@pytest.mark.parametrize("cost", ["(y_hat - y)**2", "-y*log(y_hat) + y_hat**3"])
def test_softmax_takes_any_cost_that_is_an_expression(cost: str) -> None:
    made = ending(cost, [[2, -1, 0.5], [0, 0, 1]])
    assert check(made.source).exit_code == 0


def test_the_number_of_an_activation_is_printed_with_its_layers() -> None:
    layers = [
        Layer(activation="leaky_relu", slope=0.1, W=[[0.3, -0.2]]),
        Layer(activation="leaky_relu", W=[[0.5]]),
        Layer(activation="leaky_relu", slope=0.1, W=[[-0.4]]),
    ]
    said = agreed(trace(Network(layers=layers, X=X, Y=[[1], [0], [1]], cost="mse")))
    assert "leaky_relu in layer 1, 3: slope = 0.1." in said
    assert "leaky_relu in layer 2: slope = 0.01." in said


def test_a_declared_slope_that_is_a_number_stands_at_every_entry() -> None:
    layer = Layer(activation="relu", W=[[1.0], [2.0]], derivative="1")
    t = trace(Network(layers=[layer], X=[[1.0], [-1.0], [2.0]], Y=[[1, 1]] * 3, cost="half_mse"))
    assert t["dy_hat/dz[1]"].tolist() == [[1.0] * 3] * 2
