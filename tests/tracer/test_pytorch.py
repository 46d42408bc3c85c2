"""What PyTorch's models are read by, without PyTorch: its tables, and that it is missing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from tracer import InputError, Layer, Network
from tracer.check import check
from tracer.pytorch.losses import LOSSES
from tracer.pytorch.modules import ACTIVATIONS, LOG_SOFTMAX, PASSED

HIDDEN = Layer(activation="tanh", W=[[0.3, -0.2], [-0.5, 0.8]], b=[0.1, 0.2])
X, Y = [[0.5, 1.0], [1.3, -0.3]], [[0, 1], [1, 0]]


def network(activation: str, cost: str) -> Network:
    last = Layer(activation=activation, W=[[-0.7, 0.6], [0.4, 0.1]], b=[-0.6, 0.2])
    return Network(layers=[HIDDEN, last], X=X, Y=Y, cost=cost, layout="torch")


def test_every_module_and_loss_of_the_tables_is_on_the_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "pytorch.md").read_text(encoding="utf-8")
    assert not [name for name in (*ACTIVATIONS, *PASSED, *LOSSES) if f"`{name}" not in page]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_module_of_the_table_is_an_activation_that_networks_have(name: str) -> None:
    entry = ACTIVATIONS[name]
    if entry.activation != LOG_SOFTMAX:
        cost = "ce" if entry.activation == "softmax" else "mse"
        assert check(network(entry.activation, cost)).exit_code == 0
    assert all(hasattr(HIDDEN, key) for key in entry.numbers)


@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_of_the_table_is_a_cost_that_networks_have(name: str) -> None:
    entry = LOSSES[name]
    ends = {"bce": "sigmoid", "ce": "softmax"}.get(entry.cost, "identity")
    assert entry.adds in (None, ends)
    made = network(ends, entry.cost)
    assert check(made).exit_code == 0
    if entry.after_softmax:
        assert check(network("softmax", entry.after_softmax)).exit_code == 0
    assert all(hasattr(made, key) for key in entry.numbers)


@pytest.mark.parametrize(
    "use",
    [
        lambda: network("sigmoid", "bce").replaced(samples="sum").to_torch(),
        lambda: Network.from_torch(object(), X, Y, object()),
    ],
    ids=["to", "from"],
)
def test_without_pytorch_the_extra_is_named(use: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(InputError) as caught:
        use()
    assert "PyTorch is not installed" in str(caught.value)
    assert caught.value.example == "pip install 'backprop-tracer[torch]'"


def alone(activation: str = "tanh", **keys: Any) -> dict[str, Any]:
    return {"layers": [Layer(activation=activation, W=[[1, 2], [3, 4]], b=[1, 2], **keys)]}


CANNOT = {
    "a skip": alone(add="a[0]"),
    "a mask": {"layers": [*alone(dropout_mask=[[0, 2], [2, 2]])["layers"], HIDDEN]},
    "a threshold": alone(bias_input=-1),
    "a declared slope": alone(derivative="1"),
    "no connection": {"absent": ["W[1][1,2]"]},
    "a penalty": {"penalty_strength": 0.1},
    "a frozen entry": {"frozen": ["W[1][1,2]"], "alpha": 0.1},
    "a given quantity": {"given": {"z[1]": [[1, 2], [3, 4]]}},
    "another slope at 0": {**alone("relu"), "relu_at_zero": 1.0},
    "no targets": {"Y": None, "cost": None},
    "half a square": {"cost": "half_mse"},
    "a sum over outputs": {"outputs": "sum"},
}


@pytest.mark.parametrize("what", CANNOT)
def test_what_no_stack_of_modules_says_is_refused_by_its_key(what: str) -> None:
    keys: dict[str, Any] = {"layers": [HIDDEN], "X": X, "Y": Y, "cost": "mse", "outputs": "mean"}
    keys |= CANNOT[what]
    with pytest.raises(InputError) as caught:
        Network(**keys).to_torch()
    key = caught.value.where.rpartition(": ")[2]
    assert key in {*CANNOT[what], "add", "dropout_mask", "bias_input", "derivative"} - {"layers"}
    assert caught.value.example
