"""Ways to write a trace down: one table, one file a format.

To add a format, add an entry; its writer is imported when it is used.

format.py       what a format is, and what a writer is given
as_text.py, as_markdown.py, as_html.py, as_latex.py     for people
as_tables.py, as_csv.py, as_json.py, as_patterns.py     tables, files for programs
reading.py      JSON back to a trace; notebook.py  how a trace shows itself
choose.py       which steps are wanted
head.py, conventions.py     what stands above and below; the conventions, a sentence each
card.py         one step, as all formats for people show it; table.py  its matrix
drawing.py, plain.py, tex.py    lines of characters; ASCII; what LaTeX and Markdown share
picture.py      a drawing as a value: diagram.py of a network, graph.py of an expression; svg.py
page/           what a page has besides: all looks, colours and wires; the keys
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from ..errors import InputError, shown
from .format import Format, View

if TYPE_CHECKING:
    from ..trace import Trace

__all__ = ["FORMATS", "STYLES", "Format", "View", "find", "find_by_suffix", "load"]

# The styles of tabulate; all but unsafehtml and latex_raw, which escape nothing.
STYLES = (
    "asciidoc", "colon_grid", "double_grid", "double_outline", "fancy_grid", "fancy_outline",
    "github", "grid", "heavy_grid", "heavy_outline", "html", "jira", "latex", "latex_booktabs",
    "latex_longtable", "mediawiki", "mixed_grid", "mixed_outline", "moinmoin", "orgtbl",
    "outline", "pipe", "plain", "presto", "pretty", "psql", "rounded_grid", "rounded_outline",
    "rst", "simple", "simple_grid", "simple_outline", "textile", "tsv", "youtrack",
)  # fmt: skip


def writer(module: str, *settings: str) -> Callable[[View, TextIO], None]:
    """The function `write` of a module beside this one, imported when it is first called."""

    def write(view: View, out: TextIO) -> None:
        import_module(f"{__name__}.{module}").write(*settings, view, out)

    return write


def table(*formats: Format) -> dict[str, Format]:
    """Index formats by name; two of one name are a programming error."""
    by_name = {format.name: format for format in formats}
    assert len(by_name) == len(formats), "two formats have the same name"
    return by_name


FORMATS: dict[str, Format] = table(
    Format(
        name="text",
        suffix=".txt",
        about="to be read in a terminal",
        exact=False,
        write=writer("as_text"),
    ),
    Format(
        name="csv",
        suffix=".csv",
        about="one number a row, full precision",
        exact=True,
        write=writer("as_csv"),
    ),
    Format(
        name="json",
        suffix=".json",
        about="the whole trace, full precision; it loads back as the same trace",
        exact=True,
        write=writer("as_json"),
    ),
    Format(
        name="latex",
        suffix=".tex",
        about="a whole LaTeX document; it needs amsmath only",
        exact=False,
        write=writer("as_latex"),
    ),
    Format(
        name="markdown",
        suffix=".md",
        about="Markdown with the maths that GitHub renders",
        exact=False,
        write=writer("as_markdown"),
    ),
    Format(
        name="html",
        suffix=".html",
        about="one page to read, print or step through with the arrow keys; needs no network",
        exact=False,
        write=writer("as_html"),
    ),
    *(
        Format(
            name=f"table-{style}",
            suffix=".tsv" if style == "tsv" else "",
            about=f"one number a row, as tabulate's {style}",
            exact=False,
            write=writer("as_tables", style),
        )
        for style in STYLES
    ),
)


def find(name: str) -> Format:
    """The format of that name. Raises InputError, with the nearest name as example."""
    if name in FORMATS:
        return FORMATS[name]
    from ..errors import InputError, nearest, shown

    raise InputError(
        "--format",
        f"there is no format {shown(name)}",
        expected=", ".join(known for known in FORMATS if not known.startswith("table-"))
        + f", or one of {len(STYLES)} styles of tabulate: table-github, table-grid, …",
        example=f"--format {nearest(name, FORMATS)}",
    )


def find_by_suffix(file: str | None) -> Format:
    """The format of a file's ending; text where it has none. Raises InputError for an ending
    that is no format's: a page of text is no PDF."""
    ending = Path(file or "").suffix.lower()
    if not ending:
        return FORMATS["text"]
    by_ending = {known.suffix: known for known in FORMATS.values() if known.suffix}
    if ending not in by_ending:
        raise InputError(
            "-o",
            f"no format has the ending {shown(ending)}",
            expected="one of " + ", ".join(by_ending) + "; or --format for any other",
            example="-o trace.html",
        )
    return by_ending[ending]


def load(path: str | Path) -> Trace:
    """The trace in a JSON file that this package wrote, bit for bit.

    Raises InputError for what is no such file, and for one from which steps were filtered.
    """
    from .reading import load

    return load(path)
