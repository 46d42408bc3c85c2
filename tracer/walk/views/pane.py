"""The whole step pane, fitted to a width and a height: what matters least goes first."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from ...shell.ascii import lines_in_ascii, plain_ascii
from ...shell.line import Line, Piece, said
from ..model import Walk
from .formula import equation
from .matrix import matrix
from .step import (
    compared,
    held_constant,
    needed,
    numbers_put_in,
    reads,
    shapes,
    tried,
    why,
)

LEAST_MATRIX = 3


class Look(NamedTuple):
    """How the person wants it: plain ASCII, formulas on one line, the quotient check."""

    ascii: bool = False
    flat: bool = False
    check: bool = False
    reads: bool = True


def step_lines(
    walk: Walk, width: int, height: int, look: Look, *, focused: bool = False
) -> list[Line]:
    """Everything about the step; the tightest form of it where the height asks for that."""
    heading = cache(lambda flat: headed(walk, width, look, flat=flat))
    always = about(walk, width, look)
    rest = cache(lambda: reads(walk, width) + needed(walk, width))
    held = held_constant(walk, width)
    least = min(LEAST_MATRIX, walk.step.value.shape[-2] + 1)
    found: list[Line] = []
    for form in FORMS:
        top, bottom = heading(form.flat), always + (rest() if form.rest else [])
        gap: list[Line] = [said("")] if form.gaps else []
        room = height - len(top) - len(held) - len(bottom) - 3 * len(gap)
        # The tightest form is shown even where it is too high; of others the matrix has a line.
        most = 10**6 if form is FORMS[-1] else room - 1
        numbers = numbers_put_in(walk, width, form.most_terms, most)
        if numbers is None:
            continue
        table = matrix(walk, width, max(room - len(numbers), least), focused=focused)
        found = [*top, *gap, *held, *numbers, *gap, *table, *gap, *bottom]
        if len(found) <= height:
            break
    return lines_in_ascii(found) if look.ascii else found


def headed(walk: Walk, width: int, look: Look, *, flat: bool) -> list[Line]:
    """The equation and the shapes in it."""
    top = equation(walk, width, ascii=look.ascii, flat=flat or look.flat)
    size = shapes(walk.step)
    return with_shapes(top, plain_ascii(size) if look.ascii else size, width) if size else top


def about(walk: Walk, width: int, look: Look) -> list[Line]:
    """What is said of the result: the person's own value, what changed, the check, why."""
    return (
        tried(walk, width) + compared(walk, width) + checked(walk, width, look) + why(walk, width)
    )


def with_shapes(top: list[Line], size: str, width: int) -> list[Line]:
    """The shapes at the right of the equation, else on a line of their own."""
    for number in range(len(top) - 1, -1, -1):
        used = sum(len(piece.text) for piece in top[number])
        if used + 2 + len(size) <= width:
            space = " " * (width - used - len(size))
            return [*top[:number], (*top[number], Piece(space + size, "dim")), *top[number + 1 :]]
    return [*top, said(size.rjust(width), "dim")]


def checked(walk: Walk, width: int, look: Look) -> list[Line]:
    if not look.check:
        return []
    from .quotients import quotients

    return quotients(walk, width)


class Form(NamedTuple):
    """How roomy: the equation on one line, how many terms of a sum, blank lines between the
    parts, and where numbers come from and go to."""

    flat: bool
    most_terms: int
    gaps: bool
    rest: bool


FORMS = (
    Form(False, 30, gaps=True, rest=True),
    Form(False, 8, gaps=True, rest=True),
    Form(False, 6, gaps=False, rest=True),
    Form(False, 12, gaps=False, rest=False),
    Form(False, 6, gaps=False, rest=False),
    Form(True, 6, gaps=False, rest=True),
    Form(True, 6, gaps=False, rest=False),
    Form(True, 3, gaps=False, rest=False),
)
"""From the roomiest to the tightest; the first that fits is shown."""
