"""A class's typed numbers as arrays, with what their last digits are worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tracer.rules.rule import Array

from .exercise_file import Exercise
from .follow import Written
from .ranged import At, Rounding, last_digit
from .submission import Sheet


@dataclass(frozen=True, slots=True, eq=False)
class Paper:
    """`fine`: every number with the precision it is given credit for; `coarse`: with no more
    than what was typed. `most`: significant digits typed, 0 where nothing was."""

    fine: dict[str, Written]
    coarse: dict[str, Written]
    most: dict[str, Array]
    rounding: Rounding

    @property
    def students(self) -> int:
        return len(self.rounding.digits)

    def part(self, at: At) -> Paper:
        """The part of some of the students."""
        return Paper(
            {name: own.part(at) for name, own in self.fine.items()},
            {name: own.part(at) for name, own in self.coarse.items()},
            {name: most[at] for name, most in self.most.items()},
            self.rounding.part(at),
        )


class Blank:
    """The numbers of one quantity as they are filled in, (students, rows, columns) each."""

    def __init__(self, sheet: Exercise, name: str, students: int) -> None:
        known = sheet.trace.state
        array = known[name] if name in known else sheet.trace.by_steps.state[name]
        shape = (students, *array.shape[-2:])
        self.value = np.full(shape, np.nan)
        self.decimals, self.least, self.most = (np.zeros(shape) for _ in range(3))
        self.exact = np.zeros(shape, dtype=bool)


def paper(sheet: Exercise, students: Sequence[Sheet]) -> Paper:
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


def of_blanks(sheet: Exercise, blanks: Mapping[str, Blank], students: int) -> Paper:
    """A class's paper, once everything is filled in."""
    fine, coarse, digits = {}, {}, {}
    for name, own in blanks.items():
        units = worth(sheet, own.value, own.decimals, own.least, own.most)
        fine[name], coarse[name] = (
            Written(own.value, np.where(own.exact, 0.0, unit)) for unit in units
        )
        digits[name] = np.where(own.exact, 0, own.most)
    return Paper(fine, coarse, digits, rounding(sheet, digits, students))


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


def rounding(sheet: Exercise, digits: dict[str, Array], students: int) -> Rounding:
    """How each student seems to work: with as many digits as the exercise asks for, or with
    fewer, down to `min_digits`, where none of the numbers has more."""
    most = np.zeros(students)
    for typed in digits.values():
        most = np.maximum(most, typed.reshape(students, -1).max(axis=1))
    working = np.where(most == 0, sheet.digits, np.clip(most, sheet.min_digits, sheet.digits))
    return Rounding(working[:, None, None], sheet.decimals, sheet.truncation, sheet.tolerance)
