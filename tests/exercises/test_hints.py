"""Hints grow stronger and never say a number that is asked."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from exercises.hints import hints_of
from exercises.task import bundled, task
from exercises.variants import variant
from grader.asked import asked_places
from tests.sample import sample
from tracer.errors import InputError
from tracer.layout import flipped
from tracer.numbers import significant

bundle = cache(task)
NETWORK: dict[str, Any] = {
    "cost": "bce",
    "X": [[1.5, 2.5], [-1.5, 0.5]],
    "Y": [[1], [0]],
    "layers": [{"activation": "sigmoid", "W": [[0.7, -0.3]], "b": [0.2]}],
}
EXERCISE: dict[str, Any] = {
    "id": "one",
    "network": NETWORK,
    "ask": [{"quantity": "z[1]"}, {"quantity": "y_hat"}, {"quantity": "dJ/dW[1]"}],
    "hint": [
        {"quantity": "dJ/dW[1]", "text": "How many samples are there?"},
        {"quantity": "dJ/dW[1][1,2]", "text": "The second input."},
    ],
}


def test_the_authors_own_come_first_then_rule_formula_and_numbers() -> None:
    given = task(EXERCISE)
    assert hints_of(given, given.exercise, "dJ/dW[1]", (1, 2)) == (
        "How many samples are there?",
        "The second input.",
        "A weight multiplies the a that comes in, so ∂z/∂W is that a; the samples add up. (L11)",
        "∂J/∂W[1] = ∂z[1]/∂W[1] · ∂J/∂z[1]; ∂z[1]/∂W[1] = a[0]; ∂J/∂W[1] = ∂J/∂z[1] · a[0]ᵀ",
        "∂J/∂W[1][1,2] = ∂J/∂z[1][1,1] · a[0][2,1] + ∂J/∂z[1][1,2] · a[0][2,2]",
        "∂J/∂W[1][1,2] = (−0.1888)·2.5 + 0.1345·0.5",
    )
    assert "The second input." not in hints_of(given, given.exercise, "dJ/dW[1]", (1, 1))


def test_a_number_that_is_asked_stays_a_name() -> None:
    given = task(EXERCISE)
    assert hints_of(given, given.exercise, "y_hat")[-1] == "ŷ[1,1] = 1/(1 + exp(−z[1][1,1]))"


LINES: dict[str, Any] = {
    "id": "lines",
    "expression": {
        "expression": ["a_1 = tanh(w1*x + b1)", "z_2 = w2*a_1 + b2", "L = (z_2 - t)**2"],
        "at": {"x": 0.5, "w1": 0.3, "b1": 0.1, "w2": -0.4, "b2": 0.2, "t": 1},
    },
    "ask": [{"quantity": one} for one in ("a_1", "z_2", "dL/dz_2", "dL/da_1", "dL/dw1")],
}
LAST = {
    "z_2": ["z_2 = w2·a_1 + b2", "z_2 = (−0.4)·a_1 + 0.2"],
    "dL/da_1": ["∂L/∂a_1 = ∂L/∂z_2 · d(z_2)/d(a_1)", "∂L/∂a_1 = ∂L/∂z_2 · (−0.4)"],
    "dL/dw1": ["∂L/∂w1 = ∂L/∂a_1 · d(a_1)/d(w1)", "∂L/∂w1 = ∂L/∂a_1 · 0.5·(1 − a_1²)"],
}  # fmt: skip


@pytest.mark.parametrize("asked", LAST)
def test_a_hint_goes_along_the_authors_own_lines(asked: str) -> None:
    given = task(LINES)
    assert list(hints_of(given, given.exercise, asked)[-2:]) == LAST[asked]


@pytest.mark.parametrize("name", sample(bundled(), 8))
def test_no_hint_says_a_number_that_is_asked(name: str) -> None:
    given = bundle(name)
    sheet = variant(given, b"hints", "ana")
    known = sheet.trace
    for ask in sheet.asks or ():
        if ask.kind == "formula" or ask.name not in known.by_name:
            continue
        places = asked_places(sheet, ask)
        for place in {places[0], places[-1]}:
            at = None if known.scalar(ask.name) else flipped(place, known.lies(ask.name))
            said = hints_of(given, sheet, ask.name, at)
            assert len(said) >= 2
            assert len(set(said)) == len(said)
            value = float(known.state[ask.name][..., place[0] - 1, place[1] - 1])
            shown = significant(value, 4)
            if len(shown.strip("-−0.")) >= 3:  # a short number may well stand somewhere
                assert not any(shown in hint for hint in said), (ask.name, at, shown)


@pytest.mark.parametrize("name", bundled())
def test_no_hint_says_a_formula_that_is_asked(name: str) -> None:
    given = bundle(name)
    for ask in given.asks:
        if ask.kind == "formula":
            said = hints_of(given, given.exercise, ask.name)
            assert said
            assert not any("=" in hint and "d(" in hint for hint in said)


def test_a_quantity_that_there_is_not_is_said() -> None:
    given = task(EXERCISE)
    with pytest.raises(InputError, match="z"):
        hints_of(given, given.exercise, "z[7]")


def test_what_is_given_has_no_hints_of_ours() -> None:
    given = task(EXERCISE)
    assert hints_of(given, given.exercise, "W[1]") == ()
