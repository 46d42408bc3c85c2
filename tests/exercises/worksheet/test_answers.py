"""The bare answer files and the spreadsheet: read back by the grader, blank and filled in."""

from __future__ import annotations

import io
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from exercises.task import Task, task
from exercises.worksheet.description import sheet
from exercises.worksheet.files import files
from exercises.worksheet.solution import solution
from grader import mark
from grader.result import StudentReport
from tests.sample import sample
from tracer.errors import InputError

from .conftest import HOSTILE, TASKS, known, made

Marked = Callable[[bytes], StudentReport]
READ = ("csv", "toml", "xlsx")


def marked(given: Task, name: str, data: bytes, folder: Path) -> StudentReport:
    path = folder / name
    path.write_bytes(data)
    report = mark(given.exercise, [str(path)])
    assert not report.problems
    [student] = report.students
    return student


@pytest.mark.parametrize("format", sample(READ))
def test_a_blank_one_is_an_answer_file_in_which_everything_is_missing(
    given: Task, format: str, tmp_path: Path
) -> None:
    student = marked(given, f"answers.{format}", made(given, format), tmp_path)
    assert student.student == "ana"
    assert {answer.verdict for answer in student.answers} == {"missing"}
    assert len(student.answers) + len(student.by_hand) == len(sheet(given).boxes)


@pytest.mark.parametrize("format", sample(READ))
def test_the_solution_is_right_in_every_entry(given: Task, format: str, tmp_path: Path) -> None:
    student = marked(given, f"x.{format}", made(given, format, solution=True), tmp_path)
    assert {answer.verdict for answer in student.answers} == {"right"}


def test_the_csv_is_the_long_table_of_the_contract() -> None:
    lines = made(known("symbols"), "csv").decode().split("\n")
    assert lines[:3] == ["student,quantity,value", "ana,o,", "ana,delta[2],"]
    assert lines[-1] == ""


def test_the_toml_says_each_quantity_in_words() -> None:
    made_toml = made(known("kinds"), "toml", student='Ana "A" Ü').decode()
    keys = tomllib.loads(made_toml)
    assert keys["student"] == 'Ana "A" Ü'
    assert set(keys["answers"].values()) == {""}
    assert '"dJ/dz[2]" = ""  # partial J by partial z 2\n#   A: ' in made_toml


def test_a_spreadsheet_filled_in_by_a_person_is_right(given: Task, tmp_path: Path) -> None:
    """Typed as numbers where they are numbers: a cell that is set to text keeps the digits."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(made(given, "xlsx")))
    page = book.worksheets[0]
    head = [cell.value for cell in page[1]]
    answers = solution(given.exercise, sheet(given)).answers
    for row in page.iter_rows(min_row=2):
        row[head.index("value")].value = answers[row[head.index("quantity")].value]
    book.save(tmp_path / "filled.xlsx")
    report = mark(given.exercise, [str(tmp_path / "filled.xlsx")])
    assert not report.problems
    assert {answer.verdict for answer in report.students[0].answers} == {"right"}


def test_the_spreadsheet_says_what_is_given_on_its_second_page() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(made(known("batch"), "xlsx")))
    answers, about = book.worksheets
    assert [cell.value for cell in answers[1]] == [
        "student", "quantity", "value", "points", "in words", "choices",
    ]  # fmt: skip
    rows = [[cell.value for cell in row if cell.value is not None] for row in about.iter_rows()]
    assert rows[0] == ["Three samples"]
    assert ["W[1]  from 1", 0.13, -0.37] in rows
    assert ["6. Draw tanh (1.5 points)"] in rows


def test_a_choice_of_the_spreadsheet_takes_its_letters_only() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(made(known("kinds"), "xlsx")))
    valid = book.worksheets[0].data_validations.dataValidation
    assert [(one.formula1, str(one.sqref)) for one in valid] == [
        ('"A,B,C,D"', "C2"), ('"A,B,C,D"', "C3"), ('"A,B,C,D"', "C4"),
    ]  # fmt: skip


def test_a_text_that_begins_as_a_formula_stays_a_text(hostile: Task, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    data = made(hostile, "xlsx", student="=1+1")
    book = openpyxl.load_workbook(io.BytesIO(data))
    types = {cell.data_type for page in book for row in page.iter_rows() for cell in row}
    assert "f" not in types
    assert book.worksheets[0]["A2"].value == "=1+1"
    assert book.worksheets[1]["A1"].value == " ".join(HOSTILE.split())
    assert marked(hostile, "x.xlsx", data, tmp_path).student == "=1+1"


@pytest.mark.parametrize("format", ["csv", "toml"])
def test_what_an_author_writes_stays_in_its_place(
    hostile: Task, format: str, tmp_path: Path
) -> None:
    student = marked(hostile, f"x.{format}", made(hostile, format), tmp_path)
    assert len(student.answers) == len(sheet(hostile).boxes)


@pytest.mark.parametrize(
    ("format", "package", "extra"), [("pdf", "typst", "pdf"), ("xlsx", "openpyxl", "xlsx")]
)
def test_a_package_that_is_missing_is_named(
    format: str, package: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(InputError, match=rf"{package}, which is not installed") as raised:
        files(task(TASKS["batch"]), [format])
    assert raised.value.example == f"pip install 'backprop-tracer[{extra}]'"
