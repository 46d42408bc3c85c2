"""python -m benchmarks.trust [QUICK|FIFTH|FULL|MORE] [SEED] [PART …]: how far marks can be trusted.

QUICK    in about a quarter of an hour
FULL     the bars at their size; FIFTH: a fifth of it
MORE     FULL, and as many honest students more, of five other seeds

docs/trust.md is written, and says which run it was.

PART     only some of the measurements, and nothing is written: honest, width, nowork, slips,
         planted, paper, later

One line a bar; exit code 1 if one is missed.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from . import honest, later, mistakes, nowork, onpaper, slips, width
from .bars import Measured, bars
from .page import page
from .units import FIFTH, SIZES, units

PAGE = Path(__file__).parents[2] / "docs" / "trust.md"
PARTS = ("honest", "width", "nowork", "slips", "planted", "paper", "later")
SHOWN = 25


def measured(name: str, seed: int, wanted: list[str]) -> Measured:
    """What is wanted, one part after the other."""
    size, found = SIZES[name], dict[str, Any]()
    parts = units(size, seed)
    if "honest" in wanted:
        found["honest"] = honest.measured(parts)
        if name == "MORE":
            further = [part for more in range(1, 6) for part in units(FIFTH, seed + more)]
            found["more"] = honest.measured(further)
    if "width" in wanted:
        found["width"] = width.measured(width.of_networks(size, seed))
        found["saturated"] = width.saturated()
    if "nowork" in wanted:
        found["nowork"] = nowork.measured(parts)
    if "slips" in wanted:
        found["slips"] = slips.measured(parts)
    if "planted" in wanted:
        found["planted"] = mistakes.measured(size, seed)
    if "paper" in wanted:
        found["paper"] = onpaper.measured()
    if "later" in wanted:
        found["later"] = later.measured(size, seed)
    return Measured(name=name, seed=seed, size=size, **found)


def details(found: Measured) -> None:
    """What the bars do not say: which honest answers were lost, which numbers are the widest."""
    for one in (found.honest, found.more, found.later and found.later.all_honest):
        if one:
            for sheet, count in one.sheets.most_common():
                print(f"{count:8} on {sheet}")
            for kind, count in one.lost.most_common(SHOWN):
                print(f"{count:8} {'; '.join(kind)}: {one.examples[kind].told()}")
    for entry in found.width.worst(5) if found.width else ():
        print(f"{entry.ratio:8.2f} {entry.told()}")
    for line in found.later.told() if found.later else ():
        print(line)
    for result in found.paper or ():
        if not result.holds:
            case = result.case
            print(f"{result.points:8.2f} {case.name}: {case.low:g} to {case.high:g}, {case.why}")


def main(words: list[str]) -> int:
    name, seed = (*words[:2], *("QUICK", "1")[len(words) :])
    wanted = words[2:] or list(PARTS)
    if name not in SIZES or not seed.isdecimal() or not set(wanted) <= set(PARTS):
        print(__doc__)
        return 2
    start = time.monotonic()
    found = measured(name, int(seed), wanted)
    details(found)
    for bar in bars(found):
        print(bar.told())
    print(f"{name}, seed {seed}: {time.monotonic() - start:.0f} s")
    if wanted == list(PARTS):
        PAGE.write_text(page(found), encoding="utf-8")
    return int(not all(bar.holds for bar in bars(found)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
