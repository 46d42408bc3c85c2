"""What is drawn from the bundled exercises: every key agrees with a second implementation
(plain*.py), and no draw is degenerate."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from exercises import worth
from exercises.authoring.by_hand import answers
from exercises.task import bundled, task
from exercises.variants import variant, variants
from grader.asked import Ask, Exercise, asked_places
from grader.choices import options
from grader.derivation import LINES, lines
from tests.sample import sample
from tracer.network import Network

from .plain import Lines, calculated
from .plain_arrays import Arrays
from .plain_layers import Layers

pytestmark = pytest.mark.thorough  # these sheets once more, as a whole

bundle = cache(task)
SECRET = b"drawn"
FEW, MANY = 3, 200
CLOSE = 1e-9


@cache
def file_of(name: str) -> dict[str, Any]:
    return tomllib.loads(bundled()[name].read_text(encoding="utf-8"))


def drawn(name: str, student: int) -> Exercise:
    """The file's own numbers first, then those of students."""
    given = bundle(name)
    return given.exercise if student < 0 else variant(given, SECRET, f"s{student}")


def keys_of(name: str, sheet: Exercise) -> dict[str, Any]:
    """What the file says of a part, as it stands there."""
    keys = file_of(name)
    if "part" not in keys:
        return keys
    part = keys["part"]["abcdef".index(sheet.part)]
    if "same_as" not in part:
        return part
    like = keys["part"]["abcdef".index(part["same_as"])]
    kind = "network" if "network" in like else "expression"
    return {**like, kind: {**like[kind], **part.get("change", {})}}


def second(
    name: str, sheet: Exercise, shown: dict[str, Any] | None = None
) -> Lines | Arrays | Layers:
    """The second implementation, on the numbers of a sheet; its structure is the file's."""
    return worked_again(name, sheet, sheet.trace.given, sheet.source.alpha, shown)


def worked_again(
    name: str,
    sheet: Exercise,
    given: Mapping[str, Any],
    alpha: float | None,
    shown: dict[str, Any] | None = None,
) -> Lines | Arrays | Layers:
    keys = keys_of(name, sheet)
    matrices = {n: np.asarray(v).tolist() for n, v in given.items()}
    if "expression" not in keys:
        return Layers(keys["network"], alpha, matrices, shown)
    own = keys["expression"]
    if sheet.source.has_arrays:
        return Arrays(own, matrices)
    said = own["expression"]
    at = {n: float(np.squeeze(v)) for n, v in given.items()}
    return Lines([said] if isinstance(said, str) else said, at, alpha, own)


def marked(sheet: Exercise) -> list[Ask]:
    """What a number of the trace is the key of."""
    return [ask for ask in sheet.asks or () if ask.kind != "formula" and not ask.alone]


NUMBERS = [name for name in bundled() if any(map(marked, bundle(name).exercise.parts))]


@pytest.mark.parametrize("name", sample(NUMBERS, 16))
def test_every_key_agrees_with_a_second_implementation(name: str) -> None:
    agrees(name, FEW)


@pytest.mark.full
@pytest.mark.parametrize("name", NUMBERS)
def test_every_key_of_many_students_agrees_with_a_second_implementation(name: str) -> None:
    """All of them at once; of each, its own numbers are worked out again."""
    if not bundle(name).variants or bundle(name).exercise.derivation:
        agrees(name, MANY)
        return
    sheet = variants(bundle(name), SECRET, [f"s{student}" for student in range(MANY)])
    for part in sheet.parts:
        numbers = marked(part)
        seen = {ask.name: part.trace.with_number(ask.name).seen[ask.name] for ask in numbers}
        for student in range(MANY if part.trace.students and numbers else 0):
            given = {
                n: one[student] if one.ndim > 2 else one for n, one in part.trace.given.items()
            }
            alpha = of_student(part.source.alpha, student)
            other = worked_again(name, part, given, alpha)
            for ask in numbers:
                for place in asked_places(part, ask):
                    own = seen[ask.name]
                    own = own[student] if own.ndim > 2 else own
                    equal(own[place[0] - 1, place[1] - 1], entry(other, ask.name, place), ask.name)


