"""The way through the lecture: what is done, what went wrong, what is next."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from exercises.cli import COMMANDS
from exercises.practice.course import (
    LONGEST,
    ROWS,
    Station,
    course,
    kinds,
    next_ones,
    pause,
    stations,
)
from exercises.practice.course_command import list_to_set, own_way, way
from exercises.practice.session import opened
from exercises.practice.store import Store
from exercises.task import bundled, task
from grader.settings import LECTURE
from tracer.cli import run

from .sheets import solve

TODAY = date(2026, 3, 31)
FIRST = next(iter(bundled()))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def backprop(*words: str) -> int:
    return run("backprop", COMMANDS, list(words))


def keep(store: Store, name: str, shares: tuple[float, ...], days_ago: int, wrong: int = 0) -> None:
    """As if somebody had worked an exercise so often, the last time so many days ago."""
    rounds = [{"number": at, "score": 10 * share, "max": 10, "seconds": 60, "rules": 1}
              for at, share in enumerate(shares)]  # fmt: skip
    store.write(f"exercise:{name}", {
        "number": len(rounds), "rounds": rounds,
        "tries": {"∂J/∂W": {"right": 1, "wrong": wrong, "names": {"sign-flipped": wrong}}},
        "day": (TODAY - timedelta(days=days_ago)).isoformat(),
    })  # fmt: skip


def by_id(store: Store) -> Mapping[str, Station]:
    return {one.task.id: one for one in stations(store)}


def test_every_row_of_the_lecture_but_the_first_has_an_exercise_of_its_own() -> None:
    assert tuple(ROWS) == LECTURE
    assert {one.lecture[0] for one in course()} == set(LECTURE[1:])


def test_what_is_right_to_the_end_is_done_and_rests_for_two_days(store: Store) -> None:
    made = opened(FIRST, store).practice
    assert by_id(store)[FIRST].state == "new"
    for at, _ in enumerate(solve(made)):
        if at == 0:
            assert by_id(store)[FIRST].state == "begun"
    one = by_id(store)[FIRST]
    assert (one.state, one.shares) == ("done", (1.0,))
    assert one.due == date.today() + timedelta(days=2)


def test_an_exercise_of_several_parts_is_done_when_all_of_them_are(store: Store) -> None:
    made = opened("step-too-long", store).practice
    for _ in solve(made):
        if made.right == len(made.sheets[0].wanted):
            assert by_id(store)["step-too-long"].state == "begun"
    assert by_id(store)["step-too-long"].state == "done"


@pytest.mark.parametrize(
    ("shares", "days"),
    [((), 1), ((0.2,), 1), ((0.95,), 2), ((1, 1), 4), ((1, 1, 0.3), 1), ((0, 1, 1, 1), 8),
     ((1,) * 20, LONGEST)],
)  # fmt: skip
def test_who_can_do_it_sees_it_less_and_less(shares: tuple[float, ...], days: int) -> None:
    assert pause(shares) == days


def test_next_is_what_was_begun_then_what_is_due_by_its_mistakes_then_something_new(
    store: Store,
) -> None:
    keep(store, "descent", (0.5,), days_ago=1, wrong=2)
    keep(store, "two-layers", (0.5,), days_ago=1, wrong=5)
    keep(store, "update", (1,), days_ago=1)  # rests until tomorrow
    keep(store, "softmax", (1,), days_ago=2)
    next(solve(opened("neuron-forward", store).practice))
    found = [(one.task.id, why) for one, why in next_ones(stations(store), TODAY)]
    assert found == [
        ("neuron-forward", "begun, not finished"),
        ("two-layers", "5 wrong in ∂J/∂W: sign-flipped"),
        ("descent", "2 wrong in ∂J/∂W: sign-flipped"),
        ("softmax", "to keep it"),
        (FIRST, "new"),
    ]


def test_kinds_of_line_are_those_of_all_exercises_the_worst_first(store: Store) -> None:
    keep(store, "descent", (0.5,), days_ago=1, wrong=2)
    keep(store, "two-layers", (0.5,), days_ago=1, wrong=5)
    [(sort, kind)] = kinds(stations(store)).items()
    assert (sort, kind.right, kind.wrong, dict(kind.names)) == (
        "∂J/∂W", 2, 7, {"sign-flipped": 7},
    )  # fmt: skip


def test_the_way_is_shown_row_by_row(store: Store) -> None:
    keep(store, "descent", (0.5,), days_ago=1, wrong=2)
    keep(store, "update", (0.2, 1), days_ago=1)
    lines = list(way(stations(store), TODAY))
    at = lines.index("L7   Gradient descent")
    assert lines[at + 1].split() == ["✗", "descent", "7", "min", "50", "%,", "again", "now"]
    assert any(line.startswith("  ✓ update") and "100 %, again in 1 day" in line for line in lines)
    assert "  ∂J/∂W: 2 of 4 answers, sign-flipped 2" in lines
    assert f"1 of {len(bundled())} done" in "\n".join(lines)


def test_a_file_of_progress_that_is_damaged_is_a_new_exercise(store: Store) -> None:
    store.write("exercise:descent", {"rounds": "x", "day": "yesterday", "tries": [1]})
    keep(store, "update", (1,), days_ago=3)
    kept: dict[str, Any] = store.read("exercise:update")
    store.write("exercise:update", {**kept, "day": "soon"})
    known = by_id(store)
    assert known["descent"].state == "new"
    due = known["update"].due
    assert due is not None
    assert due < TODAY


def test_as_json_it_says_the_same(store: Store) -> None:
    keep(store, "update", (0.2, 1), days_ago=1)
    made = own_way(stations(store), TODAY)
    [one] = [each for each in made["exercises"] if each["id"] == "update"]
    assert (one["state"], one["shares"], one["due"]) == ("done", [0.2, 1.0], "2026-04-01")
    assert json.loads(json.dumps(made)) == made


def test_the_list_to_set_has_every_exercise_with_what_comes_before_it() -> None:
    lines = list(list_to_set(course()))
    for name in bundled():
        [at] = [n for n, line in enumerate(lines) if line.startswith(f"  {name}  ")]
        assert lines[at + 1].strip() == task(name).goal


def test_the_command_prints_either_way(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BACKPROP_STATE", str(tmp_path))
    assert backprop("course") == 0
    assert f"backprop practice {FIRST}  (new)" in capsys.readouterr().out
    assert backprop("course", "--instructor", "--format", "json") == 0
    made = json.loads(capsys.readouterr().out)
    assert made["schema"] == "backprop-course/1"
    assert [one["id"] for one in made["exercises"]] == list(bundled())
    assert backprop("course", "--format", "xml") == 2
    assert "json" in capsys.readouterr().err
