"""Numbers as people read them."""

from __future__ import annotations

from typing import Any

import numpy as np

from .arrays import Array

DIGITS = 4  # significant digits where nobody asked for another number of them


def significant(value: float, digits: int = DIGITS) -> str:
    """`value` to that many significant digits; −0 is 0, a minus is the ASCII one.

    >>> significant(0.049999999), significant(-0.0), significant(1234567.0)
    ('0.05', '0', '1.235e+06')
    """
    if value == 0:
        return "0"
    text = f"{value:.{digits}g}"
    if "e" not in text and abs(value) >= 1 and "." not in text and len(text.lstrip("-")) > digits:
        return f"{value:.{digits - 1}e}"
    return text


def with_minus(shown: str) -> str:
    """A number as it stands on a page: with a minus, −, for the hyphen of plain text."""
    return shown.replace("-", "−")


def texts(values: Array, digits: int = DIGITS) -> Any:
    """Each entry as text. In a matrix with fractions, a whole number shows its ".0":
    data is then told from the formula's own 1 and 2 at a glance."""
    whole = bool(np.all(values == np.round(values)))
    shown = np.empty(values.shape, dtype=object)
    for place in np.ndindex(values.shape):
        shown[place] = entry_text(float(values[place]), whole, digits)
    return shown


def entry_text(value: float, whole: bool, digits: int = DIGITS) -> str:
    """One entry of a matrix whose entries are all whole numbers, or not."""
    text = significant(value, digits)
    return text + ".0" if not whole and text.lstrip("-").isdigit() else text
