"""Points and minutes of the bundled exercises follow one rule."""

from __future__ import annotations

import pytest

from exercises import worth
from exercises.task import bundled, task
from grader.asked import asked_points


@pytest.mark.parametrize("name", bundled())
def test_minutes_are_announced_within_a_fifth_of_the_rule(name: str) -> None:
    given = task(name)
    assert given.minutes == pytest.approx(worth.minutes(given.exercise), rel=0.2)


@pytest.mark.parametrize("name", bundled())
def test_every_ask_has_the_points_of_the_rule(name: str) -> None:
    sheet = task(name).exercise
    for ask in sheet.asks or ():
        assert asked_points(sheet, ask) == worth.points(sheet, ask), ask.name


@pytest.mark.parametrize(("name", "about"), [("hand-over", 28), ("softmax", 30),
                                             ("second-iteration", 18)])  # fmt: skip
def test_the_rule_says_what_a_lecturer_who_worked_them_says(name: str, about: float) -> None:
    assert worth.minutes(task(name).exercise) == pytest.approx(about, rel=0.2)
