"""The bundled exercises on one page, each with its matrix: which mistakes its numbers tell apart.
`python docs/library.py` writes docs/exercises.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from exercises import worth
from exercises.practice.course import DONE, LONGEST
from exercises.task import Task, bundled, task
from exercises.variants import diagnosable
from exercises.variants.matrix import Matrix, Row
from grader.asked import asked_points
from tracer.parts import with_part

PAGE = Path(__file__).with_name("exercises.md")
HEAD = """# The bundled exercises

Written by `python docs/library.py`; a test compares it with the exercises.

`backprop sheet two-layers --formats md,html --solution -o sheet/` prints one of them with its
solution, `--student ana --secret-file secret.txt` with a student's own numbers, `backprop practice
two-layers` works it in the terminal.

Each student's numbers are drawn so that every mistake of the table that can be made in an asked
line, or before it in one that is not asked, gives numbers of its own. *Alike*: mistakes that give
equal numbers whatever the numbers are; the marking names both. *Unseen*: mistakes that give the
right numbers.

The numbers come from HMAC-SHA-256 of the course's secret, the exercise, its version and the
student, in whole numbers, the same on every machine (`exercises/variants/stream.py` has the
layout). They deter copying; from somebody who runs the tracer on the own sheet they hide nothing.

## Points and minutes

By one rule for all of them (`exercises/worth.py`), and a test compares every file with it.

- *Points*: a number, a shape or a count 1; a value that a calculator's key is pressed for (exp,
  log, tanh), or a sum over the samples (J, ∂J/∂W, ∂J/∂b), 2; a formula 2; an answer to choose 2;
  of a calculation in which a mistake is to be found 1 for each of its lines and {name} for the
  mistake's name; {name} for a second line that is wrong, and for its name.
- *Minutes*: {read:g} for the sheet; {number:g} for every number that is asked, or has to be worked
  out on the way to one that is ({term:g} where no line names it, and it was worked out in the
  iteration before); {term:g} more for each further term of its sum; {function:g} more where a key
  of the calculator is pressed; a formula {formula:g}; an answer to choose what its
  number takes and {choice:g}, one in words {words:g}, a shape or a count {shape:g}; where a mistake
  is to be found, one entry of each line and {find:g} for each mistake.

## Choices

The wrong answers are numbers of mistakes of people that can be made in the asked line, the most
frequent first (docs/mistakes.md says how often each was found); slips of the pen, and mistakes on
the way to the line, where those are too few. None is 0, or of quite another size than what is
right. Who takes the first, the middle, the longest or the
one that others are multiples of earns what chance gives: `python -m benchmarks.choices`.

Answers in words have a reason each, which is what somebody reads who chose them; the solution has
the reasons of all. Where a mistake is to be found, it works the wrong line from the lines above it.

## The way through them

`backprop course` shows the rows of the lecture (L) and of deeper courses (D) with their exercises,
how far you are with each, the kinds of line that went wrong, and what to practise next. What you
began comes first; then what is due again, that with the most wrong answers first; then the next new
one. An exercise is due one day after you worked it; two days where at least {done:g} % of its
points were earned the last time, four where the last two times, then eight, and so on up to
{longest} days. `backprop course --instructor` prints them as a list to set.
"""
RULE = {
    "name": worth.NAME,
    "done": 100 * DONE,
    "longest": LONGEST,
    "read": worth.READ,
    "number": worth.NUMBER,
    "term": worth.TERM,
    "function": worth.FUNCTION,
    "formula": worth.FORMULA,
    "choice": worth.CHOICE,
    "find": worth.FIND,
    "words": worth.THINK["choice"],
    "shape": worth.THINK["shape"],
}


def rows_of(given: Task) -> Iterator[str]:
    """One exercise: its head, what is asked, and its matrix."""
    yield f"\n## {given.title}\n"
    minutes = f", {given.minutes} minutes" if given.minutes else ""
    yield f"`{given.id}`: {given.goal}. {', '.join(given.lecture)}{minutes}."
    after = ", ".join(f"`{name}`" for name in given.prerequisites)
    if after:
        yield f"After {after}."
    asks = (
        f"`{with_part(part.part, ask.name)}`{'' if ask.kind == 'number' else f' ({ask.kind})'} "
        f"{asked_points(part, ask):g}"
        for part in given.exercise.parts
        for ask in part.asks or ()
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
    lines = [HEAD.format(**RULE).rstrip()]
    for path in bundled().values():
        lines += rows_of(task(path))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
