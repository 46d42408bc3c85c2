"""The bar of the bundled exercises: on every variant everything holds that was promised.

What holds is checked here in another way than it is drawn: number by number, pair by pair.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from exercises.task import Task, bundled, task
from exercises.variants import diagnosable, variants
from exercises.variants.plan import Plan, plan
from exercises.variants.tell_apart import told
from grader.derivation import ANSWERS
from grader.settings import LECTURE
from tests.sample import sample
from tracer.network import Network
from tracer.trace import Trace

bundle = cache(task)
SECRET = b"bar"
DRAWN = [name for name in bundled() if bundle(name).variants]
FEW, MANY = 40, 10_000


def students(number: int) -> list[str]:
    return [f"s{at}" for at in range(number)]


def test_there_are_enough_and_every_row_of_the_lecture_has_one() -> None:
    tasks = [bundle(name) for name in bundled()]
    assert len(tasks) >= 58
    assert {row for one in tasks for row in one.lecture} >= set(LECTURE[2:])
    ids = [one.id for one in tasks]
    assert ids == list(bundled())
    for at, one in enumerate(tasks):
        assert one.title, one.id
        assert one.goal, one.id
        assert one.minutes, one.id
        assert one.lecture, one.id
        assert set(one.prerequisites) <= set(ids[:at]), one.id
        assert one.exercise.keys.get("digits") in (4, 6) or not one.variants


@pytest.mark.parametrize("name", sample(DRAWN, 12))
def test_every_variant_fulfils_what_was_promised(name: str) -> None:
    holds(bundle(name), FEW)


@pytest.mark.full
@pytest.mark.parametrize("name", DRAWN)
def test_ten_thousand_variants_fulfil_what_was_promised(name: str) -> None:
    holds(bundle(name), MANY)


def holds(given: Task, number: int) -> None:
    sheet = variants(given, SECRET, students(number))
    for made, part in zip(plan(given).by_part, sheet.parts, strict=True):
        known = part.trace
        if not made.ranges:
            continue  # formulas, the same for all
        printed(made, known)
        if isinstance(part.source, Network):
            no_kink_and_no_end(made.task, part.source, known)
        asked_numbers_show(made, known)
        if made.limits.distinct:  # what the file promises
            assert not undiagnosable(made, part.source, known)


def printed(made: Plan, known: Trace) -> None:
    """Every given number is a short decimal inside its range."""
    for one in made.ranges:
        if one.name in known.given:
            drawn = known.given[one.name] * one.scale
            assert np.allclose(drawn, np.round(drawn), atol=1e-9), one.name
            inside = np.isin(np.round(drawn).astype(int), one.numerators)
            assert inside.all(), one.name


def no_kink_and_no_end(given: Task, source: Network, known: Trace) -> None:
    margin = given.variants.get("margin", 0.1) - 1e-6
    for at, layer in enumerate(source.layers, 1):
        z = known.state.get(f"z[{at}]")
        a = known.state.get("y_hat" if at == len(source.layers) else f"a[{at}]")
        if z is None or a is None:
            continue
        if layer.activation == "relu":
            assert (np.abs(z) > margin).all()
            if given.variants.get("relu") == "both":
                assert (z > 0).any(axis=(-2, -1)).all()
                assert (z < 0).any(axis=(-2, -1)).all()
        if layer.activation in ("sigmoid", "softmax"):
            assert ((a > 0.02) & (a < 0.98)).all()
        if layer.activation == "tanh":
            assert (np.abs(a) < 0.96).all()


def asked_numbers_show(made: Plan, known: Trace) -> None:
    given = made.task
    smallest = given.variants.get("smallest", 0.001) * 0.999
    largest = given.variants.get("largest", 1000) * 1.001
    zeros = {known.names.find(name).name for name in given.variants.get("zeros", [])}
    for name, places in made.asked.items():
        entries = np.abs(known.state[name][..., places[0], places[1]])
        good = (entries >= smallest) & (entries <= largest)
        assert (good | ((entries < 1e-9) & (name in zeros))).all(), name


def undiagnosable(made: Plan, source: Any, known: Trace) -> list[tuple[str, str, str, int]]:
    """Lines and pairs of mistakes (or a mistake and what is right) that give some student the
    same numbers, and are not declared in `same`; with how many students. Where a mistake has to
    show in one iteration alone, the same in all iterations."""
    found: dict[tuple[str, str, str], Any] = {}
    scale = next((one.scale for one in made.ranges if one.name == "alpha"), None)
    alphas = np.ravel(source.alpha) if scale else np.zeros(1)
    for alpha in np.unique(alphas).tolist():
        at = np.flatnonzero(np.broadcast_to(alphas == alpha, known.students))
        state = {n: array[at] if array.ndim > 2 else array for n, array in known.state.items()}
        alike: dict[tuple[str, str, str], Any] = {}
        for line in told(made, round(alpha * scale) if scale else None):
            rows, columns = made.asked[line.line]
            values = {"right": [state[line.line]]}
            for way in line.ways:
                with np.errstate(all="ignore"):
                    values.setdefault(way.name, []).append(way.value(state))
            for one, other in combinations(values, 2):
                if frozenset((one, other)) in made.excused:
                    continue
                whose = np.zeros(at.shape, dtype=bool)
                for a in values[one]:
                    for b in values[other]:
                        size = np.maximum(np.abs(a), np.abs(b))
                        same = (np.abs(a - b) <= 0.02 * size + 1e-10)[..., rows, columns]
                        whose |= np.broadcast_to(same.all(axis=-1), at.shape)
                key = made.kind_of(line.line), *sorted((one, other))
                alike[key] = alike.get(key, True) & whose
        for key, whose in alike.items():
            found[key] = found.get(key, 0) + int(whose.sum())
    return [(*key, times) for key, times in found.items() if times]


@pytest.mark.parametrize("name", sample(DRAWN))
def test_what_cannot_be_told_apart_is_declared_and_nothing_else(name: str) -> None:
    matrix = diagnosable(bundle(name))
    assert matrix.alike == matrix.excused, "the list `same` of the exercise"


@pytest.mark.parametrize("name", [name for name in bundled() if not bundle(name).variants])
def test_what_has_no_ranges_asks_for_formulas(name: str) -> None:
    assert all(ask.kind == "formula" or ask.alone for ask in bundle(name).asks)


def test_a_derivation_is_asked_for_by_its_two_answers() -> None:
    finds = [bundle(name) for name in bundled() if bundle(name).exercise.derivation]
    assert len(finds) >= 3
    for one in finds:
        mistakes = {len(each.all) for each in one.exercise.derivation}
        assert [ask.name for ask in one.asks] == list(ANSWERS[: 2 * mistakes.pop()])
        assert not mistakes
