"""Simulated students, in small; benchmarks/grading.py has them at full size."""

from __future__ import annotations

import importlib.util
from collections import Counter, defaultdict
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from tracer.mistakes import swaps_of

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "grading.py"


@pytest.fixture(scope="module")
def simulated() -> ModuleType:
    spec = importlib.util.spec_from_file_location("benchmarks_grading", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_honest_answer_is_wrong(simulated: ModuleType) -> None:
    rng = np.random.default_rng(2026)
    total = 0
    for known in simulated.sources(60, rng):
        answers, wrong, where = simulated.wrongly_marked(known)
        total += answers
        assert wrong == 0, (where, known.source)
    assert total > 100_000


def test_planted_mistakes_are_found_first_and_named(simulated: ModuleType) -> None:
    rng = np.random.default_rng(2026)
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for known in simulated.sources(12, rng):
        ways = [
            (mistake, swap)
            for equation in known.equations
            for mistake, swap in swaps_of(known, equation)
            if not mistake.generic
        ]
        for at in rng.choice(len(ways), min(4, len(ways)), replace=False):
            mistake, swap = ways[at]
            simulated.plant(known, mistake.name, swap, seen, gradients=False)
    total: Counter[str] = Counter()
    for row in seen.values():
        total.update(row)
    assert total["shown"] >= 30
    assert total["first"] == total["shown"]
    assert total["named"] >= 0.93 * total["shown"]
    assert total["late right"] >= 0.99 * total["late"]


def test_planted_errors_are_seldom_accepted(simulated: ModuleType) -> None:
    rng = np.random.default_rng(2026)
    accepted = asked = 0
    for known in simulated.sources(30, rng):
        written = simulated.honest_students(known)
        own, key, rounding = simulated.loops(known, written, truncation=False)
        mine = (simulated.DIGITS == 4) & (simulated.GRADIENTS == 0) & (simulated.FULL == 0)
        mine = mine & (simulated.ROUNDINGS == 0) & (simulated.PRODUCTS == 0)
        for name, number in written.items():
            value = simulated.rounded(number.value * 1.01, simulated.DIGITS, simulated.ROUNDINGS)
            unit = simulated.last_digit(value, simulated.DIGITS)
            right = simulated.agrees(value, unit, own.line[name], rounding)
            right |= simulated.agrees(value, unit, key.line[name], rounding)
            there = mine & number.there & (number.value != 0)
            asked += int(there.sum())
            accepted += int((there & right).sum())
    assert asked > 1000
    assert accepted <= 0.03 * asked
