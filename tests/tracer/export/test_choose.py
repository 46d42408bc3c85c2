"""Which steps are wanted."""

from __future__ import annotations

from typing import Any

import pytest

from tracer import Expression, InputError, Trace, trace
from tracer.export.choose import Filter, chosen
from tracer.files import read

from .conftest import Write


def names(traced: Trace, **asked: Any) -> list[str]:
    return [step.name for step in chosen(traced, Filter(**asked))[0]]


@pytest.fixture
def network() -> Trace:
    return trace(read("lecture-network"), 3)


def test_nothing_asked_is_everything(network: Trace) -> None:
    assert chosen(network, Filter()) == (network.steps, {})


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"quantities": ["dJ/dW[2]"]}, ["dJ/dW[2]"]),
        ({"quantities": ["dW2", "z1"]}, ["z[1]", "dJ/dW[2]"]),
        ({"quantities": ["J"]}, ["J"]),
        ({"quantities": ["@3 J"]}, ["@3 J"]),
        ({"quantities": ["J"], "iterations": ["2-3"]}, ["@2 J", "@3 J"]),
        ({"quantities": ["J"], "iterations": ["1", "3"]}, ["J", "@3 J"]),
        ({"layers": [1], "phases": ["forward"], "iterations": ["1"]}, ["z[1]", "a[1]"]),
        ({"phases": ["cost"], "iterations": ["2"]}, ["@2 loss", "@2 J"]),
        ({"phases": ["cost", "forward"], "layers": [2], "iterations": ["1"]}, ["z[2]", "y_hat"]),
    ],
)  # fmt: skip
def test_all_kinds_must_hold_and_any_of_one_kind(
    network: Trace, asked: dict[str, Any], found: list[str]
) -> None:
    assert names(network, **asked) == found


def test_an_entry_is_the_one_whose_numbers_are_put_in(neuron: Trace, write: Write) -> None:
    steps, places = chosen(neuron, Filter(quantities=["dJ/dW[1][1,2]"]))
    assert places == {"dJ/dW[1]": ((1, 2),)}
    made = write(neuron, "text", steps=steps, places=places)
    assert "∂J/∂W[1][1,2] = (−0.2438)·1.0 + 0.2189·0.25" in made
    assert "∂J/∂W[1][1,1] = " not in made
    rows = write(neuron, "csv", steps=steps, places=places).splitlines()[1:]
    assert len(rows) == 1
    assert rows[0].startswith("1,8,backward,1,dJ/dW[1],1,2,")
    assert write(neuron, "table-plain", steps=steps, places=places).count("dJ/dW") == 1


def test_an_array_with_one_of_its_entries_is_the_array(neuron: Trace) -> None:
    for order in (["dW1", "dW1[1,2]"], ["dW1[1,2]", "dW1"]):
        assert chosen(neuron, Filter(quantities=order))[1] == {}


def test_the_sheets_symbols_are_known(neuron: Trace) -> None:
    named = trace(neuron.source.replaced(names={"w5": "W[1][1,2]", "delta": "-dJ/dz"}))
    assert names(named, quantities=["delta1"]) == ["dJ/dz[1]"]
    assert chosen(named, Filter(quantities=["dJ/dw5"]))[1] == {"dJ/dW[1]": ((1, 2),)}


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"quantities": ["dJ/dW[7]"]}, ["dJ/dW[7]", "no quantity"]),
        ({"quantities": ["W[1]"]}, ["W[1]", "given"]),
        ({"quantities": ["@9 J"]}, ["@9 J"]),
        ({"quantities": ["dJ/dW[1][9,9]"]}, ["row 9", "rows 1 to 2"]),
        ({"layers": [3]}, ["--layer", "3", "from 1 to 2"]),
        ({"phases": ["backwards"]}, ["--phase", "backwards", "backward"]),
        ({"iterations": ["4"]}, ["--iteration", "'4'", "from 1 to 3"]),
        ({"iterations": ["3-2"]}, ["--iteration", "'3-2'"]),
        ({"iterations": ["x"]}, ["--iteration", "'x'"]),
        ({"phases": ["cost"], "layers": [1]}, ["no step"]),
    ],
)
def test_what_there_is_not_is_said(network: Trace, asked: dict[str, Any], says: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        chosen(network, Filter(**asked))
    assert all(part in str(caught.value) for part in says), caught.value


def test_an_expression_has_no_layers() -> None:
    with pytest.raises(InputError, match="no layers"):
        chosen(trace(Expression(expression="x**2", at={"x": 1})), Filter(layers=[1]))


def test_a_filtered_trace_says_so(neuron: Trace, write: Write) -> None:
    steps, _ = chosen(neuron, Filter(phases=["cost"]))
    assert "Shown: 2 of 12 steps." in write(neuron, "text", steps=steps)
    assert '"partial": true' in write(neuron, "json", steps=steps)
    assert '"partial": false' in write(neuron, "json")
