"""Typed text → number and precision."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.answers import Typed, typed
from tracer.errors import InputError

PRECISION = {  # text: value, decimals, least, most
    "0.350": (0.35, 3, 3, 3),
    "0.0010": (0.001, 4, 2, 2),
    "100": (100.0, 0, 1, 3),
    "100.": (100.0, 0, 3, 3),
    "1200": (1200.0, 0, 2, 4),
    "1.20e-3": (0.0012, 5, 3, 3),
    "12e3": (12000.0, -3, 2, 2),
    "0": (0.0, 0, 0, 0),
    "0.000": (0.0, 3, 0, 0),
    "-.5": (-0.5, 1, 1, 1),
    "+7": (7.0, 0, 1, 1),
    "−0.35": (-0.35, 2, 2, 2),
    "–0.35": (-0.35, 2, 2, 2),
    "0,35": (0.35, 2, 2, 2),
    "0,350": (0.35, 3, 3, 3),
    "1234,567": (1234.567, 3, 7, 7),
    "1,2345": (1.2345, 4, 5, 5),
    "1.5×10^-3": (0.0015, 4, 2, 2),
    "1.5·10⁻³": (0.0015, 4, 2, 2),
    "1.5*10**(-3)": (0.0015, 4, 2, 2),
    "０.５": (0.5, 1, 1, 1),
    "- 0.2": (-0.2, 1, 1, 1),
}

EXACT = {
    "-1/3": -1 / 3,
    "½": 0.5,
    "-½": -0.5,
    "1½": 1.5,
    "-1½": -1.5,
    "3/4": 0.75,
    "0.35*0.2 + 0.1": 0.17,
    "0,35*0,2": 0.07,
    "1/(1+exp(-0.3))": 1 / (1 + math.exp(-0.3)),
    "σ(0.3)": 1 / (1 + math.exp(-0.3)),
    "sigmoid(0.3)": 1 / (1 + math.exp(-0.3)),
    "log(2)": math.log(2),
    "ln(2)": math.log(2),
    "e^2": math.e**2,
    "max(1,2)": 2.0,
    "2*pi": 2 * math.pi,
    "(0.25)": 0.25,
}

UNREADABLE = {  # text: what the message says, character
    "1,234": ("two ways", 2),
    "12,345": ("two ways", 3),
    "0.5 + 1,234": ("two ways", 8),
    "nan": ("'nan'", 1),
    "inf": ("'inf'", 1),
    "1e400": ("too large", 1),
    "1e-400": ("too small", 1),
    "1/0": ("no finite", 1),
    "(-1)^0.5": ("no finite", 1),
    "log(-1)": ("no finite", 1),
    "0.3 0.4": ("not expected", 5),
    "0.3x": ("not expected", 4),
    "x1 + 2": ("'x1'", 1),
    "2 + #": ("'#'", 5),
    "1.234,5": ("not expected", 6),
    "__import__(1)": ("not allowed", 1),
    "__import__('os')": ("not allowed", 1),
    "50%": ("'%'", 3),
    "10**10**10": ("too large", None),
    "(" * 100: ("deeply", None),
    "9" * 3000: ("2000 characters", 1),
}


@pytest.mark.parametrize("text", PRECISION)
def test_a_number_keeps_the_precision_it_was_typed_with(text: str) -> None:
    assert typed(text) == Typed(text, *PRECISION[text])


@pytest.mark.parametrize("text", EXACT)
def test_a_fraction_or_an_expression_is_exact(text: str) -> None:
    found = typed(text)
    assert found is not None
    assert found.exact
    assert found.value == pytest.approx(EXACT[text], rel=1e-15)


@pytest.mark.parametrize("text", ["", "  ", "-", "–", "—", "−", "\t-\n"])
def test_a_blank_or_a_dash_is_missing(text: str) -> None:
    assert typed(text) is None


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_cannot_be_read_is_said_with_its_place(text: str) -> None:
    says, character = UNREADABLE[text]
    with pytest.raises(InputError) as error:
        typed(text)
    assert says in error.value.wrong
    assert character is None or error.value.where == f"answer, character {character}"


def test_zero_has_no_sign() -> None:
    zero = typed("-0.00")
    assert zero is not None
    assert math.copysign(1.0, zero.value) == 1.0


@given(st.text(alphabet="0123456789.,eE+-−–*/^()½σ√ ⁻²xlogexpsigmoidmax", max_size=60) | st.text())
def test_any_text_is_a_finite_number_a_blank_or_a_message(text: str) -> None:
    try:
        found = typed(text)
    except InputError:
        return
    assert found is None or math.isfinite(found.value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_printed_float_reads_back(number: float) -> None:
    found = typed(repr(number))
    assert found is not None
    assert found.value == number
