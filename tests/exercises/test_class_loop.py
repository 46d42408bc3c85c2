"""A whole class as a stranger would do it: hand out, fill in, mark, return."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest

from exercises.authoring.by_hand import of_class
from exercises.classroom.own_numbers import own_numbers
from exercises.cli import COMMANDS
from exercises.task import task
from exercises.variants import variants
from grader import mark
from grader.entries import Entry, entries
from tracer.cli import run
from tracer.mistakes import swaps_of
from tracer.numbers import significant

EXERCISE = "two-layers"
SECRET = "0f1e2d3c4b5a"
FORMATS = ("csv", "toml", "xlsx")
STUDENTS = [f"s{at:02}" for at in range(27)] + ["Ana-María", "משה", "李雷"]
SPREADSHEETS = STUDENTS[2::3]


def backprop(*words: object) -> int:
    return run("backprop", COMMANDS, [str(word) for word in words])


@pytest.fixture(scope="module")
def handed_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("class")
    rows = "".join(f"{student},group {at % 3}\n" for at, student in enumerate(STUDENTS))
    (folder / "class.csv").write_text("student,group\n" + rows)
    (folder / "secret.txt").write_text(SECRET + "\n")
    assert assign(folder) == 0
    (folder / "some.csv").write_text("student\n" + "\n".join(SPREADSHEETS))  # each takes its time
    assert assign(folder, "some.csv", formats="html,xlsx") == 0
    return folder


def assign(
    folder: Path, roster: str = "class.csv", secret: str = "secret.txt", formats: str = "csv,toml"
) -> int:
    words = ("--roster", folder / roster, "--secret-file", folder / secret)
    return backprop("assign", EXERCISE, *words, "--formats", formats, "-o", folder / "set")


def worked(folder: Path) -> dict[str, tuple[dict[str, str], str | None]]:
    """What each student writes, by entry; every third makes a mistake, which is named."""
    given = task(EXERCISE)
    ((_, sheet),) = own_numbers(given, SECRET.encode())(STUDENTS)
    known = sheet.trace
    asked = entries(sheet)
    lines = {entry.name for entry in asked}
    ways = [
        (mistake.name, swap)
        for line in known.equations
        for mistake, swap in swaps_of(known, line)
        if not mistake.generic and line.target in lines
    ]
    rng = np.random.default_rng(5)
    found = {}
    for at, student in enumerate(STUDENTS):
        name, swap = ways[rng.integers(len(ways))] if at % 3 == 2 else (None, None)
        state = dict(known.given)
        for line in known.equations:
            used = swap if swap is not None and swap.target == line.target else line
            with np.errstate(all="ignore"):
                state[line.target] = used.rule.calculate(*(state[one] for one in used.inputs))
        texts = {}
        for entry in asked:
            number = significant(one_of(state[entry.name], at, entry), sheet.digits)
            texts[entry.label.removesuffix("[1,1]" if alone(state, entry) else "!")] = number
        found[student] = texts, name
    return found


def alone(state: dict[str, np.ndarray], entry: Entry) -> bool:  # type: ignore[type-arg]
    """Whether an entry is all there is of its quantity, and goes by the quantity's name."""
    return state[entry.name].shape[-2:] == (1, 1)


def one_of(value: np.ndarray, student: int, entry: Entry) -> float:  # type: ignore[type-arg]
    """A student's number, where everybody has one or all have the same."""
    whole = np.broadcast_to(value, (len(STUDENTS), *value.shape[-2:]))
    return float(whole[student, entry.place[0] - 1, entry.place[1] - 1])


