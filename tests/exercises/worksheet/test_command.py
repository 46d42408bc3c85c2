"""`backprop sheet`: which files it writes, and what it says when it cannot."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest

from exercises.classroom.rules_page import rules_page
from exercises.cli import COMMANDS
from exercises.secret import read_secret
from exercises.task import bundled, task
from exercises.variants import variant
from exercises.worksheet import FORMATS
from exercises.worksheet.files import files, save
from grader import mark
from tracer.cli import run
from tracer.errors import InputError
from tracer.export import load

from .conftest import known

EVERY = ("html", "md", "xlsx", "csv", "toml", "tex")


def sheet(*words: str) -> int:
    return run("backprop", COMMANDS, ["sheet", *words])


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_it_writes_a_page_and_an_answer_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sheet("neuron-forward", "-o", str(tmp_path / "a" / "b")) == 0
    assert names(tmp_path / "a" / "b") == ["answers.csv", "sheet.html"]
    said = capsys.readouterr().out.split()
    assert [Path(line).name for line in said] == ["sheet.html", "answers.csv"]


def test_it_writes_every_format_and_the_instructors_copy(tmp_path: Path) -> None:
    assert sheet("neuron-forward", "--formats", ",".join(EVERY), "--solution",
                 "-o", str(tmp_path)) == 0  # fmt: skip
    sheets = [f"sheet.{ending}" for ending in ("html", "md", "svg", "tex", "xlsx")]
    solutions = [f"solution.{ending}" for ending in ("csv", "html", "md", "svg", "tex", "toml")]
    assert names(tmp_path) == sorted(
        ["answers.csv", "answers.toml", "key.json", "solution.xlsx", *sheets, *solutions]
    )


def test_the_key_is_a_whole_trace(tmp_path: Path) -> None:
    assert sheet("neuron-forward", "--solution", "-o", str(tmp_path)) == 0
    key = json.loads((tmp_path / "key.json").read_text(encoding="utf-8"))
    assert (key["schema"], key["partial"]) == ("backprop-trace/1", False)
    loaded = load(tmp_path / "key.json")
    right = task("neuron-forward").exercise.trace
    assert (loaded["y_hat"] == right["y_hat"]).all()


def test_the_key_has_the_steps_of_updates_that_are_asked(tmp_path: Path) -> None:
    written = files(known("symbols"), ["csv"], with_solution=True)
    steps = json.loads(written["key.json"])["steps"]
    assert "ΔW[2]" in [step["quantity"] for step in steps]


def test_a_student_has_numbers_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("of the course\n", encoding="utf-8")
    words = ["neuron-forward", "--secret-file", str(tmp_path / "secret.txt"), "--solution",
             "--formats", "csv,html"]  # fmt: skip
    pages = {}
    for student in ("ana", "ben"):
        assert sheet(*words, "--student", student, "-o", str(tmp_path / student)) == 0
        pages[student] = (tmp_path / student / "sheet.html").read_text(encoding="utf-8")
        own = variant(task("neuron-forward"), b"of the course", student)
        [marked] = mark(own, [str(tmp_path / student / "solution.csv")]).students
        assert (marked.student, marked.score) == (student, marked.max)
        key = json.loads((tmp_path / student / "key.json").read_text(encoding="utf-8"))
        assert key["given"]["a[0]"] == own.trace["a[0]"].tolist()
    assert pages["ana"].replace("ana", "ben") != pages["ben"]


def test_without_a_secret_it_has_the_exercises_own_numbers_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sheet("neuron-forward", "--student", "ana", "-o", str(tmp_path)) == 0
    assert "--secret-file draws the student's" in capsys.readouterr().err
    assert "Student: <span" in (tmp_path / "sheet.html").read_text(encoding="utf-8")


def test_a_file_that_is_there_is_replaced_by_force_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "answers.csv").write_text("mine", encoding="utf-8")
    assert sheet("neuron-forward", "-o", str(tmp_path)) == 2
    assert "answers.csv is there already" in capsys.readouterr().err
    assert names(tmp_path) == ["answers.csv"]  # all or nothing
    assert (tmp_path / "answers.csv").read_text(encoding="utf-8") == "mine"
    assert sheet("neuron-forward", "-o", str(tmp_path), "--force") == 0
    assert (tmp_path / "answers.csv").read_text(encoding="utf-8").startswith("student,")
    assert names(tmp_path) == ["answers.csv", "sheet.html"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["neuron-forwart"], "backprop practice neuron-forward"),
        (["neuron-forward", "--formats", "htm"], "--formats html"),
        (["neuron-forward", "--formats", ","], "no format is named"),
        (["neuron-forward", "--secret-file", "s"], "without a student"),
        (["neuron-forward", "--student", "a\nb"], "no name of a student"),
        (["neuron-forward", "--student", "a", "--secret-file", "none.txt"], "none.txt"),
    ],
)
def test_what_is_wrong_is_said(
    words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sheet(*words, "-o", str(tmp_path / "out")) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_a_file_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert sheet("neuron-forward", "-o", str(tmp_path / "file")) == 2
    assert "'" in capsys.readouterr().err


def test_what_is_left_unfinished_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, data: bytes) -> int:
        self.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(InputError, match="No space left"):
        save({"sheet.html": b"x"}, tmp_path)
    assert names(tmp_path) == []


@pytest.mark.parametrize("secret", [b"", b"\n", b" \r\n", b"x" * 5000])
def test_what_is_no_secret_is_refused(secret: bytes, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(secret)
    with pytest.raises(InputError, match="secret"):
        read_secret(str(tmp_path / "secret"))


def test_the_end_of_the_line_is_no_part_of_a_secret(tmp_path: Path) -> None:
    for ending in (b"", b"\n", b"\r\n"):
        (tmp_path / "secret").write_bytes(b"s 1" + ending)
        assert read_secret(str(tmp_path / "secret")) == b"s 1"


@pytest.mark.parametrize("format", FORMATS)
def test_numbers_that_are_none_are_said_in_every_format(format: str) -> None:
    """A saturated sigmoid, an infinite cost; tiny and large numbers; no connection."""
    if format == "pdf":
        pytest.importorskip("typst")
    layers = [
        {"activation": "identity", "W": [[1e200, 0], [3e-7, 1e9]]},
        {"activation": "identity", "W": [[1e200, 1.0]]},
    ]
    network = {"cost": "mse", "X": [[1.0, 1.0]], "Y": [[1]], "layers": layers, "alpha": 0.1}
    network["absent"] = ["W[1][1,2]"]
    given = task({"network": network, "ask": [{"quantity": "dJ/dW[1]"}, {"quantity": "J"}]})
    assert not np.isfinite(given.exercise.trace["J"])
    written = files(given, [format], with_solution=True)
    assert all(written.values())


@pytest.mark.full
@pytest.mark.parametrize("name", list(bundled()))
def test_every_bundled_exercise_is_solved_in_every_format(name: str, tmp_path: Path) -> None:
    given = task(name)
    written = files(given, ["html", "md", "tex", "csv", "toml", "xlsx"], with_solution=True)
    for ending in ("csv", "toml", "xlsx"):
        path = tmp_path / f"solution.{ending}"
        path.write_bytes(written[path.name])
        [student] = mark(given.exercise, [str(path)]).students
        assert {answer.verdict for answer in student.answers} == {"right"}


MOVES = "\x1b[2J\x07\u202e\x9b"
"""Signs that move a cursor, or turn the direction of reading."""


def test_no_sign_that_moves_a_cursor_gets_into_a_sheet(tmp_path: Path) -> None:
    given = {
        "id": "moves",
        "title": f"A{MOVES} title",
        "goal": f"A{MOVES} goal\nof two lines",
        "expression": {"expression": "u = w * x", "at": {"w": 2, "x": 3}},
        "ask": [{"quantity": "u", "title": f"An{MOVES} ask"}],
        "hint": [{"quantity": "u", "text": f"A{MOVES} hint"}],
        "manual": [{"title": f"Draw{MOVES}", "text": f"With{MOVES} care", "points": 1}],
    }
    made = files(task(given), EVERY, with_solution=True)
    said = {name: data.decode() for name, data in made.items() if not name.endswith("xlsx")}
    said["rules"] = rules_page(task(given).exercise)
    said["hint"] = " ".join(task(given).hints["u"])
    for name in ("sheet.xlsx", "solution.xlsx"):
        with zipfile.ZipFile(io.BytesIO(made[name])) as book:
            said |= {f"{name} {part}": book.read(part).decode() for part in book.namelist()}
    for name, text in said.items():
        assert not re.search("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e]", text), name
    assert r"\u202e" in said["sheet.md"].replace(r"\\", "\\")
