"""The README's commands and code, run in the order in which they stand there.

A line `…` stands for any number of lines.
"""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCE = re.compile(r"(?:<!-- file: (\S+) -->\n)?```(\w+)\n(.*?)```\n", re.DOTALL)


class Command(NamedTuple):
    words: str
    output: str


def commands(block: str) -> list[Command]:
    """`$ words` and the lines below it."""
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    return [Command(*part.partition("\n")[::2]) for part in parts]


def pattern(shown: str) -> str:
    """What the output must match: exactly what is shown, but for lines …"""
    lines = (r"(?:.*\n)*?" if line == "…\n" else re.escape(line) for line in shown.splitlines(True))
    return "".join(lines)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the README's files, and the command `backprop` on the path."""
    for name, _, content in FENCE.findall(README):
        if name:
            (tmp_path / name).write_text(content, encoding="utf-8")
    command = tmp_path / "bin" / "backprop"
    command.parent.mkdir()
    code = "import sys; from exercises.cli import main; sys.exit(main())"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{code}" "$@"\n')
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{command.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return tmp_path


def test_every_command_prints_what_the_readme_shows(folder: Path) -> None:
    blocks = [content for _, kind, content in FENCE.findall(README) if kind == "console"]
    tried = [command for block in blocks for command in commands(block)]
    assert len(tried) >= 8
    for words, output in tried:
        made = subprocess.run(
            ["bash", "-c", words], capture_output=True, check=False, cwd=folder, encoding="utf-8"
        )
        assert (made.returncode, made.stderr) == (0, ""), words
        assert re.fullmatch(pattern(output), made.stdout), f"$ {words}\n{made.stdout}"
    assert (folder / "trace.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_the_python_code_prints_what_the_readme_shows() -> None:
    code = "".join(content for _, kind, content in FENCE.findall(README) if kind == "python")
    assert code.count(">>> ") >= 5
    test = doctest.DocTestParser().get_doctest(code, {}, "README.md", "README.md", 0)
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    assert runner.run(test, out=said.append).failed == 0, "".join(said)


def test_a_newcomer_meets_a_picture_and_the_command_first() -> None:
    lines = README.splitlines()
    assert next(at for at, line in enumerate(lines) if line.startswith("```")) < 10
    assert lines.index("<!-- install -->") < 60