def of_student(alpha: Any, student: int) -> Any:
    """A drawn α is one of each student."""
    every = np.ravel(alpha) if alpha is not None else [None]
    return float(every[student]) if len(every) > 1 else alpha


def agrees(name: str, students: int) -> None:
    for student in range(-1, students if bundle(name).variants else 0):
        sheet = drawn(name, student)
        if sheet.derivation:
            found_by_working_each_line(name, sheet)
            continue
        for part in sheet.parts:
            numbers = marked(part)
            other = second(name, part) if numbers else None
            for ask in numbers:
                for place in asked_places(part, ask):
                    assert other is not None
                    compare(part, ask, place, entry(other, ask.name, place))


def entry(other: Lines | Arrays | Layers, name: str, place: tuple[int, int]) -> float:
    found = other.key(name)
    return found if isinstance(found, float) else found[place[0] - 1][place[1] - 1]


def compare(sheet: Exercise, ask: Any, place: Any, right: float) -> None:
    """The key, and the right option."""
    own = sheet.trace.with_number(ask.name).seen[ask.name][place[0] - 1, place[1] - 1]
    equal(own, right, ask.name)
    if ask.kind == "choice":
        [one] = [one for one in options(sheet, ask, place) if one.right]
        assert one.value == pytest.approx(right, rel=CLOSE)
        assert float(one.text) == pytest.approx(right, rel=10.0 ** (1 - sheet.digits))


def equal(own: float, right: float, name: str) -> None:
    size = max(abs(right), 1e-3)
    assert abs(float(own) - right) <= CLOSE * size, (name, own, right)
    assert own == 0 or abs(own) > 1e-12, "what float64 leaves of 0"


def found_by_working_each_line(name: str, sheet: Exercise) -> None:
    """A line that does not follow from those above it is one that is planted, and the reverse."""
    shown = {line.name: np.asarray(line.value).tolist() for line in lines(sheet)}
    wrong = []
    for number, line in enumerate(shown, 1):
        above = {n: shown[n] for n in list(shown)[: number - 1]}
        other = second(name, sheet, above or {"": [[0.0]]})
        assert isinstance(other, Layers)
        worked = np.asarray(other.line(line))
        if not np.allclose(worked, shown[line], rtol=1e-6, atol=1e-9):
            wrong.append(str(number))
    right = [next(one.letter for one in options(sheet, ask) if one.right)
             for ask in sheet.asks or () if ask.name in LINES]  # fmt: skip
    assert wrong == right


FORMULAS = [name for name in bundled() if any(a.kind == "formula" for a in bundle(name).asks)]


@pytest.mark.parametrize("name", sample(FORMULAS))
def test_every_formula_of_a_key_agrees_with_a_complex_step(name: str) -> None:
    sheet = next(part for part in bundle(name).exercise.parts
                 if any(ask.kind == "formula" for ask in part.asks or ()))  # fmt: skip
    said = keys_of(name, sheet)["expression"]["expression"]
    texts = [said] if isinstance(said, str) else said
    alone = {ask.name for ask in sheet.asks or () if ask.alone}
    for seed in range(20):
        rng = np.random.default_rng(seed)
        names = set(re.findall(r"[a-z]\d?", " ".join(texts))) & set(sheet.source.variables)
        at = {one: float(rng.uniform(0.3, 1.7)) for one in names}
        other = Lines(texts, at, None)
        for quantity, typed in answers(replace(sheet, part="")).items():
            if quantity in alone:
                continue
            known = {**other.values()}
            known |= {d: other.key(d) for d in re.findall(r"d\w+/d\w+", typed)}
            assert calculated(typed, known).real == pytest.approx(other.key(quantity)), quantity


# No draw is degenerate


