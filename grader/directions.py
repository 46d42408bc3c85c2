"""Add, Subtract or None: the choice over what a perceptron changes by, its error.

A letter stands for the error itself, 1, −1 or 0 (±2 with sign), and is laid into the trace as a
number is: it may follow from the student's own output, and the new weights from it.
"""

from __future__ import annotations

from tracer.network import Network
from tracer.quantity import quantity
from tracer.validate.learning import LEARNERS

from .asked import Exercise, laid
from .option import LETTERS, Option
from .result import StudentReport
from .verdicts import AMISS
from .wrong_lines import VERDICTS, Explained

TEXTS = {"Add": 1, "Subtract": -1, "None": 0}


def directed(sheet: Exercise, name: str) -> bool:
    """Whether a quantity is the error of a perceptron."""
    learns = isinstance(sheet.source, Network) and sheet.source.learning_rule == "perceptron"
    return learns and quantity(name).base == "error"


def directions(sheet: Exercise, right: float) -> tuple[Option, ...]:
    """The three, always in this order."""
    assert isinstance(sheet.source, Network)
    size = LEARNERS[str(sheet.source.layers[0].activation)]
    return tuple(
        Option(letter, sign * size, text, right=sign * size == right)
        for letter, (text, sign) in zip(LETTERS, TEXTS.items(), strict=False)
    )


def follow_directions(
    sheet: Exercise, found: Explained, student: int, report: StudentReport
) -> None:
    """What follows from a student's own wrong output is marked as following. `student`: the place
    in the group."""
    for answer in report.answers:
        name = answer.quantity
        if answer.kind != "choice" or answer.verdict not in AMISS or not directed(sheet, name):
            continue
        row, column = laid(sheet, name, answer.entry or (1, 1)) or (1, 1)
        at = (student, row - 1, column - 1)
        if name in found.judged.codes and VERDICTS[found.told(name).verdicts[at]] == "follows":
            answer.verdict, answer.mistakes, answer.says, answer.message = "follows", (), "", ""
            answer.because_of = found.because_of(sheet, name, at, "follows")
            answer.points = round(answer.max * sheet.credit["follows"], 9)
