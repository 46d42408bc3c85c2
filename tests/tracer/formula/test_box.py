"""Formulas in two dimensions: rectangles, whose spans say where everything is."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from tests.tracer.formula.trees import shown
from tracer.formula.box import Box, Span, beside, box, matrix_box
from tracer.formula.boxes import cells
from tracer.formula.text import entry_by, symbol, text
from tracer.formula.tree import Entry, Formula, Layer, Name, Num, Partial, children

Path = tuple[int, ...]
SCRIPTS = ["Unicode", "ASCII"]


def nodes(tree: Formula, path: Path = ()) -> dict[Path, Formula]:
    """Every node by its path."""
    found = {path: tree}
    for place, part in enumerate(children(tree)):
        found |= nodes(part, (*path, place))
    return found


@pytest.mark.parametrize("ascii", [False, True], ids=SCRIPTS)
@settings(deadline=None)
@given(tree=shown())
def test_it_is_a_rectangle(tree: Formula, ascii: bool) -> None:
    drawn = box(tree, ascii=ascii)
    assert {wcswidth(line) for line in drawn.lines} == {drawn.width}
    assert all(wcswidth(sign) == 1 for line in drawn.lines for sign in line)
    assert 0 <= drawn.baseline < drawn.height
    assert str(drawn).replace("…", "").isascii() or not ascii


@pytest.mark.parametrize("ascii", [False, True], ids=SCRIPTS)
@settings(deadline=None)
@given(tree=shown())
def test_every_node_has_its_place_inside_what_holds_it(tree: Formula, ascii: bool) -> None:
    drawn = box(tree, ascii=ascii)
    spans = {span.path: span for span in drawn.spans}
    assert len(drawn.spans) == len(spans), "one span a node"
    assert spans.keys() == nodes(tree).keys()
    assert spans[()] == ((), 0, 0, drawn.height, drawn.width)
    for path, span in spans.items():
        around = spans[path[:-1]]
        assert span.height > 0 < span.width
        assert around.top <= span.top <= span.top + span.height <= around.top + around.height
        assert around.left <= span.left <= span.left + span.width <= around.left + around.width


def inside(drawn: Box, path: Path) -> str:
    """What stands in the span of a node, each line without the space around it."""
    span = next(span for span in drawn.spans if span.path == path)
    lines = drawn.lines[span.top : span.top + span.height]
    return "".join(line[span.left : span.left + span.width] for line in lines)


@pytest.mark.parametrize("ascii", [False, True], ids=SCRIPTS)
@settings(deadline=None)
@given(tree=shown())
def test_the_place_of_a_node_holds_the_node(tree: Formula, ascii: bool) -> None:
    drawn = box(tree, ascii=ascii)
    for path, node in nodes(tree).items():
        if isinstance(node, Name | Num):  # indices and exponents are typed small
            found = unicodedata.normalize("NFKC", inside(drawn, path))
            assert found == unicodedata.normalize("NFKC", str(box(node, ascii=ascii))), text(tree)


def columns(span: Span) -> set[int]:
    return set(range(span.left, span.left + span.width))


def rows(span: Span) -> set[int]:
    return set(range(span.top, span.top + span.height))


@pytest.mark.parametrize("ascii", [False, True], ids=SCRIPTS)
@settings(deadline=None)
@given(tree=shown())
def test_neighbours_do_not_share_a_place(tree: Formula, ascii: bool) -> None:
    drawn = box(tree, ascii=ascii)
    spans = {span.path: span for span in drawn.spans}
    for path, node in nodes(tree).items():
        parts = [spans[*path, place] for place in range(len(children(node)))]
        if entry_by(node):  # its base is drawn around its indices
            parts = parts[1:]
        for one, part in enumerate(parts):
            for other in parts[one + 1 :]:
                assert not columns(part) & columns(other) or not rows(part) & rows(other), text(
                    tree
                )


@settings(deadline=None)
@given(name=st.sampled_from(["重み", "x重", "ŵ", "é", "ж1", "e\u0301"]))
def test_wide_letters_count_two(name: str) -> None:
    drawn = box(Partial(Name("J"), Layer(Name(name), 2)))
    assert {wcswidth(line) for line in drawn.lines} == {drawn.width}
    assert cells(symbol(name)) == wcswidth(symbol(name))


W = Layer(Name("W"), 2)

INDICES = {
    "single digits are small": (Entry(W, Num(1), Num(3)), "W⁽²⁾₁₃"),
    "two digits would be ambiguous": (Entry(W, Num(12), Num(3)), "W⁽²⁾[12,3]"),
    "letters": (Entry(W, Name("i"), Name("k")), "W⁽²⁾ᵢₖ"),
    "letters without a small form": (Entry(W, Name("b"), Name("k")), "W⁽²⁾[b,k]"),
    "a name that has a subscript": (Entry(Name("x1"), Num(2), Num(3)), "x₁[2,3]"),
}


@pytest.mark.parametrize(("tree", "drawn"), INDICES.values(), ids=INDICES)
def test_indices_cannot_be_misread(tree: Formula, drawn: str) -> None:
    assert str(box(tree)) == drawn


def test_a_matrix_lines_up_its_points_and_knows_its_entries() -> None:
    numbers = [["-2", "0.25", "?"], ["10.5", "1e-05", "-0.125"]]
    drawn = beside("W = ", matrix_box(numbers))
    assert drawn.lines == (
        "W = ⎡-2    0.25    ?    ⎤",
        "    ⎣10.5  1e-05  -0.125⎦",
    )
    for i, row in enumerate(numbers):
        for j, entry in enumerate(row):
            assert inside(drawn, (i, j)) == entry


@pytest.mark.parametrize(
    ("numbers", "lines"),
    [
        ([["0.3", "1"]], ("[0.3  1]",)),
        ([["1"], ["2"], ["3"]], ("[1]", "[2]", "[3]")),
        ([], ("[]",)),
    ],
    ids=["one row", "three rows", "none"],
)
def test_a_matrix_in_ascii(numbers: list[list[str]], lines: tuple[str, ...]) -> None:
    assert matrix_box(numbers, ascii=True).lines == lines
