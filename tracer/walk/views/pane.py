"""The whole step pane, fitted to a width and a height: what matters least goes first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..model import Walk
from .line import Line, Piece, said
from .matrix import matrix
from .step import (
    compared,
    equation,
    held_constant,
    in_ascii,
    needed,
    numbers_put_in,
    reads,
    shapes,
    tried,
    why,
)
from .words import plain_ascii

LEAST_MATRIX = 3


@dataclass(frozen=True, slots=True)
class Look:
    """How the person wants it: plain ASCII, formulas on one line, the quotient check."""

    ascii: bool = False
    flat: bool = False
    check: bool = False
    reads: bool = True


def step_lines(
    walk: Walk, width: int, height: int, look: Look, *, focused: bool = False
) -> list[Line]:
    """Everything about the step; the tightest form of it where the height asks for that."""
    found: list[Line] = []
    for made in FORMS:
        found = made(walk, width, height, look, focused)
        if len(found) <= height:
            break
    return in_ascii(found) if look.ascii else found


def assembled(
    walk: Walk, width: int, height: int, look: Look, focused: bool,
    *, flat: bool, most_terms: int, gaps: bool, rest: bool,
) -> list[Line]:  # fmt: skip
    top = equation(walk, width, ascii=look.ascii, flat=flat or look.flat)
    size = shapes(walk.step)
    if size:
        top = with_shapes(top, plain_ascii(size) if look.ascii else size, width)
    middle = held_constant(walk, width) + numbers_put_in(walk, width, most_terms)
    bottom = (
        tried(walk, width) + compared(walk, width) + checked(walk, width, look) + why(walk, width)
    )
    if rest:
        bottom += reads(walk, width) + needed(walk, width)
    gap: list[Line] = [said("")] if gaps else []
    fixed = len(top) + len(middle) + len(bottom) + 3 * len(gap)
    least = min(LEAST_MATRIX, walk.step.value.shape[-2] + 1)
    table = matrix(walk, width, max(height - fixed, least), focused=focused)
    return [*top, *gap, *middle, *gap, *table, *gap, *bottom]


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


Form = Callable[[Walk, int, int, Look, bool], list[Line]]


def form(flat: bool, most_terms: int, gaps: bool, rest: bool) -> Form:
    def made(walk: Walk, width: int, height: int, look: Look, focused: bool) -> list[Line]:
        return assembled(
            walk, width, height, look, focused,
            flat=flat, most_terms=most_terms, gaps=gaps, rest=rest,
        )  # fmt: skip

    return made


FORMS: tuple[Form, ...] = (
    form(False, 30, gaps=True, rest=True),
    form(False, 8, gaps=True, rest=True),
    form(False, 6, gaps=False, rest=True),
    form(False, 12, gaps=False, rest=False),
    form(False, 6, gaps=False, rest=False),
    form(True, 6, gaps=False, rest=True),
    form(True, 6, gaps=False, rest=False),
    form(True, 3, gaps=False, rest=False),
)
"""From the roomiest to the tightest; the first that fits is shown."""
