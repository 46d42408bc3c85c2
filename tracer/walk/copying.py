"""What can be copied from a step. To add a form, add an entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..errors import InputError
from ..formula.text import text
from ..show import formula_of, worked
from .model import Walk


def value(walk: Walk) -> str:
    """The entry under the cursor in full precision."""
    number = walk.entry(walk.step.name, walk.place)
    if number is None:
        raise InputError(
            "copy", "it is not computed yet", expected="a step that is taken", example="n"
        )
    return repr(number)


def matrix(walk: Walk) -> str:
    """All entries in full precision, a row a line."""
    value(walk)
    rows = walk.step.value.tolist()
    return "\n".join(" ".join(map(repr, row)) for row in rows)


def line(walk: Walk) -> str:
    return text(formula_of(walk.step))


def numbers(walk: Walk) -> str:
    value(walk)
    return text(worked(walk.step, walk.place, walk.digits))


def latex(walk: Walk) -> str:
    from ..formula.latex import latex as written

    return written(formula_of(walk.step))


def latex_numbers(walk: Walk) -> str:
    from ..formula.latex import latex as written

    value(walk)
    return written(worked(walk.step, walk.place, walk.digits))


COPIES: Mapping[str, tuple[str, Callable[[Walk], str]]] = {
    "value": ("the entry under the cursor, full precision", value),
    "latex": ("the equation as LaTeX", latex),
    "latex with numbers": ("the line with numbers put in, as LaTeX", latex_numbers),
    "line": ("the equation as text", line),
    "line with numbers": ("the line with numbers put in", numbers),
    "matrix": ("the whole result, a row a line", matrix),
}
