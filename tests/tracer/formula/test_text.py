"""One line of text: it parses back to what it says."""

import numpy as np
import pytest
from hypothesis import assume, example, given, settings

from tests.tracer.formula.trees import NAMES, UnsuitableError, close, matrices, precise, typed
from tracer.formula.parse import formula, parse
from tracer.formula.text import spelled, symbol, text
from tracer.formula.tree import (
    Change,
    Entry,
    Formula,
    Fraction,
    Hadamard,
    Layer,
    MatMul,
    Name,
    Neg,
    Num,
    Partial,
    Power,
    Product,
    Sum,
)
from tracer.formula.value import value

MATRICES = {
    "A": np.array([[1.0, 2.0], [3.0, -5.0]]),
    "B": np.array([[0.0, -1.0], [2.0, 3.0]]),
    "C": np.array([[2.0, 1.0], [-1.0, 4.0]]),
    "N": 2,
    "i": 1,
    "k": 2,
}


@pytest.mark.parametrize("ascii", [False, True], ids=["Unicode", "ASCII"])
@settings(deadline=None)
@given(tree=typed())
def test_a_typed_expression_parses_back_to_its_value(tree: Formula, ascii: bool) -> None:
    try:
        meant = precise(tree)
    except UnsuitableError:
        assume(False)
    shown = text(tree, ascii=ascii)
    assert close(precise(parse(shown)), meant), shown


@settings(deadline=None)
@given(tree=matrices())
@example(Hadamard((Name("A"), Hadamard((MatMul((Name("A"), Name("A"))), Name("A"))))))
def test_a_formula_of_our_tables_parses_back_to_its_value(tree: Formula) -> None:
    shown = text(tree, ascii=True)
    np.testing.assert_allclose(
        value(formula(shown), MATRICES), value(tree, MATRICES), rtol=1e-12, err_msg=shown
    )


@pytest.mark.parametrize("name", [*NAMES, "W", "dJ_dz", "epsilon12", "Δ", "größe", "_", "_x", "x_"])
def test_a_symbol_stands_for_one_name(name: str) -> None:
    assert spelled(symbol(name)) == spelled(name)


a, b, c, N = map(Name, "abcN")
gradient = Partial(Name("J"), Layer(Name("W"), 2))

LINES = {
    "a negative number is a factor in parentheses": (
        Sum((Product((Num(0.3), Num(0.5))), Product((Num(-0.2), Num(1.0, "1.0"))))),
        "0.3·0.5 + (−0.2)·1.0",
    ),
    "1/N stands before a matrix product as it is": (
        Product((Fraction(Num(1), N), MatMul((a, b)))),
        "1/N·a b",
    ),
    "a product within another kind of product": (
        MatMul((a, Hadamard((b, c)))),
        "a (b ⊙ c)",
    ),
    "a fraction of a fraction": (Fraction(Fraction(a, b), c), "(a/b)/c"),
    "a derivative on top of a fraction": (Fraction(gradient, N), "(∂J/∂W[2])/N"),
    "an entry of a derivative below": (
        Fraction(Num(1), Entry(gradient, Num(1), Num(3))),
        "1/(∂J/∂W[2][1,3])",
    ),
    "a change squared": (Power(Change(a), Num(2)), "(Δa)²"),
    "a power of a power": (Power(Power(a, Num(2)), Num(-3)), "(a²)⁻³"),
    "minus of minus": (Neg(Neg(a)), "−(−a)"),
    "a number of no text is as short as it can be": (
        Sum((Num(3.0), Num(-0.0), Num(1e-7))),
        "3 + 0 + 1e-07",
    ),
    "an infinite exponent": (Power(a, Num(float("inf"))), "a^inf"),
    "numbers beside each other": (MatMul((Num(2.0), Num(0.5))), "2 · 0.5"),
}  # fmt: skip


@pytest.mark.parametrize(("tree", "line"), LINES.values(), ids=LINES)
def test_a_line_reads_one_way_only(tree: Formula, line: str) -> None:
    assert text(tree) == line


def test_ascii_is_ascii_where_the_names_are() -> None:
    left_out = Sum((a, Name("…"), Change(Name("alpha"))))
    assert text(left_out, ascii=True) == "a + ... + Delta_alpha"
