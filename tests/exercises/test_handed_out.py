"""What was handed out is what is marked: by the roster's ids, with the numbers on the sheets."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest

from exercises.classroom.manifest import read_manifest
from exercises.classroom.own_numbers import sheet_of
from exercises.cli import COMMANDS
from exercises.task import task
from exercises.variants import drawing
from grader.classes.gather import folded
from grader.classes.gradebook import ABSENT
from grader.rules_version import RULES
from tracer.cli import run
from tracer.errors import InputError

KEYS: dict[str, Any] = {
    "id": "small",
    "expression": {"expression": ["u = w * x + b", "f = u**2"], "at": {"w": 2, "x": 3, "b": 1}},
    "ask": [{"quantity": name} for name in ("u", "f", "df/du", "df/dw")],
    "variants": {name: {"low": -5, "high": 5, "decimals": 0} for name in "wxb"},
}
ROSTER = ["Ren\u00e9", "bo", "Zo\u00eb"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small.json").write_text(json.dumps(KEYS))
    (tmp_path / "class.csv").write_text("student\n" + "\n".join(ROSTER), encoding="utf-8")
    (tmp_path / "secret.txt").write_text("s3cr3t")
    assert assign(tmp_path) == 0
    (tmp_path / "in").mkdir()
    return tmp_path


def assign(folder: Path, *more: str) -> int:
    words = ("--roster", folder / "class.csv", "--secret-file", folder / "secret.txt")
    words = ("assign", folder / "small.json", *words, "--formats", "csv", "-o", folder / "set")
    return run("backprop", COMMANDS, [*map(str, words), *more])


def grade(folder: Path, *more: str, secret: str = "secret.txt") -> int:
    words = ("--secret-file", folder / secret, "--set", folder / "set", "-o", folder / "out")
    words = ("grade", folder / "small.json", folder / "in", *words)
    return run("backprop", COMMANDS, [*map(str, words), *more])


def hand_in(folder: Path, student: str, file: str, whose: str | None = None) -> None:
    """The worked solution of somebody, handed in."""
    with (folder / "set/instructor" / (whose or student) / "solution.csv").open() as solution:
        lines = [f'"{row["quantity"]}" = "{row["value"]}"' for row in csv.DictReader(solution)]
    text = "\n".join([f'student = "{student}"', "[answers]", *lines])
    (folder / "in" / file).write_text(text, encoding="utf-8")


def book(folder: Path) -> dict[str, dict[str, str]]:
    """The rows of those who handed in something."""
    with (folder / "out/gradebook.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["student"]: row for row in rows if row["note"] != ABSENT}


@pytest.mark.parametrize("spelling", ["Ren\u00e9", "rene\u0301", "RENE\u0301", " ren\u00e9 "])
def test_an_id_is_the_rosters_however_it_is_typed(folder: Path, spelling: str) -> None:
    hand_in(folder, spelling, "a.toml", ROSTER[0])
    assert grade(folder) == 0
    assert {name: row["score"] for name, row in book(folder).items()} == {ROSTER[0]: "4"}
    assert (folder / f"out/feedback/{ROSTER[0]}.html").is_file()


def test_who_handed_in_nothing_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hand_in(folder, "bo", "a.toml")
    capsys.readouterr()
    assert grade(folder) == 0
    told = capsys.readouterr().out
    assert "2 have no mark, nothing of theirs was read: Ren\u00e9, Zo\u00eb\n" in told
    for student in (ROSTER[0], ROSTER[2]):
        hand_in(folder, student, f"{student}.toml")
    assert grade(folder) == 0
    assert "no mark" not in capsys.readouterr().out


def test_late_work_marked_alone_takes_nobody_a_mark(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for student in ("bo", ROSTER[0]):
        hand_in(folder, student, f"{student}.toml")
    assert grade(folder) == 0
    before = book(folder)
    for file in (folder / "in").iterdir():
        file.unlink()
    hand_in(folder, ROSTER[2], "late.toml")
    for more in (("--dry-run",), ("--policy", "never-lower"), ()):
        capsys.readouterr()
        assert grade(folder, *more) == 0
        told = capsys.readouterr().out
        assert "2 not among what was given keep their marks: Ren\u00e9, bo\n" in told
        assert "have no mark" not in told
    after = book(folder)
    assert after.pop(ROSTER[2])["score"] == "4"
    assert {name: {**row, "note": ""} for name, row in after.items()} == before
    assert {row["note"] for row in after.values()} == {"kept from before"}


def test_own_numbers_of_older_rules_are_marked_anew_only_when_it_is_asked_for(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for student in ROSTER:
        hand_in(folder, student, f"{student}.toml", "bo" if student == ROSTER[0] else None)
    assert grade(folder) == 1  # whose numbers fit another's sheet has no mark
    marks, path = book(folder), folder / "out/run.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "rules": 1}))
    capsys.readouterr()
    assert grade(folder) == 1
    assert "stand under version 1 of the rules" in capsys.readouterr().err
    assert grade(folder, "--dry-run") == 1
    told = capsys.readouterr().out
    assert told.startswith("3 students marked; nothing was written\nno mark would change\n")
    assert grade(folder, "--remark") == 1
    assert "stand under version" not in "".join(capsys.readouterr())
    assert book(folder) == marks
    assert json.loads(path.read_text())["rules"] == RULES


def test_a_gradebook_that_another_program_saved_is_not_written_over(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_in(folder, "bo", "a.toml")
    assert grade(folder) == 0
    path = folder / "out/gradebook.csv"
    for text in ("\ufeff" + path.read_text().replace(",", ";"), "junk", "", "a\0b", "\udcff"):
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
        before = path.read_bytes()
        assert grade(folder) == 2
        assert "it is not as it was written" in capsys.readouterr().err
        assert path.read_bytes() == before


def test_what_is_refused_claims_no_folder(folder: Path) -> None:
    (folder / "other.txt").write_text("another secret")
    hand_in(folder, "bo", "a.toml")
    assert grade(folder, secret="other.txt") == 2
    assert not list((folder / "out").glob("*"))
    keys = {**KEYS, "variants": {**KEYS["variants"], "w": {"low": 6, "high": 9, "decimals": 0}}}
    (folder / "small.json").write_text(json.dumps(keys))
    assert grade(folder) == 2
    assert not list((folder / "out").glob("[!.]*"))


def test_who_handed_in_only_what_a_person_marks_has_a_mark(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manual = [{"title": "Draw it", "points": 2}]
    (folder / "small.json").write_text(json.dumps({**KEYS, "manual": manual}))
    hand_in(folder, "bo", "a.toml")
    (folder / "out").mkdir()
    assert grade(folder) == 0
    assert "Draw it: 1 of 1 are not marked yet" in capsys.readouterr().out
    (folder / "out/overrides.csv").write_text(
        "student,quantity,points\nZO\u00cb,Draw it,1.5\nbo,Draw it,3\nbo,df/dw,2\n",
        encoding="utf-8",
    )
    assert grade(folder) == 0
    told = capsys.readouterr().out
    assert "overrides.csv: line 3: 'bo' has 3 of 2 points for Draw it" in told
    assert "line 4: 'bo' has 2 of 1 points for df/dw" in told
    assert "not marked yet" not in told
    assert {name: row["score"] for name, row in book(folder).items()} == {
        "bo": "8",
        "Zo\u00eb": "1.5",
    }


@pytest.mark.parametrize("export", ["moodle", "canvas"])
def test_ids_of_an_export_are_those_of_the_rosters_column(folder: Path, export: str) -> None:
    text = "student,email\nRen\u00e9,rene@x.org\nbo,\nZo\u00eb,zoe@x.org\nann,a@x.org\n"
    (folder / "class.csv").write_text(text, encoding="utf-8")
    assert assign(folder) == 0
    for student in ("bo", ROSTER[2]):
        hand_in(folder, student, f"{student}.toml")
    for column, ids in (("email", ["zoe@x.org", "bo"]), ("Username", [ROSTER[2], "bo"])):
        assert grade(folder, "--export", export, "--id-column", column) == 0
        with (folder / f"out/export/{export}/grades.csv").open(encoding="utf-8") as file:
            assert [row[column] for row in csv.DictReader(file) if row[column]] == ids


def test_so_it_is_in_the_name_of_a_file_and_in_a_wide_table(folder: Path) -> None:
    hand_in(folder, "", f"{normalize('NFD', 'zoë')}.toml", ROSTER[2])
    assert grade(folder) == 0
    assert list(book(folder)) == [ROSTER[2]]
    (folder / "in/wide.csv").write_text("student,u\nBO,1\nbob,2\n")
    assert grade(folder, "--no-feedback") == 1
    assert set(book(folder)) == {ROSTER[2], "bo"}


def test_who_was_handed_no_sheet_is_told_and_who_may_be_meant(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_in(folder, "bo", "a.toml")
    hand_in(folder, "boo", "b.toml", "bo")
    assert grade(folder) == 1
    assert "no sheet was handed out to 'boo'; is it 'bo'?" in capsys.readouterr().out
    assert list(book(folder)) == ["bo"]


def test_another_secret_and_no_set_are_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "other.txt").write_text("other")
    assert grade(folder, secret="other.txt") == 2
    assert "not with this secret" in capsys.readouterr().err
    (folder / "set/instructor/manifest.json").write_text('{"students": [{"student": "bo"}]}')
    assert grade(folder) == 2
    assert "manifest.json is not there, or cannot be read" in capsys.readouterr().err


def test_numbers_that_have_become_others_stop_the_marking(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_in(folder, "bo", "a.toml")
    (folder / "small.json").write_text(json.dumps({**KEYS, "credit": {"follows": 0.5}}))
    assert grade(folder) == 0
    ranges = {**KEYS["variants"], "w": {"low": -4, "high": 5, "decimals": 0}}
    (folder / "small.json").write_text(json.dumps({**KEYS, "variants": ranges}))
    before = (folder / "out/gradebook.csv").read_bytes()
    assert grade(folder) == 2
    assert "the numbers on the sheet of 'bo' are not those" in capsys.readouterr().err
    assert (folder / "out/gradebook.csv").read_bytes() == before


def test_a_later_version_that_draws_otherwise_marks_the_sheets_as_they_were(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for student in ROSTER:
        hand_in(folder, student, f"{folded(student)}.toml")
    suits = drawing.will_do

    def stricter(made: Any, numbers: Any) -> Any:
        good = suits(made, numbers)
        good[1::2] = False  # the attempts that were handed out would not be taken now
        return good

    read = json.loads((folder / "set/instructor/manifest.json").read_text())
    assert any(one["attempt"] % 2 for one in read["students"])
    monkeypatch.setattr(drawing, "will_do", stricter)
    assert grade(folder) == 0
    assert {row["score"] for row in book(folder).values()} == {"4"}
    before = {path: path.read_bytes() for path in (folder / "set").rglob("*") if path.is_file()}
    for student in ROSTER:
        (folder / f"set/instructor/{student}/key.json").unlink()
    assert assign(folder) == 0
    assert {path: path.read_bytes() for path in before} == before


def test_a_sheet_that_was_lost_is_made_again_as_it_was(folder: Path) -> None:
    sheet = folder / "set/students/bo/answers.csv"
    before = sheet.read_bytes()
    key = (folder / "set/instructor/bo/key.json").read_bytes()
    sheet.unlink()
    (folder / "set/instructor/bo/key.json").unlink()
    cut_short = folder / "set/students/bo/.answers.csv.4711.part"
    cut_short.write_text("student,quan")
    assert assign(folder) == 0
    assert sheet.read_bytes() == before
    assert (folder / "set/instructor/bo/key.json").read_bytes() == key
    assert not cut_short.exists()


def test_paper_is_marked_on_the_numbers_of_the_sheets(folder: Path) -> None:
    given, sheets = task(KEYS), read_manifest(folder / "set")
    with (folder / "set/instructor/bo/solution.csv").open() as solution:
        key = {row["quantity"]: float(row["value"]) for row in csv.DictReader(solution)}
    own = sheet_of(given, b"s3cr3t", "bo", sheets)
    assert own.trace.state["f"].item() == key["f"]
    with pytest.raises(InputError, match="no sheet was handed out to 'zoe'"):
        sheet_of(given, b"s3cr3t", "zoe", sheets)
    with pytest.raises(InputError, match="not with this secret"):
        sheet_of(given, b"other", "bo", sheets)
    ranges = {**KEYS["variants"], "w": {"low": -4, "high": 5, "decimals": 0}}
    with pytest.raises(InputError, match="not those of the exercise now"):
        sheet_of(task({**KEYS, "variants": ranges}), b"s3cr3t", "bo", sheets)


def test_a_format_that_there_is_not_is_told_before_anything_is_written(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert assign(folder, "--formats", "htm", "-o", str(tmp_path / "new")) == 2
    assert "htm" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_without_the_secret_it_is_said_whose_numbers_count(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_in(folder, "bo", "a.toml")
    words = ["grade", str(folder / "small.json"), str(folder / "in")]
    assert run("backprop", COMMANDS, [*words, "--set", str(folder / "set")]) == 2
    assert "--secret-file too" in capsys.readouterr().err
    assert run("backprop", COMMANDS, [*words, "-o", str(folder / "out")]) == 0
    assert "everybody is marked on the numbers" in capsys.readouterr().err
    assert grade(folder) == 0
    assert capsys.readouterr().err == ""


def test_a_secret_that_is_missing_is_told_as_such(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert grade(folder, secret="nope.txt") == 2
    said = capsys.readouterr().err
    assert "nope.txt: there is no such file: the secret is missing" in said
    assert "one line that only teachers know" in said
    assert "openssl rand -hex 32 > secret.txt" in said
    assert "network" not in said
    monkeypatch.chdir(folder)  # the name of a bundled network is no secret
    assert run("backprop", COMMANDS, ["grade", "small.json", "in", "--secret-file", "mazur"]) == 2
    assert "the secret is missing" in capsys.readouterr().err


def test_the_set_of_another_exercise_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_in(folder, "bo", "a.toml")
    (folder / "small.json").write_text(json.dumps({**KEYS, "id": "week-7"}))
    assert grade(folder) == 2
    said = capsys.readouterr().err
    assert f"--set: {folder / 'set'} was made of 'small', not of 'week-7'" in said
    assert "git log" not in said
    (folder / "other.txt").write_text("other")
    assert grade(folder, secret="other.txt") == 2
    assert "was made of 'small'" in capsys.readouterr().err
    with pytest.raises(InputError, match="was made of 'small', not of 'week-7'"):
        sheet_of(task({**KEYS, "id": "week-7"}), b"s3cr3t", "bo", read_manifest(folder / "set"))


def test_a_slip_in_an_id_is_told_with_the_name_of_the_file(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_in(folder, "Zob", "bo.toml", "bo")
    assert grade(folder) == 1
    assert "out to 'Zob'; is it 'bo', as its file is called?" in capsys.readouterr().out


def test_a_title_may_be_mended_where_an_exercise_goes_by_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = {name: value for name, value in KEYS.items() if name != "id"}
    (folder / "small.json").write_text(json.dumps({**keys, "title": "A lien"}))
    assert assign(folder, "-o", str(folder / "other")) == 0
    sheets = read_manifest(folder / "other")
    mended = task({**keys, "title": "A line"})
    assert sheet_of(mended, b"s3cr3t", "bo", sheets).title == "A line"
    other = task({**keys, "title": "Another", "variants": {"w": {"low": 7, "high": 9}}})
    with pytest.raises(InputError, match="was made of 'A lien', not of 'Another'"):
        sheet_of(other, b"s3cr3t", "bo", sheets)


@pytest.mark.parametrize("wide", [False, True])
def test_numbers_of_another_sheet_are_told_with_the_file(
    folder: Path, capsys: pytest.CaptureFixture[str], wide: bool
) -> None:
    file = folder / "in" / ("class.csv" if wide else "b.toml")
    if wide:
        with (folder / "set/instructor/bo/solution.csv").open() as solution:
            key = {row["quantity"]: row["value"] for row in csv.DictReader(solution)}
        rows = "".join(f"{one},{','.join(key.values())}\n" for one in ("bo", ROSTER[2]))
        file.write_text(f"student,{','.join(key)}\n{rows}")
    else:
        hand_in(folder, "bo", "a.toml")
        hand_in(folder, ROSTER[2], file.name, "bo")
    capsys.readouterr()
    assert grade(folder, *(["--no-feedback"] if wide else [])) == 1
    said = f"{file}: 'Zoë': the numbers fit the sheet of 'bo': not judged\n"
    assert capsys.readouterr().out.endswith(said)


@pytest.mark.parametrize("own", ["x" * 300, "\ud800b"])
def test_an_id_that_cannot_be_written_as_it_is_stops_nobody(folder: Path, own: str) -> None:
    """Without a set, numbers are drawn for whatever is written."""
    answers = {"u": "91", "f": "92", "df/du": "93", "df/dw": "94"}
    text = json.dumps({"student": own, "answers": answers})
    (folder / "in/a.json").write_text(text)
    words = ["grade", str(folder / "small.json"), str(folder / "in"), "-o", str(folder / "out")]
    assert run("backprop", COMMANDS, [*words, "--secret-file", str(folder / "secret.txt")]) == 0
    assert len(book(folder)) == 1


def test_what_was_handed_out_may_come_back_whole(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert assign(folder, "--formats", "html,csv,md") == 0
    for student in ROSTER:
        given = folder / "set/students" / student
        into = folder / "in" / f"{student}_12_assignsubmission_file_"
        into.mkdir()
        for file in given.iterdir():
            (into / file.name).write_bytes(file.read_bytes())
        text = (folder / f"set/instructor/{student}/solution.csv").read_text(encoding="utf-8")
        (into / "answers.csv").write_text(text.replace(f"{student},", ","), encoding="utf-8")
    capsys.readouterr()
    assert grade(folder) == 0, capsys.readouterr().out
    assert {one["score"] for one in book(folder).values()} == {"4"}
    assert len(book(folder)) == len(ROSTER)
