"""Everything that one run found, and the bars that it is held against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from .bar import Bar
from .honest import Honest
from .later import Later
from .mistakes import Seen, summed
from .nowork import BARRED, Earned
from .onpaper import Result
from .slips import Slips
from .units import Size
from .width import ERRORS, Entry, Widths

BEYOND = (0.1, 0.01, 0.0)  # bars of ERRORS


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Each part None where it was not measured. `more`: honest students of further seeds;
    `saturated`: the gradient of one neuron, by its z."""

    name: str
    seed: int
    size: Size
    honest: Honest | None = None
    more: Honest | None = None
    width: Widths | None = None
    saturated: Sequence[Entry] = ()
    nowork: list[Earned] | None = None
    slips: Slips | None = None
    planted: tuple[Seen, Seen] | None = None
    paper: list[Result] | None = None
    later: Later | None = None


def bars(found: Measured) -> list[Bar]:
    """Every bar of what was measured, in the order of the page."""
    return [
        *(honest(found.honest) if found.honest else ()),
        *(more(found.more) if found.more else ()),
        *(width(found.width) if found.width else ()),
        *(nowork(found.nowork) if found.nowork else ()),
        *(slips(found.slips) if found.slips else ()),
        *(planted(summed(found.planted[0])) if found.planted else ()),
        *(paper(found.paper) if found.paper else ()),
        *(later(found.later) if found.later else ()),
    ]


def honest(found: Honest) -> Iterator[Bar]:
    yield Bar(f"A  honest answers lost, of {found.answers:,}", found.lost.total(), 0)


def more(found: Honest) -> Iterator[Bar]:
    lost = found.lost.total() / found.answers * 1e6
    yield Bar(f"A  lost in a million, five more seeds, of {found.answers:,}", lost, 1)


def width(found: Widths) -> Iterator[Bar]:
    ratios = found.ratios(found.entries)
    yield Bar("B  accepted width to honest width, median", float(np.median(ratios)), 2.7)
    yield Bar("B  the same, 95th percentile", float(np.quantile(ratios, 0.95)), 5)
    for error, most in zip(ERRORS, BEYOND, strict=True):
        what = f"C  {error:.0%} beyond honest reach, accepted"
        yield Bar(what, found.accepted(error), most, "%")


def nowork(found: list[Earned]) -> Iterator[Bar]:
    barred = [one for one in found if one.way in BARRED]
    most = max(one.beyond for one in barred)
    yield Bar("D  without work, most of any exercise", most, 0.1, "%")
    yield Bar("D  without work, mean of the worst way", max(means(barred).values()), 0.03, "%")


def means(found: Iterable[Earned]) -> dict[str, float]:
    """By way to fill a sheet in: the mean of what it earns beyond what is right by itself."""
    by_way: dict[str, list[float]] = {}
    for one in found:
        by_way.setdefault(one.way, []).append(one.beyond)
    return {way: float(np.mean(shares)) for way, shares in by_way.items()}


def slips(found: Slips) -> Iterator[Bar]:
    what = "E  one slip costs more than its box and half of what is trivial"
    yield Bar(what, len(found.dear) / found.made, 0.01, "%")
    yield Bar("E  one slip costs less", len(found.cheap) / found.made, 0.01, "%")


def planted(row: dict[str, int]) -> Iterator[Bar]:
    later = row["late right"] / max(row["late"], 1)
    yield Bar("E  planted mistakes: the line is found", share(row, "first"), 0.99, "%", True)
    yield Bar("E  planted mistakes: named", share(row, "named"), 0.97, "%", True)
    yield Bar("E  planted mistakes: later lines kept", later, 0.99, "%", True)


def share(row: dict[str, int], key: str) -> float:
    return row[key] / max(row["shown"], 1)


def paper(found: list[Result]) -> Iterator[Bar]:
    unlike = sum(not one.holds for one in found)
    yield Bar(f"F  students on paper marked unlike an instructor, of {len(found)}", unlike, 0)


def later(found: Later) -> Iterator[Bar]:
    made = found.all_honest
    yield Bar(f"G  later topics: honest answers lost, of {made.answers:,}", made.lost.total(), 0)
    widths = found.all_widths
    ratios = widths.ratios(widths.entries)
    what = "G  later topics: accepted width to honest width"
    yield Bar(f"{what}, median", float(np.median(ratios)), 2.7)
    yield Bar(f"{what}, 95th percentile", float(np.quantile(ratios, 0.95)), 5)
