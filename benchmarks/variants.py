"""Drawing variants: time, collisions and effort, for every bundled exercise.

`python benchmarks/variants.py [STUDENTS]` (1000). Exit code 1 if a bar is missed.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from time import process_time

import numpy as np

from exercises.task import bundled, task
from exercises.variants.drawing import drawn
from exercises.variants.effort import effort
from exercises.variants.tell_apart import told

BAR = 0.2e-3  # seconds a variant
SECRET = b"a course's secret"


def measured(path: Path, students: list[str]) -> bool:
    """One line of the report. Whether the bar holds."""
    given = task(path)
    if not given.variants:
        print(f"{given.id:24}  the same for all")
        return True
    drawn(given, SECRET, students[:1])  # what is made once for an exercise
    start = process_time()
    made, numbers, attempts = drawn(given, SECRET, students)
    each = (process_time() - start) / len(students)
    rows = np.concatenate([array.reshape(len(students), -1) for array in numbers.values()], axis=1)
    several = [count for count in Counter(map(bytes, rows)).values() if count > 1]
    work = effort(made.trace(numbers))
    low, middle, high = np.percentile(work, [5, 50, 95])
    print(
        f"{given.id:24}{each * 1e3:8.3f} ms{np.mean(attempts) + 1:8.1f}{sum(several):10}"
        f"{middle:10.0f}{low / middle:7.2f}{high / middle:6.2f}{np.std(work) / np.mean(work):8.2f}"
        f"{'' if each <= BAR else '  MISSED'}",
        flush=True,
    )
    return each <= BAR


def main(words: list[str]) -> int:
    students = [f"student {number}" for number in range(int(words[0]) if words else 1000)]
    print(f"{len(students)} students; bar {BAR * 1e3:g} ms a variant")
    print(f"{'':24}{'a variant':>11}{'attempts':>8}{'not alone':>10}"
          f"{'effort':>10}{'5 %':>7}{'95 %':>6}{'spread':>8}")  # fmt: skip
    told.cache_clear()
    holds = [measured(path, students) for path in bundled().values()]
    return int(not all(holds))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
