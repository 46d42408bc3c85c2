"""What is said of mistakes that cannot be told apart, and what `same` lets pass."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from exercises.task import Task, task
from exercises.variants import attempts, diagnosable
from exercises.variants.matrix import groups
from exercises.variants.ways import to_be_told
from grader.formula_names import Symbol
from grader.options import wrong_numbers
from tracer.mistakes import TABLE, swaps_of

TENTHS = {"low": -0.9, "high": 0.9, "decimals": 1, "except": [0]}
WHOLE = {"low": -3, "high": 3, "decimals": 0, "except": [0]}


def exercise(*asks: str, **network: Any) -> Task:
    keys = {
        "id": "one",
        "network": {
            "cost": "mse",
            "X": [[1, 2], [-1, 1], [2, -1]],
            "Y": [[1], [-2], [1]],
            "layers": [{"activation": "identity", "W": [[0.5, -0.3]], "b": [0.2]}],
            **network,
        },
        "ask": [{"quantity": name} for name in asks],
        "variants": {"X": WHOLE, "W": TENTHS, "b": TENTHS},
    }
    return task(keys)


def test_a_mistake_that_never_shows_is_unseen() -> None:
    (row,) = diagnosable(exercise("dJ/da[0]", alpha=0.0001)).rows
    assert "updated-weight-used" in row.mistakes
    assert "updated-weight-used" in row.unseen
    assert "updated-weight-used" not in row.apart
    (row,) = diagnosable(exercise("dJ/da[0]", alpha=0.7)).rows
    assert "updated-weight-used" in row.apart


def test_mistakes_that_always_give_equal_numbers_are_alike() -> None:
    matrix = diagnosable(exercise("dJ/dz[1]", "dJ/db[1]"))
    rows = {row.line: row for row in matrix.rows}
    assert ("mean-twice", "bias-averaged-again") in rows["dJ/db[1]"].alike
    assert "mean-twice" not in rows["dJ/db[1]"].apart
    assert "bias-times-b" in rows["dJ/db[1]"].apart
    assert frozenset(("mean-twice", "bias-averaged-again")) in matrix.alike


def test_a_mistake_before_an_asked_line_belongs_to_it() -> None:
    far, near = (diagnosable(exercise(*asks)).rows for asks in (["J"], ["z[1]", "y_hat", "J"]))
    assert "bias-forgotten" in far[0].mistakes
    assert "bias-forgotten" not in near[-1].mistakes


def test_what_is_only_named_moves_no_letter_and_nobodys_numbers() -> None:
    made = task("attention-head")
    only_named = {one.name for one in TABLE if one.named_only}
    known = made.exercise.trace
    can = {one.name for one, _ in swaps_of(known, known.by_name["dL/dV"].equation)}
    assert can & only_named
    assert only_named.isdisjoint(one.name for one in to_be_told(made))
    offered = wrong_numbers(made.exercise, Symbol("dL/dV", (1, 1)))
    assert only_named.isdisjoint(one.mistake for one in offered)


def test_what_may_look_alike_is_not_drawn_again() -> None:
    made = exercise("y_hat", layers=[{"activation": "sigmoid", "W": [[0.5, -0.3]], "b": [0.2]}])
    lenient = replace(made, same=(("activation-forgotten", "wrong-activation"),))
    students = [f"s{at}" for at in range(40)]
    strict, less = (attempts(one, b"course", students) for one in (made, lenient))
    assert strict != less
    assert all(a >= b for a, b in zip(strict, less, strict=True))


def drawn_strictly_and_somewhere(made: Task) -> tuple[list[int], list[int]]:
    """Attempts where mistakes have to show in every iteration, and in one of them."""
    anywhere = replace(made, variants={**made.variants, "distinct_mistakes": "somewhere"})
    strict, less = (attempts(one, b"course", ["s10", "s17"]) for one in (made, anywhere))
    assert all(a >= b for a, b in zip(strict, less, strict=True))
    return strict, less


def test_what_looks_alike_in_one_iteration_only_may_be_drawn_where_it_has_to_show_somewhere() -> (
    None
):
    layers = [{"activation": "identity", "W": [[0.5, -0.3]], "b": [0.2]}]
    lines = ("z[1]", "dJ/dz[1]", "dJ/dW[1]")
    asked = (*lines, *(f"@2 {line}" for line in lines))
    strict, less = drawn_strictly_and_somewhere(
        exercise(*asked, alpha=0.1, X=[[1, 2]], Y=[[1]], layers=layers)
    )
    assert strict != less


def test_what_always_looks_alike_where_it_can_be_made_at_all_has_to_show_nowhere() -> None:
    """The step up the slope, and the gradient's sign turned round: in the second iteration only."""
    layers = [{"activation": "identity", "W": [[0.5, -0.3]]}]
    made = exercise("z[1]", "@2 z[1]", alpha=0.1, X=[[1, 2]], Y=[[1]], layers=layers)
    strict, less = drawn_strictly_and_somewhere(replace(made, variants={"X": WHOLE, "W": TENTHS}))
    assert strict == less


def test_groups_are_joined_by_what_they_share() -> None:
    pairs = {frozenset("ab"), frozenset("cd"), frozenset("bc")}
    assert groups(tuple("abcde"), pairs) == (("a", "b", "c", "d"),)
    assert groups(tuple("abcde"), {frozenset("ad"), frozenset("be")}) == (("a", "d"), ("b", "e"))
