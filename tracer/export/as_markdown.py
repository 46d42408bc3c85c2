"""A trace as Markdown, with the maths that GitHub renders: ```math fences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import TextIO

from ..formula.text import text
from . import head, tex
from .card import sections
from .conventions import conventions
from .format import View

SPECIAL = re.compile(r"([\\`*_\[\]|$~])")
START = re.compile(r"^(\d*)([#+=.)-])")  # what makes a heading, a list or a line of a paragraph


def write(view: View, out: TextIO) -> None:
    """Headings and sentences in Markdown, every formula and matrix in a fence."""
    out.write(f"# {prose(head.title(view.trace))}\n\n{prose(head.summary(view.trace))}\n\n")
    out.write("".join(f"- {prose(said)}\n" for said in conventions(view)))
    out.writelines(f"\n## {title}\n\n{fence(lines)}" for title, lines in tex.before(view))
    out.writelines(steps(view))
    out.writelines(f"\n{prose(words)}\n" for words in head.ending(view))


def steps(view: View) -> Iterator[str]:
    """Every step, under its headings."""
    for section in sections(view):
        yield f"\n# {prose(section.opens)}\n" * bool(section.opens)
        yield f"\n## {prose(section.title)}\n"
        for card in section.cards:
            yield f"\n### {card.number}. {prose(text(card.formula.sides[0]))}\n\n"
            yield fence(tex.step_lines(card))
            yield from (f"\n{prose(words)}\n" for words in card.notes)
            yield from (f"\n> **{prose(problem)}**\n" for problem in card.problems)


def fence(lines: Iterable[str]) -> str:
    """Aligned lines in a fence. Nothing that a formula holds can end it: no backtick is in it."""
    body = " \\\\\n".join(lines)
    return f"```math\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n```\n"


def prose(words: str) -> str:
    """Words as words: nothing in them is read as Markdown, as maths or as HTML."""
    safe = escape(words, quote=False)
    return START.sub(r"\1\\\2", SPECIAL.sub(r"\\\1", safe))
