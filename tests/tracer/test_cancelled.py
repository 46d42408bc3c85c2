"""What float64 leaves of a sum that is 0 is shown to people as 0, and to programs as it is."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer import Expression, Layer, Network, Trace, trace
from tracer.cancelled import terms
from tracer.export import FORMATS
from tracer.export.format import view
from tracer.files import source

from .test_rules import RULES, draw

NETWORK: dict[str, Any] = {"X": [[0.1], [0.2], [0.4]], "cost": "half_sse"}
PLAIN = {"activation": "identity", "W": [[0.1]], "b": [0.2]}
SUM = {"x": 0.1, "y": 0.2, "z": 0.3, "w": 2.0}  # x + y − z is 5.6e-17

KINDS: dict[str, tuple[dict[str, Any], str]] = {
    "a sum": ({"expression": ["s = x + y - z", "J = s*w"], "at": SUM}, "s"),
    "a product of it": ({"expression": ["s = x + y - z", "J = s*w"], "at": SUM}, "J"),
    "a quotient": ({"expression": ["s = x + y - z", "J = s/w"], "at": SUM}, "J"),
    "its square": ({"expression": ["s = x + y - z", "J = w*s**2"], "at": SUM}, "J"),
    "a function of it": ({"expression": ["s = x + y - z", "J = tanh(s)/w"], "at": SUM}, "J"),
    "all of a chain": (
        {"expression": ["s = x + y - z", "t = sin(s) + s*w", "J = w*tan(t)"], "at": SUM}, "J"
    ),
    "a slope": ({"expression": ["s = x + y - z", "J = s*w"], "at": SUM}, "dJ/dw"),
    "uses that cancel": ({"expression": "J = 0.1*x + 0.2*x - 0.3*x", "at": {"x": 7}}, "dJ/dx"),
    "large terms": (
        {"expression": "J = x*y - z", "at": {"x": 1.1e17, "y": 1.1, "z": 1.21e17}}, "J"
    ),
    "an update": (
        {"expression": "J = 3*w", "at": {"w": 0.3}, "alpha": 0.1}, "w:="
    ),
    "a bias": (
        {**NETWORK, "layers": [PLAIN], "given": {"dJ/dz[1]": [[-0.3, 0.1, 0.2]]}}, "dJ/db[1]"
    ),
    "a weight": (
        {**NETWORK, "layers": [PLAIN], "X": [[3], [1], [0.5]],
         "given": {"dJ/dz[1]": [[-0.1, 0.1, 0.4]]}}, "dJ/dW[1]"
    ),
    "a weighted sum": (
        {"X": [[1, 1, 1]], "layers": [{"activation": "tanh", "W": [[0.1, 0.2, -0.3]]}]}, "z[1]"
    ),
    "its activation": (
        {"X": [[1, 1, 1]],
         "layers": [{"activation": "tanh", "W": [[0.1, 0.2, -0.3]]}, PLAIN]}, "a[1]"
    ),
    "an error": (
        {"X": [[1, 1]], "Y": [[0.3]], "cost": "mse",
         "layers": [{"activation": "identity", "W": [[0.1, 0.2]]}]}, "J"
    ),
    "what comes back": (
        {"X": [[1]], "layers": [{**PLAIN, "W": [[1]]}, {"activation": "identity",
         "W": [[0.1], [0.2], [-0.3]]}], "given": {"dJ/dz[2]": [[1], [1], [1]]}}, "dJ/da[1]"
    ),
    "through softmax": (
        {"X": [[1, 2]], "Y": [[0.5, 0.5]], "cost": "ce",
         "layers": [{"activation": "softmax", "W": [[0.7, -0.1], [0.7, -0.1]]}]}, "dJ/dz[1]"
    ),
}  # fmt: skip


def traced(keys: dict[str, Any]) -> Trace:
    return trace(source(keys, "test"))


def exported(known: Trace, name: str) -> str:
    out = io.StringIO()
    FORMATS[name].write(view(known, entries=not FORMATS[name].exact), out)
    return out.getvalue()


@pytest.mark.parametrize("kind", KINDS)
def test_a_sum_that_cancels_is_shown_as_0_and_kept_as_it_is(kind: str) -> None:
    keys, name = KINDS[kind]
    known = traced(keys)
    assert np.all(known.shown(name) == 0)
    if kind != "through softmax":  # whose noise is another on other machines
        assert np.any(known.laid(name) != 0)
    for fmt in ("text", "markdown", "latex", "html", "table-simple"):
        said = exported(known, fmt)
        assert "e-1" not in said, fmt
        assert "10^{-1" not in said, fmt
    for fmt in ("json", "csv"):
        assert repr(float(known.laid(name).flat[0])) in exported(known, fmt)


SMALL: dict[str, tuple[dict[str, Any], str]] = {
    "a small number": ({"expression": "J = x*y", "at": {"x": 1e-10, "y": 3e-10}}, "J"),
    "a small difference": ({"expression": "J = x - y", "at": {"x": 0.3 + 1e-13, "y": 0.3}}, "J"),
    "a sum of small numbers": ({"expression": "J = x + y", "at": {"x": 1e-20, "y": 2e-20}}, "J"),
    "a power": ({"expression": "J = exp(x)", "at": {"x": -40}}, "J"),
    "far down": ({"expression": "J = x**9", "at": {"x": 0.01}}, "J"),
    "saturated, from below": (
        {"X": [[-50]], "Y": [[0]], "cost": "bce",
         "layers": [{"activation": "sigmoid", "W": [[1]]}]}, "dJ/dz[1]"
    ),
    "beside a large one": (
        {"X": [[1, 1e-9]], "layers": [{"activation": "identity", "W": [[0, 1e-9], [1e9, 1]]}]},
        "z[1]",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", SMALL)
def test_what_is_only_small_is_shown_as_it_is(kind: str) -> None:
    keys, name = SMALL[kind]
    known = traced(keys)
    np.testing.assert_array_equal(known.shown(name), known.laid(name))
    assert np.all(known.shown(name) != 0)


BY_HAND = {  # of x + y − z, which is 0: what is made of it, and its slope by x
    "relu(x + y - z)": (0, 0),
    "abs(x + y - z)": (0, 0),
    "max(0, x + y - z)": (0, 0.5),
    "min(x + y - z, 0)": (0, 0.5),
    "max(x + y, z)": (0.3, 0.5),
    "min(x + y, z)": (0.3, 0.5),
    "sign(x + y - z)": (0, 0),
    "step(x + y - z)": (0, 0),
    "step(w*(x + y - z)/3)": (0, 0),
    "step(tanh(x + y - z))": (0, 0),
    "[x + y > z]": (0, 0),
    "[x + y >= z]": (1, 0),
    "[x + y - z = 0]": (1, 0),
    "[z < x + y]": (0, 0),
}


@pytest.mark.parametrize("said", BY_HAND)
def test_at_a_kink_a_sum_is_0_where_it_is_0_by_hand(said: str) -> None:
    known = traced({"expression": f"J = {said} + 0*w", "at": SUM})
    value, slope = BY_HAND[said]
    assert known["J"].item() == pytest.approx(value, abs=1e-15)
    assert known["dJ/dx"].item() == slope


ONES = {"X": [[1, 1, 1]], "Y": [[1]], "cost": "half_mse"}
SLOPES: dict[str, tuple[dict[str, Any], float]] = {
    "relu": ({"activation": "relu"}, 0),
    "leaky relu": ({"activation": "leaky_relu", "slope": 0.2}, 0.2),
    "an expression": ({"activation": "max(0.3, z)", "W": [[0.1, 0.2, 0]]}, 0.5),
    "a sum in an expression": ({"activation": "relu(z - 0.3)", "b": [0.3]}, 0),
    "abs": ({"activation": "abs(z)"}, 0),
}


@pytest.mark.parametrize("kind", SLOPES)
def test_a_neuron_at_its_kink_has_the_slope_that_a_hand_finds(kind: str) -> None:
    keys, slope = SLOPES[kind]
    layer = {"W": [[0.1, 0.2, -0.3]], **keys}
    known = traced({**ONES, "layers": [layer]})
    assert known["dy_hat/dz[1]"].item() == slope
    assert known.problems["dy_hat/dz[1]"]


@pytest.mark.parametrize("at_zero", [0, 0.5, 1])
def test_the_slope_at_0_that_was_chosen_is_that_of_a_sum_that_cancels(at_zero: float) -> None:
    layer = {"activation": "relu", "W": [[0.1, 0.2, -0.3]]}
    network = traced({**ONES, "layers": [layer], "relu_at_zero": at_zero})
    said = {"expression": "J = relu(x + y - z)", "at": {**SUM}, "relu_at_zero": at_zero}
    del said["at"]["w"]
    assert network["dy_hat/dz[1]"].item() == traced(said)["dJ/dx"].item() == at_zero


@pytest.mark.parametrize(("activation", "off"), [("step", 0), ("sign", -1)])
def test_a_perceptron_does_not_fire_where_its_sum_is_0_by_hand(activation: str, off: int) -> None:
    """It learns nothing either: each sample has the target that it gives."""
    keys = {
        "X": [[1, 1], [0, 1]], "Y": [[off], [off]], "learning_rule": "perceptron", "alpha": 0.1,
        "layers": [{"activation": activation, "W": [[0.1, 0.2]], "b": [-0.3]}],
    }  # fmt: skip
    known = trace(source(keys, "test"), 3)
    assert known["y_hat"].item() == known["@3 y_hat"].item() == off
    assert known["@3 W[1]:="].tolist() == [[0.1, 0.2]]


def test_what_updates_leave_of_a_weight_is_0_before_a_step() -> None:
    """b falls by 0.1 a step: 0.3 − 0.1 − 0.1 − 0.1 is −2.8e-17 in float64."""
    keys = {
        "X": [[0]], "Y": [[0]], "learning_rule": "perceptron", "alpha": 0.1,
        "layers": [{"activation": "heaviside", "W": [[1]], "b": [0.3]}],
    }  # fmt: skip
    known = trace(source(keys, "test"), 4)
    assert known["@4 z[1]"].item() == 0
    assert known["@4 y_hat"].item() == 1


def test_a_hinge_loses_nothing_from_a_margin_of_1_on() -> None:
    layer = {"activation": "identity", "W": [[0.3]], "b": [0.1]}  # 3 · 0.3 + 0.1, below 1
    known = traced({**ONES, "X": [[3]], "cost": "hinge", "layers": [layer]})
    assert known["y_hat"].item() < 1
    assert known["dJ/dy_hat"].item() == 0


def test_lines_of_arrays_find_their_kinks_and_ties_as_a_hand_does() -> None:
    at = {"Q": [[0.1, 0.2, -0.3], [0.1, 0.2, 0.3]], "K": [[1, 1], [1, 1], [1, 0]]}
    for said, row in (("sum(relu(Q@K))", [1, 1, 0]), ("sum(abs(Q@K))", [1, 1, 0])):
        known = traced({"expression": f"J = {said}", "at": at})
        assert known["dJ/dQ"][0].tolist() == row
    at = {"Q": [[0.1, 0.2], [0.3, 0.0]], "K": [[1], [1]]}
    tie = traced({"expression": "J = max(Q@K)", "at": at})
    assert tie["dJ/dQ"].tolist() == [[0.5, 0.5], [0.5, 0.5]]
    at = {"Q": [[0.3, 0.1, 0.2]], "K": [[1, 0], [0, 1], [0, 1]]}
    first = traced({"expression": "J = sum(maxpool(concat(Q@K, Q@K), 2))", "at": at})
    assert first["dJ/dQ"].tolist() == [[1, 0, 0]]


def test_a_number_that_is_only_small_is_on_its_own_side_of_a_kink() -> None:
    for x, slope in ((1e-12, 1), (-1e-12, 0)):
        known = traced({"expression": "J = relu(x*y - z)", "at": {"x": x, "y": 2, "z": 0}})
        assert known["dJ/dx"].item() == 2 * slope
    near = traced({"expression": "J = max(x, y)", "at": {"x": 0.3 + 1e-13, "y": 0.3}})
    assert near["dJ/dx"].item() == 1


def test_where_no_kink_follows_programs_get_the_numbers_as_they_are() -> None:
    lines = ["s = x + y - z", "t = relu(s)", "J = w*t + x + y - z"]
    known = traced({"expression": lines, "at": SUM})
    assert known["s"].item() == 0
    assert known["J"].item() != 0


def test_of_a_matrix_only_the_entries_that_cancel_are_0() -> None:
    network = Network(
        layers=[Layer(activation="identity", W=[[0.1, 0.2, -0.3], [0.1, 0.2, 0.3]])],
        X=[[1, 1, 1], [1, 2, 1]],
    )
    known = trace(network)
    assert (known.shown("z[1]") == 0).tolist() == [[True, False], [False, False]]
    there = known.shown("z[1]") != 0
    np.testing.assert_array_equal(known.shown("z[1]")[there], known.laid("z[1]")[there])


def test_of_a_class_each_student_sees_the_own_numbers() -> None:
    z = np.array([0.3, 0.31, 0.3])
    class_of = trace(Expression(expression="J = x + y - z", at={"x": 0.1, "y": 0.2, "z": z}))
    assert (class_of.shown("J").reshape(3) == 0).tolist() == [True, False, True]


def test_a_trace_that_nobody_reads_is_not_looked_through() -> None:
    known = traced(KINDS["a bias"][0])
    exported(known, "json")
    exported(known, "csv")
    assert "seen" not in vars(known)
    exported(known, "text")
    assert "seen" in vars(known)


@pytest.mark.parametrize("name", RULES)
def test_no_line_is_larger_than_its_terms(name: str) -> None:
    rule = RULES[name]
    for students in ((), (3,)):
        inputs = draw(rule, students)
        value = rule.calculate(*inputs)
        size = np.broadcast_to(terms(rule, inputs, value), value.shape)
        there = np.ones(value.shape, dtype=bool)
        for row, column in rule.special:
            there[..., row - 1, column - 1] = rule.entry is not None and rule.formula == rule.entry
        assert np.all((np.abs(value) <= size * (1 + 1e-12)) | ~there)


NUMBERS = st.lists(st.integers(-999, 999), min_size=2, max_size=8)


@given(NUMBERS, st.sampled_from([1, 10, 100, 1000]), st.booleans(), st.integers(1, 9))
def test_a_sum_of_decimals_is_shown_as_0_where_it_is_0_and_only_there(
    numbers: list[int], unit: int, closed: bool, factor: int
) -> None:
    numbers = [*numbers, -sum(numbers)] if closed else numbers
    at = {f"v{k}": number / unit for k, number in enumerate(numbers)}
    lines = [f"s = {' + '.join(at)}", f"J = {factor}*s/10"]
    known = trace(Expression(expression=lines, at=at))
    exact = sum(Fraction(number, unit) for number in numbers)
    for name in ("s", "J"):
        assert (known.shown(name).item() == 0) == (exact == 0)
        if exact != 0:
            assert known.shown(name).item() == known.laid(name).item()
