"""Who the honest students are. Each could be a person with pencil and calculator; nobody slips.

How somebody works:

    rounds     half to even, half up, cuts off (towards 0), floors (towards −∞)
    digits     3, 4 or 5 significant ones, of everything; or the decimals that the sheet sets
    sub-steps  rounds none of them; the terms of a sum; each partial sum, from the left or from
               the right; the insides of formulas (differences, sums before they are divided,
               powers of e); all of them; or now here, now there
               (with a digit more: as it is kept)
    goes on    from what is written; from what the calculator holds, and only writes rounded
               numbers; now from the one and now from the other; or keeps a digit more than is
               written

Who would write an output of sigmoid, tanh or softmax as 0 or 1 goes on from what the calculator
holds: 1 − 1.000 leaves nothing, and the logarithm of 0 is none. A person works all the entries of
a line in the same way, and goes on with equal numbers in the same way, so equal numbers are rounded
equally.
Beside these: a program in float32, whose numbers are pasted with 7 digits or more, summed from
either end; and somebody who types ten digits of what the calculator holds.

What is written: all lines; the gradients of the parameters alone; what is asked and no more;
or some lines, drawn at random. Zeros at the end are typed, or not (half of the students).

Not among them, though one meets them: 1/3 as 0.3333 (it is divided by 3); tanh from rounded
powers of e; a power as rounded products.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from tracer.rules.rule import Array

from .rounding import CUT, EVEN, FLOAT32, FLOOR, MODES, NOT, UP, to_decimals, to_digits

TERMS, PARTIAL, WHOLE, INNER, RANDOMLY = 1, 2, 4, 8, 16
EVERY = TERMS | PARTIAL | WHOLE | INNER
WRITTEN, MEMORY, NOW_THIS, ONE_MORE = range(4)
CARRIES = ("from what is written", "from the calculator", "from either", "with a digit more")
PASTED = 8  # digits of a float32 that is not printed as short as possible


class Habit(NamedTuple):
    """One way to work. `backward`: sums from the right."""

    mode: int
    digits: int
    carry: int
    steps: int
    backward: bool = False

    def told(self, decimals: int | None = None) -> str:
        pasted = self.mode in (FLOAT32, NOT) or decimals is None
        shown = f"{self.digits} digits" if pasted else f"{decimals} decimals"
        steps = STEPS.get(self.steps, "")
        order = ", sums from the right" if self.backward else ""
        return f"{MODES[self.mode]}, {shown}, {CARRIES[self.carry]}, {steps}{order}"


STEPS = {
    0: "no sub-step rounded",
    TERMS: "terms rounded",
    PARTIAL: "partial sums rounded",
    WHOLE | INNER: "insides rounded",
    EVERY: "every sub-step rounded",
    RANDOMLY: "some sub-steps rounded",
}
WAYS = (
    *((WRITTEN, steps, False) for steps in STEPS),
    (WRITTEN, PARTIAL, True),
    (WRITTEN, EVERY, True),
    (MEMORY, 0, False),
    (NOW_THIS, RANDOMLY, False),
    (NOW_THIS, EVERY, True),
    (ONE_MORE, EVERY, False),
)
HABITS = (
    *(
        Habit(mode, digits, *way)
        for digits in (3, 4, 5)
        for mode in (EVEN, UP, CUT, FLOOR)
        for way in WAYS
    ),
    *(Habit(FLOAT32, digits, WRITTEN, EVERY, back) for digits in (7, PASTED, 9)
      for back in (False, True)),
    Habit(NOT, 10, MEMORY, 0),
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Students:
    """Habits as arrays, (students, 1, 1). `decimals`: what the sheet sets, for everybody."""

    habits: tuple[Habit, ...]
    mode: Any
    digits: Any
    carry: Any
    steps: Any
    backward: Any
    decimals: int | None = None

    def result(self, number: Array) -> Array:
        """A number as each of them writes it."""
        return self.kept(number, 0)

    def in_between(self, number: Array) -> Array:
        """The result of a sub-step as each of them rounds it."""
        return self.kept(number, self.carry == ONE_MORE)

    def kept(self, number: Array, more: Any) -> Array:
        """With so many digits more than are written."""
        if self.decimals is not None:
            return to_decimals(number, self.decimals + more, self.mode)
        return to_digits(number, self.digits + more, self.mode)


def students(habits: tuple[Habit, ...], decimals: int | None = None) -> Students:
    mode, digits, carry, steps, backward = (
        np.array(column)[:, None, None] for column in zip(*habits, strict=True)
    )
    return Students(habits, mode, digits, carry, steps, backward, decimals)


def mixed(count: int, rng: np.random.Generator) -> Students:
    """So many people of 4 digits, each with a way of his own."""
    draws = zip(
        rng.integers(FLOOR + 1, size=count),
        rng.integers(len(CARRIES), size=count),
        rng.integers(2 * RANDOMLY, size=count),
        rng.random(count) < 0.5,
        strict=True,
    )
    return students(tuple(Habit(int(m), 4, int(c), int(s), bool(b)) for m, c, s, b in draws))
