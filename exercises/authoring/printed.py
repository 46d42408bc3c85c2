"""The author's own printed answers, graded before any student's: of 37 published sheets 11 had a
wrong number in their key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from grader.answers import typed as typed_text
from grader.exercise_file import Exercise
from grader.marking import mark
from grader.result import Marked
from grader.submission import Submission
from tracer.errors import InputError
from tracer.layout import flipped
from tracer.mistakes import MISTAKES
from tracer.symbols import Place, entry_name

from .by_hand import in_words, own_name, typed


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
    report = mark(replace(sheet, reveal="never", accept=()), Submission(answers=answers)).student
    for problem in report.problems:
        raise InputError(f"printed.{problem.where.strip(chr(39))}", problem.message,
                         expected="a text, a number, or rows of them",
                         example='printed = {"dJ/dW[2]" = [["-0.24", "0.13"]]}')  # fmt: skip
    keys = dict(keys_of(sheet, answers))
    there = [one for one in report.answers if one.verdict != "missing"]
    wrong = [one for one in there if not agrees(sheet, one)]
    rounded = [one for one in there if one not in wrong and not correct(sheet, one, 0.5)]

    def told(some: list[Marked]) -> tuple[Disagreement, ...]:
        return tuple(disagreement(sheet, one, keys) for one in some)

    return Printed(len(there), told(wrong), told(rounded))


def agrees(sheet: Exercise, one: Marked) -> bool:
    """Whether a printed answer is right: what only follows from a wrong one is not; one with too
    few digits is, if these are."""
    return one.verdict == "right" or (one.verdict == "coarse" and correct(sheet, one, 1.0))


def correct(sheet: Exercise, one: Marked, units: float) -> bool:
    """Whether it is nearer to the exact number than so many units of its own last digit: 0.5 for
    one that was rounded, 1 for one that was cut off."""
    try:
        number = typed_text(one.typed)
    except InputError:
        return True  # a formula or a letter, which is right or is not
    if number is None or number.exact:
        return True
    exact = float(sheet.trace[entry_name(one.quantity, one.entry)])
    off = abs(abs(number.value) - abs(exact)) * 10.0**number.decimals
    return off <= units + 1e-9 if units < 1 else off < units - 1e-9


def keys_of(
    sheet: Exercise, answers: Mapping[str, Any]
) -> Iterator[tuple[tuple[str, Place | None], str]]:
    for key in answers:
        found = sheet.trace.names.find(key)
        yield (found.name, None if sheet.trace.scalar(found.name) else found.place), key


def disagreement(
    sheet: Exercise, one: Marked, keys: Mapping[tuple[str, Place | None], str]
) -> Disagreement:
    whole = keys.get((one.quantity, None))
    key = keys.get((one.quantity, one.entry)) or whole or one.name
    sign = sheet.trace.names.find(key).sign
    name = f"{key}[{one.entry[0]},{one.entry[1]}]" if key == whole and one.entry else key
    return Disagreement(key, name, one.typed, right_of(sheet, one, sign), says_of(sheet, one))


def right_of(sheet: Exercise, one: Marked, sign: int) -> str:
    """What is right: a number, or a formula."""
    asked = next((ask for ask in sheet.asks or () if ask.name == one.quantity), None)
    if asked is None or asked.kind == "number":
        return typed(sign * float(sheet.trace[entry_name(one.quantity, one.entry)]), sheet)
    lies = not sheet.trace.scalar(one.quantity) and sheet.trace.lies(one.quantity)
    return in_words(sheet, asked, flipped(one.entry or (1, 1), lies), sign)


def says_of(sheet: Exercise, one: Marked) -> str:
    """Why it may have been printed."""
    if one.verdict == "unreadable":
        return one.message.partition("; ")[0]
    if one.verdict == "follows" and one.because_of:
        found = sheet.trace.names.find(one.because_of[0])
        lies = not sheet.trace.scalar(found.name) and sheet.trace.lies(found.name)
        name, _ = own_name(sheet.trace, found.name, flipped(found.place or (1, 1), lies))
        return f"it follows from {name}"
    if one.mistakes:
        return f"{one.mistakes[0]}: {one.says or MISTAKES[one.mistakes[0]]}"
    return ""
