"""`backprop grade`, and that it costs the other commands nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from exercises.cli import COMMANDS
from tracer.cli import run

ANSWERS = 'student = "Ann"\n[answers]\n"z[1]" = [[0.3775], [0.3925]]\n"a[1][1,1]" = 0.75\n'


@pytest.fixture
def answers(tmp_path: Path) -> str:
    path = tmp_path / "answers.toml"
    path.write_text(ANSWERS, encoding="utf-8")
    return str(path)


def test_a_student_is_told_the_first_wrong_line(
    answers: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("backprop", COMMANDS, ["grade", "mazur", answers]) == 0
    out = capsys.readouterr().out
    assert "Ann: 2 of 3 points" in out
    assert "First wrong: a[1][1,1]" in out


@pytest.mark.parametrize("name", ["text", "markdown", "html", "json"])
def test_every_format_says_it(name: str, answers: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("backprop", COMMANDS, ["grade", "mazur", answers, "--format", name]) == 0
    out = capsys.readouterr().out
    assert "Ann" in out
    if name == "json":
        assert json.loads(out)["students"][0]["first_wrong"] == ["a[1][1,1]"]


def test_a_file_that_cannot_be_read_is_exit_code_1(
    tmp_path: Path, answers: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text("{", encoding="utf-8")
    assert run("backprop", COMMANDS, ["grade", "mazur", str(bad), answers]) == 1
    out = capsys.readouterr().out
    assert "not JSON" in out
    assert "Ann: 2 of 3 points" in out


def test_the_table_of_commands_loads_no_marking() -> None:
    words = "import exercises.cli, sys; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", words], capture_output=True, check=True, text=True
    ).stdout.split()
    assert "grader.cli" in loaded
    assert not {"grader.marking", "tracer.mistakes", "openpyxl"}.intersection(loaded)
