"""Whose backprop code is wrong, and in which line: arrays from anybody's program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from tracer.errors import InputError
from tracer.layout import Layout
from tracer.network import Network
from tracer.symbols import entry_name

from .asked import Exercise
from .code_arrays import Came, came, right, same
from .code_model import gradients, of_model
from .code_sentences import WRONG, not_finite, other_shape, told, wrong_answers
from .conventions import others
from .entries import line_numbers
from .exercise_file import exercise
from .marking import Exercises, mark
from .result import StudentReport
from .submission import Submission, steps_of

SEVERAL = 2  # arrays that lie in another way: one alone is a mistake
LIES: dict[Layout, str] = {
    "torch": "a row a sample, and a row of W a neuron",
    "rows": "a row a sample, and a column of W a neuron",
    "columns": "a column a sample",
}


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


# Arrays that are wrong before their numbers are looked at


def spoiled(one: Came) -> bool:
    """Whether it has entries that are infinite or undefined where the right ones are not."""
    return one.fits and bool((~np.isfinite(one.laid) & np.isfinite(one.key)).any())


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
