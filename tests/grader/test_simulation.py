"""Simulated students, in small; benchmarks/grading.py has them at full size."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np

from benchmarks.grading_mistakes import ERROR, plant, plant_error, ways_of
from benchmarks.grading_sources import sources
from benchmarks.grading_students import (
    DIGITS,
    FULL,
    GRADIENTS,
    PRODUCTS,
    ROUNDINGS,
    honest_students,
    loops,
    rounded,
)
from benchmarks.grading_tolerance import wrongly_marked
from grader.follow import agrees
from grader.ranged import last_digit


def test_no_honest_answer_is_wrong() -> None:
    rng = np.random.default_rng(2026)
    total = 0
    for known in sources(60, rng):
        answers, wrong, where = wrongly_marked(known)
        total += answers
        assert wrong == 0, (where, known.source)
    assert total > 100_000


def test_planted_mistakes_are_found_first_and_named() -> None:
    rng = np.random.default_rng(2026)
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for known in sources(12, rng):
        ways = ways_of(known)
        for at in rng.choice(len(ways), min(4, len(ways)), replace=False):
            plant(known, *ways[at], seen, gradients=False)
    total: Counter[str] = Counter()
    for row in seen.values():
        total.update(row)
    assert total["shown"] >= 30
    assert total["first"] == total["shown"]
    assert total["named"] >= 0.93 * total["shown"]
    assert total["late right"] >= 0.99 * total["late"]


def test_a_planted_error_is_found_first_and_the_rest_follows_from_it() -> None:
    rng = np.random.default_rng(2026)
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for known in sources(40, rng):
        plant_error(known, seen, rng)
    row = seen[ERROR]
    assert row["shown"] >= 30
    assert row["first"] >= 0.99 * row["shown"]
    assert row["late right"] >= 0.99 * row["late"]


def test_planted_errors_are_seldom_accepted() -> None:
    rng = np.random.default_rng(2026)
    accepted = asked = 0
    for known in sources(30, rng):
        written = honest_students(known)
        own, key, rounding = loops(known, written, truncation=False)
        mine = (DIGITS == 4) & (GRADIENTS == 0) & (FULL == 0)
        mine = mine & (ROUNDINGS == 0) & (PRODUCTS == 0)
        for name, number in written.items():
            value = rounded(number.value * 1.01, DIGITS, ROUNDINGS)
            unit = last_digit(value, DIGITS)
            right = agrees(value, unit, own.line[name], rounding)
            right |= agrees(value, unit, key.line[name], rounding)
            there = mine & number.there & (number.value != 0)
            asked += int(there.sum())
            accepted += int((there & right).sum())
    assert asked > 1000
    assert accepted <= 0.03 * asked
