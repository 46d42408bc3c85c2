"""The way through the lecture: its rows with their exercises, and what somebody should do next.

What is to be done next, in this order:

1. what was begun and is not finished;
2. what is due again, that with the most wrong answers first. An exercise is due a day after it was
   last worked; two days if the last time at least `DONE` of its points were earned, four if the
   last two times, then eight, and so on up to `LONGEST` days: who can do it sees it less and less;
3. the first exercise that was never begun.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import takewhile
from typing import Literal, TypeAlias

from ..task import Task, bundled, bundled_task
from .progress import Progress, progress_of
from .session import key_of, opened
from .store import Store

ROWS: Mapping[str, str] = {
    "L1": "Nothing but calculations",
    "L2": "Neurons and layers",
    "L3": "The derivative",
    "L4": "The common derivatives",
    "L5": "The chain rule",
    "L6": "Partial derivatives",
    "L7": "Gradient descent",
    "L8": "Forward",
    "L9": "The cost of a batch",
    "L10": "Backward: the last layer",
    "L11": "Backward: its parameters",
    "L12": "Backward: a hidden layer",
    "L13": "Backward: all layers",
    "L14": "The order of it all",
}
DONE = 0.9  # of the points
LONGEST = 32  # days
MOST_NEXT = 5
State: TypeAlias = Literal["new", "begun", "done", "again"]


@dataclass(frozen=True, kw_only=True)
class Station:
    """One exercise on the way. `shares`: of each time it was worked, which part of the points was
    earned, the last one last. `state`: again where it was worked to its end, and too little of it
    was right. `due`: from which day on it should be worked again; None where it is new or begun."""

    task: Task
    progress: Progress
    state: State = "new"
    shares: tuple[float, ...] = ()
    due: date | None = None

    @property
    def wrong(self) -> int:
        return sum(one.wrong for one in self.progress.tries.values())


@dataclass(slots=True)
class Kind:
    """A kind of line: how its answers were over all exercises, and which mistakes were named."""

    right: int = 0
    wrong: int = 0
    names: Counter[str] = field(default_factory=Counter)


def course() -> list[Task]:
    """The bundled exercises, in the order of the lecture."""
    return [bundled_task(name) for name in bundled()]


def row_of(given: Task) -> str:
    """The row under which an exercise stands: the first of those that it names."""
    return given.lecture[0]


def stations(store: Store) -> list[Station]:
    """Every exercise, and how far the person is."""
    return [station(one, store) for one in course()]


def station(given: Task, store: Store) -> Station:
    kept = store.read(key_of(given.id, given))
    progress = progress_of(kept)
    shares = tuple(one.score / one.max for one in progress.rounds if one.max > 0)
    if not kept or not (progress.typed or progress.further or shares):
        return Station(task=given, progress=progress)
    made = opened(given.id, store).practice
    reports = [sheet.report for sheet in made.sheets]
    whole = sum(report.max for report in reports)
    share = sum(report.score for report in reports) / whole if whole else 0.0
    typed = sum(len(sheet.progress.typed) for sheet in made.sheets)
    if typed >= made.wanted:
        shares += (share,)
    elif typed:
        return Station(task=given, progress=progress, state="begun", shares=shares)
    state: State = "done" if shares and shares[-1] >= DONE else "again"
    due = last_day(progress) + timedelta(days=pause(shares))
    return Station(task=given, progress=progress, state=state, shares=shares, due=due)


def pause(shares: Sequence[float]) -> int:
    """For how many days an exercise rests.

    >>> [pause(shares) for shares in ([0.5], [0.5, 1], [1, 1], [1, 0.5])]
    [1, 2, 4, 1]
    """
    well = sum(1 for _ in takewhile(lambda share: share >= DONE, reversed(shares)))
    return int(min(2**well, LONGEST))


def last_day(progress: Progress) -> date:
    """The day of the last answer; a day that nobody knows is long ago."""
    try:
        return date.fromisoformat(progress.day)
    except ValueError:
        return date(2000, 1, 1)


def next_ones(known: Iterable[Station], today: date) -> list[tuple[Station, str]]:
    """What to practise next, and why."""
    known = list(known)
    found = [(one, "begun, not finished") for one in known if one.state == "begun"]
    due = [one for one in known if one.due is not None and one.due <= today]
    due.sort(key=lambda one: -one.wrong)
    found += [(one, why_again(one)) for one in due]
    new = [(one, "new") for one in known if one.state == "new"]
    return [*found[: MOST_NEXT - 1], *new[:1]]


def why_again(one: Station) -> str:
    """`2 wrong in ∂J/∂W: input-forgotten`: the kind of line that went wrong most."""
    worst = max(one.progress.tries.items(), key=lambda pair: pair[1].wrong, default=None)
    if worst is None or not worst[1].wrong:
        return "to keep it"
    sort, tries = worst
    names = sorted(tries.names, key=lambda name: -tries.names[name])
    return f"{tries.wrong} wrong in {sort}" + f": {names[0]}" * bool(names[:1])


def kinds(known: Iterable[Station]) -> dict[str, Kind]:
    """The kinds of line in which something went wrong, over all exercises, the worst first."""
    found: dict[str, Kind] = {}
    for one in known:
        for sort, tries in one.progress.tries.items():
            kind = found.setdefault(sort, Kind())
            kind.right += tries.right
            kind.wrong += tries.wrong
            kind.names.update(tries.names)
    bad = sorted((sort for sort in found if found[sort].wrong), key=lambda sort: -found[sort].wrong)
    return {sort: found[sort] for sort in bad}
