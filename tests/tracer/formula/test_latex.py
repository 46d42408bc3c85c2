r"""LaTeX: a reader of another's making reads the same value; everything is well formed."""

import re

import mpmath
import pytest
from hypothesis import assume, given, settings
from latex2mathml.converter import convert

from tests.tracer.formula.trees import (
    MPMATH,
    NAMES,
    SIMPLE,
    UnsuitableError,
    close,
    precise,
    shown,
    typed,
)
from tracer.formula.latex import latex
from tracer.formula.tree import (
    BigSum,
    Call,
    Change,
    Entry,
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
    walk,
)

SYMPY_NAMES = {name: name for name in SIMPLE} | {"x1": "x_{1}", "x12": "x_{12}"}
# what SymPy does not read, as functions of a letter
UNREAD = {
    r"\left\vert ": r"g\left(", r"\right\vert": r"\right)", r"\mathrm{ReLU}": "f",
    r"\mathrm{sign}": "h", r"\mathrm{step}": "k",
}  # fmt: skip
FUNCTIONS = {
    "sigma": lambda u: 1 / (1 + mpmath.exp(-u)),
    "max": lambda *u: mpmath.mpf(max(u)),  # of whole numbers, too
    "min": lambda *u: mpmath.mpf(min(u)),
    "f": lambda u: mpmath.mpf(max(u, 0)),
    "g": lambda u: abs(mpmath.mpf(u)),
    "h": mpmath.sign,
    "k": MPMATH["step"],
}


@settings(deadline=None, max_examples=12)
@given(tree=typed(SIMPLE))
def test_sympy_reads_the_value_that_is_meant(tree: Formula) -> None:
    pytest.importorskip("antlr4")
    import sympy
    from sympy.parsing.latex import parse_latex

    assume(not any(isinstance(node, Indicator) for node in walk(tree)))  # SymPy reads none
    try:
        meant = precise(tree)
    except UnsuitableError:
        assume(False)
    spelling = latex(tree)
    known = {sympy.Symbol(SYMPY_NAMES[name]): mpmath.mpf(NAMES[name]) for name in SIMPLE}

    def named(decimal: re.Match[str]) -> str:
        """A decimal as a name, because SymPy would round what it makes of it."""
        letter = f"q_{{{len(known)}}}"
        known[sympy.Symbol(letter)] = mpmath.mpf(decimal[0])
        return letter

    readable = re.sub(r"\d+\.\d+", named, spelling)
    for ours, theirs in UNREAD.items():
        readable = readable.replace(ours, theirs)
    read = parse_latex(readable).doit()
    known[sympy.Symbol("e")] = mpmath.e
    calculate = sympy.lambdify([*known], read, [FUNCTIONS, "mpmath"])
    assert close(calculate(*known.values()), meant), spelling


@settings(deadline=None)
@given(tree=shown())
def test_all_of_it_is_well_formed(tree: Formula) -> None:
    spelling = latex(tree)
    convert(spelling)
    assert spelling.count("{") == spelling.count("}")
    assert spelling.count(r"\left") == spelling.count(r"\right")


@settings(deadline=None)
@given(tree=shown())
def test_github_and_markdown_tables_take_it(tree: Formula) -> None:
    spelling = latex(tree)
    assert not re.search(r"\\operatorname|\\mathbb|\||\$|<[^ ]|\\[^A-Za-z]", spelling), spelling


z2, W2 = Layer(Name("z"), 2), Layer(Name("W"), 2)
J = Name("J")

SPELLINGS = {
    "a layer": (W2, "W^{[2]}"),
    "an entry": (Entry(W2, Num(1), Num(3)), "W^{[2]}_{1,3}"),
    "an entry of a name that has a subscript": (Entry(Name("x1"), Num(1), Num(3)), "(x_{1})_{1,3}"),
    "a gradient": (Partial(J, W2), r"\frac{\partial J}{\partial W^{[2]}}"),
    "an entry of a gradient": (
        Entry(Partial(J, W2), Num(1), Num(3)),
        r"\frac{\partial J}{\partial W^{[2]}_{1,3}}",
    ),
    "an entry of a derivative of many by many": (
        Entry(Partial(Name("y_hat"), z2), Num(1), Num(3)),
        r"\left(\frac{\partial \hat{y}}{\partial z^{[2]}}\right)_{1,3}",
    ),
    "of one variable only": (Partial(Name("y"), Name("x"), "total"), r"\frac{dy}{dx}"),
    "of one step alone": (
        Partial(Name("y"), Name("u1"), "local"),
        r"\left.\frac{\partial y}{\partial u_{1}}\right\vert_{\text{step}}",
    ),
    "Greek": (Name("delta_Y1"), r"\delta_{Y1}"),
    "a Greek letter as it is": (Name("γ2"), r"\gamma_{2}"),
    "a long name": (Name("net_o1"), r"\mathrm{net}_{o1}"),
    "a name that looks like Greek": (Name("eta_in"), r"\eta_{\mathrm{in}}"),
    "a layer transposed": (Transpose(W2), r"W^{[2]\top}"),
    "a change": (Change(W2), r"\Delta W^{[2]}"),
    "a number in scientific notation": (Num(1.2e-5, "1.2e-05"), r"1.2\times 10^{-5}"),
    "such a number squared": (
        Power(Num(1.2e-5, "1.2e-05"), Num(2)),
        r"(1.2\times 10^{-5})^{2}",
    ),
    "a negative factor": (Product((Num(2), Num(-0.2))), r"2 \cdot (-0.2)"),
    "matrices": (
        Hadamard((MatMul((Transpose(W2), z2)), Name("a"))),
        r"W^{[2]\top} z^{[2]} \odot a",
    ),
    "a sum": (
        Sum((BigSum("k", Name("m"), Product((Name("a"), Name("b")))), Neg(Name("c")))),
        r"\sum_{k=1}^{m} a \cdot b - c",
    ),
    "Kronecker": (Kronecker(Name("i"), Name("k")), r"\delta_{ik}"),
    "Kronecker of numbers": (Kronecker(Num(1), Name("k")), r"\delta_{1,k}"),
    "tall parentheses": (
        Power(Fraction(Name("a"), Name("b")), Num(2)),
        r"\left(\frac{a}{b}\right)^{2}",
    ),
    "functions": (
        Sum((Call("exp", (Neg(Name("z")),)), Call("abs", (Name("x"),)), Call("relu", (z2,)))),
        r"e^{-z} + \left\vert x\right\vert + \mathrm{ReLU}(z^{[2]})",
    ),
    "letters of other alphabets": (
        Name("größe_я"),
        r"\mathrm{gr}\text{ö}\text{ß}\mathrm{e}_{\text{я}}",
    ),
    "nothing in a name is a command": (
        Name("a}\\input{b$%"),
        r"\mathrm{a}??\mathrm{input}?\mathrm{b}??",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("tree", "spelling"), SPELLINGS.values(), ids=SPELLINGS)
def test_a_formula_is_set_as_the_lecture_sets_it(tree: Formula, spelling: str) -> None:
    assert latex(tree) == spelling
