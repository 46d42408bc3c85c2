"""The sentence beside each verdict. It says what the numbers fit, never what somebody did, and
shows right numbers only as far as the exercise lets it (`reveal`)."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from tracer.network import Network
from tracer.settings import settings_of

from ..asked import Exercise
from ..result import Marked, StudentReport
from ..verdicts import AMISS
from .accepted import told
from .label import named
from .with_numbers import Typed, numbers_typed, told_line

CONVENTION = "convention:"  # so a flag begins
MOST_NAMED = 3  # mistakes that one sentence lists


class Page(NamedTuple):
    """What a sentence may speak of: the answers of one student; `student`: the place in the class,
    where each one has numbers of their own; `typed`: what was written, by entry; `said`: the
    mistakes that were told in full; `stands`: the entries of which anything stands there."""

    sheet: Exercise
    report: StudentReport
    student: int
    typed: Typed
    said: set[str]
    stands: Collection[str]


def say(sheet: Exercise, report: StudentReport, student: int = 0) -> None:
    """Give every answer its sentence. `student`: the place in the class, where each one has
    numbers of their own."""
    wrong = any(answer.verdict in AMISS for answer in report.answers)
    typed = numbers_typed(report.answers) if wrong else {}
    stands = {answer.name for answer in report.answers if answer.typed}
    page = Page(sheet, report, student, typed, set(), stands)
    for answer in report.answers:
        if not answer.message:
            answer.message = sentence(page, answer)


def sentence(page: Page, answer: Marked) -> str:
    sheet, report = page.sheet, page.report
    match answer.verdict:
        case "right":
            return right(answer)
        case "follows":
            return follows(page, answer)
        case "coarse":
            return coarse(sheet)
        case "missing":
            return "No answer was found here."
        case "mistake":
            parts = [mistake(page, answer), apart(page, answer), should(page, answer)]
        case "wrong" if "too-few-digits" in answer.flags:
            return few_digits(sheet)
        case _:
            before = named(sheet, written(page, answer), report.answers)
            own = f" your own {before} and" if before else ""
            parts = [f"This does not follow from{own} the numbers before it.", should(page, answer)]
    return " ".join(part for part in parts if part)


def right(answer: Marked) -> str:
    if "unsupported" in answer.flags:
        return "Right, but it does not follow from your own lines before it."
    return ""


def written(page: Page, answer: Marked) -> list[str]:
    """The wrong entries before an answer that stand on the student's own page."""
    return [name for name in answer.because_of if name in page.stands]


def follows(page: Page, answer: Marked) -> str:
    sheet = page.sheet
    because = named(sheet, answer.because_of, page.report.answers)
    line = f"It follows from your own {because or 'numbers before it'}"
    if because and not written(page, answer):
        line = f"It follows from the same mistake in {because}, which is not written"
    if "trivial" in answer.flags:
        return (
            f"{line}, but no work leads to that number, which makes this line trivial: no points."
        )
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
    return f"As far as it goes it is right, but it has too few digits to tell{asked(sheet)}."


def few_digits(sheet: Exercise) -> str:
    if sheet.decimals is not None:
        return f"These are too few digits: {sheet.decimals} decimals are asked for."
    return f"These are too few digits{asked(sheet)}."


def asked(sheet: Exercise) -> str:
    """How many digits a sheet asks for; a plain network or expression asks for nothing."""
    return "" if sheet.asks is None else f": {sheet.digits} significant digits are asked for"


def mistake(page: Page, answer: Marked) -> str:
    """What the numbers fit, in full the first time and by name after that."""
    first = answer.mistakes[0]
    if first in page.said:
        return f"Your number fits the same mistake as before ({first})."
    page.said.add(first)
    says = answer.says
    if answer.sign < 0 and turned_round(page, answer):
        own = "" if answer.shown.startswith("−") else f"; {answer.shown} is −{answer.name} here"
        says = f"it is the right one with the other sign{own}."
    line = f"Your number fits {first}{taken_as(answer)}: {says}"
    others = answer.mistakes[1 : 1 + MOST_NAMED]
    if others:
        line += f" The same number comes out of {', '.join(others)}."
    if settings := [convention(flag) for flag in answer.flags if flag.startswith(CONVENTION)]:
        line += f" All your numbers are right with another convention: {', or '.join(settings)}."
    return line


def convention(flag: str) -> str:
    """Another convention as sheets say it, and as a file does.

    >>> convention("convention:mean_enters=parameters")
    '1/N enters only in ∂J/∂W and ∂J/∂b, not before (mean_enters = parameters)'
    >>> convention("convention:cost=half_mse")
    'cost = half_mse'
    """
    name, _, value = flag.removeprefix(CONVENTION).partition("=")
    setting = settings_of(Network).get(name)
    choices = setting.choices if setting else ()
    says = next((one.says for one in choices if str(one.value) == value and one.says), "")
    return f"{says.removesuffix('.')} ({name} = {value})" if says else f"{name} = {value}"


def apart(page: Page, answer: Marked) -> str:
    """That other entries of the line are wrong, and not in the same way; said once a line."""
    others = sum(
        one.quantity == answer.quantity and one.verdict == "wrong" for one in page.report.answers
    )
    if not others or answer.quantity in page.said:
        return ""
    page.said.add(answer.quantity)
    if others == 1:
        return "Another wrong entry of this line is wrong in another way."
    return f"The other {others} wrong entries of this line are wrong in another way."


def turned_round(page: Page, answer: Marked) -> bool:
    """Whether it is minus a number that would have been right."""
    typed, accepts = page.typed.get(answer.name), answer.accepts
    return typed is not None and accepts is not None and accepts[0] <= typed <= accepts[1]


def taken_as(answer: Marked) -> str:
    """Of which number a mistake speaks, where the student's own is its negative."""
    return "" if answer.sign > 0 else f", taken as {answer.name} = {negative(answer.shown)}"


def negative(symbol: str) -> str:
    return symbol.removeprefix("−") if symbol.startswith("−") else f"−{symbol}"


def should(page: Page, answer: Marked) -> str:
    """What the line should have used: its formula, with the student's own numbers put in, and as
    much of the key as may be shown."""
    sheet = page.sheet
    if answer.quantity not in sheet.trace.by_name:
        return ""
    says = [told_line(sheet, answer, page.typed, page.student)]
    if sheet.reveal == "all" or (
        sheet.reveal == "wrong-line" and answer.name in page.report.first_wrong
    ):
        says.append(told(sheet, answer, page.student))
    return " ".join(said for said in says if said)
