"""Several runs, links, pipes and signs that move a cursor: what other machines and people bring."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from grader.asked import Exercise
from grader.classes.file_names import CONTROL, file_name
from grader.classes.lock import LOCK, alone
from grader.classes.run import How, grade_class
from tracer.errors import InputError

from .conftest import KEYS, book, rows, write_folder, write_wide

Load = Callable[[], tuple[Exercise, None]]

HOLDS = """
import sys, time
from pathlib import Path
from grader.classes.lock import alone
with alone(Path(sys.argv[1])):
    print("there", flush=True)
    time.sleep(60)
"""


def holding(folder: Path) -> subprocess.Popen[str]:
    """Another process that is at work in a folder."""
    words = [sys.executable, "-c", HOLDS, str(folder)]
    other = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdout.readline() == "there\n"
    return other


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_second_run_names_the_first_and_leaves_its_folder_alone(
    tmp_path: Path, load: Load, sheet: Exercise
) -> None:
    write_folder(tmp_path / "in", rows(sheet, 3))
    other = holding(tmp_path / "out")
    with other, ExitStack() as stack:
        stack.callback(other.kill)
        with pytest.raises(InputError, match=f"process {other.pid} on ") as told:
            grade_class(load, [str(tmp_path / "in")], str(tmp_path / "out"))
        assert "another run is marking into it" in told.value.wrong
        assert list(contents(tmp_path / "out")) == [LOCK]
        grade_class(load, [str(tmp_path / "in")], str(tmp_path / "out"), How(dry=True))
    grade_class(load, [str(tmp_path / "in")], str(tmp_path / "out"))
    assert len(book(tmp_path / "out")) == 3, "a run that was killed holds nothing"
    assert not (tmp_path / "out" / LOCK).exists()


def test_what_is_refused_leaves_no_folder_behind(tmp_path: Path) -> None:
    with pytest.raises(KeyError), alone(tmp_path / "new/out"):
        raise KeyError
    assert not (tmp_path / "new/out").exists()


@pytest.mark.thorough
@pytest.mark.parametrize("times", [1, pytest.param(10, marks=pytest.mark.full)])
def test_three_graders_on_one_folder_give_the_bytes_of_one(
    tmp_path: Path, load: Load, sheet: Exercise, times: int
) -> None:
    (tmp_path / "class.json").write_text(json.dumps(KEYS))
    write_folder(tmp_path / "in", rows(sheet, 6))
    grade_class(load, [str(tmp_path / "in")], str(tmp_path / "one"))
    code = "import sys; from exercises.cli import main; sys.argv[0] = 'backprop'; sys.exit(main())"
    for at in range(times):
        out = tmp_path / f"out{at}"
        given = (tmp_path / "class.json", tmp_path / "in", "-o", out)
        words = [sys.executable, "-c", code, "grade", *map(str, given)]
        options = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
        graders = [subprocess.Popen(words, **options) for _ in range(3)]  # type: ignore[call-overload]
        said = [one.communicate()[1] for one in graders]
        codes = [one.returncode for one in graders]
        assert 0 in codes, said
        for told, status in zip(said, codes, strict=True):
            assert status == 0 or (status == 2 and "another run is marking into it" in told)
        assert contents(out) == contents(tmp_path / "one")


def test_a_link_in_a_hand_in_is_left_alone_and_told(
    tmp_path: Path, load: Load, sheet: Exercise
) -> None:
    write_folder(tmp_path / "in", rows(sheet, 2))
    (tmp_path / "secret.csv").write_text("student,quantity,value\ns009,J,the teacher's own\n")
    (tmp_path / "in/s009.csv").symlink_to(tmp_path / "secret.csv")
    (tmp_path / "in/etc").symlink_to("/etc")
    done = grade_class(load, [str(tmp_path / "in")], str(tmp_path / "out"))
    said = {Path(one.where).name: one.message for one in done.problems}
    assert set(said) == {"s009.csv", "etc"}
    assert all("this is a link, and is left alone" in one for one in said.values())
    assert not any(b"teacher" in data for data in contents(tmp_path / "out").values())
    scores = {name: row["score"] for name, row in book(tmp_path / "out").items()}
    assert scores["s009"] == "?"
    assert len(scores) == 3


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_is_left_alone_and_waits_for_nobody(
    tmp_path: Path, load: Load, sheet: Exercise
) -> None:
    write_folder(tmp_path / "in", rows(sheet, 2))
    os.mkfifo(tmp_path / "in/s009.csv")
    os.mkfifo(tmp_path / "named.csv")
    given = [str(tmp_path / "in"), str(tmp_path / "named.csv")]
    done = grade_class(load, given, str(tmp_path / "out"))
    assert [Path(one.where).name for one in done.problems] == ["s009.csv", "named.csv"]
    assert all("a pipe, a socket or a device" in one.message for one in done.problems)
    from grader import mark

    report = mark(sheet, str(tmp_path / "named.csv"))
    assert "a pipe, a socket or a device" in report.problems[0].message


def test_no_file_has_signs_that_move_a_cursor(tmp_path: Path, load: Load, sheet: Exercise) -> None:
    evil = "ana\x1b[2J\u202egpj.exe\u2066"
    (student, other) = rows(sheet, 2)
    write_wide(
        tmp_path / "in.csv",
        [{**student, "student": evil}, {**other, "z[1][1,1]": f"1{evil}"}],
    )
    (tmp_path / "out").mkdir()
    for _ in range(2):
        grade_class(load, [str(tmp_path / "in.csv")], str(tmp_path / "out"))
        (tmp_path / "out/overrides.csv").write_text(
            f's001,"z[1][1,1]",1,"{evil}"\n'.join(["student,quantity,points,reason\n", ""]),
            encoding="utf-8",
        )
    found = book(tmp_path / "out")
    assert list(found) == ["ana�[2J�gpj.exe�", "s001"], "the second run knows the first's row"
    for name, data in contents(tmp_path / "out").items():
        if name != "overrides.csv":
            assert not CONTROL.search(data.decode("utf-8-sig")), name
        assert not CONTROL.search(name)
    record = json.loads((tmp_path / "out/records/s001.json").read_text(encoding="utf-8"))
    typed = [one["typed"] for one in record["students"][0]["answers"]]
    assert f"1{evil}" in typed, "what was typed is kept, escaped"


@pytest.mark.parametrize("name", ["con", "NUL", "aux.b", "Com1", "lpt9.x.y", "COM²"])
def test_names_of_devices_are_written_so_that_they_are_none(name: str) -> None:
    assert file_name(name).startswith("%")
    assert file_name(name).endswith(name[1:])
    assert file_name(f"my{name}") == f"my{name}"
