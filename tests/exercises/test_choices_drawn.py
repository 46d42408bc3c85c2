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
from grader import mark
from grader.asked import Ask, Exercise
from grader.choices import options
from grader.derivation import LINES, derived
from grader.option import Option
from grader.options import samples, unasked_before
from tests.sample import sample
from tracer.mistakes import MISTAKES, swaps_of

pytestmark = pytest.mark.thorough  # these sheets once more, as a whole

bundle = cache(task)
FEW, MANY = 6, 200
CHOICES = [
    name for name in bundled()
    if any(a.kind == "choice" and not a.alone for a in bundle(name).asks)
    and not bundle(name).exercise.derivation
]  # fmt: skip
WORDS = [
    (name, part, ask) for name in bundled() for part in bundle(name).exercise.parts
    for ask in part.asks or () if ask.kind == "choice" and ask.alone
]  # fmt: skip
FINDS = [name for name in bundled() if bundle(name).exercise.derivation]


@pytest.mark.parametrize("name", sample(CHOICES, 3))
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
    [right] = [one.value for one in offered if one.right]
    for option in wrong if right else ():  # of another size it is seen to be wrong
        assert 0.04 <= abs((option.value or 0.0) / right) <= 25, (ask.name, values)
    for a, b in combinations(values, 2):
        assert abs(a - b) > 0.02 * max(abs(a), abs(b)), (ask.name, values)
    factors = (1.0, 2.0, float(samples(sheet)))
    pairs = [
        (a, b) for a, b in combinations(values, 2)
        if multiple(a, b, factors) or multiple(b, a, factors)
    ]  # fmt: skip
    assert len(pairs) <= 1, (ask.name, values)
    return [option.mistake in own | {"neighbour-copied"} for option in wrong]


def test_every_option_in_words_has_its_own_reason() -> None:
    assert len(WORDS) > 30
    for name, part, ask in WORDS:
        offered = options(part, ask)
        reasons = [one.says for one in offered]
        assert all(reasons), (name, ask.name)
        if ask.keys.get("select") != "all":
            assert len(offered) == 4 == len(set(reasons)), (name, ask.name)


def test_the_right_words_are_under_every_letter_about_equally_often() -> None:
    single = [options(part, ask) for _, part, ask in WORDS if ask.keys.get("select") != "all"]
    letters = Counter(one.letter for offered in single for one in offered if one.right)
    expected = letters.total() / 4
    assert sum((letters[at] - expected) ** 2 / expected for at in "ABCD") < 7.8, letters  # 1 in 20


def test_the_right_words_are_not_told_by_their_length() -> None:
    single = [options(part, ask) for _, part, ask in WORDS if ask.keys.get("select") != "all"]
    longest = [max(offered, key=lambda one: len(one.text)).right for offered in single]
    shortest = [min(offered, key=lambda one: len(one.text)).right for offered in single]
    assert np.mean(longest) < 0.4, np.mean(longest)
    assert np.mean(shortest) < 0.4, np.mean(shortest)


@pytest.mark.full
@pytest.mark.parametrize("first", sample(range(4)))
def test_a_wrong_letter_is_told_why(first: int) -> None:
    for _, part, ask in WORDS[first::4]:
        if ask.keys.get("select") == "all":
            continue
        alone = part.by_itself
        for one in options(alone, ask):
            [answer] = [
                each for each in mark(alone, {ask.name: one.letter}).student.answers
                if each.name == ask.name
            ]  # fmt: skip
            assert (answer.verdict == "right") == one.right
            assert one.right or one.says.rstrip(".") in answer.message


@pytest.mark.parametrize("name", sample(FINDS, 3))
def test_of_a_wrong_line_four_mistakes_of_that_very_line_are_offered(name: str) -> None:
    finds_hold(name, 2 * FEW)


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


@pytest.mark.full
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
