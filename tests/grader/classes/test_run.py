"""A class marked into a folder: the same marks in whatever form it was handed in."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from grader import Submission, mark
from grader.asked import Exercise
from grader.classes import chunks, spread, wide
from grader.classes import rows as rows_of_tables
from grader.classes.chunks import Rows
from grader.classes.run import How, grade_class
from grader.classes.scored import Scored
from grader.classes.work import Job
from grader.commands.grade import loaded
from grader.entries import entries
from grader.exercise_file import exercise
from tests.sample import sample
from tracer.errors import InputError

from .conftest import KEYS, Row, book, rows, write_folder, write_wide

Load = Callable[[], tuple[Exercise, None]]


@pytest.fixture(scope="module")
def students() -> list[Row]:
    return rows(exercise(KEYS), 48, unread=True)


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory, students: list[Row]) -> Path:
    """`class.csv`, the table of a class, and `a`, what it is marked into."""
    folder = tmp_path_factory.mktemp("marked")
    table = write_wide(folder / "class.csv", students)
    sheet = exercise(KEYS)
    done = grade_class(lambda: (sheet, None), [str(table)], str(folder / "a"), How(feedback=False))
    assert done.students == len(students)
    return folder


@pytest.mark.thorough
def test_a_table_and_a_folder_give_the_same_marks(
    tmp_path: Path, load: Load, students: list[Row], marked: Path
) -> None:
    folder = write_folder(tmp_path / "in", students)
    other = grade_class(load, [str(folder)], str(tmp_path / "b"))
    assert other.students == len(students)
    assert book(marked / "a") == book(tmp_path / "b")
    assert (marked / "a/items.json").read_bytes() == (tmp_path / "b/items.json").read_bytes()
    assert len(list((tmp_path / "b/feedback").iterdir())) == len(students)


@pytest.mark.full
def test_the_marks_are_those_of_each_alone(
    sheet: Exercise, students: list[Row], marked: Path
) -> None:
    found = book(marked / "a")
    wrong = unread = 0
    for row in students:
        answers = {name: text for name, text in row.items() if name != "student"}
        report = mark(sheet, Submission(row["student"], answers)).student
        mine = found[row["student"]]
        if report.open:
            assert (mine["score"], mine["first_wrong"]) == ("?", "")
            assert [name for name, text in mine.items() if text == "?"][1:] == list(report.open)
            unread += 1
            continue
        assert float(mine["score"]) == pytest.approx(report.score)
        assert mine["first_wrong"] == " ".join(report.first_wrong[:3])
        assert all(float(mine[answer.name]) == answer.points for answer in report.answers)
        wrong += bool(report.first_wrong)
    assert wrong >= 5
    assert unread == 5


@pytest.mark.full
@pytest.mark.parametrize("block", sample([300, 6_000_000]))
@pytest.mark.parametrize("lines", sample([True, False]))
def test_nothing_depends_on_how_a_table_is_read(
    tmp_path: Path,
    load: Load,
    marked: Path,
    monkeypatch: pytest.MonkeyPatch,
    block: int,
    lines: bool,
) -> None:
    monkeypatch.setattr(wide, "BLOCK", block)
    if not lines:
        monkeypatch.setattr(wide.Wide, "regular", lambda table, block: False)
    text = (marked / "class.csv").read_text().replace("s007,", '"s007",').replace("\n", "\r\n")
    quoted = tmp_path / "quoted.csv"
    quoted.write_bytes(text.encode())
    grade_class(load, [str(quoted)], str(tmp_path / "b"), How(feedback=False))
    for name in ("gradebook.csv", "items.json"):
        assert (marked / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


@pytest.mark.thorough
@pytest.mark.parametrize("feedback", sample([False, True]))
def test_two_processes_give_the_same_bytes(
    tmp_path: Path, students: list[Row], monkeypatch: pytest.MonkeyPatch, feedback: bool
) -> None:
    """Of a wide table in many blocks or pieces, and files; some students come again in another.
    Where a process cannot be forked, a new one is started."""
    file = tmp_path / "sheet.json"
    file.write_text(json.dumps(KEYS))
    load: Any = partial(loaded, str(file), False)
    students = students[:24]
    table = write_wide(tmp_path / "class.csv", students)
    files = write_folder(tmp_path / "in", [*students[-8:], {**students[3], "student": "new"}])
    monkeypatch.setattr(wide, "BLOCK", 2000)
    monkeypatch.setattr(chunks, "LARGE", 2000)
    monkeypatch.setattr(chunks, "PIECE", 2000)
    monkeypatch.setattr(chunks, "FILES", 4)
    for name, count in (("one", 1), ("spawn", 2), ("fork", 2)):
        monkeypatch.setattr(spread, "BESIDE", name)
        how = How(feedback=feedback, processes=count)
        done = grade_class(load, [str(table), str(files)], str(tmp_path / name), how)
        assert done.students == len(students) + 1
        assert sum("a second submission" in one.message for one in done.problems) == 8
    one = contents(tmp_path / "one")
    assert one == contents(tmp_path / "spawn") == contents(tmp_path / "fork")
    assert len(one) == 4 + 2 * feedback * (len(students) + 1)


def test_others_mark_a_share_of_the_different_rows(
    tmp_path: Path, load: Load, sheet: Exercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a table that is one block: the gradebook is the same, byte by byte, whoever marked what;
    who is wrong in the same line is marked by the same one, who has early lines and late ones."""
    [right] = rows(sheet, 1)
    some = [{**right, "student": f"s{at}"} for at in range(48)]
    lines = [entry.name for entry in entries(sheet)]
    starts = [lines.index(name) for name in ("z[1]", "a[1]", "z[2]")]
    for at in range(1, 48, 2):
        some[at][list(some[at])[1 + starts[at // 2 % 3]]] = f"'{at},5"
    table = write_wide(tmp_path / "class.csv", some)
    monkeypatch.setattr(rows_of_tables, "FEW", 4)
    sent: list[Rows] = []

    def helper(share: Rows) -> Callable[[], Scored]:
        sent.append(share)
        job = Job(load)
        return lambda: rows_of_tables.marks_of(job, share)

    whole = next(iter(chunks.rows(table, 1, own=False)))
    assert isinstance(whole, Rows)
    for others in ([helper], [helper, helper]):
        sent.clear()
        alone, shared = Job(load), Job(load)
        one = rows_of_tables.of_rows(alone, whole, {})
        other = rows_of_tables.of_rows(shared, whole, {}, others)
        assert one.rows == other.rows
        assert one.items.to_json() == other.items.to_json()
        shares = [csv.reader(one.data.decode().splitlines()) for one in sent]
        wrong = [[at for row in one for at in starts if row[1 + at][0] == "'"] for one in shares]
        assert all(len(share) > 3 for share in wrong)
        assert ({*wrong[0]} == {starts[0], starts[2]}) == (len(others) == 1), wrong


def test_a_table_is_cut_into_equal_blocks() -> None:
    assert wide.block_sizes(3_003_000, 1, own=True) == [3_003_000]
    assert wide.block_sizes(3_000_000, 2, own=True) == [1_500_001, 1_499_999]
    assert wide.block_sizes(1_500_000, 9, own=True) == [300_001] * 4 + [299_996]
    assert wide.block_sizes(200_000, 4, own=True) == [200_000]
    assert wide.block_sizes(0, 4, own=True) == [0]
    for size in (10_000_000, 31_234_567):
        for own, most in ((True, wide.BLOCK), (False, 2 * wide.BLOCK)):
            for parts in (1, 2):
                *sizes, last = wide.block_sizes(size, parts, own)
                assert sum(sizes) + last == size
                assert len({*sizes}) == 1
                assert most / 2 < sizes[0] < 1.5 * most
                assert 0 <= sizes[0] - last < 20


def contents(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


@pytest.mark.parametrize("count", [36, pytest.param(96, marks=pytest.mark.full)])
@pytest.mark.thorough
def test_a_table_is_marked_the_same_in_blocks_of_any_size(
    tmp_path: Path, load: Load, sheet: Exercise, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    """The same mistake is made by some who are wrong in another line, too, and by others later."""
    some = rows(sheet, count)
    for at in range(3, count, 8):
        some[at]["z[1][1,1]"] = f"{at}"
    students = [{**row, "student": f"{at}"} for at, row in enumerate([*some, *some])]
    table = write_wide(tmp_path / "class.csv", students)
    third = table.stat().st_size // 6 + 1  # all have the same numbers: a block is twice that
    for size in (10**6, third, 2000):
        monkeypatch.setattr(wide, "BLOCK", size)
        grade_class(load, [str(table)], str(tmp_path / str(size)), How(feedback=False))
    whole = contents(tmp_path / str(10**6))
    assert contents(tmp_path / str(third)) == whole == contents(tmp_path / "2000")


def test_a_student_of_a_table_and_of_a_file_counts_once(
    tmp_path: Path, load: Load, students: list[Row]
) -> None:
    folder = write_folder(tmp_path / "in", students[:2])
    table = write_wide(tmp_path / "table.csv", students[1:4])
    done = grade_class(load, [str(folder), str(table)], str(tmp_path / "a"), How(feedback=False))
    (problem,) = done.problems
    assert problem.where == str(table)
    assert problem.message == (
        f"a second row for 's001': the first submission, {folder / 's001.toml'}, counts"
    )
    assert list(book(tmp_path / "a")) == ["s000", "s001", "s002", "s003"]


@pytest.mark.thorough
def test_a_large_table_is_handed_back_in_pieces(
    tmp_path: Path, load: Load, students: list[Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    table = write_wide(tmp_path / "class.csv", students)
    grade_class(load, [str(table)], str(tmp_path / "whole"))
    monkeypatch.setattr(chunks, "LARGE", 2000)
    monkeypatch.setattr(chunks, "PIECE", 2000)
    grade_class(load, [str(table)], str(tmp_path / "parts"))
    assert contents(tmp_path / "parts") == contents(tmp_path / "whole")


def test_without_feedback_nobody_gets_a_file(
    tmp_path: Path, load: Load, students: list[Row]
) -> None:
    folder = write_folder(tmp_path / "in", students[:2])
    grade_class(load, [str(folder)], str(tmp_path / "out"), How(feedback=False))
    assert set(contents(tmp_path / "out")) == {
        "gradebook.csv", "items.json", "report.html", "run.json"
    }  # fmt: skip


def test_a_second_run_writes_nothing(tmp_path: Path, load: Load, students: list[Row]) -> None:
    folder = write_folder(tmp_path / "in", students[:6])
    first = grade_class(load, [str(folder)], str(tmp_path / "out"))
    before = times(tmp_path / "out/feedback")
    second = grade_class(load, [str(folder)], str(tmp_path / "out"))
    assert first.changed == 12
    assert second.changed == 0
    assert before == {
        path: path.stat().st_mtime_ns for path in (tmp_path / "out/feedback").iterdir()
    }


def times(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.iterdir()}


def test_what_cannot_be_read_stops_nobody_else(
    tmp_path: Path, load: Load, students: list[Row]
) -> None:
    folder = write_folder(tmp_path / "in", students[:4])
    (folder / "broken.toml").write_text("[answers")
    (folder / "zz.toml").write_text('student = "s001"\n[answers]\n"z[2]" = "1"')
    (folder / "notes.txt").write_text("not an answer")
    done = grade_class(load, [str(folder)], str(tmp_path / "out"))
    assert done.students == 5
    assert book(tmp_path / "out")["broken"]["score"] == "?"
    assert [one.message.split(";")[0].split(":")[0] for one in done.problems] == [
        "this is not TOML",
        "a second submission by 's001'",
    ]


def test_a_second_row_of_a_student_is_told_wherever_it_stands(
    tmp_path: Path, load: Load, students: list[Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    twice = [*students[:5], *students[6:11], {**students[20], "student": "s002"}, students[11]]
    table = write_wide(tmp_path / "class.csv", twice)
    done = grade_class(load, [str(table)], str(tmp_path / "a"), How(feedback=False))
    monkeypatch.setattr(wide, "BLOCK", 200)
    again = grade_class(load, [str(table)], str(tmp_path / "b"), How(feedback=False))
    assert [one.message for one in done.problems] == [
        "a second row for 's002': the first one counts"
    ]
    assert [one.message for one in again.problems] == [one.message for one in done.problems]
    assert book(tmp_path / "a") == book(tmp_path / "b")
    assert done.students == again.students == 11


def test_the_folder_of_something_else_is_left_alone(tmp_path: Path, load: Load) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis/chapter.tex").write_text("…")
    with pytest.raises(InputError, match="it holds other files"):
        grade_class(load, [str(tmp_path)], str(tmp_path / "thesis"))
    assert [path.name for path in (tmp_path / "thesis").iterdir()] == ["chapter.tex"]


def test_a_disk_that_is_full_is_told_and_leaves_nothing_half_written(
    tmp_path: Path, load: Load, students: list[Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_folder(tmp_path / "in", students[:5])
    grade_class(load, [str(folder)], str(tmp_path / "out"))
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    write_folder(tmp_path / "more", students[5:9])

    opened = Path.open

    def full(path: Path, *words: Any, **more: Any) -> Any:
        return opened(Path("/dev/full") if path.suffix == ".part" else path, *words, **more)

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(InputError, match="No space left"):
        grade_class(load, [str(folder), str(tmp_path / "more")], str(tmp_path / "out"))
    after = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert after == before


def test_columns_that_are_no_entries_are_told_once(
    tmp_path: Path, load: Load, students: list[Row]
) -> None:
    table = write_wide(tmp_path / "class.csv", students[:3])
    text = table.read_text().replace('"z[1][1,1]"', "remark").replace('"z[1][1,2]"', "z[1]")
    table.write_text(text)
    done = grade_class(load, [str(table)], str(tmp_path / "out"), How(feedback=False))
    assert "'remark'" in done.problems[0].where
    assert "'z[1]'" in done.problems[1].where
    found = book(tmp_path / "out")
    for problem, name in zip(done.problems[2:], ("s000", "s001", "s002"), strict=True):
        assert problem.message.startswith(f"'{name}': not read: 'remark': this column fits nothing")
        assert found[name]["score"] == found[name]["z[1][1,1]"] == "?"
    assert found["s000"]["z[1][1,3]"] == "1"


def test_a_column_that_is_no_entry_costs_nobody_a_mark_where_all_others_are_there(
    tmp_path: Path, load: Load, students: list[Row]
) -> None:
    table = write_wide(tmp_path / "class.csv", [{**row, "group": "1"} for row in students[:3]])
    done = grade_class(load, [str(table)], str(tmp_path / "out"), How(feedback=False))
    assert ["'group'" in one.where for one in done.problems] == [True]
    assert float(book(tmp_path / "out")["s000"]["score"]) == len(students[0]) - 1
