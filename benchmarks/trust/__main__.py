"""python -m benchmarks.trust [QUICK|FULL] [SEED]: measure, and write docs/trust.md.

One line a bar; exit code 1 if one is missed. QUICK writes nothing.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

from .bars import Bar
from .honest import measured as honest
from .width import ERRORS
from .width import measured as widths
from .units import SIZES, units

PAGE = Path(__file__).parents[2] / "docs" / "trust.md"


def main(words: list[str]) -> int:
    name, seed = (*words, *("QUICK", "1")[len(words) :])[:2]
    if name not in SIZES or not seed.isdecimal():
        print(__doc__)
        return 2
    start = time.monotonic()
    parts = units(SIZES[name], int(seed))
    found = honest(parts)
    for kind, count in found.lost.most_common(60):
        print(f"{count:8} {'; '.join(kind)}\n           {found.examples[kind].told()}")
    lost = found.lost.total()
    bars = [Bar(f"honest answers lost of {found.answers:,}", lost, 0)]
    wide = widths(SIZES[name], int(seed))
    ratios = wide.ratios(wide.entries)
    print(f"{wide.networks} networks, {len(ratios)} gradients, "
          f"not fit: median {np.median(wide.ratios(wide.others)):.3g}")
    bars += [
        Bar("accepted width / honest width, median", float(np.median(ratios)), 2.7),
        Bar("accepted width / honest width, 95th percentile", float(np.quantile(ratios, 0.95)), 5),
        *(Bar(f"{error:.0%} beyond honest reach accepted", wide.accepted(error), most, "%")
          for error, most in zip(ERRORS, (0.1, 0.01, 0), strict=True)),
    ]
    for one in wide.worst(8):
        print(f"  {one.ratio:.3g} times: {one.told()}")
    print(len(wide.exact()), "exact ones accepted in some width")
    for one in wide.exact()[:5]:
        print("  ", one.told())
    for bar in bars:
        print(bar.told())
    print(f"{name}, seed {seed}: {time.monotonic() - start:.0f} s")
    return int(not all(bar.holds for bar in bars))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
