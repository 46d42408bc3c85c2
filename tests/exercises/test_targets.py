"""An exercise as another system's question: what is written runs where that system runs it."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from exercises.cli import COMMANDS
from exercises.targets import LATER, TARGETS
from grader.classes.carried import carried, with_source
from grader.exercise_file import exercise
from grader.parts import all_entries
from tests.sample import sample
from tracer.cli import run

KEYS: dict[str, Any] = {
    "id": "small",
    "expression": {
        "expression": ["u = w * x + b", "f = u**2"],
        "at": {"w": 2, "x": 3, "b": 1},
        "names": {"slope": "-df/du"},
    },
    "ask": [
        {"quantity": "u", "points": 0.1},
        {"quantity": "f"},
        {"entries": ["slope", "df/dw", "df/dx"], "points": 1},
    ],
    "variants": {name: {"low": -5, "high": 5, "decimals": 0} for name in "wxb"},
}
ROSTER = [
    ["student", "name", "email", "group"],
    ["u1", "Ana Alba", "Ana@uni.example", "1"],
    ["u2", "Bo Berg", "bo@uni.example", "1"],
    ["u3", "李雷", "", "1"],
]


def backprop(*words: object) -> int:
    return run("backprop", COMMANDS, [str(word) for word in words])


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with its sheets, and the autograder unpacked as Gradescope documents it."""
    folder = tmp_path_factory.mktemp("course")
    (folder / "small.json").write_text(json.dumps(KEYS))
    with (folder / "class.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(ROSTER)
    (folder / "secret.txt").write_text("s3cr3t-of-the-course")
    words = ("--roster", folder / "class.csv", "--secret-file", folder / "secret.txt")
    words = (folder / "small.json", *words, "-o")
    assert backprop("assign", *words, folder / "set", "--formats", "csv") == 0
    assert backprop("export", *words, folder / "gs", "--to", "gradescope") == 0
    unpacked(folder / "gs/autograder.zip", folder / "autograder")
    return folder


def unpacked(archive: Path, root: Path) -> None:
    """What Gradescope does when the image is built: unzip, setup.sh, copy run_autograder."""
    source = root / "source"
    with zipfile.ZipFile(archive) as file:
        assert {"setup.sh", "run_autograder"} <= set(file.namelist())
        file.extractall(source)
    called(root, "bash", str(source / "setup.sh"))
    (root / "run_autograder").write_bytes((source / "run_autograder").read_bytes())
    (root / "run_autograder").chmod(0o755)


def called(root: Path, *words: str) -> str:
    """A command in a clean environment whose python3 is this one: nothing has to be fetched."""
    links = root / "bin"
    links.mkdir(parents=True, exist_ok=True)
    if not (links / "python3").exists():
        (links / "python3").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        (links / "python3").chmod(0o755)
    env = {"PATH": f"{links}:/usr/bin:/bin", "HOME": str(root), "LANG": "C"}
    done = subprocess.run(words, cwd=root, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def marked(root: Path, files: dict[str, bytes], *users: dict[str, Any]) -> dict[str, Any]:
    submission = root / "submission"
    submission.mkdir(exist_ok=True)
    for old in submission.iterdir():
        old.unlink()
    for name, data in files.items():
        (submission / name).write_bytes(data)
    (root / "submission_metadata.json").write_text(json.dumps({"users": users}))
    (root / "results").mkdir(exist_ok=True)
    (root / "results/results.json").unlink(missing_ok=True)
    assert called(root, str(root / "run_autograder")) == ""
    found: dict[str, Any] = json.loads((root / "results/results.json").read_text("utf-8"))
    return found


def solution(course: Path, student: str) -> bytes:
    return (course / f"set/instructor/{student}/solution.csv").read_bytes()


def user(name: str, email: str = "x@y.example") -> dict[str, Any]:
    return {"email": email, "id": 1234, "name": name}


@pytest.mark.full
@pytest.mark.parametrize(
    ("student", "who"),
    sample(
        [("u1", user("A.", "ana@uni.example")), ("u2", user("Bo Berg")), ("u3", user("李雷"))], 3
    ),
)
def test_everybody_is_marked_on_their_own_numbers(
    course: Path, student: str, who: dict[str, Any]
) -> None:
    result = marked(course / "autograder", {"answers.csv": solution(course, student)}, who)
    assert result["score"] == pytest.approx(2.1)
    assert {one["name"] for one in result["tests"]} == {"u", "f", "slope", "df/dx", "df/dw"}
    assert {one["status"] for one in result["tests"]} == {"passed"}, "a third of a point is all"
    assert "Every line is right." in result["output"]
    other = "u2" if student == "u1" else "u1"
    result = marked(course / "autograder", {"answers.csv": solution(course, other)}, who)
    assert result["score"] < 2
    assert f"The file says that it is of {other}" in result["output"]


def test_the_same_marks_as_at_home_and_a_sentence_for_each_line(course: Path) -> None:
    text = solution(course, "u1").decode("utf-8-sig")
    rows = list(csv.reader(text.splitlines()))
    rows[1][-1] = "777"
    data = "\n".join(",".join(row) for row in rows).encode()
    (course / "in").mkdir(exist_ok=True)
    (course / "in/ana.csv").write_bytes(data)
    words = ("--secret-file", course / "secret.txt", "--set", course / "set", "-o", course / "out")
    assert backprop("grade", course / "small.json", course / "in", *words) == 0
    record = json.loads((course / "out/records/u1.json").read_text())["students"][0]
    result = marked(course / "autograder", {"answers.csv": data}, user("Ana Alba"))
    assert result["score"] == record["score"]
    assert [one["score"] for one in result["tests"]] == [one["points"] for one in record["answers"]]
    assert [one["output"] for one in result["tests"]] == [
        one["message"] for one in record["answers"]
    ]
    assert result["output"].startswith("First wrong: u.")


@pytest.mark.parametrize(
    ("files", "said"),
    sample([
        ({}, "no file of answers"),
        ({"photo.jpg": b"\xff\xd8\xff"}, "no file of answers"),
        ({"answers.csv": b"\xff\xfe\x00"}, "0 is no mark"),
        ({"answers.csv": b"student,quantity,value\nu1,u,see sheet 2\n"}, "no final mark yet (?)"),
    ], 3),
)  # fmt: skip
def test_what_cannot_be_read_is_no_silent_zero(
    course: Path, files: dict[str, bytes], said: str
) -> None:
    result = marked(course / "autograder", files, user("Ana Alba"))
    assert said in result["output"]
    assert "hand in again" in result["output"]


@pytest.mark.thorough
def test_a_stranger_and_a_group_name_are_told_and_nobodys_numbers_are_given(course: Path) -> None:
    for name in ("Nobody Known", "1"):
        files = {"answers.csv": solution(course, "u1")}
        result = marked(course / "autograder", files, user(name))
        assert "no sheet was handed out to" in result["output"]


def test_the_secret_does_not_travel_and_what_runs_is_in_the_archive(course: Path) -> None:
    with zipfile.ZipFile(course / "gs/autograder.zip") as file:
        assert not any(b"s3cr3t-of-the-course" in file.read(name) for name in file.namelist())
        assert file.getinfo("run_autograder").external_attr >> 16 == 0o755
    root = course / "other"
    unpacked(course / "gs/autograder.zip", root)
    (root / "source/code/grader/marking.py").write_text("raise SystemExit('the copy runs')\n")
    env = {**os.environ, "PATH": f"{root / 'bin'}:/usr/bin:/bin"}
    done = subprocess.run(
        [str(root / "run_autograder")], cwd=root, env=env, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert "the copy runs" in done.stderr


@pytest.mark.thorough
def test_the_same_numbers_for_everybody_need_no_roster(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--to", "gradescope", "-o", tmp_path / "gs")
    assert backprop("export", "neuron-forward", *words) == 0
    assert "no --secret-file" in capsys.readouterr().err
    lost = (tmp_path / "gs/lost.md").read_text()
    assert "**own numbers**" in lost
    assert backprop("export", "neuron-forward", *words) == 2, "what is there is kept"
    assert backprop("export", "neuron-forward", *words, "--force") == 0
    unpacked(tmp_path / "gs/autograder.zip", tmp_path / "root")
    assert backprop("sheet", "neuron-forward", "--solution", "-o", tmp_path / "sheet") == 0
    data = (tmp_path / "sheet/solution.csv").read_bytes()
    result = marked(tmp_path / "root", {"answers.csv": data}, user("who ever"))
    assert {one["status"] for one in result["tests"]} == {"passed"}


def test_a_sheet_of_parts_travels_whole(tmp_path: Path) -> None:
    """With a network in a file of its own, and a part that changes a number of another."""
    network = {"cost": "half_mse", "alpha": 0.1, "X": [[0.5]], "Y": [[1]],
               "layers": [{"activation": "sigmoid", "W": [[0.7]], "b": [0.2]}]}  # fmt: skip
    (tmp_path / "net.json").write_text(json.dumps(network))
    ask = [{"quantity": "y_hat"}, {"quantity": "dJ/dW[1]"}]
    parts = [{"ask": ask}, {"same_as": "a", "change": {"alpha": 0.5}}]
    (tmp_path / "s.json").write_text(json.dumps({"id": "s", "network": "net.json", "part": parts}))
    made = exercise(str(tmp_path / "s.json"))
    (tmp_path / "net.json").unlink()
    for keys in (with_source(made), carried(made, "s.json").whole):
        there = exercise(json.loads(json.dumps(keys)))
        assert [one.label for one in all_entries(there)] == [
            "(a) y_hat[1,1]", "(a) dJ/dW[1][1,1]", "(b) y_hat[1,1]", "(b) dJ/dW[1][1,1]"
        ]  # fmt: skip
        sources = [part.source.keys() for part in there.parts]
        assert sources == [part.source.keys() for part in made.parts]


def test_what_is_lost_names_what_is_marked_by_hand(tmp_path: Path) -> None:
    keys = {**KEYS, "manual": [{"title": "Draw it", "points": 2}]}
    (tmp_path / "small.json").write_text(json.dumps(keys))
    for target in TARGETS:
        out = tmp_path / target
        assert backprop("export", tmp_path / "small.json", "--to", target, "-o", out) == 0
        assert "Draw it (2)" in (out / "lost.md").read_text()


@pytest.mark.parametrize("name", [*LATER, "canvass"])
def test_a_target_that_there_is_not_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert backprop("export", "neuron-forward", "--to", name, "-o", tmp_path / "x") == 2
    assert "--to gradescope" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


def test_half_of_what_own_numbers_take_is_told(
    course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("export", course / "small.json", "--to", "gradescope", "-o", tmp_path / "x")
    assert backprop(*words, "--roster", course / "class.csv") == 2
    assert "--secret-file" in capsys.readouterr().err
    assert backprop(*words, "--secret-file", course / "secret.txt") == 2
    assert "--roster" in capsys.readouterr().err
    both = ("--secret-file", course / "secret.txt", "--set", course / "set")
    assert backprop(*words, *both) == 0
    with zipfile.ZipFile(tmp_path / "x/autograder.zip") as file:
        known = json.loads(file.read("students.json"))
    assert set(known) == {"u1", "u2", "u3", "ana alba", "bo berg", "李雷",
                          "ana@uni.example", "bo@uni.example"}  # fmt: skip
