"""Whatever the spelling, the same quantity is found; a misspelt one suggests the nearest."""

import numpy as np
import pytest

from tracer import InputError, Layer, Network, Tied, Trace, trace
from tracer.quantity import quantity

LAYERS = [
    Layer(activation="relu", W=[[0.3, -0.2], [-0.5, 0.8]], b=[0.1, 0.2]),
    Layer(activation="sigmoid", W=[[-0.7, 0.6]], b=[-0.6]),
]


def made(steps: int = 2, **settings: object) -> Trace:
    keys = {"layers": LAYERS, "X": [[0.5, 1.0], [1.3, -0.3]], "Y": [[1], [0]], "cost": "bce"}
    return trace(Network(**{**keys, "alpha": 0.3, **settings}), steps)


SPELLINGS = {
    "dJ/dW[2]": [
        "dW2",
        "dJ_dW[2]",
        "∂J/∂W[2]",
        "dL/dW2",
        "dJ/dW2",
        "dW[2]",
        " dJ/dW[2] ",
        "dE/dW[2]",
    ],
    "dJ/dz[2]": ["delta2", "δ[2]", "dZ2", "dz2", "dJ_dz2", "∂J/∂z⁽²⁾"],
    "y_hat": ["ŷ", "a[2]", "A2", "yhat"],
    "dJ/dy_hat": ["dJ/da[2]", "∂J/∂ŷ", "dA2", "dL/dyhat"],
    "dy_hat/dz[2]": ["da[2]/dz[2]", "∂ŷ/∂z[2]"],
    "z[1]": ["z1", "Z1", "Z[1]"],
    "W[1]:=": ["W1:=", "W[1] :="],
    "ΔW[1]": ["Delta_W[1]", "ΔW1"],
    "@2 J": ["@2 J"],
    "@2 dJ/dW[1]": ["@2 dW1"],
    "@1 W[1]:=": ["@2 W[1]"],
    "@2 W[1]:=": ["@3 W[1]"],
    "a[0]": ["X", "@2 a[0]"],
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_every_usual_spelling_is_read(name: str) -> None:
    t = made()
    meant = name.removeprefix("@1 ")
    for spelling in SPELLINGS[name]:
        assert t.names.find(spelling).name == meant, spelling


def test_canonical_names_round_trip() -> None:
    for name in made(update_as="step").state:
        assert quantity(name).name == name


def test_an_entry_is_read_as_the_sheet_lays_it() -> None:
    columns, torch = made(), made(layout="torch")
    assert columns["z[1][2,1]"] == torch["z[1][1,2]"] == columns["z[1]"][1, 0]
    assert columns["b[1][2]"] == torch["b[1][2]"] == 0.2
    assert columns["W[2][1,2]:="] == columns["W[2]:="][0, 1]


def test_a_step_can_be_asked_for_in_either_form() -> None:
    direct, step = made(), made(update_as="step")
    for name in ("ΔW[1]", "Δb[2]", "@2 ΔW[2]"):
        np.testing.assert_array_equal(direct[name], step[name])
    np.testing.assert_allclose(step["ΔW[1]"], -0.3 * step["dJ/dW[1]"])


def test_symbols_are_names_too_with_their_sign() -> None:
    t = made(names={"w5": "W[2][1,1]", "E": "J", "delta": "-dJ/dz", "h": "a[1]"})
    assert t["delta[2]"] == pytest.approx(-t["dJ/dz[2]"])
    assert t["delta2"] == pytest.approx(-t["dJ/dz[2]"])
    assert t["dE/dw5"] == t["dJ/dW[2]"][0, 0]
    assert t["w5:="] == t["W[2]:="][0, 0]
    assert t["Δw5"] == t["ΔW[2]"][0, 0]
    assert t["h[2,1]"] == t["a[1]"][1, 0]
    assert t["dE/dh[1,2]"] == t["dJ/da[1]"][0, 1]
    assert t["@2 E"] == t["@2 J"]


def test_a_tied_parameter_has_a_gradient_and_an_update() -> None:
    t = made(layers=[Layer(activation="relu", W=LAYERS[0].W, b=[0.1, 0.1]), LAYERS[1]],
             tied=[Tied(name="b1", entries=["b[1]"])])  # fmt: skip
    assert t["dJ/db1"] == pytest.approx(t["dJ/db[1]"].sum())
    np.testing.assert_allclose(t["b[1]:="], np.full((2, 1), t["b1:="].item()))


WRONG = {
    "dJ/dV[2]": "dJ/d",
    "z[3]": "z[",
    "W[1,2]": "for example: W[2][1,2]",  # the layer was forgotten
    "W[7,7]": "for example: W[2]\n",
    "W[1][3,1]": "rows 1 to 2",
    "@9 J": "quantity",
    "": "quantity",
    "dJ/dW[2]" * 500: "quantity",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_name_that_is_not_there_is_told_with_the_nearest(name: str) -> None:
    with pytest.raises(InputError) as caught:
        made()[name]
    assert WRONG[name] in f"{caught.value}\n"
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize(
    ("name", "near"),
    [("h99", "h"), ("w5x", "w5"), ("w6:=", "w5:="), ("@2 w5x", "w5"), ("hh[2,1]", "h[2,1]")],
)
def test_the_nearest_is_told_by_the_sheet_s_own_symbol(name: str, near: str) -> None:
    with pytest.raises(InputError) as caught:
        made(names={"w5": "W[2][1,1]", "h": "a[1]"})[name]
    assert caught.value.example == near


def test_names_complete_by_tab() -> None:
    assert "dJ/dW[2]" in made()._ipython_key_completions_()
    assert "dW2" in made()
    assert "dW3" not in made()
