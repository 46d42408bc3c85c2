"""A trace as the table that courses print: one row a pattern, epoch by epoch."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, TextIO

from ..errors import InputError
from ..numbers import entry_text, with_minus
from ..patterns import columns, rows
from . import head
from .plain import plain

if TYPE_CHECKING:
    from ..network import Network
    from .format import View

COUNTED = ("epoch", "pattern")


class Row(NamedTuple):
    """One pattern of one epoch, both from 1, and its numbers as texts."""

    epoch: int
    pattern: int
    cells: list[str]


def write(name: str, view: View, out: TextIO) -> None:
    """The table in a format of the name that `formats` lists. Raises InputError for a trace that
    has no such rows, and for a format that has no tables."""
    if name.startswith("table-"):
        tabulated(name.removeprefix("table-"), view, out)
        return
    if name not in WRITERS:
        raise InputError(
            "--format",
            f"{name} has no table with a row a pattern",
            expected=", ".join(WRITERS) + ", or table- with a style of tabulate",
            example="--patterns --format csv",
        )
    WRITERS[name](view, out)


def heads(view: View) -> list[str]:
    found = [one.head for one in columns(view.trace)]
    return [plain(one) for one in found] if view.ascii else found


def rows_of(view: View) -> Iterator[Row]:
    """Every row, its numbers to `digits`, those of a column as whole numbers where all are."""
    made = list(rows(view.trace))
    whole = [all(map(float.is_integer, column)) for column in zip(*made, strict=True)]
    for at, row in enumerate(made):
        epoch, pattern = counted(view, at)
        cells = [entry_text(n, one, view.digits) for n, one in zip(row, whole, strict=True)]
        yield Row(epoch, pattern, cells)


def counted(view: View, at: int) -> tuple[int, int]:
    """The epoch and the pattern of a row, from 1."""
    source: Network = view.trace.source  # type: ignore[assignment]
    return at // source.N + 1, at % source.N + 1


def epochs(view: View) -> Iterator[tuple[str, list[list[str]]]]:
    """Epoch after epoch: what it is called, and its rows."""
    for epoch, some in groupby(rows_of(view), lambda row: row.epoch):
        yield f"Epoch {epoch}", [row.cells for row in some]


def as_text(view: View, out: TextIO) -> None:
    """The head above every epoch."""
    every, names = list(epochs(view)), heads(view)
    cells = [row for _, some in every for row in some]
    widths = [max(map(len, column)) for column in zip(names, *cells, strict=True)]
    lines = [head.title(view.trace)]
    for title, some in every:
        lines += ["", title, *(joined(row, widths) for row in (names, *some))]
    text = "\n".join(lines) + "\n"
    out.write(plain(text) if view.ascii else text)


def joined(cells: list[str], widths: list[int]) -> str:
    return "  ".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True))


def as_csv(view: View, out: TextIO) -> None:
    """Full precision, and in front which epoch and pattern it is."""
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow([*COUNTED, *heads(view)])
    for at, row in enumerate(rows(view.trace)):
        lines.writerow([*counted(view, at), *map(repr, row)])


def as_markdown(view: View, out: TextIO) -> None:
    from .as_markdown import prose

    names = heads(view)
    out.write(f"# {prose(head.title(view.trace))}\n")
    for title, some in epochs(view):
        out.write(f"\n## {title}\n\n")
        out.writelines(
            f"| {' | '.join(row)} |\n"
            for row in ([*map(prose, names)], ["--:"] * len(names), *some)
        )


def as_html(view: View, out: TextIO) -> None:
    from .as_html import opening

    names = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads(view))
    out.write(f"{opening(view, STYLE)}<h1>{escape(head.title(view.trace))}</h1>\n")
    for name, some in epochs(view):
        out.write(f'<h2>{name}</h2>\n<div class="scroll" tabindex="0"><table class="rows">\n')
        out.write(f"<thead><tr>{names}</tr></thead>\n<tbody>\n")
        for row in some:
            cells = "".join(f"<td>{with_minus(cell)}</td>" for cell in row)
            out.write(f"<tr>{cells}</tr>\n")
        out.write("</tbody></table></div>\n")
    out.write("</body>\n</html>\n")


STYLE = """.scroll { overflow-x: auto; }
table.rows { border-collapse: collapse; }
table.rows th, table.rows td { padding: 0.25rem 0.6rem; text-align: right; white-space: nowrap;
  border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; }
"""


def as_latex(view: View, out: TextIO) -> None:
    from .as_latex import OPENING, declared, prose
    from .tex import number

    title, names = head.title(view.trace), heads(view)
    out.write(f"{OPENING}{declared(title)}\\begin{{document}}\n\\section*{{{prose(title)}}}\n")
    for name, some in epochs(view):
        out.write(f"\\subsection*{{{name}}}\n\\begin{{tabular}}{{{'r' * len(names)}}}\n")
        out.write(f"{' & '.join(map(prose, names))} \\\\ \\hline\n")
        out.writelines(" & ".join(f"${number(cell)}$" for cell in row) + " \\\\\n" for row in some)
        out.write("\\end{tabular}\n")
    out.write("\\end{document}\n")


def tabulated(style: str, view: View, out: TextIO) -> None:
    """One table of all epochs, as tabulate's."""
    from .as_tables import known_style

    made = [[str(row.epoch), str(row.pattern), *row.cells] for row in rows_of(view)]
    table = known_style(style)(
        made, [*COUNTED, *heads(view)], tablefmt=style, disable_numparse=True,
        colalign=["right"] * (len(made[0])),
    )  # fmt: skip
    out.write(table + "\n")


WRITERS: Mapping[str, Callable[[View, TextIO], None]] = {
    "text": as_text, "csv": as_csv, "markdown": as_markdown, "html": as_html, "latex": as_latex,
}  # fmt: skip
