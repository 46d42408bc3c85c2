r"""What the LaTeX document and Markdown share: aligned lines of formulas, matrices."""

from __future__ import annotations

from collections.abc import Iterator

from ..formula.latex import latex
from ..formula.text import text
from ..formula.tree import ZERO, Equality, Formula, Product, Sum, multiplied
from . import head
from .card import Card
from .drawing import blocks
from .format import View
from .table import Table, table

LINE = 72  # characters of a formula, as plain text, that fit on a line
COLUMNS = 10  # of a matrix; amsmath allows no more


def before(view: View) -> Iterator[tuple[str, list[str]]]:
    """What stands before the first step: headings and lines."""
    trace = view.trace
    formulas = [line for tree in head.formulas(trace) for line in equation(tree)]
    given = [line for name in head.given(trace) for line in given_lines(view, name)]
    yield from (
        (title, lines) for title, lines in (("Expression", formulas), ("Given", given)) if lines
    )


def step_lines(card: Card) -> Iterator[str]:
    """The lines of one step, to be joined by \\\\ in an align: formula, chain, worked, result."""
    yield from equation(card.formula)
    for part in card.chain:
        yield from equation(part)
    for line in card.worked:
        yield from equation(line)
    if card.symbolic:
        yield from equation(card.symbolic)
    if card.result:
        yield from matrix(latex(card.formula.sides[0]), card.result, card.formula.sign)


def given_lines(view: View, name: str) -> Iterator[str]:
    """A given array or number."""
    trace = view.trace
    sample = head.which_sample(trace, name)
    shown = rf"\text{{{sample}}}" * bool(sample) + latex(trace.symbols.tree(trace.local(name)))
    made = table(trace, name, view.digits)
    if trace.scalar(name):
        yield f"{shown} &= {number(made.cells[0][0])}"
    else:
        yield from matrix(shown, made, "=")


def equation(tree: Equality) -> Iterator[str]:
    """An equation with & where its lines align; one too long, a side or a few terms a line."""
    target, *sides = tree.sides
    start, sign = latex(target), f"&{tree.sign}"
    if not sides or len(text(tree)) <= LINE:
        yield f"{start} {sign} " + " = ".join(map(latex, sides)) if sides else f"&{start}"
        return
    for side in sides:
        first, *rest = side_lines(side)
        yield f"{start} {sign} {first}".strip()
        yield from rest
        start, sign = "", "&="


def side_lines(side: Formula) -> Iterator[str]:
    """One side, a long sum (or a factor times one) broken before a sign."""
    match side:
        case Sum(terms) if len(text(side)) > LINE:
            opening, closing = "", ""
        case Product((*factors, Sum(terms))) if len(text(side)) > LINE:
            opening = latex(multiplied(tuple(factors))) + r" \cdot \bigl("
            closing = r"\bigr)"
        case _:
            yield latex(side)
            return
    runs = list(blocks([len(text(term)) for term in terms], LINE))
    for at, run in enumerate(runs):
        part = terms[run.start : run.stop]
        ends = closing if at == len(runs) - 1 else ""
        if at == 0:
            yield opening + latex(Sum(part) if len(part) > 1 else part[0]) + ends
        else:  # behind another term, so that signs and parentheses are those of a later one
            yield r"&\quad " + latex(Sum((ZERO, *part))).removeprefix("0 ") + ends


def matrix(name: str, made: Table, sign: str) -> Iterator[str]:
    """The matrix in brackets; one with many columns, some of them at a time."""
    some = [
        range(start, min(start + COLUMNS, len(made.columns)))
        for start in range(0, len(made.columns), COLUMNS)
    ]
    for columns in some:
        rows = r" \\ ".join(" & ".join(number(row[j]) for j in columns) for row in made.cells)
        which = rf"\quad \text{{(columns {columns.start + 1} to {columns.stop})}}"
        shown = rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}" + which * (len(some) > 1)
        yield f"{name} &{sign} {shown}"
        name = ""
        sign = r"\quad"


def number(cell: str) -> str:
    r"""A cell: 1.2e-05 is 1.2\times 10^{-5}; … where entries are left out."""
    mantissa, e, exponent = cell.partition("e")
    if e and mantissa[-1:].isdigit():
        return rf"{mantissa}\times 10^{{{int(exponent)}}}"
    known = {"…": r"\cdots", "inf": r"\infty", "-inf": r"-\infty", "nan": r"\text{undefined}"}
    return known.get(cell, cell)
