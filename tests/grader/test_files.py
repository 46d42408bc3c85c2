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


TORN = {
    "a decimal comma": 'student,quantity,value\ns1,J,0,5\ns1,"z[1][1,1]",−2,25\n',
    "a place": "student,quantity,value\ns1,J,0.5\ns1,z[1][1,1],-2.25\n",
    "both": "student,quantity,value\ns1,J,0,5\ns1,z[1][1,1],-2,25\n",
    "a place in the first row": "student,J,z[1][1,1]\ns1,0.5,-2.25\n",
    "Excel's own first line": "sep=;\r\nstudent;quantity;value\r\ns1;J;0,5\r\ns1;z[1][1,1];-2,25",
    "the name once": 'student,quantity,value\ns1,J,0.5\n,"z[1][1,1]",-2.25\n',
    "the name once, further down": 'student,quantity,value\n,J,0.5\ns1,"z[1][1,1]",-2.25\n',
    "commas to spare": 'student,quantity,value\ns1,J,0.5,\ns1,"z[1][1,1]",-2.25,,\n',
    "a heading to spare": 'student,quantity,value,\ns1,J,0.5,\ns1,"z[1][1,1]",-2.25,\n',
}


@pytest.mark.parametrize("text", TORN.values(), ids=TORN)
def test_a_table_as_people_type_it_says_what_they_meant(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode())
    (one,), problems = read(path)
    assert problems == []
    assert one.student == "s1"
    said = {name: value.replace(",", ".").replace("−", "-") for name, value in one.answers.items()}
    assert {name: value for name, value in said.items() if value} == {
        "J": "0.5", "z[1][1,1]": "-2.25"
    }  # fmt: skip


def test_two_names_are_two_students_and_a_third_has_none(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("student,quantity,value\ns1,J,1\n,J,2\ns2,J,3\n")
    found, problems = read(path)
    assert problems == []
    assert [(one.student, one.answers["J"]) for one in found] == [
        ("s1", "1"), ("", "2"), ("s2", "3")
    ]  # fmt: skip


# A file that students hand in, and what must stand in its message.
SLIPS = {
    "a name without quotes": ("a.toml", '[answers]\nz[1][1,1] = "0.1"', "z[1][1,1] = "),
    "a decimal comma": ("a.toml", "[answers]\nJ = 0,5\n", "'J = 0,5'"),
    "one quote": ("a.toml", '[answers]\n"J" = "0.5\n', "straight quotes"),
    "quotes of a word processor": ("a.toml", '[answers]\n"J" = “0.5”\n', "straight quotes"),
    "no heading": ("a.toml", '"J" = "0.5"\n', "a line [answers] above"),
    "the sheet": ("sheet.md", "# One neuron\n", "answers.csv or answers.toml"),
    "nothing": ("a.toml", "", "the file is empty; expected: a file of answers"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_with_what_stands_there(slip: str, tmp_path: Path) -> None:
    name, text, says = SLIPS[slip]
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    found, problems = read(path)
    assert found == []
    assert says in problems[0].message


def test_what_is_not_there_is_no_network_that_was_meant(tmp_path: Path) -> None:
    found, problems = read(tmp_path / "a.toml")
    assert found == []
    assert problems[0].message == "there is no such file; expected: a file of answers"


def test_a_comma_too_many_is_told_of_its_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("student,J,y\nana,0,5,0,7\nbo,1,2\n")
    (ana, bo), problems = read(path)
    assert problems == []
    assert (ana.student, dict(ana.answers), dict(bo.answers)) == ("ana", {}, {"J": "1", "y": "2"})
    assert ana.unread[0].message.startswith("'ana,0,5,0,7' has more cells than the first row, 3")


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/worksheets/sheet1.xml", b"0" * 200_000_000)
    return packed.getvalue()


def strict() -> bytes:
    """A workbook in the Strict variant of its standard."""
    from openpyxl import Workbook

    plain, packed = io.BytesIO(), io.BytesIO()
    Workbook().save(plain)
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(plain) as file, zipfile.ZipFile(packed, "w") as written:
        for entry in file.infolist():
            data = file.read(entry).replace(main, b"http://purl.oclc.org/ooxml/spreadsheetml/main")
            written.writestr(entry.filename, data)
    return packed.getvalue()


def with_words(encoding: str) -> bytes:
    """A workbook whose strings define words of their own, behind a long remark."""
    packed = io.BytesIO()
    text = f"<?xml version='1.0'?><!--{' ' * 2000}--><!DOCTYPE a [<!ENTITY b 'c'>]><sst/>"
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("xl/sharedStrings.xml", text.encode(encoding))
    return packed.getvalue()


HOSTILE: dict[str, tuple[str, Any, str]] = {
    "a zip bomb": ("a.xlsx", bomb, "unpacks to"),
    "words of its own": ("a.xlsx", lambda: with_words("utf-8"), "words of its own"),
    "words of its own in UTF-16": ("a.xlsx", lambda: with_words("utf-16"), "words of its own"),
    "Strict Open XML": ("a.xlsx", strict, "not Strict"),
    "no zip": ("a.xlsx", lambda: b"PK\x03\x04nothing", "no xlsx"),
    "deep JSON": ("a.json", lambda: b'{"answers": ' + b"[" * 100_000, "nested"),
    "deep TOML": ("a.toml", lambda: b"a = " + b"[" * 100_000, "nested"),
    "half of UTF-16": ("a.csv", lambda: "student,quantity,value".encode("utf-16")[:-1], "UTF-16"),
    "bytes that are 0": ("a.csv", lambda: b"student,quantity,value\ns1,J,\0", "bytes that are 0"),
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
    max_examples=25, deadline=5000, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode()))
def test_any_bytes_are_answers_or_a_problem(ending: str, data: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_bytes(data)
    found, problems = read(path)
    assert found or problems
