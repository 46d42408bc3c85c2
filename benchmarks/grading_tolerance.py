"""What the tolerance accepts: every honest answer, and few planted errors."""

from __future__ import annotations

import time
from collections import Counter, defaultdict

import numpy as np

from grader.follow import agrees
from grader.judge import WRONG, Key, judge
from grader.paper import Paper
from grader.ranged import Rounding, last_digit
from tracer import Trace

from .grading_sources import sources
from .grading_students import DIGITS, GRADIENTS, ROUNDINGS, WAYS, honest_students, loops, rounded


def wrongly_marked(known: Trace) -> tuple[int, int, list[str]]:
    """Answers of honest students, how many of them were marked wrong, and where."""
    written = honest_students(known)
    most = {name: np.broadcast_to(DIGITS, one.value.shape) for name, one in written.items()}
    paper = Paper(written, written, most, Rounding(DIGITS, None, True))
    codes = judge(Key(known.equations, known.given, known.state), paper).codes
    wrong = {name: int((code == WRONG).sum()) for name, code in codes.items()}
    total = sum(int(one.there.sum()) for one in written.values())
    return total, sum(wrong.values()), [name for name, count in wrong.items() if count]


def fixed_rates(known: Trace, seen: Counter[str]) -> None:
    """What fixed tolerances make of the same honest answers."""
    for name, number in honest_students(known).items():
        there, truth = number.there & (GRADIENTS == 0), known.state[name]
        off = np.abs(number.value - truth)
        with np.errstate(all="ignore"):
            three = rounded(truth + 0 * off, 3, 0)
        for digits in (3, 4):
            mine = there & (digits == DIGITS)
            seen[f"{digits} total"] += int(mine.sum())
            seen[f"{digits} 1 % relative"] += int((mine & (off > 0.01 * np.abs(truth))).sum())
            seen[f"{digits} 0.001 absolute"] += int((mine & (off > 0.001)).sum())
            same = np.isclose(rounded(number.value, 3, 0), three, rtol=1e-9, atol=0)
            seen[f"{digits} 3 significant figures"] += int((mine & ~same).sum())


def report_honest(count: int, seed: int) -> None:
    rng, start = np.random.default_rng(seed), time.time()
    total = wrong = 0
    fixed: Counter[str] = Counter()
    for number, known in enumerate(sources(count, rng)):
        more, bad, where = wrongly_marked(known)
        total, wrong = total + more, wrong + bad
        if where:
            print("  wrong:", number, where, known.source)
        fixed_rates(known, fixed)
    print(f"seed {seed}: {count} networks and expressions, {total} honest answers, {wrong} wrong")
    for name, hits in sorted(fixed.items()):
        if not name.endswith("total"):
            digits, tolerance = name.split(" ", 1)
            share = hits / fixed[f"{digits} total"]
            print(f"  {digits} digits, all lines, {tolerance}: {share:.1%} marked wrong")
    print(f"  {time.time() - start:.0f} s")


def report_planted(count: int, seed: int) -> None:
    """How often a number that is off by 1 % or 20 % is accepted."""
    rng = np.random.default_rng(seed)
    seen: dict[tuple[int, str, bool, float], list[int]] = defaultdict(lambda: [0, 0, 0])
    for known in sources(count, rng):
        written = honest_students(known)
        for truncation in (True, False):
            own, key, rounding = loops(known, written, truncation=truncation)
            for name, number in written.items():
                for error in (0.01, 0.2):
                    sign = rng.choice([-1, 1], size=number.value.shape)
                    value = rounded(number.value * (1 + error * sign), DIGITS, ROUNDINGS)
                    unit = last_digit(value, DIGITS)
                    asked = number.there & (number.value != 0) & (value != number.value)
                    right = agrees(value, unit, own.line[name], rounding)
                    right |= agrees(value, unit, key.line[name], rounding)
                    fixed = np.abs(value - known.state[name]) <= 0.01 * np.abs(known.state[name])
                    for at, way in enumerate(WAYS):
                        if (way.rounding, way.full, way.products) == (0, 0, 0):
                            kind = "gradients" if way.gradients else "all lines"
                            counts = seen[way.digits, kind, truncation, error]
                            counts[0] += int(asked[at].sum())
                            counts[1] += int((asked & right)[at].sum())
                            counts[2] += int((asked & fixed)[at].sum())
    print(f"seed {seed}: {count} networks and expressions; accepted of planted errors")
    for (digits, kind, truncation, error), (total, right, fixed) in sorted(seen.items()):
        cut = "truncation forgiven" if truncation else "no truncation"
        print(
            f"  {digits} digits, {kind}, {cut}, error {error:.0%}: {right / total:.2%} of {total}; "
            f"1 % relative accepts {fixed / total:.0%}"
        )
