"""Submissions in every format, and hostile ones."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.files import read_submissions
from grader.submission import Problem, Submission


def read(path: Path) -> tuple[list[Submission], list[Problem]]:
    problems: list[Problem] = []
    return list(read_submissions(path, problems)), problems


TEXTS = {
    "a.toml": 'student = "s1"\n[answers]\nJ = 0.10\n"z[1]" = [[1.50, 2]]\n"y_hat" = "1/3"\n',
    "a.json": '{"student": "s1", "answers": {"J": 0.10, "z[1]": [[1.50, 2]], "y_hat": "1/3"}}',
}


@pytest.mark.parametrize("name", TEXTS)
def test_numbers_keep_the_digits_they_were_typed_with(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(TEXTS[name], encoding="utf-8")
    (one,), problems = read(path)
    assert problems == []
    assert one.student == "s1"
    assert str(one.answers["J"]) == "0.10"
    assert [str(number) for number in one.answers["z[1]"][0]] == ["1.50", "2"]


TABLES = {
    "long.csv": 'student,quantity,value\ns1,J,0.10\ns1,"z[1][1,1]",2\ns2,J,"0,5"\n',
    "semicolons.csv": "student;quantity;value\ns1;J;0.10\ns1;z[1][1,1];2\ns2;J;0,5\n",
    "wide.csv": 'student,J,"z[1][1,1]"\ns1,0.10,2\ns2,"0,5",\n',
}


@pytest.mark.parametrize("name", TABLES)
def test_long_and_wide_tables_say_the_same(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(TABLES[name], encoding="utf-8")
    (one, two), problems = read(path)
    assert problems == []
    assert dict(one.answers) == {"J": "0.10", "z[1][1,1]": "2"}
    assert (two.student, two.answers["J"]) == ("s2", "0,5")


def test_a_spreadsheet_number_has_the_digits_that_its_cell_shows(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["student", "quantity", "value"])
    book.active.append(["s1", "J", 0.1])
    book.active["C2"].number_format = "0.00"
    path = tmp_path / "a.xlsx"
    book.save(path)
    (one,), problems = read(path)
    assert problems == []
    assert one.answers["J"] == "0.10"


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/worksheets/sheet1.xml", b"0" * 200_000_000)
    return packed.getvalue()


HOSTILE: dict[str, tuple[str, Any, str]] = {
    "a zip bomb": ("a.xlsx", bomb, "unpacks to"),
    "no zip": ("a.xlsx", lambda: b"PK\x03\x04nothing", "no xlsx"),
    "deep JSON": ("a.json", lambda: b'{"answers": ' + b"[" * 100_000, "nested"),
    "deep TOML": ("a.toml", lambda: b"a = " + b"[" * 100_000, "nested"),
    "UTF-16": ("a.csv", lambda: "student,quantity,value".encode("utf-16"), "UTF-16"),
    "Latin-1": ("a.toml", lambda: "student = 'Zoë'".encode("latin-1"), "not UTF-8"),
    "empty": ("a.csv", lambda: b"", "empty"),
    "too large": ("a.csv", lambda: b"x" * 10_000_001, "larger than"),
    "a cell of 10 MB": ("a.csv", lambda: b"quantity,value\nJ," + b"1" * 9_000_000, "not CSV"),
    "no answers": ("a.toml", lambda: b"student = 's1'", "no [answers]"),
    "a layout": ("a.toml", lambda: b"layout = 'x'\n[answers]\nJ = 1", "layout = 'x'"),
    "bad TOML": ("a.toml", lambda: b"answers = = 1", "not TOML"),
    "a huge integer": ("a.toml", lambda: b"[answers]\nJ = " + b"9" * 10_000, "not TOML"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_one_named_problem(name: str, tmp_path: Path) -> None:
    file, data, says = HOSTILE[name]
    path = tmp_path / file
    path.write_bytes(data())
    found, problems = read(path)
    assert found == []
    assert says in problems[0].message


@pytest.mark.parametrize("ending", ["toml", "json", "csv", "xlsx", "txt"])
@settings(
    max_examples=60, deadline=5000, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode()))
def test_any_bytes_are_answers_or_a_problem(ending: str, data: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_bytes(data)
    found, problems = read(path)
    assert found or problems
