"""Boxes for lines that nobody is asked for: they earn nothing, and what is written in them is
followed. A line that was not written cannot carry a slip."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from grader.asked import Ask, Exercise

from ..authoring.reach import of_author
from ..worth import asked_names, rests_on


def with_lines_between(exercise: Exercise) -> Exercise:
    """The exercise with the lines between what is given and what is asked, each before the first
    asked one that is made of it, worth nothing. Lines whose mistake is to be found have none."""
    return exercise.each(of_part)


def of_part(part: Exercise) -> Exercise:
    if part.asks is None or part.derivation:
        return part
    return replace(part, asks=tuple(asks(part)))


def asks(part: Exercise) -> Iterator[Ask]:
    met = set(asked_names(part))
    for ask in part.asks or ():
        for step in rests_on(part, [ask.name]) if needs_lines(ask) else ():
            # what is made of nothing, as dJ/dJ = 1, nobody writes down
            if step.name not in met and step.inputs and of_author(part, step.name):
                yield Ask(step.name, points=0.0, keys={})
                met.add(step.name)
        yield ask


def needs_lines(ask: Ask) -> bool:
    """Whether numbers are worked out for it."""
    return not ask.alone and ask.kind in ("number", "choice")
