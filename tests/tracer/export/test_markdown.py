"""Markdown as GitHub reads it: parsed by markdown-it, its maths by latex2mathml."""

from __future__ import annotations

import re

import pytest
from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

from tracer import Trace
from tracer.export.as_markdown import prose

from .conftest import HOSTILE, Write

KINDS = {
    "heading_open", "heading_close", "inline", "paragraph_open", "paragraph_close", "fence",
    "bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close",
    "blockquote_open", "blockquote_close",
}  # fmt: skip
REFUSED = re.compile(r"\\(operatorname|mathbb|DeclareMathOperator|def|newcommand|mbox|phantom)\b")


def parsed(made: str) -> list[Token]:
    return MarkdownIt("gfm-like", {"linkify": False}).use(dollarmath_plugin).parse(made)


def fences(made: str) -> list[str]:
    return [token.content for token in parsed(made) if token.type == "fence"]


def test_a_page_is_headings_sentences_and_maths_only(example: Trace, write: Write) -> None:
    made = write(example, "markdown", entries=True)
    tokens = parsed(made)
    assert {token.type for token in tokens} <= KINDS
    assert {token.info for token in tokens if token.type == "fence"} == {"math"}
    for token in tokens:
        inside = {child.type for child in token.children or ()}
        assert inside <= {"text", "softbreak", "strong_open", "strong_close", "text_special"}
    assert len(fences(made)) >= len(example)


def test_every_fence_is_maths_that_github_takes(example: Trace, write: Write) -> None:
    for content in fences(write(example, "markdown")):
        body = content.removeprefix("\\begin{aligned}\n").removesuffix("\n\\end{aligned}\n")
        assert body != content
        assert not REFUSED.search(body)
        for line in body.split(" \\\\\n"):
            bare = re.sub(r"\\q?quad|\\bigl|\\bigr|\\text\{[^}]*\}", "", line)
            assert convert(bare.replace("&", "", 1) if "bmatrix" not in bare else bare)


def test_what_a_title_says_is_not_read_as_markdown(hostile: Trace, write: Write) -> None:
    tokens = parsed(write(hostile, "markdown"))
    assert {token.type for token in tokens} <= KINDS
    heading = tokens[1]
    assert "".join(child.content for child in heading.children or ()) == HOSTILE


@pytest.mark.parametrize(
    "words",
    ["# a", "1. a", "12) a", "- a", "+ a", "a | b", "[a](b)", "![a](b)", "<b>", "`a`", "*a*",
     "$a$", "~~a~~", "a_b_c", "&lt;", "=== a", "\\a"],
)  # fmt: skip
def test_words_stay_words(words: str) -> None:
    tokens = parsed(prose(words))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = tokens[1].children or []
    assert {child.type for child in children} <= {"text", "text_special"}
    assert "".join(child.content for child in children) == words
