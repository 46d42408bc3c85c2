"""The flat tables of tabulate."""

from __future__ import annotations

import pytest
import tabulate

from tracer import InputError, Layer, Network, Trace, trace
from tracer.export.table import MOST
from tracer.files import read

from .conftest import Write


def test_one_entry_is_one_row(neuron: Trace, write: Write) -> None:
    rows = [line.split("\t") for line in write(neuron, "table-tsv").splitlines()]
    assert [cell.strip() for cell in rows[0]] == ["step", "phase", "layer", "quantity", "value"]
    cells = [[cell.strip() for cell in row] for row in rows[1:]]
    assert cells[0] == ["1", "forward", "1", "z[1][1,1]", "0.05"]
    assert ["4", "cost", "", "J", "0.6222"] in cells
    assert ["11", "update", "1", "W[1][1,2]:=", "-0.1055"] in cells
    assert len(cells) == sum(step.value.size for step in neuron)


def test_with_entries_the_numbers_are_put_in(neuron: Trace, write: Write) -> None:
    made = write(neuron, "table-tsv", entries=True)
    assert made.splitlines()[0].rstrip().endswith("worked")
    assert "z[1][1,2] = 0.3·(−1.0) + (−0.2)·0.25 + 0.1 = −0.25" in made


def test_several_iterations_have_a_column(neuron: Trace, write: Write) -> None:
    made = write(trace(neuron.source, 2), "table-plain").splitlines()
    assert made[0].split()[:2] == ["iteration", "step"]
    assert made[-1].split()[0] == "2"


def test_a_large_array_is_cut_with_a_count(write: Write) -> None:
    layer = Layer(activation="identity", W=[[1.0] * 30] * 20)
    traced = trace(Network(layers=[layer], X=[[1.0] * 30], Y=[[0.0] * 20], cost="mse"))
    made = write(traced, "table-tsv").splitlines()
    [more] = [line for line in made if "… and" in line]
    assert f"… and {600 - MOST} more entries of dJ/dW[1]" in more
    assert sum("dJ/dW[1][" in line for line in made) == MOST


def test_what_is_no_connection_is_no_row(write: Write) -> None:
    layer = Layer(activation="identity", W=[[0.0, 2.0]])
    network = Network(layers=[layer], X=[[1, 3]], Y=[[0]], cost="mse", absent=["W[1][1,1]"])
    made = write(trace(network), "table-tsv")
    assert "dJ/dW[1][1,1]" not in made
    assert "dJ/dW[1][1,2]" in made


def test_html_and_latex_styles_escape(neuron: Trace, write: Write) -> None:
    made = write(trace(read("lecture-network")), "table-html", entries=True)
    assert "1[0.05 &gt; 0]" in made
    assert "y\\_hat" in write(neuron, "table-latex")


def test_a_style_of_a_newer_tabulate_is_asked_for_in_words(
    neuron: Trace, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tabulate, "tabulate_formats", ["grid"])
    with pytest.raises(InputError, match="has no style colon_grid"):
        write(neuron, "table-colon_grid")
