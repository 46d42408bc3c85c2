"""The sentence beside each verdict. It says what the numbers fit, never what somebody did, and
shows right numbers only as far as the exercise lets it (`reveal`)."""

from __future__ import annotations

from tracer.formula.text import text

from ..asked import Exercise
from ..result import Marked, StudentReport
from .accepted import number, right_number, told
from .label import called, line_of, named

MOST_NAMED = 3  # mistakes that one sentence lists


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
            return follows(sheet, report, answer)
        case "coarse":
            return coarse(sheet)
        case "missing":
            return "No answer was found here."
        case "mistake":
            parts = [mistake(answer, said), apart(report, answer, said),
                     should(sheet, report, answer, student)]  # fmt: skip
        case "wrong" if "too-few-digits" in answer.flags:
            return few_digits(sheet)
        case _ if answer.quantity in sheet.trace.given:
            return given(sheet, answer, student)
        case _:
            before = named(sheet, answer.because_of, report.answers)
            own = f" your own {before} and" if before else ""
            parts = [f"This does not follow from{own} the numbers before it.",
                     should(sheet, report, answer, student)]  # fmt: skip
    return " ".join(part for part in parts if part)


def right(answer: Marked) -> str:
    if "unsupported" in answer.flags:
        return "Right, but it does not follow from your own lines before it."
    return ""


def follows(sheet: Exercise, report: StudentReport, answer: Marked) -> str:
    because = named(sheet, answer.because_of, report.answers)
    line = f"It follows from your own {because}"
    if "trivial" in answer.flags:
        return f"{line}, but that number was not worked, and it makes this line trivial: no points."
    if "constant" in answer.flags:
        return f"It follows from one number that stands in many boxes ({because}): no points."
    if "too-few-digits" in answer.flags:
        return f"{line}, but both have too few digits: no points."
    if "simplified" not in answer.flags:
        return f"{line}: counted as right."
    share = sheet.credit["simplified"]
    return (
        f"{line}, but what went wrong there makes this line easier than it is: "
        f"{share:.0%} of the points."
    )


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
    line = f"Your number fits {first}{taken_as(answer)}: {answer.says}"
    others = answer.mistakes[1 : 1 + MOST_NAMED]
    if others:
        line += f" The same number comes out of {', '.join(others)}."
    for flag in answer.flags:
        if flag.startswith("convention:"):
            setting = flag.removeprefix("convention:").replace("=", " = ")
            line += f" All your numbers are right with another convention: {setting}."
    return line


def apart(report: StudentReport, answer: Marked, said: set[str]) -> str:
    """That other entries of the line are wrong, and not in the same way; said once a line."""
    others = sum(
        one.quantity == answer.quantity and one.verdict == "wrong" for one in report.answers
    )
    if not others or answer.quantity in said:
        return ""
    said.add(answer.quantity)
    if others == 1:
        return "Another wrong entry of this line is wrong in another way."
    return f"The other {others} wrong entries of this line are wrong in another way."


def given(sheet: Exercise, answer: Marked, student: int) -> str:
    """Of a number that the sheet gives: what it is, and what the new one is called."""
    known, (name, entry) = sheet.trace, (answer.quantity, answer.entry)
    right = number(sheet, right_number(known, name, entry, answer.sign, student))
    line = f"{answer.shown} is given as {right}"
    if f"{name}:=" in known.by_name:
        line += f"; the new one is {called(sheet, f'{name}:=', entry, answer.sign)}"
    return f"{line}."


def taken_as(answer: Marked) -> str:
    """Of which number a mistake speaks, where the student's own is its negative."""
    return "" if answer.sign > 0 else f", taken as {answer.name} = {negative(answer.shown)}"


def negative(symbol: str) -> str:
    return symbol.removeprefix("−") if symbol.startswith("−") else f"−{symbol}"


def should(sheet: Exercise, report: StudentReport, answer: Marked, student: int) -> str:
    """What the line should have used: its formula, and as much of the key as may be shown."""
    step = sheet.trace.by_name.get(answer.quantity)
    if step is None:
        return ""
    line = line_of(step, answer.sign)
    says = [f"The line is {text(line)}."] if line is not None else []
    if sheet.reveal == "all" or (
        sheet.reveal == "wrong-line" and answer.name in report.first_wrong
    ):
        says.append(told(sheet, answer, student))
    return " ".join(says)
