"""A sample's own gradient, and the margin of hinge, whatever the settings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from grader import mark
from tests.sample import sample
from tracer import Layer, Network, trace
from tracer.check import check
from tracer.errors import InputError
from tracer.expand import expand
from tracer.files import source
from tracer.formula.text import text
from tracer.kinds import own_gradient
from tracer.show import formula_of, worked

X = [[0.5, -1.0], [1.5, 2.0], [-0.3, 0.4]]


def network(cost: str = "mse", last: str = "tanh", Y: Any = None, **keys: Any) -> Network:
    of_layer = {name: keys.pop(name) for name in ("bias_input", "dropout_mask") if name in keys}
    hidden = [[0.3, -0.5], [0.8, 0.2]]
    layers = [
        Layer(activation="sigmoid", W=hidden, b=[0.1, -0.2], **of_layer),
        Layer(activation=last, W=[[0.7, -0.4], [0.9, 0.6]], b=[0.3, 0.5]),
    ]
    Y = [[1, 0], [0, 1], [1, 0]] if Y is None else Y
    return Network(layers=layers, X=X, Y=Y, cost=cost, gradients="by_sample", **keys)


CASES = {
    "mean": network(),
    "sum": network(samples="sum"),
    "late mean": network(mean_enters="parameters", alpha=0.1),
    "late mean of thresholds": network(mean_enters="parameters", bias_input=-1),
    "thresholds": network(bias_input=-1),
    "softmax": network("ce", "softmax"),
    "at once": network("bce", "sigmoid", output="combined"),
    "rows": network(outputs="mean").in_layout("rows"),
    "torch": network(samples="sum").in_layout("torch"),
    "no connection": network(absent=["W[1][1,2]"]).replaced(
        layers=[Layer(activation="sigmoid", W=[[0.3, 0], [0.8, 0.2]], b=[0.1, -0.2]),
                Layer(activation="tanh", W=[[0.7, -0.4], [0.9, 0.6]], b=[0.3, 0.5])]),
    "dropout": network(dropout_mask=[[2, 0], [2, 2], [0, 2]]),
    "a penalty": network(penalty_strength=0.3),
    "hinge": network("hinge", "identity", [[1, -1], [-1, 1], [-1, -1]]),
}  # fmt: skip


def alone(made: Network, sample: int) -> Network:
    """The network of one sample, from 0."""
    layers = [
        layer if layer.dropout_mask is None
        else replace(layer, dropout_mask=layer.dropout_mask[sample : sample + 1])
        for layer in made.layers
    ]  # fmt: skip
    row = slice(sample, sample + 1)
    return made.replaced(layers=layers, X=made.X[row], Y=made.Y[row], gradients="together")


@pytest.mark.parametrize("name", sample(CASES, 3))
def test_it_is_the_gradient_of_that_sample_alone_and_j_s_is_made_of_them(name: str) -> None:
    made = CASES[name]
    known, together = trace(made), trace(made.replaced(gradients="together"))
    for layer in (1, 2):
        for base in ("W", "b"):
            parameter = f"{base}[{layer}]"
            own = [known[own_gradient(n, parameter)] for n in (1, 2, 3)]
            for n, gradient in enumerate(own):
                of = "dJ0" if made.penalty_strength and base == "W" else "dJ"
                np.testing.assert_allclose(gradient, trace(alone(made, n))[f"{of}/d{parameter}"])
            whole = f"dJ/d{parameter}"
            np.testing.assert_allclose(known[whole], together[whole])
    assert check(made).exit_code == 0
    assert source(made.keys(), "file").keys() == made.keys()


def test_it_is_written_with_the_sample_s_own_columns() -> None:
    known = trace(CASES["late mean"])
    step = known.step("dloss[2]/dW[1]")
    assert text(formula_of(step)) == "∂loss[2]/∂W[1] = ∂J/∂z[1][i,2] · a[0][j,2]"
    assert text(worked(step, (1, 2))).startswith("∂loss[2]/∂W[1][1,2] = ")
    assert "·2.0 = " in text(worked(step, (1, 2)))
    of_all = text(formula_of(known.step("dJ/db[1]")))
    assert of_all == "∂J/∂b[1] = 1/N·(∂loss[1]/∂b[1] + ∂loss[2]/∂b[1] + ∂loss[3]/∂b[1])"
    laid = trace(CASES["rows"]).step("dloss[2]/dW[1]")
    assert text(formula_of(laid)) == "∂loss[2]/∂W[1] = N · ∂J/∂z[1][2,i] · a[0][2,j]"


def test_every_iteration_has_its_own() -> None:
    known = trace(CASES["late mean"], 2)
    assert not np.allclose(known["@2 dloss[2]/dW[1]"], known["dloss[2]/dW[1]"])


@pytest.mark.parametrize(
    "changes", [{"order": "stochastic", "alpha": 0.1}, {"X": X[:1], "Y": [[1, 0]]}]
)
def test_where_an_update_has_one_sample_its_gradient_is_j_s(changes: dict[str, Any]) -> None:
    made = CASES["mean"].replaced(**changes)
    assert not any(name.startswith("dloss") for name in trace(made).by_name)


def test_who_asks_without_the_setting_is_told_of_it() -> None:
    with pytest.raises(InputError) as raised:
        trace(CASES["mean"].replaced(gradients="together"))["dL2/dW[1]"]
    assert raised.value.example == 'gradients = "by_sample"'


def test_very_many_samples_have_none_of_their_own() -> None:
    with pytest.raises(InputError, match="101 samples with gradients of their own"):
        CASES["mean"].replaced(X=[[0.5, 1]] * 101, Y=[[1, 0]] * 101)


def test_a_slip_in_one_of_them_goes_on_into_j_s() -> None:
    made = CASES["late mean"]
    known = trace(made)
    wrong = known["dloss[2]/dW[2]"] / 3
    average = (known["dloss[1]/dW[2]"] + wrong + known["dloss[3]/dW[2]"]) / 3
    typed = {"dloss[2]/dW[2]": wrong, "dJ/dW[2]": average}
    found = mark(made, {name: [[f"{x:.5g}" for x in row] for row in array]
                        for name, array in typed.items()}).student  # fmt: skip
    verdicts = {(one.quantity, one.verdict) for one in found.answers}
    assert verdicts == {("dloss[2]/dW[2]", "mistake"), ("dJ/dW[2]", "follows")}


# The margin


def test_the_margin_is_a_line_between_the_output_and_the_loss() -> None:
    made = CASES["hinge"].replaced(gradients="together")
    known = trace(made)
    names = [step.name for step in known]
    at = names.index("margin")
    assert names[at - 1 : at + 2] == ["y_hat", "margin", "loss"]
    np.testing.assert_array_equal(known["margin"], known["y"] * known["y_hat"])
    np.testing.assert_allclose(known["dJ/dy_hat"], known["y"] * known["dJ/dmargin"])
    assert text(formula_of(known.step("loss"))) == "loss = Σ_k max(0, 1 − margin)"
    assert "max(0, 1 - t1*o1)" in "".join(
        map(str, expand(made.replaced(X=X[:1], Y=[[1, -1]])).expression)
    )


def test_only_hinge_has_a_margin_and_its_name_is_free_elsewhere() -> None:
    assert "margin" not in trace(CASES["mean"])
    free = CASES["mean"].replaced(names={"margin": "z[2]"})
    np.testing.assert_array_equal(trace(free)["margin"], trace(free)["z[2]"])
    with pytest.raises(InputError, match="taken"):
        CASES["hinge"].replaced(names={"margin": "z[2]"})
    with pytest.raises(InputError, match="margin"):
        CASES["mean"].replaced(names={"m": "margin"})
