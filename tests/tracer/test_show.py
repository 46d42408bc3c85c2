"""What a step says: with names, as the lecture chains it, with numbers put in."""

from dataclasses import replace

import numpy as np
import pytest

from tracer import Expression, Layer, Network, Tied, Trace, trace
from tracer.formula.text import text
from tracer.show import chain_of, entry_of, formula_of, worked

HIDDEN = Layer(activation="relu", W=[[0.3, -0.2], [-0.5, 0.8]], b=[0.1, 0.2])
OUTPUT = Layer(activation="sigmoid", W=[[-0.7, 0.6]], b=[-0.6])
X, Y = [[0.5, 1.0], [1.3, -0.3], [-1.6, 0.7]], [[1], [0], [1]]


def lecture(**settings: object) -> Trace:
    layers = settings.pop("layers", [HIDDEN, OUTPUT])
    return trace(Network(layers=layers, X=X, Y=Y, cost="bce", alpha=0.3, **settings))


FORMULAS = {
    "z[1]": "z[1] = W[1] a[0] + b[1]",
    "a[1]": "a[1] = max(0, z[1])",
    "y_hat": "ŷ = 1/(1 + exp(−z[2]))",
    "loss": "loss = −(y·log(ŷ) + (1 − y)·log(1 − ŷ))",
    "J": "J = 1/N·Σ_n loss",
    "dJ/dy_hat": "∂J/∂ŷ = 1/N·((1 − y)/(1 − ŷ) − y/ŷ)",
    "dy_hat/dz[2]": "∂ŷ/∂z[2] = ŷ·(1 − ŷ)",
    "dJ/dz[2]": "∂J/∂z[2] = ∂ŷ/∂z[2] ⊙ ∂J/∂ŷ",
    "dJ/dW[2]": "∂J/∂W[2] = ∂J/∂z[2] · a[1]ᵀ",
    "dJ/db[2]": "∂J/∂b[2] = Σ_n ∂J/∂z[2]",
    "dJ/da[1]": "∂J/∂a[1] = W[2]ᵀ · ∂J/∂z[2]",
    "da[1]/dz[1]": "∂a[1]/∂z[1] = 1[z[1] > 0]",
    "W[1]:=": "W[1] := W[1] − α · ∂J/∂W[1]",
}


@pytest.mark.parametrize("name", FORMULAS)
def test_a_step_reads_as_the_lecture_writes_it(name: str) -> None:
    assert text(formula_of(lecture().step(name))) == FORMULAS[name]


WORKED = {
    ("z[1]", (1, 1)): "z[1][1,1] = 0.3·0.5 + (−0.2)·1.0 + 0.1 = 0.05",
    ("a[1]", (1, 3)): "a[1][1,3] = max(0, −0.52) = 0.0",
    ("J", None): "J = 1/3·(0.7899 + 0.3173 + 0.5392) = 0.5488",
    ("dJ/dW[2]", (1, 2)): "∂J/∂W[2][1,2] = (−0.182)·0.75 + 0.09063·0.0 + (−0.1389)·1.56 = −0.3533",
    ("dJ/db[2]", (1, 1)): "∂J/∂b[2][1,1] = −0.182 + 0.09063 + (−0.1389) = −0.2303",
    ("dJ/da[0]", (1, 3)): "∂J/∂a[0][1,3] = 0.3·0.0 + (−0.5)·(−0.08336) = 0.04168",
    ("W[1]:=", (1, 2)): "W[1][1,2] := −0.2 − 0.3·0.1465 = −0.2439",
}


@pytest.mark.parametrize(("name", "place"), WORKED)
def test_numbers_are_put_in(name: str, place: tuple[int, int] | None) -> None:
    assert text(worked(lecture().step(name), place)) == WORKED[name, place]


def test_the_local_factor_of_a_gradient_is_named() -> None:
    chain, local = chain_of(lecture().step("dJ/dW[2]"))
    assert text(chain) == "∂J/∂W[2] = ∂z[2]/∂W[2] · ∂J/∂z[2]"
    assert text(local) == "∂z[2]/∂W[2] = a[1]"


ROWS = {
    "rows": (
        "z[1] = a[0] W[1] + b[1]",
        "∂J/∂W[1] = a[0]ᵀ · ∂J/∂z[1]",
        "∂J/∂a[0] = ∂J/∂z[1] · W[1]ᵀ",
    ),
    "torch": (
        "z[1] = a[0] W[1]ᵀ + b[1]",
        "∂J/∂W[1] = (∂J/∂z[1])ᵀ a[0]",
        "∂J/∂a[0] = ∂J/∂z[1] · W[1]",
    ),
}


