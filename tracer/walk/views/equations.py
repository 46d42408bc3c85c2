"""The line so far: every equation, done, here or to come; only the lines asked for are made."""

from __future__ import annotations

from ...formula.text import text
from ...shell.ascii import plain_ascii
from ...shell.line import Line, Piece, Role, short
from ...show import formula_of
from ...trace import Step
from ..model import Walk
from .kept import kept
from .words import symbol


@kept
def formula_text(step: Step, trivial: bool, ascii: bool) -> str:
    return text(formula_of(step, trivial=trivial), ascii=ascii)


def count(walk: Walk) -> int:
    return len(walk.stops)


def index_here(walk: Walk) -> int:
    return walk.stops.index(walk.number)


def line(walk: Walk, index: int, width: int, *, ascii: bool = False) -> Line:
    """One equation: its mark, its number, its formula."""
    number = walk.stops[index]
    step = walk.trace.steps[number - 1]
    here, done = number == walk.number, number < walk.number
    mask = walk.changed(step.name) if done or here else None
    changed = mask is not None and bool(mask.any())
    return written(step, width, here, done, changed, walk.trivial, ascii)


@kept
def written(
    step: Step, width: int, here: bool, done: bool, changed: bool, trivial: bool, ascii: bool
) -> Line:
    mark = "▶" if here else "✓" if done else " "
    if step.equation.iteration > 1:
        formula = symbol(step.trace, step.name)
    else:
        formula = formula_text(step, trivial, ascii)
    digits = len(str(len(step.trace)))
    label = f"{mark} {step.number:>{digits}} "
    if ascii:
        label, formula = plain_ascii(label), plain_ascii(formula)
    shown = short(formula, width - len(label), "~" if ascii else "…")
    if changed:
        label = label[:-1] + "~"
    role: Role = "here" if here else "changed" if changed else "plain" if done else "dim"
    return (Piece(label, role, step.name), Piece(shown.ljust(width - len(label)), role, step.name))
