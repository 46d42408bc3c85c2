"""Formulas as answers: right in any algebraic form.

A formula is right when it equals the key at seeded points of their common domain; a wrong one
is compared with the mistakes at the same points.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from tracer.errors import InputError, shown
from tracer.expression import Expression, symbolic
from tracer.formula.parse import parse
from tracer.formula.tree import Formula, names
from tracer.formula.value import value
from tracer.quantity import quantity

from .answers import unified
from .exercise_file import Ask, Exercise
from .result import Marked
from .submission import Sheet

POINTS = 20  # at which a formula is compared with the key
TRIES = 400  # points drawn until so many lie in the common domain
SEED = 20
CLOSE = 1e-9  # relative: rounding of float64 in another algebraic form


def marked_formula(sheet: Exercise, one: Sheet, ask: Ask) -> Iterator[Marked]:
    """The verdict of a formula; unreadable ones say where."""
    worth = 1.0 if ask.points is None else ask.points
    text = one.formulas.get(ask.name, "")
    done = Marked(ask.name, None, text, "missing", worth)
    if unified(text) not in ("", "-"):
        judge_formula(sheet, ask, done)
    yield done


def judge_formula(sheet: Exercise, ask: Ask, done: Marked) -> None:
    key = key_formula(sheet, ask.name)
    if key is None:
        done.verdict, done.message = "unreadable", "There is no formula to compare this with."
        return
    try:
        typed = parse(unified(done.typed), "answer")
    except InputError as error:
        done.verdict = "unreadable"
        done.message = f"{error.where}: {error.wrong}; expected: {error.expected}"
        return
    known = set(names(key)) | symbols_of(sheet)
    strange = [name for name in names(typed) if name not in known and name != "pi"]
    if strange:
        done.verdict = "unreadable"
        done.message = (
            f"{shown(strange[0])} is no symbol of this sheet; "
            f"its symbols are {', '.join(sorted(known))}"
        )
        return
    done.verdict = "right" if same(typed, key) else "wrong"
    if done.verdict == "wrong":
        done.mistakes = mistaken(sheet, ask.name, typed)
        done.verdict = "mistake" if done.mistakes else "wrong"
        done.says = says_of(done.mistakes)


def key_formula(sheet: Exercise, name: str) -> Formula | None:
    """The key in the variables alone: of a line, its formula; of dy/dx, the total derivative."""
    source = sheet.source
    if not isinstance(source, Expression):
        return None
    what = quantity(name)
    if what.role == "derivative" and what.by is not None and what.base == source.output:
        return symbolic(source, what.by.name)
    if what.role != "value":
        return None
    from tracer.expression import put_in

    known: dict[str, Formula] = {}
    for line in source.lines:
        known[line.name] = put_in(line.tree, known)
    return known.get(name)


def symbols_of(sheet: Exercise) -> set[str]:
    return set(sheet.source.variables) if isinstance(sheet.source, Expression) else set()


def same(one: Formula, other: Formula, points: int = POINTS) -> bool:
    """Whether two formulas are equal at seeded points at which both have a value. Where one has
    none and the other has, they differ, unless they share too few points to tell."""
    known = tuple(dict.fromkeys((*names(one), *names(other))))
    generator = np.random.default_rng(SEED)
    ours = [name for name in known if name != "pi"]
    draws = {name: drawn(generator) for name in ours}
    left, right = values(one, draws), values(other, draws)
    both = np.isfinite(left) & np.isfinite(right)
    if both.sum() < min(points, 2) or (np.isfinite(right) & ~both).sum() > both.sum():
        return False
    left, right = left[both][:points], right[both][:points]
    scale = np.maximum(np.maximum(np.abs(left), np.abs(right)), 1e-12)
    return bool((np.abs(left - right) <= CLOSE * scale).all())


def drawn(generator: np.random.Generator) -> Any:
    """Points of both signs and several sizes, most of them positive: logarithms need those."""
    size = np.exp(generator.uniform(-1.5, 1.5, TRIES))
    sign = np.where(generator.random(TRIES) < 0.7, 1.0, -1.0)
    return size * sign


def values(tree: Formula, known: Mapping[str, Any]) -> Any:
    with np.errstate(all="ignore"):
        return np.broadcast_to(np.asarray(value(tree, known), dtype=float), (TRIES,))


def mistaken(sheet: Exercise, name: str, typed: Formula) -> tuple[str, ...]:
    """The mistakes whose formula the answer is: one line of the derivation swapped."""
    source = sheet.source
    if not isinstance(source, Expression) or quantity(name).role != "derivative":
        return ()
    from dataclasses import replace

    from tracer.evaluate import evaluate
    from tracer.trace import trace

    from .diagnose import swaps_in

    generator = np.random.default_rng(SEED)
    points = replace(source, at={v: drawn(generator) for v in source.variables}, given={})
    known = trace(points)
    answers = values(typed, points.at)
    found = []
    for line in known.equations:
        for mistake, swap in swaps_in(known, line):
            lines = [swap if other is line else other for other in known.equations]
            result = np.broadcast_to(evaluate(lines, known.given)[name][..., 0, 0], (TRIES,))
            both = np.isfinite(answers) & np.isfinite(result)
            near = np.abs(answers - result)[both] <= CLOSE * np.maximum(np.abs(result[both]), 1e-12)
            if both.sum() >= POINTS and near.all():
                found.append((mistake.generic, mistake.name))
    named = [mistake for generic, mistake in found if not generic]
    return tuple(dict.fromkeys(named or [mistake for _, mistake in found]))


def says_of(mistakes: tuple[str, ...]) -> str:
    from tracer.mistakes import MISTAKES

    return MISTAKES[mistakes[0]] if mistakes else ""
