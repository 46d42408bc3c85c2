"""A run that is killed at any moment, and run again, ends as one that nobody disturbed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
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


@pytest.mark.thorough
def test_killed_at_some_moments(tmp_path: Path) -> None:
    killed_and_run_again(tmp_path, 30, 3)


@pytest.mark.full
def test_killed_at_a_hundred_moments_of_five_thousand_submissions(tmp_path: Path) -> None:
    killed_and_run_again(tmp_path, 5000, 100)


def heard() -> None:
    """What a shell starts in the background does not hear of Ctrl-C, nor what that starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def on_two_processes(folder: Path) -> Iterator[tuple[subprocess.Popen[str], set[int]]]:
    """A run, as soon as another process marks for it, and that."""
    (folder / "sheet.json").write_text(json.dumps(KEYS))
    (one,) = rows(exercise(KEYS), 1)
    write_folder(folder / "in", [{**one, "student": f"s{at:05}"} for at in range(4000)])
    more = ("--processes", "2")
    with subprocess.Popen(
        words(folder, "out", *more),
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heard,  # noqa: PLW1509 - there is one thread here
    ) as run:
        others: set[int] = set()
        while not others:
            others |= children(run.pid)
            assert run.poll() is None, "it was done too early"
            time.sleep(0.01)
        yield run, others


@pytest.mark.thorough
def test_a_run_that_is_killed_leaves_no_process_behind(tmp_path: Path) -> None:
    with on_two_processes(tmp_path) as (run, others):
        run.kill()
    deadline = time.monotonic() + 20
    while left := [one for one in others if Path(f"/proc/{one}").exists()]:
        assert time.monotonic() < deadline, left
        time.sleep(0.1)


@pytest.mark.thorough
def test_a_run_that_is_interrupted_says_how_to_go_on(tmp_path: Path) -> None:
    with on_two_processes(tmp_path) as (run, others):
        time.sleep(0.2)
        for one in (run.pid, *others):  # as a terminal does
            os.kill(one, signal.SIGINT)
        told = run.communicate()[1]
    assert told == "interrupted; the same command again goes on from here\n"
    assert run.returncode == 130


def children(process: int) -> set[int]:
    text = Path(f"/proc/{process}/task/{process}/children").read_text()
    return {int(one) for one in text.split()}
