"""Whatever a class hands in, it is marked or told; nobody's file stops the others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.classes.run import How, grade_class
from grader.exercise_file import Exercise
from tracer.errors import InputError

from .conftest import book, rows, write_folder, write_wide

Load = Callable[[], tuple[Exercise, None]]
QUIET = settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
CELLS = st.text(alphabet="0123456789.-+eE/*\"',;\n\r\t\0=@ßα\ud800", max_size=30)


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


def test_a_cell_of_ten_megabytes_costs_its_own_points_only(
    tmp_path: Path, load: Load, sheet: Exercise
) -> None:
    students = rows(sheet, 3)
    students[1]["z[2][1,1]"] = "9" * 9_000_000
    table = write_wide(tmp_path / "class.csv", students)
    grade_class(load, [str(table)], str(tmp_path / "out"), How(feedback=False))
    found = book(tmp_path / "out")
    assert found["s001"]["z[2][1,1]"] == "0"
    assert found["s000"]["z[2][1,1]"] == found["s002"]["z[2][1,1]"] == "1"


def test_a_quotation_mark_that_is_never_closed_stops_only_its_file(
    tmp_path: Path, load: Load, sheet: Exercise
) -> None:
    table = write_wide(tmp_path / "class.csv", rows(sheet, 2))
    table.write_text(table.read_text() + 's9,"0.1\n')
    other = write_folder(tmp_path / "in", rows(sheet, 3)[2:])
    done = grade_class(load, [str(table), str(other)], str(tmp_path / "out"), How(feedback=False))
    assert [one.message for one in done.problems] == ["a quotation mark in it is never closed"]
    assert list(book(tmp_path / "out")) == ["s002"]


@pytest.mark.parametrize("out", ["/proc/marks", "/dev/null/marks"])
def test_a_place_that_cannot_be_written_is_named(
    tmp_path: Path, load: Load, sheet: Exercise, out: str
) -> None:
    table = write_wide(tmp_path / "class.csv", rows(sheet, 1))
    with pytest.raises(InputError, match=r"cannot be written|is a file"):
        grade_class(load, [str(table)], out)
