"""The sheet as one page: it prints, and is a form that writes answers.csv. It fetches nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from tracer.export import as_html, svg

from . import as_svg, blocks
from .description import STUDENT
from .html_boxes import box, grid

if TYPE_CHECKING:
    from tracer.formula.tree import Equality

    from .boxes import Box
    from .description import Sheet
    from .given import Given
    from .picture import BoxedPicture
    from .solution import Solution

PAGE = Path(__file__).parent / "page"
MOST_COLUMNS = 10  # of a table on A4 that stands upright
PORTRAIT, UPRIGHT = 760, 1100  # how wide a drawing stands upright on A4, with boxes and without
LONG = "formula"  # how a box that wants room is set
LARGE = ' class="large"'
TOOLS = """<div class="tools">
<button type="button" class="main">Download answers.csv</button>
<button type="button">Print</button>
<button type="button">Clear</button>
<output id="said" role="status"></output>
</div>
"""


def write(sheet: Sheet, solution: Solution | None) -> str:
    return "".join(parts(sheet, solution))


def parts(sheet: Sheet, solution: Solution | None) -> Iterator[str]:
    title = escape(sheet.heading(solution))
    yield f'<!DOCTYPE html>\n<html lang="en"{LARGE * sheet.large}>\n<head>\n'
    yield '<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{as_html.POLICY}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    wide = any(map(broad, sheet.pictures))
    page = f"@page {{ size: A4{' landscape' * across(sheet)}; margin: 14mm; }}\n"
    yield f"<title>{title}</title>\n<style>\n{as_html.part('page.css')}{part('sheet.css')}{page}"
    yield f'</style>\n</head>\n<body class="trace sheet{" wide" * wide}">\n'
    head = "".join(blocks.head(sheet, solution, WRITER))
    body = "".join(blocks.body(sheet, solution, WRITER))
    shown = f"<header>\n{head}</header>\n<main>\n{body}</main>\n"
    if solution:
        steps = "".join(blocks.worked(solution, WRITER))
        yield f'{shown}<div class="worked">\n{steps}</div>\n'
    else:
        yield f'<form data-keep="{keep(sheet)}" autocomplete="off">\n{shown}{TOOLS}</form>\n'
        yield f"<script>\n{part('sheet.js')}</script>\n"
    yield "</body>\n</html>\n"


def part(name: str) -> str:
    return (PAGE / name).read_text(encoding="utf-8")


def keep(sheet: Sheet) -> str:
    """Under which name the browser keeps what is typed: another one for other numbers."""
    cells = [one.table.cells for one in (*sheet.given, *sheet.calculation)]
    asked = [one.quantity for one in sheet.boxes]
    mark = crc32(repr((sheet.student, cells, asked)).encode())
    return escape(f"backprop-sheet {sheet.id} {sheet.version} {mark:08x}")


def student(name: str, solution: Solution | None) -> str:
    if name or solution:
        shown = escape(name) or "–"
        return f'<p class="student">{STUDENT}: <span id="student">{shown}</span></p>\n'
    field = '<input type="text" id="student" autocomplete="off" spellcheck="false">'
    return f'<p class="student"><label for="student">Name or id</label> {field}</p>\n'


def given(formulas: Sequence[Equality], arrays: Sequence[Given]) -> str:
    return "".join(map(as_html.block, formulas)) + as_html.tables(map(array, arrays))


def array(one: Given) -> str:
    sample = f"{escape(one.sample)}: " * bool(one.sample)
    return as_html.array(sample + as_html.inline(one.symbol), one.table, one.scalar)


def across(sheet: Sheet) -> bool:
    """Whether the paper lies across: for large print, a broad drawing, a table of many columns."""
    tables = (question for question in sheet.questions if question.corner)
    many = any(len(question.columns) > MOST_COLUMNS for question in tables)
    return sheet.large or many or any(map(broad, sheet.pictures))


def broad(drawing: BoxedPicture) -> bool:
    """Whether a drawing is too wide for a page that stands upright."""
    return drawing.width > (PORTRAIT if drawing.slots else UPRIGHT)


def figure(drawing: BoxedPicture, solution: Solution | None) -> str:
    """The drawing; its boxes are fields of the form."""
    # What can be filled in can be reached; what cannot is one picture
    role = "group" if drawing.slots and not solution else "img"
    return svg.figure(
        drawing,
        above=slots(drawing, solution),
        role=role,
        wide=broad(drawing) or bool(drawing.slots),
        reached=role == "img" and broad(drawing),
    )


def slots(drawing: BoxedPicture, solution: Solution | None) -> Iterator[str]:
    if solution:
        yield from as_svg.slots(drawing, solution)
        return
    for slot in drawing.slots:
        x, y = slot.at
        size = f'width="{slot.width:g}" height="{slot.height:g}"'
        yield f'<foreignObject x="{x:g}" y="{y:g}" {size}>{box(slot.box, None)}</foreignObject>'


def boxes(some: Sequence[Box], solution: Solution | None) -> str:
    items = "".join(
        f'<li class="{LONG if one.long else one.kind}">{box(one, solution, shown=True)}</li>\n'
        for one in some
    )
    return f'<ul class="boxes">\n{items}</ul>\n'


def question(title: str, worth: str, level: int, inside: Iterable[str]) -> str:
    return (
        f'<div class="question">\n<h{level}><span>{escape(title)}</span> '
        f'<span class="points">{escape(worth)}</span></h{level}>\n{"".join(inside)}</div>\n'
    )


WRITER = blocks.Writer(
    title=lambda words: f"<h1>{escape(words)}</h1>\n",
    student=student,
    facts=lambda words: f'<p class="facts">{escape(words)}</p>\n',
    bullets=as_html.bullets,
    prose=lambda words: f"<p>{escape(words)}</p>\n",
    under=as_html.under,
    given=given,
    calculation=lambda lines: given((), lines),
    drawing=lambda drawing, _, solution: figure(drawing, solution),
    question=question,
    grid=grid,
    boxes=boxes,
    space='<div class="space"></div>\n<p class="words screen">On paper, marked by hand.</p>\n',
    chapter=as_html.chapter,
    steps=lambda view: as_html.steps(view, drawn=False),
)
