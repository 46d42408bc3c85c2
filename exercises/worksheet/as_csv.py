"""The bare answer file as CSV, long: student,quantity,value. It is what `backprop grade` reads."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from grader.encodings import MARK
from grader.limits import LONG

if TYPE_CHECKING:
    from .description import Sheet
    from .solution import Solution


def write(sheet: Sheet, solution: Solution | None) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows(sheet, solution))
    text = out.getvalue()
    return text if text.isascii() else MARK.decode() + text  # or Excel takes it for Windows' own


def rows(sheet: Sheet, solution: Solution | None) -> Iterator[tuple[str, str, str]]:
    """The head, then a row for each asked entry, its value still to come."""
    yield LONG
    for box in sheet.boxes:
        yield sheet.student, box.quantity, solution.of(box) if solution else ""
