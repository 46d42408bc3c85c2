"""Points: what each verdict earns."""

from __future__ import annotations

from .exercise_file import Exercise
from .result import Marked, StudentReport


def give_points(sheet: Exercise, report: StudentReport) -> None:
    """Give every answer its points. A named mistake that was made in several lines costs once,
    unless the exercise says `repeat = "each"`: it is then one thing not known, not several."""
    paid: dict[str, str] = {}
    for answer in report.answers:
        share = share_of(sheet, answer)
        if answer.verdict == "mistake" and sheet.repeat == "once":
            name = answer.mistakes[0]
            if paid.setdefault(name, answer.quantity) != answer.quantity:
                share = max(share, sheet.credit["follows"])
        answer.points = round(share * answer.max, 9)


def share_of(sheet: Exercise, answer: Marked) -> float:
    if answer.verdict == "right":
        return 1.0
    if "simplified" in answer.flags:
        return sheet.credit["simplified"]
    return sheet.credit.get(answer.verdict, 0.0)
