"""What a person types in a try: one value, a row of them, or the whole matrix; and who judges it.

The walk's own judge goes by the digits alone. `exercises` hands in one that marks as the grader
does: with what the person wrote before, and with the table of mistakes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from ..errors import InputError
from ..symbols import Place
from ..trace import Step, Trace
from .trying import Judgement, Verdict, judge, read

Typed: TypeAlias = Mapping[Place | None, str]
"""What was typed, by the place of the entry; the place of a plain number is None."""

Judge: TypeAlias = Callable[
    [Trace, str, Typed, Mapping[str, str]], Mapping[Place | None, Judgement]
]
"""trace, quantity, what was typed for it, what was typed before (by entry) → each verdict."""

LEFT_OUT = "_"  # stands for an entry that is not answered
WORST_FIRST: tuple[Verdict, ...] = ("unreadable", "off", "coarse", "follows", "right")


def by_digits(
    trace: Trace, name: str, typed: Typed, _before: Mapping[str, str]
) -> dict[Place | None, Judgement]:
    """Each value alone, by the digits that were typed; what was typed before counts nothing."""
    numbers = trace.shown(name)
    judged = {}
    for place, text in typed.items():
        row, column = place or (1, 1)
        judged[place] = judge(text, float(numbers[row - 1, column - 1]))
    return judged


def placed(text: str, step: Step, cursor: Place) -> dict[Place | None, str]:
    """Which entries were typed: `0.1` is the one under the cursor, `0.1 0.2 0.3` its row,
    `0.1 0.2; 0.3 0.4` the whole matrix, and `_` leaves one out. Raises InputError where it is
    another number of values."""
    rows = [row.replace(", ", " ").split() for row in re.split(r"[;|\n]", text.strip(" ;|\n,"))]
    flat = [part.strip(",") for row in rows for part in row]
    if len(flat) < 2 or not all(part == LEFT_OUT or read(part) for part in flat):
        # One value; with blanks in it, it is a sum or a product for whoever can work that out.
        return {None if step.trace.scalar(step.name) else cursor: text.strip()}
    height, width = step.value.shape[-2:]
    if len(flat) == height * width:
        places = [(row, column) for row in range(1, height + 1) for column in range(1, width + 1)]
    elif len(flat) == width and len(rows) == 1:
        places = [(cursor[0], column) for column in range(1, width + 1)]
    else:
        raise InputError(
            "value",
            f"these are {len(flat)} numbers",
            expected="one" if height * width == 1 else expected(height, width),
            example="0.25",
        )
    gone = set(step.trace.absent(step.name))
    found: dict[Place | None, str] = {
        place: part
        for place, part in zip(places, flat, strict=True)
        if part != LEFT_OUT and place not in gone
    }
    if not found:
        raise InputError("value", "nothing is answered", expected="a number", example="0.25")
    return found


def expected(height: int, width: int) -> str:
    """How many values can be typed at once."""
    row = f"a row has {width}" if width > 1 else "one"
    whole = f"the whole {height}×{width} has {height * width}"
    return f"{row}, {whole}" if height > 1 else row


def summary(judged: Mapping[Place | None, Judgement]) -> Judgement:
    """One verdict for all that was typed at once, the worst; and how many of each there are."""
    if len(judged) == 1:
        return next(iter(judged.values()))
    verdicts = [judgement.verdict for judgement in judged.values()]
    worst = next(verdict for verdict in WORST_FIRST if verdict in verdicts)
    counts = [f"{verdicts.count(v)} {WORDS[v]}" for v in reversed(WORST_FIRST) if v in verdicts]
    says = f"all {len(judged)} {WORDS[worst]}" if len(counts) == 1 else ", ".join(counts)
    if worst in ("off", "unreadable"):
        place, first = next((at, made) for at, made in judged.items() if made.verdict == worst)
        says += f"; [{place[0]},{place[1]}] {first.says}" if place else f"; {first.says}"
    return Judgement(worst, says)


WORDS: Mapping[Verdict, str] = {
    "right": "right", "follows": "right after your own", "coarse": "right but coarse",
    "off": "off", "unreadable": "no number",
}  # fmt: skip
