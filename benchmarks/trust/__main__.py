"""python -m benchmarks.trust [QUICK|FULL|MORE] [SEED]: how far marks can be trusted.

QUICK    in under two minutes; writes nothing
FULL     the bars at their size; writes docs/trust.md
MORE     FULL, and honest students of five more seeds

One line a bar; exit code 1 if one is missed.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from . import honest, mistakes, nowork, onpaper, slips, width
from .page import Measured, bars, page
from .units import SIZES, units

PAGE = Path(__file__).parents[2] / "docs" / "trust.md"
SHOWN = 25


def measured(name: str, seed: int) -> Measured:
    size = SIZES[name]
    parts = units(size, seed)
    further = [part for more in range(1, 6) for part in units(size, seed + more)]
    return Measured(
        name,
        seed,
        size,
        honest.measured(parts),
        honest.measured(further) if name == "MORE" else None,
        width.measured(size, seed),
        nowork.measured(parts),
        slips.measured(parts),
        mistakes.measured(size, seed),
        onpaper.measured(),
    )


def main(words: list[str]) -> int:
    name, seed = (*words, *("QUICK", "1")[len(words) :])[:2]
    if name not in SIZES or not seed.isdecimal():
        print(__doc__)
        return 2
    start = time.monotonic()
    found = measured(name, int(seed))
    for kind, count in found.honest.lost.most_common(SHOWN):
        print(f"{count:8} {'; '.join(kind)}: {found.honest.examples[kind].told()}")
    for bar in bars(found):
        print(bar.told())
    print(f"{name}, seed {seed}: {time.monotonic() - start:.0f} s")
    if name != "QUICK":
        PAGE.write_text(page(found), encoding="utf-8")
    return int(not all(bar.holds for bar in bars(found)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
