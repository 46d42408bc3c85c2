"""A trace as Markdown, with the maths that GitHub renders: ```math fences."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import TextIO

from ..formula.text import text
from . import head, tex
from .card import Card, sections
from .conventions import conventions
from .format import View

SPECIAL = re.compile(r"([\\`*_\[\]|$~])")
START = re.compile(r"^(\d*)([#+=.)-])")  # what makes a heading, a list or a line of a paragraph


def write(view: View, out: TextIO) -> None:
    """Headings and sentences in Markdown, every formula and matrix in a fence."""
    out.write(f"# {prose(head.title(view.trace))}\n\n{prose(head.summary(view.trace))}\n\n")
    out.write("".join(f"- {prose(said)}\n" for said in conventions(view)))
    out.writelines(f"\n## {title}\n\n{fence(lines)}" for title, lines in tex.before(view))
    for section in sections(view):
        if section.opens:
            out.write(f"\n# {prose(section.opens)}\n")
        out.write(f"\n## {prose(section.title)}\n")
        for card in section.cards:
            write_step(card, out)
    said = head.ending(view)
    out.write("".join(f"\n{prose(words)}\n" for words in said))


def write_step(card: Card, out: TextIO) -> None:
    out.write(f"\n### {card.number}. {prose(text(card.formula.sides[0]))}\n\n")
    out.write(fence(tex.step_lines(card)))
    out.writelines(f"\n{prose(words)}\n" for words in card.notes)
    out.writelines(f"\n> **{prose(problem)}**\n" for problem in card.problems)


def fence(lines: Iterable[str]) -> str:
    """Aligned lines in a fence. Nothing that a formula holds can end it: no backtick is in it."""
    body = " \\\\\n".join(lines)
    return f"```math\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n```\n"


def prose(words: str) -> str:
    """Words as words: nothing in them is read as Markdown, as maths or as HTML."""
    safe = escape(words, quote=False)
    return START.sub(r"\1\\\2", SPECIAL.sub(r"\\\1", safe))
