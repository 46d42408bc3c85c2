"""Paper marked by exception: the model, the files it keeps, and the screen."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from textual import events

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


@pytest.mark.parametrize("width", range(30, 120, 7))
def test_the_entry_that_is_here_is_always_to_be_seen(sheet: Exercise, width: int) -> None:
    one = marking(sheet)
    for number, line in enumerate(one.lines):
        for column in range(len(line.entries)):
            one.line, one.column = number, column
            row = rows(one, width)[number]
            (here,) = [piece for piece in row if piece.role == "cursor"]
            assert one.paper.key(line.entries[column]) in here.text
            if width > 44:  # room for a name, an entry, and … on either side
                assert len(plain(row)) <= width
    assert plain(rows(one, 120)[0]).count(" | ") == 1  # two rows of three


def test_marking_goes_on_where_it_was_left(tmp_path: Path, sheet: Exercise) -> None:
    store, one = Store(str(tmp_path / "out"), sheet), marking(sheet, "ana", "bo", "cy")
    one.accept_rest()
    one.accept()
    store.save(one.paper)
    one.to_student(1)
    one.accept()
    one.record("0.5")
    store.save(one.paper)
    again = [Paper(lambda: sheet, student) for student in ("ana", "bo", "cy")]
    for paper in again:
        store.load(paper)
    resumed = Marking(again)
    assert resumed.paper.student == "bo"
    assert (resumed.line, resumed.column) == (one.line, one.column)


def test_a_paper_of_which_all_was_taken_back_is_not_handed_in(
    tmp_path: Path, sheet: Exercise
) -> None:
    store, one = Store(str(tmp_path / "out"), sheet), marking(sheet)
    one.accept()
    store.save(one.paper)
    assert (tmp_path / "out/copied/ana.toml").is_file()
    one.undo()
    store.save(one.paper)
    assert not (tmp_path / "out/copied/ana.toml").exists()


def test_what_an_instructor_wrote_into_the_overrides_stays(tmp_path: Path, sheet: Exercise) -> None:
    store, one = Store(str(tmp_path / "out"), sheet), marking(sheet)
    text = "\ufeffpoints;quantity;student\n0,5;J;ana\n1;Draw it;bo\n2;Draw it;ANA\n"
    (tmp_path / "out/overrides.csv").write_text(text, encoding="utf-8")
    for paper in one.papers:
        store.load(paper)
    assert [paper.given for paper in one.papers] == [{"Draw it": "2"}, {"Draw it": "1"}]
    one.paper.given["Draw it"] = "1.5"
    store.save(one.paper)
    kept = (tmp_path / "out/overrides.csv").read_text(encoding="utf-8").splitlines()
    assert kept[1:] == ['ana,J,"0,5",', "bo,Draw it,1,", "ana,Draw it,1.5,marked by hand"]


LETTERS = {
    "id": "letters",
    "expression": {"expression": ["u = 2*w + b", "J = u**2"], "at": {"w": 1.5, "b": 0.5}},
    "ask": [
        {"quantity": "dJ/du", "kind": "choice", "choices": 4},
        {"quantity": "dJ/dw", "kind": "formula"},
    ],
}


async def test_a_letter_is_an_answer_where_it_can_be_chosen(tmp_path: Path) -> None:
    sheet = exercise(LETTERS)
    one = marking(sheet)
    app = MarkingApp(one, Store(str(tmp_path / "out"), sheet))
    async with app.run_test(size=(80, 24)) as pilot:
        foot = plain(app.screen.query_one("#foot", LinesView).lines[0])
        assert ":a the rest  u undo" in foot
        await pilot.press("n", "enter")  # no letter of a choice: the next paper
        assert one.paper.student == "bo"
        await pilot.press("a", "enter")
        assert one.paper.typed == {"dJ/du": "a"}
        await pilot.press("u", "enter")
        assert one.paper.typed == {"dJ/du": "a", "dJ/dw": "u"}
        await pilot.press(*":u", "enter", *":a", "enter")
        assert one.paper.complete
        assert one.paper.typed["dJ/dw"] == "8*w + 4*b"


async def test_what_is_typed_ahead_belongs_to_the_next_entry(
    tmp_path: Path, sheet: Exercise
) -> None:
    one = marking(sheet)
    app = MarkingApp(one, Store(str(tmp_path / "out"), sheet))
    async with app.run_test(size=(80, 24)) as pilot:
        field = app.screen.query_one("#field")
        for key in ("enter", "right", "right", *"0.9", "enter", *"0.25", "enter"):
            sign = {"enter": "enter", "right": "right", ".": "full_stop"}.get(key, key)
            field.post_message(events.Key(sign, key if len(key) == 1 else None))
        await pilot.pause()
        await pilot.pause()
        assert one.paper.typed["a[1][1,3]"] == "0.9"
        assert one.paper.typed["a[1][2,1]"] == "0.25"
        said = "\n".join(plain(line) for line in app.screen.query_one("#about", LinesView).lines)
        assert "a[1][2,1] 0.25: wrong" in said  # it stays to be read


async def test_a_full_disk_is_told_and_marking_goes_on(
    tmp_path: Path, sheet: Exercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = marking(sheet)
    app = MarkingApp(one, Store(str(tmp_path / "out"), sheet))

    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    async with app.run_test(size=(80, 24)) as pilot:
        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", full)
            await pilot.press("enter", "9", "enter")
            about = app.screen.query_one("#about", LinesView)
            assert "not kept" in plain(about.lines[0])
        assert not (tmp_path / "out/copied/ana.toml").exists()
        await pilot.press("enter")
        assert "not kept" not in plain(about.lines[0])
    assert (tmp_path / "out/copied/ana.toml").read_text().count("[1]") >= 10


@pytest.mark.parametrize("size", [(59, 24), (80, 15)])
async def test_a_terminal_that_is_too_small_is_told(
    tmp_path: Path, sheet: Exercise, size: tuple[int, int]
) -> None:
    app = MarkingApp(marking(sheet), Store(str(tmp_path / "out"), sheet))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        lines = app.screen.query_one("#lines", LinesView).lines
        assert "60×16" in plain(lines[0])


def test_without_a_terminal_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "paper.json").write_text(json.dumps(KEYS))
    (tmp_path / "class.csv").write_text("student\nana\n")
    words = [str(tmp_path / "paper.json"), "--roster", str(tmp_path / "class.csv")]
    assert run("backprop", COMMANDS, ["mark", *words, "-o", str(tmp_path / "out")]) == 2
    assert "it needs a terminal" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


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