@pytest.mark.parametrize("layout", ROWS)
def test_each_layout_has_its_own_formulas(layout: str) -> None:
    turned = [replace(layer, W=np.transpose(layer.W)) for layer in (HIDDEN, OUTPUT)]
    t = lecture(layout=layout, **({"layers": turned} if layout == "rows" else {}))
    shown = [text(formula_of(t.step(name))) for name in ("z[1]", "dJ/dW[1]", "dJ/da[0]")]
    assert tuple(shown) == ROWS[layout]
    assert text(formula_of(t.step("J"))) == FORMULAS["J"]


def test_entries_are_those_of_the_sheet() -> None:
    line = text(entry_of(lecture(layout="torch").step("z[1]"), (1, 2)))
    assert line == "z[1][1,2] = W[1][2,1]·a[0][1,1] + W[1][2,2]·a[0][1,2] + b[1][1,2]"


def test_trivial_factors_are_left_away_unless_asked_for() -> None:
    t = trace(Network(layers=[OUTPUT], X=X[:1], Y=Y[:1], cost="bce"))
    assert text(formula_of(t.step("J"))) == "J = loss"
    assert text(formula_of(t.step("J"), trivial=True)) == "J = 1/N·Σ_n loss"


def test_the_sheets_symbols_stand_everywhere() -> None:
    t = lecture(names={"w5": "W[2][1,1]", "E": "J", "delta": "-dJ/dz", "h": "a[1]"})
    assert text(formula_of(t.step("dJ/dz[2]"))) == "δ[2] = −∂ŷ/∂z[2] ⊙ ∂E/∂ŷ"
    assert text(worked(t.step("dJ/dW[2]"), (1, 1))).startswith("∂E/∂w5 = ")
    assert text(worked(t.step("W[2]:="), (1, 1))).startswith("w5 := −0.7 − 0.3·")
    assert text(formula_of(t.step("dJ/da[1]"))) == "∂E/∂h = W[2]ᵀ (−δ[2])"
    assert text(worked(t.step("dJ/dz[2]"), (1, 1))).endswith("= 0.182")


def test_a_frozen_entry_stays_and_a_tied_one_shows_the_shared_value() -> None:
    t = lecture(frozen=["W[1][1,1]"], tied=[Tied(name="v", entries=["b[1][1,1]", "b[1][2,1]"])],
                layers=[Layer(activation="relu", W=HIDDEN.W, b=[0.1, 0.1]), OUTPUT])  # fmt: skip
    assert text(worked(t.step("W[1]:="), (1, 1))) == "W[1][1,1] := 0.3"
    assert text(formula_of(t.step("dJ/dv"))) == "∂J/∂v = ∂J/∂b[1][1,1] + ∂J/∂b[1][2,1]"
    assert text(entry_of(t.step("b[1]:="), (2, 1))) == "b[1][2,1] := v"
    assert t["b[1]:="][0, 0] == t["b[1]:="][1, 0] == t["v:="][0, 0]


def test_a_tied_parameter_may_be_called_as_the_rule_of_the_update_calls_its_own() -> None:
    t = lecture(layers=[Layer(activation="relu", W=[[0.3, -0.2], [0.3, 0.8]]), OUTPUT],
                tied=[Tied(name="w", entries=["W[1][1,1]", "W[1][2,1]"])])  # fmt: skip
    step = t.step("W[1]:=")
    assert text(formula_of(step)) == "W[1] := W[1] − α · ∂J/∂W[1]"
    assert text(entry_of(step, (2, 1))) == "W[1][2,1] := w"
    assert text(worked(step, (2, 2))).startswith("W[1][2,2] := 0.8 − 0.3·")


def test_softmax_says_which_sample_and_which_outputs() -> None:
    last = Layer(activation="softmax", W=[[1, 0], [0, 1], [1, 1]], b=[0, 0, 0])
    t = trace(Network(layers=[last], X=[[1, 2], [2, 1]], labels=[1, 3], cost="ce"))
    assert text(entry_of(t.step("dy_hat/dz[1]"), (1, 5))) == ("∂ŷ/∂z[1][1,5] = ŷ[1,2]·(0 − ŷ[2,2])")
    assert text(entry_of(t.step("dJ/dz[1]"), (2, 2))).count("∂J/∂ŷ") == 3


def test_an_expression_is_read_line_by_line() -> None:
    t = trace(Expression(expression="log(x**2)", at={"x": 3}))
    assert [text(formula_of(step)) for step in t] == [
        "x²",
        "y = log(x²)",
        "dy/dy = 1",
        "d(y)/d(x²) = 1/x²",
        "dy/d(x²) = dy/dy · d(y)/d(x²)",
        "d(x²)/d(x) = 2·x",
        "dy/dx = dy/d(x²) · d(x²)/d(x)",
    ]
