"""A derivation that is given, line by line with its numbers; one of the lines is wrong."""

from __future__ import annotations

from grader.derivation import notice
from tracer.numbers import significant, with_minus
from tracer.shell.line import Line, Piece, said, wrapped
from tracer.walk.views.equations import formula_text

from ..model import Practice

MOST_COLUMNS, MOST_ROWS = 8, 6  # of the numbers of one line


def derivation(practice: Practice, width: int) -> list[Line]:
    """Each line: its number, its formula, its numbers row after row."""
    sheet = practice.sheet
    if not sheet.derived:
        return []
    found: list[Line] = [said(""), *wrapped(notice(sheet.exercise), width, "dim")]
    for step in sheet.exercise.trace.steps:
        label = f"{step.number:>2}  "
        first, *rest = wrapped(formula_text(step, False, False), width - len(label), "heading")
        found.append((Piece(label, "plain", step.name), *first))
        found += [(Piece(" " * len(label)), *line) for line in rest]
        for row in sheet.given_numbers(step)[:MOST_ROWS]:
            shown = [significant(float(one), sheet.walk.digits) for one in row[:MOST_COLUMNS]]
            cut = "  …" if len(row) > MOST_COLUMNS else ""
            numbers = with_minus("  ".join(shown))
            shorter = wrapped(f"{numbers}{cut}", width - len(label), "plain")
            found += [(Piece(" " * len(label)), *line) for line in shorter]
    return found
