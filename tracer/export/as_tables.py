"""A trace as a flat table in every style of tabulate: one entry a row."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

import numpy as np

from ..errors import InputError
from ..formula.text import text
from ..numbers import entry_text
from ..show import whole, worked
from ..symbols import entry_name
from .format import View
from .plain import plain
from .table import MOST, blanks

if TYPE_CHECKING:
    from ..trace import Step


def write(style: str, view: View, out: TextIO) -> None:
    """Numbers to `digits`; with `entries` a column with the numbers put in. Raises InputError
    for a style that the installed tabulate does not have."""
    tabulate = known_style(style)
    several = view.trace.iterations > 1
    headers = ["step", "phase", "layer", "quantity", "value"]
    headers = ["iteration"] * several + headers + ["worked"] * view.entries
    rows = [row[0 if several else 1 :] for step in view.steps for row in step_rows(view, step)]
    made = tabulate(
        [[clean(view, cell) for cell in row] for row in rows],
        headers,
        tablefmt=style,
        disable_numparse=True,
        colalign=["right"] * several
        + ["right", "left", "right", "left", "decimal"]
        + ["left"] * view.entries,
    )
    out.write(made + "\n")


def known_style(style: str) -> Callable[..., str]:
    """The function that writes a table. Raises InputError for a style that it does not have."""
    import tabulate

    if style in tabulate.tabulate_formats:
        return tabulate.tabulate
    raise InputError(
        "--format",
        f"the installed tabulate has no style {style}",
        expected="a newer tabulate, or one of " + ", ".join(tabulate.tabulate_formats[:8]),
        example="--format table-github",
    )


def step_rows(view: View, step: Step) -> list[list[str]]:
    """A row for each entry; of a large array the first ones, and a row that counts the rest."""
    trace, equation = step.trace, step.equation
    start = [str(equation.iteration), str(step.number), equation.phase, str(equation.layer or "")]
    wanted = view.places.get(step.name)
    blank = blanks(trace, step.name)
    places = [(i + 1, j + 1) for i, j in np.ndindex(step.value.shape) if not wanted]
    places = [place for place in places or wanted or () if place not in blank]
    rows = []
    for place in places[:MOST]:
        at = None if trace.scalar(step.name) else place
        number = float(trace.shown(step.name)[place[0] - 1, place[1] - 1])
        shown = entry_text(number, whole(trace, step.name), view.digits)
        row = [*start, entry_name(step.quantity.name, at), shown]
        rows.append(row + [text(worked(step, at, view.digits), ascii=view.ascii)] * view.entries)
    if len(places) > MOST:
        more = f"… and {len(places) - MOST:,} more entries of {step.quantity.name}"
        rows.append([*start, more, ""] + [""] * view.entries)
    return rows


def clean(view: View, cell: str) -> str:
    """Nothing in a cell may end it: a name from a file can hold no tab or line break."""
    shown = cell.replace("\t", " ").replace("\n", " ")
    return plain(shown) if view.ascii else shown
