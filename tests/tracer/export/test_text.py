"""The text for a terminal."""

from __future__ import annotations

import re

import numpy as np
import pytest

from tracer import Expression, Layer, Network, Trace, trace
from tracer.export.drawing import aligned, broken, flowed, matrix, wrapped
from tracer.export.plain import plain
from tracer.export.table import Table, labels, table
from tracer.files import read

from .conftest import Write


def test_a_line_is_as_wide_as_the_terminal_at_most(example: Trace, write: Write) -> None:
    for width in (60, 80, 120):
        long = [
            line for line in write(example, "text", width=width).splitlines() if len(line) > width
        ]
        assert all(" " not in line.strip() or "·" in line for line in long), long


def test_eighty_columns_are_kept_for_all_examples(example: Trace, write: Write) -> None:
    made = write(example, "text", entries=True)
    assert max(map(len, made.splitlines())) <= 80


@pytest.mark.parametrize("name", ["lecture-network", "geoj-softmax", "lecture-power-in-log"])
def test_ascii_is_ascii(name: str, write: Write) -> None:
    made = write(trace(read(name)), "text", ascii=True, entries=True)
    assert made.isascii()
    assert max(map(len, made.splitlines())) <= 80
    assert "?" not in made


def test_a_step_has_formula_shapes_chain_numbers_result_and_reason(
    neuron: Trace, write: Write
) -> None:
    made = write(neuron, "text")
    step = made[made.index("  8 ∂J/∂W[1]") : made.index("  9 ∂J/∂b[1]")].splitlines()
    assert step[0].split("  ")[1].strip() == "8 ∂J/∂W[1] = ∂J/∂z[1] · a[0]ᵀ"
    assert step[0].endswith("(1×2) = (1×2)·(2×2)")
    assert step[1].strip() == "∂J/∂W[1] = ∂z[1]/∂W[1] · ∂J/∂z[1], with ∂z[1]/∂W[1] = a[0]"
    assert step[2].strip() == "∂J/∂W[1][1,1] = (−0.2438)·0.5 + 0.2189·(−1.0) = −0.3408"
    assert step[3].split() == ["from", "1", "from", "2"]
    assert step[4].split() == ["output", "1", "[", "−0.3408", "−0.189", "]"]
    assert step[5].startswith("    weight gradient: A weight multiplies the a that comes in")


def test_shapes_are_those_of_the_matrices_as_multiplied(write: Write) -> None:
    made = write(trace(read("lecture-network")), "text")
    said = {
        line.split()[0]: line.split("  ")[-1].strip() for line in made.splitlines() if "×" in line
    }
    assert said["3"] == "(1×3) = (1×2)·(2×3) + (1×1)"
    assert said["5"] == "(1×3), entry by entry"
    assert said["6"] == "(1×3) → a number"
    assert said["10"] == "(1×2) = (1×3)·(3×2)"
    assert said["12"] == "(2×3) = (2×1)·(1×3)"
    turned = write(
        trace(read("lecture-network").replaced(layout="columns").in_layout("rows")), "text"
    )
    assert "(3×2) = (3×1)·(1×2)" in turned


def test_the_sheets_symbols_are_explained(neuron: Trace, write: Write) -> None:
    names = {"delta": "-dJ/dz", "w5": "W[1][1,2]", "E": "J"}
    made = " ".join(write(trace(neuron.source.replaced(names=names)), "text").split())
    assert "The sheet's symbols: δ is −∂E/∂z, w5 is W[1][1,2], E is J." in made


def test_entries_puts_the_numbers_in_for_every_entry(neuron: Trace, write: Write) -> None:
    assert "z[1][1,2] = " not in write(neuron, "text")
    assert "z[1][1,2] = 0.3·(−1.0) + (−0.2)·0.25 + 0.1 = −0.25" in write(
        neuron, "text", entries=True
    )


def test_iterations_are_headed_with_j_falling(write: Write) -> None:
    made = write(trace(read("lecture-descent"), 3), "text")
    heads = re.findall(r"══ (Iteration \d: J = [\d.]+) ═", made)
    assert heads == ["Iteration 1: J = 9", "Iteration 2: J = 5.76", "Iteration 3: J = 3.686"]


def test_stochastic_iterations_say_which_sample(neuron: Trace, write: Write) -> None:
    made = write(trace(neuron.source.replaced(order="stochastic"), 3), "text")
    assert re.findall(r"Iteration \d, sample \d", made) == [
        "Iteration 1, sample 1",
        "Iteration 2, sample 2",
        "Iteration 3, sample 1",
    ]
    assert made.count("sample 2: a[0]") == 1
    assert "sample 3" not in made


def test_a_partial_derivative_is_simplified_and_says_what_is_constant(write: Write) -> None:
    made = write(trace(read("lecture-partials")), "text")
    assert "∂y/∂x1 = 2·x1 + 3·x2 = 8" in made
    assert "∂y/∂x2 = 4·x2 + 3·x1 = 11" in made
    assert "Treat x2 as constant." in " ".join(made.split())


