"""F. Students on paper: what each would write, and the points that an instructor would give.

The points beside are set here by hand, with the reason; ours have to lie in that range.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from grader import mark
from grader.asked import Exercise
from grader.exercise_file import exercise
from tracer.equation import Equation
from tracer.mistakes import swaps_of
from tracer.rules.rule import Array

from .mistakes import carried
from .nowork import boxes, forward
from .rounding import EVEN, to_digits

Answers: TypeAlias = dict[str, str]

ONE_NEURON = {
    "id": "one-hidden-neuron",
    "network": {
        "cost": "bce",
        "X": [[1, 2], [3, -1]],
        "Y": [[1], [0]],
        "layers": [
            {"activation": "relu", "W": [[0.4, 0.3]], "b": [-0.2]},
            {"activation": "sigmoid", "W": [[0.8]], "b": [-0.5]},
        ],
    },
    "ask": [
        {"quantity": name}
        for name in ("z[1]", "a[1]", "z[2]", "y_hat", "J", "dJ/dz[2]", "dJ/dW[2]", "dJ/db[2]",
                     "dJ/da[1]", "dJ/dz[1]", "dJ/dW[1]", "dJ/db[1]")
    ],
}  # fmt: skip

TWO_LAYERS = {
    "id": "two-layers-on-paper",
    "network": {
        "cost": "bce",
        "X": [[1, 2], [-1, 1], [2, -1]],
        "Y": [[1], [0], [1]],
        "layers": [
            {"activation": "relu", "W": [[0.5, -0.3], [-0.4, 0.8]], "b": [0.2, -0.1]},
            {"activation": "sigmoid", "W": [[0.7, -0.6]], "b": [0.3]},
        ],
    },
    "ask": [
        {"quantity": name, "points": points}
        for name, points in (
            ("z[1]", 6), ("a[1]", 3), ("z[2]", 3), ("y_hat", 3), ("J", 2), ("dJ/dz[2]", 6),
            ("dJ/dW[2]", 4), ("dJ/db[2]", 2), ("dJ/da[1]", 6), ("dJ/dz[1]", 6), ("dJ/dW[1]", 8),
            ("dJ/db[1]", 4),
        )
    ],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """`low`, `high`: between which an instructor's points lie, and `why`."""

    name: str
    sheet: Callable[[], Exercise]
    write: Callable[[Exercise], Answers]
    low: float
    high: float
    why: str


@dataclass(frozen=True, slots=True)
class Result:
    case: Case
    points: float
    of: float
    sheet: str

    @property
    def holds(self) -> bool:
        return self.case.low - 1e-6 <= self.points <= self.case.high + 1e-6


def two_layers() -> Exercise:
    return exercise(TWO_LAYERS)


def one_neuron() -> Exercise:
    return exercise(ONE_NEURON)


def texts(sheet: Exercise, numbers: Mapping[str, Array], digits: int = 4) -> Answers:
    """Every asked box, as it is typed; those that are no number stay blank."""
    found = {}
    for one in boxes(sheet):
        number = float(numbers[one.name][..., one.place[0] - 1, one.place[1] - 1].item())
        if np.isfinite(number):
            found[one.label] = f"{number:#.{digits}g}".removesuffix(".") if number else "0"
    return found


def work(
    sheet: Exercise,
    slips: Mapping[str, Mapping[tuple[int, int], float]] | None = None,
    swaps: Mapping[str, Equation] | None = None,
    digits: int = 4,
) -> Answers:
    """Everything worked line by line, each rounded. `slips`: other numbers in some entries, from
    which the rest follows."""
    known = sheet.trace
    laid: dict[str, Array] = {}
    for line in known.equations:
        if slips and line.target in slips:
            # what stands before the slip is right, or follows from slips before it
            value = np.array(carried(known, swaps or {}, laid, digits)[line.target])
            for (row, column), number in slips[line.target].items():
                value[row - 1, column - 1] = number
            laid[line.target] = to_digits(value, digits, EVEN)
    return texts(sheet, carried(known, swaps or {}, laid, digits), digits)


def with_mistake(name: str, line: str) -> Callable[[Exercise], Answers]:
    def write(sheet: Exercise) -> Answers:
        known = sheet.trace
        swap = next(
            swap
            for mistake, swap in swaps_of(known, known.by_name[line].equation)
            if mistake.name == name
        )
        return work(sheet, swaps={line: swap})

    return write


