"""The key that is shown: derived from the lines, in what may be used, and right when typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from exercises.task import bundled, task
from grader import mark
from grader.asked import Exercise, asked_places
from grader.exercise_file import exercise
from grader.formula_key import LONGEST, key_of, length
from tests.sample import sample
from tests.tracer.formula.trees import typed
from tracer.formula.text import text
from tracer.formula.tree import Formula
from tracer.symbols import entry_name

DATA = Path(__file__).parents[1] / "data" / "exercises"
DOCS = Path(__file__).parents[2] / "docs" / "examples"
FILES = {path.stem: path for path in (*DATA.glob("*.toml"), *DOCS.glob("formulas.toml"))}
FILES = {name: path for name, path in FILES.items() if '"formula"' in path.read_text("utf-8")}


def keys(made: Exercise) -> Iterator[tuple[str, Formula | None]]:
    """Every entry that is asked for as a formula, by its name in an answer file, and its key."""
    for ask in made.asks or ():
        for place in asked_places(made, ask) if ask.kind == "formula" else ():
            scalar = made.trace.scalar(ask.name)
            turned = place[::-1] if made.trace.lies(ask.name) else place
            yield entry_name(ask.name, None if scalar else turned), key_of(made, ask.name, place)


def typed_back(made: Exercise, *, all_shown: bool = True) -> None:
    """Every key, in both forms, is marked right, and short."""
    found = dict(keys(made))
    assert found
    assert not all_shown or None not in found.values()
    for ascii in (True, False):
        shown = {name: text(key, ascii=ascii) for name, key in found.items() if key is not None}
        answers = {one.name: one for one in mark(made, shown).student.answers}
        wrong = {shown[name]: answers[name].message for name in shown
                 if answers[name].verdict != "right"}  # fmt: skip
        assert wrong == {}
    assert all(length(key) <= LONGEST for key in found.values() if key is not None)


WITH_FORMULAS = [
    name
    for name in bundled()
    if any(ask.kind == "formula" for ask in task(name).exercise.asks or ())
]


def test_some_bundled_exercises_ask_for_formulas() -> None:
    assert len(WITH_FORMULAS) >= 3
    assert len(FILES) >= 3


@pytest.mark.parametrize("name", WITH_FORMULAS)
def test_the_key_of_every_bundled_formula_is_right_when_it_is_typed(name: str) -> None:
    for part in task(name).exercise.parts:
        if any(ask.kind == "formula" for ask in part.asks or ()):
            typed_back(part.by_itself)


@pytest.mark.parametrize("name", FILES)
def test_the_key_of_every_formula_in_a_file_is_right_when_it_is_typed(name: str) -> None:
    typed_back(exercise(FILES[name]))


def network(*activations: str, **more: Any) -> dict[str, Any]:
    first, last = activations
    return {
        "X": [[0.5, -1.0]], "Y": [[1, 0]], "alpha": 0.1,
        "layers": [
            {"activation": first, "W": [[0.3, -0.5], [-0.8, 0.2]], "b": [0.1, -0.2]},
            {"activation": last, "W": [[0.7, -0.4], [0.2, 0.9]], "b": [0.3, 0.1]},
        ],
        **more,
    }  # fmt: skip


NETWORKS = {
    "relu, sigmoid, bce": network("relu", "sigmoid", cost="bce"),
    "tanh, softmax, ce": network("tanh", "softmax", cost="ce"),
    "combined": network("tanh", "softmax", cost="ce", output="combined"),
    "leaky_relu": network("leaky_relu", "identity", cost="half_sse"),
    "softplus, mse": network("softplus", "tanh", cost="mse"),
    "an own activation": network("z*[z > 0]", "sigmoid", cost="(y_hat - y)**2"),
    "rows": network("sigmoid", "identity", cost="half_mse", layout="rows"),
    "torch, steps": network("sigmoid", "tanh", cost="mse", layout="torch", update_as="step"),
    "descent sign": network("tanh", "sigmoid", cost="half_sse",
                            names={"delta": "-dJ/dz", "h1": "a[1][1,1]", "w1": "W[1][1,1]"}),
    "two samples": network("tanh", "sigmoid", cost="bce", X=[[0.5, -1], [2, 1]], Y=[[1, 0]] * 2),
    "a threshold": network("relu", "sigmoid", cost="bce") | {"layers": [
        {"activation": "relu", "W": [[0.3, -0.5]], "b": [0.1], "bias_input": -1},
        {"activation": "sigmoid", "W": [[0.7], [0.2]], "b": [0.3, 0.1], "bias_input": -1}]},
    "given": network("sigmoid", "sigmoid", cost="half_sse", given={"dJ/dz[2]": [[0.2], [0.1]]}),
}  # fmt: skip
LINES = ("z[1]", "a[1]", "z[2]", "y_hat", "J", "dJ/dz[2]", "dJ/da[1]", "dJ/dz[1]", "dJ/dW[2]",
         "dJ/dW[1]", "dJ/db[1]", "dJ/db[2]", "W[1]:=", "b[2]:=")  # fmt: skip


@pytest.mark.thorough
@pytest.mark.parametrize("name", sample(NETWORKS, 12))
def test_every_key_on_a_network_is_right_when_it_is_typed(name: str) -> None:
    """Line by line, each after all others, then each alone, where some have no short key."""
    bare = exercise({"network": NETWORKS[name], "ask": [{"quantity": "W[1]:="}]})
    lines = [line for line in LINES if line in bare.trace.by_name]
    asks = [{"quantity": line, "kind": "formula"} for line in lines]
    typed_back(exercise({"network": NETWORKS[name], "ask": asks}))
    for ask in asks:
        typed_back(exercise({"network": NETWORKS[name], "ask": [ask]}), all_shown=False)


@settings(max_examples=12, deadline=None)
@given(typed(("x", "y", "x1")), typed(("x", "q")))
def test_any_key_of_an_expression_is_right_when_it_is_typed(one: Formula, other: Formula) -> None:
    source = {"expression": [f"q = {text(one)} + x", f"f = {text(other)} - q"]}
    names = ("f", "df/dq", "df/dx")
    made = exercise(
        {"expression": source, "ask": [{"quantity": name, "kind": "formula"} for name in names]}
    )
    found = dict(keys(made))
    assert set(found) == set(names)
    if any(key is not None for key in found.values()):
        typed_back(made, all_shown=False)


def chain(*asks: dict[str, Any]) -> Exercise:
    source = {"expression": ["u = x**3", "v = sin(u)", "y = exp(v)*u"]}
    return exercise({"expression": source, "ask": [{"kind": "formula", **ask} for ask in asks]})


def shown(made: Exercise) -> str | None:
    *_, (_, key) = keys(made)
    return None if key is None else text(key)


def test_the_key_uses_nothing_that_the_answer_may_not() -> None:
    y = {"quantity": "dy/dx"}
    links = ({"quantity": "dy/du"}, {"quantity": "d(u)/d(x)"})
    in_x = "3·x²·(x³·exp(sin(x³))·cos(x³) + exp(sin(x³)))"
    assert shown(chain(y)) == "3·x²·(u·exp(v)·cos(u) + exp(v))"
    assert shown(chain({**y, "allowed": ["x"]})) == in_x
    assert shown(chain({**y, "allowed": ["x", "u", "v"]})) == shown(chain(y))
    assert shown(chain(*links, y)) == "dy/du · d(u)/d(x)"
    assert shown(chain(*links, {**y, "allowed": ["x"]})) == in_x
    assert shown(chain({**y, "allowed": ["u"]})) is None
    assert shown(chain({**y, "allowed": ["dy/du", "x"]})) == "3 · x² · dy/du"


def test_without_a_key_nothing_is_shown_and_the_verdict_stays() -> None:
    made = chain({"quantity": "dy/dx", "allowed": ["u"]})
    made = exercise({**made.keys, "reveal": "all"})
    found = mark(made, {"dy/dx": "u"}).student["dy/dx"]
    assert found.verdict == "wrong"
    assert "A right one" not in found.message


def test_a_class_has_one_key() -> None:
    source = {"expression": ["u = w*x", "y = u**2"], "at": {"w": 2.0, "x": 3.0}}
    one = exercise({"expression": source, "ask": [{"quantity": "dy/dw", "kind": "formula"}]})
    several = one.source.replaced(at={"w": np.array([2.0, 1.0]), "x": np.array([3.0, -1.0])})
    assert shown(replace(one, source=several)) == shown(one) == "2·w·x²"
