"""Optimisers, penalties, masks and the perceptron in traces: states, files, faults, their tables.

That the numbers are right is in test_autograd.py, against torch.optim.
"""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tracer import Expression, InputError, Layer, Network, trace
from tracer.check import check
from tracer.epochs import updates_until_no_error
from tracer.expand import expand
from tracer.export import find, load
from tracer.export.as_patterns import write
from tracer.export.conventions import agreed
from tracer.export.format import view
from tracer.files import read, source, write_toml
from tracer.formula.text import text
from tracer.rules.optimizers import OPTIMIZERS
from tracer.rules.penalties import PENALTIES
from tracer.show import formula_of, worked

FORMS = ("classical", "torch", "average")
HIDDEN = Layer(activation="tanh", W=[[0.3, -0.2], [-0.5, 0.8]], b=[0.1, 0.2])
LAST = Layer(activation="identity", W=[[-0.7, 0.6]], b=[-0.6])


def network(**keys: Any) -> Network:
    usual: dict[str, Any] = {"layers": [HIDDEN, LAST], "X": [[0.5, 1.0], [1.3, -0.3]],
                             "Y": [[1], [0]], "cost": "half_mse", "alpha": 0.3}  # fmt: skip
    return Network(**{**usual, **keys})


def expression(**keys: Any) -> Expression:
    return Expression(expression="f = (x - 4)**2", at={"x": 10}, alpha=0.2, **keys)


def lines(t: Any) -> list[str]:
    return [text(formula_of(step)) for step in t if step.equation.phase == "update"]


def test_each_optimiser_has_lines_of_its_own_which_start_from_what_they_were() -> None:
    assert lines(trace(expression(optimizer="momentum"))) == [
        "v_x := β·v_x − α · df/dx", "x := x + v_x"
    ]  # fmt: skip
    assert lines(trace(expression(optimizer="rmsprop", epsilon_in_root=True))) == [
        "s_x := ρ·s_x + (1 − ρ)·(df/dx)²", "x := x − α · df/dx/sqrt(s_x + ε)"
    ]  # fmt: skip
    assert lines(trace(expression(optimizer="adam", maximize=True)))[2:] == [
        "m_hat_x = m_x/(1 − β1^t)", "v_hat_x = v_x/(1 − β2^t)",
        "x := x + α·m_hat_x/(sqrt(v_hat_x) + ε)",
    ]  # fmt: skip


def test_the_number_of_the_iteration_stands_in_adams_correction() -> None:
    t = trace(expression(optimizer="adam"), 3)
    assert "1 − 0.9³" in text(worked(t.step("@3 m_hat_x"), None))


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("layout", ["columns", "rows", "torch"])
def test_a_step_of_its_own_leads_where_the_update_at_once_leads(
    optimizer: str, layout: Any
) -> None:
    made = network(optimizer=optimizer).in_layout(layout)
    at_once, stepwise = trace(made, 3), trace(made.replaced(update_as="step"), 3)
    for name in ("@3 W[1]:=", "@3 b[2]:="):
        np.testing.assert_allclose(at_once[name], stepwise[name], rtol=1e-14)
    change = at_once["@2 W[1]:="] - at_once["W[1]:="]
    np.testing.assert_allclose(at_once["@2 ΔW[1]"], change, rtol=1e-9, atol=1e-15)


def test_what_was_kept_before_the_first_iteration_may_be_given_or_the_first_itself() -> None:
    before = trace(expression(optimizer="momentum", given={"@0 v_x": -2.0}))
    assert before["v_x"] == pytest.approx(-0.9 * 2 - 0.2 * 12)
    fixed = trace(expression(optimizer="momentum", given={"v_x": 1.0}), 2)
    assert fixed["x:="] == 11
    assert fixed["@2 v_x"] == pytest.approx(0.9 - 0.2 * 14)
    kept = {"@0 v_W[2]": [[0.5, -0.5]]}
    of_network = trace(network(optimizer="momentum", given=kept, layout="columns"))
    np.testing.assert_allclose(
        of_network["v_W[2]"], 0.9 * np.array(kept["@0 v_W[2]"]) - 0.3 * of_network["dJ/dW[2]"]
    )


