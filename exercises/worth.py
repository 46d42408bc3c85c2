"""What an exercise is worth, and how long it takes: one rule for all that are bundled.

Minutes: `READ` for the sheet; `NUMBER` for every number that is asked, or has to be worked out on
the way to one that is; `TERM` more for each further term of its sum; `FUNCTION` more where a key of
the calculator is pressed for it (exp, log, tanh). What no line of an expression names takes no more
than `TERM` where it was worked out in the iteration before: its formula is known then. A formula
takes `FORMULA`, an answer to choose what its number takes and `CHOICE`; where it is words, a shape
or a count, `THINK`. Where a mistake is to be found, one entry of every line is checked, and the
names are tried: `FIND` for each mistake.

Points: a number, a shape or a count 1; a value of such a function, or a sum over the samples, 2; a
formula 2; a choice 2; of a calculation in which a mistake is to be found 1 for each line, 4 for
the name; 4 for a second line that is wrong, and for its name.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from grader.asked import Ask, Exercise, asked_places
from grader.derivation import ANSWERS, WRONG_LINE
from tracer.formula.calls import linear, whole_call
from tracer.formula.tree import ONE, BigSum, Call, MatMul, Name, names, walk
from tracer.network import Network
from tracer.rules.rule import Does
from tracer.settings import with_shortcut
from tracer.trace import Step, Trace

READ, NUMBER, TERM, FUNCTION = 1.0, 0.35, 0.1, 0.6  # minutes
FORMULA, CHOICE, FIND = 1.0, 0.5, 5.0
THINK = {"choice": 1.0, "shape": 0.5, "count": 0.5}
PLAIN = ("max", "min", "abs", "relu", "step", "sign", "sqrt")  # every calculator has their keys
OVER_SAMPLES = ("J", "dJ/dW", "dJ/db")
NAME = 4  # points of naming a mistake, and of a second line


def minutes(exercise: Exercise) -> float:
    """How long somebody takes who knows how it is done."""
    return READ + sum(map(minutes_of_part, exercise.parts))


def minutes_of_part(exercise: Exercise) -> float:
    """Without reading the sheet."""
    if exercise.derivation:
        mistakes = max(len(one.all) for one in exercise.derivation)
        checked = sum(time(step) / entries(step) for step in exercise.trace.steps)
        return FIND * mistakes + checked
    thought = sum(THINK.get(ask.kind, 0.0) for ask in exercise.asks or () if ask.alone)
    asks = [ask for ask in exercise.asks or () if not ask.alone]
    numbers = [ask for ask in asks if ask.kind != "formula"]
    steps = rests_on(exercise, [ask.name for ask in numbers])
    single = {ask.name: len(asked_places(exercise, ask)) for ask in numbers if ask.places}
    found = sum(time(step) * single.get(step.name, entries(step)) / entries(step) for step in steps)
    found += FORMULA * sum(
        len(asked_places(exercise, ask)) for ask in asks if ask.kind == "formula"
    )
    return thought + found + CHOICE * sum(ask.kind == "choice" for ask in asks)


def asked_names(exercise: Exercise) -> list[str]:
    """The quantities that are asked; what is asked without one is left away."""
    return [ask.name for ask in exercise.asks or () if not ask.alone and ask.name not in ANSWERS]


def points(exercise: Exercise, ask: Ask) -> float:
    """What one ask is worth."""
    if ask.name in ANSWERS:
        return float(len(exercise.trace.steps) if ask.name == WRONG_LINE else NAME)
    step = None if ask.alone else traced(exercise, [ask.name]).by_name.get(ask.name)
    if step is not None and isinstance(step.equation.rule.formula, Name):
        copied = step.inputs[0]  # the key is pressed for it here, where it is not asked itself
        step = step if copied in asked_names(exercise) else step.trace.by_name.get(copied, step)
    heavy = step is not None and (calculator(step) or over_samples(step))
    each = 2 if heavy or ask.kind in ("formula", "choice") else 1
    return float(each * len(asked_places(exercise, ask)))


def traced(exercise: Exercise, names: Iterable[str]) -> Trace:
    known = exercise.trace
    return known if all(name in known.state for name in names) else known.by_steps


def rests_on(exercise: Exercise, names: Iterable[str]) -> list[Step]:
    """The lines of these names, and all that have to be worked out before them, in order."""
    asked = list(names)
    known = traced(exercise, asked)
    needed = set(asked)
    for step in reversed(known.steps):
        if step.name in needed:
            needed |= {"y_hat"} if at_once(step, needed) else set(step.inputs)
    return [step for step in known.steps if step.name in needed]


def at_once(step: Step, needed: set[str]) -> bool:
    """Whether it is ∂J/∂z of an output that comes as ŷ − y, and neither of its factors is asked."""
    known = step.trace
    if not isinstance(known.source, Network) or not with_shortcut(known.source):
        return False
    slope = known.local(step.name)
    by = slope.by.layer if slope.by else None
    last = slope.kind == "dJ/dz" and by == len(known.source.layers)
    return last and not needed.intersection(step.inputs[:2])


def entries(step: Step) -> int:
    return max(int(np.prod(step.value.shape[-2:])), 1)


def time(step: Step) -> float:
    """Minutes of a whole line. What is 1 or a copy of another array takes none."""
    rule = step.equation.rule
    copied = not rule.bends and (step.equation.phase == "forward" or entries(step) > 1)
    one = rule.formula == ONE and rule.role in (Does.START, Does.SLOPE)
    if copied or one:
        return 0.0
    number = TERM if step.equation.iteration > 1 and inside(step) else NUMBER
    each = number + TERM * (terms(step) - 1) + FUNCTION * calculator(step)
    return each * entries(step)


def inside(step: Step) -> bool:
    """Whether it is an elementary step inside a line of an expression, or derives by one."""
    source, what = step.trace.source, step.trace.local(step.name)
    if isinstance(source, Network):
        return False
    return not source.unnamed.isdisjoint({what.base, what.by.name if what.by else ""})


def terms(step: Step) -> float:
    """Summands of an entry: those of its matrix product, those over the samples, those that an
    operation on a whole array takes together."""
    rule, known = step.equation.rule, step.trace
    parts = tuple(walk(rule.formula))
    whole = [part for part in parts if isinstance(part, Call) and whole_call(part)]
    if not whole and not any(isinstance(part, MatMul | BigSum) for part in parts):
        return 1.0
    arrays = [known.state[name] for name in step.inputs]
    if whole and len(arrays) == 1:  # of a window, a row, a column, or of all
        return max(1.0, arrays[0].size / step.value.size)
    if not all(map(linear, whole)):
        return 1.0
    with np.errstate(all="ignore"):
        return max(1.0, float(np.abs(rule.calculate(*map(np.ones_like, arrays))).max()))


def calculator(step: Step) -> bool:
    """Whether a key of the calculator is pressed for it."""
    calls = [part for part in walk(step.equation.rule.formula) if isinstance(part, Call)]
    return any(
        part.function not in PLAIN
        and (not whole_call(part) or part.function.endswith("softmax"))
        and names(part)  # √4 is worked out once
        for part in calls
    )


def over_samples(step: Step) -> bool:
    network = isinstance(step.trace.source, Network)
    return network and step.trace.local(step.name).kind in OVER_SAMPLES
