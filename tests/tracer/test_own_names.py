"""The sheet's own names as they are printed: η for α, w¹₁₁, δ², ψ₁, w1o, in every notation."""

from __future__ import annotations

import pytest

from exercises.worksheet.typst_maths import typst
from tracer import Expression, InputError, Layer, Network, Trace, trace
from tracer.export.conventions import agreed
from tracer.export.head import summary
from tracer.export.plain import plain
from tracer.formula.box import box
from tracer.formula.latex import latex
from tracer.formula.mathml import mathml
from tracer.formula.spoken import spoken
from tracer.formula.text import text
from tracer.formula.tree import Entry, Name, Num, Partial, Power
from tracer.formula.tree import Layer as InLayer
from tracer.show import formula_of, worked

NAMES = {
    "eta": "alpha",
    "w¹₁₁": "W[1][1,1]",
    "δ²": "-dJ/dz[2]",
    "ψ₁": "a[1][1,1]",
    "w1o": "W[2][1,1]",
}


def network(**keys: object) -> Network:
    layers = [
        Layer(activation="tanh", W=[[0.1, 0.4], [-0.3, 0.2]], b=[0.1, 0.0]),
        Layer(activation="sigmoid", W=[[0.7, -0.5]]),
    ]
    known = {"X": [[0.5, -1.0]], "Y": [[1]], "cost": "half_sse", "alpha": 0.1, "names": NAMES}
    return Network(layers=layers, **{**known, **keys})


SHOWN = {  # text, two dimensions, LaTeX, Typst, spoken
    "w¹₁₁": ("w¹₁₁", "w¹₁₁", "w_{11}^{1}", "w_(11)^(1)", "w superscript 1 subscript 11"),
    "δ²": ("δ²", "δ²", r"\delta^{2}", "delta^(2)", "delta superscript 2"),
    "ψ₁": ("ψ₁", "ψ₁", r"\psi_{1}", "psi_(1)", "psi 1"),
    "psi_1": ("ψ_1", "ψ₁", r"\psi_{1}", "psi_(1)", "psi 1"),
    "w1o": ("w1o", "w₁ₒ", "w_{1o}", 'w_("1o")', "w 1 o"),
    "x1w1": ("x1w1", "x1w₁", r"\mathrm{x1w}_{1}", '"x1w"_(1)', "x 1 w 1"),
    "eta": ("η", "η", r"\eta", "eta", "eta"),
    "net_o1": ("net_o1", "net_o1", r"\mathrm{net}_{o1}", '"net"_("o1")', "net o 1"),
}


@pytest.mark.parametrize("name", SHOWN)
def test_a_name_is_typeset_in_every_notation(name: str) -> None:
    tree = Name(name)
    assert (text(tree), box(tree).lines[0], latex(tree), typst(tree), spoken(tree)) == SHOWN[name]
    assert "<math" in mathml(tree)


def test_a_raised_digit_is_a_superscript_in_mathml() -> None:
    shown = mathml(Name("w¹₁₁"))
    assert "<msubsup><mi>w</mi><mn>11</mn><mn>1</mn></msubsup>" in shown
    assert "<msup><mi>δ</mi><mn>2</mn></msup>" in mathml(Name("δ²"))


def test_a_name_with_a_raised_digit_stands_in_parentheses_under_another() -> None:
    name = Name("δ²")
    assert text(Power(name, Num(2, "2"))) == "(δ²)²"
    assert latex(Power(name, Num(2, "2"))) == r"(\delta^{2})^{2}"
    assert latex(InLayer(name, 3)) == r"(\delta^{2})^{[3]}"
    assert "<mo stretchy" in mathml(Power(name, Num(2, "2")))
    assert text(Partial(Name("E"), name)) == "∂E/∂δ²"
    assert text(Entry(name, Num(1, "1"), Num(2, "2"))) == "δ²[1,2]"


def test_such_names_are_found_however_they_are_spelled() -> None:
    known = trace(network()).names
    for typed in ("w¹₁₁", "w^1_11", "w1_11"):
        assert known.find(typed).name == "W[1]"
        assert known.find(typed).place == (1, 1)
    assert known.find("δ²").sign == -1
    assert known.find("delta^2").name == "dJ/dz[2]"
    assert known.find("psi1").place == (1, 1)


def everything(made: Trace) -> str:
    return "\n".join(
        [summary(made), *agreed(made)]
        + [text(formula_of(step)) for step in made.steps]
        + [text(worked(step, (1, 1))) for step in made.steps]
        + [step.equation.rule.why for step in made.steps]
    )


@pytest.mark.parametrize("update_as", ["direct", "step"])
@pytest.mark.parametrize("maximize", [False, True])
def test_alpha_has_the_sheets_own_name_wherever_it_stands(update_as: str, maximize: bool) -> None:
    names = {"eta": "alpha"}
    keys = {"update_as": update_as, "maximize": maximize, "names": names}
    for made in (
        trace(network(**keys)),
        trace(Expression(expression="f = (x - 1)**2", at={"x": 3}, alpha=0.1, **keys)),
    ):
        said = everything(made)
        assert "η" in said
        assert "α" not in said.replace("η is α", "")


def test_alpha_has_no_sign_and_must_be_there() -> None:
    with pytest.raises(InputError, match="no sign"):
        network(names={"eta": "-alpha"})
    with pytest.raises(InputError, match="no alpha"):
        network(names={"eta": "alpha"}, alpha=None)
    with pytest.raises(InputError, match="alpha"):
        Expression(expression="x**2", at={"x": 3}, names={"eta": "alpha"})
    assert plain("ψ and w¹₁₁").isascii()


def test_what_an_optimiser_keeps_is_found_by_the_sheets_own_symbol() -> None:
    made = trace(network(optimizer="momentum"))
    found = made.names.find("v_w1o")
    assert (found.name, found.place) == ("v_W[2]", (1, 1))
    with pytest.raises(InputError, match="there is no quantity 'v_ψ₁'"):
        made.names.find("v_ψ₁")
