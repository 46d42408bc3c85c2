"""A dispute, and the evening before a program is believed: what would it be worth, and whose marks
are right? Nothing is written by either."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from exercises.cli import COMMANDS
from grader.classes.what_if import changes_of
from tracer.cli import run

KEYS: dict[str, Any] = {
    "id": "dispute",
    "network": {
        "cost": "half_mse",
        "X": [[0.5, -1.0]],
        "Y": [[1]],
        "names": {"delta": "-dJ/dz"},
        "layers": [
            {"activation": "tanh", "W": [[0.1, 0.4], [-0.3, 0.2]], "b": [0.1, 0.0]},
            {"activation": "sigmoid", "W": [[0.7, -0.5]], "b": [0.2]},
        ],
    },
    "ask": [{"quantity": name} for name in ("z[1]", "a[1]", "y_hat", "delta[2]", "delta[1]")],
}
RIGHT = {
    "z[1][1,1]": "-0.25",
    "z[1][2,1]": "-0.35",
    "a[1][1,1]": "-0.2449",
    "a[1][2,1]": "-0.3364",
    "y_hat": "0.5489",
    "delta[2]": "0.1117",
    "delta[1][1,1]": "0.07350",
    "delta[1][2,1]": "-0.04953",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sheet.json").write_text(json.dumps(KEYS))
    (tmp_path / "in").mkdir()
    wrote(tmp_path, "ana", {})
    wrote(tmp_path, "bo", {"delta[1][1,1]": "0.08000", "delta[1][2,1]": ""})
    wrote(tmp_path, "cy", {"z[1][1,1]": "-0.7500"})
    return tmp_path


def wrote(folder: Path, student: str, others: dict[str, str]) -> None:
    rows = [f'{student},"{name}",{text}' for name, text in {**RIGHT, **others}.items()]
    (folder / f"in/{student}.csv").write_text("\n".join(["student,quantity,value", *rows]))


def backprop(*words: object) -> int:
    return run("backprop", COMMANDS, [str(word) for word in words])


def everything(folder: Path) -> dict[str, bytes]:
    return {str(one): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


@pytest.mark.parametrize("change", ["delta[1][1,1]=0.07350", "dJ/dz[1][1,1] = -0.0735"])
def test_what_it_would_be_worth_is_told_and_nothing_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str], change: str
) -> None:
    assert backprop("grade", folder / "sheet.json", folder / "in", "-o", folder / "out") == 0
    before = everything(folder)
    capsys.readouterr()
    words = ("grade", folder / "sheet.json", folder / "in/bo.csv", "--what-if", change)
    assert backprop(*words) == 0
    said = capsys.readouterr().out
    assert said.startswith("bo: 6 → 7 of 8 points\n")
    assert "wrong → right  0 → 1 of 1" in said
    assert everything(folder) == before


def test_what_would_change_nothing_and_what_is_no_line_are_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("grade", folder / "sheet.json", folder / "in/ana.csv")
    assert backprop(*words, "--what-if", "y_hat=0.5489") == 0
    assert "nothing would change" in capsys.readouterr().out
    for wrong in ("dJ/dq=1", "y_hat", "=1"):
        assert backprop(*words, "--what-if", wrong) == 2
        assert "--what-if" in capsys.readouterr().err
    assert backprop(*words, "--what-if", "y_hat=1", "-o", folder / "out") == 2
    assert backprop("grade", *words[1:], folder / "in/bo.csv", "--what-if", "y_hat=1") == 2
    assert not (folder / "out").exists()


@pytest.mark.parametrize(
    ("typed", "name", "text"),
    [
        ("dJ/dz[1][1,1]=-0.0131", "dJ/dz[1][1,1]", "-0.0131"),
        ("W[1]:=[1,2] = 0.5", "W[1]:=[1,2]", "0.5"),
        ("W[1]:==0.5", "W[1]:=", "0.5"),
        ("dy/dx=[x >= 0] * 2", "dy/dx", "[x >= 0] * 2"),
        ("J=", "J", ""),
    ],
)
def test_a_change_is_read_whatever_stands_in_its_name(typed: str, name: str, text: str) -> None:
    assert changes_of([typed]) == {name: text}


def test_page_and_record_tell_the_same_in_the_students_sign(folder: Path) -> None:
    words = ("-o", folder / "out", "--instructor")
    assert backprop("grade", folder / "sheet.json", folder / "in", *words) == 0
    record = json.loads((folder / "out/records/bo.json").read_text())
    (answer,) = [
        one for one in record["students"][0]["answers"] if one.get("symbol") == "δ[1][1,1]"
    ]
    low, high = answer["accepts"]
    assert low < 0.0735 < high
    assert answer["typed"] == "0.08000"
    page = (folder / "out/feedback/bo.html").read_text()
    assert answer["message"] in page
    right = re.search(r"The right number is ([-−\d.]+); accepted: ([\d.]+) to ([\d.]+)", page)
    assert right
    assert f"accepted: {answer['accepted']}" in page
    assert [float(one) for one in right.groups()[1:]] == pytest.approx([low, high], abs=1e-4)


def test_marks_of_students_are_laid_beside_ours(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "mine.csv").write_text("student;points\nana;8\nbo;7,5\ncy;7\n")
    before = everything(folder)
    words = ("compare", folder / "sheet.json", folder / "in", folder / "mine.csv")
    assert backprop(*words) == 0
    said = capsys.readouterr().out
    assert "2 of 3 agree" in said
    assert "The mean difference is 0.5 points." in said
    assert "bo: yours 7.5, ours 6 of 8" in said
    assert "δ[1][1,1] 0 of 1: This does not follow" in said
    assert everything(folder) == before


def test_marks_of_lines_are_compared_the_largest_difference_first(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = ["ana,delta[1],2", "bo,delta[1],2", "bo,y_hat,0.5", 'cy,"z[1][2,1]",1']
    (folder / "mine.csv").write_text("\n".join(["student,quantity,points", *rows]))
    words = ("compare", folder / "sheet.json", folder / "in", folder / "mine.csv")
    assert backprop(*words, "-o", folder / "page.html") == 0
    assert capsys.readouterr().out == ""
    page = (folder / "page.html").read_text()
    assert "2 of 4 agree (50%)" in page
    assert page.index("delta[1]</td>") < page.index("y_hat</td>")
    assert backprop(*words, "-o", folder / "page.html") == 2, "a page that is there is kept"


def test_what_cannot_be_compared_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "mine.csv").write_text("student,points\nana,8\ndee,3\ncy,?\n")
    words = ("compare", folder / "sheet.json", folder / "in", folder / "mine.csv")
    assert backprop(*words) == 1
    said = capsys.readouterr().out
    assert "line 3: nothing of 'dee' was read" in said
    assert "no mark for 'bo'" in said
    assert "1 of 1 agree" in said
    (folder / "mine.csv").write_text("student,quantity,points\nana,dJ/dq,1\nbo,y_hat,many\n")
    assert backprop(*words) == 2
    said = capsys.readouterr().err
    assert "line 2" in said
    assert "line 3" in said


def test_a_line_of_a_part_is_compared_and_supposed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    network = {"cost": "half_mse", "alpha": 0.1, "X": [[0.5, 1]], "Y": [[1]],
               "layers": [{"activation": "sigmoid", "W": [[0.7, 0.1]], "b": [0.2]}]}  # fmt: skip
    parts = [
        {"ask": [{"quantity": "y_hat"}, {"quantity": "W[1]:="}]},
        {"same_as": "a", "change": {"alpha": 0.5}, "ask": [{"quantity": "W[1]:="}]},
    ]
    (tmp_path / "s.json").write_text(json.dumps({"id": "s", "network": network, "part": parts}))
    (tmp_path / "in").mkdir()
    (tmp_path / "in/ana.json").write_text(
        json.dumps({"student": "ana", "answers": {"y_hat": "0.6", "(b) W[1]:=": [["0.9", "0.9"]]}})
    )
    (tmp_path / "mine.csv").write_text("student,quantity,points\nana,(b) W[1]:=,2\n")
    words = ("compare", tmp_path / "s.json", tmp_path / "in", tmp_path / "mine.csv")
    assert backprop(*words) == 0
    assert "ana, (b) W[1]:=: yours 2, ours 0 of 2" in capsys.readouterr().out
    words = ("grade", tmp_path / "s.json", tmp_path / "in/ana.json")
    assert backprop(*words, "--what-if", "(b) W[1]:=[1,1]=0.7450") == 0
    assert "(b) W[1][1,1]:=" in capsys.readouterr().out
