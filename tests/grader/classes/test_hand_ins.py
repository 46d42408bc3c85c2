"""The second hand-in, and the late one: which counts is said, with both named."""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from exercises.cli import COMMANDS
from grader.classes.gather import folded, owner
from grader.classes.times import time_in
from tracer.cli import run

from .conftest import book
from .office import hand_in, text_of
from .test_office_files import KEYS, RIGHT

DAY = datetime(2026, 3, 1, 18, 0)
POOR = {**RIGHT, "df/dw": ""}  # one point less


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sheet.json").write_text(json.dumps(KEYS))
    (tmp_path / "in").mkdir()
    return tmp_path


def come(path: Path, time: datetime) -> Path:
    """Let a file be of that time."""
    os.utime(path, (time.timestamp(), time.timestamp()))
    return path


def named(folder: Path, name: str, student: str, answers: dict[str, str]) -> Path:
    return hand_in(folder / "in", "TOML", student, answers).rename(folder / "in" / name)


def grade(folder: Path, *words: str) -> int:
    where = (str(folder / "sheet.json"), str(folder / "in"), "-o", str(folder / "out"))
    return run("backprop", COMMANDS, ["grade", *where, *words])


def row(folder: Path, student: str = "ana") -> dict[str, str]:
    return book(folder / "out")[student]


@pytest.mark.parametrize(("counts", "score"), [("latest", "5"), ("first", "4")])
@pytest.mark.parametrize("how", ["the file's own time", "its name"])
def test_the_one_that_counts_is_said_with_both_and_their_times(
    folder: Path, capsys: pytest.CaptureFixture[str], how: str, counts: str, score: str
) -> None:
    """In the order of the names the better one is first, and in that of time it is last."""
    names = ("a.toml", "b.toml")
    if how == "its name":
        names = ("ana_2026-03-02_1805.toml", "ana_2026-03-01-18-00.toml")
    come(named(folder, names[0], "ana", RIGHT), DAY + timedelta(hours=24, minutes=5))
    come(named(folder, names[1], "ana", POOR), DAY)
    assert grade(folder, f"--{counts}") == 0
    found = row(folder)
    assert found["score"] == score
    late, early = (f"in/{name} ({time}, by {how})" for name, time in
                   zip(names, ("2026-03-02 18:05", "2026-03-01 18:00"), strict=True))  # fmt: skip
    said = (late, early) if counts == "latest" else (early, late)
    note = f"{said[0]} counts, the {counts}; not {said[1]}"
    assert found["note"] == note
    assert note in capsys.readouterr().out
    assert note in (folder / "out/report.html").read_text().replace("&#x27;", "'")
    assert note in (folder / "out/feedback/ana.html").read_text().replace("&#x27;", "'")


def test_without_a_choice_the_first_by_name_counts_and_the_other_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    come(named(folder, "a.toml", "ana", POOR), DAY)
    come(named(folder, "b.toml", "ana", RIGHT), DAY + timedelta(hours=1))
    assert grade(folder) == 1
    assert row(folder)["score"] == "4"
    assert "a second submission by 'ana': the first, " in capsys.readouterr().out