def test_the_part_of_one_use_has_no_formula_of_the_whole_derivative(write: Write) -> None:
    lines = ["h1 = w*x", "h2 = w*h1", "L = h2**2"]
    made = trace(Expression(expression=lines, at={"w": 0.5, "x": 3}))
    text = write(made.step("dL/dw via h2").trace, "text")
    assert "∂L/∂w via h2 = 1.5·1.5 = 2.25" in text
    assert "∂L/∂w = 4·w³·x² = 4.5" in text
    assert "via h2 = 4·w³·x²" not in text


def test_a_large_matrix_is_abbreviated_with_a_count() -> None:
    layer = Layer(activation="identity", W=np.arange(600.0).reshape(20, 30).tolist())
    traced = trace(Network(layers=[layer], X=[[1.0] * 30]))
    made = table(traced, "W[1]", 4)
    assert made.note == "20 × 30 = 600 entries, of which 25 are shown"
    assert made.rows == ("output 1", "output 2", "output 3", "…", "output 19", "output 20")
    assert made.cells[0] == ("0", "1", "2", "…", "28", "29")
    assert made.cells[-1] == ("570", "571", "572", "…", "598", "599")
    assert set(made.cells[3]) == {"…"}
    small = table(traced, "z[1]", 4)
    assert (small.note, small.shape) == ("", (20, 1))


def test_two_hundred_entries_are_not_yet_abbreviated() -> None:
    layer = Layer(activation="identity", W=np.ones((10, 20)).tolist())
    assert table(trace(Network(layers=[layer], X=[[1.0] * 20])), "W[1]", 4).note == ""


def test_labels_are_turned_with_the_layout(neuron: Trace) -> None:
    assert labels(neuron, "a[0]", (2, 2)) == (("input 1", "input 2"), ("sample 1", "sample 2"))
    laid = trace(neuron.source.in_layout("rows"))
    assert labels(laid, "a[0]", (2, 2)) == (("sample 1", "sample 2"), ("input 1", "input 2"))
    assert labels(laid, "dJ/dW[1]", (2, 1)) == (("from 1", "from 2"), ("output 1",))
    softmax = trace(read("geoj-softmax"))
    assert labels(softmax, "dy_hat/dz[2]", (3, 3))[1] == ("n=1 z1", "n=1 z2", "n=1 z3")


def test_what_is_no_connection_is_blank() -> None:
    layer = Layer(activation="identity", W=[[0.0, 2.0]])
    traced = trace(Network(layers=[layer], X=[[1, 3]], Y=[[0]], cost="mse", absent=["W[1][1,1]"]))
    assert table(traced, "dJ/dW[1]", 4).cells == (("", "36"),)
    assert table(traced, "W[1]", 4).cells == (("0", "2"),)


def test_numbers_stand_point_under_point() -> None:
    assert aligned(["-1.5", "10", "0.25"], "", "−") == ["     ", "−1.5 ", "10   ", " 0.25"]


def test_a_wide_matrix_is_shown_some_columns_at_a_time() -> None:
    made = Table("z", (1, 6), ("",), tuple(f"sample {k}" for k in range(6)), (tuple("123456"),))
    lines = matrix(made, 40, "−")
    assert len(lines) == 4
    assert all(len(line) <= 40 for line in lines)
    assert "".join(lines).count("sample") == 6


def test_a_formula_is_broken_before_a_sign() -> None:
    assert list(broken("z = 1·2 + 3·4 − 5 = 6", 12, "", "  ")) == [
        "z = 1·2",
        "  + 3·4 − 5",
        "  = 6",
    ]
    assert list(broken("z = (−2)·3", 80, "", "")) == ["z = (−2)·3"]


def test_blocks_stand_side_by_side_where_they_fit() -> None:
    assert list(flowed([["a", "b"], ["c"]], 20)) == ["a    c", "b"]
    assert list(flowed([["aaaaa"], ["ccccc"]], 10)) == ["aaaaa", "ccccc"]


def test_words_that_do_not_fit_are_not_cut() -> None:
    assert wrapped("ab abcdefghijkl", 6) == ["ab", "abcdefghijkl"]


@pytest.mark.parametrize(
    ("sign", "spelling"),
    [("ŷᵢ", "y_hat_i"), ("xⁿ⁻¹", "x^(n-1)"), ("σ′", "sigma'"), ("漢", "?"), ("é", "e")],
)
def test_signs_are_spelled_in_ascii(sign: str, spelling: str) -> None:
    assert plain(sign) == spelling


def test_an_expression_names_the_rule_of_each_step(write: Write) -> None:
    made = write(trace(Expression(expression="exp(x**3)", at={"x": 0.5})), "text")
    assert "power: " in made
    assert "exponential: " in made
    assert "chain: " in made
