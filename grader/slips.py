"""Slips that no rule explains: digits of a typed number exchanged, a neighbour's number copied, a
given number misread. They are looked for where no mistake of the table fits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from tracer.rules.rule import Array

from .candidates import Candidate, Case, fitting, spread
from .follow import Written, accepted
from .ranged import Codes

Ways: TypeAlias = Callable[[Written, Array, tuple[int, ...]], Iterator[tuple[float, bool]]]

NOTHING = 1e-9  # a sum that cancels: no number that anybody copies
MOST_GIVEN = 300  # misread given numbers that are tried for one line


def typed_slips(case: Case, at: Codes) -> Iterator[Candidate]:
    """Two digits of the typed number swapped, or the number of a neighbouring entry."""
    if case.line not in case.judged.followed.line:
        return
    wrong = case.wrong
    none, zero = np.zeros(len(wrong), dtype=bool), np.zeros(len(wrong))
    for name, ways in (("digits-swapped", swapped_digits), ("neighbour-copied", neighbours)):
        slipped = [fits_slip(case, student, ways) for student in at]
        yield Candidate(name, spread(np.array(slipped), at, wrong, False), none, zero, generic=True)


def fits_slip(case: Case, student: int, ways: Ways) -> bool:
    """Whether every wrong entry of one student is such a slip."""
    one = np.array([student])
    written = case.own.fine[case.line].part(one)
    line = case.judged.followed.line[case.line].part(one)
    shape = written.value.shape
    ends = accepted(written.unit, line, case.own.rounding.part(one))
    low, high = (np.broadcast_to(end, shape) for end in ends)
    value = np.broadcast_to(line.value, shape)
    return all(
        any(fits(written, low[at], high[at], at, other) for other in ways(written, value, at))
        for at in map(tuple, np.argwhere(case.wrong[one]))
    )


def fits(
    written: Written, low: float, high: float, at: tuple[int, ...], number: tuple[float, bool]
) -> bool:
    """Whether a number would have been right at a place, or is what stands there (a copy)."""
    value, copied = number
    if copied:
        return bool(abs(value - written.value[at]) <= written.unit[at])
    return bool(low <= value <= high)


def swapped_digits(
    written: Written, _right: Array, at: tuple[int, ...]
) -> Iterator[tuple[float, bool]]:
    """The numbers with two neighbouring digits exchanged."""
    value, worth = float(written.value[at]), float(written.unit[at])
    if worth <= 0:
        return
    digits = str(round(abs(value) / worth))
    sign = -1.0 if value < 0 else 1.0
    for place in range(len(digits) - 1):
        if digits[place] != digits[place + 1]:
            turned = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
            yield sign * int(turned) * worth, False


def neighbours(
    _written: Written, right: Array, at: tuple[int, ...]
) -> Iterator[tuple[float, bool]]:
    """The right numbers of the other entries of the line."""
    for other in np.ndindex(right.shape):
        if other != at and abs(right[other]) > NOTHING:
            yield float(right[other]), True


def misread(case: Case, students: Codes) -> Iterator[Candidate]:
    """A given number read with the wrong sign, with two digits swapped, or from a neighbour. A
    bare 0 tells nothing of where it comes from."""
    typed = case.own.fine[case.line].value[students]
    students = students[((typed != 0) & case.wrong[students]).any(axis=(-2, -1))]
    if not students.size:
        return
    few = case.part(students)
    replay = few.replay()
    tried = 0
    for name in replay.hidden_before():
        if name not in case.key.given or name in case.own.fine:
            continue
        array = np.asarray(few.given[name])
        for place in np.ndindex(array.shape[-2:]):
            for mistake, other in misreadings(array, place):
                tried += 1
                if tried > MOST_GIVEN:
                    return
                changed = array.copy()
                changed[..., place[0], place[1]] = other
                for one in fitting(replay, few.wrong, mistake, {}, {name: changed}):
                    yield of_all(one, case, students)


def of_all(one: Candidate, case: Case, students: Codes) -> Candidate:
    """A candidate of some students as one of all of the case."""
    given = {}
    for name, changed in one.given.items():
        own = np.asarray(case.given[name])
        given[name] = np.array(np.broadcast_to(own, (case.own.students, *own.shape[-2:])))
        given[name][students] = changed
    wrong = case.wrong
    return replace(
        one,
        fits=spread(one.fits, students, wrong, False),
        partly=spread(one.partly, students, wrong, False),
        far=spread(one.far, students, wrong, 0.0),
        given=given,
    )


def misreadings(array: Array, at: tuple[int, ...]) -> Iterator[tuple[str, Array]]:
    """What a given number may be read as, for each student; NaN where it can't be."""
    row, column = at
    value = array[..., row, column]
    yield "given-sign", np.where(value == 0, np.nan, -value)
    turned = [turned_digits(number) for number in np.atleast_1d(value).tolist()]
    for place in range(max(map(len, turned), default=0)):
        numbers = [ways[place] if place < len(ways) else np.nan for ways in turned]
        yield "given-digits-swapped", np.reshape(numbers, value.shape)
    for down, right in ((-1, 0), (1, 0), (0, -1), (0, 1)):
        r, c = row + down, column + right
        if 0 <= r < array.shape[-2] and 0 <= c < array.shape[-1]:
            near = array[..., r, c]
            yield "given-neighbour", np.where(near == value, np.nan, near)


def turned_digits(value: float) -> list[float]:
    """The number with two neighbouring digits exchanged, in every way."""
    text = f"{abs(value):.10g}"
    found = []
    for place in range(len(text) - 1):
        pair = text[place : place + 2]
        if pair.isdigit() and pair[0] != pair[1]:
            turned = float(text[:place] + pair[::-1] + text[place + 2 :])
            found.append(turned if value >= 0 else -turned)
    return found
