"""The sentence beside each verdict. It says what the numbers fit, never what somebody did, and
shows right numbers only as far as the exercise lets it (`reveal`)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tracer.formula.text import text
from tracer.numbers import significant
from tracer.show import formula_of
from tracer.symbols import split_entry
from tracer.trace import Trace

from ..exercise_file import Exercise
from ..result import Marked, StudentReport
from .label import symbol

MOST_NAMED = 3  # entries or mistakes that one sentence lists


def say(sheet: Exercise, report: StudentReport, student: int = 0) -> None:
    """Give every answer its sentence. `student`: the place in the class, where each one has
    numbers of their own."""
    said: set[str] = set()
    for answer in report.answers:
        if not answer.message:
            answer.message = sentence(sheet, report, answer, said, student)


def sentence(
    sheet: Exercise, report: StudentReport, answer: Marked, said: set[str], student: int
) -> str:
    match answer.verdict:
        case "right":
            return right(answer)
        case "follows":
            return follows(sheet, answer)
        case "coarse":
            return coarse(sheet)
        case "missing":
            return "No answer was found here."
        case "mistake":
            parts = [mistake(answer, said), should(sheet, report, answer, student)]
        case "wrong" if "too-few-digits" in answer.flags:
            return few_digits(sheet)
        case _:
            before = answer.because_of
            own = f" your own {named(sheet.trace, before)} and" if before else ""
            parts = [f"This does not follow from{own or ''} the numbers before it.",
                     should(sheet, report, answer, student)]  # fmt: skip
    return " ".join(part for part in parts if part)


def right(answer: Marked) -> str:
    if "unsupported" in answer.flags:
        return "Right, but it does not follow from your own lines before it."
    return ""


def follows(sheet: Exercise, answer: Marked) -> str:
    line = f"It follows from your own {named(sheet.trace, answer.because_of)}: counted as right."
    because = named(sheet.trace, answer.because_of)
    if "trivial" in answer.flags:
        return (
            f"It follows from your own {because}, but that number was not worked, and it makes "
            "this line trivial: no points."
        )
    if "constant" in answer.flags:
        return f"It follows from one number that stands in many boxes ({because}): no points."
    if "too-few-digits" in answer.flags:
        return f"It follows from your own {because}, but both have too few digits: no points."
    if "simplified" in answer.flags:
        share = sheet.credit["simplified"]
        line = (
            f"It follows from your own {named(sheet.trace, answer.because_of)}, but what went "
            f"wrong there makes this line easier than it is: {share:.0%} of the points."
        )
    return line


def coarse(sheet: Exercise) -> str:
    if sheet.decimals is not None:
        return f"As far as it goes it is right; {sheet.decimals} decimals are asked for."
    return (
        f"As far as it goes it is right, but it has too few digits to tell: "
        f"{sheet.digits} significant digits are asked for."
    )


def few_digits(sheet: Exercise) -> str:
    if sheet.decimals is not None:
        return f"These are too few digits: {sheet.decimals} decimals are asked for."
    return f"These are too few digits: {sheet.digits} significant digits are asked for."


def mistake(answer: Marked, said: set[str]) -> str:
    """What the numbers fit, in full the first time and by name after that."""
    first = answer.mistakes[0]
    if first in said:
        return f"Your number fits the same mistake as before ({first})."
    said.add(first)
    line = f"Your number fits {first}: {answer.says}"
    others = answer.mistakes[1 : 1 + MOST_NAMED]
    if others:
        line += f" The same number comes out of {', '.join(others)}."
    for flag in answer.flags:
        if flag.startswith("convention:"):
            setting = flag.removeprefix("convention:").replace("=", " = ")
            line += f" All your numbers are right with another convention: {setting}."
    return line


def should(sheet: Exercise, report: StudentReport, answer: Marked, student: int) -> str:
    """What the line should have used: its formula, and as much of the key as may be shown."""
    step = sheet.trace.by_name.get(answer.quantity)
    if step is None:
        return ""
    line = f"The line is {text(formula_of(step))}."
    if sheet.reveal == "all" or (
        sheet.reveal == "wrong-line" and answer.name in report.first_wrong
    ):
        line += f" The right number is {right_number(sheet, answer, student)}."
    return line


def right_number(sheet: Exercise, answer: Marked, student: int) -> str:
    value = sheet.trace.laid(answer.quantity)
    row, column = answer.entry or (1, 1)
    number = float((value[student] if value.ndim > 2 else value)[row - 1, column - 1])
    number *= answer.sign
    if sheet.decimals is not None and np.isfinite(number):
        return f"{number + 0.0:.{sheet.decimals}f}"
    return significant(number + 0.0, sheet.digits)


def named(trace: Trace, entries: Sequence[str]) -> str:
    """Some entries as the sheet calls them."""
    shown = [called(trace, entry) for entry in entries[:MOST_NAMED]]
    more = len(entries) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def called(trace: Trace, name: str) -> str:
    array, place = split_entry(name)
    return symbol(trace, array, place)[1] or name