def test_frozen_tied_and_absent_entries_stay_what_they_are() -> None:
    tied = [{"name": "w", "entries": ["W[1][1,1]", "W[2][1,2]"]}]
    keys = network(optimizer="adam").keys() | {
        "tied": tied, "frozen": ["W[1][2,2]", "b[2]"], "absent": ["W[1][1,2]"]
    }  # fmt: skip
    keys["layers"][0]["W"][0][0] = keys["layers"][1]["W"][0][1]
    t = trace(source(keys, "file"), 2)
    new = t["@2 W[1]:="]
    assert new[1, 1] == 0.8
    assert new[0, 1] == 0
    assert new[0, 0] == t["@2 W[2]:="][0, 1] == t["@2 w:="]
    assert "b[2]:=" not in t
    assert t.absent("v_W[1]") == ((1, 2),)


@pytest.mark.parametrize("name", PENALTIES)
@pytest.mark.parametrize("form", ["half", "whole", "half_mean"])
@pytest.mark.parametrize("layout", ["columns", "rows", "torch"])
def test_gradients_with_a_penalty_are_those_of_j_and_without_it_those_of_j0(
    name: Any, form: Any, layout: Any
) -> None:
    made = network(penalty=name, penalty_form=form, penalty_strength=0.4).in_layout(layout)
    assert check(made).exit_code == 0
    t = trace(made)
    plain = trace(made.replaced(penalty_strength=None))
    assert t["J0"] == plain["J"]
    np.testing.assert_array_equal(t["dJ0/dW[1]"], plain["dJ/dW[1]"])
    np.testing.assert_array_equal(t["dJ/db[1]"], plain["dJ/db[1]"])
    assert t["J"] > t["J0"]


def test_lambda_is_how_strong_the_penalty_is() -> None:
    keys = network().keys(defaults=False) | {"lambda": 0.25}
    made = source(keys, "file")
    assert isinstance(made, Network)
    assert made.penalty_strength == 0.25
    assert "penalty_strength = 0.25" in write_toml(made)
    assert "λ = 0.25." in agreed(trace(made))
    with pytest.raises(InputError, match="twice"):
        source(keys | {"penalty_strength": 1}, "file")


@pytest.mark.parametrize("layout", ["columns", "rows", "torch"])
@pytest.mark.parametrize("order", ["batch", "stochastic"])
def test_a_mask_is_a_line_of_its_layer_and_gradients_go_through_it(layout: Any, order: Any) -> None:
    made = read("dropout-l2")
    assert isinstance(made, Network)
    made = made.in_layout(layout).replaced(order=order)
    assert check(made).exit_code == 0
    t = trace(made, 2)
    mask = np.array([[2, 0], [0, 2]])[:1] if order == "stochastic" else np.array([[2, 0], [0, 2]])
    mask = mask.T if layout == "columns" else mask
    np.testing.assert_array_equal(t["r[1]"], mask * t["a[1]"])
    np.testing.assert_array_equal(t["dJ/da[1]"], mask * t["dJ/dr[1]"])
    assert t.step("z[2]").inputs[1] == "r[1]"


