"""Hints of increasing strength: the author's own, then the rule and why it holds, its formula, and
the numbers put in. None says a number that is asked: such a one stays a name."""

from __future__ import annotations

from collections.abc import Iterator

from grader.asked import Exercise
from grader.report.with_numbers import filled, holes, inner, says_something, step_of
from tracer.expression import Expression
from tracer.formula.text import text
from tracer.formula.tree import Equality, Formula, Num, walk
from tracer.rules.rule import Does
from tracer.show import bare, chain_of, entry_of, equality, expanded, formula_of, number
from tracer.symbols import Place, split_entry
from tracer.trace import Step, Trace

from .task import Task


def hints_of(
    task: Task, exercise: Exercise, name: str, place: Place | None = None
) -> tuple[str, ...]:
    """The hints for a quantity, or for one entry of it as the sheet lays it; weakest first.

    `exercise` has the student's numbers, one student's. Raises InputError for a quantity that
    there is not. What is given, or no equation makes, has the author's hints only.
    """
    known = exercise.trace
    found = known.names.find(name)
    at = place or found.place
    own = tuple(said for key, texts in task.hints.items() for said in texts
                if same(known, key, found.name, at))  # fmt: skip
    step = known.with_number(found.name).by_name.get(found.name)
    if step is None:
        return own
    if asked_as(exercise, found.name) == "formula":
        return tuple(dict.fromkeys((*own, *rules_towards(step.trace, step))))
    return tuple(dict.fromkeys((*own, *automatic(exercise, as_written(step), at))))


def as_written(step: Step) -> Step:
    """The step of the author's own line, where backward goes through one; of a line that stands
    alone its elementary steps are the way."""
    line = step_of(step.trace, step.name)
    if line is None or not by_lines(step.trace, step.name):
        return step
    return line


def by_lines(known: Trace, name: str) -> bool:
    """Whether a quantity of an expression is worked out from line to line."""
    line = step_of(known, name)
    if line is None or not isinstance(known.source, Expression):
        return False
    return line.quantity.role != "derivative" or says_something(formula_of(line))


def same(known: Trace, key: str, name: str, place: Place | None) -> bool:
    """Whether an author's hint, by its quantity, is about this one."""
    if key not in known:
        return False  # of another part
    about = known.names.find(key)
    return about.name == name and (about.place is None or place in (None, about.place))


def asked_as(exercise: Exercise, name: str) -> str:
    return next((ask.kind for ask in exercise.asks or () if ask.name == name), "number")


def automatic(exercise: Exercise, step: Step, place: Place | None) -> Iterator[str]:
    """The rule, the formula, for one entry, the numbers put in."""
    yield because(step)
    yield "; ".join(map(text, (*chain_of(step), formula_of(step))))
    at = None if step.trace.scalar(step.name) else place or (1, 1)
    if at is not None:
        yield text(entry_of(step, at))
    asked = put_in(exercise, step, at)
    if asked is not None:
        yield text(asked)


def because(step: Step) -> str:
    return f"{step.equation.rule.why} ({step.equation.rule.source})"


def put_in(exercise: Exercise, step: Step, place: Place | None) -> Equality | None:
    """The line with the numbers that are not asked put in; None where the result stands in it."""
    trace = step.trace
    asked = {ask.name for ask in exercise.asks or ()}

    def read(name: str, at: Place) -> Formula:
        if name in asked:
            return trace.symbols.tree(trace.local(name), None if bare(trace, name) else at)
        return number(trace, name, at, exercise.digits)

    def in_line(entry: str) -> Formula | None:
        """What stands for an entry of a line of an expression; None where that is written out."""
        name, _ = split_entry(entry)
        written_out = name not in asked and inner(trace, name)
        return None if written_out else read(name, (1, 1))

    if by_lines(exercise.trace, step.name):
        line = filled(exercise, holes(exercise, step.name), in_line)
    else:
        line = expanded(step, place or (1, 1), read, keep_constants=False)
    result = number(trace, step.name, place or (1, 1), exercise.digits)
    told = any(isinstance(node, Num) and node.text == result.text for node in walk(line))
    return None if told else equality(step, place, (line,))


def rules_towards(known: Trace, step: Step) -> Iterator[str]:
    """Where the formula is asked: why each line on the way to it holds, the last one first."""
    ahead = [step]
    while ahead:
        one = ahead.pop(0)
        if one.equation.phase == "backward" and one.equation.rule.role is not Does.START:
            yield because(one)
            ahead += [known.by_name[name] for name in one.inputs if name in known.by_name]
