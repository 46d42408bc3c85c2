"""A class in one call of `mark`: the time an answer takes, and how it grows with the students.

python -m benchmarks.grading_class [STUDENTS] [SEED]
"""

from __future__ import annotations

import gc
import sys
from itertools import islice
from resource import RUSAGE_SELF, getrusage
from time import perf_counter

import numpy as np

from grader import mark
from grader.submission import Submission
from tracer import Trace, trace
from tracer.files import read
from tracer.rules.rule import Array

from .trust.mistakes import carried, ways_of, with_random

ANSWERS = 40
NETWORK = "lecture-network"
# Of a hundred students: no slip, one mistake of the table, one random number, only 3 digits.
RIGHT, MISTAKEN, RANDOM = 50, 30, 15


def asked(known: Trace) -> dict[str, int]:
    """The first lines that have forty entries together, and how many of each are asked."""
    left, found = ANSWERS, {}
    for step in known.steps:
        count = min(left, step.value.size)
        if count:
            found[step.name] = count
        left -= count
    assert left == 0, f"{NETWORK} has fewer than {ANSWERS} entries"
    return found


def texts(known: Trace, numbers: dict[str, Array], digits: int) -> dict[str, str]:
    """Entries and what a student types for them."""
    answers: dict[str, str] = {}
    for name, count in asked(known).items():
        for at in islice(np.ndindex(numbers[name].shape), count):
            place = "" if known.scalar(name) else f"[{at[0] + 1},{at[1] + 1}]"
            answers[name + place] = f"{numbers[name][at]:#.{digits}g}"
    return answers


def students(known: Trace, count: int, rng: np.random.Generator) -> list[Submission]:
    """A class, each student with numbers of his own."""
    lines, right = asked(known), carried(known, {}, {})
    ways = [swap for _, swap in ways_of(known) if swap.target in lines]
    found = []
    for number in range(count):
        kind, digits, numbers = rng.integers(100), 4, right
        if RIGHT <= kind < RIGHT + MISTAKEN:
            swap = ways[int(rng.integers(len(ways)))]
            numbers = carried(known, {swap.target: swap}, {})
        elif RIGHT + MISTAKEN <= kind < RIGHT + MISTAKEN + RANDOM:
            line = str(rng.choice(list(lines)))
            numbers = carried(known, {}, {line: with_random(right[line], rng)})
        elif kind >= RIGHT + MISTAKEN + RANDOM:
            digits = 3
        found.append(Submission(f"s{number:04}", texts(known, numbers, digits)))
    return found


def report_class(count: int, seed: int) -> None:
    """Classes of a hundredth, of a tenth and of all the students, one call each."""
    rng = np.random.default_rng(seed)
    source = read(NETWORK)
    known = trace(source)
    mark(source, students(known, 3, rng))  # whatever is loaded or kept once
    print(f"seed {seed}: {NETWORK}, {ANSWERS} answers a student, one call of mark")
    first = None
    for size in dict.fromkeys(max(1, count // part) for part in (100, 10, 1)):
        handed_in = students(known, size, rng)
        gc.collect()
        start = perf_counter()
        report = mark(source, handed_in)
        each = (perf_counter() - start) / (size * ANSWERS)
        assert len(report.students) == size
        first = first or each
        wrong = sum(bool(one.first_wrong) for one in report.students)
        peak = getrusage(RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"  {size:5} students, {wrong:4} with a wrong line: {each * 1e6:7.1f} µs an answer, "
            f"{each / first:.2f} × the smallest class; {each * size * ANSWERS:.1f} s; {peak} MB"
        )


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:3]]
    report_class(*given, *(5000, 1)[len(given) :])
