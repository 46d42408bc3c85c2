"""What is said of a typed number that cannot be read, or in two ways."""

from __future__ import annotations

from tracer.errors import InputError, shown

EXAMPLE = "-0.350, 1/3, 1.2e-3, 0.35*0.2 + 0.1"


def fault(at: int, wrong: str, expected: str) -> InputError:
    return InputError(f"answer, character {at + 1}", wrong, expected=expected, example=EXAMPLE)


def two_ways(at: int, text: str, one: str, other: str) -> InputError:
    """The question that is asked about a text with two readings."""
    readings = f"{one.strip()[:40]} or {other.strip()[:40]}"
    return fault(at, f"{shown(text)} can be read in two ways: {readings}", readings)


def not_read(error: InputError) -> str:
    """Where a text cannot be read, why, and what can be, unless the reason names it."""
    said = f"{error.where}: {error.wrong}"
    return said if error.expected in error.wrong else f"{said}; {error.expected} can be read"
