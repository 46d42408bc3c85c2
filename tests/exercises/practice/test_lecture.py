"""Every bundled exercise is practised from the first entry to the last, and so is every row of the
lecture from L3 on."""

from __future__ import annotations

from pathlib import Path

import pytest

from exercises.practice.exporting import export
from exercises.practice.session import listed, opened
from exercises.practice.store import Store
from exercises.task import bundled, task
from grader import mark
from grader.verdicts import CREDITED
from tests.sample import sample

from .sheets import solve

ROWS = tuple(f"L{row}" for row in range(3, 15))


@pytest.mark.parametrize("name", sample(bundled(), 32))
def test_right_answers_to_a_bundled_exercise_are_all_right(name: str, tmp_path: Path) -> None:
    made = opened(name, Store(tmp_path)).practice
    assert set(solve(made)) <= set(CREDITED)
    assert made.right == made.wanted > 0
    whole = sum(sheet.report.max for sheet in made.sheets)
    assert sum(sheet.report.score for sheet in made.sheets) == pytest.approx(whole)
    assert whole == pytest.approx(total(name))


def total(name: str) -> float:
    from grader.asked import asked_points

    parts = task(name).exercise.parts
    return sum(asked_points(part, ask) for part in parts for ask in part.asks or ())


@pytest.mark.full
@pytest.mark.parametrize("name", bundled())
def test_right_answers_to_other_numbers_are_all_right(name: str, tmp_path: Path) -> None:
    made = opened(name, Store(tmp_path)).practice
    for number in range(5):
        made.again()
        assert set(solve(made)) <= set(CREDITED)
        answers, *sheet = export(made, str(tmp_path / f"answers-{number}.toml"))
        report = mark(sheet[0] if sheet else bundled()[name], answers)
        assert not report.problems
        assert report.student.score == pytest.approx(report.student.max)


@pytest.mark.parametrize("row", ROWS)
def test_each_row_of_the_lecture_is_practised(row: str) -> None:
    assert [name for name in bundled() if row in task(name).lecture]


@pytest.mark.parametrize("name", sample(bundled(), 12))
def test_each_line_of_a_bundled_exercise_has_hints(name: str, tmp_path: Path) -> None:
    made = opened(name, Store(tmp_path)).practice
    derived = bool(task(name).exercise.derivation)
    for at, sheet in enumerate(made.sheets):
        made.at = at
        for blank in sheet.asked:
            if blank.step is None and derived:
                continue  # a question about a whole derivation has the author's hints only
            sheet.stand(blank.id, blank.places[0])
            assert made.hint(), blank.name
            assert made.hints[0]


def test_the_list_is_in_the_order_of_the_lecture(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert [name for name, _ in listed(store)] == list(bundled())
    first = next(iter(bundled()))
    made = opened(first, store).practice
    next(solve(made))
    typed = [name for name, says in listed(store) if " typed" in says]
    assert typed == [first]
