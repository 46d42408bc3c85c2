"""Paper marked by exception: the model, the files it keeps, and the screen."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from exercises.cli import COMMANDS
from exercises.marking.app import MarkingApp
from exercises.marking.paper import Marking, Paper
from exercises.marking.screen import MarkingScreen
from exercises.marking.store import Store
from exercises.marking.view import rows
from grader.entries import entries
from grader.exercise_file import Exercise, exercise
from tracer.cli import run
from tracer.walk.views.line import plain
from tracer.walk.widgets.lines import LinesView

LINES = [
    "z[1]",
    "a[1]",
    "z[2]",
    "y_hat",
    "loss",
    "J",
    "dJ/dz[2]",
    "dJ/dW[2]",
    "dJ/db[2]",
    "dJ/da[1]",
    "dJ/db[1]",
    "dJ/dW[1]",
]
KEYS = {
    "id": "paper",
    "digits": 4,
    "network": {
        "cost": "bce",
        "X": [[0.5, -1.0], [1.5, 2.0], [1.0, 1.0]],
        "Y": [[1], [0], [1]],
        "layers": [
            {"activation": "tanh", "W": [[0.1, 0.4], [-0.3, 0.2]], "b": [0.1, 0.0]},
            {"activation": "sigmoid", "W": [[0.7, -0.5]], "b": [0.2]},
        ],
    },
    "ask": [{"quantity": name} for name in LINES],
    "manual": [{"title": "Draw it", "points": 2}],
}


@pytest.fixture
def sheet() -> Exercise:
    return exercise(KEYS)


def marking(sheet: Exercise, *students: str) -> Marking:
    return Marking([Paper(lambda: sheet, student) for student in students or ("ana", "bo")])


def test_a_forty_answer_sheet_with_one_slip_takes_at_most_fifteen_entries(sheet: Exercise) -> None:
    assert len(entries(sheet)) >= 40
    one = marking(sheet)
    one.accept()
    one.move(right=2)
    one.record("0.9")  # a[1][1,3] is 0.9 on the paper
    while not all(one.paper.done(line) for line in one.lines):
        one.accept()
    assert one.entered["ana"] <= 15
    report = one.paper.look()[0]
    assert report.first_wrong == ("a[1][1,3]",)
    assert one.paper.score == sum(entry.worth for entry in entries(sheet)) - 1 + 2


def test_later_keys_follow_from_what_was_copied(sheet: Exercise) -> None:
    one = marking(sheet)
    z, a = one.lines[0].entries[0], one.lines[1].entries[0]
    assert one.paper.key(a) == f"{np.tanh(-0.25):.4g}"
    one.record("0.5")
    assert one.paper.key(z) == "-0.25"
    assert one.paper.key(a) == f"{np.tanh(0.5):.4g}"


def test_undo_takes_back_key_by_key(sheet: Exercise) -> None:
    one = marking(sheet)
    before = []
    for act in (one.accept, lambda: one.record("7"), one.accept_rest, lambda: one.record("1.5")):
        before.append((dict(one.paper.typed), dict(one.paper.given), one.line, one.column))
        act()
    while before:
        assert one.undo()
        state = before.pop()
        assert (one.paper.typed, one.paper.given, one.line, one.column) == state
    assert not one.undo()


def test_points_by_hand_lie_between_none_and_all(sheet: Exercise) -> None:
    one = marking(sheet)
    one.accept_rest()
    assert one.here.name == "Draw it"
    for text in ("3", "-1", "much", "nan"):
        with pytest.raises(ValueError, match=r"points|convert|0 to"):
            one.record(text)
    one.record("1,5")
    assert one.paper.given == {"Draw it": "1.5"}


def test_what_was_copied_is_there_again_and_grade_reads_it(
    tmp_path: Path, sheet: Exercise, capsys: pytest.CaptureFixture[str]
) -> None:
    store, one = Store(str(tmp_path / "out"), sheet), marking(sheet, "ana", "בו")
    for at in range(2):
        one.to_student(at)
        one.accept()
        one.record("0.123")
        one.accept_rest()
        one.record("1")
        store.save(one.paper)
    again = Paper(lambda: sheet, "בו")
    Store(str(tmp_path / "out"), sheet).load(again)
    assert (again.typed, again.given) == (one.paper.typed, one.paper.given)
    (tmp_path / "paper.json").write_text(json.dumps(KEYS))
    words = [
        str(tmp_path / "paper.json"),
        str(tmp_path / "out/copied"),
        "-o",
        str(tmp_path / "out"),
    ]
    assert run("backprop", COMMANDS, ["grade", *words]) == 0
    book = (tmp_path / "out/gradebook.csv").read_text().splitlines()
    assert len(book) == 3
    assert book[1].split(",")[1] == f"{one.paper.score:g}"


def test_a_student_is_found_by_the_beginning_of_the_id(sheet: Exercise) -> None:
    one = marking(sheet, "ana", "anton", "bo")
    assert one.jump("B")
    assert one.paper.student == "bo"
    assert not one.jump("an")
    assert one.jump("ana")
    assert one.at == 0


async def test_on_the_screen(tmp_path: Path, sheet: Exercise) -> None:
    one = marking(sheet)
    store = Store(str(tmp_path / "out"), sheet)
    app = MarkingApp(one, store)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        assert (tmp_path / "out/copied/ana.toml").read_text().count("z[1]") == 6
        await pilot.press("right", "0", ".", "9", "enter")
        screen = app.screen
        assert isinstance(screen, MarkingScreen)
        shown = [plain(line) for line in screen.query_one("#lines", LinesView).lines]
        assert shown == [plain(line) for line in rows(one, 76)]
        assert "0.9" in shown[1]
        await pilot.press("up", "left", "left")
        said = "\n".join(plain(line) for line in screen.query_one("#about", LinesView).lines)
        assert "should be" in said
        await pilot.press("u", "enter")
        assert "0.9" not in (tmp_path / "out/copied/ana.toml").read_text()
        await pilot.press("a", "enter", "3", "enter")
        assert "no points" in screen.says
        await pilot.press("2", "enter", "enter")
        assert one.paper.student == "bo"
        assert "ana,Draw it,2" in (tmp_path / "out/overrides.csv").read_text()
        await pilot.press("question_mark", "enter")
        assert screen.helping
        await pilot.press("pageup", "q", "enter")
    assert app.return_code == 0
