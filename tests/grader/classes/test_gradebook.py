"""What a spreadsheet opens, and what a person set by hand."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.asked import Exercise
from grader.classes.cells import FORMULA, cell
from grader.classes.file_names import file_name, without_control
from grader.classes.run import How, grade_class
from grader.exercise_file import exercise
from tracer.errors import InputError

from .conftest import KEYS, book, rows, write_folder, write_wide

Load = Callable[[], tuple[Exercise, None]]


@given(st.text())
def test_a_cell_reads_back_and_is_no_formula(text: str) -> None:
    (row,) = csv.reader(io.StringIO(cell(text) + "\n", newline="")) if text else [[""]]
    read = row[0] if row else ""
    assert not read.startswith(FORMULA)
    kept = without_control(text)
    assert read.removeprefix("'") == kept.removeprefix("'")


@given(st.text(), st.text())
def test_an_id_never_leads_out_of_the_folder(one: str, other: str) -> None:
    name = file_name(one)
    assert name not in ("", ".", "..")
    assert not set(name) & set('/\\:*?"<>|\0\n')
    assert not name.startswith(".")
    if len(one) < 20 and len(other) < 20 and one.strip(" .") == one and other.strip(" .") == other:
        assert (name == file_name(other)) == (one == other)


def test_marks_set_by_hand_stand(tmp_path: Path, load: Load, sheet: Exercise) -> None:
    folder = write_folder(tmp_path / "in", rows(sheet, 3))
    out = tmp_path / "out"
    grade_class(load, [str(folder)], str(out))
    before = book(out)
    (out / "overrides.csv").write_text(
        'student,quantity,points,reason\ns001,"z[2][1,1]",0.25,=smudged\n'
    )
    grade_class(load, [str(folder)], str(out))
    after = book(out)
    assert float(after["s001"]["score"]) == float(before["s001"]["score"]) - 0.75
    assert after["s001"]["note"] == "z[2][1,1]: 0.25 by hand (=smudged)"
    assert {**after, "s001": None} == {**before, "s001": None}
    record = json.loads((out / "records/s001.json").read_text())
    assert record["overrides"] == [
        {"quantity": "z[2][1,1]", "points": 0.25, "instead_of": 1.0, "reason": "=smudged"}
    ]
    (mine,) = [one for one in record["students"][0]["answers"] if one["quantity"] == "z[2]"][:1]
    assert mine["points"] == 0.25
    assert record["students"][0]["score"] == float(after["s001"]["score"])
    assert "Set by hand to 0.25 of 1 points (=smudged)." in (out / "feedback/s001.html").read_text()
    assert set(record["of"]) == {"exercise", "hash", "version"}


def test_what_is_marked_by_hand_has_a_column_and_counts(tmp_path: Path) -> None:
    sheet = exercise({**KEYS, "manual": [{"title": "Draw it", "points": 4}]})
    table = write_wide(tmp_path / "class.csv", rows(sheet, 2))
    out = tmp_path / "out"
    grade_class(lambda: (sheet, None), [str(table)], str(out), How(feedback=False))
    before = book(out)["s000"]
    (out / "overrides.csv").write_text("student,quantity,points\ns000,Draw it,3\n")
    grade_class(lambda: (sheet, None), [str(table)], str(out), How(feedback=False))
    after = book(out)["s000"]
    assert before["Draw it"] == ""
    assert after["Draw it"] == "3"
    assert float(after["score"]) == float(before["score"]) + 3
    assert float(after["max"]) == float(before["score"]) + 4


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("s001,dJ/dW[9],1,", "dJ/dW"),
        ("s001,J,1,", "is not asked for"),
        ("s001,Draw it,1,", "Draw it"),
        ('s001,"z[2][1,1]",many,', "no points"),
        ('s001,"z[2][1,1]",-1,', "no points"),
        ('s001,"z[2][1,1]",nan,', "no points"),
    ],
)
def test_an_override_that_names_nothing_is_told(
    tmp_path: Path, load: Load, sheet: Exercise, line: str, wrong: str
) -> None:
    table = write_wide(tmp_path / "class.csv", rows(sheet, 2))
    out = tmp_path / "out"
    grade_class(load, [str(table)], str(out), How(feedback=False))
    (out / "overrides.csv").write_text(f"student,quantity,points,reason\n{line}\n")
    with pytest.raises(InputError, match="line 2") as told:
        grade_class(load, [str(table)], str(out), How(feedback=False))
    assert wrong in str(told.value)
