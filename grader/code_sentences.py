"""What is said of arrays that are wrong: where, what came instead of what, what it fits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tracer.mistakes import MISTAKES
from tracer.quantity import quantity
from tracer.symbols import entry_name, split_entry

from .asked import Exercise
from .code_arrays import Came, in_words, same
from .report.accepted import right_number
from .report.with_numbers import numbers_typed, told_line
from .result import Marked, StudentReport

WRONG = ("wrong", "mistake", "coarse", "unreadable")
UNSUMMED = "bias-not-summed"
MOST_SHOWN = 3  # entries that differ, one by one
NOT_A_NUMBER = "nan comes of log(0), of 0/0 or of inf − inf, in this line or in one before it."
INFINITE = "inf comes of an overflow, as of exp(1000), or of a division by 0."


def told(sheet: Exercise, report: StudentReport) -> list[str]:
    """The first wrong quantity: which entries, what they fit, its line, what follows."""
    first, *more = wrong_answers(report)
    entries = [answer for answer in (first, *more) if answer.quantity == first.quantity]
    said = (
        differing(sheet, entries),
        fitting(first),
        told_line(sheet, first, numbers_typed(report.answers)),
        following(report, first.quantity),
    )
    return [one for one in said if one]


def wrong_answers(report: StudentReport) -> list[Marked]:
    """The first wrong entries; all that are wrong where none is before the others."""
    wrong = [answer for answer in report.answers if answer.verdict in WRONG]
    first = [answer for answer in wrong if answer.name in report.first_wrong]
    return first or wrong


def differing(sheet: Exercise, wrong: Sequence[Marked]) -> str:
    """`dJ/dW[1] is the first quantity that is wrong, at [1,1]: -15 instead of 15.`"""
    first, *more = wrong
    places = [place_of(first), *(one.label or place_of(one) for one in more)]
    pairs = [(place, float(one.typed), right_of(sheet, one))
             for place, one in zip(places, wrong, strict=True)]  # fmt: skip
    return first_wrong(first.label or first.quantity, pairs)


def first_wrong(name: str, pairs: Sequence[tuple[str, float, float]]) -> str:
    """The sentence of some entries that differ: their places, what came, what should stand there;
    the first of them one by one."""
    (place, came, right), *more = pairs
    where = f", at {place}" if place else ""
    count = f" (and {len(more)} more {'entry' if len(more) == 1 else 'entries'})" if more else ""
    shown = [f"{number(came)} instead of {number(right)}"]
    shown += [f"{at} {number(came)} instead of {number(right)}"
              for at, came, right in more[: MOST_SHOWN - 1]]  # fmt: skip
    return f"{name} is the first quantity that is wrong{where}{count}: {', '.join(shown)}."


def place_of(answer: Marked) -> str:
    """`[1,2]`; nothing of a plain number, nor where a symbol of one's own says it itself."""
    if answer.label or answer.entry is None:
        return ""
    return f"[{answer.entry[0]},{answer.entry[1]}]"


def right_of(sheet: Exercise, answer: Marked) -> float:
    """What should stand there: what follows from the numbers before it, where that is known."""
    low, high = answer.accepts or (np.nan, np.nan)
    if np.isfinite(low) and np.isfinite(high):
        return (low + high) / 2
    return right_number(sheet.trace, answer.quantity, answer.entry, answer.sign)


def number(value: float) -> str:
    """A number in a sentence; −0 is 0."""
    return f"{value + 0.0:.6g}"


def fitting(first: Marked) -> str:
    if not first.mistakes:
        return "No known mistake gives these numbers."
    said = f"It fits {first.mistakes[0]}: {first.says}"
    if len(first.mistakes) > 1:
        said += f" The same numbers come out of {', '.join(first.mistakes[1:])}."
    return said


def following(report: StudentReport, first: str) -> str:
    """Which lines follow from the first wrong one, and which only share its mistake."""
    after, beside = dict[str, None](), dict[str, None]()
    for answer in report.answers:
        if answer.verdict == "follows":
            own = any(split_entry(name)[0] == first for name in answer.because_of)
            (after if own else beside)[answer.quantity] = None
    said = [f"{', '.join(after)} then follow{'s' * (len(after) == 1)} from it."] * bool(after)
    said += [f"The same mistake shows in {', '.join(beside)}."] * bool(beside)
    return " ".join(said)


def not_finite(sheet: Exercise, one: Came, report: StudentReport) -> list[str]:
    bad = np.argwhere(~np.isfinite(one.laid) & np.isfinite(one.key))
    pairs = [
        ("" if sheet.trace.scalar(one.name) else f"[{row + 1},{column + 1}]",
         float(one.laid[row, column]), float(one.key[row, column]))
        for row, column in bad
    ]  # fmt: skip
    why = NOT_A_NUMBER if np.isnan(pairs[0][1]) else INFINITE
    line = told_line(sheet, as_answer(sheet, one), numbers_typed(report.answers))
    return [first_wrong(entry_name(one.name, one.place), pairs), why, line]


def other_shape(sheet: Exercise, one: Came, read: Sequence[Came]) -> list[str]:
    wrong, right = in_words(one.array.shape), in_words(one.key.shape)
    said = f"{one.name} is the first quantity that is wrong: its shape is {wrong} instead of "
    return [f"{said}{right}.", whose_shape(sheet, one, read),
            told_line(sheet, as_answer(sheet, one), {})]  # fmt: skip


def as_answer(sheet: Exercise, one: Came) -> Marked:
    """Its first entry, as an answer of which a line is told."""
    entry = None if sheet.trace.scalar(one.name) else one.place or (1, 1)
    return Marked(one.name, entry, "", "wrong", 0.0)


def whose_shape(sheet: Exercise, one: Came, read: Sequence[Came]) -> str:
    """What an array of another shape is: the transpose, or another quantity."""
    if one.array.ndim == 2 and same(one.array.T, one.key, one.digits):
        return "Its numbers are right, but it is transposed."
    known = sheet.trace
    for step in known.steps:
        own = next((each.array for each in read if each.name == step.name), step.value)
        if step.name != one.name and same(one.array, own, one.digits):
            by, of = quantity(one.name).by, quantity(step.name).by
            bias = by is not None and of is not None and (by.base, of.base) == ("b", "z")
            name = f" It fits {UNSUMMED}: {MISTAKES[UNSUMMED]}" * bias
            return f"Its numbers are those of {step.name}.{name}"
    return ""
