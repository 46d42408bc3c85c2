"""The measure of names, in small: planted mistakes are found and named, wrong numbers at random are
not. At full size: python -m benchmarks.names FULL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from benchmarks.names.drawn import expression, network
from benchmarks.names.nobody import made_up
from benchmarks.names.planted import classes, planted_in
from benchmarks.trust.deeper import arrays, perceptron
from grader.exercise_file import Exercise

MISTAKES, NUMBERS = 4, 16


@pytest.mark.full
@pytest.mark.parametrize("draw", [network, expression, perceptron, arrays])
def test_planted_mistakes_are_named_and_numbers_at_random_are_not(
    draw: Callable[[np.random.Generator], Exercise],
) -> None:
    rng = np.random.default_rng(4)
    total: Counter[str] = Counter()
    for own in classes(draw(rng)):
        for row in planted_in(own, MISTAKES, rng).values():
            total.update(row)
        numbers = made_up(own, NUMBERS, rng)
        assert numbers["wrong"] > NUMBERS / 2
        assert numbers["named"] <= 2
    assert total["shown"] >= MISTAKES
    assert total["found"] >= 0.9 * total["shown"]
    assert total["named"] >= 0.65 * total["shown"]
    assert total["false"] <= 1
