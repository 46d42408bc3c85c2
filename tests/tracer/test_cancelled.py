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
        {"expression": ["s = x + y - z", "t = sin(s) + s*w", "J = w*relu(t)"], "at": SUM}, "J"
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


def test_where_a_0_would_change_what_follows_nothing_is_changed() -> None:
    """The slope of ReLU, and the sign, are taken at 5.6e-17: that is what is marked, too."""
    known = traced({"expression": ["s = x + y - z", "J = w*relu(s)"], "at": SUM})
    assert known.shown("s").item() == known.shown("J").item() == 0
    np.testing.assert_array_equal(known.shown("dJ/dx"), known.laid("dJ/dx"))
    assert known.shown("dJ/dx").item() == 2


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
