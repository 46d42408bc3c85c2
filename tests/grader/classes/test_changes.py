"""A second marking: whose mark changes, who keeps what, and what goes out to other systems."""

from __future__ import annotations

import csv
import html
import io
import json
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

from exercises.cli import COMMANDS
from grader.classes.exports import EXPORTS
from grader.exercise_file import exercise
from grader.report.page import STYLE
from tests.sample import sample
from tracer.cli import run
from tracer.mistakes import MISTAKES

from .conftest import KEYS, book, rows, write_folder

MENDED = {**KEYS, "credit": {"follows": 0.5}}


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class most of whom went wrong; what follows from a wrong line counts in full."""
    made = tmp_path_factory.mktemp("class")
    (made / "sheet.json").write_text(json.dumps(KEYS))
    write_folder(made / "in", rows(exercise(KEYS), 24, seed=2)[3::4] + rows(exercise(KEYS), 3))
    assert grade(made) == 0
    return made


@pytest.fixture
def folder(marked: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return shutil.copytree(marked, tmp_path, dirs_exist_ok=True)


def grade(folder: Path, *words: str) -> int:
    words = (str(folder / "sheet.json"), str(folder / "in"), "-o", str(folder / "out"), *words)
    return run("backprop", COMMANDS, ["grade", *words])


def mend(folder: Path) -> None:
    (folder / "sheet.json").write_text(json.dumps(MENDED))


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_dry_run_says_whose_mark_would_change_and_writes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mend(folder)
    before = contents(folder)
    assert grade(folder, "--dry-run") == 0
    assert contents(folder) == before
    said = capsys.readouterr().out
    old = book(folder / "out")
    assert grade(folder) == 0
    changed = {name: row for name, row in book(folder / "out").items() if row != old[name]}
    assert changed
    for name, row in changed.items():
        assert f"{name}: {old[name]['score']} → {row['score']}" in said
    assert f"{len(changed)} marks would change" in said


@pytest.mark.thorough
def test_nobody_loses_points_under_that_policy(folder: Path) -> None:
    mend(folder)
    old = book(folder / "out")
    for _ in range(2):
        assert grade(folder, "--policy", "never-lower") == 0
        new = book(folder / "out")
        assert [row["score"] for row in new.values()] == [row["score"] for row in old.values()]
    assert any(row["note"] == "kept from before" for row in new.values())


def test_who_keeps_a_mark_keeps_its_feedback_and_its_record(folder: Path) -> None:
    mend(folder)
    old = book(folder / "out")
    kept = contents(folder / "out")
    assert grade(folder, "--policy", "never-lower") == 0
    mine = [name for name, row in book(folder / "out").items() if row["note"] != old[name]["note"]]
    assert mine
    for name in old:
        record = folder / f"out/records/{name}.json"
        page = folder / f"out/feedback/{name}.html"
        assert (record.read_bytes() == kept[record]) == (name in mine)
        assert page.read_bytes() == kept[page] or name not in mine
        score = json.loads(record.read_text())["students"][0]["score"]
        assert score == float(book(folder / "out")[name]["score"])
        assert f"{name}: {score:g} of" in page.read_text()


def test_a_policy_or_an_export_that_there_is_not_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert grade(folder, "--policy", "never") == 2
    assert grade(folder, "--export", "gradescop") == 2
    said = capsys.readouterr().err
    assert "--policy never-lower" in said
    assert "--export gradescope" in said


def test_results_of_gradescope_have_its_fields(folder: Path) -> None:
    assert grade(folder, "--export", "gradescope") == 0
    known = {"score", "max_score", "status", "name", "number", "output", "visibility"}
    for student, row in book(folder / "out").items():
        text = (folder / "out/export/gradescope" / student / "results.json").read_text()
        result = json.loads(text)
        assert result["score"] == float(row["score"])
        assert sum(one["score"] for one in result["tests"]) == pytest.approx(result["score"])
        assert all(set(one) <= known for one in result["tests"])
        assert all(one["status"] in ("passed", "failed") for one in result["tests"])


@pytest.mark.parametrize("points", sample([5 / 7, 1, 2, 0.1, 0.7], 5))
def test_full_points_have_passed_however_they_are_shared(tmp_path: Path, points: float) -> None:
    """A third of a point has no end, and is kept to nine decimals. What was not asked for earns
    nothing, whether it is right or wrong."""
    asks = [{**ask, "points": points} for ask in KEYS["ask"] if ask["quantity"] != "a[1]"]
    (tmp_path / "sheet.json").write_text(json.dumps({**KEYS, "ask": asks}))
    students = rows(exercise(KEYS), 3)
    students[1] |= {"z[2][1,2]": "77", "a[1][1,1]": "77"}
    write_folder(tmp_path / "in", students)
    assert grade(tmp_path, "--export", "gradescope") == 0
    status = {}
    for student in ("s000", "s001", "s002"):
        path = tmp_path / f"out/export/gradescope/{student}/results.json"
        for test in json.loads(path.read_text())["tests"]:
            assert test["score"] <= test["max_score"]
            status[student, test["name"]] = test["status"]
    failed = {key for key, said in status.items() if said == "failed"}
    assert failed == {("s001", "z[2][1,2]"), ("s001", "a[1][1,1]")}


@pytest.mark.parametrize(
    ("name", "column"), sample([("moodle", "ID number"), ("canvas", "SIS User ID")], 2)
)
def test_gradebooks_name_their_column_of_ids(folder: Path, name: str, column: str) -> None:
    assert EXPORTS[name].column == column
    for words, head in (((), column), (("--id-column", "Username"), "Username")):
        assert grade(folder, "--export", name, *words) == 0
        text = (folder / f"out/export/{name}/grades.csv").read_text()
        table = list(csv.DictReader(io.StringIO(text)))
        called = "All lines" if name == "canvas" else "class"
        marks = {row[head]: row[called] for row in table if row[head]}
        found = book(folder / "out")
        assert marks == {student: row["score"] for student, row in found.items()}
    assert name == "moodle" or text.splitlines()[1].startswith("    Points Possible,")


class Addresses(HTMLParser):
    """Everything that a page would fetch."""

    found: tuple[str, ...] = ()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = ("src", "href", "data", "action", "poster")
        self.found += tuple(value or "" for name, value in attrs if name in names)


def test_the_report_is_one_page_that_fetches_nothing(folder: Path) -> None:
    page = (folder / "out/report.html").read_text()
    reader = Addresses()
    reader.feed(page)
    assert reader.found == ()
    assert "url(" not in page
    for entry in book(folder / "out")["s000"]:
        assert entry in page or "[" not in entry


def test_the_report_says_what_a_mistake_is_and_looks_like_the_feedback(folder: Path) -> None:
    page = (folder / "out/report.html").read_text()
    made = json.loads((folder / "out/items.json").read_text())["mistakes"]
    assert made
    for one in made:
        assert html.escape(MISTAKES[one["name"]]) in page
    assert STYLE in page
    assert STYLE in (folder / "out/feedback/s000.html").read_text()
    assert "<h1>All lines</h1>" in (folder / "out/feedback/s000.html").read_text()
