"""Marking on the screen: what is entered, what is shown, what is kept."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from exercises.cli import COMMANDS
from exercises.marking.app import MarkingApp
from exercises.marking.model import Marking
from exercises.marking.screen import MarkingScreen
from exercises.marking.store import Store
from exercises.marking.view import foot, rows
from grader.asked import Exercise
from grader.exercise_file import exercise
from tests.sample import sample
from tracer.cli import run
from tracer.shell.line import plain
from tracer.shell.lines_view import LinesView

from .conftest import KEYS, marking

LETTERS = {
    "id": "letters",
    "expression": {"expression": ["u = 2*w + b", "J = u**2"], "at": {"w": 1.5, "b": 0.5}},
    "ask": [
        {"quantity": "dJ/du", "kind": "choice", "choices": 6},
        {"quantity": "dJ/dw", "kind": "formula"},
    ],
}


def opened(folder: Path, sheet: Exercise) -> tuple[Marking, MarkingApp]:
    """Two papers, and the program that shows them."""
    one = marking(sheet)
    return one, MarkingApp(one, Store(str(folder / "out"), sheet))


async def test_a_letter_is_an_answer_where_it_can_be_chosen(tmp_path: Path) -> None:
    sheet = exercise(LETTERS)
    one, app = opened(tmp_path, sheet)
    async with app.run_test(size=(80, 24)) as pilot:
        foot = plain(app.screen.query_one("#foot", LinesView).lines[0])
        assert ":f⏎ rest  u⏎ undo  ? help  q⏎ quit" in foot
        await pilot.press("n", "enter")  # no letter of a choice: the next paper
        assert one.paper.student == "bo"
        await pilot.press("f", "enter")
        assert one.paper.typed == {"dJ/du": "f"}
        await pilot.press("u", "enter")
        assert one.paper.typed == {"dJ/du": "f", "dJ/dw": "u"}
        await pilot.press(*":u", "enter", *":f", "enter")
        assert one.paper.complete
        assert one.paper.typed["dJ/dw"] == "8*w + 4*b"


async def test_what_is_typed_ahead_belongs_to_the_next_entry(
    tmp_path: Path, sheet: Exercise
) -> None:
    one, app = opened(tmp_path, sheet)
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
    _, app = opened(tmp_path, sheet)

    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    async with app.run_test(size=(80, 24)) as pilot:
        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", full)
            await pilot.press("enter", "9", "enter")
            about = app.screen.query_one("#about", LinesView)
            assert "not kept" in plain(about.lines[0])
        assert not (tmp_path / "out/unfinished/ana.toml").exists()
        await pilot.press("enter")
        assert "not kept" not in plain(about.lines[0])
    assert (tmp_path / "out/unfinished/ana.toml").read_text().count("[1]") >= 10


async def test_a_folder_of_older_rules_says_so_until_the_next_key(
    tmp_path: Path, sheet: Exercise
) -> None:
    opened(tmp_path, sheet)
    path = tmp_path / "out/run.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "rules": 1}))
    _, app = opened(tmp_path, sheet)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        about = app.screen.query_one("#about", LinesView)
        assert "stand under version 1 of the rules" in plain(about.lines[0])
        await pilot.press("down")
        assert "version" not in "".join(map(plain, about.lines))


@pytest.mark.parametrize("size", [(59, 24), (80, 15)])
async def test_a_terminal_that_is_too_small_is_told(
    tmp_path: Path, sheet: Exercise, size: tuple[int, int]
) -> None:
    _, app = opened(tmp_path, sheet)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        lines = app.screen.query_one("#lines", LinesView).lines
        assert "60×16" in " ".join(map(plain, lines))


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
        kept = tmp_path / "out/unfinished/ana.toml"
        assert kept.read_text().count("z[1]") == 6
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
        assert "0.9" not in kept.read_text()
        await pilot.press("f", "enter", "3", "enter")
        assert "no points" in screen.says
        assert screen.query_one("#field", Input).value == ""
        await pilot.press("enter")  # once more: it does not become all of the points
        assert "no points" in screen.says
        assert kept.exists()
        await pilot.press("2", "enter")  # what is refused does not stay in the field
        assert not kept.exists()
        assert "z[1]" in (tmp_path / "out/copied/ana.toml").read_text()
        await pilot.press("enter")
        assert one.paper.student == "bo"
        assert "ana,Draw it,2" in (tmp_path / "out/overrides.csv").read_text()
        await pilot.press("pageup", "q", "enter")
    assert app.return_code == 0


@pytest.mark.parametrize("closes", sample(["enter", "escape", "question_mark"], 3))
async def test_what_closes_the_help_does_nothing_else(
    tmp_path: Path, sheet: Exercise, closes: str
) -> None:
    one, app = opened(tmp_path, sheet)
    async with app.run_test(size=(80, 24)) as pilot:
        screen, field = app.screen, app.screen.query_one("#field", Input)
        assert isinstance(screen, MarkingScreen)
        lines = screen.query_one("#lines", LinesView)
        await pilot.press("question_mark")
        assert screen.helping
        await pilot.press("pagedown", "down", "0", ".", "9")
        assert lines.scroll_offset.y > 0
        assert plain(lines.lines[-1]).endswith("unreadable")
        await pilot.press(closes)
        assert not screen.helping
        assert (one.line, one.column, one.paper.student, one.entered) == (0, 0, "ana", {})
        assert field.value == "0.9"  # what is typed meanwhile is not lost
        await pilot.press("enter")
        assert one.paper.typed == {"z[1][1,1]": "0.9"}


@pytest.mark.thorough
async def test_the_help_begins_at_its_top(tmp_path: Path, sheet: Exercise) -> None:
    _, app = opened(tmp_path, sheet)
    async with app.run_test(size=(80, 16)) as pilot:
        lines = app.screen.query_one("#lines", LinesView)
        await pilot.press(*["down"] * 12)
        assert lines.scroll_offset.y > 0
        await pilot.press(*":?", "enter")
        await pilot.pause()
        assert lines.scroll_offset.y == 0
        assert "closes this" in plain(lines.lines[0])


async def test_what_cannot_be_read_is_recorded_at_a_second_enter_only(
    tmp_path: Path, sheet: Exercise
) -> None:
    one, app = opened(tmp_path, sheet)
    async with app.run_test(size=(80, 24)) as pilot:
        screen, field = app.screen, app.screen.query_one("#field", Input)
        assert isinstance(screen, MarkingScreen)
        await pilot.press(*"uf2.5", "enter")  # commands that nobody entered
        assert (field.value, one.paper.typed, one.entered) == ("", {}, {})
        about = screen.query_one("#about", LinesView).lines
        assert plain(about[0]).startswith("'uf2.5' is not recorded")
        assert any("z[1][1,1] should be" in plain(line) for line in about)
        await pilot.press("down", *"uf2.5", "enter")  # another entry: it is asked of anew
        assert (field.value, one.paper.typed, one.line) == ("", {}, 1)
        await pilot.press("escape")
        assert screen.says == ""
        for text in ("f 5", "q 1", "1,234"):
            await pilot.press(*text, "enter")
            assert (field.value, one.paper.typed) == ("", {})
            await pilot.press("escape")
        await pilot.press(*"uf2.5", "enter", "enter")
        assert (field.value, one.paper.typed) == ("", {"a[1][1,1]": "uf2.5"})
        assert "unreadable" in screen.says
        await pilot.press("-", "enter")  # nothing stands there: that can be read
        assert one.paper.typed["a[1][1,2]"] == "-"


async def test_where_nothing_can_be_taken_back_the_way_back_is_told(
    tmp_path: Path, sheet: Exercise
) -> None:
    _, app = opened(tmp_path, sheet)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("u", "enter")
        about = "\n".join(plain(one) for one in app.screen.query_one("#about", LinesView).lines)
        assert "↑ ↓" in about
        assert "← →" in about


async def test_control_c_leaves(tmp_path: Path, sheet: Exercise) -> None:
    _, app = opened(tmp_path, sheet)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "ctrl+c")
        await pilot.pause()
        assert app._exit
        assert not app._notifications
    assert app.return_code == 0
    assert (tmp_path / "out/unfinished/ana.toml").is_file()


@pytest.mark.parametrize("entry", ["number", "choice", "formula"])
async def test_every_word_is_in_the_footer(tmp_path: Path, sheet: Exercise, entry: str) -> None:
    one = marking(sheet if entry == "number" else exercise(LETTERS))
    one.line = int(entry == "formula")
    shown = plain(foot(one, 80))
    assert len(shown) <= 80
    for word in ("f⏎ rest", "u⏎ undo", "  ? help", "q⏎ quit", "n⏎ next", "p⏎ back one"):
        assert word in shown


@pytest.mark.parametrize("key", sample(["pagedown", "pageup", "down", "up"]))
async def test_what_is_typed_and_not_entered_is_recorded_where_it_was_typed_or_nowhere(
    tmp_path: Path, sheet: Exercise, key: str
) -> None:
    one, app = opened(tmp_path, sheet)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("9", key)
        about = app.screen.query_one("#about", LinesView).lines
        assert plain(about[0]).startswith("'9' is not entered")
        await pilot.press("enter")
        assert [paper.typed for paper in one.papers] == [{"z[1][1,1]": "9"}, {}]
        await pilot.press("8", key, "escape", "pagedown")
        assert one.paper.student == "bo"
        assert one.papers[0].typed == {"z[1][1,1]": "9"}


async def test_a_long_title_leaves_the_numbers_their_room(tmp_path: Path) -> None:
    long = {**KEYS, "manual": [{"title": "Sketch the cost over w and say " * 6, "points": 2}]}
    one, app = opened(tmp_path, exercise(long))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "f", "enter")
        lines = app.screen.query_one("#lines", LinesView).lines
        assert plain(lines[0]).count("✓") == 6
        assert all(len(plain(line)) <= 80 for line in lines)
        assert "of 2 points, by hand" in plain(lines[-1])
        about = " ".join(plain(one) for one in app.screen.query_one("#about", LinesView).lines)
        assert "type its points, or Enter" in about
        assert one.here.by_hand


async def test_ascii_is_ascii(tmp_path: Path, sheet: Exercise) -> None:
    one = marking(sheet)
    app = MarkingApp(one, Store(str(tmp_path / "out"), sheet), ascii=True)
    async with app.run_test(size=(80, 24)) as pilot:
        for typed in ([], ["0", ".", "5", "enter"], ["u", "f", "2", "enter"], ["question_mark"]):
            await pilot.press(*typed)
            await pilot.pause()
            rows = [strip.text for strip in app.screen._compositor.render_strips()]
            assert "".join(rows).isascii(), [row for row in rows if not row.isascii()]
        assert "f Enter" in "".join(rows)
        assert one.entered
