"""What is drawn from the bundled exercises: every key agrees with a second implementation
(plain.py), and no draw is degenerate."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Any

import numpy as np
import pytest

from exercises.authoring.by_hand import answers
from exercises.task import bundled, task
from exercises.variants import variant, variants
from grader.asked import Exercise, asked_places
from grader.choices import options
from grader.derivation import LINES, lines

from .plain import Layers, Lines, calculated

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


def second(name: str, sheet: Exercise, shown: dict[str, Any] | None = None) -> Lines | Layers:
    """The second implementation, on the numbers of a sheet; its structure is the file's."""
    keys, given = file_of(name), sheet.trace.given
    if "expression" in keys:
        own = keys["expression"]
        said = own["expression"]
        at = {n: float(np.squeeze(v)) for n, v in given.items()}
        return Lines([said] if isinstance(said, str) else said, at, sheet.source.alpha)
    layers = [layer["activation"] for layer in keys["network"]["layers"]]
    matrices = {n: np.asarray(v).tolist() for n, v in given.items()}
    return Layers(layers, keys["network"].get("cost"), sheet.source.alpha, matrices, shown)


NUMBERS = [name for name in bundled() if any(a.kind != "formula" for a in bundle(name).asks)]


@pytest.mark.parametrize("name", NUMBERS)
def test_every_key_agrees_with_a_second_implementation(name: str) -> None:
    agrees(name, FEW)


@pytest.mark.full
@pytest.mark.parametrize("name", NUMBERS)
def test_every_key_of_many_students_agrees_with_a_second_implementation(name: str) -> None:
    agrees(name, MANY)


def agrees(name: str, students: int) -> None:
    for student in range(-1, students if bundle(name).variants else 0):
        sheet = drawn(name, student)
        if sheet.derivation:
            found_by_working_each_line(name, sheet)
            continue
        other = second(name, sheet)
        for ask in sheet.asks or ():
            for place in asked_places(sheet, ask):
                right = entry(other, ask.name, place)
                compare(sheet, ask, place, right)


def entry(other: Lines | Layers, name: str, place: tuple[int, int]) -> float:
    found = other.key(name)
    return found if isinstance(found, float) else found[place[0] - 1][place[1] - 1]


def compare(sheet: Exercise, ask: Any, place: Any, right: float) -> None:
    """The key, and the right option."""
    size = max(abs(right), 1e-3)
    own = float(sheet.trace.seen[ask.name][place[0] - 1, place[1] - 1])
    assert own == pytest.approx(right, abs=CLOSE * size), (ask.name, place)
    assert own == 0 or abs(own) > 1e-12, "what float64 leaves of 0"
    if ask.kind == "choice":
        [one] = [one for one in options(sheet, ask, place) if one.right]
        assert one.value == pytest.approx(right, rel=CLOSE)
        assert float(one.text) == pytest.approx(right, rel=10.0 ** (1 - sheet.digits))


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


@pytest.mark.parametrize("name", FORMULAS)
def test_every_formula_of_a_key_agrees_with_a_complex_step(name: str) -> None:
    sheet = bundle(name).exercise
    said = file_of(name)["expression"]["expression"]
    texts = [said] if isinstance(said, str) else said
    for seed in range(20):
        rng = np.random.default_rng(seed)
        names = set(re.findall(r"[a-z]\d?", " ".join(texts))) & set(sheet.source.variables)
        at = {one: float(rng.uniform(0.3, 1.7)) for one in names}
        other = Lines(texts, at, None)
        for quantity, typed in answers(sheet).items():
            known = {**other.values()}
            known |= {d: other.key(d) for d in re.findall(r"d\w+/d\w+", typed)}
            assert calculated(typed, known).real == pytest.approx(other.key(quantity)), quantity


# No draw is degenerate


@pytest.mark.parametrize("name", [name for name in bundled() if bundle(name).variants])
def test_of_two_hundred_draws_none_is_degenerate(name: str) -> None:
    sheet = variants(bundle(name), SECRET, [f"s{at}" for at in range(MANY)])
    known, keys = sheet.trace, file_of(name)
    for ask in sheet.asks or ():
        if ask.name in known.by_name:
            value = np.abs(known.seen[ask.name])
            assert ((value == 0) | (value > 1e-12)).all(), "what float64 leaves of 0"
            assert (value.max(axis=(-2, -1)) > 0).all(), f"{ask.name} is all 0"
    for step in known.steps:
        rule = step.equation.rule.name
        if rule in ("sigmoid", "softmax") and step.equation.phase == "forward":
            assert ((step.value > 0.02) & (step.value < 0.98)).all()
        if rule == "relu":
            on = step.value > 0
            assert (on.any(axis=(-2, -1)) & ~on.all(axis=(-2, -1))).all()
    if keys.get("network", {}).get("cost") in ("bce", "ce") and "y" in known.given:
        y = known.given["y"]
        assert ((y != y[..., :1]).any(axis=-1).sum(axis=-1) >= min(2, y.shape[-2])).all()
    if keys["variants"].get("falls"):
        assert (known.state["@2 J"] < known.state["J"]).all()
    for one, other in MUST_DIFFER.get(name, ()):
        a, b = known.state[one], known.state[other]
        assert (np.abs(a - b) > 0.005 * np.maximum(np.abs(a), np.abs(b))).all()


MUST_DIFFER = {
    "slope-from-quotients": [("q1", "q2")],
    "partial-derivatives": [("d(p)/d(x1)", "d(r)/d(x1)"), ("dy/dx1", "dy/dx2")],
}
