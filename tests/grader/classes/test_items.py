"""The item analysis against NumPy, on the points themselves."""

from __future__ import annotations

import numpy as np
import pytest

from grader.classes.items import UPPER, Items
from grader.classes.scored import VERDICT_NAMES, Scored
from grader.entries import Entry

RNG = np.random.default_rng(3)
ENTRIES = tuple(Entry(f"z[{at}]", (1, 1), None, worth) for at, worth in enumerate((1.0, 2.0, 0.5)))


def scored(students: int) -> Scored:
    able = RNG.random((students, 1))
    share = (RNG.random((students, 3)) < able) * 1.0
    worth = np.array([entry.worth for entry in ENTRIES])
    verdicts = np.where(share > 0, VERDICT_NAMES.index("right"), VERDICT_NAMES.index("wrong"))
    names = [f"s{at}" for at in range(students)]
    return Scored(names, ENTRIES, verdicts.astype(np.uint8), share * worth)


def test_the_numbers_are_those_of_the_whole_class_at_once() -> None:
    parts = [scored(60), scored(45)]
    items = Items(ENTRIES)
    for part in parts:
        one = Items(ENTRIES)
        one.add(part)
        items.join(one)
    points = np.concatenate([part.points for part in parts])
    total = points.sum(axis=1)
    for at, line in enumerate(items.to_json()["lines"]):
        share = points[:, at] / ENTRIES[at].worth
        assert line["difficulty"] == pytest.approx(share.mean(), abs=1e-6)
        rest = np.corrcoef(share, total - points[:, at])[0, 1]
        assert line["discrimination"] == pytest.approx(rest, abs=1e-6)
        assert sum(line["verdicts"].values()) == len(points)
    assert items.to_json()["students"] == 105
    assert items.to_json()["mean"] == pytest.approx(total.mean(), abs=1e-6)


def test_the_best_and_the_worst_are_27_percent_of_a_class_without_ties() -> None:
    students = 100
    points = np.arange(students, dtype=float)[:, None] / students
    entries = (Entry("z[1]", (1, 1), None, 1.0),)
    items = Items(entries)
    items.add(Scored(["s"] * students, entries, np.ones((students, 1), np.uint8), points))
    (line,) = items.to_json()["lines"]
    count = round(UPPER * students)
    assert line["upper"] == pytest.approx(points[-count:].mean())
    assert line["lower"] == pytest.approx(points[:count].mean())


def test_few_students_are_said_to_be_few() -> None:
    items = Items(ENTRIES)
    items.add(scored(1))
    assert items.to_json()["notes"] == ["Only 1 student: below 30 these numbers say little."]
    items.add(scored(4))
    assert items.to_json()["notes"] == ["Only 5 students: below 30 these numbers say little."]
    items.add(scored(40))
    assert not items.to_json()["notes"]


def test_everybody_with_the_same_total_says_nothing_about_telling_apart() -> None:
    items = Items(ENTRIES)
    names = ["a", "b"]
    points = np.array([[1.0, 2.0, 0.5]] * 2)
    items.add(Scored(names, ENTRIES, np.ones((2, 3), np.uint8), points))
    assert [line["discrimination"] for line in items.to_json()["lines"]] == [None] * 3
