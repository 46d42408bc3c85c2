r"""The LaTeX document: its structure, and every formula in it read by latex2mathml."""

from __future__ import annotations

import re

import pytest
from latex2mathml.converter import convert

from tracer import Layer, Network, Trace, trace
from tracer.export.as_latex import prose
from tracer.export.tex import equation, number
from tracer.files import read
from tracer.formula.parse import formula
from tracer.formula.tree import Equality, Name

from .conftest import Write

ALIGNED = re.compile(r"\\begin\{align\*\}\n(.*?)\n\\end\{align\*\}", re.DOTALL)


def lines(made: str) -> list[str]:
    """Every line of every align*, without the & it is aligned at."""
    return [line for body in ALIGNED.findall(made) for line in body.split(" \\\\\n")]


def balanced(line: str) -> bool:
    """Whether braces, \\left and \\right, and the rows of matrices fit together."""
    bare = line.replace(r"\{", "").replace(r"\}", "")
    depth = 0
    for sign in bare:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    pairs = (r"\left(", r"\right)"), (r"\begin{bmatrix}", r"\end{bmatrix}")
    return depth == 0 and all(bare.count(one) == bare.count(other) for one, other in pairs)


def test_the_document_is_whole_and_needs_amsmath_only(example: Trace, write: Write) -> None:
    made = write(example, "latex", entries=True)
    assert made.startswith("\\documentclass")
    assert made.endswith("\\end{document}\n")
    assert re.findall(r"\\usepackage.*", made) == [r"\usepackage{amsmath}"]
    opened = re.findall(r"\\begin\{(\w+\*?)\}", made)
    assert sorted(opened) == sorted(re.findall(r"\\end\{(\w+\*?)\}", made))
    assert all(balanced(line) for line in made.splitlines() if "bigl" not in line)


def test_every_line_is_mathematics(example: Trace, write: Write) -> None:
    found = lines(write(example, "latex"))
    assert len(found) >= len(example)
    for line in found:
        assert line.count("&") >= 1
        assert balanced(line), line
        bare = re.sub(r"\\q?quad|\\bigl|\\bigr|\\text\{[^}]*\}", "", line)
        made = convert(bare.replace("&=", "=").replace("&:=", ":="))
        assert made.startswith("<math")
        assert "\\" not in re.sub(r"&#x?\w+;", "", made), line


def test_outside_of_mathematics_there_is_only_ascii_and_latin(example: Trace, write: Write) -> None:
    made = write(example, "latex")
    title = re.search(r"\\section\*\{(.*)\}", made)
    assert title
    rest = made.replace(title[0], "")
    assert {sign for sign in rest if ord(sign) > 0x17F} == set()


@pytest.mark.parametrize(
    ("words", "latex"),
    [
        ("50% of a_b & c#d", r"50\% of a\_b \& c\#d"),
        (r"\input{x}", r"\textbackslash{}input\{x\}"),
        ("∂ŷᵢ/∂z", r"$\partial \hat{y}_{i}$/$\partial $z"),
        ("xⁿ⁻¹ − 1", r"x$^{n-1}$ $-$ 1"),
        ("a < b > c", r"a \textless{} b \textgreater{} c"),
        ("| ~ ^", r"\textbar{} \textasciitilde{} \textasciicircum{}"),
    ],
)  # fmt: skip
def test_words_stay_words(words: str, latex: str) -> None:
    assert prose(words) == latex


def test_a_long_sum_is_broken_before_a_sign() -> None:
    terms = " + ".join(f"x{k}*w{k}" for k in range(1, 24))
    made = list(equation(Equality((Name("z"), formula(terms), Name("r")))))
    assert len(made) > 3
    assert made[0].startswith("z &= x_{1}")
    assert all(line.startswith(r"&\quad + x_{") for line in made[1:-1])
    assert made[-1] == "&= r"
    assert sum(line.count("w_{") for line in made) == 23
    short = list(equation(Equality((Name("z"), formula("a*b + c"), Name("r")))))
    assert short == [r"z &= a \cdot b + c = r"]


def test_a_factor_times_a_long_sum_is_broken_inside_its_parentheses() -> None:
    terms = " + ".join(f"x{k}*w{k}" for k in range(1, 24))
    made = list(equation(Equality((Name("J"), formula(f"1/3*({terms})"), Name("r")))))
    assert made[0].startswith(r"J &= \frac{1}{3} \cdot \bigl(x_{1}")
    assert made[-2].endswith(r"\bigr)")
    assert "".join(made).count("bigl") == "".join(made).count("bigr") == 1


def test_a_wide_matrix_is_shown_ten_columns_at_a_time(write: Write) -> None:
    layer = Layer(activation="identity", W=[[float(k) for k in range(25)]])
    made = write(trace(Network(layers=[layer], X=[[1.0] * 25])), "latex")
    assert made.count("(columns 1 to 10)") == 1
    assert made.count("(columns 21 to 25)") == 1
    assert max(body.count("&") for body in re.findall(r"bmatrix\}(.*?)\\\\?end", made)) <= 9


@pytest.mark.parametrize(
    ("cell", "latex"),
    [("1.2e-05", r"1.2\times 10^{-5}"), ("…", r"\cdots"), ("-inf", r"-\infty"), ("0.5", "0.5")],
)  # fmt: skip
def test_cells_are_numbers(cell: str, latex: str) -> None:
    assert number(cell) == latex


def test_a_title_in_another_script_does_not_stop_pdflatex(hostile: Trace, write: Write) -> None:
    made = write(hostile, "latex")
    assert (
        "\\ifdefined\\DeclareUnicodeCharacter\n\\DeclareUnicodeCharacter{6F22}{[U+6F22]}\n" in made
    )
    assert "Declare" not in write(trace(read("mazur")), "latex")
