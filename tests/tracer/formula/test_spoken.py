"""What a screen reader says."""

import re

import pytest
from hypothesis import given, settings

from tests.tracer.formula.trees import shown
from tracer.formula.spoken import spoken
from tracer.formula.tree import (
    BigSum,
    Call,
    Change,
    Entry,
    Equality,
    Formula,
    Fraction,
    Hadamard,
    Indicator,
    Kronecker,
    Layer,
    MatMul,
    Name,
    Neg,
    Num,
    Partial,
    Power,
    Product,
    Sum,
    Transpose,
)


@settings(deadline=None)
@given(tree=shown())
def test_it_is_words_and_digits(tree: Formula) -> None:
    said = spoken(tree)
    assert re.fullmatch(r"[A-Za-z0-9]+(?:[.][0-9]+)?(?:,? [A-Za-z0-9]+(?:[.][0-9]+)?)*", said), said


a, b, k, n, z = map(Name, "abknz")
W2, z2 = Layer(Name("W"), 2), Layer(z, 2)
gradient = Partial(Name("J"), W2)

SAID = {
    "an entry": (Entry(gradient, Num(1), Num(3)), "partial J by partial W 2, row 1, column 3"),
    "a layer": (z2, "z 2"),
    "a hat": (Power(Name("y_hat"), Num(2)), "y hat squared"),
    "numbers put in": (
        Sum((Product((Num(0.3), Num(0.5))), Product((Num(-0.2), Num(1))))),
        "0.3 times 0.5 plus negative 0.2 times 1",
    ),
    "a negative number squared": (
        Power(Num(-0.2), Num(2)),
        "open paren negative 0.2 close paren squared",
    ),
    "a very small number": (Num(1e-5), "1 times 10 to the negative 5"),
    "transposed": (MatMul((Transpose(W2), z2)), "W 2 transposed times z 2"),
    "entry by entry": (Hadamard((a, b)), "a elementwise times b"),
    "a sum": (
        BigSum("k", Name("m"), Product((Entry(a, Num(1), k), b))),
        "the sum over k from 1 to m of a, row 1, column k, times b",
    ),
    "a sum says where it ends": (
        Sum((BigSum("k", Name("m"), a), Neg(b))),
        "the sum over k from 1 to m of a end sum minus b",
    ),
    "to the minus z": (Call("exp", (Neg(z),)), "e to the minus z"),
    "a longer exponent": (
        Call("exp", (Sum((a, b)),)),
        "e to the power a plus b end power",
    ),
    "a simple fraction": (Equality((z, Fraction(Num(1), Name("N")))), "z equals 1 over N"),
    "a fraction that is multiplied": (
        Product((Fraction(Num(1), Name("N")), a)),
        "fraction 1 over N end fraction times a",
    ),
    "a fraction of sums": (
        Fraction(Num(1), Sum((Num(1), a))),
        "fraction 1 over 1 plus a end fraction",
    ),
    "an indicator": (Indicator(z, ">", Num(0)), "1 if z is greater than 0, else 0"),
    "an indicator that is multiplied": (
        Product((a, Indicator(z, "<=", Num(0)))),
        "a times open paren 1 if z is at most 0, else 0 close paren",
    ),
    "Kronecker": (Kronecker(Name("i"), k), "1 if i equals k, else 0"),
    "of one variable only": (Partial(a, z, "total"), "d a by d z"),
    "of one step alone": (
        Product((Partial(a, z, "local"), b)),
        "partial a by partial z, in this step alone, times b",
    ),
    "an update": (
        Equality((W2, Sum((W2, Change(W2)))), ":="),
        "W 2 becomes W 2 plus the change in W 2",
    ),
    "names": (Sum((Name("delta_Y1"), Name("x12"), Name("ж_é"))), "delta Y 1 plus x 12 plus zhe e"),
    "left out": (Sum((a, Name("…"), b)), "a plus and so on plus b"),
    "undefined": (Equality((a, Num(float("nan")))), "a equals undefined"),
}


@pytest.mark.parametrize(("tree", "said"), SAID.values(), ids=SAID)
def test_a_formula_is_said_as_a_teacher_says_it(tree: Formula, said: str) -> None:
    assert spoken(tree) == said
