"""`python -m benchmarks [NAME …]`: ratios, each measured side by side in this one run.

Exit code 1 if a bar is missed. NAME: small, large, arrays, variants, starting; none: all of
them. Other bars have their own command: benchmarks/walk.py, `python -m benchmarks.trust`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from .calculating import arrays, building, large, small, variants
from .starting import starting
from .timing import Line

MEASURED: dict[str, Callable[[], Iterator[Line]]] = {
    "small": small,
    "large": large,
    "arrays": arrays,
    "variants": variants,
    "starting": starting,
}
UNITS = {"s": ((1e-3, 1e6, "µs"), (1.0, 1e3, "ms"), (float("inf"), 1.0, "s")),
         "B": ((float("inf"), 2.0**-20, "MiB"),)}  # fmt: skip


def amount(value: float, unit: str) -> str:
    """A time or a size in a unit that suits it."""
    factor, name = next((factor, name) for below, factor, name in UNITS[unit] if value < below)
    return f"{value * factor:.1f} {name}"


def main(wanted: list[str]) -> int:
    unknown = [name for name in wanted if name not in MEASURED]
    if unknown:
        print(f"there is no benchmark {unknown[0]!r}, there are: {', '.join(MEASURED)}")
        return 2
    missed = 0
    print(f"{'':42}{'ours':>10}{'beside':>10}{'ratio':>8}{'bar':>7}")
    for name in wanted or MEASURED:
        for line in MEASURED[name]():
            bar = "" if line.bar is None else f"≤ {line.bar:g}"
            beside = f"{amount(line.ours, line.unit):>10}{amount(line.theirs, line.unit):>10}"
            verdict = "" if line.holds else "  MISSED"
            print(f"{line.what:42}{beside}{line.ratio:8.2f}{bar:>7}{verdict}", flush=True)
            missed += not line.holds
    for sizes, seconds in building():
        print(f"{f'building the equations of {sizes}':42}{amount(seconds, 's'):>10}")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
