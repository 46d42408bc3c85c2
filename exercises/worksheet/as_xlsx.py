"""The sheet as a spreadsheet: one row an asked entry, which the grader reads as it is; what is
given and the conventions are on a second page of it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from grader.limits import LONG
from tracer.errors import InputError
from tracer.export import head
from tracer.formula.text import text
from tracer.parts import with_part

from .boxes import counted
from .description import CALCULATION, GIVEN

if TYPE_CHECKING:
    from .boxes import Box
    from .description import Section, Sheet
    from .given import Given
    from .solution import Solution

WIDTHS = (16, 24, 18, 9, 52, 44)
HEAD = (*LONG, "points", "in words", "choices")
VALUE, POINTS = HEAD.index("value") + 1, HEAD.index("points") + 1
FIRST, OTHER, COLUMNS = 26, 12, 7  # widths, in letters, of the page that says what is given
HEADINGS = ("Conventions", GIVEN, CALCULATION, "By hand")
INK, FILL = "FF1B1B1B", "FFFFF6D6"


def write(sheet: Sheet, solution: Solution | None) -> bytes:
    """Raises InputError where openpyxl is not installed."""
    try:
        from openpyxl import Workbook
    except ModuleNotFoundError:
        raise InputError(
            "--formats",
            "spreadsheets are written with openpyxl, which is not installed",
            expected="csv, which every spreadsheet opens, or the extra xlsx",
            example="pip install 'backprop-tracer[xlsx]'",
        ) from None
    book = Workbook()
    answers = book.active
    assert answers is not None
    answers.title = "answers"
    fill_answers(answers, sheet, solution)
    about(book.create_sheet("exercise"), sheet)
    book.properties.title = sheet.title
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def fill_answers(page: Any, sheet: Sheet, solution: Solution | None) -> None:
    """The table to fill in: its first row says what the columns are."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.datavalidation import DataValidation

    lines(page, [HEAD, *(row(sheet, box, solution) for box in sheet.boxes)])
    for cell in page[1]:
        cell.font = Font(bold=True)
    for number, box in enumerate(sheet.boxes, 2):
        frame(page.cell(number, VALUE))
        for cell in page[number]:
            centred = "center" if cell.column == POINTS else "left"
            cell.alignment = Alignment(vertical="center", horizontal=centred, wrap_text=True)
        if box.choices and not box.several:
            letters = ",".join(letter for letter, _ in box.choices)
            valid = DataValidation(type="list", formula1=f'"{letters}"', allow_blank=True)
            page.add_data_validation(valid)
            valid.add(page.cell(number, VALUE))
        page.row_dimensions[number].height = 24 if not box.choices else 15 * len(box.choices) + 6
    for column, width in enumerate(WIDTHS, 1):
        page.column_dimensions[page.cell(1, column).column_letter].width = width
    page.freeze_panes = "A2"
    ready_to_print(page, landscape=True)


def row(sheet: Sheet, box: Box, solution: Solution | None) -> tuple[Any, ...]:
    value = solution.of(box) if solution else None
    choices = "\n".join(f"{letter}: {words}" for letter, words in box.choices) or None
    return sheet.student, box.quantity, value, round(box.points, 2), box.says, choices


def lines(page: Any, rows: Any) -> None:
    """Rows of cells; a text stays a text, whatever it begins with."""
    for number, cells in enumerate(rows, 1):
        for column, value in enumerate(cells, 1):
            if value is None:
                continue
            cell = page.cell(number, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"


def frame(cell: Any) -> None:
    """A cell that is to be filled in: a frame, a colour, and what is typed stays as typed."""
    from openpyxl.styles import Border, PatternFill, Side

    side = Side(style="thin", color=INK)
    cell.border = Border(left=side, right=side, top=side, bottom=side)
    cell.fill = PatternFill("solid", fgColor=FILL)
    cell.number_format = "@"


def about(page: Any, sheet: Sheet) -> None:
    """The exercise: title, conventions, what is given."""
    from openpyxl.styles import Alignment, Font

    lines(page, list(exercise(sheet)))
    page.column_dimensions["A"].width = FIRST
    for column in "BCDEFGHIJK":
        page.column_dimensions[column].width = OTHER
    page["A1"].font = Font(bold=True, size=14)
    for number, (first, *others) in enumerate(page.iter_rows(max_col=COLUMNS), 1):
        if first.value in HEADINGS:
            first.font = Font(bold=True)
        if any(cell.value is not None for cell in others):
            continue
        page.merge_cells(start_row=number, end_row=number, start_column=1, end_column=COLUMNS)
        first.alignment = Alignment(vertical="top", wrap_text=True)
        room = FIRST + OTHER * (COLUMNS - 1)
        page.row_dimensions[number].height = 15.5 * (1 + len(str(first.value or "")) // room) + (
            6 if number == 1 else 0
        )
    ready_to_print(page, landscape=False)


def exercise(sheet: Sheet) -> Iterator[tuple[Any, ...]]:
    yield (sheet.title,)
    if sheet.goal:
        yield (sheet.goal,)
    yield ("; ".join(sheet.facts),)
    yield ()
    yield ("Conventions",)
    yield from ((words,) for words in (*sheet.rule, *sheet.agreed))
    yield ()
    for section in sheet.sections:
        yield from part_of(section)
    if sheet.on_paper:
        yield ()
        yield ("By hand",)
    for number, part in sheet.on_paper:
        title = with_part(part.part, f"{number}. {head.clean(part.title)}")
        yield (f"{title} ({counted(part.points)})",)
        if part.text:
            yield (head.clean(part.text),)


def part_of(section: Section) -> Iterator[tuple[Any, ...]]:
    """What is given in a part."""
    if section.heading:
        yield (section.heading,)
        yield from ((words,) for words in (*section.facts, *section.agreed))
    if section.formulas or section.given:
        yield (GIVEN,)
    yield from ((text(tree),) for tree in section.formulas)
    yield from (row for one in section.given for row in array(one))
    if section.calculation:
        yield ()
        yield (CALCULATION,)
        yield from (row for one in section.calculation for row in array(one))


def array(one: Given) -> Iterator[tuple[Any, ...]]:
    """An array with the labels of its rows and columns."""
    name = f"{one.sample}: " * bool(one.sample) + text(one.symbol)
    if any(one.table.columns):
        yield ("", *one.table.columns)
    for label, cells in zip(one.table.rows, one.table.cells, strict=True):
        yield (f"{name}  {label}".strip(), *map(float, cells))


def ready_to_print(page: Any, *, landscape: bool) -> None:
    page.page_setup.orientation = "landscape" if landscape else "portrait"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_options.gridLines = False
