"""A run that is killed at any moment, and run again, ends as one that nobody disturbed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from grader.exercise_file import exercise

from .conftest import KEYS, rows, write_folder

PROGRAM = "import sys; from exercises.cli import main; sys.exit(main())"


def words(folder: Path, out: str, *more: str) -> list[str]:
    names = [str(folder / name) for name in ("sheet.json", "in")]
    return [sys.executable, "-c", PROGRAM, "grade", *names, "-o", str(folder / out), *more]


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def killed_and_run_again(folder: Path, students: int, times: int) -> None:
    (folder / "sheet.json").write_text(json.dumps(KEYS))
    some = rows(exercise(KEYS), min(students, 200))
    many = [{**some[at % len(some)], "student": f"s{at:05}"} for at in range(students)]
    write_folder(folder / "in", many)
    start = time.monotonic()
    subprocess.run(words(folder, "whole"), check=True, capture_output=True)
    whole = time.monotonic() - start
    expected = contents(folder / "whole")
    assert len(expected) == 2 * students + 4
    rng = np.random.default_rng(11)
    for moment in rng.random(times) * whole:
        process = subprocess.Popen(
            words(folder, "killed"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(moment)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        for name, text in (
            contents(folder / "killed").items() if (folder / "killed").exists() else ()
        ):
            assert name.endswith(".part") or text == expected[name], name
    subprocess.run(words(folder, "killed"), check=True, capture_output=True)
    assert contents(folder / "killed") == expected


def test_killed_at_some_moments(tmp_path: Path) -> None:
    killed_and_run_again(tmp_path, 60, 4)


@pytest.mark.full
def test_killed_at_a_hundred_moments_of_five_thousand_submissions(tmp_path: Path) -> None:
    killed_and_run_again(tmp_path, 5000, 100)


def test_a_run_that_is_killed_leaves_no_process_behind(tmp_path: Path) -> None:
    (tmp_path / "sheet.json").write_text(json.dumps(KEYS))
    (one,) = rows(exercise(KEYS), 1)
    write_folder(tmp_path / "in", [{**one, "student": f"s{at:05}"} for at in range(1200)])
    process = subprocess.Popen(
        words(tmp_path, "out", "--processes", "2"), stderr=subprocess.DEVNULL
    )
    others: set[int] = set()
    while len(others) < 2:  # one that marks, and one that keeps count of what they share
        others |= children(process.pid)
        assert process.poll() is None, "it was done before it could be killed"
        time.sleep(0.01)
    process.kill()
    process.wait()
    deadline = time.monotonic() + 20
    while left := [one for one in others if Path(f"/proc/{one}").exists()]:
        assert time.monotonic() < deadline, left
        time.sleep(0.1)


def children(process: int) -> set[int]:
    text = Path(f"/proc/{process}/task/{process}/children").read_text()
    return {int(one) for one in text.split()}
