"""The sheet as one page: it prints, and is a form that writes answers.csv. It fetches nothing."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from tracer.export import as_html, head, svg
from tracer.export.card import sections
from tracer.formula.mathml import mathml
from tracer.numbers import with_minus

from . import as_svg
from .boxes import counted
from .description import ASKED, CALCULATION, GIVEN, STUDENT, WHOLE
from .html_boxes import box, grid

if TYPE_CHECKING:
    from grader.manual import Manual

    from .boxes import Question
    from .description import Section, Sheet
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
    body = "".join(body_of(sheet, solution, title))
    if solution:
        yield f"{body}{worked(solution)}"
    else:
        yield f'<form data-keep="{keep(sheet)}" autocomplete="off">\n{body}{TOOLS}</form>\n'
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


def body_of(sheet: Sheet, solution: Solution | None, title: str) -> Iterator[str]:
    """Head, what is given, the drawing, the questions."""
    yield f"<header>\n<h1>{title}</h1>\n{student(sheet, solution)}"
    yield f'<p class="goal">{escape(sheet.goal)}</p>\n' if sheet.goal else ""
    yield f'<p class="facts">{escape("; ".join(sheet.facts))}</p>\n'
    said = (*sheet.rule, *sheet.agreed)
    yield "<ul>\n" + "".join(f"<li>{escape(words)}</li>\n" for words in said) + "</ul>\n"
    yield "</header>\n<main>\n"
    for section in sheet.sections:
        yield from part_of(section, solution)
    if sheet.manual:
        several = len(sheet.sections) > 1
        yield f"<section>\n{f'<h2>{WHOLE}</h2>' * several}\n"
        for number, one in sheet.manual:
            yield by_hand(one, number, 3)
        yield "</section>\n"
    yield "</main>\n"


def part_of(section: Section, solution: Solution | None) -> Iterator[str]:
    """What is given in a part, its drawing, its questions."""
    level = 2 + bool(section.heading)
    if section.heading:
        own = (*section.facts, *section.agreed)
        said = "".join(f"<li>{escape(words)}</li>\n" for words in own)
        yield f"<section>\n<h2>{escape(section.heading)}</h2>\n"
        yield f"<ul>\n{said}</ul>\n" * bool(said) + "</section>\n"
    if section.formulas or section.given:
        yield f"<section>\n<h{level}>{GIVEN}</h{level}>\n"
        yield "".join(map(as_html.block, section.formulas))
        yield f'<div class="tables">\n{"".join(map(given, section.given))}</div>\n</section>\n'
    if section.calculation:
        yield f'<section>\n<h{level}>{CALCULATION}</h{level}>\n<div class="tables">\n'
        yield f"{''.join(map(given, section.calculation))}</div>\n</section>\n"
    drawing = figure(section.picture, solution) if section.picture else ""
    inside = f"{drawing}<p>{escape(section.in_picture)}</p>\n" if section.in_picture else ""
    asks = f"<h{level}>{ASKED}</h{level}>\n" * bool(section.questions)
    yield f"{'' if inside else drawing}<section>\n{asks}{inside}"
    for question in section.listed:
        yield asked(section, question, solution)
    for number, one in section.manual:
        yield by_hand(one, number, level + 1)
    yield "</section>\n"


def student(sheet: Sheet, solution: Solution | None) -> str:
    if sheet.student or solution:
        name = escape(sheet.student) or "–"
        return f'<p class="student">{STUDENT}: <span id="student">{name}</span></p>\n'
    field = '<input type="text" id="student" autocomplete="off" spellcheck="false">'
    return f'<p class="student"><label for="student">Name or id</label> {field}</p>\n'


def given(one: Given) -> str:
    sample = f"{escape(one.sample)}: " * bool(one.sample)
    name = sample + mathml(one.symbol, display=False)
    if one.scalar:
        return f"<div>{name} = {escape(with_minus(one.table.cells[0][0]))}</div>\n"
    return as_html.matrix(one.table, name)


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


def asked(section: Section, question: Question, solution: Solution | None) -> str:
    beside = section.beside(question)
    words = "<p>In the drawing, and:</p>\n" * (len(beside) < len(question.boxes))
    if question.grid and len(beside) == len(question.boxes):
        inside = grid(question, solution)
    else:
        items = "".join(
            f'<li class="{LONG if one.long else one.kind}">{box(one, solution, shown=True)}</li>\n'
            for one in beside
        )
        inside = f'<ul class="boxes">\n{items}</ul>\n'
    level = 3 + bool(section.heading)
    head = opening(question.number, question.title, question.worth, level)
    return f"{head}{words}{inside}</div>\n"


def opening(number: int, title: str, worth: str, level: int) -> str:
    shown = f"{number}. {escape(title)}"
    return (
        f'<div class="question">\n<h{level}><span>{shown}</span> '
        f'<span class="points">{escape(worth)}</span></h{level}>\n'
    )


def by_hand(one: Manual, number: int, level: int) -> str:
    text = f"<p>{escape(head.clean(one.text))}</p>\n" * bool(one.text)
    space = '<div class="space"></div>\n<p class="words screen">On paper, marked by hand.</p>\n'
    title = opening(number, head.clean(one.title), counted(one.points), level)
    return f"{title}{text}{space}</div>\n"


def worked(solution: Solution) -> str:
    """Every equation with its numbers, as the page of a trace has them."""
    made = ['<div class="worked">\n<h2 class="iteration">Every equation with its numbers</h2>\n']
    for heading, view in solution.views:
        shown = {step.name for step in view.steps}
        if heading:
            made.append(f'<h2 class="iteration">{escape(heading)}</h2>\n')
        for section in sections(view):
            if section.opens:
                made.append(f'<h2 class="iteration">{escape(section.opens)}</h2>\n')
            made.append(f"<section>\n<h2>{escape(section.title)}</h2>\n")
            made += [as_html.article(card, shown) for card in section.cards]
            made.append("</section>\n")
    return "".join([*made, "</div>\n"])
