"""Points: what each verdict earns."""

from __future__ import annotations

import numpy as np

from tracer.rules.rule import Array

from .chain import FOLLOWING, NAMED, VERDICTS, Explained, in_order
from .exercise_file import Exercise
from .ranged import Mask
from .result import Marked


def shares(sheet: Exercise, found: Explained) -> dict[str, Array]:
    """What share of its points each written number earns, by quantity, (students, rows, columns).

    A named mistake that was made in several lines costs once, unless the exercise says
    `repeat = "each"`: it is then one thing not known, not several.
    """
    paid: dict[str, Mask] = {}
    earned = {}
    of_verdict = np.array([share_of(sheet, verdict) for verdict in VERDICTS])
    for name in in_order(found.key, found.judged.codes):
        told = found.told(name)
        share = of_verdict[told.verdicts]
        eased = told.simplified & (told.verdicts == FOLLOWING)
        share = np.where(eased, sheet.credit["simplified"], share)
        mistake = found.mistakes.get(name)
        if mistake and sheet.repeat == "once":
            here = told.verdicts == NAMED
            before = paid.get(mistake.names[0], np.zeros(len(here), dtype=bool))
            again = here & before[:, None, None]
            share = np.where(again, np.maximum(share, sheet.credit["follows"]), share)
            paid[mistake.names[0]] = before | here.any(axis=(-2, -1))
        earned[name] = share
    return earned


def share_of(sheet: Exercise, verdict: str) -> float:
    return 1.0 if verdict == "right" else float(sheet.credit.get(verdict, 0.0))


def text_points(sheet: Exercise, texts: list[Marked]) -> None:
    """Give the answers that are no numbers their points: formulas and letters."""
    paid: dict[str, str] = {}
    for answer in texts:
        share = share_of(sheet, answer.verdict)
        if answer.verdict == "mistake" and sheet.repeat == "once":
            name = answer.mistakes[0]
            if paid.setdefault(name, answer.quantity) != answer.quantity:
                share = max(share, sheet.credit["follows"])
        answer.points = round(share * answer.max, 9)
