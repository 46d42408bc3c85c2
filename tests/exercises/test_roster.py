"""Rosters: ids of any script; what cannot be an id is refused by name, all lines at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from exercises.classroom.roster import read_roster
from tracer.errors import InputError, InputErrors

BAD = {
    "../up": "looks like a path",
    "a/b": "looks like a path",
    "C:\\x": "looks like a path",
    ".hidden": "looks like a path",
    "nul": "no name for a folder",
    "con.txt": "no name for a folder",
    "dot.": "no name for a folder",
    "x" * 101: "101 characters",
    "bell\x07": "cannot be seen",
    "turn\u202e": "cannot be seen",
    "": "no id",
}


def written(folder: Path, text: str) -> str:
    path = folder / "class.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return str(path)


def test_other_columns_are_kept(tmp_path: Path) -> None:
    name = written(tmp_path, "name;Student;group\r\nAna;ana;1\r\n\r\nBo;bø;2\r\n")
    roster = read_roster(name)
    assert [(one.id, dict(one.rest)) for one in roster] == [
        ("ana", {"name": "Ana", "group": "1"}),
        ("bø", {"name": "Bo", "group": "2"}),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_a_roster_is_read_as_a_spreadsheet_saves_it(tmp_path: Path, encoding: str) -> None:
    text = "sep=;\r\nname;student\r\nAna;ana\r\nLi Lei;李雷\r\n"
    (tmp_path / "class.csv").write_bytes(text.encode(encoding))
    roster = read_roster(str(tmp_path / "class.csv"))
    assert [one.id for one in roster] == ["ana", "李雷"]


def test_a_roster_whose_letters_may_be_others_is_refused(tmp_path: Path) -> None:
    (tmp_path / "class.csv").write_bytes("student\n李雷\n".encode("gb18030"))
    with pytest.raises(InputError, match="the byte 0xc0 in line 2 is not UTF-8"):
        read_roster(str(tmp_path / "class.csv"))


def test_every_bad_line_is_named_at_once(tmp_path: Path) -> None:
    rows = "".join(f'"{own}",x\n' for own in BAD)
    with pytest.raises(InputErrors) as told:
        read_roster(written(tmp_path, "student,name\n" + rows))
    faults = told.value.faults
    assert [fault.where.rpartition(" ")[2] for fault in faults] == [
        str(line) for line in range(2, len(BAD) + 2)
    ]
    for fault, wrong in zip(faults, BAD.values(), strict=True):
        assert wrong in fault.wrong


@pytest.mark.parametrize("twin", ["ana", "Ana", " ana "])
def test_a_student_who_comes_twice_is_named_with_both_lines(tmp_path: Path, twin: str) -> None:
    with pytest.raises(InputErrors, match="line 2"):
        read_roster(written(tmp_path, f"student\nana\nbo\n{twin}\n"))


def test_a_roster_may_be_a_spreadsheet(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("Name", "Student"), ("Ana", "ana"), ("Bo", 1007)):
        sheet.append(row)
    book.save(tmp_path / "class.xlsx")
    roster = read_roster(str(tmp_path / "class.xlsx"))
    assert [(one.id, one.rest["Name"]) for one in roster] == [("ana", "Ana"), ("1007", "Bo")]


def test_of_many_bad_lines_some_are_named_and_the_others_counted(tmp_path: Path) -> None:
    with pytest.raises(InputErrors) as told:
        read_roster(written(tmp_path, "student\n" + "ana\n" * 301))
    assert len(told.value.faults) == 21
    assert told.value.faults[-1].wrong == "280 more lines like these"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [("name\nana\n", "no column"), ("", "is empty"), ("student\n", "no student")],
)
def test_a_file_that_is_no_roster_is_told(tmp_path: Path, text: str, wrong: str) -> None:
    with pytest.raises(InputError, match=wrong) as told:
        read_roster(written(tmp_path, text))
    assert "student,name" in str(told.value)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text() | st.text(alphabet='student,;"\n\r\0a1=/.', max_size=60))
def test_whatever_stands_in_a_roster_it_is_read_or_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        roster = read_roster(str(path))
    except InputError:
        return
    for one in roster:
        assert one.id
        assert not set(one.id) & set("/\\\0\n\r")
        assert not one.id.startswith(".")


def test_a_roster_that_is_missing_is_told_as_such(tmp_path: Path) -> None:
    for name in (str(tmp_path / "nope.csv"), "mazur", "x" * 5000, "a\0b"):  # mazur is an example
        with pytest.raises(
            InputError, match="there is no such file: the roster is missing"
        ) as told:
            read_roster(name)
        assert told.value.expected == "a CSV or xlsx file with a column `student`"
        assert "class.csv" in told.value.example
    with pytest.raises(InputError, match="this is a folder") as told:
        read_roster(str(tmp_path))
    assert "network" not in str(told.value)
    (tmp_path / "class.xlsx").write_bytes(b"PK\x05\x06" + bytes(18))  # an empty zip
    with pytest.raises(InputError, match="this is a zip archive, not a spreadsheet"):
        read_roster(str(tmp_path / "class.xlsx"))
