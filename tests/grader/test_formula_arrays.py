"""Formulas of whole arrays: read, their shapes checked, compared with the key, diagnosed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader import exercise, mark
from grader.ask_formula import right_whole
from grader.asked import Exercise
from grader.result import Marked
from tests.moment import in_a_moment
from tests.sample import sample

LAYERS = [
    {"activation": "tanh", "W": [[0.1, 0.4], [-0.3, 0.2], [0.7, 0.1]], "b": [0.1, 0, 0.2]},
    {"activation": "identity", "W": [[0.7, -0.5, 0.2], [0.3, 0.1, -0.4]], "b": [0.2, 0.1]},
]
NETWORK = {
    "cost": "half_sse",
    "X": [[0.5, -1.0], [1.5, 0.7]],
    "Y": [[1, 0], [0, 1]],
    "layers": LAYERS,
}
ROWS = {
    **NETWORK,
    "layout": "rows",
    "layers": [
        {"activation": "tanh", "W": [[0.1, -0.3, 0.7], [0.4, 0.2, 0.1]], "b": [0.1, 0, 0.2]},
        {"activation": "identity", "W": [[0.7, 0.3], [-0.5, 0.1], [0.2, -0.4]], "b": [0.2, 0.1]},
    ],
}


def sheet(name: str, *before: str, network: Any = NETWORK, **keys: Any) -> Exercise:
    asks = [{"quantity": one} for one in before]
    asks.append({"quantity": name, "kind": "formula", **keys})
    return exercise({"network": network, "ask": asks, "reveal": "wrong-line"})


def first(made: Exercise, name: str, text: str) -> Marked:
    return mark(made, {name: text}).student[name]


WEIGHTS = sheet("dJ/dW[2]", "dJ/dz[2]", points=6)
BELOW = sheet("dJ/dz[1]", "dJ/dz[2]")
BIASES = sheet("dJ/db[2]", "dJ/dz[2]")
FORWARD = sheet("z[1]")
TURNED = sheet("dJ/dW[2]", "dJ/dz[2]", network=ROWS)

RIGHT = [
    (WEIGHTS, "dJ/dW[2]", "dz2 @ a1.T"),
    (WEIGHTS, "dJ/dW[2]", "dz2 a1ᵀ"),
    (WEIGHTS, "dJ/dW[2]", "dJ/dz[2] · a[1]^T"),
    (WEIGHTS, "dJ/dW[2]", r"\delta_2 \, a_1^{\top}"),
    (WEIGHTS, "dJ/dW[2]", "dW2 = (a1 dz2ᵀ)ᵀ"),
    (WEIGHTS, "dJ/dW[2]", "(y_hat - y) a1ᵀ"),
    (BELOW, "dJ/dz[1]", "W2ᵀ dz2 ⊙ g'(z1)"),
    (BELOW, "dJ/dz[1]", "g'(z1) ⊙ W2ᵀ dz2"),
    (BELOW, "dJ/dz[1]", "W2.T @ dz2 * (1 - a1**2)"),
    (BELOW, "dJ/dz[1]", r"W_2^T dz_2 \odot (1 - \tanh^2(z_1))"),
    (BELOW, "dJ/dz[1]", "tanh'(z1) ⊙ (W2ᵀ dz2)"),
    (FORWARD, "z[1]", "W1 X + b1"),
    (FORWARD, "z[1]", "W[1] @ a[0] + b[1]"),
    (TURNED, "dJ/dW[2]", "a1ᵀ dz2"),
    (BIASES, "dJ/db[2]", "row_sums(dz2)"),
]


@pytest.mark.parametrize(("made", "name", "text"), RIGHT, ids=[one[2] for one in RIGHT])
def test_a_formula_of_whole_arrays_is_right_for_all_entries(
    made: Exercise, name: str, text: str
) -> None:
    report = mark(made, {name: text}).student
    found = [one for one in report.answers if one.quantity == name]
    assert {one.verdict for one in found} == {"right"}
    assert sum(one.points for one in found) == sum(one.max for one in found)
    assert {one.typed for one in found} == {text}
    assert not report.problems


WRONG = [  # the mistake it fits, what is said of it
    (WEIGHTS, "dJ/dW[2]", "a1 dz2", "order-swapped", "the other order"),
    (WEIGHTS, "dJ/dW[2]", "dz2 @ a1", "transpose-forgotten", "dz2 (2×2) times a1 (3×2)"),
    (WEIGHTS, "dJ/dW[2]", "a1 @ dz2.T", "transpose-forgotten", "This is 3×2"),
    (WEIGHTS, "dJ/dW[2]", "dz2 ⊙ a1ᵀ", "elementwise-for-matmul", "entry by entry"),
    (WEIGHTS, "dJ/dW[2]", "2 dz2 a1ᵀ", "accumulated-twice", "twice"),
    (BELOW, "dJ/dz[1]", "W2 dz2 ⊙ g'(z1)", "transpose-forgotten", "W2 (2×3) times dz2 (2×2)"),
    (BELOW, "dJ/dz[1]", "W2ᵀ dz2 @ g'(z1)", "matmul-for-elementwise", "one by one"),
    (BELOW, "dJ/dz[1]", "W2ᵀ dz2", "activation-derivative-forgotten", "slope"),
    (FORWARD, "z[1]", "W1 a[0]", "bias-forgotten", "bias"),
    (FORWARD, "z[1]", "X W1 + b1", "order-swapped", "order"),
    (TURNED, "dJ/dW[2]", "dz2 a1ᵀ", "order-swapped", "order"),
]


@pytest.mark.parametrize(
    ("made", "name", "text", "mistake", "says"), WRONG, ids=[one[2] for one in WRONG]
)
def test_what_is_wrong_with_a_formula_of_whole_arrays_is_named(
    made: Exercise, name: str, text: str, mistake: str, says: str
) -> None:
    answer = first(made, name, text)
    assert (answer.verdict, answer.points) == ("mistake", 0)
    assert mistake in answer.mistakes
    assert says in answer.message


def test_shapes_that_do_not_fit_are_told_in_a_sentence() -> None:
    answer = first(WEIGHTS, "dJ/dW[2]", "dz2 @ X")
    assert answer.verdict == "wrong"
    assert answer.message.startswith("This is 2×2, and ∂J/∂W[2] is 2×3.")
    answer = first(WEIGHTS, "dJ/dW[2]", "W1 @ W1 @ a1")
    assert "W1 (3×2) times W1 (3×2): the left one has 2 columns, the right one 3 rows" in (
        answer.message
    )


def test_a_name_that_may_not_be_used_is_told() -> None:
    assert "no symbol of this sheet" in first(WEIGHTS, "dJ/dW[2]", "q9 a1ᵀ").message
    assert "what is asked for" in first(WEIGHTS, "dJ/dW[2]", "2 dW2").message
    assert "neither given nor asked" in first(BELOW, "dJ/dz[1]", "dJ/da[1] ⊙ g'(z1)").message
    assert "A formula is asked for" in first(sheet("J"), "J", "3").message


def test_entries_may_still_be_written_one_by_one() -> None:
    text = "dz2[1,1] a[1][1,1] + dz2[1,2] a[1][1,2]"
    answer = first(WEIGHTS, "dJ/dW[2][1,1]", text)
    assert (answer.verdict, answer.points) == ("right", 1)


KEYS = [
    (WEIGHTS, "dJ/dz[2] @ a[1].T"),
    (sheet("dJ/dW[2]"), "(y_hat - y) @ a[1].T"),
    (BELOW, "(1 - a[1]**2) * (W[2].T @ dJ/dz[2])"),
    (FORWARD, "W[1] @ a[0] + b[1]"),
    (BIASES, "row_sums(dJ/dz[2])"),
    (sheet("dJ/db[2]", "dJ/dz[2]", network=ROWS), "col_sums(dJ/dz[2])"),
]


@pytest.mark.parametrize(("made", "key"), KEYS, ids=[key for _, key in KEYS])
def test_the_key_of_a_whole_array_is_right_when_it_is_typed(made: Exercise, key: str) -> None:
    ask = (made.asks or ())[-1]
    assert right_whole(made, ask) == key
    assert first(made, ask.name, key).verdict == "right"


HOSTILE = {
    "deep": "(" * 900 + "dz2" + ")" * 900,
    "transposes": "dz2" + ".T" * 600,
    "products": "dz2 " * 400 + "a1ᵀ",
    "hadamards": "dz2 ⊙ " * 300 + "a1",
    "slopes": "g'(" * 100 + "z1" + ")" * 100,
    "brackets": "dz2[" * 400,
    "nothing": "@",
    "changes": "+".join(["a1 dz2"] * 200),
}


@pytest.mark.parametrize("name", sample(HOSTILE))
def test_a_hostile_formula_of_arrays_is_marked_in_a_moment(name: str) -> None:
    first(WEIGHTS, "dJ/dW[2]", "dz2")
    with in_a_moment():
        answer = first(WEIGHTS, "dJ/dW[2]", HOSTILE[name])
    assert answer.verdict in ("wrong", "mistake", "unreadable")


@settings(max_examples=25, deadline=None)
@given(st.text("dzaW12ᵀ.T@⊙*+-() []'gX,^⊛", max_size=24))
def test_any_text_for_a_whole_array_is_a_verdict(text: str) -> None:
    mark(WEIGHTS, {"dJ/dW[2]": text})


def test_numbers_follow_from_a_wrong_formula_of_the_whole_array() -> None:
    asks = [{"quantity": "dJ/dW[2]", "kind": ["formula", "number"]}]
    made = exercise({"network": NETWORK, "ask": asks})
    dz = made.trace.state["y_hat"] - made.trace.state["y"]
    wrong = 2 * dz @ made.trace.state["a[1]"].T
    numbers = [[f"{one:.7g}" for one in row] for row in wrong]
    report = mark(made, {"dJ/dW[2] (formula)": "2 (y_hat - y) a1ᵀ", "dJ/dW[2]": numbers}).student
    found = [one.verdict for one in report.answers if not one.beside]
    assert found == ["follows"] * 6
