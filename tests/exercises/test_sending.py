"""Sheets on their way out and pages on their way back, by what the systems make of their names."""

from __future__ import annotations

import csv
import json
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from exercises.classroom.rules_page import NONE, SAME, rules_page
from exercises.cli import COMMANDS
from exercises.task import bundled, task
from grader.exercise_file import exercise
from grader.office import number
from tracer.cli import run
from tracer.errors import InputError

KEYS: dict[str, Any] = {
    "id": "small",
    "title": "A line",
    "expression": {
        "expression": ["u = w * x + b", "f = u**2"],
        "at": {"w": 2, "x": 3, "b": 1},
        "names": {"slope": "-df/du"},
    },
    "ask": [{"quantity": name} for name in ("u", "f", "slope", "df/dw")],
    "variants": {name: {"low": -5, "high": 5, "decimals": 0} for name in "wxb"},
}
ROSTER = [
    ["Identifier", "Full name", "Email address", "ID number", "score"],
    ["Participant 126", "Ana Alba", "ana@uni.example", "u1", "9"],
    ["Participant 127", "Bo_Berg", "bo@uni.example", "u2", "8"],
    ["", "李雷", "li@uni.example", "u3", "7"],
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small.json").write_text(json.dumps(KEYS))
    with (tmp_path / "class.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(ROSTER)
    (tmp_path / "secret.txt").write_text("s3cr3t")
    (tmp_path / "in").mkdir()
    return tmp_path


def backprop(*words: object) -> int:
    return run("backprop", COMMANDS, [str(word) for word in words])


def assign(folder: Path, *more: object) -> int:
    words = ("--roster", folder / "class.csv", "--secret-file", folder / "secret.txt")
    words = (*words, "--student-column", "id NUMBER", "--formats", "csv", "-o", folder / "set")
    return backprop("assign", folder / "small.json", *words, *more)


def grade(folder: Path, *more: object) -> int:
    words = ("--secret-file", folder / "secret.txt", "--set", folder / "set", "-o", folder / "out")
    return backprop("grade", folder / "small.json", folder / "in", *words, *more)


def hand_in(folder: Path, student: str, name: str, *, slip: bool = False) -> None:
    with (folder / f"set/instructor/{student}/solution.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))
    if slip:
        rows[1][-1] = "777"
    path = folder / "in" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def moodle_reads(name: str) -> tuple[int, str] | None:
    """Whose a file is, and what it is called, as `importziplib.php` of Moodle makes it out."""
    parts = name.split("/")
    while parts:
        info = parts.pop(0).split("_", 4)
        if len(info) < 4 or not info[1].isdigit() or info[2] != "assignsubmission":
            continue
        return int(info[1]), "/".join([*info[4:], *parts]).strip("/")
    return None


def test_the_list_for_mail_merge_says_who_gets_what(folder: Path) -> None:
    assert assign(folder, "--rules") == 0
    rows = table(folder / "set/mail-merge.csv")
    assert [row["student"] for row in rows] == ["u1", "u2", "u3"]
    assert rows[0]["email"] == "ana@uni.example"
    assert rows[2]["Full name"] == "李雷"
    files = rows[0]["files"].split(";")
    assert files == ["students/u1/answers.csv", "students/u1/rules.html"]
    assert all((folder / "set" / name).is_file() for name in files)


def test_the_archive_has_everybodys_files_and_only_theirs(folder: Path) -> None:
    assert assign(folder) == 0
    with zipfile.ZipFile(folder / "set/upload.zip") as archive:
        names = archive.namelist()
        ana = archive.read(names[0])
    assert [moodle_reads(name) for name in names] == [
        (126, "answers.csv"), (127, "answers.csv"), None
    ]  # fmt: skip
    assert names[2] == "u3/answers.csv"
    assert ana == (folder / "set/students/u1/answers.csv").read_bytes()
    before = (folder / "set/upload.zip").read_bytes()
    assert assign(folder) == 0
    assert (folder / "set/upload.zip").read_bytes() == before


def test_a_column_that_is_not_there_is_told_with_those_that_are(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert assign(folder, "--student-column", "matriculation") == 2
    said = capsys.readouterr().err
    assert "no column `matriculation`" in said
    assert "'ID number'" in said


def test_the_gradebook_has_names_and_absent_students_and_speaks_the_sheets_symbols(
    folder: Path,
) -> None:
    assert assign(folder) == 0
    hand_in(folder, "u1", "ana.csv")
    hand_in(folder, "u2", "bo.csv", slip=True)
    assert grade(folder, "--export", "canvas", "--assignment", "A line (4711)") == 0
    rows = table(folder / "out/gradebook.csv")
    assert [(row["Full name"], row["score"]) for row in rows] == [
        ("Ana Alba", "4"), ("Bo_Berg", "3"), ("李雷", "")
    ]  # fmt: skip
    assert rows[2]["note"] == "nothing was handed in"
    assert {"slope", "u"} <= set(rows[0])
    assert "df/du" not in rows[0]
    assert rows[1]["first_wrong"] == "u"
    marks = table(folder / "out/export/canvas/grades.csv")
    assert [row["A line (4711)"] for row in marks] == ["4", "4", "3"]
    hand_in(folder, "u3", "li.csv")
    assert grade(folder) == 0
    assert [row["score"] for row in table(folder / "out/gradebook.csv")] == ["4", "3", "4"]


def test_a_mistake_is_said_in_a_sentence_with_its_line(folder: Path) -> None:
    keys = {
        "id": "s",
        "expression": {"expression": ["u = x**2", "f = sin(u)"], "at": {"x": 1.5}},
        "ask": [{"quantity": name} for name in ("u", "f", "df/du", "df/dx")],
    }
    (folder / "s.json").write_text(json.dumps(keys))
    answers = "u,2.25\nf,0.7781\ndf/du,-0.6282\ndf/dx,-0.6282\n"
    (folder / "in/ana.csv").write_text("quantity,value\n" + answers)
    words = ("grade", folder / "s.json", folder / "in", "-o", folder / "out", "--export", "moodle")
    assert backprop(*words) == 0
    (row,) = table(folder / "out/gradebook.csv")
    assert row["mistakes"]
    assert row["says"].startswith("df/dx: ")
    assert " " in row["says"].removeprefix("df/dx: ")
    (mark,) = table(folder / "out/export/moodle/grades.csv")
    assert row["says"] in mark["s (feedback)"]
    assert row["mistakes"] not in mark["s (feedback)"]


def test_pages_go_back_by_the_folders_in_which_moodle_handed_out_the_work(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert assign(folder) == 0
    hand_in(folder, "u1", "Ana Alba_9_assignsubmission_file_/answers.csv")
    hand_in(folder, "u2", "bo.csv")
    hand_in(folder, "u3", "li.csv")
    assert grade(folder, "--export", "moodle") == 0
    with zipfile.ZipFile(folder / "out/export/moodle/feedback.zip") as archive:
        found = {moodle_reads(name): archive.read(name) for name in archive.namelist()}
    page = (folder / "out/feedback/u1.html").read_bytes()
    assert found[9, "feedback.html"] == page, "the folder's number counts before the roster's"
    assert set(found) == {(9, "feedback.html"), (127, "feedback.html")}
    assert "not in feedback.zip" in capsys.readouterr().out


def test_pages_go_back_by_the_names_that_canvas_gave(folder: Path) -> None:
    assert assign(folder) == 0
    hand_in(folder, "u1", "albaana_LATE_340934_208490284_answers.csv")
    assert grade(folder, "--export", "canvas") == 0
    with zipfile.ZipFile(folder / "out/export/canvas/feedback.zip") as archive:
        (name,) = archive.namelist()
    assert name == "albaana_LATE_340934_208490284_feedback.html"
    assert re.findall(r"(?<=_)\d+(?=_)", name)[:2] == ["340934", "208490284"]


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"digits": 3}, "Write 3 significant digits: 0.0275"),
        ({"decimals": 2}, "Write 2 decimals: 0.03"),
        ({"rounding": "every_step"}, "Round at each step of the way"),
        ({"truncation": False}, "do not cut off"),
        ({"tolerance": {"relative": 0.01}}, "at most 1 % off"),
        ({"credit": {"follows": 0.5}}, "follows from a wrong one earns 50%"),
        ({"credit": {"mistake": 0.25}}, "still earns 25%"),
        ({"repeat": "each"}, "costs in each of them"),
        ({"reveal": "all"}, "It shows the right numbers"),
        ({"coarse_costs_at_most": 0.2}, "costs at most 20% of the sheet"),
        ({"accept": ["relu-derivative-always-one"]}, "What this course teaches as right"),
        ({"manual": [{"title": "Draw <it>", "points": 2}]}, "Draw &lt;it&gt; 2"),
    ],
)
def test_the_page_for_students_says_what_this_sheet_does(
    setting: dict[str, Any], said: str
) -> None:
    usual = {name: given for name, given in KEYS.items() if name != "variants"}
    assert said in rules_page(exercise({**usual, **setting}))
    assert said not in rules_page(exercise(usual))


def test_what_the_page_calls_the_same_is_read_as_the_same() -> None:
    assert {number(text).value for text in SAME} == {-0.35}  # type: ignore[union-attr]
    with pytest.raises(InputError):
        number(NONE)


@pytest.mark.system
def test_the_page_for_students_is_one_sheet_of_paper(tmp_path: Path) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    pypdf = pytest.importorskip("pypdf")
    chromium = shutil.which("chromium")
    assert chromium, "chromium is not installed"
    longest = max((task(name) for name in bundled()), key=lambda one: len(one.asks))
    with playwright.sync_playwright() as play:
        options = ["--no-sandbox", "--disable-gpu"]
        browser = play.chromium.launch(executable_path=chromium, args=options)
        page = browser.new_page()
        page.set_content(rules_page(longest.exercise))
        page.pdf(path=str(tmp_path / "rules.pdf"), format="A4", prefer_css_page_size=True)
        browser.close()
    assert len(pypdf.PdfReader(tmp_path / "rules.pdf").pages) == 1


def test_a_roster_without_a_name_for_its_ids_says_how_to_give_one(folder: Path) -> None:
    from exercises.classroom.roster import read_roster

    with pytest.raises(InputError, match="--student-column"):
        read_roster(str(folder / "class.csv"))
