"""The bundled exercises on one page, each with its matrix: which mistakes its numbers tell apart.
`python docs/library.py` writes docs/exercises.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from exercises.task import Task, bundled, task
from exercises.variants import diagnosable
from exercises.variants.matrix import Matrix, Row
from grader.asked import asked_points

PAGE = Path(__file__).with_name("exercises.md")
HEAD = """# The bundled exercises

Written by `python docs/library.py`; a test compares it with the exercises.

Each student's numbers are drawn so that every mistake of the table that can be made in an asked
line, or before it in one that is not asked, gives numbers of its own. *Alike*: mistakes that give
equal numbers whatever the numbers are; the marking names both. *Unseen*: mistakes that give the
right numbers.

The numbers come from HMAC-SHA-256 of the course's secret, the exercise, its version and the
student, in whole numbers, the same on every machine (`exercises/variants/stream.py` has the
layout). They deter copying; from somebody who runs the tracer on the own sheet they hide nothing.
"""


def rows_of(given: Task) -> Iterator[str]:
    """One exercise: its head, what is asked, and its matrix."""
    yield f"\n## {given.title}\n"
    minutes = f", {given.minutes} minutes" if given.minutes else ""
    yield f"`{given.id}`: {given.goal}. {', '.join(given.lecture)}{minutes}."
    after = ", ".join(f"`{name}`" for name in given.prerequisites)
    if after:
        yield f"After {after}."
    asks = (
        f"`{ask.name}`{'' if ask.kind == 'number' else f' ({ask.kind})'} "
        f"{asked_points(given.exercise, ask):g}"
        for ask in given.asks
    )
    yield f"\nPoints: {', '.join(dict.fromkeys(asks))}.\n"
    if not given.variants:
        yield "The same for all students."
    yield from matrix_of(diagnosable(given))


def matrix_of(matrix: Matrix) -> Iterator[str]:
    lines = [row for row in matrix.rows if row.mistakes]
    if lines:
        yield "| line | told apart | alike | unseen |"
        yield "| --- | --- | --- | --- |"
        yield from map(cells, lines)


def cells(row: Row) -> str:
    alike = "; ".join(" = ".join(group) for group in row.alike)
    return f"| `{row.line}` | {', '.join(row.apart)} | {alike} | {', '.join(row.unseen)} |"


def page() -> str:
    """The whole page."""
    lines = [HEAD.rstrip()]
    for path in bundled().values():
        lines += rows_of(task(path))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