def fill_in(folder: Path, student: str, texts: dict[str, str], form: str) -> None:
    """Write a student's numbers into one of the files that were handed out."""
    source = folder / "set/students" / student
    into = folder / "in" / student
    into.mkdir(parents=True, exist_ok=True)
    if form == "xlsx":
        from openpyxl import load_workbook

        book = load_workbook(source / "sheet.xlsx")
        for sheet in book.worksheets:
            head = {str(cell.value): cell.column for cell in sheet[1]}
            if {"quantity", "value"} <= set(head):
                for row in range(2, sheet.max_row + 1):
                    name = sheet.cell(row, head["quantity"]).value
                    sheet.cell(row, head["value"]).value = texts.get(str(name), "")
        book.save(into / "answers.xlsx")
        return
    text = (source / f"answers.{form}").read_text(encoding="utf-8-sig")
    if form == "csv":
        lines = list(csv.DictReader(text.splitlines()))
        with (into / "answers.csv").open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, ["student", "quantity", "value"])
            table.writeheader()
            table.writerows({**line, "value": texts[line["quantity"]]} for line in lines)
        return
    lines = [f'"{name}" = "{value}"' for name, value in texts.items()]
    head = [f'student = "{student}"', "[answers]"]
    (into / "answers.toml").write_text("\n".join([*head, *lines]), encoding="utf-8")


