"""A trace as the table that courses print: one row a pattern, epoch by epoch."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from ..numbers import entry_text
from ..patterns import columns, rows
from . import head
from .plain import plain

if TYPE_CHECKING:
    from ..network import Network
    from .format import View


def write(view: View, out: TextIO) -> None:
    """Numbers to `digits`, the head above every epoch. Raises InputError for what has no rows."""
    trace = view.trace
    heads = [one.head for one in columns(trace)]
    made = list(rows(trace))
    whole = [all(map(float.is_integer, column)) for column in zip(*made, strict=True)]
    cells = [
        [entry_text(n, all_whole, view.digits) for n, all_whole in zip(row, whole, strict=True)]
        for row in made
    ]
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    source: Network = trace.source  # type: ignore[assignment]
    lines = [head.title(trace)]
    for at, row in enumerate(cells):
        if at % source.N == 0:
            lines += ["", f"Epoch {at // source.N + 1}", joined(heads, widths)]
        lines.append(joined(row, widths))
    text = "\n".join(lines) + "\n"
    out.write(plain(text) if view.ascii else text)


def joined(cells: list[str], widths: list[int]) -> str:
    return "  ".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True))
