"""The PDF: tagged, with what the sheet says as text."""

from __future__ import annotations

import io
from itertools import combinations
from typing import Any

import pytest

from exercises.task import Task
from exercises.worksheet.typst_maths import quoted, typst
from tests.sample import sample
from tracer.formula.parse import formula
from tracer.formula.tree import Formula, Layer, MatMul, Name, Num, Transpose

from .conftest import TASKS, known, made, text_of

pypdf = pytest.importorskip("pypdf")
engine = pytest.importorskip("typst")


def read(data: bytes) -> Any:
    return pypdf.PdfReader(io.BytesIO(data))


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_it_is_tagged_and_has_title_and_language() -> None:
    document = read(made(known("batch"), "pdf"))
    root = document.trailer["/Root"]
    assert b"pdfuaid:part>1<" in document.trailer["/Root"]["/Metadata"].get_data()
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - pypdf's own boolean
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert document.metadata.title == "Three samples"


def test_what_is_drawn_and_set_is_said_in_words() -> None:
    data = made(known("graph"), "pdf")
    words = alternatives(read(data).trailer["/Root"]["/StructTreeRoot"])
    assert "Diagram of the network 2 → 2 → 1" in words
    assert "a 0 equals 0.53; -1.29" in words
    assert "W 2" in words


def alternatives(node: Any, seen: int = 0) -> list[str]:
    """The alternative texts of a structure tree."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [words for one in node for words in alternatives(one, seen)]
    if not isinstance(node, dict) or seen > 60:
        return []
    own = [str(node["/Alt"])] if "/Alt" in node else []
    return own + (alternatives(node["/K"], seen + 1) if "/K" in node else [])


@pytest.mark.parametrize("name", sample(TASKS, 12))
def test_it_says_what_the_sheet_says(name: str) -> None:
    given = known(name)
    text = squeezed(text_of("x.pdf", made(given, "pdf")))
    assert squeezed(given.title) in text
    assert "ana" in text
    for part in given.manual:
        assert squeezed(part.title) in text


def test_what_an_author_writes_is_text(hostile: Task) -> None:
    text = squeezed(text_of("x.pdf", made(hostile, "pdf")))
    assert squeezed("#eval(1)") in text
    assert squeezed('"g" [h](i)') in text
    root = read(made(hostile, "pdf")).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - although no font has 漢


@pytest.mark.parametrize("name", sample(TASKS, 3))
def test_the_solution_is_set(name: str) -> None:
    assert len(made(known(name), "pdf", solution=True)) > len(made(known(name), "pdf"))


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        (formula("x1*(1 - y_hat)"), "x_(1) dot (1 - hat(y))"),
        (formula("-2**n"), "-2^(n)"),
        (formula("log(abs(net_o1))"), 'op("log")(abs("net"_("o1")))'),
        (MatMul((Layer(Name("W"), 2), Transpose(Layer(Name("a"), 1)))), "W^([2]) a^([1] top)"),
        (Num(1.5e-5, "1.5e-05"), "1.5 times 10^(-5)"),
        (formula("conv(u, v, 1, 0)"), 'op("conv")(u, v)'),
        (formula("conv(u, v, 2, 0)"), 'op("conv")(u, v, "stride" = 2)'),
        (formula("maxpool(u, 2, 2)"), 'op("maxpool")(u, 2)'),
        (Num(float("nan")), '"undefined"'),
    ],
)
def test_a_formula_in_typst(tree: Formula, said: str) -> None:
    assert typst(tree) == said


def test_every_notation_is_set(given: Task) -> None:
    """All formulas of a trace at once: an unknown name stops typst."""
    from tracer.show import chain_of, formula_of

    steps = given.exercise.trace.steps
    trees = [tree for step in steps for tree in (formula_of(step), *chain_of(step))]
    source = "\n\n".join(f"${typst(tree)}$" for tree in trees)
    assert engine.compile(source.encode(), format="pdf")[:4] == b"%PDF"


def test_a_string_ends_where_it_should() -> None:
    assert quoted('a "b" \\ c') == '"a \\"b\\" \\\\ c"'


@pytest.mark.thorough
def test_no_sign_of_a_line_runs_into_the_line_above_it() -> None:
    """n = 1 under a Σ, and the matrix before it: one above the other, they are a line apart."""
    pages = read(made(known("batch"), "pdf", solution=True)).pages
    assert any("∑" in page.extract_text() for page in pages)
    for page in pages:
        signs: list[tuple[float, float, float]] = []

        def seen(text: str, at: list[float], tm: list[float], _font: object, size: float) -> None:
            if text.strip():
                signs.append((at[4] + tm[4], at[5] + at[3] * tm[5], size))  # noqa: B023

        page.extract_text(visitor_text=seen)
        for (x, y, size), (other_x, other_y, other) in combinations(signs, 2):
            if abs(x - other_x) < 1:
                assert not 0.1 < abs(y - other_y) < 0.6 * min(size, other), (x, y, other_y)
