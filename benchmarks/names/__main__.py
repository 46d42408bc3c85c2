"""python -m benchmarks.names [QUICK|FULL] [SEED] [KIND …]: how far the names of mistakes can be
trusted. KIND: network, expression; arrays, optimiser, penalty, perceptron, dropout; none: all.

The table by mistake, then one line a bar; exit code 1 if a bar is missed.
"""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

import numpy as np

from benchmarks.trust import deeper
from benchmarks.trust.bar import Bar
from tracer.progress import progress

from .drawn import expression, network
from .nobody import made_up
from .planted import Seen, classes, planted_in

PROCESSES = 2
WAYS = ("all lines", "gradients alone")


KINDS: dict[str, deeper.Draw] = {"expression": expression, "network": network, **deeper.KINDS}


class Topics(NamedTuple):
    """Kinds of sheets that have bars together; the least that is named, with all lines and with
    the gradients alone."""

    name: str
    kinds: tuple[str, ...]
    named: tuple[float, float]


TOPICS = (
    Topics("networks and expressions", ("network", "expression"), (0.97, 0.92)),
    Topics("later topics", tuple(deeper.KINDS), (0.95, 0.92)),
)


class Size(NamedTuple):
    """How many sheets of each kind; how many mistakes in each, None: every name that it has;
    random numbers in each."""

    sheets: int
    each: int | None
    numbers: int


SIZES = {"QUICK": Size(4, None, 200), "MIDDLE": Size(12, None, 400), "FULL": Size(300, 12, 34)}
Part = tuple[tuple[Seen, Seen], Counter[str]]
TABLE = ("shown", "hidden", "found", "named", "told", "false", "unnamed")


def one_sheet(job: tuple[str, int, int, Size]) -> Part:
    """What is found on one sheet: with all lines, with the gradients alone; random numbers."""
    kind, number, seed, size = job
    rng = np.random.default_rng([seed, number, list(KINDS).index(kind)])
    both = classes(KINDS[kind](rng))
    lines, gradients = (planted_in(own, size.each, rng) for own in both)
    numbers: Counter[str] = Counter()
    for own, way in zip(both, WAYS, strict=True):
        made = made_up(own, size.numbers // 2, rng)
        numbers += made
        numbers.update({f"{kind}, {way}: {one}": made[one] for one in ("wrong", "named")})
    return (lines, gradients), numbers


def measured(size: Size, seed: int, kinds: Collection[str]) -> dict[str, Part]:
    """By kind of sheet."""
    jobs = [(kind, at, seed, size) for at in range(size.sheets) for kind in kinds]
    found: dict[str, Part] = {kind: nothing() for kind in kinds}
    with ProcessPoolExecutor(PROCESSES) as pool, progress("sheets", len(jobs)) as tell:
        parts = zip(jobs, pool.map(one_sheet, jobs), strict=True)
        for done, ((kind, *_), part) in enumerate(parts, 1):
            add(found[kind], part)
            tell(done)
    return found


def nothing() -> Part:
    return (defaultdict(Counter), defaultdict(Counter)), Counter()


def add(total: Part, part: Part) -> None:
    for seen, more in zip(total[0], part[0], strict=True):
        for name, row in more.items():
            seen[name].update(row)
    total[1].update(part[1])


def together(parts: Iterable[Part]) -> Part:
    total = nothing()
    for part in parts:
        add(total, part)
    return total


def bars(found: Mapping[str, Part]) -> Iterator[Bar]:
    for topics in TOPICS:
        parts = [found[kind] for kind in topics.kinds if kind in found]
        if parts:
            yield from bars_of(topics, together(parts))


def bars_of(topics: Topics, found: Part) -> Iterator[Bar]:
    for way, seen, least in zip(WAYS, found[0], topics.named, strict=True):
        row, about = summed(seen), f"{topics.name}, {way}"
        shown = max(row["shown"], 1)
        yield Bar(f"{about}: line found, of {shown:,}", row["found"] / shown, 0.99, "%", True)
        what = f"{about}: named, alone or among its equals"
        yield Bar(what, row["named"] / shown, least, "%", True)
        yield Bar(f"{about}: false names", row["false"] / shown, 0.005, "%")
    wrong = found[1]["wrong"]
    what = f"{topics.name}: random numbers that are named, of {wrong:,}"
    yield Bar(what, found[1]["named"] / max(wrong, 1), 0.003, "%")


def summed(seen: Seen) -> Counter[str]:
    total: Counter[str] = Counter()
    for row in seen.values():
        total.update(row)
    return total


def table(found: Mapping[str, Part]) -> Iterator[str]:
    """By mistake, then by kind of sheet, what was counted."""
    whole = together(found.values())
    for at, way in enumerate(WAYS):
        yield f"\n{way:34}" + "".join(f"{column:>9}" for column in TABLE)
        rows = {name: whole[0][at][name] for name in sorted(whole[0][at])}
        rows |= {f"ALL OF {kind}": summed(part[0][at]) for kind, part in found.items()}
        for name, row in rows.items():
            yield f"{name:34}" + "".join(f"{row[column]:>9}" for column in TABLE)
    yield "\nrandom numbers"
    for name, count in whole[1].most_common():
        yield f"{name:40}{count:>6}"


def main(words: list[str]) -> int:
    name, seed = (*words[:2], *("QUICK", "1")[len(words) :])
    kinds = words[2:] or list(KINDS)
    if name not in SIZES or not seed.isdecimal() or not set(kinds) <= set(KINDS):
        print(__doc__)
        return 2
    start = time.monotonic()
    found = measured(SIZES[name], int(seed), kinds)
    print(*table(found), "", sep="\n")
    for bar in bars(found):
        print(bar.told())
    print(f"{name}, seed {seed}: {time.monotonic() - start:.0f} s")
    return int(not all(bar.holds for bar in bars(found)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
