"""A class's typed numbers as arrays, with what their last digits are worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from tracer.rules.rule import Array

from .asked import Exercise
from .ranged import At, Codes, Rounding, last_digit
from .submission import Sheet
from .written import Written

FEW, HALF, ENOUGH = range(3)  # of the digits that are asked


class TypedNumbers(NamedTuple):
    """`fine`: every number with the precision it is given credit for; `coarse`: with no more
    than what was typed. `most`: the significant digits that were surely kept (of 1000 it is one),
    0 where nothing was typed. `rounding`: how each student works; `shorter`: with the fewest digits
    that are enough; `roughly`: with half of them. `digits`: by quantity, whether that are enough,
    at least half of those that are asked, or fewer; all are enough where it is not said."""

    fine: dict[str, Written]
    coarse: dict[str, Written]
    most: dict[str, Array]
    rounding: Rounding
    shorter: Rounding = Rounding()
    roughly: Rounding = Rounding()
    digits: Mapping[str, Codes] = {}

    @property
    def students(self) -> int:
        return len(self.rounding.digits)

    def part(self, at: At) -> TypedNumbers:
        """The part of some of the students."""
        return TypedNumbers(
            {name: own.part(at) for name, own in self.fine.items()},
            {name: own.part(at) for name, own in self.coarse.items()},
            {name: most[at] for name, most in self.most.items()},
            self.rounding.part(at),
            self.shorter.part(at),
            self.roughly.part(at),
            {name: digits[at] for name, digits in self.digits.items()},
        )

    def enough(self, name: str) -> Codes:
        """How many of the digits that are asked each number has, (students, rows, columns)."""
        return self.digits.get(name, np.full(self.fine[name].value.shape, ENOUGH))


class Blank:
    """The numbers of one quantity as they are filled in, (students, rows, columns) each."""

    def __init__(self, sheet: Exercise, name: str, students: int) -> None:
        shape = (students, *sheet.trace.with_number(name).state[name].shape[-2:])
        self.value = np.full(shape, np.nan)
        self.decimals, self.least, self.most = (np.zeros(shape) for _ in range(3))
        self.exact = np.zeros(shape, dtype=bool)


def typed_numbers(sheet: Exercise, students: Sequence[Sheet]) -> TypedNumbers:
    """The arrays of a class: (students, rows, columns), NaN where nothing was written."""
    names = dict.fromkeys(name for one in students for name, _ in one.cells)
    blanks = {name: Blank(sheet, name, len(students)) for name in names}
    for at, one in enumerate(students):
        for (name, (row, column)), cell in one.cells.items():
            if cell.typed is not None:
                blank, place = blanks[name], (at, row - 1, column - 1)
                blank.value[place] = cell.typed.value
                blank.decimals[place] = cell.typed.decimals
                blank.least[place], blank.most[place] = cell.typed.least, cell.typed.most
                blank.exact[place] = cell.typed.exact
    return of_blanks(sheet, blanks, len(students))


def of_blanks(sheet: Exercise, blanks: Mapping[str, Blank], students: int) -> TypedNumbers:
    """The same, once everything is filled in."""
    fine, coarse, most, digits = {}, {}, {}, {}
    for name, own in blanks.items():
        units = worth(sheet, own.value, own.decimals, own.least, own.most)
        fine[name], coarse[name] = (
            Written(own.value, np.where(own.exact, 0.0, unit)) for unit in units
        )
        most[name] = np.where(own.exact, 0, own.least)
        digits[name] = as_asked(sheet, own)
    return TypedNumbers(fine, coarse, most, *roundings(sheet, most, students), digits)


def worth(
    sheet: Exercise, value: Array, decimals: Array, least: Array, most: Array
) -> tuple[Array, Array]:
    """What the last digit of typed numbers is worth: to the student's credit, and as typed.

    Zeros at the end that were not typed (0.5 for 0.5000) or may be meant or not (1200) are
    read as the exercise asks for digits; whoever then agrees only as typed is too coarse.
    """
    with np.errstate(all="ignore"):
        finest = 10.0**-decimals
        coarsest = 10.0 ** (most - least - decimals)
    if sheet.decimals is not None:
        demanded = 10.0**-sheet.decimals
        return np.minimum(finest, demanded), finest
    asked = np.clip(last_digit(value, sheet.digits), finest, np.maximum(finest, coarsest))
    fine = np.where(most >= sheet.min_digits, asked, last_digit(value, sheet.min_digits))
    zero = value == 0
    fine = np.where(zero, 0.0, fine)
    return fine, np.where(zero & (decimals <= 0), 0.0, np.maximum(finest, coarsest))


def as_asked(sheet: Exercise, own: Blank) -> Codes:
    """Whether a typed number has as many digits as are asked, or at least half of them. What is
    worked out by us (1/3), and 0, has all of them; so has any under a fixed tolerance."""
    if sheet.tolerance is not None:
        return np.full(own.value.shape, ENOUGH)
    asked: Array = np.full(own.value.shape, float(sheet.digits))
    enough = own.most >= sheet.min_digits
    if sheet.decimals is not None:
        with np.errstate(all="ignore"):
            asked = np.floor(np.log10(np.abs(own.value))) + 1 + sheet.decimals
        enough = own.decimals >= sheet.decimals
    enough = enough | own.exact | (own.value == 0) | np.isnan(own.value)
    half = own.most >= np.ceil(asked / 2)
    return np.select([enough, half], [np.array(ENOUGH), np.array(HALF)], FEW)


def roundings(
    sheet: Exercise, digits: dict[str, Array], students: int
) -> tuple[Rounding, Rounding, Rounding]:
    """How each student seems to work: with as many digits as the exercise asks for, or with
    fewer, down to `min_digits`, where none of the numbers has more; with `min_digits`; and with
    half of the digits, where none of the numbers has more."""
    most = np.zeros(students)
    for typed in digits.values():
        most = np.maximum(most, typed.reshape(students, -1).max(axis=1))
    half = np.minimum(-(-sheet.digits // 2), sheet.min_digits)

    def rounding(digits: Array) -> Rounding:
        return Rounding(
            digits[:, None, None], sheet.decimals, sheet.truncation, sheet.tolerance,
            sheet.steps_rounded,
        )  # fmt: skip

    return (
        rounding(np.clip(most, sheet.min_digits, sheet.digits)),
        rounding(np.full(students, float(sheet.min_digits))),
        rounding(np.clip(most, half, sheet.digits)),
    )
