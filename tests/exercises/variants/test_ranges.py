"""What `[variants]` may say, what it draws, and what is said where it will not do."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from exercises.task import task
from exercises.variants import variant
from exercises.variants.plan import plan
from exercises.variants.ranges import allowed
from exercises.variants.tell_apart import unsuitable
from tracer.checks import Faults
from tracer.errors import InputError, InputErrors

NETWORK: dict[str, Any] = {
    "cost": "ce",
    "alpha": 0.3,
    "X": [[1, 2], [2, 1]],
    "labels": [1, 2],
    "layers": [
        {"activation": "relu", "W": [[0.5, -0.3], [0.4, 0.2]], "b": [0.2, -0.1]},
        {"activation": "softmax", "W": [[-0.3, 0.5], [0.1, 0.6]]},
    ],
}


def exercise(variants: dict[str, Any], **network: Any) -> Any:
    keys = {"id": "one", "network": {**NETWORK, **network}, "variants": variants}
    return task({**keys, "ask": [{"quantity": "z[2]"}]})


def read(given: dict[str, Any]) -> Any:
    faults = Faults("sheet.toml")
    found = allowed(given, "variants.W", faults)
    assert not faults.found
    return found


def test_a_range_is_its_values() -> None:
    values, scale = read({"low": -0.3, "high": 0.2, "decimals": 1, "except": [0, -0.1]})
    assert (values / scale).tolist() == [-0.3, -0.2, 0.1, 0.2]
    values, scale = read({"values": [0.25, 3, 0.5]})
    assert (values / scale).tolist() == [0.25, 3.0, 0.5]


@pytest.mark.parametrize("decimals", range(7))
def test_a_number_is_the_float_of_its_printed_decimal(decimals: int) -> None:
    values, scale = read({"low": -999, "high": 999, "decimals": 0})
    for value in values.tolist():
        drawn = value / 10**decimals
        assert drawn == float(f"{drawn:.{decimals}f}") == float(f"{value}e-{decimals}")
    assert scale == 1


def test_a_range_of_a_kind_is_of_all_layers_but_those_with_their_own() -> None:
    one = {"low": 1, "high": 9, "decimals": 0}
    made = plan(exercise({"W": one, "W[2]": {"values": [0.5]}, "alpha": {"values": [0.1]}}))
    assert [each.name for each in made.ranges] == ["W[1]", "W[2]", "alpha"]
    assert made.ranges[1].numerators.tolist() == [5]


def test_labels_are_drawn_as_classes() -> None:
    drawn = variant(exercise({"labels": {"low": 1, "high": 2, "decimals": 0}}), b"s", "ana")
    assert np.asarray(drawn.source.Y).sum(axis=-1).tolist() == [1.0, 1.0]  # type: ignore[union-attr]


def test_tied_and_absent_entries_stay_what_they_are() -> None:
    made = exercise(
        {"W": {"low": 1, "high": 9, "decimals": 0}, "largest": 10_000},
        layout="rows",
        absent=["W[1][1,2]"],
        tied=[{"name": "w", "entries": ["W[1][2,1]", "W[2][1,2]"]}],
        layers=[
            {"activation": "relu", "W": [[0.5, 0.0], [0.5, 0.2]]},
            {"activation": "softmax", "W": [[-0.3, 0.5], [0.1, 0.6]]},
        ],
    )
    for student in "abc":
        layers = variant(made, b"s", student).source.layers  # type: ignore[union-attr]
        assert layers[0].W[0, 1] == 0
        assert layers[0].W[1, 0] == layers[1].W[0, 1]


def test_a_quantity_may_be_spelled_otherwise() -> None:
    expression = {"expression": "y = θ*x", "at": {"θ": 2, "x": 3}}
    made = task({"id": "one", "expression": expression, "ask": [{"quantity": "y"}],
                 "variants": {"θ": {"values": [5, 7]}}})  # fmt: skip
    assert [one.name for one in plan(made).ranges] == ["theta"]


def test_a_variable_may_be_called_as_a_condition_is() -> None:
    expression = {"expression": "y = margin*x", "at": {"margin": 2, "x": 3}}
    made = task({"id": "one", "expression": expression, "ask": [{"quantity": "y"}],
                 "variants": {"margin": {"values": [5, 7]}}})  # fmt: skip
    assert [one.name for one in plan(made).ranges] == ["margin"]
    assert plan(made).limits.margin == 0.1


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "a quantity that there is not": ({"W[3]": {"values": [1]}}, "W[3]"),
    "a misspelt condition": ({"margins": 0.1}, "margins"),
    "no high": ({"W": {"low": 1, "decimals": 0}}, "variants.W.high"),
    "limits finer than the decimals": ({"W": {"low": 0.25, "high": 1, "decimals": 1}}, "decimals"),
    "upside down": ({"W": {"low": 2, "high": 1, "decimals": 0}}, "low below high"),
    "nothing left": ({"W": {"values": [1], "except": [1]}}, "0 values"),
    "too many": ({"W": {"low": 0, "high": 1, "decimals": 6}}, "65536"),
    "a text": ({"W": {"low": "a", "high": 1, "decimals": 0}}, "'a'"),
    "another key": ({"W": {"lo": 1}}, "'lo'"),
    "a margin below 0": ({"margin": -1}, "margin"),
    "a number for a range": ({"W": 3}, "'3' will not do"),
    "another word for relu": ({"relu": "mixed"}, "both"),
    "zeros of nothing": ({"zeros": ["q"]}, "zeros"),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_what_will_not_do_is_said(bad: tuple[dict[str, Any], str]) -> None:
    given, says = bad
    with pytest.raises(InputError) as error:
        variant(exercise(given), b"s", "ana")
    assert says in str(error.value)


def test_ranges_in_which_nothing_will_do_are_said_with_the_reason() -> None:
    zero = {"values": [0]}
    with pytest.raises(InputError, match=r"z\[2\] has a 0.*100 %"):
        variant(exercise({"W": zero}), b"s", "ana")


def test_mistakes_that_look_alike_are_the_reason_if_nothing_else_is() -> None:
    """Most students have a bias so small that nobody would miss it."""
    network = {"X": [[3]], "layers": [{"activation": "identity", "W": [[2]], "b": [1]}]}
    made = task({"id": "one", "network": network, "ask": [{"quantity": "z[1]"}],
                 "variants": {"b": {"low": 0.0001, "high": 0.2, "decimals": 4}}})  # fmt: skip
    with pytest.raises(InputError, match=r"in z\[1\], bias-forgotten and right"):
        raise unsuitable(plan(made))


def test_all_that_is_wrong_with_the_ranges_is_said_at_once() -> None:
    given = {"W": {"low": 2, "high": 1, "decimals": 0}, "X": {"lo": 1, "values": ["a"]}, "q": {}}
    with pytest.raises(InputErrors) as error:
        variant(exercise(given), b"s", "ana")
    said = str(error.value)
    assert all(part in said for part in ("variants.W: ", "variants.X.lo", "'a'", "'q'"))


def test_the_entry_that_is_asked_is_the_one_that_has_to_show() -> None:
    layer = {"activation": "identity", "W": [[1, 3], [2, 4], [5, 6]]}
    keys = {
        "id": "one",
        "network": {"X": [[1, 2], [2, 1]], "layers": [layer]},
        "ask": [{"quantity": "z[1][1,2]"}],
        "variants": {"X": {"values": [1, 2]}},
    }
    made = task(keys)
    rows, columns = plan(made).asked["z[1]"]
    assert (rows.tolist(), columns.tolist()) == ([0], [1])
