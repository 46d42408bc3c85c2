"""How a person rounds, and what a rounded number looks like when it is typed."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tracer.rules.rule import Array

EVEN, UP, CUT, FLOOR, FLOAT32, NOT = range(6)
MODES = ("half to even", "half up", "cut off", "floor", "float32", "not rounded")
HAIR = 1e-11  # relative: what is whole in decimal may lie a hair off it in binary
Digits = NDArray[np.int_]


class Printed(NamedTuple):
    """Numbers as they are typed: what `grader.answers.typed` reads from their texts."""

    value: Array
    decimals: Array
    least: Array
    most: Array


def exponent(number: Array) -> Digits:
    """The power of ten of the first digit; 0 for 0 and for what is not finite."""
    with np.errstate(all="ignore"):
        power = np.floor(np.log10(np.abs(number)) + 1e-14)
    return np.where(np.isfinite(power), power, 0).astype(int)


def whole(units: Array, mode: Any) -> Array:
    """Numbers in units of their last digit, made whole."""
    size = np.abs(units)
    hair = HAIR * size
    up = np.sign(units) * np.floor(size + hair / 10 + 0.5)
    cut = np.sign(units) * np.floor(size + hair)
    ways = [np.rint(units), up, cut, np.floor(units + hair)]
    return np.select([mode == way for way in range(FLOAT32)], ways, units)


def to_decimals(number: Array, decimals: Any, mode: Any) -> Array:
    """To so many decimals (negative: tens, hundreds), each student in his own way, `mode`. One
    division by a power of ten gives the float that the typed decimal is read as."""
    with np.errstate(all="ignore"):
        up, down = 10.0 ** np.maximum(decimals, 0), 10.0 ** np.maximum(-decimals, 0)
        made = whole(number * up / down, mode) / up * down
        made = np.where(mode == FLOAT32, number.astype(np.float32), made)
        return np.where((mode == NOT) | ~np.isfinite(number), number, made) + 0.0


def to_digits(number: Array, digits: Any, mode: Any) -> Array:
    """To so many significant digits."""
    return to_decimals(number, digits - 1 - exponent(number), mode)


def printed(number: Array, digits: Any, decimals: Any, *, zeros: Any) -> Printed:
    """A number that has so many significant digits, or `decimals` where that is not None, as it
    is typed. `zeros`: whether zeros at the end behind the point are typed."""
    shown = exponent(number)
    places = digits - 1 - shown if decimals is None else np.full(number.shape, decimals)
    last = last_place(number, places)
    places = np.where(zeros & (number != 0), np.maximum(places, 0), np.maximum(last, 0))
    if decimals is not None:
        places = np.where(zeros, decimals, places)
    most = np.maximum(shown + 1 + places, 0)
    least = np.where(places > 0, most, shown + 1 + np.minimum(last, 0))
    nothing = number == 0
    return Printed(
        number,
        places.astype(float),
        np.where(nothing, 0, least).astype(float),
        np.where(nothing, 0, most).astype(float),
    )


def last_place(number: Array, places: Any) -> Digits:
    """The decimals up to the last digit that is not 0 (negative: it stands before the point)."""
    last = np.broadcast_to(places, number.shape).astype(int)
    with np.errstate(all="ignore"):
        units = np.rint(np.abs(number) * 10.0**last)
    while (ends := (units > 0) & (units % 10 == 0)).any():
        last, units = last - ends, np.where(ends, units / 10, units)
    return np.where(units > 0, last, 0)


def shortest(number: Array) -> Digits:
    """How many digits a float32 needs to be told from its neighbours: what NumPy prints."""
    need = np.full(number.shape, 9)
    for digits in range(9, 5, -1):
        same = to_digits(number, digits, EVEN).astype(np.float32) == number.astype(np.float32)
        need = np.where(same, digits, need)
    return need
