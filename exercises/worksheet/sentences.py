"""What a sheet says in sentences: what it is about, how answers are written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from grader.asked import as_whole
from grader.exercise_file import quantities
from tracer.export import head
from tracer.quantity import quantity
from tracer.schema import as_list

from ..authoring.carries import UNWRITTEN
from .boxes import counted

if TYPE_CHECKING:
    from grader.asked import Exercise

    from ..task import Task

OF_ARRAYS = (
    "In formulas of whole arrays, @ or nothing between two is the matrix product, "
    "⊙ or * goes entry by entry, ᵀ or .T transposes."
)
ROUNDED = {
    "free": "Round at each step or only at the end, as you like.",
    "every_step": "Round at each step of the way to these digits.",
    "at_the_end": "Keep all digits on the way; only what you write down is rounded.",
}
"""By the exercise's `rounding`; a sheet says nothing of steps where it does not."""
ONLY_NUMBERS = "Every box is for a number."
NOT_MARKED = "What is not marked may stay blank; a slip that is written there is followed."
IN_DRAWING = "Boxes in a drawing are for numbers."


def facts(task: Task, about: Sequence[str], points: float) -> Iterator[str]:
    yield from about
    if task.minutes is not None:
        yield f"about {head.counted(task.minutes, 'minute')}"
    yield counted(points)


def updates(part: Exercise) -> int:
    """How many updates have to be made for what is asked."""
    made = [quantity(ask.name) for ask in part.asks or () if not ask.alone]
    needed = (one.iteration - (one.role not in ("update", "change")) for one in made)
    return max(needed, default=0)


def summary(part: Exercise) -> str:
    """What it is, in one line; with α and the number of updates where some are made."""
    told = head.summary(part.trace)
    rate, *_ = [*head.pace(part.trace), ""]
    if not rate:
        return told
    count = updates(part)
    plain = told.removesuffix("; ".join(head.pace(part.trace))).removesuffix("; ")
    many = [head.counted(count, "update")] * (count > 1)
    return "; ".join([plain, rate, *many] if count else [plain])


def rule(exercise: Exercise) -> Iterator[str]:
    """How many digits are asked for, in sentences."""
    kinds = {ask.kind for ask in exercise.asks or ()}
    if exercise.derivation:
        from grader.derivation import notice

        yield notice(exercise)
    if "number" in kinds:
        yield digits_rule(exercise)
        if len(kinds) == 1:
            yield ONLY_NUMBERS
        if exercise.truncation:
            yield "Rounded or cut off: both are right."
        if exercise.rounding != "free":
            yield ROUNDED[exercise.rounding]
        if sum(ask.kind == "number" for ask in exercise.asks or ()) > 1:
            yield f"{UNWRITTEN[0].upper()}{UNWRITTEN[1:]}."
        if any(ask.points == 0 for ask in exercise.asks or ()):
            yield NOT_MARKED
    if "formula" in kinds:
        yield "Formulas count in any form that is equal: 2*x, x + x and x*2 are the same."
        yield from usable(exercise)
        if any(as_whole(exercise, ask) for ask in exercise.asks or ()):
            yield OF_ARRAYS
    chosen = [ask for ask in exercise.asks or () if ask.kind == "choice"]
    if any(ask.keys.get("select") != "all" for ask in chosen):
        several = " Where all that are right are asked for, it is said." * (
            any(ask.keys.get("select") == "all" for ask in chosen)
        )
        yield f"Of several answers to choose from, exactly one is right.{several}"
    if any(ask.keys.get("select") == "all" for ask in chosen):
        yield "Of letters of all that are right, a wrong one takes away what a right one gives."


def usable(exercise: Exercise) -> Iterator[str]:
    """What may stand in formulas, in sentences."""
    asks = {id(ask.keys): ask for ask in exercise.asks or () if ask.kind == "formula"}.values()
    if any("allowed" not in ask.keys for ask in asks):
        yield "Derivatives may stand in one if they are given, or asked for before it."
    for ask in asks:
        if "allowed" in ask.keys:
            names, only = quantities(ask.keys), as_list(ask.keys["allowed"])
            yield f"In that of {', '.join(names)} only {', '.join(only)} and numbers may stand."


def digits_rule(exercise: Exercise) -> str:
    if exercise.decimals is not None:
        return f"Write every number to {head.counted(exercise.decimals, 'decimal')}."
    digits = head.counted(exercise.digits, "significant digit")
    fewer = 1 < exercise.min_digits < exercise.digits
    loses = f"; fewer than {exercise.min_digits} lose points" * fewer
    return f"Write every number to {digits}{loses}."
