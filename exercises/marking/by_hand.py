"""The points of the parts that are marked by hand, in DIR/overrides.csv, among an instructor's own
lines: whatever else stands there stays."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

from grader.asked import Exercise
from grader.classes.cells import plain, safe
from grader.classes.folder import Folder
from grader.classes.gather import folded
from grader.classes.overrides import HEAD, column_names, points_of, rows_of
from tracer.files import label

FILE = "overrides.csv"
REASON = "marked by hand"
STUDENT, QUANTITY, POINTS, WHY = HEAD


class ByHand:
    """The lines of a folder's overrides that give a part by hand its points. Methods raise
    InputError for a file that is no such table, or where there are no points."""

    def __init__(self, folder: Folder, sheet: Exercise) -> None:
        self.folder = folder
        titles = [part.title for part in sheet.manual]
        own = {one.title: one.label for one in sheet.manual if titles.count(one.title) == 1}
        self.parts = own | {one.label: one.label for one in sheet.manual}  # by what files call them

    def points(self, student: str) -> dict[str, str]:
        """Of each part of which the file has points; the last line counts."""
        rows, _ = self.table()
        return {part: row_points for _, part, row_points in self.lines(rows, student)}

    def save(self, student: str, given: Mapping[str, str]) -> None:
        """Put a student's points into the file. What it says already stays as it is: a reason that
        somebody gave, further columns, other lines, their order."""
        if not self.parts or given == self.points(student):
            return
        rows, delimiter = self.table()
        head = column_names(rows[0])
        mine = {at: (part, points) for at, part, points in self.lines(rows, student)}
        places = {part: at for at, (part, _) in mine.items()}  # the last line counts
        for part, points in given.items():
            if part not in places:
                cells = {STUDENT: student, QUANTITY: part, WHY: REASON}
                places[part] = len(rows)
                rows.append([cells.get(name, "") for name in head])
            elif mine[places[part]][1] == points:
                continue  # 2,5 stays 2,5
            rows[places[part]][head.index(POINTS)] = points
        gone = {at for at, (part, _) in mine.items() if part not in given}
        self.folder.put(FILE, as_csv((row for at, row in enumerate(rows) if at not in gone),
                                     delimiter))  # fmt: skip

    def table(self) -> tuple[list[list[str]], str]:
        """The rows, the first one of names, each as long as any, and what is between cells."""
        path = self.folder.path / FILE
        rows, delimiter = rows_of(path) if path.is_file() else ([], ",")
        head = rows[0] if rows else []
        head = [*head, *(name for name in HEAD if name not in column_names(head))]
        width = max(map(len, [head, *rows]))
        return [[*row, *[""] * (width - len(row))] for row in [head, *rows[1:]]], delimiter

    def lines(self, rows: list[list[str]], student: str) -> Iterator[tuple[int, str, str]]:
        """The rows with this student's points of a part: where, which part, how many."""
        head = column_names(rows[0])
        for at, row in enumerate(rows[1:], 1):
            cells = {name: plain(text.strip()) for name, text in zip(head, row, strict=True)}
            part = self.parts.get(cells[QUANTITY])
            if part is not None and folded(cells[STUDENT]) == folded(student):
                here = f"{label(str(self.folder.path / FILE))}: line {at + 1}"
                yield at, part, f"{points_of(cells[POINTS], here):g}"


def as_csv(rows: Iterator[list[str]], delimiter: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerows([safe(text) for text in row] for row in rows)
    return out.getvalue()
