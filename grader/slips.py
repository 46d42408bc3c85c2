"""Slips of the pen, entry by entry: a sign, the decimal point, digits exchanged, a neighbour's
number copied; and given numbers that were misread. They are looked for where no mistake of
understanding fits all of a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from tracer.equation import Equation
from tracer.mistakes import Mistake
from tracer.rules.rule import Array

from .candidates import Case, swaps_in
from .fitting import Candidate, compared, fitting, luck, spread, told_to, with_tries
from .ranged import Codes, Mask
from .typed_numbers import FEW
from .written import accepted

NOTHING = 1e-9  # a sum that cancels: no number that anybody copies
CHANCE = 0.003  # that a number worked in no way at all fits one of the slips of a kind
DIGITS = 3  # neighbouring ones that may be exchanged, as a rule
MOST_GIVEN = 300  # misread given numbers that are tried for one line
HALF = 0.5 + 1e-9  # of a unit: what a number is off that was copied as it is rounded


def zeros(case: Case) -> Iterator[Candidate]:
    """Nothing but 0 in a line, and in all others of its part of the work that were written, two
    numbers at least: nothing was worked out, and no mistake is to be read from it."""
    phases = {line.target: line.phase for line in case.key.equations}
    none = np.asarray(case.wrong.any(axis=(-2, -1)))
    count = np.zeros(case.own.students, dtype=int)
    for name, typed in case.own.fine.items():
        if phases.get(name) == phases.get(case.line):
            none &= (~typed.there | (typed.value == 0)).all(axis=(-2, -1))
            count += typed.there.sum(axis=(-2, -1))
    fits = none & (count >= 2)
    if fits.any():
        nothing = np.zeros(len(fits))
        entries = case.wrong & fits[:, None, None]
        yield Candidate("all-zeros", fits, nothing, nothing, entries=entries)


def pen_slips(case: Case, at: Codes) -> Iterator[Candidate]:
    """Every slip of the pen, with the wrong entries of some students that it fits."""
    if case.line not in case.judged.followed.line:
        return
    someone = np.zeros(len(case.wrong), dtype=bool)
    someone[at] = True
    wrong = case.wrong & someone[:, None, None]
    for name, entries in (*of_table(case, wrong), *of_digits(case, wrong)):
        if entries.any():
            fits = np.asarray(entries.any(axis=(-2, -1)))
            nothing = np.zeros(len(wrong))
            yield Candidate(name, fits, nothing, nothing, entries=entries)


def of_table(case: Case, wrong: Mask) -> Iterator[tuple[str, Mask]]:
    """Those that are a calculation: the wrong sign, a factor, a line copied."""
    replay, ways = case.replay, made_in(case)
    tried = sum((mine for *_, mine in ways), np.zeros(case.own.students, dtype=int))
    for mistake, swap, mine in ways:
        swaps = {case.line: swap}
        found = compared(replay, wrong, swaps, {}, replay.value(swaps, {}), share=0.0)
        if found is not None:
            entries, times = np.zeros(wrong.shape, dtype=bool), tried[found.at, None, None]
            entries[found.at] = found.agreeing & (found.luck * times <= CHANCE)
            yield mistake.name, entries & wrong & mine[:, None, None]


def made_in(case: Case) -> list[tuple[Mistake, Equation, Mask]]:
    """The slips of the pen that are a calculation, and who can have made them, (students,)."""
    maker = case.key.lines.get(case.line)
    ways = swaps_in(case.sheet.trace, maker) if maker else ()
    return [(*way, on_paper(case, *way)) for way in ways if way[0].generic]


def on_paper(case: Case, mistake: Mistake, swap: Equation) -> Mask:
    """Who has what is copied on paper: a line that was not written cannot be copied."""
    found: Mask = np.ones(case.own.students, dtype=bool)
    if mistake.name == "line-above-copied":
        for name in swap.inputs:
            own = case.own.fine.get(name)
            if own is not None:
                found &= own.there.any(axis=(-2, -1))
            elif name not in case.key.given:
                found &= False
    return found


class Typed(NamedTuple):
    """What was typed in a line, beside what is right there, (students, rows, columns): the worth of
    a number's last digit; the right number, and the ends of what is accepted for it; what the last
    digit is worth that each number tells."""

    value: Array
    unit: Array
    right: Array
    low: Array
    high: Array
    told: Array
    wrong: Mask


def of_digits(case: Case, wrong: Mask) -> Iterator[tuple[str, Mask]]:
    """Those that are seen in what was typed."""
    others = int(wrong[0].size) - 1
    typed = typed_in(case)
    for name, ways, count in (
        ("digits-swapped", swapped_digits, DIGITS),
        ("neighbour-copied", neighbours, others),
    ):
        entries = np.zeros(wrong.shape, dtype=bool)
        for place in map(tuple, np.argwhere(wrong)):
            widths = np.array([*ways(typed, place)])
            entries[place] = bool(
                (2 * count * luck(widths, np.abs(typed.value[place])) <= CHANCE).any()
            )
        yield name, entries


def typed_in(case: Case) -> Typed:
    written, rounding = case.own.fine[case.line], case.own.rounding
    line, value = case.judged.followed.line[case.line], written.value
    told = told_to(rounding, line, case.sheet.digits, np.abs(value))
    of_right = (line.value, *accepted(written.unit, line, rounding), told)
    right, low, high, told = (np.broadcast_to(one, value.shape) for one in of_right)
    return Typed(value, written.unit, right, low, high, told, case.wrong)


def swapped_digits(typed: Typed, at: tuple[int, ...]) -> Iterator[float]:
    """The number with two neighbouring digits exchanged, where it would be right: in how wide an
    interval about the right one it lies."""
    value, worth, right, low, high, told, _ = (float(one[at]) for one in typed)
    if worth <= 0:
        return
    digits = str(round(abs(value) / worth))
    sign = -1.0 if value < 0 else 1.0
    for place in range(len(digits) - 1):
        if digits[place] != digits[place + 1]:
            turned = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
            number = sign * int(turned) * worth
            if low <= number <= high:
                yield 2 * abs(number - right) + told


def neighbours(typed: Typed, at: tuple[int, ...]) -> Iterator[float]:
    """The number of another entry of the line, as it was typed there, if it is not wrong there
    too, else as it is right: in how wide an interval about that one it lies."""
    student, *here = at
    value, unit, right = float(typed.value[at]), float(typed.told[at]), typed.right[student]
    for other in np.ndindex(right.shape):
        if list(other) == here or abs(right[other]) <= NOTHING:
            continue
        near = float(typed.value[student, *other])
        unknown = bool(np.isnan(near) or typed.wrong[student, *other])
        if abs(right[other] - value) <= HALF * unit if unknown else near == value:
            yield unit


def misread(case: Case, students: Codes) -> list[Candidate]:
    """A given number read with the wrong sign, with two digits swapped, or from a neighbour; all of
    a given matrix read in another way. A bare 0 tells nothing of where it comes from, nor does one
    digit where more are asked."""
    typed, told = case.own.fine[case.line].value, case.own.enough(case.line) != FEW
    students = students[((typed != 0) & told & case.wrong)[students].any(axis=(-2, -1))]
    if not students.size:
        return []
    few = case.part(students)
    replay = case.replay.part(students)
    found: list[Candidate] = []
    tried = 0
    for name in replay.hidden_before():
        if name not in case.key.given or name in case.own.fine:
            continue
        for mistake, changed in misread_as(np.asarray(few.given[name])):
            tried += 1
            if tried > MOST_GIVEN:
                return with_tries(found, tried)
            fits = fitting(replay, few.wrong, mistake, {}, {name: changed})
            found += (of_all(one, case, students) for one in fits)
    return with_tries(found, tried)


def of_all(one: Candidate, case: Case, students: Codes) -> Candidate:
    """A candidate of some students as one of all of the case."""
    given = {}
    for name, changed in one.given.items():
        own = np.asarray(case.given[name])
        given[name] = np.array(np.broadcast_to(own, (case.own.students, *own.shape[-2:])))
        given[name][students] = changed
    wrong = case.wrong
    return one._replace(
        fits=spread(one.fits, students, wrong, False),
        far=spread(one.far, students, wrong, 0.0),
        chance=spread(one.chance, students, wrong, 1.0),
        given=given,
    )


def misread_as(array: Array) -> Iterator[tuple[str, Array]]:
    """What a given array may be read as: all of it in another way, or one entry."""
    rows, columns = array.shape[-2:]
    if rows == columns > 1 and not np.array_equal(array, array.mT):
        yield "given-transposed", array.mT
    if rows > 2 and of_classes(array):
        for down in (1, -1):
            yield "given-class-off-by-one", np.roll(array, down, axis=-2)
    for place in np.ndindex(rows, columns):
        for mistake, other in misreadings(array, place):
            changed = array.copy()
            changed[..., place[0], place[1]] = other
            yield mistake, changed


def of_classes(array: Array) -> bool:
    """Whether every column is 1 at one class and 0 at all others."""
    return bool(np.isin(array, (0, 1)).all() and (array.sum(axis=-2) == 1).all())


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
