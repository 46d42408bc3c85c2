"""What all formats have in common: the table, full coverage, nothing that a file says escapes."""

from __future__ import annotations

import gc
from io import StringIO
from typing import TextIO
from weakref import ref

import numpy as np
import pytest
import tabulate

from tests.sample import sample
from tracer import Expression, InputError, Layer, Network, Trace, trace
from tracer.cli import COMMANDS, run
from tracer.export import FORMATS, STYLES, Format, View, find, find_by_suffix
from tracer.export.format import view

from .conftest import Write

OURS = ["text", "csv", "json", "latex", "markdown", "html"]
FOR_PEOPLE = ["text", "latex", "markdown", "html"]


def test_the_formats_are_those_of_the_contract() -> None:
    assert [name for name in FORMATS if not name.startswith("table-")] == OURS
    assert {f"table-{style}" for style in STYLES} == set(FORMATS) - set(OURS)


def test_every_style_of_tabulate_is_there_but_those_that_escape_nothing() -> None:
    assert set(STYLES) == set(tabulate.tabulate_formats) - {"unsafehtml", "latex_raw"}


@pytest.mark.parametrize("format", sample(FORMATS, 2))
def test_every_format_writes_a_network_and_an_expression(
    format: str, neuron: Trace, chain: Trace, write: Write
) -> None:
    for traced in (neuron, chain):
        for settings in ({}, {"entries": True, "digits": 17}, {"ascii": True}):
            made = write(traced, format, **settings)
            assert made.endswith("\n")
            assert len(made.splitlines()) > 5


@pytest.mark.thorough
def test_an_expression_that_was_written_down_is_gone_with_its_trace(write: Write) -> None:
    traced = trace(Expression(expression="x**2*sin(v)", at={"x": 0.5, "v": -1.5}))
    source = ref(traced.source)
    for format in FOR_PEOPLE:
        write(traced, format)
    del traced
    gc.collect()
    assert source() is None


@pytest.mark.parametrize("format", sample(OURS))
def test_every_example_is_written(format: str, example: Trace, write: Write) -> None:
    made = write(example, format)
    for step in example:
        if format in ("csv", "json"):
            assert step.quantity.name in made
    assert "None" not in made.replace('"None"', "")


