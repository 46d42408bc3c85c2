"""Each condition alone, on numbers at and beside its limit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from exercises.task import task
from exercises.variants.conditions import conditions, falling, suitable
from exercises.variants.plan import plan
from tracer import Layer, Network
from tracer.expression import Expression
from tracer.trace import trace

ANY = {"low": -9, "high": 9, "decimals": 0}


def will_do(
    expression: str, x: list[float], decimals: int | None = None, **variants: Any
) -> list[bool]:
    """Which of the values of x will do."""
    made = task(
        {
            "id": "one",
            **({} if decimals is None else {"decimals": decimals}),
            "expression": {"expression": f"y = {expression}", "at": {"x": 1.5}},
            "ask": [{"quantity": "y"}],
            "variants": {"x": ANY, **variants},
        }
    )
    known = trace(Expression(expression=f"y = {expression}", at={"x": np.array(x)}))
    return np.broadcast_to(suitable(plan(made), known), len(x)).tolist()


@pytest.mark.parametrize(
    ("expression", "x", "expected"),
    [
        ("relu(x) + 5", [-0.2, -0.1, -0.09, 0.0, 0.05, 0.1, 2.0], [1, 1, 0, 0, 0, 1, 1]),
        ("abs(x - 2) + 5", [1.0, 1.95, 2.0, 2.05, 3.0], [1, 0, 0, 0, 1]),
        ("max(x, 3)", [2.0, 2.95, 3.0, 3.05, 4.0], [1, 0, 0, 0, 1]),
        ("sigmoid(x)", [-4.5, -3.8, 0.5, 3.8, 4.5], [0, 1, 1, 1, 0]),
        ("tanh(x)", [-2.5, -1.5, 0.5, 1.5, 2.5], [0, 1, 1, 1, 0]),
        ("log(x)", [-1.0, 0.0, 2.0], [0, 0, 1]),
    ],
)
def test_kinks_and_ends_are_kept_away_from(
    expression: str, x: list[float], expected: list[int]
) -> None:
    assert will_do(expression, x) == [bool(one) for one in expected]


def test_an_activation_at_a_50th_of_its_range_from_its_end_is_saturated() -> None:
    """Softsign of 24 is 24/25, and 0.96 is where the last 50th of −1..1 begins."""
    keys = {
        "id": "one",
        "network": {"X": [[1]], "layers": [{"activation": "softsign", "W": [[1]]}]},
        "ask": [{"quantity": "y_hat"}],
        "variants": {"X": ANY},
    }
    made = task(keys)
    X = np.array([-24.0, -23.0, 23.0, 24.0])[:, None, None]
    known = trace(made.exercise.source.replaced(X=X))
    assert suitable(plan(made), known).tolist() == [False, True, True, False]


def test_the_margin_may_be_another() -> None:
    assert will_do("relu(x) + 5", [0.4, 0.5, 0.6], margin=0.5) == [False, True, True]


def test_without_a_margin_a_kink_itself_will_do() -> None:
    assert will_do("relu(x) + 5", [-0.1, 0.0, 0.1], margin=0) == [True, True, True]


def test_asked_numbers_are_neither_too_small_nor_too_large() -> None:
    assert will_do("x*1", [0.0005, 0.001, 1000.0, 1001.0]) == [False, True, True, False]
    assert will_do("x*1", [0.9, 1.0, 5.0, 6.0], smallest=1, largest=5) == [False, True, True, False]


def test_a_smallest_number_of_0_lets_a_zero_through() -> None:
    assert will_do("x*1", [0.0, 1.0], smallest=0) == [True, True]


def test_an_asked_number_shows_two_digits_of_the_decimals_asked_for() -> None:
    assert will_do("x*1", [0.009, 0.01, 0.011], decimals=3) == [False, True, True]
    assert will_do("x*1", [0.09, 0.1, 0.11], decimals=2) == [False, True, True]


def test_a_zero_will_do_only_where_it_is_declared() -> None:
    assert will_do("x*1", [0.0, 1.0]) == [False, True]
    assert will_do("x*1", [0.0, 1.0], zeros=["y"]) == [True, True]


def test_a_sum_that_lies_on_the_limit_is_on_its_good_side() -> None:
    """0.1 + 0.2 − 0.3 and the like: the last bit of a float decides nothing."""
    assert will_do("relu(x) + 5", [0.1 + 0.2 - 0.2, 0.3 - 0.2, 1.1 - 1.0]) == [True, True, True]


def test_no_asked_number_is_what_is_left_of_rounded_terms() -> None:
    keys = {
        "id": "one",
        "network": {
            "X": [[1], [2]],
            "layers": [{"activation": "tanh", "W": [[0.5]], "b": [0.2]}],
            "given": {"dJ/dy_hat": [[0.5, 0.4]]},
        },
        "ask": [{"quantity": "dJ/db[1]"}],
        "variants": {"X": ANY},
    }
    made = task(keys)

    def left(second: float) -> bool:
        given = {"dJ/dy_hat": np.array([[[0.5, second]]])}
        X = np.array([[[1.0], [2.0]]])
        known = trace(made.exercise.source.replaced(given=given, X=X))
        return bool(suitable(plan(made), known)[0])

    slopes = trace(made.exercise.source)["dy_hat/dz[1]"][0]
    cancels = -0.5 * slopes[0] / slopes[1]
    assert left(0.4)
    assert left(cancels * 0.9)
    assert not left(cancels * 0.98)


@pytest.mark.parametrize(("bias", "good"), [(0.0, False), (0.01, False), (0.5, True)])
def test_given_weights_make_no_rounded_sum_exact(bias: float, good: bool) -> None:
    """z[2] is tanh(1 + b) − tanh(1), and 0 is not declared."""
    layers = [
        {"activation": "tanh", "W": [[1], [1]], "b": [bias, 0]},
        {"activation": "identity", "W": [[1, -1]]},
    ]
    keys = {
        "id": "one",
        "network": {"X": [[1]], "layers": layers},
        "ask": [{"quantity": "z[2]"}],
        "variants": {"X": ANY},
    }
    made = task(keys)
    assert bool(suitable(plan(made), made.exercise.trace)) == good


def test_rounded_terms_that_cancel_wholly_will_do_where_a_zero_does() -> None:
    assert will_do("x/3 - 1/3", [1.0, 2.0], zeros=["y"]) == [True, True]


def test_no_two_samples_are_the_same() -> None:
    keys = {
        "id": "one",
        "network": {"X": [[1, 2], [2, 1]], "layers": [{"activation": "identity", "W": [[1, 3]]}]},
        "ask": [{"quantity": "z[1]"}],
        "variants": {"X": ANY},
    }
    made = task(keys)
    X = np.array([[[1, 2], [2, 1]], [[1, 2], [1, 2]], [[1, 2], [1, 3]]], dtype=float)
    known = trace(made.exercise.source.replaced(X=X))
    assert suitable(plan(made), known).tolist() == [True, False, True]


def network_task(Y: Any, **variants: Any) -> Any:
    layer = {"activation": "sigmoid", "W": [[0.5, -0.3]], "b": [0.2]}
    return task(
        {
            "id": "classes",
            "network": {
                "cost": "bce",
                "alpha": variants.pop("alpha", 0.3),
                "X": [[1, 2], [-1, 1], [2, -1]],
                "Y": Y,
                "layers": [layer],
            },
            "ask": [{"quantity": "J"}, {"quantity": "@2 J"}],
            "variants": {"X": ANY, **variants},
        }
    )


def test_a_batch_of_one_class_will_not_do() -> None:
    for Y, good in (([[1], [0], [1]], True), ([[1], [1], [1]], False), ([[0], [0], [0]], False)):
        made = network_task(Y)
        assert bool(suitable(plan(made), made.exercise.trace)) == good


def test_one_sample_alone_may_be_of_any_class() -> None:
    for Y in ([[1]], [[0]]):
        keys = {
            "id": "one",
            "network": {
                "cost": "bce", "X": [[1, 2]], "Y": Y,
                "layers": [{"activation": "sigmoid", "W": [[0.5, -0.3]]}],
            },
            "ask": [{"quantity": "J"}],
            "variants": {"X": ANY},
        }  # fmt: skip
        made = task(keys)
        assert bool(suitable(plan(made), made.exercise.trace))


def test_where_it_is_asked_for_neurons_are_on_and_off() -> None:
    keys = {
        "id": "one",
        "network": {"X": [[1], [-1]], "layers": [{"activation": "relu", "W": [[1]]}]},
        "ask": [{"quantity": "z[1]"}],
        "variants": {"X": ANY, "relu": "both"},
    }
    made = task(keys)
    X = np.array([[[1], [-1]], [[1], [2]], [[-1], [-2]]], dtype=float)
    known = trace(made.exercise.source.replaced(X=X))
    assert suitable(plan(made), known).tolist() == [True, False, False]


def test_a_neuron_at_0_is_neither_on_nor_off() -> None:
    keys = {
        "id": "one",
        "network": {"X": [[1], [-1]], "layers": [{"activation": "relu", "W": [[1]]}]},
        "ask": [{"quantity": "z[1]"}],
        "variants": {"X": ANY, "relu": "both", "margin": 0, "zeros": ["z[1]"]},
    }
    made = task(keys)
    X = np.array([[[1], [-1]], [[1], [0]], [[0], [-1]]], dtype=float)
    known = trace(made.exercise.source.replaced(X=X))
    assert suitable(plan(made), known).tolist() == [True, False, False]


def test_a_cost_that_stays_does_not_fall() -> None:
    layer = Layer(activation="identity", W=[[2.0]])
    still = trace(Network(layers=[layer], X=[[1]], Y=[[2]], cost="half_mse", alpha=0.1), 2)
    assert not falling(still)


def test_where_it_is_asked_for_j_falls() -> None:
    for alpha, good in ((0.3, True), (40.0, False)):
        made = network_task([[1], [0], [1]], alpha=alpha, falls=True)
        assert bool(suitable(plan(made), made.exercise.trace)) == good
    free = network_task([[1], [0], [1]], alpha=40.0)
    said = dict(conditions(plan(free), free.exercise.trace))
    assert "J does not fall" not in said


@pytest.mark.parametrize(
    "pooled", ["maxpool(A, 2)", "maxpool(A, 2, stride = 1)", "row_max(A)", "max(A)"]
)
def test_two_largest_entries_are_never_equal(pooled: str) -> None:
    """At a tie a gradient goes to the first of equals, or to both: no number to give to anybody."""
    lines = ["A = X + x*E", f"y = sum({pooled}) + 5"]
    at = {"X": [[1.0, 0.0], [0.0, -4.0]], "E": [[0.0, 1.0], [0.0, 0.0]]}
    made = task(
        {
            "id": "one",
            "expression": {"expression": lines, "at": {**at, "x": 1.5}},
            "ask": [{"quantity": "y"}],
            "variants": {"x": ANY},
        }
    )
    known = trace(Expression(expression=lines, at={**at, "x": np.array([0.5, 0.95, 1.0, 2.0])}))
    assert suitable(plan(made), known).tolist() == [True, False, False, True]
