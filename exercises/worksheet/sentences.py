"""What a sheet says in sentences: what it is about, what is agreed, how answers are written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from grader.exercise_file import quantities
from tracer.export import head
from tracer.export.conventions import agreed, settled
from tracer.formula.tree import Call, walk
from tracer.network import Network
from tracer.quantity import quantity
from tracer.schema import as_list
from tracer.settings import Taking, Updates
from tracer.show import formula_of

from .boxes import Question, counted

if TYPE_CHECKING:
    from grader.asked import Exercise
    from tracer.trace import Trace

    from ..task import Task

LOGARITHM = "log is the natural logarithm."
ONLY_NUMBERS = "Every box is for a number."
IN_DRAWING = "Boxes in a drawing are for numbers."


def conventions(part: Exercise, asked: Sequence[Question]) -> list[str]:
    """What is agreed in a part, a sentence each."""
    own = [one for one in asked if one.part == part.part]
    return [*agreements(part), *typeset(own)]


def facts(task: Task, about: Sequence[str], points: float) -> Iterator[str]:
    yield from about
    if task.minutes is not None:
        yield f"about {head.counted(task.minutes, 'minute')}"
    yield counted(points)


def agreements(part: Exercise) -> list[str]:
    """The conventions, and which logarithm is in the cost: a calculator has two. Of updates nothing
    is said where none is made."""
    trace = part.trace
    said = agreed(trace)
    if not updates(part):
        said = [one for one in said if one not in of_updates(trace)]
    if isinstance(trace.source, Network) and "loss" in trace.by_name:
        logarithm = any(isinstance(node, Call) and node.function == "log"
                        for node in walk(formula_of(trace.by_name["loss"])))  # fmt: skip
        said += [LOGARITHM] * (logarithm and LOGARITHM not in said)
    return said


def of_updates(trace: Trace) -> list[str]:
    """The conventions that only say how parameters are updated."""
    source = trace.source
    if isinstance(source, Network):
        return [*settled(source, Taking), *settled(source, Updates)]
    return [f"Updated: {', '.join(source.updated)}.", *settled(source, Updates)]


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


def typeset(asked: Sequence[Question]) -> Iterator[str]:
    """How the derivative of one step looks in the formats that have fractions."""
    if any(box.name.startswith("d(") for question in asked for box in question.boxes):
        yield "Typeset, d(y)/d(x) is ∂y/∂x with the word step beside it."


def rule(exercise: Exercise) -> Iterator[str]:
    """How many digits are asked for, in sentences."""
    kinds = {ask.kind for ask in exercise.asks or ()}
    if "number" in kinds:
        yield digits_rule(exercise)
        if len(kinds) == 1:
            yield ONLY_NUMBERS
        if exercise.truncation:
            yield "Rounded or cut off: both are right."
        yield "Carry more digits on the way than you write down."
    if "formula" in kinds:
        yield "Formulas count in any form that is equal: 2*x, x + x and x*2 are the same."
        yield from usable(exercise)
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
