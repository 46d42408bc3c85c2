"""Wrong numbers that nobody worked: one entry of one written line is a number at random, uniform
about the right one's size or lognormal, of 4 digits; all the others are right."""

from __future__ import annotations

from collections import Counter

import numpy as np

from benchmarks.trust.rounding import EVEN, to_digits

from .planted import DIGITS, Class, marked


def random_number(size: float, rng: np.random.Generator) -> float:
    """Uniform to three times the size to both sides, or lognormal of either sign."""
    if rng.random() < 0.5:
        return float(rng.uniform(-3, 3) * size)
    return float(rng.choice([-1, 1]) * size * rng.lognormal(0, 1))


def made_up(own: Class, count: int, rng: np.random.Generator) -> Counter[str]:
    """How many of so many are wrong, and how many of these are given a name; by name, too."""
    row: Counter[str] = Counter()
    base = own.worked({}, {}, every=False)
    papers, lines = [], []
    for _ in range(count):
        line = str(rng.choice(list(own.written)))
        value = np.array(base[line])
        at = tuple(int(rng.integers(size)) for size in value.shape)
        size = max(abs(float(value[at])), 0.05)
        value[at] = to_digits(np.array(random_number(size, rng)), DIGITS, EVEN)
        papers.append({**base, line: value})
        lines.append(line)
    for line, found in zip(lines, marked(own, papers), strict=True):
        if found is not None:
            names = found.names.get(line, frozenset())
            row["wrong"] += 1
            row["named"] += bool(names)
            row.update(f"name: {name}" for name in names)
    return row