@pytest.mark.parametrize("name", sample((name for name in bundled() if bundle(name).variants), 16))
def test_of_two_hundred_draws_none_is_degenerate(name: str) -> None:
    given = bundle(name)
    sheet = variants(given, SECRET, [f"s{at}" for at in range(MANY)])
    assert given.minutes == pytest.approx(worth.minutes(sheet), rel=0.2)
    for part in sheet.parts:
        if part.trace.students:
            sound(name, part)


def sound(name: str, sheet: Exercise) -> None:
    known, keys = sheet.trace, keys_of(name, sheet)
    for ask in sheet.asks or ():
        if ask.name in known.by_name:
            value = np.abs(known.seen[ask.name])
            assert ((value == 0) | (value > 1e-12)).all(), "what float64 leaves of 0"
            may_be_0 = file_of(name)["variants"].get("smallest") == 0
            if (name, ask.name) != ("dead-relu", "a2") and not may_be_0:  # what it is about
                assert (value.max(axis=(-2, -1)) > 0).all(), f"{ask.name} is all 0"
    for step in known.steps:
        rule = step.equation.rule.name
        if rule in ("sigmoid", "softmax") and step.equation.phase == "forward":
            assert ((step.value > 0.02) & (step.value < 0.98)).all()
        if rule == "relu" and isinstance(sheet.source, Network):
            on = step.value > 0
            assert (on.any(axis=(-2, -1)) & ~on.all(axis=(-2, -1))).all()
    if keys.get("network", {}).get("cost") in ("bce", "ce") and "y" in known.given:
        y = known.given["y"]
        assert ((y != y[..., :1]).any(axis=-1).sum(axis=-1) >= min(2, y.shape[-2])).all()
    if file_of(name)["variants"].get("falls"):
        assert (known.state["@2 J"] < known.state["J"]).all()
    for one, other in MUST_DIFFER.get(name, ()):
        a, b = known.state[one], known.state[other]
        assert (np.abs(a - b) > 0.005 * np.maximum(np.abs(a), np.abs(b))).all()


def test_a_dead_neuron_is_dead_and_the_other_one_is_not_in_every_draw() -> None:
    known = variants(bundle("dead-relu"), SECRET, [f"s{at}" for at in range(MANY)]).trace
    assert (known.state["z2"] < 0).all()
    assert (known.state["z1"] > 0).all()


def test_what_the_words_say_of_a_step_holds_in_every_draw() -> None:
    """A short step falls less than the slope predicts, a long one rises; x < 0 and y = 1 lead w
    down and b up; a tenth of h is about a tenth of the error; equal rows stay equal."""
    students = [f"s{at}" for at in range(MANY)]
    short, long = (part.trace.state for part in
                   variants(bundle("step-too-long"), SECRET, students).parts)  # fmt: skip
    predicted = -0.03 * short["dJ/dw"] ** 2
    fell = short["@2 J"] - short["J"]
    assert ((fell < 0) & (fell > 0.95 * predicted)).all()
    assert (long["@2 J"] > 1.1 * long["J"]).all()
    way = variants(bundle("which-way"), SECRET, students).trace.state
    assert (way["dJ/dz"] < 0).all()
    assert (way["w:="] < way["w"]).all()
    assert (way["b:="] > way["b"]).all()
    near = variants(bundle("quotients-of-three-steps"), SECRET, students).trace.state
    off = [near[q] - 3 * near["x"] ** 2 for q in ("q1", "q2", "q3")]
    for more, less in pairwise(off):
        assert (np.abs(less / more - 0.1) < 0.015).all()
    rows = variants(bundle("equal-weights"), SECRET, students).trace.state["dJ/dW[1]"]
    np.testing.assert_allclose(rows[..., 0, :], rows[..., 1, :])


MUST_DIFFER = {
    "slope-from-quotients": [("q1", "q2")],
    "why-one-over-n": [("S", "J"), ("l1", "l2")],
    "partial-derivatives": [("d(p)/d(x1)", "d(r)/d(x1)"), ("dy/dx1", "dy/dx2")],
}
