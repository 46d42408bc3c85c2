"""Whose backprop code is wrong, and in which line: arrays from anybody's program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tracer.errors import InputError
from tracer.expression import Expression
from tracer.layout import Layout
from tracer.network import Network

from .asked import Exercise
from .exercise_file import exercise
from .marking import Exercises, mark
from .result import Report
from .submission import Submission

DIGITS = {8: 10, 4: 5, 2: 3}  # of the floats of a program, by their bytes: rounding adds up


def explain(of: Exercises, arrays: Mapping[str, Any], *, layout: Layout | None = None) -> str:
    """The first wrong quantity and what it fits, in one paragraph; "" if all is right.

    `arrays`: any subset of the trace's quantities by any usual name, NumPy arrays, PyTorch
    tensors or lists; `layout`: how they lie, where not as the network's own layout says.
    Raises InputError for a quantity or a shape that the network does not have.

    >>> from tracer import Layer, Network
    >>> neuron = Network(layers=[Layer(activation="identity", W=[[2.0]])], X=[[3.0]], Y=[[1.0]],
    ...                  cost="half_mse")
    >>> print(explain(neuron, {"dJ/dW[1]": [[-15.0]]}))
    dJ/dW[1] is the first quantity that is wrong, at [1,1]: -15 instead of 15. \
It fits sign-flipped: the sign is turned round: of the gradient and its negative, the direction \
of descent, this is the one that is not asked for. The same numbers come out of raw-error-for-dJ-dz.
    """
    report = compared(of, arrays, layout)
    student = report.student
    if student.problems:
        first = student.problems[0]
        raise InputError(first.where, first.message, expected="quantities of this network, "
                         "in its shapes", example="dJ/dW[1]")  # fmt: skip
    wrong = [answer for answer in student.answers if answer.verdict in WRONG]
    if not wrong:
        return ""
    return paragraph(report)


WRONG = ("wrong", "mistake", "coarse", "unreadable")


def assert_matches(
    of: Exercises, arrays: Mapping[str, Any], *, layout: Layout | None = None
) -> None:
    """For pytest: an AssertionError that says what `explain` says."""
    __tracebackhide__ = True
    wrong = explain(of, arrays, layout=layout)
    if wrong:
        raise AssertionError(wrong)


def compared(of: Exercises, arrays: Mapping[str, Any], layout: Layout | None) -> Report:
    from dataclasses import replace

    plain = {name: as_array(array) for name, array in arrays.items()}
    sizes = [array.dtype.itemsize for array in plain.values() if array.dtype.kind == "f"]
    digits = DIGITS.get(min(sizes, default=8), 10)
    sheet: Exercise = replace(
        exercise(of), asks=None, digits=digits, min_digits=min(digits, 3), truncation=False
    )
    texts = {name: texts_of(array, digits) for name, array in plain.items()}
    return mark(sheet, Submission(answers=texts, layout=layout))


def as_array(array: Any) -> np.ndarray[Any, Any]:
    if hasattr(array, "detach"):  # a PyTorch tensor, which may hang in a graph or on a device
        array = array.detach().cpu().numpy()
    return np.asarray(array)


def texts_of(array: np.ndarray[Any, Any], digits: int) -> Any:
    """The numbers with as many digits as a program's rounding leaves right."""
    if array.ndim > 2:
        return array.tolist()
    rows = np.atleast_2d(array)
    return [[f"{float(number):.{digits - 1}e}" for number in row] for row in rows]


def paragraph(report: Report) -> str:
    student = report.student
    names = student.first_wrong or tuple(a.name for a in student.answers if a.verdict in WRONG)
    answers = [answer for answer in student.answers if answer.name in names]
    first = answers[0]
    same = [answer for answer in answers if answer.quantity == first.quantity]
    place = first.entry if not first.label else None  # which a symbol of one's own says itself
    where = f", at [{place[0]},{place[1]}]" if place else ""
    more = f" (and {len(same) - 1} more entries)" if len(same) > 1 else ""
    low, high = first.accepts or (float("nan"), float("nan"))
    line = (
        f"{first.label or first.quantity} is the first quantity that is wrong{where}{more}: "
        f"{float(first.typed):.6g} instead of {report_value(low, high)}."
    )
    if first.mistakes:
        line += f" It fits {first.mistakes[0]}: {first.says}"
        if len(first.mistakes) > 1:
            line += f" The same numbers come out of {', '.join(first.mistakes[1:])}."
    follows = [answer.quantity for answer in student.answers if answer.verdict == "follows"]
    if follows:
        line += f" {', '.join(dict.fromkeys(follows))} then follow from it."
    return line


def report_value(low: float, high: float) -> str:
    return f"{(low + high) / 2:.6g}"


__all__ = ["Expression", "Network", "assert_matches", "explain"]
