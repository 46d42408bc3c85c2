"""Whose backprop code is wrong, and in which line: arrays from anybody's program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from tracer.errors import InputError
from tracer.layout import Layout
from tracer.mistakes import MISTAKES
from tracer.network import Network
from tracer.quantity import quantity
from tracer.symbols import entry_name, split_entry

from .asked import Exercise
from .code_arrays import Came, came, in_words, right, same
from .code_model import gradients, of_model
from .conventions import others
from .entries import line_numbers
from .exercise_file import exercise
from .marking import Exercises, mark
from .report.accepted import right_number
from .report.with_numbers import numbers_typed, told_line
from .result import Marked, StudentReport
from .submission import Submission, steps_of

WRONG = ("wrong", "mistake", "coarse", "unreadable")
UNSUMMED = "bias-not-summed"
SEVERAL = 2  # arrays that lie in another way: one alone is a mistake
LIES: dict[Layout, str] = {
    "torch": "a row a sample, and a row of W a neuron",
    "rows": "a row a sample, and a column of W a neuron",
    "columns": "a column a sample",
}
MOST_SHOWN = 3  # entries that differ, one by one
NOT_A_NUMBER = "nan comes of log(0), of 0/0 or of inf − inf, in this line or in one before it."
INFINITE = "inf comes of an overflow, as of exp(1000), or of a division by 0."


def explain(of: Exercises, arrays: Any, *, layout: Layout | None = None) -> str:
    """The first wrong quantity and what it fits, in one paragraph; "" if all is right.

    `arrays`: any subset of the trace's quantities by any usual name, NumPy arrays, PyTorch
    tensors or lists; or a PyTorch model after backward, whose `.grad` are compared; or gradients by
    the model's own names of all its parameters. `layout`: how arrays lie, where not as the
    network's own layout says.
    Raises InputError for a quantity that the network does not have, for what is no array of
    numbers, and for a model of other layers.

    >>> from tracer import Layer, Network
    >>> neuron = Network(layers=[Layer(activation="identity", W=[[2.0]])], X=[[3.0]], Y=[[1.0]],
    ...                  cost="half_mse")
    >>> print(explain(neuron, {"dJ/dW[1]": [[-15.0]]}))
    dJ/dW[1] is the first quantity that is wrong, at [1,1]: -15 instead of 15. \
It fits sign-flipped: the sign is turned round: that is minus the gradient, the direction of \
descent. The same numbers come out of raw-error-for-dJ-dz. \
The line is ∂J/∂W[1] = ∂J/∂z[1] · a[0]ᵀ, here ∂J/∂W[1][1,1] = ∂J/∂z[1][1,1] · 3.
    """
    return " ".join(sentences(of, arrays, layout))


def assert_matches(of: Exercises, arrays: Any, *, layout: Layout | None = None) -> None:
    """For pytest: an AssertionError that says what `explain` says, a sentence a line."""
    __tracebackhide__ = True
    wrong = sentences(of, arrays, layout)
    if wrong:
        raise AssertionError("\n".join(wrong))


def sentences(of: Exercises, given: Any, layout: Layout | None) -> list[str]:
    """What is to be said, the first fault first; nothing if all is right."""
    sheet = exercise(of)
    handed = gradients(sheet, given)
    arrays, layout = handed.arrays, "torch" if handed.called else layout
    sheet = replace(sheet.lasting(steps_of([Submission(answers=arrays)])), asks=None, further=())
    read = read_all(sheet, arrays, layout)
    said = of_arrays(sheet, read, layout)
    return [*said, *of_model(said, read, handed)] if handed.called else said


def of_arrays(sheet: Exercise, read: list[Came], layout: Layout | None) -> list[str]:
    """What is to be said of the arrays that were read."""
    order = line_numbers(sheet)
    read.sort(key=lambda one: order.get(one.name, len(order)))
    first_fault = next((one for one in read if not one.fits or spoiled(one)), None)
    sheet = for_code(sheet, read)
    report = marked(sheet, read, layout)
    wrong = wrong_answers(report)
    if first_fault is not None:
        before = order.get(wrong[0].quantity, 0) if wrong else len(order) + 1
        if order.get(first_fault.name, len(order)) <= before:
            if first_fault.fits:
                return not_finite(sheet, first_fault, report)
            lying = in_another_layout(sheet, read)
            return lying or [one for one in other_shape(sheet, first_fault, read) if one]
    if not wrong:
        return []
    return by_convention(sheet, read, layout, report) or told(sheet, report)


def read_all(sheet: Exercise, arrays: Mapping[str, Any], layout: Layout | None) -> list[Came]:
    """All arrays. Raises InputError for two of one quantity, too."""
    found: dict[str, Came] = {}
    for name, given in arrays.items():
        one = came(sheet.trace, name, given, layout)
        entry = entry_name(one.name, one.place)
        if entry in found:
            raise InputError(name, f"{entry} came already, by another name",
                             expected="each quantity once", example=entry)  # fmt: skip
        found[entry] = one
    return list(found.values())


def for_code(sheet: Exercise, read: Sequence[Came]) -> Exercise:
    """The exercise as it is marked for a program: at the digits of its numbers."""
    digits = min((one.digits for one in read), default=10)
    return replace(sheet, digits=digits, min_digits=min(digits, 3), truncation=False)


def marked(sheet: Exercise, read: Sequence[Came], layout: Layout | None) -> StudentReport:
    """The marking of all that has the right shape; what is not finite is left blank."""
    answers = {
        entry_name(one.name, one.place): texts_of(one, sheet.digits) for one in read if one.fits
    }
    return mark(sheet, Submission(answers=answers, layout=layout)).student


def texts_of(one: Came, digits: int) -> Any:
    """The numbers with as many digits as a program's rounding leaves right."""
    rows = [
        [f"{number:.{digits - 1}e}" if np.isfinite(number) else "" for number in row.tolist()]
        for row in one.laid
    ]
    return rows[0][0] if one.place is not None else rows


