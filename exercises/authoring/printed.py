"""The author's own printed answers, graded before any student's: of 37 published sheets 11 had a
wrong number in their key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from grader.answers import Typed
from grader.answers import typed as typed_text
from grader.asked import Exercise
from grader.marking import mark
from grader.parts import named, part_named
from grader.report.accepted import right_number
from grader.report.label import as_asked
from grader.result import Marked
from grader.submission import FORMULA, Submission
from tracer.errors import InputError
from tracer.layout import flipped
from tracer.mistakes import MISTAKES
from tracer.parts import with_part
from tracer.symbols import Place, entry_name

from .by_hand import in_words, typed


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A printed answer that is not what the trace gives. `key`: as the file names it."""

    key: str
    name: str
    typed: str
    right: str
    says: str


@dataclass(frozen=True, slots=True)
class Printed:
    """How many answers are printed, those that disagree, in the order of the trace, and those
    that only agree because lines before them were rounded."""

    number: int
    disagree: tuple[Disagreement, ...]
    rounded: tuple[Disagreement, ...]


def graded(sheet: Exercise, answers: Mapping[str, Any]) -> Printed:
    """Grade the author's answers. Raises InputError for one that cannot be read as an answer."""
    silent = sheet.each(lambda part: replace(part, reveal="never", accept=()))
    report = mark(silent, Submission(answers=answers)).student
    for problem in report.problems:
        raise InputError(f"printed.{problem.where.strip(chr(39))}", problem.message,
                         expected="a text, a number, or rows of them",
                         example='printed = {"dJ/dW[2]" = [["-0.24", "0.13"]]}')  # fmt: skip
    keys = dict(keys_of(sheet, answers))
    there = [one for one in report.answers if one.verdict != "missing"]
    wrong = [one for one in there if not agrees(sheet, one)]
    off = [one for one in there if one not in wrong and not rounded(sheet, one)]

    def told(some: list[Marked]) -> tuple[Disagreement, ...]:
        return tuple(disagreement(sheet, one, keys) for one in some)

    return Printed(len(there), told(wrong), told(off))


def agrees(sheet: Exercise, one: Marked) -> bool:
    """Whether a printed answer is right: what only follows from a wrong one is not; one with too
    few digits is, if these are."""
    if one.verdict != "coarse":
        return one.verdict == "right"
    return rounded(sheet, one) or cut_off(sheet, one)


def rounded(sheet: Exercise, one: Marked) -> bool:
    """Whether it is the exact number, rounded; what is no plain number is as right as it is."""
    found = compared(sheet, one)
    return found is None or abs(found[0] - found[1]) <= 0.5 + 1e-9


def cut_off(sheet: Exercise, one: Marked) -> bool:
    """Whether it is the exact number up to its own last digit, the rest left away."""
    found = compared(sheet, one)
    return found is None or (found[0] != 0 and 0 <= found[1] - found[0] < 1 - 1e-9)


def compared(sheet: Exercise, one: Marked) -> tuple[float, float] | None:
    """The sizes of the printed and of the exact number, in units of the printed one's last digit;
    None where a formula, a fraction or a letter is printed."""
    number = plain(one.typed)
    if number is None:
        return None
    exact = float(part_named(sheet, one.part).trace[entry_name(one.quantity, one.entry)])
    scale = 10.0**number.decimals
    return abs(number.value) * scale, abs(exact) * scale


def plain(text: str) -> Typed | None:
    """The number of a text that has a last digit; None for a formula, a fraction or a letter."""
    try:
        number = typed_text(text)
    except InputError:
        return None
    return None if number is None or number.exact else number


def keys_of(
    sheet: Exercise, answers: Mapping[str, Any]
) -> Iterator[tuple[tuple[str, Place | None], str]]:
    for key in answers:
        part, found, formula = named(sheet, key)
        line = with_part(part.part, found.name + FORMULA * formula)
        yield (line, None if part.trace.scalar(found.name) else found.place), key


def disagreement(
    sheet: Exercise, one: Marked, keys: Mapping[tuple[str, Place | None], str]
) -> Disagreement:
    whole = keys.get((one.line, None))
    key = keys.get((one.line, one.entry)) or whole or one.name
    part, found, _ = named(sheet, key)
    several = one.entry and part.trace.laid(one.quantity).shape[-2:] != (1, 1)
    name = (
        f"{key}[{one.entry[0]},{one.entry[1]}]" if key == whole and several and one.entry else key
    )
    return Disagreement(key, name, one.typed, right_of(part, one, found.sign), says_of(sheet, one))


def right_of(sheet: Exercise, one: Marked, sign: int) -> str:
    """What is right: a number, or a formula."""
    number = None if one.verdict == "unreadable" else plain(one.typed)
    asks = (ask for ask in sheet.asks or () if ask.name == one.quantity)
    asked = next((ask for ask in asks if ask.kind == one.kind), None)
    if asked is None or asked.kind == "number":
        exact = right_number(sheet.trace, one.quantity, one.entry, sign)
        if number is not None and one.verdict == "right" and number.decimals > 0:
            return f"{exact:.{number.decimals}f}"  # to compare it with, digit by digit
        return typed(exact, sheet)
    lies = not sheet.trace.scalar(one.quantity) and sheet.trace.lies(one.quantity)
    return in_words(sheet, asked, flipped(one.entry or (1, 1), lies), sign)


def says_of(sheet: Exercise, one: Marked) -> str:
    """Why it may have been printed."""
    if one.verdict == "unreadable":
        return one.message.partition("; ")[0]
    if one.verdict == "follows" and one.because_of:
        return f"it follows from {as_asked(sheet, one.because_of[0])}"
    if one.mistakes:
        return f"{one.mistakes[0]}: {one.says or MISTAKES[one.mistakes[0]]}"
    return ""
