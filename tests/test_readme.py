"""The commands and the code of the README and of guides, run in the order in which they stand.

A line `…` stands for any number of lines. docs/outputs.py runs them, and writes them anew.
"""

from __future__ import annotations

import doctest
import re
import runpy
import shlex
import tomllib
from difflib import unified_diff
from pathlib import Path

import pytest

from exercises.cli import COMMANDS as OURS
from tests.sample import sample
from tracer.cli import run

ROOT = Path(__file__).parents[1]
OUTPUTS = runpy.run_path(str(ROOT / "docs" / "outputs.py"))
COMMANDS, FENCE = OUTPUTS["COMMANDS"], OUTPUTS["FENCE"]
PAGES = (
    "docs/tour.md",
    "docs/grading.md",
    pytest.param("docs/pytorch.md", marks=pytest.mark.system),  # with PyTorch
)


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "least"), sample(COMMANDS.items(), 7), ids=COMMANDS)
def test_every_command_prints_what_the_page_shows(
    name: str,
    least: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    env = OUTPUTS["filled"](tmp_path)
    blocks = [content for _, kind, content in FENCE.findall(page(name)) if kind == "console"]
    tried = [command for block in blocks for command in OUTPUTS["commands"](block)]
    assert len(tried) >= least
    for words, output in tried:
        ours = words_of_ours(words)
        if ours is None:
            made = OUTPUTS["run"](words, tmp_path, env)
            code, out, err = made.returncode, made.stdout, made.stderr
        else:
            code = run("backprop", OURS, ours)
            out, err = capsys.readouterr()
        assert (code, err) == (0, ""), words
        said = out.replace("\r\n", "\n").removeprefix("\ufeff")  # which no terminal shows
        if not re.fullmatch(OUTPUTS["pattern"](output), said):
            lines = output.splitlines(), said.splitlines()
            shown = "\n".join(unified_diff(*lines, "the page", "today", lineterm=""))
            pytest.fail(f"$ {words}\n{shown}\nrun python docs/outputs.py {name}", pytrace=False)
    if name == "docs/tour.md":
        html = (tmp_path / "trace.html").read_text(encoding="utf-8")
        assert html.startswith("<!DOCTYPE html>")


def words_of_ours(words: str) -> list[str] | None:
    """The words of a command that needs no shell, and so no process of its own."""
    lexer = shlex.shlex(words, posix=True, punctuation_chars=True)
    lexer.whitespace_split, lexer.commenters = True, ""
    program, *rest = list(lexer)
    shell = any(set(word) <= set("();<>|&") for word in rest if word)
    return None if shell or program != "backprop" else rest


def test_a_command_with_a_pipe_or_of_somebody_else_needs_a_shell() -> None:
    assert words_of_ours("backprop trace a --quantity '@2 w1:='") == [
        "trace", "a", "--quantity", "@2 w1:=",
    ]  # fmt: skip
    for words in ("cat a.csv", "backprop trace | head -2", "backprop check a 2>&1 || true"):
        assert words_of_ours(words) is None


def test_what_a_page_leaves_out_is_left_out_again() -> None:
    shown = "Ann: 1 of 2\n…\n  z  0.5  wrong\n…\n"
    printed = "Ann: 1 of 3\n  y  0.1  right\n  z  0.5  wrong  0 of 1\n      It says why.\n"
    made = "Ann: 1 of 3\n…\n  z  0.5  wrong  0 of 1\n…\n"
    assert OUTPUTS["renewed"](shown, printed) == made
    assert OUTPUTS["renewed"]("Ann: 1 of 2\n", printed) == printed


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


def test_every_extra_that_a_user_may_need_is_named_on_the_first_page() -> None:
    extras = tomllib.loads(page("pyproject.toml"))["project"]["optional-dependencies"]
    assert [name for name in extras if name not in ("test", "dev")
            and not re.search(rf"[`\[]{name}[`\]]", page("README.md"))] == []  # fmt: skip


def test_no_extra_is_named_on_the_first_page_that_there_is_not() -> None:
    extras = tomllib.loads(page("pyproject.toml"))["project"]["optional-dependencies"]
    (more,) = re.findall(r"Some things need more:.*?\n\n", page("README.md"), re.DOTALL)
    named = re.findall(r"`([a-z]+)`", more)
    assert len(named) > 3
    assert set(named) <= set(extras)


def test_a_newcomer_meets_a_picture_and_the_command_first() -> None:
    lines = page("README.md").splitlines()
    assert next(at for at, line in enumerate(lines) if line.startswith("```")) < 10
    assert lines.index("<!-- install -->") < 60