def test_what_comes_after_the_deadline_counts_and_is_called_late(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    come(named(folder, "a.toml", "ana", POOR), DAY)
    come(named(folder, "b.toml", "ana", RIGHT), DAY + timedelta(hours=30))
    come(named(folder, "c.toml", "cy", RIGHT), DAY)
    assert grade(folder, "--latest", "--deadline", "2026-03-01 18:00") == 0
    assert "late: 1 d 6 h after 2026-03-01 18:00: " in row(folder)["note"]
    assert row(folder)["score"] == "5"
    assert row(folder, "cy")["note"] == ""
    said = capsys.readouterr().out
    assert "1 handed in late:\n  ana: late: 1 d 6 h after" in said
    assert "<h2>Late</h2>" in (folder / "out/report.html").read_text()
    assert grade(folder, "--first", "--deadline", "2026-03-01") == 0
    assert "late" not in row(folder)["note"]


def test_where_the_last_one_cannot_be_read_nobody_gets_the_mark_of_another(folder: Path) -> None:
    come(named(folder, "a.toml", "ana", RIGHT), DAY)
    (folder / "in/ana.csv").write_bytes("student,quantity,value\n".encode("utf-16")[:-1])
    come(folder / "in/ana.csv", DAY + timedelta(hours=1))
    assert grade(folder, "--latest") == 1
    assert row(folder)["score"] == "?"
    assert "UTF-16, and not whole" in row(folder)["note"]
    assert "a.toml" in row(folder)["note"]
    assert grade(folder, "--first") == 1  # the other is told all the same
    assert row(folder)["score"] == "5"


@pytest.mark.parametrize(("counts", "score"), [("latest", "5"), ("first", "4")])
def test_rows_of_one_table_count_by_their_own_time_or_in_their_order(
    folder: Path, counts: str, score: str
) -> None:
    head = ["Timestamp", "student", *RIGHT]
    early, late = ["2026-03-01 17:00:00", "ana"], ["2026-03-02T09:30:00", "ana"]
    rows = [head, [*late, *RIGHT.values()], [*early, *POOR.values()]]
    rows += [["", "bo", *POOR.values()], ["", "bo", *RIGHT.values()]]
    come(folder / "in", DAY)
    (folder / "in/form.csv").write_text(text_of(rows), encoding="utf-8")
    words = ("--deadline", "2026-03-01 18:00")
    for more in ((), ("--no-feedback",)):
        assert grade(folder, f"--{counts}", *words, *more) == 0
        assert row(folder)["score"] == row(folder, "bo")["score"] == score
        assert ("late: " in row(folder)["note"]) == (counts == "latest")
        assert "late: " not in row(folder, "bo")["note"]
        counted, other = ("4", "3") if counts == "latest" else ("3", "4")
        said = row(folder, "bo")["note"]
        assert said.index(f"submission {counted} (") < said.index(f"submission {other} (")
    assert "Nobody knows when" in (folder / "out/report.html").read_text()


def test_a_table_in_pieces_has_the_last_of_all_its_rows(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from grader.classes import chunks

    rows = [["student", *RIGHT], *(["ana", *POOR.values()] for _ in range(40))]
    rows += [["ana", *RIGHT.values()], ["bo", *RIGHT.values()]]
    (folder / "in/form.csv").write_text(text_of(rows), encoding="utf-8")
    monkeypatch.setattr(chunks, "LARGE", 200)
    monkeypatch.setattr(chunks, "PIECE", 200)
    assert grade(folder, "--latest") == 0
    assert row(folder)["score"] == "5"
    assert len(book(folder / "out")) == 2


def test_a_printed_report_chooses_as_well(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = [
        come(named(folder, "a.toml", "ana", POOR), DAY),
        come(named(folder, "b.toml", "ana", RIGHT), DAY + timedelta(hours=1)),
    ]
    words = ["grade", str(folder / "sheet.json"), *map(str, paths)]
    assert run("backprop", COMMANDS, [*words, "--latest"]) == 0
    said = capsys.readouterr().out
    assert "ana: 5 of 5 points" in said
    assert "ana: 4 of 5" not in said


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--latest", "--first"), "not allowed with"),
        (("--deadline", "tomorrow"), "'tomorrow' is no time"),
        (("--deadline", "31.2.2026"), "'31.2.2026' is no time"),
    ],
)
def test_a_choice_that_is_none_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
) -> None:
    named(folder, "a.toml", "ana", RIGHT)
    assert grade(folder, *words) == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "time"),
    [
        ("ana_2026-03-02", datetime(2026, 3, 2)),
        ("ana 2026-03-02 18.05.11", datetime(2026, 3, 2, 18, 5, 11)),
        ("20260302T180511_ana", datetime(2026, 3, 2, 18, 5, 11)),
        ("20260302-1805", datetime(2026, 3, 2, 18, 5)),
        ("Screenshot 2026-03-02 at 18.05.11", datetime(2026, 3, 2, 18, 5, 11)),
        ("20210315", None),  # somebody's id
        ("ana_2026-02-31", None),
        ("2026-13-01", None),
        ("s120260302-1805", None),
    ],
)
def test_the_time_in_a_name_is_one_that_there_is(name: str, time: datetime | None) -> None:
    assert time_in(name) == time


def test_the_time_in_a_name_is_no_part_of_the_student() -> None:
    ids = {folded(one): one for one in ("Zoë", "20210315")}
    for name in ("Zoë_2026-03-02_1805", "Zoë (2)", "zoë - 2026-03-02 18.05", "Zoe\u0308.csv"):
        assert folded(owner(Path(f"in/{name}.txt"), ids)) == "zoë"
    assert owner(Path("in/20210315.csv"), ids) == "20210315"
