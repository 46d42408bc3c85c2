"""Whatever a class hands in, it is marked or told; nobody's file stops the others."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.asked import Exercise
from grader.classes import chunks, run, wide
from grader.classes.file_names import without_control
from grader.classes.overrides import read_overrides
from grader.classes.run import How, grade_class
from grader.entries import entries
from grader.exercise_file import exercise
from tests.sample import sample
from tracer.errors import InputError

from .conftest import KEYS, book, rows, write_folder, write_wide

Load = Callable[[], tuple[Exercise, None]]
QUIET = settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
CELLS = st.text(alphabet="0123456789.-+eE/*\"',;\n\r\t\0=@ßα\ud800", max_size=30)


@pytest.mark.thorough
@QUIET
@given(st.lists(st.lists(CELLS, max_size=5), max_size=5), st.booleans())
def test_any_table_is_marked_or_told(load: Load, table: list[list[str]], feedback: bool) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        lines = ['student,"z[2][1,1]","a[1][1,2]"', *(",".join(row) for row in table)]
        (folder / "class.csv").write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
        try:
            grade_class(
                load, [str(folder / "class.csv")], str(folder / "o"), How(feedback=feedback)
            )
        except InputError:
            assert not (folder / "o/gradebook.csv").exists()


@pytest.mark.thorough
@QUIET
@given(st.dictionaries(st.sampled_from(["a.toml", "b.json", "c.csv", "d.xlsx"]), st.binary()))
def test_any_folder_is_marked_or_told(load: Load, files: dict[str, bytes]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").mkdir()
        for file, data in files.items():
            (folder / "in" / file).write_bytes(data)
        done = grade_class(load, [str(folder / "in")], str(folder / "out"))
        assert done.students + len(done.problems) >= len([data for data in files.values() if data])


def test_formulas_and_paths_in_ids_stay_texts(tmp_path: Path, load: Load, sheet: Exercise) -> None:
    ids = ["=cmd|' /C calc'!A0", "../../etc/passwd", "-1+1", "@x", "a" * 150, "ünï/cödé", "."]
    students = [{**row, "student": own} for row, own in zip(rows(sheet, 7), ids, strict=True)]
    table = write_wide(tmp_path / "class.csv", students)
    out = tmp_path / "out"
    grade_class(load, [str(table)], str(out))
    cells = list(book(out))
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    assert [cell.removeprefix("'") for cell in cells] == ids
    written = {path.parent for path in tmp_path.rglob("*") if path.is_file()}
    assert written == {tmp_path, out, out / "feedback", out / "records"}
    assert len(list((out / "feedback").iterdir())) == len(ids)


@pytest.mark.parametrize("lines", sample([True, False], 2))
def test_a_cell_of_ten_megabytes_costs_nobody_else_a_mark(
    tmp_path: Path, load: Load, sheet: Exercise, monkeypatch: pytest.MonkeyPatch, lines: bool
) -> None:
    if not lines:
        monkeypatch.setattr(wide.Wide, "regular", lambda table, block: False)
    students = rows(sheet, 3)
    students[1]["z[2][1,1]"] = "9" * 9_000_000
    table = write_wide(tmp_path / "class.csv", students)
    grade_class(load, [str(table)], str(tmp_path / "out"), How(feedback=False))
    found = book(tmp_path / "out")
    assert found["s001"]["z[2][1,1]"] == found["s001"]["score"] == "?"
    assert found["s000"]["z[2][1,1]"] == found["s002"]["z[2][1,1]"] == "1"


def test_a_quotation_mark_that_is_never_closed_stops_only_its_file(
    tmp_path: Path, load: Load, sheet: Exercise
) -> None:
    table = write_wide(tmp_path / "class.csv", rows(sheet, 2))
    table.write_text(table.read_text() + 's9,"0.1\n')
    other = write_folder(tmp_path / "in", rows(sheet, 3)[2:])
    done = grade_class(load, [str(table), str(other)], str(tmp_path / "out"), How(feedback=False))
    (problem,) = done.problems
    assert problem.message.startswith("a quotation mark in it is never closed")
    assert list(book(tmp_path / "out")) == ["s002"]  # whose the others are, the file cannot say


@pytest.mark.parametrize("out", ["/proc/marks", "/dev/null/marks"])
def test_a_place_that_cannot_be_written_is_named(
    tmp_path: Path, load: Load, sheet: Exercise, out: str
) -> None:
    table = write_wide(tmp_path / "class.csv", rows(sheet, 1))
    with pytest.raises(InputError, match=r"cannot be written|is a file"):
        grade_class(load, [str(table)], out)


def test_what_cannot_be_read_is_told_and_the_others_go_on(
    tmp_path: Path, load: Load, sheet: Exercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_folder(tmp_path / "in", rows(sheet, 5))
    (folder / "away.toml").symlink_to("nowhere.toml")
    (folder / "round.toml").symlink_to("round.toml")
    (folder / "more").mkdir()
    (folder / "more" / "again").symlink_to("..")
    (folder / "locked").mkdir()
    look, read = os.scandir, Path.open

    def scandir(path: str) -> object:
        if Path(path).name == "locked":
            raise PermissionError(13, "Permission denied", str(path))
        return look(path)

    def opened(path: Path, *words: str, **more: str) -> object:
        if path.name == "s001.toml":
            raise PermissionError(13, "Permission denied")
        return read(path, *words, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(os, "scandir", scandir)
    monkeypatch.setattr(Path, "open", opened)
    found = run.files_of

    def then_one_vanishes(*words: list[str]) -> list[Path]:
        paths = found(*words)  # type: ignore[arg-type]
        (folder / "s002.toml").unlink()
        return paths

    monkeypatch.setattr(run, "files_of", then_one_vanishes)
    done = grade_class(load, [str(folder)], str(tmp_path / "out"))
    marks = {name: row["score"] for name, row in book(tmp_path / "out").items()}
    unread = {"s001", "s002", "away", "round"}
    assert set(marks) == {"s000", "s003", "s004", *unread}
    assert {name for name, mark in marks.items() if mark == "?"} == unread
    told = {Path(one.where).name: one.message for one in done.problems}
    links = {"away.toml", "round.toml", "again"}
    assert set(told) == {"locked", "s001.toml", "s002.toml", *links}
    assert all("this is a link, and is left alone" in told[name] for name in links)
    assert "Permission denied" in told["locked"]
    assert "Permission denied" in told["s001.toml"]
    assert "no such file" in told["s002.toml"]


@pytest.mark.parametrize("own", ["s\n0\r0", "s\u20280\x850", '"s"'])
def test_line_ends_in_ids_and_reasons_stand_a_second_run(
    tmp_path: Path, load: Load, sheet: Exercise, own: str
) -> None:
    (one,) = write_folder(tmp_path / "in", rows(sheet, 1)).iterdir()
    one.write_text(one.read_text().replace('"s000"', json.dumps(own)))
    out = tmp_path / "out"
    for _ in range(2):
        grade_class(load, [str(one)], str(out))
        with (out / "overrides.csv").open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(["student", "quantity", "points", "reason"])
            table.writerow([own, "z[2][1,1]", 0, "torn\nand wet"])
    done = grade_class(load, [str(one)], str(out), How(dry=True))
    assert done.changes == done.problems == []
    assert book(out)[without_control(own)]["z[2][1,1]"] == "0"


def test_a_submission_to_another_exercise_is_told(
    tmp_path: Path, load: Load, sheet: Exercise
) -> None:
    folder = write_folder(tmp_path / "in", rows(sheet, 2))
    (folder / "x.toml").write_text('student = "x"\n[answers]\n"dJ/dW[9]" = "1"\nw77 = "2"\n')
    done = grade_class(load, [str(folder)], str(tmp_path / "out"))
    assert [(one.where, "another exercise" in one.message) for one in done.problems] == [
        (str(folder / "x.toml"), True)
    ]
    assert {name: row["score"] for name, row in book(tmp_path / "out").items()}["x"] == "?"
    assert len(book(tmp_path / "out")) == 3


@pytest.mark.parametrize("feedback", [True, False])
def test_one_student_under_two_spellings_is_one(
    tmp_path: Path, load: Load, sheet: Exercise, feedback: bool
) -> None:
    names = ["Ren\u00e9", "rene\u0301", "RENÉ"]
    students = [{**row, "student": name} for row, name in zip(rows(sheet, 3), names, strict=True)]
    table = write_wide(tmp_path / "class.csv", students)
    done = grade_class(load, [str(table)], str(tmp_path / "out"), How(feedback=feedback))
    assert list(book(tmp_path / "out")) == ["René"]
    assert ["a second" in one.message for one in done.problems] == [True, True]


def test_one_entry_that_is_asked_of_a_quantity_has_its_name(tmp_path: Path) -> None:
    sheet = exercise({**KEYS, "ask": [{"quantity": "y_hat[1,2]"}, {"quantity": "z[1]"}]})
    path = tmp_path / "overrides.csv"
    path.write_text("student,quantity,points\nana,\u0177,0.5\n", encoding="utf-8")
    assert list(read_overrides(path, sheet, entries(sheet)).marks["ana"]) == ["y_hat[1,2]"]
    path.write_text("student,quantity,points\nana,z[1],0.5\n")
    with pytest.raises(InputError, match="has several entries") as told:
        read_overrides(path, sheet, entries(sheet))
    assert told.value.expected == "z[1][1,1], z[1][1,2], z[1][1,3], z[1][2,1], z[1][2,2], z[1][2,3]"


def overridden(folder: Path, load: Load, text: bytes) -> run.Outcome:
    out = folder / "out"
    grade_class(load, [str(folder / "in")], str(out))
    (out / "overrides.csv").write_bytes(text)
    return grade_class(load, [str(folder / "in")], str(out))


def test_overrides_as_a_spreadsheet_saves_them(tmp_path: Path, load: Load, sheet: Exercise) -> None:
    write_folder(tmp_path / "in", rows(sheet, 2))
    text = "\ufeffStudent;Quantity;Points;Reason\r\nS001;z[2][1,1];0,25;late\r\nbo;J;1;\r\n"
    done = overridden(tmp_path, load, text.replace(";J;", ";y_hat[1,1];").encode())
    assert book(tmp_path / "out")["s001"]["z[2][1,1]"] == "0.25"
    assert [one.message for one in done.problems] == ["nobody was marked whose id is 'bo'"]


@pytest.mark.parametrize("encoding", sample(["utf-8-sig", "cp1252", "utf-16"], 3))
def test_overrides_in_the_encoding_of_a_spreadsheet_are_read(
    tmp_path: Path, load: Load, sheet: Exercise, encoding: str
) -> None:
    write_folder(tmp_path / "in", [{**row, "student": "Zoë"} for row in rows(sheet, 1)])
    text = "student;quantity;points;reason\r\nZoë;z[2][1,1];0,25;für nichts\r\n"
    done = overridden(tmp_path, load, text.encode(encoding))
    assert done.problems == []
    assert book(tmp_path / "out")["Zoë"]["note"] == "z[2][1,1]: 0.25 by hand (für nichts)"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (b"student,quantity,points\ns001,\0,1\n", "bytes that are 0"),
        (b"who,what\na,b\n", "names no columns"),
        (b"student,quantity,points\ns001,dJ/dq,1\n", "no quantity"),
        (b"student,quantity,points\ns001,y_hat[1 1],1\n", "line 2"),
        (b'student,quantity,points\ns001,"z[2][1,1]",-1\n', "no points"),
        (b'student,quantity,points\ns001,"z[2][1,1]"\n', "no points"),
    ],
)
def test_overrides_that_cannot_be_used_stop_everything(
    tmp_path: Path, load: Load, sheet: Exercise, text: bytes, wrong: str
) -> None:
    write_folder(tmp_path / "in", rows(sheet, 2))
    with pytest.raises(InputError, match=wrong) as told:
        overridden(tmp_path, load, text)
    assert "overrides.csv" in told.value.where
    assert len(book(tmp_path / "out")) == 2
    assert json.loads((tmp_path / "out/items.json").read_text())["students"] == 2


def test_a_wide_table_that_vanishes_stops_only_itself(
    tmp_path: Path, load: Load, sheet: Exercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = write_wide(tmp_path / "gone.csv", rows(sheet, 2))
    stays = write_wide(tmp_path / "stays.csv", [{**rows(sheet, 1)[0], "student": "cy"}])
    seen = chunks.is_wide

    def then_it_vanishes(path: Path) -> bool:
        found = seen(path)
        gone.unlink(missing_ok=True)
        return found

    monkeypatch.setattr(chunks, "is_wide", then_it_vanishes)
    done = grade_class(load, [str(gone), str(stays)], str(tmp_path / "out"), How(feedback=False))
    assert [one.where for one in done.problems] == [str(gone)]
    assert "No such file" in done.problems[0].message
    assert list(book(tmp_path / "out")) == ["cy"]


@QUIET
@given(
    st.binary(max_size=80)
    | st.lists(st.lists(CELLS, max_size=5), max_size=4).map(
        lambda table: "\n".join(
            ["student,quantity,points,reason", *(",".join(row) for row in table)]
        ).encode("utf-8", "surrogatepass")
    )
)
def test_any_overrides_are_read_or_told(sheet: Exercise, data: bytes) -> None:
    with TemporaryDirectory() as name:
        path = Path(name, "overrides.csv")
        path.write_bytes(data)
        try:
            found = read_overrides(path, sheet, entries(sheet))
        except InputError:
            return
        points = [mark.points for marks in found.marks.values() for mark in marks.values()]
        assert all(0 <= one <= 10**6 for one in points)
