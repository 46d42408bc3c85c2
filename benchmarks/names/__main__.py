"""python -m benchmarks.names [QUICK|FULL] [SEED]: how far the names of mistakes can be trusted.

One line a bar, then the table by mistake; exit code 1 if a bar is missed.
"""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

import numpy as np

from benchmarks.trust.bar import Bar
from tracer.progress import progress

from .drawn import expression, network
from .nobody import made_up
from .planted import Seen, classes, planted_in

PROCESSES = 2
WAYS = ("all lines", "gradients alone")


class Size(NamedTuple):
    """How many networks and as many expressions; how many mistakes in each, None: every name that
    it has; random numbers in each."""

    sheets: int
    each: int | None
    numbers: int


SIZES = {"QUICK": Size(4, None, 200), "MIDDLE": Size(12, None, 400), "FULL": Size(300, None, 34)}
Part = tuple[tuple[Seen, Seen], Counter[str]]
TABLE = ("shown", "hidden", "found", "named", "told", "false", "unnamed")


def one_sheet(job: tuple[str, int, int, Size]) -> Part:
    """What is found on one sheet: with all lines, with the gradients alone; random numbers."""
    kind, number, seed, size = job
    rng = np.random.default_rng([seed, number, kind == "network"])
    sheet = (network if kind == "network" else expression)(rng)
    both = classes(sheet)
    lines, gradients = (planted_in(own, size.each, rng) for own in both)
    numbers: Counter[str] = Counter()
    for own, way in zip(both, WAYS, strict=True):
        made = made_up(own, size.numbers // 2, rng)
        numbers += made
        numbers.update({f"{kind}, {way}: {one}": made[one] for one in ("wrong", "named")})
    return (lines, gradients), numbers


def measured(size: Size, seed: int) -> Part:
    jobs = [
        (kind, at, seed, size) for at in range(size.sheets) for kind in ("network", "expression")
    ]
    totals: tuple[Seen, Seen] = (defaultdict(Counter), defaultdict(Counter))
    numbers: Counter[str] = Counter()
    with ProcessPoolExecutor(PROCESSES) as pool, progress("sheets", len(jobs)) as tell:
        for done, (parts, more) in enumerate(pool.map(one_sheet, jobs), 1):
            for total, part in zip(totals, parts, strict=True):
                for name, row in part.items():
                    total[name].update(row)
            numbers += more
            tell(done)
    return totals, numbers


def bars(found: Part) -> Iterator[Bar]:
    for way, seen, least in zip(WAYS, found[0], (0.97, 0.92), strict=True):
        row = summed(seen)
        shown = max(row["shown"], 1)
        yield Bar(f"{way}: line found, of {shown:,}", row["found"] / shown, 0.99, "%", True)
        what = f"{way}: named, alone or among its equals"
        yield Bar(what, row["named"] / shown, least, "%", True)
        yield Bar(f"{way}: false names", row["false"] / shown, 0.005, "%")
    wrong = found[1]["wrong"]
    what = f"random numbers that are named, of {wrong:,}"
    yield Bar(what, found[1]["named"] / max(wrong, 1), 0.003, "%")


def summed(seen: Seen) -> Counter[str]:
    total: Counter[str] = Counter()
    for row in seen.values():
        total.update(row)
    return total


def table(found: Part) -> Iterator[str]:
    """By mistake, what was counted."""
    for way, seen in zip(WAYS, found[0], strict=True):
        yield f"\n{way:34}" + "".join(f"{column:>9}" for column in TABLE)
        for name in sorted(seen):
            yield f"{name:34}" + "".join(f"{seen[name][column]:>9}" for column in TABLE)
    yield "\nrandom numbers"
    for name, count in found[1].most_common():
        yield f"{name:40}{count:>6}"


def main(words: list[str]) -> int:
    name, seed = (*words[:2], *("QUICK", "1")[len(words) :])
    if name not in SIZES or not seed.isdecimal():
        print(__doc__)
        return 2
    start = time.monotonic()
    found = measured(SIZES[name], int(seed))
    print(*table(found), "", sep="\n")
    for bar in bars(found):
        print(bar.told())
    print(f"{name}, seed {seed}: {time.monotonic() - start:.0f} s")
    return int(not all(bar.holds for bar in bars(found)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
