"""The JSON of the contract, backprop-trace/1, and the trace back from it."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracer import Expression, InputError, Layer, Network, Tied, Trace, trace
from tracer.export import load
from tracer.files import read

from .conftest import Write, written

STEP = [
    "iteration", "sample", "quantity", "phase", "layer", "rule", "text", "latex", "why", "inputs",
    "shape", "value", "problems",
]  # fmt: skip

# What the contract's settings can be; a softmax goes with ce only.
SETTINGS = {
    "layout": ["columns", "rows", "torch"],
    "samples": ["mean", "sum"],
    "outputs": ["sum", "mean"],
    "mean_enters": ["cost", "parameters"],
    "output": ["separate", "combined"],
    "order": ["batch", "stochastic"],
    "relu_at_zero": [0.0, 0.5, 1.0],
    "update_as": ["direct", "step"],
    "maximize": [False, True],
}
NUMBERS = st.floats(-1e3, 1e3) | st.sampled_from([0.0, -0.0, 1e-300, 5e-324, 0.1, 1 / 3])


def same(one: Trace, other: Trace) -> None:
    """Every name and every number of both, bit for bit."""
    assert list(one.state) == list(other.state)
    assert one.iterations == other.iterations
    for name, value in one.state.items():
        copy = other.state[name]
        assert copy.shape == value.shape, name
        np.testing.assert_array_equal(copy, value, err_msg=name)
        there = np.isfinite(value)
        np.testing.assert_array_equal(np.signbit(copy)[there], np.signbit(value)[there])


def through_a_file(traced: Trace, path: Path, **options: Any) -> Trace:
    path.write_text(written(traced, "json", **options), encoding="utf-8")
    return load(path)


def test_the_keys_are_those_of_the_contract(neuron: Trace, write: Write) -> None:
    made = json.loads(write(neuron, "json"))
    assert list(made) == ["schema", "network", "given", "steps", "partial"]
    assert (made["schema"], made["partial"]) == ("backprop-trace/1", False)
    assert all(list(step) == STEP for step in made["steps"])
    assert made["given"]["W[1]"] == [[0.3, -0.2]]
    z, *_ = made["steps"]
    assert z["inputs"] == ["W[1]", "a[0]", "b[1]"]
    assert z["shape"] == [1, 2]
    assert z["value"] == neuron["z[1]"].tolist()
    [J] = [step for step in made["steps"] if step["quantity"] == "J"]
    assert (J["shape"], J["value"], J["layer"]) == ([], neuron["J"], None)


def test_the_source_has_its_keys_with_defaults(neuron: Trace, write: Write) -> None:
    keys = json.loads(write(neuron, "json"))["network"]
    assert keys["samples"] == "mean"
    assert keys["relu_at_zero"] == 0
    same(trace(Network.of(keys)), neuron)


def test_entries_adds_the_worked_lines(neuron: Trace, write: Write) -> None:
    made = json.loads(write(neuron, "json", entries=True))
    lines = made["steps"][0]["worked"]
    assert [line["entry"] for line in lines] == [[1, 1], [1, 2]]
    assert lines[0]["text"] == "z[1][1,1] = 0.3·0.5 + (−0.2)·1.0 + 0.1 = 0.05"
    [J] = [step for step in made["steps"] if step["quantity"] == "J"]
    assert [line["entry"] for line in J["worked"]] == [None]


def test_a_partial_derivative_has_its_simplified_formula(write: Write) -> None:
    made = json.loads(write(trace(read("lecture-partials")), "json"))
    assert list(made)[1] == "expression"
    by_name = {step["quantity"]: step for step in made["steps"]}
    assert by_name["dy/dx1"]["symbolic"]["text"] == "2·x1 + 3·x2"
    assert by_name["dy/dx1"]["symbolic"]["latex"].startswith("2 ")
    assert "symbolic" not in by_name["dy/du1"]
    assert by_name["dy/dx1"]["value"] == 8
    assert by_name["dy/dx1"]["shape"] == []


def test_symbols_are_the_sheets_and_names_stay_canonical(neuron: Trace, write: Write) -> None:
    names = {"delta": "-dJ/dz", "w5": "W[1][1,2]", "E": "J"}
    made = json.loads(write(trace(neuron.source.replaced(names=names)), "json", entries=True))
    by_name = {step["quantity"]: step for step in made["steps"]}
    assert by_name["dJ/dz[1]"]["symbols"]["dJ/dz[1]"] == "-delta[1]"
    assert by_name["dJ/dz[1]"]["value"] == neuron["dJ/dz[1]"].tolist()
    assert by_name["dJ/dW[1]"]["symbols"]["dJ/dW[1][1,2]"] == "dE/dw5"
    assert by_name["W[1]:="]["symbols"]["W[1][1,2]:="] == "w5:="
    assert by_name["J"]["symbols"] == {"J": "E"}
    assert "symbols" not in by_name["y_hat"]
    assert by_name["dJ/dz[1]"]["text"].startswith("δ[1] = −")
    assert by_name["dJ/dW[1]"]["worked"][1]["text"].startswith("∂E/∂w5 = ")


def test_names_mean_their_own_iteration(write: Write) -> None:
    layer = Layer(activation="identity", W=[[0.5]], b=[0.0])
    network = Network(layers=[layer], X=[[1]], Y=[[2]], cost="mse", alpha=0.1, frozen=["b[1]"])
    made = json.loads(write(trace(network, 3), "json"))
    inputs = {(step["iteration"], step["quantity"]): step["inputs"] for step in made["steps"]}
    assert inputs[1, "z[1]"] == ["W[1]", "a[0]", "b[1]"]
    assert inputs[2, "z[1]"] == ["@1 W[1]:=", "a[0]", "b[1]"]
    assert inputs[3, "z[1]"] == ["@2 W[1]:=", "a[0]", "b[1]"]
    assert inputs[3, "W[1]:="] == ["@2 W[1]:=", "dJ/dW[1]"]


def test_samples_are_counted_in_stochastic_order(neuron: Trace, write: Write) -> None:
    made = json.loads(write(trace(neuron.source.replaced(order="stochastic"), 3), "json"))
    samples = {step["iteration"]: step["sample"] for step in made["steps"]}
    assert samples == {1: 1, 2: 2, 3: 1}
    assert "@2 a[0]" in made["given"]
    assert made["steps"][12]["inputs"] == ["@1 W[1]:=", "a[0]", "@1 b[1]:="]


def test_infinite_and_absent_entries(write: Write, tmp_path: Path) -> None:
    layer = Layer(activation="identity", W=[[0.0, 1e200]])
    network = Network(
        layers=[layer], X=[[1, 1e200]], Y=[[0]], cost="mse", alpha=0.1, absent=["W[1][1,1]"]
    )
    traced = trace(network)
    made = json.loads(write(traced, "json"))
    by_name = {step["quantity"]: step for step in made["steps"]}
    assert by_name["z[1]"]["value"] == [["inf"]]
    assert by_name["z[1]"]["problems"][0]["entry"] == [1, 1]
    assert by_name["J"]["value"] == "inf"
    assert by_name["dJ/dW[1]"]["value"][0] == [None, "inf"]
    assert by_name["W[1]:="]["value"][0] == [None, "-inf"]
    assert made["given"]["W[1]"] == [[0.0, 1e200]]
    same(through_a_file(traced, tmp_path / "t.json"), traced)


# Back from the file


def test_every_example_loads_back(example: Trace, tmp_path: Path) -> None:
    again = through_a_file(example, tmp_path / "t.json", entries=True)
    same(again, example)
    assert written(again, "json") == written(example, "json")


@st.composite
def networks(draw: Callable[[Any], Any]) -> Network:
    sizes = draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
    N, softmax = draw(st.integers(1, 3)), draw(st.booleans())
    hidden = st.sampled_from(["relu", "tanh", "leaky_relu", "softplus", "identity", "z**2"])
    chosen = {key: draw(st.sampled_from(values)) for key, values in SETTINGS.items()}

    def matrix(rows: int, columns: int) -> Any:
        row = st.lists(NUMBERS, min_size=columns, max_size=columns)
        return draw(st.lists(row, min_size=rows, max_size=rows))

    layers = []
    for below, size in pairwise(sizes):
        shape = (below, size) if chosen["layout"] == "rows" else (size, below)
        bias = draw(st.none() | st.lists(NUMBERS, min_size=size, max_size=size))
        layers.append(Layer(activation=draw(hidden), W=matrix(*shape), b=bias))
    if softmax:
        layers[-1] = Layer(activation="softmax", W=layers[-1].W, b=layers[-1].b)
    targets = [[1.0] + [0.0] * (sizes[-1] - 1)] * N if softmax else matrix(N, sizes[-1])
    cost = (
        "ce"
        if softmax
        else draw(st.sampled_from(["mse", "half_mse", "half_sse", "(y_hat - y)**4"]))
    )
    if cost not in ("ce", "bce"):
        chosen["output"] = "separate"
    return Network(layers=layers, X=matrix(N, sizes[0]), Y=targets, cost=cost, alpha=0.1, **chosen)


@pytest.mark.thorough
@settings(max_examples=25, deadline=None)
@given(network=networks(), steps=st.integers(1, 3))
def test_every_network_loads_back(
    network: Network, steps: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    traced = trace(network, steps)
    path = tmp_path_factory.mktemp("json") / "t.json"
    same(through_a_file(traced, path), traced)


@settings(max_examples=25, deadline=None)
@given(
    formula=st.sampled_from(
        ["x*v", "log(x**2) + v", "exp(x)*max(x, v)", "x/v", "relu(x) - abs(v)", "x**v", "7 + 0*x"]
    ),
    x=NUMBERS,
    v=NUMBERS,
    steps=st.integers(1, 3),
)
def test_every_expression_loads_back(
    formula: str, x: float, v: float, steps: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    at = {"x": x, "v": v} if "v" in formula else {"x": x}
    traced = trace(Expression(expression=formula, at=at, alpha=0.5), steps)
    path = tmp_path_factory.mktemp("json") / "t.json"
    same(through_a_file(traced, path), traced)


@pytest.mark.parametrize(
    "change",
    [
        {"frozen": ["b[1]"]},
        {"tied": [Tied(name="w", entries=["W[1][1,1]", "W[1][1,2]"])],
         "layers": [Layer(activation="sigmoid", W=[[0.3, 0.3]], b=[0.1])]},
        {"layers": [Layer(activation="sigmoid", W=[[0.3, -0.2]], b=[0.1], bias_input=-1)]},
        {"given": {"dJ/dz[1]": [[0.25, -0.5]]}},
        {"names": {"w5": "W[1][1,2]", "delta": "-dJ/dz"}},
        {"alpha": None},
    ],
    ids="-".join,
)  # fmt: skip
def test_every_setting_loads_back(change: dict[str, Any], neuron: Trace, tmp_path: Path) -> None:
    traced = trace(neuron.source.replaced(**change))
    same(through_a_file(traced, tmp_path / "t.json"), traced)


def test_the_numbers_are_those_of_the_file(neuron: Trace, write: Write, tmp_path: Path) -> None:
    """Another machine may round otherwise in the last digit: what it wrote is what is loaded."""
    made = json.loads(write(neuron, "json"))
    made["steps"][0]["value"] = [[7.0, 8.0]]
    path = tmp_path / "t.json"
    path.write_text(json.dumps(made), encoding="utf-8")
    assert load(path)["z[1]"].tolist() == [[7.0, 8.0]]
    turned = trace(neuron.source.in_layout("rows"))
    made = json.loads(write(turned, "json"))
    made["steps"][0]["value"] = [[7.0], [8.0]]
    path.write_text(json.dumps(made), encoding="utf-8")
    assert load(path)["z[1]"].tolist() == [[7.0], [8.0]]


def without(key: str) -> Callable[[dict[str, Any]], None]:
    return lambda made: made.pop(key)


def put(key: str, value: Any) -> Callable[[dict[str, Any]], None]:
    return lambda made: made.update({key: value})


def first(key: str, value: Any) -> Callable[[dict[str, Any]], None]:
    return lambda made: made["steps"][0].update({key: value})


SPOILED: dict[str, tuple[Callable[[dict[str, Any]], Any], list[str]]] = {
    "another schema": (put("schema", "backprop-grade/1"), ["schema", "backprop-grade/1"]),
    "no schema": (without("schema"), ["schema", "backprop-trace/1"]),
    "a filtered trace": (put("partial", True), ["partial", "filter"]),
    "no word on whether it is whole": (without("partial"), ["partial"]),
    "no network": (without("network"), ["backprop-trace/1"]),
    "steps that are no list": (put("steps", 3), ["steps", "no list"]),
    "no steps": (put("steps", []), ["steps", "there are 0"]),
    "a step missing": (lambda made: made["steps"].pop(), ["steps", "11", "12"]),
    "steps in another order": (lambda made: made["steps"].reverse(), ["steps[0]", "z[1]"]),
    "another name": (first("quantity", "z[9]"), ["steps[0]", "z[9]", "z[1]"]),
    "another shape": (first("value", [[1.0], [2.0]]), ["steps[0].value", "1×2"]),
    "a ragged value": (first("value", [[1.0], [2.0, 3.0]]), ["steps[0].value"]),
    "a value that is no matrix": (first("value", 3), ["steps[0].value"]),
    "text in a value": (first("value", [["one", 2.0]]), ["steps[0].value"]),
    "null in a value": (first("value", [[None, 2.0]]), ["steps[0].value"]),
    "true in a value": (first("value", [[True, 2.0]]), ["steps[0].value"]),
    "a number of 400 digits": (first("value", [[10**400, 2.0]]), ["steps[0].value"]),
    "a broken network": (put("network", {"layers": []}), ["layers"]),
    "iterations without end": (
        lambda made: made["steps"][-1].update(iteration=10**9), ["iteration"]),
    "an iteration that is no number": (
        lambda made: made["steps"][-1].update(iteration="two"), ["iteration", "two"]),
}  # fmt: skip


@pytest.mark.parametrize("case", SPOILED)
def test_a_spoiled_file_is_one_clear_message(
    case: str, neuron: Trace, write: Write, tmp_path: Path
) -> None:
    spoil, says = SPOILED[case]
    made = json.loads(write(neuron, "json"))
    spoil(made)
    path = tmp_path / "t.json"
    path.write_text(json.dumps(made), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load(path)
    assert all(part in str(caught.value) for part in [*says, "t.json"])


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe", b"[" * 100_000, b"NaN"])
def test_what_is_no_json_is_one_clear_message(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"t\.json"):
        load(path)


def test_a_missing_file_and_a_folder_are_one_clear_message(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.json"):
        with pytest.raises(InputError, match="cannot be read"):
            load(path)


def test_the_command_reads_a_trace_as_its_network(
    neuron: Trace, write: Write, tmp_path: Path
) -> None:
    path = tmp_path / "t.json"
    path.write_text(write(neuron, "json"), encoding="utf-8")
    same(trace(read(str(path))), neuron)
