"""The commands and the code of the README and of guides, run in the order in which they stand.

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
PAGES = ("README.md", "docs/grading.md")
COMMANDS = {  # at least so many
    "README.md": 8,
    "docs/grading.md": 3,
    "docs/authors-guide.md": 12,
    "docs/classes.md": 12,
}
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


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files of all pages, and the command `backprop` on the path."""
    for file in (ROOT / "docs" / "examples").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    for name, _, content in (fence for each in COMMANDS for fence in FENCE.findall(page(each))):
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


@pytest.mark.parametrize(("name", "least"), COMMANDS.items(), ids=COMMANDS)
def test_every_command_prints_what_the_page_shows(name: str, least: int, folder: Path) -> None:
    blocks = [content for _, kind, content in FENCE.findall(page(name)) if kind == "console"]
    tried = [command for block in blocks for command in commands(block)]
    assert len(tried) >= least
    for words, output in tried:
        made = subprocess.run(
            ["bash", "-c", words], capture_output=True, check=False, cwd=folder, encoding="utf-8"
        )
        assert (made.returncode, made.stderr) == (0, ""), words
        said = made.stdout.removeprefix("\ufeff")  # which no terminal shows
        assert re.fullmatch(pattern(output), said), f"$ {words}\n{made.stdout}"
    if name == "README.md":
        html = (folder / "trace.html").read_text(encoding="utf-8")
        assert html.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("name", PAGES)
def test_the_python_code_prints_what_the_page_shows(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    code = "".join(content for _, kind, content in FENCE.findall(page(name)) if kind == "python")
    assert code.count(">>> ") >= 5
    test = doctest.DocTestParser().get_doctest(code, {}, name, name, 0)
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    assert runner.run(test, out=said.append).failed == 0, "".join(said)


def test_a_newcomer_meets_a_picture_and_the_command_first() -> None:
    lines = page("README.md").splitlines()
    assert next(at for at, line in enumerate(lines) if line.startswith("```")) < 10
    assert lines.index("<!-- install -->") < 60
