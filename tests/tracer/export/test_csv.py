"""CSV as programs read it."""

from __future__ import annotations

import csv
from io import StringIO

import numpy as np

from tracer import Layer, Network, Trace, trace

from .conftest import Write

HEADER = ["iteration", "step", "phase", "layer", "quantity", "row", "column", "value"]


def rows(made: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(made)))


def test_every_number_of_the_trace_reads_back_exactly(example: Trace, write: Write) -> None:
    made = write(example, "csv")
    assert made.splitlines()[0].split(",") == HEADER
    read: dict[str, np.ndarray] = {}
    for row in rows(made):
        name = row["quantity"]
        at = (int(row["row"] or 1) - 1, int(row["column"] or 1) - 1)
        array = read.setdefault(name, np.full(example.laid(name).shape, np.nan))
        array[at] = float(row["value"])
    assert list(read) == [step.name for step in example]
    for name, array in read.items():
        np.testing.assert_array_equal(array, example.laid(name))


def test_rows_and_columns_are_empty_for_a_plain_number(neuron: Trace, write: Write) -> None:
    [J] = [row for row in rows(write(neuron, "csv")) if row["quantity"] == "J"]
    assert (J["row"], J["column"], J["layer"], J["phase"]) == ("", "", "", "cost")
    assert float(J["value"]) == neuron["J"]


def test_iterations_are_a_column_and_not_a_part_of_the_name(write: Write) -> None:
    layer = Layer(activation="identity", W=[[0.5]])
    network = Network(layers=[layer], X=[[1]], Y=[[2]], cost="mse", alpha=0.1)
    made = rows(write(trace(network, 3), "csv"))
    assert [row["iteration"] for row in made if row["quantity"] == "J"] == ["1", "2", "3"]
    assert not any(row["quantity"].startswith("@") for row in made)


def test_what_is_no_connection_is_empty_and_what_is_infinite_says_so(write: Write) -> None:
    layer = Layer(activation="identity", W=[[0.0, 1e200]])
    network = Network(
        layers=[layer], X=[[1, 1e200]], Y=[[0]], cost="mse", alpha=0.1, absent=["W[1][1,1]"]
    )
    made = rows(write(trace(network), "csv"))
    values = {(row["quantity"], row["column"]): row["value"] for row in made}
    assert values["W[1]:=", "1"] == values["dJ/dW[1]", "1"] == ""
    assert values["z[1]", "1"] == values["J", ""] == "inf"
