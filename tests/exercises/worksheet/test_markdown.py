"""Markdown: headings, tables, maths, and nothing that an author wrote read as markup."""

from __future__ import annotations

import tomllib

from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from markdown_it.token import Token

from exercises.task import Task, task
from exercises.worksheet import find
from exercises.worksheet.description import sheet
from exercises.worksheet.files import files

from .conftest import HOSTILE, known, made

READER = MarkdownIt("commonmark", {"html": True}).enable("table")


def parsed(given: Task, **settings: bool) -> list[Token]:
    return READER.parse(made(given, "md", **settings).decode())


def headings(tokens: list[Token]) -> list[str]:
    return [tokens[at + 1].content for at, one in enumerate(tokens) if one.type == "heading_open"]


def rows(tokens: list[Token]) -> list[list[str]]:
    """The cells of every row of every table."""
    found: list[list[str]] = []
    for at, one in enumerate(tokens):
        if one.type == "tr_open":
            found.append([])
        elif one.type in ("td_open", "th_open"):
            found[-1].append(tokens[at + 1].content)
    return found


def test_the_questions_are_headings_with_their_points() -> None:
    assert headings(parsed(known("batch"))) == [
        "Three samples",
        "Given",
        "Asked",
        r"1\. Forward, layer 1 (2 points)",
        r"2\. Cost (1 point)",
        r"3\. Backward, layer 2 (3 points)",
        r"4\. Backward, layer 1 (4 points)",
        r"5\. Update, layer 2 (2 points)",
        r"6\. Draw tanh (1.5 points)",
    ]


def test_a_matrix_is_a_table_with_its_labels() -> None:
    table = rows(parsed(known("absent")))
    assert table[0] == [r"$`\frac{\partial J}{\partial W^{[1]}}`$", "from 1", "from 2"]
    assert [row[0] for row in table[1:3]] == ["neuron 1", "neuron 2"]
    assert table[1][2] == "–"  # no connection
    assert set(table[2][1]) == set("&nbsp;")


def test_there_is_a_blank_for_each_asked_entry(given: Task) -> None:
    text = made(given, "md").decode()
    described = sheet(given)
    tokens = parsed(given)
    blank = ("&nbsp;", "Add / Subtract / None")
    cells = sum(cell.startswith(blank) for row in rows(tokens) for cell in row)
    lines = text.count("\\_" * 14)
    assert cells + lines == len(described.boxes) - len(described.drawn)


def test_every_fence_is_maths(given: Task) -> None:
    for one in parsed(given, solution=True):
        if one.type == "fence":
            assert one.info == "math"
            for line in one.content.split("\n")[1:-2]:
                bare = line.replace("&", "").removesuffix(r" \\").replace(r"\quad", "")
                bare = bare.replace(r"\qquad", "").replace(r"\bigl", "").replace(r"\bigr", "")
                if "bmatrix" not in bare:
                    assert convert(bare).startswith("<math")


def typeset(tokens: list[Token]) -> list[str]:
    """What stands between $` and `$, as MathML; there is no other code."""
    found = []
    for one in tokens:
        beside = one.children or []
        for before, child, after in zip(beside, beside[1:], beside[2:], strict=False):
            if child.type == "code_inline":
                assert before.content.endswith("$")
                assert after.content.startswith("$")
                found.append(convert(child.content))
    return found


def test_what_is_asked_for_is_typeset_as_what_is_given(given: Task) -> None:
    expected = 0
    for section in sheet(given).sections:
        for question in section.listed:
            beside = section.beside(question)
            table = bool(question.grid) and len(beside) == len(question.boxes)
            lines = sum(not box.asks for box in beside)
            expected += question.symbol is not None if table else lines
    found = typeset(parsed(given))
    assert len(found) == expected
    assert all(text.startswith("<math") for text in found)


def test_an_own_symbol_is_the_same_beside_the_blank_and_among_what_is_given() -> None:
    table = tomllib.loads(NAMED)
    text = made(task(table), "md").decode()
    assert "- $`\\psi_{1}`$ = \\_" in text
    assert "- $`w_{11}`$ := \\_" in text
    assert "w_{11} &= 0.3" in text


NAMED = """
title = "Own symbols"
[network]
cost = "half_sse"
alpha = 0.5
X = [[1, -2]]
Y = [[0.5]]
[network.names]
"ψ_1" = "a[1][1,1]"
w11 = "W[1][1,1]"
w12 = "W[1][1,2]"
[[network.layers]]
activation = "identity"
W = [[0.3, 0.1]]
[[network.layers]]
activation = "identity"
W = [[0.6]]
[[ask]]
entries = ["ψ_1"]
[[ask]]
entries = ["w11:="]
"""


def test_what_an_author_writes_is_not_read_as_markdown(hostile: Task) -> None:
    tokens = parsed(hostile)
    kinds = {child.type for one in tokens for child in one.children or ()}
    assert kinds <= {
        "text", "softbreak", "strong_open", "strong_close", "image", "text_special", "code_inline",
    }  # fmt: skip
    assert all(text.startswith("<math") for text in typeset(tokens))
    assert not any(one.type == "html_block" for one in tokens)
    title = tokens[1]
    shown = "".join(child.content for child in title.children or ())
    assert shown == " ".join(HOSTILE.split())


def test_the_drawing_is_a_file_beside_it() -> None:
    assert [one.name for one in find(["md"])] == ["md", "svg"]
    text = made(known("graph"), "md").decode()
    assert "![Diagram of the network 2 → 2 → 1](sheet.svg)" in text
    solved = made(known("graph"), "md", solution=True).decode()
    assert "(solution.svg)" in solved


def test_each_part_s_drawing_is_a_file_beside_it() -> None:
    network = {"cost": "mse", "X": [[1]], "Y": [[0]],
               "layers": [{"activation": "identity", "W": [[2]]}]}  # fmt: skip
    part = {"network": network, "ask": [{"quantity": "J"}]}
    other = {"expression": {"expression": ["f = 2*x"], "at": {"x": 3}}, "ask": [{"quantity": "f"}]}
    written = files(task({"id": "two", "part": [part, other]}), ["md"], with_solution=True)
    for stem in ("sheet", "solution"):
        text = written[f"{stem}.md"].decode()
        first, _, second = text.partition("## Part (b)")
        assert f"]({stem}-a.svg)" in first
        assert f"]({stem}-b.svg)" in second
        assert written[f"{stem}-a.svg"] != written[f"{stem}-b.svg"]
