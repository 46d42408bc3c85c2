"""The quotient check of the very number under the cursor, for shrinking Δ."""

from __future__ import annotations

from collections.abc import Sequence

from ...errors import InputError
from ...numbers import with_minus
from ...shell.line import Line, Piece, said, wrapped
from ..model import Walk
from .words import number_text, symbol

DIGITS = 8
FEW = 3  # lines of the table where there is little room


def quotients(walk: Walk, width: int, most: int = 7) -> list[Line]:
    """(J(x + Δ) − J(x))/Δ closing in on this derivative; says so where this is none."""
    from ...check import Quotient
    from ...check import quotients as tried

    made = walk.step.quantity
    if made.by is None:
        return wrapped("check: this is no derivative; stand on one, such as ∂J/∂W", width, "dim")
    if walk.hidden:
        return wrapped("check: first your own value", width, "dim")
    try:
        rows: Sequence[Quotient] = tried(walk.trace, walk.step.name, walk.place)
    except InputError as error:
        return wrapped(f"check: {error.wrong}", width, "dim")
    exact = walk.entry(walk.step.name, walk.place)
    kept = [*rows[: most - 1], rows[-1]] if len(rows) > most else list(rows)
    of = symbol(walk.trace, made.of.name)
    top = f"{of}(x + Δ) − {of}(x)"
    by = symbol(walk.trace, made.by.name)
    found: list[Line] = [said(f"check: ({top}) / Δ for x = {by}", "dim")]
    found += [
        (
            Piece(with_minus(f"  Δ = {row.dx:<6g}")),
            Piece(number_text(row.quotient, DIGITS).rjust(13)),
            Piece(f"  off by {number_text(row.difference, 2)}", "dim"),
        )
        for row in kept
    ]
    if exact is not None:
        found.append((Piece("  this line "), Piece(number_text(exact, DIGITS).rjust(13), "good")))
    return found
