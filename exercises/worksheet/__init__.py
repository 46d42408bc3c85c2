"""Ways to hand an exercise out: one description, one table of formats, one file a format.

To add a format, add an entry; its writer is imported when it is used.

format.py       what a format is; files.py  all files of a sheet
description.py  a sheet and its headings, whatever the format, without a key; solution.py  the key
blocks.py       in which order a sheet is printed; how a format looks, a function a kind of block
boxes.py        what is asked, box by box; between.py  boxes that nobody asks for
pattern_table.py    the boxes of a table, a row an iteration
given.py, needs.py, sentences.py    what is given, what has to be said, all sentences
on_paper.py     what is done on paper and has no box
drawing.py      picture.py: network_picture.py or graph_picture.py, with places to fill in
as_html.py, html_boxes.py   a page; its boxes; page/  its looks, what it does
as_pdf.py, typst_maths.py   PDF; formulas for it
as_latex.py, as_markdown.py, as_svg.py, as_xlsx.py  LaTeX, Markdown, the picture, a spreadsheet
as_csv.py, as_toml.py       bare files of answers
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from .format import Format

if TYPE_CHECKING:
    from .description import Sheet
    from .solution import Solution

__all__ = ["FORMATS", "Format", "find"]


def writer(module: str) -> Callable[[Sheet, Solution | None], bytes]:
    """The function `write` of a module beside this one, imported when it is first called."""

    def write(sheet: Sheet, solution: Solution | None) -> bytes:
        made = import_module(f"{__name__}.{module}").write(sheet, solution)
        return made if isinstance(made, bytes) else str(made).encode()

    return write


def drawings(sheet: Sheet, solution: Solution | None) -> Mapping[str, bytes]:
    """The drawing of each part."""
    from .as_svg import by_part

    return {name: made.encode() for name, made in by_part(sheet, solution).items()}


FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format(
            name="html",
            stem="sheet",
            about="a page to print or to fill in; it writes answers.csv and needs no network",
            write=writer("as_html"),
        ),
        Format(
            name="md",
            stem="sheet",
            about="Markdown with the maths that GitHub renders; the drawing is sheet.svg",
            write=writer("as_markdown"),
            also=("svg",),
        ),
        Format(
            name="tex",
            stem="sheet",
            about="a whole LaTeX document; it needs amsmath only",
            write=writer("as_latex"),
        ),
        Format(
            name="pdf",
            stem="sheet",
            about="tagged PDF, set by typst: pip install 'backprop-tracer[pdf]'",
            write=writer("as_pdf"),
        ),
        Format(
            name="xlsx",
            stem="sheet",
            about="a spreadsheet to fill in: pip install 'backprop-tracer[xlsx]'",
            write=writer("as_xlsx"),
        ),
        Format(
            name="svg",
            stem="sheet",
            about="the drawing alone; of parts all of them, and each in a file of its own",
            write=writer("as_svg"),
            by_part=drawings,
        ),
        Format(
            name="csv",
            stem="answers",
            about="the bare answer file: student,quantity,value",
            write=writer("as_csv"),
        ),
        Format(
            name="toml",
            stem="answers",
            about="the bare answer file as TOML",
            write=writer("as_toml"),
        ),
    )
}


def find(names: Sequence[str]) -> list[Format]:
    """The formats of those names, in order, with those that they need.

    Raises InputError, with the nearest name as example, for one that there is not.
    """
    from tracer.errors import InputError, unknown

    if not names:
        raise InputError(
            "--formats",
            "no format is named",
            expected=", ".join(FORMATS),
            example="--formats html,csv",
        )
    wanted: dict[str, None] = {}
    for name in names:
        if name not in FORMATS:
            raise unknown("--formats", "format", name, FORMATS, "--formats {}")
        wanted |= dict.fromkeys((name, *FORMATS[name].also))
    return [FORMATS[name] for name in wanted]
