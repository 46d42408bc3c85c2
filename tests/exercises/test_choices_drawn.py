"""Choices and find-the-mistake sheets of the bundled exercises, over many draws: every option can
be made in its line, can be told from the others, and nothing is earned by not calculating."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import combinations

import numpy as np
import pytest

from benchmarks.choices import drawn, earned, multiple
from exercises.task import bundled, task
from exercises.variants import variant
from grader.asked import Ask, Exercise
from grader.choices import options
from grader.derivation import LINES, derived
from grader.option import Option
from grader.options import samples, unasked_before
from tracer.mistakes import MISTAKES, swaps_of

bundle = cache(task)
FEW, MANY = 6, 200
CHOICES = [
    name for name in bundled()
    if any(a.kind == "choice" for a in bundle(name).asks) and not bundle(name).exercise.derivation
]  # fmt: skip
FINDS = [name for name in bundled() if bundle(name).exercise.derivation]


@pytest.mark.parametrize("name", CHOICES)
def test_every_option_can_be_made_in_its_line_and_told_from_the_others(name: str) -> None:
    choices_hold(name, FEW)


@pytest.mark.full
@pytest.mark.parametrize("name", CHOICES)
def test_so_does_every_option_of_two_hundred_draws(name: str) -> None:
    choices_hold(name, MANY)


def choices_hold(name: str, draws: int) -> None:
    of_its_line = []
    for student in range(draws):
        sheet = variant(bundle(name), b"choices", f"s{student}")
        for ask in sheet.asks or ():
            of_its_line += possible(sheet, ask, options(sheet, ask))
    # the others are made on the way to it, in a line that nobody writes down
    assert np.mean(of_its_line) > 0.97


def possible(sheet: Exercise, ask: Ask, offered: tuple[Option, ...]) -> list[bool]:
    """Which wrong options can be made in the very line."""
    known = sheet.trace
    own = {one.name for one, _ in swaps_of(known, known.by_name[ask.name].equation)}
    before = unasked_before(sheet, ask.name)
    every = [one for line in before for one, _ in swaps_of(known, known.by_name[line].equation)]
    says = {one.says for one in every if one.whom != "code"} | {MISTAKES["neighbour-copied"]}
    assert len(offered) == ask.keys["choices"]
    wrong = [option for option in offered if not option.right]
    assert all(set(option.says.split(" And: ")) <= says for option in wrong)
    values = [one.value or 0.0 for one in offered]
    assert len({one.text for one in offered}) == len(offered)
    for a, b in combinations(values, 2):
        assert abs(a - b) > 0.02 * max(abs(a), abs(b)), (ask.name, values)
    factors = (1.0, 2.0, float(samples(sheet)))
    pairs = [
        (a, b) for a, b in combinations(values, 2)
        if multiple(a, b, factors) or multiple(b, a, factors)
    ]  # fmt: skip
    assert len(pairs) <= 1, (ask.name, values)
    return [option.mistake in own | {"neighbour-copied"} for option in wrong]


@pytest.mark.parametrize("name", FINDS)
def test_of_a_wrong_line_four_mistakes_of_that_very_line_are_offered(name: str) -> None:
    finds_hold(name, 4 * FEW)


@pytest.mark.full
@pytest.mark.parametrize("name", FINDS)
def test_so_are_they_in_two_hundred_draws(name: str) -> None:
    finds_hold(name, MANY)


def finds_hold(name: str, draws: int) -> None:
    phases = set()
    for student in range(draws):
        sheet = variant(bundle(name), b"choices", f"s{student}")
        known = sheet.trace
        planted, shown = derived(sheet)
        asks = [ask for ask in sheet.asks or () if ask.name not in LINES]
        for one, ask in zip(planted.all, asks, strict=True):
            equation = known.by_name[one.line].equation
            phases.add(equation.phase)
            made: dict[str, list[np.ndarray]] = {}
            says: dict[str, str] = {}
            for mistake, swap in swaps_of(known, equation):
                assert mistake.whom != "code" or mistake.name != one.mistake
                with np.errstate(all="ignore"):
                    value = swap.rule.calculate(*(shown[n] for n in swap.inputs))
                made.setdefault(mistake.name, []).append(value)
                says.setdefault(mistake.name, mistake.says)
            offered = options(sheet, ask)
            assert len(offered) == 4
            names = [option.text.partition(":")[0] for option in offered]
            for option, each in zip(offered, names, strict=True):
                assert option.text == f"{each}: {says[each]}"  # the sentence of its line
                assert option.right == (each == one.mistake)
            for a, b in combinations(names, 2):
                assert not any(
                    np.allclose(x, y, rtol=0.02, atol=0) for x in made[a] for y in made[b]
                ), (one.line, a, b)
    assert len(phases) > 1


def test_the_right_one_is_under_every_letter_equally_often_and_guessing_earns_chance() -> None:
    at_chance(12, 0.09)


@pytest.mark.full
def test_guessing_earns_no_more_than_chance_over_two_hundred_draws() -> None:
    at_chance(MANY, 0.04)


def at_chance(draws: int, more: float) -> None:
    letters = Counter(
        next(one.letter for one in offered if one.right)
        for _, _, offered in drawn(draws)
        if len(offered) == 4
    )
    expected = letters.total() / 4
    assert sum((count - expected) ** 2 / expected for count in letters.values()) < 16.3  # 1 in 1000
    found = earned(draws)
    assert found.pop("the middle by size")[0] < 0.38  # few mistakes lie on the other side
    for way, (mine, chance) in found.items():
        assert mine < chance + more, (way, mine, chance)
