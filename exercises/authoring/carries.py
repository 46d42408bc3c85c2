"""Which of the asked lines a slip before them can be followed into.

What follows from a student's own wrong number is paid where that number stands on the sheet: what
nobody is asked for is not written, and what was not written cannot be followed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from grader.asked import Exercise
from grader.report.label import as_asked

from .reach import of_author

MOST_NAMED = 3  # lines of one sentence
UNWRITTEN = "a line that was not written cannot carry a slip"


def carried(sheet: Exercise, lines: Sequence[str]) -> Iterator[str]:
    """Each line that is asked for as a number, and what may be wrong before it without its points
    being lost. `lines`: all of them."""
    width = max(len(as_asked(sheet, name)) for name in lines)
    missing = False
    for name in lines:
        met, passed = before(sheet, name, lines)
        missing |= bool(passed)
        yield f"{as_asked(sheet, name):<{width}}  {says(sheet, met, passed)}"
    if missing:
        yield UNWRITTEN


def alone(sheet: Exercise) -> Iterator[str]:
    """The lines asked for as numbers that carry nothing on, though lines before them may be wrong:
    what is worked wrong on the way costs all of their points."""
    asked = [ask for ask in sheet.asks or () if ask.kind == "number" and not ask.alone]
    known = sheet.trace
    lines = [
        name
        for name in dict.fromkeys(ask.name for ask in asked)
        if name in known.by_name or name in known.by_steps.by_name
    ]
    for name in lines:
        met, passed = before(sheet, name, lines)
        if passed and not met:
            yield f"{as_asked(sheet, name)}  {says(sheet, met, passed)}"


def says(sheet: Exercise, met: Sequence[str], passed: Sequence[str]) -> str:
    """Which slips a line carries on, in words."""
    not_asked = f"{few(sheet, passed)} {'is' if len(passed) == 1 else 'are'} not asked"
    if met:
        return f"slips of {few(sheet, met)}" + (f"; {not_asked}" if passed else "")
    if passed:
        return f"nothing: {not_asked}"
    return "nothing: it is made of given numbers alone"


def few(sheet: Exercise, names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    first = ", ".join(as_asked(sheet, name) for name in names[:MOST_NAMED])
    return first + (f" and {more} more" if more > 0 else "")


def before(sheet: Exercise, name: str, asked: Collection[str]) -> tuple[list[str], list[str]]:
    """The asked lines that a line is made of, and those between, which nobody is asked for; both
    in the order of the trace."""
    known = sheet.trace if name in sheet.trace.by_name else sheet.trace.by_steps
    needed, met, passed = {name}, list[str](), list[str]()
    for step in reversed(known.steps):
        if step.name not in needed:
            continue
        if step.name in asked and step.name != name:
            met.append(step.name)
            continue
        needed.update(step.inputs)
        # what is made of nothing, as dJ/dJ = 1, nobody gets wrong
        if step.name != name and step.inputs and of_author(sheet, step.name):
            passed.append(step.name)
    return met[::-1], passed[::-1]
