"""Simulated students: honest ones, ones with a planted error, ones with a planted mistake.

python benchmarks/grading.py honest [NETWORKS] [SEED]     no honest answer is wrong
python benchmarks/grading.py planted [NETWORKS] [SEED]    errors of 1 % and 20 %: accepted?
python benchmarks/grading.py mistakes [NETWORKS] [SEED]   a table: a mistake a row
python benchmarks/grading.py gradients [NETWORKS] [SEED]  the same, only gradients written
python benchmarks/grading.py random [NETWORKS] [SEED]     wrong answers in no table: named?
python benchmarks/grading.py class [STUDENTS] [SEED]      time an answer, and how it grows
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # a script knows only its own folder

from benchmarks.grading_class import report_class
from benchmarks.grading_mistakes import report_mistakes, report_random
from benchmarks.grading_tolerance import report_honest, report_planted

RUNS = {
    "honest": report_honest,
    "planted": report_planted,
    "mistakes": report_mistakes,
    "gradients": lambda count, seed: report_mistakes(count, seed, gradients=True),
    "random": report_random,
    "class": report_class,
}
COUNTS = {"class": 5000}


def main(words: list[str]) -> int:
    what = words[0] if words else "honest"
    if what not in RUNS or not all(word.isdecimal() for word in words[1:3]):
        print(__doc__)
        return 2
    count, seed = [*map(int, words[1:3]), *(COUNTS.get(what, 200), 1)[len(words[1:3]) :]]
    RUNS[what](count, seed)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