def test_one_entry_in_the_table_is_a_new_format(
    neuron: Trace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def write(view: View, out: TextIO) -> None:
        out.write(" ".join(step.name for step in view.steps) + "\n")

    added = Format(name="names", suffix=".names", about="names only", exact=True, write=write)
    monkeypatch.setitem(FORMATS, "names", added)
    assert find("names") is added
    assert find_by_suffix("trace.names") is added
    assert run("backprop", COMMANDS, ["formats"]) == 0
    assert "names only" in capsys.readouterr().out
    assert run("backprop", COMMANDS, ["trace", "-f", "names", "--layer", "1"]) == 0
    assert capsys.readouterr().out.startswith("z[1] a[1] da[1]/dz[1]")


def test_an_unknown_format_suggests_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        find("table-gitub")
    assert caught.value.example == "--format table-github"
    assert "markdown" in caught.value.expected
    assert find_by_suffix("x.html").name == "html"
    assert find_by_suffix("x.JSON").name == "json"
    assert {find_by_suffix(file).name for file in (None, "-", "x", "x.txt")} == {"text"}


@pytest.mark.parametrize("file", ["x.pdf", "x.docx", "x.html.bak"])
def test_an_ending_that_is_no_format_is_refused(file: str) -> None:
    with pytest.raises(InputError, match="no format has the ending"):
        find_by_suffix(file)


def test_many_students_are_no_document() -> None:
    several = Layer(activation="identity", W=np.ones((4, 1, 2)))
    traced = trace(Network(layers=[several], X=[[1, 2]], Y=[[1]], cost="mse"))
    with pytest.raises(InputError, match="4 students"):
        view(traced)


@pytest.mark.parametrize("format", FOR_PEOPLE)
def test_digits_are_those_asked_for(format: str, neuron: Trace, write: Write) -> None:
    J = float(neuron["J"])
    assert f"{J:.2g}" in write(neuron, format, digits=2)
    assert f"{J:.3g}" not in write(neuron, format, digits=2)
    assert f"{J:.12g}" in write(neuron, format, digits=12)


@pytest.mark.parametrize("format", FOR_PEOPLE)
def test_every_format_for_people_says_the_conventions(
    format: str, neuron: Trace, write: Write
) -> None:
    whole = write(neuron, format)
    assert "z = W a + b: samples are columns, neurons are rows." in whole
    assert "J is the average over the samples." in whole
    settings = {"layout": "torch", "samples": "sum", "output": "combined"}
    unbiased = [Layer(activation="sigmoid", W=[[0.3, -0.2]])]
    other = trace(neuron.source.replaced(layers=unbiased, **settings))
    made = write(other, format)
    assert "samples are rows; W has a row for each neuron." in made
    assert "J is the sum over the samples, not their average." in made
    assert "is made at once, from" in made


@pytest.mark.parametrize("format", FOR_PEOPLE)
def test_the_sheets_own_symbols_are_said_and_their_sign_is_kept(
    format: str, neuron: Trace, write: Write
) -> None:
    named = trace(neuron.source.replaced(names={"delta": "-dJ/dz", "w5": "W[1][1,2]"}))
    made = write(named, format).replace("−", "-")
    assert "symbols" in made
    assert "w5" in made or "w_{5}" in made
    # δ = −∂J/∂z: its matrix has the other sign than that of ∂J/∂z
    step = made[made.index("7") :]
    assert "0.2438" in step
    rows = {
        "text": "[   0.2438   -0.2189 ]",
        "latex": r"\begin{bmatrix} 0.2438 & -0.2189 \end{bmatrix}",
        "markdown": r"\begin{bmatrix} 0.2438 & -0.2189 \end{bmatrix}",
        "html": '<td class="first">0.2438</td><td class="last">-0.2189</td>',
    }
    assert rows[format] in made


@pytest.mark.parametrize("format", FOR_PEOPLE)
def test_what_was_left_out_for_want_of_a_number_is_said(format: str, write: Write) -> None:
    layers = [Layer(activation="relu", neurons=2), Layer(activation="relu", W=[[5, 1], [1, 2]])]
    given = {"z[1]": [[3], [-2]], "dJ/dz[2]": [[-3], [1]]}
    made = write(trace(Network(layers=layers, given=given)), format)
    said = made[made.index("Left out, for want of ") :].splitlines()[0].replace("\\", "")
    assert said.startswith("Left out, for want of a[0], W[1]: dJ/dW[1], dJ/da[0].")


@pytest.mark.parametrize("format", FOR_PEOPLE)
def test_problems_are_said_at_the_step(format: str, write: Write) -> None:
    wild = Layer(activation="identity", W=[[1e200]], b=[0.0])
    made = write(trace(Network(layers=[wild], X=[[1e200]], Y=[[0]], cost="mse")), format)
    assert "too large, a log of 0 or a division by 0" in made
    assert "None" not in made


@pytest.mark.parametrize("format", FOR_PEOPLE)
def test_formulas_alone_are_written_without_numbers(format: str, write: Write) -> None:
    traced = trace(Expression(expression="log(x**2)"))
    made = write(traced, format)
    assert "nan" not in made
    assert "undefined" not in made
    assert "formulas only" in made


@pytest.mark.parametrize("format", sample(FORMATS, 2))
def test_no_control_character_of_a_title_reaches_the_output(format: str, neuron: Trace) -> None:
    object.__setattr__(neuron.source, "title", "a\x1b[31m\x07\u202eb\nc\td")
    out = StringIO()
    find(format).write(view(neuron), out)
    assert not {"\x1b", "\x07", "\u202e"}.intersection(out.getvalue())


def test_a_title_stands_in_every_format_as_it_is(hostile: Trace, write: Write) -> None:
    title = hostile.source.title
    text = write(hostile, "text", width=200)
    assert title in text.splitlines()[0]
    assert "<script>alert" not in write(hostile, "html")
    assert "<script>" not in write(hostile, "markdown")
    latex = write(hostile, "latex")
    assert r"\input{" not in latex
    assert "\\DeclareUnicodeCharacter{6F22}" in latex