@pytest.mark.thorough
def test_a_class_from_the_roster_to_the_marks(
    handed_out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written = worked(handed_out)
    for at, (student, (texts, _)) in enumerate(written.items()):
        fill_in(handed_out, student, texts, FORMATS[at % len(FORMATS)])
    secret = handed_out / "secret.txt"
    out = handed_out / "marks"
    words = ("--secret-file", secret, "--set", handed_out / "set", "-o", out)
    assert backprop("grade", EXERCISE, handed_out / "in", *words) == 0
    with (out / "gradebook.csv").open(encoding="utf-8-sig", newline="") as file:
        book = {row["student"]: row for row in csv.DictReader(file)}
    assert set(book) == set(STUDENTS)
    named = wrong = 0
    for student, (_, mistake) in written.items():
        row = book[student]
        if mistake is None:
            assert row["score"] == row["max"], (student, row)
        elif row["first_wrong"]:
            wrong += 1
            record = json.loads((out / f"records/{student}.json").read_text(encoding="utf-8"))
            said = {name for one in record["students"][0]["answers"] for name in one["mistakes"]}
            named += mistake in said
    assert wrong >= 7
    assert named == wrong
    assert len(list((out / "feedback").iterdir())) == len(STUDENTS)


def test_nothing_of_a_key_is_in_a_students_file(handed_out: Path) -> None:
    """The numbers asked for, at any precision from the digits asked on, of this student or of
    another: none of them stands in what is handed out."""
    given = task(EXERCISE)
    ((_, sheet),) = own_numbers(given, SECRET.encode())(STUDENTS)
    for student in SPREADSHEETS[:2] + SPREADSHEETS[-1:]:
        folder = handed_out / "set/students" / student
        texts = {path.name: text_of(path) for path in folder.iterdir()}
        assert set(texts) >= {"sheet.html", "sheet.xlsx", "answers.csv", "answers.toml"}
        for at in (STUDENTS.index(student), 7):
            for entry in entries(sheet):
                value = one_of(sheet.trace.state[entry.name], at, entry)
                digits = f"{abs(value):.{sheet.digits}g}"
                if len(digits.replace("0.", "").lstrip("0")) < sheet.digits:
                    continue  # a short number may well be one of those that are given
                for name, text in texts.items():
                    assert digits not in text, (name, entry.label, digits)
        assert not (folder / "key.json").exists()


def text_of(path: Path) -> str:
    if path.suffix == ".xlsx":
        from openpyxl import load_workbook

        book = load_workbook(path)
        return " ".join(
            str(cell.value)
            for sheet in book.worksheets
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        )
    text = path.read_text(encoding="utf-8")
    return re.sub(r"<style.*?</style>|<script.*?</script>", "", text, flags=re.DOTALL)


def test_handing_out_again_changes_nobodys_sheet(handed_out: Path) -> None:
    def everything() -> dict[Path, tuple[int, bytes]]:
        return {
            path: (path.stat().st_mtime_ns, path.read_bytes())
            for path in (handed_out / "set").rglob("*")
            if path.is_file()
        }

    before = everything()
    assert assign(handed_out) == 0
    assert everything() == before
    rows = "".join(f"{student}\n" for student in ["late", *STUDENTS[:3]])
    (handed_out / "later.csv").write_text("student\n" + rows)
    assert assign(handed_out, "later.csv") == 0
    after = everything()
    of_all = ("manifest.json", "mail-merge.csv", "upload.zip")
    sheets = {path: kept for path, kept in before.items() if path.name not in of_all}
    assert {path: after[path] for path in sheets} == sheets
    assert (handed_out / "set/students/late/answers.csv").is_file()
    manifest = json.loads((handed_out / "set/instructor/manifest.json").read_text())
    assert {one["student"] for one in manifest["students"]} == {*STUDENTS, "late"}


def test_another_secret_or_another_exercise_is_refused(
    handed_out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (handed_out / "other.txt").write_text("another")
    assert assign(handed_out, secret="other.txt") == 2
    assert "another secret" in capsys.readouterr().err
    words = ("--roster", handed_out / "class.csv", "--secret-file", handed_out / "secret.txt")
    assert backprop("assign", "neuron-forward", *words, "-o", handed_out / "set") == 2
    assert "another exercise" in capsys.readouterr().err


def test_somebody_elses_numbers_are_listed_and_not_judged(handed_out: Path, tmp_path: Path) -> None:
    texts = worked(handed_out)["s00"][0]
    (tmp_path / "in").mkdir()
    for student in ("s00", "s01"):
        body = "\n".join(f'"{name}" = "{value}"' for name, value in texts.items())
        (tmp_path / f"in/{student}.toml").write_text(f'student = "{student}"\n[answers]\n{body}')
    secret = handed_out / "secret.txt"
    out = tmp_path / "out"
    assert backprop("grade", EXERCISE, tmp_path / "in", "--secret-file", secret, "-o", out) == 1
    with (out / "gradebook.csv").open(newline="") as file:
        book = {row["student"]: row for row in csv.DictReader(file)}
    assert book["s00"]["score"] == book["s00"]["max"]
    assert book["s01"]["score"] == "?"
    assert "fit the sheet of 's00'" in book["s01"]["note"]
    assert not (out / "feedback/s01.html").exists()
    record = json.loads((out / "records/s01.json").read_text(encoding="utf-8"))
    assert "fit the sheet of 's00'" in record["withheld"]
    assert {one["typed"] for one in record["students"][0]["answers"]} == set(texts.values())
    assert set(record["of"]) == {"exercise", "hash", "version"}


@pytest.mark.thorough
def test_a_class_whose_steps_differ_is_marked_in_its_folder_as_by_one_call(tmp_path: Path) -> None:
    """α stands in the equations themselves; of this exercise it is drawn, too."""
    given, whose = task("descent"), STUDENTS[:6]
    (tmp_path / "class.csv").write_text("student\n" + "\n".join(whose))
    (tmp_path / "secret.txt").write_text(SECRET)
    secret, roster = (
        ("--secret-file", tmp_path / "secret.txt"),
        ("--roster", tmp_path / "class.csv"),
    )
    words = (*roster, *secret, "--formats", "csv", "-o", tmp_path / "set")
    assert backprop("assign", "descent", *words) == 0
    sheet = variants(given, SECRET.encode(), whose)
    assert len(np.unique(sheet.source.alpha)) > 1
    papers = of_class(sheet)
    for student, paper in zip(whose, papers, strict=True):
        fill_in(tmp_path, student, {**paper, "w:=": "7"} if student == "s01" else paper, "csv")
    assert backprop("grade", "descent", tmp_path / "in", *secret, "-o", tmp_path / "marks") == 0
    with (tmp_path / "marks/gradebook.csv").open(encoding="utf-8-sig", newline="") as file:
        scores = {row["student"]: float(row["score"]) for row in csv.DictReader(file)}
    papers[1] = {**papers[1], "w:=": "7"}
    assert scores == {
        one.student: one.score
        for one in mark(sheet, [{"student": student, "answers": paper}
                                for student, paper in zip(whose, papers, strict=True)]).students
    }  # fmt: skip
    assert scores["s01"] < scores["s00"] == scores["s05"]
