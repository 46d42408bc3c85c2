"""The table that is being filled in, where the exercise asks for one: the rows around the box."""

from __future__ import annotations

from functools import lru_cache

from grader.asked import Exercise
from tracer.numbers import with_minus
from tracer.shell.line import Line, Piece, Role, said
from tracer.symbols import entry_name

from ...worksheet.boxes import Box, Question, questions
from ..model import Practice
from .marks import VERDICTS
from .table import OPEN

MOST_ROWS = 8
BETWEEN = "  "


@lru_cache(maxsize=16)
def tables(exercise: Exercise) -> tuple[Question, ...]:
    """The questions that are tables."""
    if exercise.steps == 1:
        return ()
    return tuple(question for question in questions(exercise) if question.corner)


def in_table(practice: Practice, entry: str) -> Question | None:
    """The table that an entry stands in, if any."""
    for question in tables(practice.sheet.exercise):
        if any(entry == entry_name(box.name, box.place) for box in question.boxes):
            return question
    return None


def rows(practice: Practice, width: int) -> list[Line]:
    """The rows of the epoch that is here, with what was typed and its verdict."""
    question = in_table(practice, practice.sheet.entry)
    if question is None:
        return []
    here, column = place_of(practice, question)
    epoch = question.rows[here].rpartition(".")[0]
    shown = [at for at, label in enumerate(question.rows) if label.rpartition(".")[0] == epoch]
    first = min(max(shown.index(here) - MOST_ROWS // 2, 0), max(len(shown) - MOST_ROWS, 0))
    shown = shown[first : first + MOST_ROWS]
    cells = [[piece(practice, cell) for cell in question.grid[at]] for at in shown]
    heads = [Piece(head, "dim") for head in question.columns]
    labels = [
        Piece(text, "dim") for text in (question.corner, *(question.rows[at] for at in shown))
    ]
    lines = [[label, *row] for label, row in zip(labels, [heads, *cells], strict=True)]
    return [said(""), *laid(lines, column + 1, width)]


def place_of(practice: Practice, question: Question) -> tuple[int, int]:
    """The row and the column of the box that is here, from 0."""
    for i, row in enumerate(question.grid):
        for j, cell in enumerate(row):
            if isinstance(cell, Box) and entry_name(cell.name, cell.place) == practice.sheet.entry:
                return i, j
    return 0, 0


def laid(lines: list[list[Piece]], here: int, width: int) -> list[Line]:
    """Columns of one width each; where there is no room, those behind the box give way, which are
    still open, then those in front of it."""
    sizes = [max(len(line[at].text) for line in lines) for at in range(len(lines[0]))]
    first, last = 1, len(sizes)
    while (
        last - first > 1
        and sum(sizes[first:last]) + len(BETWEEN) * (last - first) + sizes[0] > width
    ):
        first, last = (first, last - 1) if last - 1 > here else (first + 1, last)
    kept = [0, *range(first, last)]
    return [
        tuple(
            part
            for at in kept
            for part in (
                Piece(BETWEEN * (at > 0) + " " * (sizes[at] - len(line[at].text))),
                line[at],
            )
        )
        for line in lines
    ]  # fmt: skip


def piece(practice: Practice, cell: Box | str | None) -> Piece:
    """A given number, a typed text with its verdict, an open box."""
    if not isinstance(cell, Box):
        return Piece(with_minus(cell or ""))
    sheet, entry = practice.sheet, entry_name(cell.name, cell.place)
    typed = practice.progress.typed.get(entry)
    text: str = OPEN
    role: Role = "plain"
    if typed is not None:
        blank, place = sheet.wanted.get(entry, (sheet.by_name[cell.name], cell.place))
        sign, role = VERDICTS[sheet.verdict(blank, place)]
        text = f"{sign}{dict(cell.choices).get(typed.strip().upper(), typed)}"
    if entry == sheet.entry:
        return Piece(f"[{text}]", "cursor", entry)
    return Piece(text, role, entry)
