"""xlsx as rows of texts: every number as its cell shows it, so that 0.10 has two digits."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from tracer.errors import InputError

LARGEST = 100_000_000  # bytes of the unpacked file
MOST_CELLS = 1_000_000
DECIMALS = re.compile(r"0(?:\.(0+))?(E[+-]?0+)?")


def rows_of_xlsx(data: bytes, where: str) -> list[list[str]]:
    """The rows of the first sheet. Raises InputError for what is no xlsx, for a file that
    unpacks to more than any class writes, and where openpyxl is not installed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise fault(where, f"this is no xlsx: {error}") from None
    if size > LARGEST:
        raise fault(where, f"it unpacks to {size} bytes: at most {LARGEST} are read")
    try:
        from openpyxl import load_workbook
    except ModuleNotFoundError:
        wrong = "spreadsheets are read with openpyxl, which is not installed"
        example = "pip install 'backprop-tracer[xlsx]'"
        raise InputError(
            where, wrong, expected="a CSV file, or openpyxl", example=example
        ) from None
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        return texts(book.worksheets[0], where)
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001 - openpyxl lets any error of XML and zip through
        raise fault(where, f"it cannot be read as a spreadsheet: {type(error).__name__}") from None


def texts(sheet: Any, where: str) -> list[list[str]]:
    rows, count = [], 0
    for row in sheet.iter_rows():
        cells = [shown_number(cell.value, cell.number_format) for cell in row]
        count += len(cells)
        if count > MOST_CELLS:
            raise fault(where, f"it has more than {MOST_CELLS} cells")
        if any(cells):
            rows.append(cells)
    return rows


def shown_number(value: object, number_format: str | None) -> str:
    """A cell as it is shown: 0.1 in the format 0.00 is 0.10."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    match = DECIMALS.fullmatch(number_format or "")
    if match:
        decimals = len(match[1] or "")
        return f"{value:.{decimals}{'e' if match[2] else 'f'}}"
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(value)


def fault(where: str, wrong: str) -> InputError:
    return InputError(
        where, wrong, expected="an xlsx table of answers", example="student,quantity,value"
    )
