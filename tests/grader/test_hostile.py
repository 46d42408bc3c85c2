"""Hostile submissions: a named message, in bounded time and memory, and never a crash."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader import mark
from grader.files import read_submissions
from grader.report import FORMATS
from grader.submission import Problem
from tests.moment import SECONDS, in_a_moment

from .hostile_files import LARGE, SMALL
from .hostile_made import Hostile

RUN = Path(__file__).with_name("hostile_run.py")

MEGABYTES = 100  # of the small ones, which a web page could send by the dozen
LARGE_SECONDS, LARGE_MEGABYTES = 1.0, 400  # of files as large as they may be


def marked(cases: dict[str, Hostile], folder: Path) -> list[dict[str, Any]]:
    """What a process of its own says of the files, in their order."""
    files = []
    for at, case in enumerate(cases.values()):
        files.append(folder / f"{at}{case.ending}")
        files[-1].write_bytes(case.data())
    run = subprocess.run(
        [sys.executable, str(RUN), *map(str, files)],
        capture_output=True,
        check=False,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_small_hostile_files_are_named_messages_at_once(tmp_path: Path) -> None:
    found = marked(SMALL, tmp_path)
    assert len(found) == len(SMALL)
    for (name, case), taken in zip(SMALL.items(), found, strict=True):
        assert case.says in taken["said"], (name, taken["said"][:400])
        assert taken["seconds"] < SECONDS, (name, taken["seconds"])
        assert taken["MB"] < MEGABYTES, (name, taken["MB"])


@pytest.mark.full
@pytest.mark.parametrize("name", LARGE)
def test_large_hostile_files_are_bounded_in_time_and_memory(name: str, tmp_path: Path) -> None:
    (taken,) = marked({name: LARGE[name]}, tmp_path)
    assert LARGE[name].says in taken["said"], taken["said"][:400]
    assert taken["seconds"] < LARGE_SECONDS
    assert taken["MB"] < LARGE_MEGABYTES
    assert taken["bytes"] < 1_000_000


NAMES = [
    "J",
    "z[1]",
    "z[1][1,1]",
    "dJ/dW[2]",
    "@2 J",
    "@2 W[1]",
    "w9",
    "[",
    "∂J/∂b[1]",
    "y_hat[1,1]",
]
TYPED = st.one_of(
    st.sampled_from(["1", "-0.35", "1/0", "9**9**9", "1e999", "exp(1000)", "0.1+", "½", "nan"]),
    st.text(max_size=12),
    st.text(alphabet="0123456789.,eE+-−*/^()√σ", max_size=30),
    st.integers(),
    st.floats(),
    st.none() | st.booleans(),
)  # fmt: skip
GIVEN = st.recursive(
    TYPED, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=2)
)
ANSWERS = st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=8), GIVEN, max_size=5)
QUICK = settings(  # the clock of a busy machine says little: in_a_moment counts its own time
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
FEW, MANY = settings(QUICK, max_examples=20), settings(QUICK, max_examples=25)  # marked, written


SUBMISSION = given(answers=ANSWERS, student=st.text(max_size=20))


@FEW
@SUBMISSION
def test_any_answers_are_marked_and_can_be_written(answers: dict[str, Any], student: str) -> None:
    marked_and_written(answers, student)


@pytest.mark.full
@MANY
@SUBMISSION
def test_so_are_many_more_answers(answers: dict[str, Any], student: str) -> None:
    marked_and_written(answers, student)


def marked_and_written(answers: dict[str, Any], student: str) -> None:
    with in_a_moment():
        report = mark("lecture-network", {"student": student, "answers": answers})
        assert all(write(report).encode() for write in FORMATS.values())


@QUICK
@given(answers=ANSWERS)
def test_any_answers_in_a_file_are_read(answers: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"answers": answers}), encoding="utf-8")
    problems: list[Problem] = []
    (found,) = read_submissions(path, problems)
    assert problems == []
    assert set(found.answers) == set(answers)


TABLE = given(
    rows=st.lists(st.lists(st.sampled_from(NAMES) | st.text(max_size=8), max_size=4), max_size=5),
    head=st.sampled_from(["student,quantity,value", "student;z[1][1,1];J", "J\tz[1]", ""]),
    between=st.sampled_from(",;\t"),
)


@FEW
@TABLE
def test_any_table_is_read_or_a_problem(
    rows: list[list[str]], head: str, between: str, tmp_path: Path
) -> None:
    table_is_read(rows, head, between, tmp_path)


@pytest.mark.full
@MANY
@TABLE
def test_so_are_many_more_tables(
    rows: list[list[str]], head: str, between: str, tmp_path: Path
) -> None:
    table_is_read(rows, head, between, tmp_path)


def table_is_read(rows: list[list[str]], head: str, between: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = [head, *(between.join(row) for row in rows)]
    path.write_text("\n".join(lines), encoding="utf-8", errors="replace")
    with in_a_moment():
        report = mark("lecture-network", path)
        assert all(write(report).encode() for write in FORMATS.values())
    assert report.students or report.problems


@QUICK
@given(answers=st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=5))
def test_any_texts_in_toml_are_read_or_a_problem(answers: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    lines = [f"{quoted(name)} = {quoted(text)}" for name, text in answers.items()]
    path.write_text("[answers]\n" + "\n".join(lines), encoding="utf-8")
    problems: list[Problem] = []
    found = list(read_submissions(path, problems))
    assert problems or dict(found[0].answers) == answers


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.dates(),
    st.sampled_from(["quantity", "value", "student", *NAMES]),
    st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=12),
)  # fmt: skip


SPREADSHEET = given(
    rows=st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=5),
    shown=st.sampled_from(["General", "0.00", "0.0E+00", "0." + "0" * 200, "@", "d/m/y"]),
)


@FEW
@SPREADSHEET
def test_any_spreadsheet_is_read_or_a_problem(
    rows: list[list[Any]], shown: str, tmp_path: Path
) -> None:
    spreadsheet_is_read(rows, shown, tmp_path)


@pytest.mark.full
@MANY
@SPREADSHEET
def test_so_are_many_more_spreadsheets(rows: list[list[Any]], shown: str, tmp_path: Path) -> None:
    spreadsheet_is_read(rows, shown, tmp_path)


def spreadsheet_is_read(rows: list[list[Any]], shown: str, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cell in book.active[1]:
        cell.number_format = shown
    path = tmp_path / "a.xlsx"
    book.save(path)
    with in_a_moment():
        report = mark("lecture-network", path)
        assert all(write(report).encode() for write in FORMATS.values())
    assert report.students or report.problems