@pytest.mark.parametrize(
    ("keys", "wrong", "expected"),
    [
        ({"optimizer": "sgd"}, "sgd", "momentum, adagrad"),
        ({"optimizer": "adam", "beta": 0.5}, "beta", "momentum"),
        ({"beta1": 0.5}, "beta1", "adam"),
        ({"optimizer": "momentum", "beta": 1.0}, "1.0", "but not, 1"),
        ({"penalty_strength": -1}, "-1", "0 or greater"),
        ({"layers": [HIDDEN, Layer(activation="identity", W=[[1, 2]], dropout_mask=[[1], [1]])]},
         "mask", "hidden layer"),
        ({"layers": [Layer(activation="tanh", W=[[1, 2]], dropout_mask=[[1]]), LAST]},
         "", ""),
        ({"learning_rule": "perceptron"}, "2 layers", "one layer"),
        ({"learning_rule": "perceptron", "layers": [Layer(activation="tanh", W=[[1, 2]])]},
         "tanh", "step"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_with_a_line_that_does(
    keys: dict[str, Any], wrong: str, expected: str
) -> None:
    with pytest.raises(InputError) as caught:
        network(**keys)
    assert wrong in str(caught.value)
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    "name", ["aio-adam", "saida-momentum", "dropout-l2", "perceptron-from-zero"]
)
def test_traces_come_back_from_json_bit_for_bit(name: str, tmp_path: Path) -> None:
    t = trace(read(name), 3)
    path = tmp_path / "trace.json"
    with path.open("w", encoding="utf-8") as out:
        find("json").write(view(t), out)
    again = load(path)
    assert again.state.keys() == t.state.keys()
    assert all(np.array_equal(again.state[key], t.state[key]) for key in t.state)


@pytest.mark.parametrize("name", PENALTIES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_written_as_scalars_a_network_goes_the_same_way(name: Any, optimizer: str) -> None:
    made = network(penalty=name, penalty_strength=0.4, optimizer=optimizer)
    t, scalar = trace(made, 2), trace(expand(made), 2)
    assert scalar["J0"] == pytest.approx(t["J0"])
    assert scalar["@2 J"] == pytest.approx(t["@2 J"])
    assert scalar["@2 w3:="] == pytest.approx(t["@2 W[1]:="][1, 0])
    with pytest.raises(InputError, match="mask"):
        expand(read("dropout-l2"))  # type: ignore[arg-type]


# The perceptron


def perceptron(**keys: Any) -> Network:
    layer = Layer(activation="sign", W=[[0, 0]], b=[0], **keys.pop("layer", {}))
    usual: dict[str, Any] = {"layers": [layer], "X": [[1, 1], [1, -1], [-1, 1], [-1, -1]],
                             "Y": [[1], [-1], [-1], [-1]], "alpha": 0.5}  # fmt: skip
    return Network(**{**usual, **keys}, learning_rule="perceptron")


def by_hand(made: Network, updates: int, threshold: bool = False) -> tuple[Any, float]:
    """Rosenblatt's rule, written down once more."""
    w, b = np.zeros(2), 0.0
    for k in range(updates):
        x, t = made.X[k % 4], made.Y[k % 4, 0]
        y = 1 if w @ x + (-b if threshold else b) > 0 else -1
        w = w + 0.5 * (t - y) * x
        b = b + (-0.5 if threshold else 0.5) * (t - y)
    return w, b


@pytest.mark.parametrize("threshold", [False, True])
def test_a_perceptron_learns_by_its_errors(threshold: bool) -> None:
    made = perceptron(layer={"bias_input": -1} if threshold else {})
    t = trace(made, 8)
    w, b = by_hand(made, 8, threshold)
    np.testing.assert_array_equal(t["@8 W[1]:="], [w])
    np.testing.assert_array_equal(t["@8 b[1]:="], [[b]])
    assert "J" not in t
    assert t.step("ΔW[1]").equation.sample == 1


def test_it_learns_to_the_end_of_the_first_epoch_without_an_error_or_a_hundred() -> None:
    updates, done = updates_until_no_error(perceptron())
    assert done
    t = trace(perceptron(), updates)
    errors = [bool(np.any(t[f"@{k} y_hat"] != t[f"@{k} y"])) for k in range(1, updates + 1)]
    assert not any(errors[-4:])
    assert any(errors[-8:-4])
    xor = perceptron(Y=[[-1], [1], [1], [-1]])
    assert updates_until_no_error(xor) == (400, False)


@pytest.mark.parametrize("name", ["csv", "markdown", "html", "latex", "table-github"])
def test_the_table_is_written_in_every_format(name: str) -> None:
    out = StringIO()
    write(name, view(trace(read("perceptron-from-zero"), 8)), out)
    text = out.getvalue().replace("&", "|").replace("</td><td>", "|").replace("$", "")
    numbers = [re.findall(r"-?\d+", line.replace(".0", "")) for line in text.splitlines()]
    last = ["1", "1", "3", "1", "1", "0", "0", "0", "0", "1", "1", "1"]
    assert [row[-12:] for row in numbers].count(last) == 1


def test_the_table_has_a_row_a_pattern() -> None:
    out = StringIO()
    write("text", view(trace(read("adaline-or-bipolar"), 4)), out)
    last = [row.split() for row in out.getvalue().splitlines()][-1]
    assert last == ["-1", "-1", "0.0043", "0.0043", "-1", "-1.004",
                    "0.1004", "0.1004", "-0.1004", "0.2621", "0.2787", "0.2439"]  # fmt: skip
    with pytest.raises(InputError, match="json"):
        write("json", view(trace(read("adaline-or-bipolar"), 4)), out)
    with pytest.raises(InputError, match="one layer"):
        write("text", view(trace(read("mazur"))), StringIO())