def with_slips(**lines: Mapping[tuple[int, int], float]) -> Callable[[Exercise], Answers]:
    slips = {f"{name[0]}[{name[1]}]": entries for name, entries in lines.items()}
    return lambda sheet: work(sheet, slips)


def only(write: Callable[[Exercise], Answers], *lines: str) -> Callable[[Exercise], Answers]:
    """What somebody wrote, and left the other lines blank."""
    return lambda sheet: {
        label: text for label, text in write(sheet).items() if label.startswith(lines)
    }


def gradients_with_slip(sheet: Exercise) -> Answers:
    answers = only(work, "dJ/dW", "dJ/db")(sheet)
    answers["dJ/dW[1][1,2]"] = swapped_sign(answers["dJ/dW[1][1,2]"])
    return answers


def swapped_sign(text: str) -> str:
    return text[1:] if text.startswith("-") else f"-{text}"


def forward_then_zeros(sheet: Exercise) -> Answers:
    right = work(sheet)
    return {one.label: right[one.label] if forward(sheet, one) else "0" for one in boxes(sheet)}


ONES = {(row, column): 1.0 for row in (1, 2) for column in (1, 2, 3)}
CASES = (
    Case("everything right, 4 digits", two_layers, work, 53, 53, "all of it"),
    Case("3 digits throughout", two_layers, lambda sheet: work(sheet, digits=3), 53, 53,
         "one digit fewer than asked is allowed"),
    Case("2 digits throughout", two_layers, lambda sheet: work(sheet, digits=2), 47.7, 53,
         "all of the method; at most a tenth is lost"),
    Case("1 digit throughout", two_layers, lambda sheet: work(sheet, digits=1), 0, 10.6,
         "1 digit where 4 are asked says next to nothing; what is a whole 0 is right"),
    Case("a sign that kills one ReLU entry (z[1][1,3] = −1.5)", two_layers,
         with_slips(z1={(1, 3): -1.5}), 50.75, 51.25,
         "−1 the entry; half of a[1][1,3] and dJ/dz[1][1,3], which became 0 (and of z[2][1,3], "
         "the bias)"),
    Case("a bias misread that kills a whole neuron (z[1] row 1)", two_layers,
         with_slips(z1={(1, 1): -2.1, (1, 2): -2.8, (1, 3): -0.7}), 44, 46.5,
         "−3 the row (−1, if the misreading counts once); half of what became 0: a[1], dJ/dW[2], "
         "dJ/dz[1], dJ/dW[1], dJ/db[1] (and of z[2][1,3], the bias)"),
    Case("signs that kill the only neuron (both z[1])", one_neuron,
         with_slips(z1={(1, 1): -0.8, (1, 2): -0.7}), 11.5, 14.5,
         "−2 the line; half of what became 0: 2 a[1], dJ/dW[2], 2 dJ/dz[1], 2 dJ/dW[1], dJ/db[1] "
         "(and of z[2], the bias)"),
    Case("slope of ReLU taken as 1 everywhere", two_layers,
         with_mistake("relu-derivative-always-one", "da[1]/dz[1]"), 47, 51,
         "one mistake: the two entries that it makes wrong, or its line; the rest follows"),
    Case("1/N forgotten in ∂J/∂z[2]", two_layers,
         with_mistake("mean-forgotten", "dJ/dy_hat"), 47, 47, "its line; the rest follows"),
    Case("gradients alone, with a slip in one", two_layers, gradients_with_slip, 16, 16,
         "18 for the gradients, −2 for the one"),
    Case("z[1] = 1 in every box, the rest worked from it", two_layers,
         with_slips(z1=ONES), 0, 5.3, "nothing was worked at the start: one number, copied"),
    Case("forward, then zeros", two_layers, forward_then_zeros, 17, 19,
         "17 for the forward pass; 2 entries of dJ/dz[1] are 0"),
    Case("forward and half of the way back, then blank", two_layers,
         only(work, "z", "a", "y_hat", "J", "dJ/dz[2]", "dJ/dW[2]", "dJ/db[2]"), 29, 29,
         "what is there is right"),
    Case("J and the gradients alone", two_layers, only(work, "J", "dJ/dW", "dJ/db"), 20, 20,
         "what is there is right"),
    Case("blank", two_layers, lambda sheet: {}, 0, 0, "nothing is there"),
)  # fmt: skip


def marked(case: Case) -> Result:
    sheet = case.sheet()
    report = mark(sheet, case.write(sheet)).student
    return Result(case, report.score, report.max, sheet.id)


def measured() -> list[Result]:
    return [marked(case) for case in CASES]
