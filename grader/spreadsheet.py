"""xlsx as rows of texts: every number as its cell shows it, so that 0.10 has two digits."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from tracer.errors import InputError

from .csv_rows import TITLES, in_one, names_columns
from .encodings import utf_16
from .kinds import ARCHIVE, EXPECTED, NO_ANSWERS
from .limits import bounded, unreadable

LARGEST = 30_000_000  # bytes of the unpacked file
MOST_PARTS = 500  # files in it
MOST_TAGS = 500_000  # of the sheets and their texts: a cell has about four
MOST_OTHER_TAGS = 20_000  # of everything else: styles, names, pictures
MOST_ROWS = 200_000
MOST_SHEETS = 10  # in which answers are looked for
# Number formats that say how many decimals are shown, in any colour and with any sign in front.
DECIMALS = re.compile(r"(?:\[[^\]]*\])*(?:#,##)?0(?:\.(0{1,30}))?(E[+-]?0{1,3})?(?:_.)?")
FAR_ROW = re.compile(rb"<row[^>]*\sr=[\"']([2-9]\d{5}|\d{7,})[\"']")  # a row from MOST_ROWS on
FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
XML = (".xml", ".rels")
STRICT = b"http://purl.oclc.org/ooxml/"  # in the place of Microsoft's own names
TABLES = re.compile(r"xl/(?:worksheets/|sharedStrings)")


def rows_of_xlsx(data: bytes, where: str) -> list[Sequence[str]]:
    """The rows of the first sheet that names columns of answers; of the first, where none does.
    Raises InputError for what is no xlsx, for a file that unpacks to more than any class writes,
    and where openpyxl is not installed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            is_spreadsheet(packed.namelist(), where)
            formulas = small(packed, where)
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, RuntimeError) as error:
        raise fault(where, f"this is no xlsx: {str(error)[:200]}") from None
    try:
        import openpyxl  # noqa: F401
    except ModuleNotFoundError:
        wrong = "spreadsheets are read with openpyxl, which is not installed"
        example = "pip install 'backprop-tracer[xlsx]'"
        raise InputError(
            where, wrong, expected="a CSV file, or openpyxl", example=example
        ) from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and forms that openpyxl leaves out
            return answers_of(data, where, formulas=formulas)
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001 - openpyxl lets any error of XML and zip through
        raise fault(where, f"it cannot be read as a spreadsheet: {type(error).__name__}") from None


def answers_of(data: bytes, where: str, *, formulas: bool) -> list[Sequence[str]]:
    """The rows with the answers. `formulas`: whether there are any; one that no program has
    worked out yet stands there as it was typed."""
    from openpyxl import load_workbook

    sheets = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets
    typed = load_workbook(io.BytesIO(data), read_only=True).worksheets if formulas else sheets
    both = list(zip(sheets, typed, strict=True))
    for one in (*sheets, *typed):
        one.reset_dimensions()  # which some programs write wrong, or far too large
    for sheet, own in both[:MOST_SHEETS]:
        top = filter(any, islice(texts(sheet, own), 3 * TITLES))  # there are blank rows among them
        if any(names_columns(row) or in_one(row) for row in islice(top, TITLES)):
            return bounded(texts(sheet, own), where)
    return bounded(texts(*both[0]), where) if both else []


def is_spreadsheet(names: Sequence[str], where: str) -> None:
    """Refuse a zip file of something else. `names`: of the files in it."""
    if any(name.startswith("xl/") for name in names):
        return
    if "mimetype" in names or any(name.endswith(".iwa") for name in names):
        wrong = "this is a file of LibreOffice, or of Apple's: save it as xlsx or csv"
    elif "[Content_Types].xml" in names:  # a text, or slides
        wrong = NO_ANSWERS
    else:
        wrong = ARCHIVE
    raise unreadable(where, wrong, EXPECTED)


def small(packed: zipfile.ZipFile, where: str) -> bool:
    """Whether there are formulas in it. Refuse what unpacks to more than any class writes, before
    a slow reader sees it."""
    entries = packed.infolist()
    size = sum(entry.file_size for entry in entries)
    if size > LARGEST:
        raise fault(where, f"it unpacks to {size} bytes: at most {LARGEST} are read")
    if len(entries) > MOST_PARTS:
        raise fault(where, f"there are {len(entries)} files in it: at most {MOST_PARTS} are read")
    tags = {True: 0, False: 0}
    formulas = False
    for entry in entries:
        part = packed.read(entry)
        tags[TABLES.match(entry.filename) is not None] += part.count(b"<")
        is_xml = entry.filename.lower().endswith(XML)
        if is_xml and (b"<!DOCTYPE" in part or utf_16(part[:4]) is not None):
            raise fault(where, "it defines words of its own, which no spreadsheet program does")
        if is_xml and STRICT in part:
            wrong = "this is saved as Strict Open XML"
            raise unreadable(where, wrong, "an Excel workbook (.xlsx) that is not Strict, or CSV")
        if FAR_ROW.search(part) or part.count(b"<row") > MOST_ROWS:
            raise fault(where, f"it has more than {MOST_ROWS} rows")
        formulas = formulas or (is_xml and FORMULA.search(part) is not None)
    if tags[True] > MOST_TAGS or tags[False] > MOST_OTHER_TAGS:
        raise fault(where, f"it has {sum(tags.values())} elements: at most {MOST_TAGS} are read")
    return formulas


def texts(sheet: Any, typed: Any) -> Iterator[list[str]]:
    """The rows of a sheet. `typed`: the same sheet with its formulas."""
    rows = sheet.iter_rows(max_row=MOST_ROWS)
    if typed is sheet:
        yield from ([shown_number(cell.value, cell.number_format) for cell in row] for row in rows)
        return
    for row, own in zip(rows, typed.iter_rows(max_row=MOST_ROWS), strict=True):
        yield [
            shown_number(cell.value, cell.number_format) or formula(one.value)
            for cell, one in zip(row, own, strict=True)
        ]


def formula(value: object) -> str:
    """A formula that was not worked out, without its sign: 0.35*0.2 can be read, A1*B2 is told."""
    return value[1:] if isinstance(value, str) and value.startswith("=") else ""


def shown_number(value: object, number_format: str | None) -> str:
    """A cell as it is shown: 0.1 in the format 0.00 is 0.10."""
    if value is None:
        return ""
    if isinstance(value, datetime):  # a number that a spreadsheet took for a date: it is told
        return value.isoformat(" ").removesuffix(" 00:00:00")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    match = DECIMALS.fullmatch((number_format or "").partition(";")[0])
    try:
        if match:
            return f"{value:.{len(match[1] or '')}{'e' if match[2] else 'f'}}"
        whole = float(value).is_integer() and abs(value) < 1e15
    except OverflowError:  # an integer of hundreds of digits
        return str(value)
    return str(int(value)) if whole else repr(value)


def fault(where: str, wrong: str) -> InputError:
    return InputError(
        where, wrong, expected="an xlsx table of answers", example="student,quantity,value"
    )
