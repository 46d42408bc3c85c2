"""A trace as a readable text in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from ..formula.text import text
from ..formula.tree import Formula
from . import head
from .card import Card, sections
from .conventions import conventions
from .drawing import broken, flowed, matrix, named, wrapped
from .format import View
from .plain import plain
from .table import table


def write(view: View, out: TextIO) -> None:
    """Head, a section for each phase of each layer, and what was left out."""
    lines = (plain(line) if view.ascii else line for line in Writer(view).lines())
    out.writelines(line.rstrip() + "\n" for line in lines)


class Writer:
    """One text. Lines are as long as `width` at most, but for what cannot be broken."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.trace = view.trace
        self.width = view.width
        self.minus = "-" if view.ascii else "−"
        self.margin = max(3, len(str(len(view.trace)))) + 1
        self.indent = " " * self.margin

    def lines(self) -> Iterator[str]:
        yield from self.heading()
        for section in sections(self.view):
            if section.opens:
                yield from ("", "", self.rule(section.opens, "═"))
            yield from ("", self.rule(section.title, "─"))
            for card in section.cards:
                yield ""
                yield from self.step(card)
        yield from self.ending()

    def formula(self, tree: Formula) -> str:
        return text(tree, ascii=self.view.ascii)

    def sentence(self, words: str, first: str = "", rest: str = "") -> list[str]:
        return wrapped(plain(words) if self.view.ascii else words, self.width, first, rest)

    def rule(self, title: str, sign: str) -> str:
        """A heading with a line through the rest of the width."""
        start = f"{sign}{sign} {title} "
        return start + sign * max(2, self.width - len(start))

    def heading(self) -> Iterator[str]:
        yield from self.sentence(head.title(self.trace))
        yield from self.sentence(head.summary(self.trace), rest="  ")
        for tree in head.formulas(self.trace):
            yield from broken(self.formula(tree), self.width, "  ", "      ")
        for said in conventions(self.view):
            yield from self.sentence(said, "  ", "    ")
        blocks = [self.given(name) for name in head.given(self.trace)]
        if blocks:
            yield from ("", "Given", "")
            for line in flowed(blocks, self.width - 2):
                yield "  " + line

    def given(self, name: str) -> list[str]:
        """A given number, or array with its name in front."""
        trace, digits = self.trace, self.view.digits
        shown = head.which_sample(trace, name)
        shown += self.formula(trace.symbols.tree(trace.local(name)))
        made = table(trace, name, digits)
        if trace.scalar(name):
            return [f"{shown} = {made.cells[0][0].replace('-', self.minus)}"]
        return named(shown, matrix(made, self.width - len(shown) - 6, self.minus))

    def step(self, card: Card) -> Iterator[str]:
        """Formula and shapes, the chain, numbers put in, the result, why, problems."""
        deeper = self.indent * 2
        number = f"{card.number:>{self.margin - 1}} "
        formula, shapes = self.formula(card.formula), self.sentence(card.shapes)
        room = self.width - len(number) - len(formula) - 2
        if shapes and len(shapes[0]) <= room:
            yield f"{number}{formula}  {shapes[0]:>{room}}"
        else:
            yield from broken(formula, self.width, number, deeper)
            yield from self.sentence(card.shapes, deeper, deeper)
        if card.chain:
            said = ", with ".join(map(self.formula, card.chain))
            yield from self.sentence(said, self.indent, deeper)
        for tree in (*card.worked, *([card.symbolic] if card.symbolic else [])):
            yield from broken(self.formula(tree), self.width, self.indent, deeper)
        if card.left_out:
            yield f"{self.indent}… and {card.left_out:,} more entries"
        if card.result:
            for line in matrix(card.result, self.width - self.margin, self.minus):
                yield self.indent + line
        yield from self.sentence(card.why, self.indent, self.indent)
        for problem in card.problems:
            yield from self.sentence(f"! {problem}", self.indent, deeper)

    def ending(self) -> Iterator[str]:
        for words in head.ending(self.view):
            yield from ("", *self.sentence(words, rest="  "))
