"""Points: what each verdict earns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tracer.quantity import Quantity, quantity
from tracer.rules.rule import Array

from .asked import Exercise
from .entries import entries
from .ranged import Mask
from .result import Marked
from .spoiled import in_order
from .wrong_lines import FOLLOWING, MISSING, NAMED, ROUGH, VERDICTS, Explained


def shares(sheet: Exercise, found: Explained) -> dict[str, Array]:
    """What share of its points each written number earns, by quantity, (students, rows, columns).

    A mistake of understanding that was made in several lines of one role costs once, unless the
    exercise says `repeat = "each"`: it is then one thing not known, not several.
    """
    paid: dict[tuple[str, str], Mask] = {}
    earned = {}
    of_verdict = np.array([share_of(sheet, verdict) for verdict in VERDICTS])
    for name in in_order(found.key, found.judged.codes):
        told = found.told(name)
        share = of_verdict[told.verdicts]
        eased = told.simplified & (told.verdicts == FOLLOWING)
        share = np.where(eased, sheet.credit["simplified"], share)
        share = np.where((told.unpaid > 0) & (told.verdicts == FOLLOWING), 0.0, share)
        mistake = found.mistakes.get(name)
        if mistake and mistake.understanding and sheet.repeat == "once":
            made = mistake.names[0], role(found, name)
            here = told.verdicts == NAMED
            before = paid.get(made, np.zeros(len(here), dtype=bool))
            again = here & before[:, None, None] & ~found.constant.get(name, np.False_)
            share = np.where(again, np.maximum(share, sheet.credit["follows"]), share)
            paid[made] = before | here.any(axis=(-2, -1))
        earned[name] = share
    return less_lost(sheet, found, earned)


def role(found: Explained, name: str) -> str:
    """What a line does, whatever its layer: its rule, and what it makes."""
    lines = found.key.lines
    made = quantity(name)
    kind = Quantity(made.base, role=made.role, by=made.by).kind.replace("y_hat", "a")
    network = name in lines and lines[name].layer is not None
    return kind if network else lines[name].rule.name if name in lines else name


def less_lost(sheet: Exercise, found: Explained, earned: dict[str, Array]) -> dict[str, Array]:
    """The same, where few digits cost no more than a part of the sheet all together."""
    rough = {name: found.told(name).verdicts == ROUGH for name in earned}
    if not any(mask.any() for mask in rough.values()):
        return earned
    worth, total = worths(sheet, found, earned)
    lost = sum(
        (worth[name] * (1 - earned[name]) * rough[name]).sum(axis=(-2, -1)) for name in earned
    )
    most = sheet.coarse_costs_at_most * total
    with np.errstate(all="ignore"):
        kept = np.where(lost > most, most / lost, 1.0)[:, None, None]
    return {
        name: np.where(rough[name], 1 - (1 - share) * kept, share) for name, share in earned.items()
    }


def worths(
    sheet: Exercise, found: Explained, earned: Mapping[str, Array]
) -> tuple[dict[str, Array], Any]:
    """The points of every entry, by quantity, and those of the whole sheet; one for each number
    that was written, where nothing is asked."""
    if sheet.asks is None:
        there = {name: (found.told(name).verdicts != MISSING) * 1.0 for name in earned}
        return there, sum(one.sum(axis=(-2, -1)) for one in there.values())
    worth = {name: np.zeros(share.shape[-2:]) for name, share in earned.items()}
    for entry in entries(sheet):
        if entry.name in worth and entry.kind == "number":
            worth[entry.name][entry.place[0] - 1, entry.place[1] - 1] = entry.worth
    return worth, sum(entry.worth for entry in entries(sheet))


def share_of(sheet: Exercise, verdict: str) -> float:
    return 1.0 if verdict == "right" else float(sheet.credit.get(verdict, 0.0))


def text_points(sheet: Exercise, texts: list[Marked]) -> None:
    """Give the answers that are no numbers their points: formulas and letters."""
    paid: dict[str, str] = {}
    for answer in texts:
        share = share_of(sheet, answer.verdict) if answer.earns is None else answer.earns
        if answer.verdict == "mistake" and sheet.repeat == "once":
            name = answer.mistakes[0]
            if paid.setdefault(name, answer.quantity) != answer.quantity:
                share = max(share, sheet.credit["follows"])
        answer.points = round(share * answer.max, 9)