def wrong_answers(report: StudentReport) -> list[Marked]:
    """The first wrong entries; all that are wrong where none is before the others."""
    wrong = [answer for answer in report.answers if answer.verdict in WRONG]
    first = [answer for answer in wrong if answer.name in report.first_wrong]
    return first or wrong


# What is said


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


# Arrays that are wrong before their numbers are looked at


def spoiled(one: Came) -> bool:
    """Whether it has entries that are infinite or undefined where the right ones are not."""
    return one.fits and bool((~np.isfinite(one.laid) & np.isfinite(one.key)).any())


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


def in_another_layout(sheet: Exercise, read: Sequence[Came]) -> list[str]:
    """What is to be said where all arrays have the right shape in another layout, and several of
    them only there, or the right numbers: which layout that is, and what is left to say when they
    are read so."""
    for layout, means in LIES.items():
        names = [entry_name(one.name, one.place) for one in read]
        again = [came(sheet.trace, name, one.array, layout)
                 for name, one in zip(names, read, strict=True)]  # fmt: skip
        gained = sum(not one.fits or (differs(one) and not differs(other))
                     for one, other in zip(read, again, strict=True))  # fmt: skip
        if gained >= SEVERAL and all(one.fits for one in again):
            said = of_arrays(sheet, again, layout)
            left = "this is left." if said else "all is right."
            return [f'These arrays lie as layout="{layout}" has them, {means}. Read so, {left}',
                    *said]  # fmt: skip
    return []


def differs(one: Came) -> bool:
    return not same(one.laid, one.key, one.digits)


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


# With another convention


def by_convention(
    sheet: Exercise, read: Sequence[Came], layout: Layout | None, report: StudentReport
) -> list[str]:
    """What is to be said where another convention makes the first wrong line right: that all is
    right with it, or else the first fault that is then left; nothing where none does."""
    if not isinstance(sheet.source, Network):
        return []
    first = wrong_answers(report)[0].quantity
    least, said = len(not_following(report)), list[str]()
    for setting, value, network in others(sheet.source):
        other = replace(sheet, source=network)
        if not all(one.name in other.trace.state for one in read):
            continue
        mine = [replace(one, key=right(other.trace, one.name, one.place, layout)) for one in read]
        if not all(same(one.laid, one.key, one.digits) for one in mine if one.name == first):
            continue
        again = marked(other, mine, layout)
        left = not_following(again)
        if not wrong_answers(again):
            whole = f"All your numbers are right with another convention: {setting} = {value}."
            return [*told(sheet, report), whole]
        if first not in left and len(left) < least:
            before = f"With another convention, {setting} = {value}, it is right up to here."
            least, said = len(left), [before, *told(other, again)]
    return said


def not_following(report: StudentReport) -> set[str]:
    """The lines that are wrong, or right although something before them is wrong."""
    return {answer.quantity for answer in report.answers
            if answer.verdict in WRONG or "unsupported" in answer.flags}  # fmt: skip
