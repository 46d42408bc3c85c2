"""What a sheet says in sentences: what it is about, how answers are written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from grader.asked import as_whole
from grader.exercise_file import quantities
from tracer.export import head
from tracer.formula.text import symbol
from tracer.network import Network
from tracer.quantity import quantity
from tracer.rules.costs import COSTS
from tracer.schema import as_list

from .boxes import counted
from .needs import needed, with_cost

if TYPE_CHECKING:
    from grader.asked import Exercise
    from tracer.expression import Expression

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
ONE_RIGHT = "Of several answers to choose from, exactly one is right."
UNLESS_ALL = (
    "Of several answers to choose from, exactly one is right, unless all of them are asked for."
)
ALL_RIGHT = (
    "Where the letters of all that are right are asked for, each right letter counts, and each "
    "wrong one that is left out; a wrong letter takes as much away."
)
FOLLOWED = (
    "What follows from a slip counts as right if the line with the slip is written; a slip in a "
    "line that is left out cannot be followed."
)
IN_DRAWING = "Boxes in a drawing are for numbers."


def facts(task: Task, about: Sequence[str], points: float) -> Iterator[str]:
    yield from filter(None, about)
    if task.minutes is not None:
        yield f"about {head.counted(task.minutes, 'minute')}"
    yield counted(points)


def updates(part: Exercise) -> int:
    """How many updates have to be made for what is asked, or stand in a calculation that is
    shown."""
    names = [ask.name for ask in part.asks or () if not ask.alone]
    made = map(quantity, part.trace.by_name if part.derivation else names)
    needed = (one.iteration - (one.role not in ("update", "change")) for one in made)
    return max(needed, default=0)


def summary(part: Exercise) -> str:
    """What it is, in one line; with α and the number of updates where some are made."""
    source = part.trace.source
    if isinstance(source, Network):
        said = [*head.structure(source), *cost(part, source)]
    else:
        said = [*derivatives(part, source)]
    rate, *_ = [*head.pace(part.trace), ""]
    count = updates(part)
    if rate and count:
        said += [rate, *[head.counted(count, "update")] * (count > 1)]
    return "; ".join(filter(None, said))


def cost(part: Exercise, source: Network) -> Iterator[str]:
    """What the cost is called, where one of the asked lines rests on it."""
    lines = any(not ask.alone for ask in part.asks or ())
    steps = with_cost(needed(part))
    if source.cost and (not lines or any(step.equation.phase == "cost" for step in steps)):
        known = COSTS.get(source.cost)
        yield f"cost: {known.words if known else head.clean(source.cost)}"


def derivatives(part: Exercise, source: Expression) -> Iterator[str]:
    """Of what by what derivatives are asked, along all lines."""
    asked = [quantity(ask.name) for ask in part.asks or () if not ask.alone]
    of_all = [one for one in asked if one.role == "derivative" and one.base == source.base]
    by = [symbol(name) for name in source.with_respect_to if derived_by(part, name)]
    if of_all and by and source.base:
        many = "s" * (len(by) > 1)
        yield f"derivative{many} of {symbol(source.base)} with respect to {', '.join(by)}"


def derived_by(part: Exercise, name: str) -> bool:
    """Whether a derivative by it is asked for, or an update of it."""
    if part.asks is None:
        return True
    asked = [quantity(ask.name) for ask in part.asks if not ask.alone]
    return any(name in (one.by and one.by.base, one.role != "value" and one.base) for one in asked)


def lines_of_numbers(exercise: Exercise) -> int:
    return sum(ask.kind == "number" for ask in exercise.asks or ())


def rule(exercise: Exercise, lines: int = 0) -> Iterator[str]:
    """How many digits are asked for, in sentences. `lines`: of numbers, on the whole sheet."""
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
        if max(lines, lines_of_numbers(exercise)) > 1:
            yield FOLLOWED
        if any(ask.points == 0 for ask in exercise.asks or ()):
            yield NOT_MARKED
    if "formula" in kinds:
        yield "Formulas count in any form that is equal: 2*x, x + x and x*2 are the same."
        yield from usable(exercise)
        if any(as_whole(exercise, ask) for ask in exercise.asks or ()):
            yield OF_ARRAYS
    chosen = [ask for ask in exercise.asks or () if ask.kind == "choice"]
    if any(ask.keys.get("select") != "all" for ask in chosen):
        mixed = any(ask.keys.get("select") == "all" for ask in chosen)
        yield UNLESS_ALL if mixed else ONE_RIGHT
    if any(ask.keys.get("select") == "all" for ask in chosen):
        yield ALL_RIGHT


def usable(exercise: Exercise) -> Iterator[str]:
    """What may stand in formulas, in sentences."""
    from grader.ask_formula import MOST_SYMBOLS

    asks = {id(ask.keys): ask for ask in exercise.asks or () if ask.kind == "formula"}.values()
    if any("allowed" not in ask.keys for ask in asks):
        yield "A formula may use a derivative that is given, or asked for before it."
    for ask in asks:
        names, only = quantities(ask.keys), as_list(ask.keys.get("allowed", []))
        if len(only) > MOST_SYMBOLS:  # else its box says so
            listed = ", ".join(only)
            yield f"In the formula of {', '.join(names)} only {listed} and numbers may stand."


def digits_rule(exercise: Exercise) -> str:
    if exercise.decimals is not None:
        return f"Write every number to {head.counted(exercise.decimals, 'decimal')}."
    digits = head.counted(exercise.digits, "significant digit")
    fewer = 1 < exercise.min_digits < exercise.digits
    loses = f"; fewer than {exercise.min_digits} lose points" * fewer
    return f"Write every number to {digits}{loses}."
