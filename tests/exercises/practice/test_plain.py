"""Practice without a screen, and the answers as a file."""

from __future__ import annotations

import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import pytest

from exercises.cli import COMMANDS
from exercises.practice.command import practice_command
from exercises.practice.exporting import export
from exercises.practice.plain import WORDS, plain
from exercises.task import task
from grader import mark
from tests.sample import sample
from tracer.cli import run
from tracer.errors import InputError
from tracer.file_text import toml_text
from tracer.walk.plain import in_words

from .sheets import keys, practice, solve

ROOT = Path(__file__).parents[3]


@pytest.fixture
def talk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("BACKPROP_STATE", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)

    def made(name: str, *lines: str) -> str:
        file = tmp_path / f"{name}.toml"
        file.write_text(toml_text(keys(name)))
        assert plain(Namespace(file=str(file), ascii=False), lines) == 0
        return capsys.readouterr().out

    return made


def test_one_entry_after_the_other_is_asked_and_marked(talk) -> None:  # type: ignore[no-untyped-def]
    said = talk("neuron", "0.1 -0.6 2", "1.5", "show", "0.9", "foo", "quit")
    assert "z 1, row 1, column 1, or the row of 3?" in said
    assert "2 of 3 right" in said
    assert "sigmoid" not in said.partition("With your numbers")[0].partition("The line is")[0]
    assert "The line is: y hat equals" in said
    assert "'foo' is not a number" in said
    assert said.rstrip().endswith("3 of 6 right. Everything is kept.")
    again = talk("neuron", "quit")
    assert "y hat, row 1, column 1" in again
    assert "3 of 6 right" in again


def test_which_iteration_and_whether_after_the_update_is_said(talk) -> None:  # type: ignore[no-untyped-def]
    said = talk("table", "0", "None", "0 0", "0", "quit")
    assert "W 1, row 1, column 1, after the update, in iteration 1, a number" in said
    assert "y hat, row 1, column 1, in iteration 2, a number?" in said


def test_the_lines_of_an_expression_are_said_before_its_numbers(talk) -> None:  # type: ignore[no-untyped-def]
    said = talk("product", "quit")
    assert "q equals x plus v.\nf equals q times z.\nx: 1\n" in said
    assert talk("product", "given", "quit").count("f equals q times z.") == 2


def test_a_minus_sign_and_a_gradient_are_said_in_words() -> None:
    assert in_words("w1 := −1 − ŷ") == "w1 := minus 1 minus y hat"
    assert in_words("∂J/∂ŷ is not −1") == "partial J by partial y hat is not minus 1"


def test_it_is_said_when_answers_were_marked_by_older_rules(talk, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    talk("neuron", "0.1 -0.6 2", "quit")
    (path,) = (tmp_path / "state").rglob("practice/*.json")
    path.write_text(path.read_text().replace('"rules": ', '"rules": -'))
    assert "now by version" in talk("neuron", "quit")
    assert "now by version" not in talk("neuron", "quit")


def test_what_cannot_be_kept_is_not_said_to_be_kept(talk, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "state").write_text("a file, where the folder should be")
    said = talk("neuron", "0.1 -0.6 2", "quit")
    assert "Everything is kept" not in said
    assert (
        said.rstrip()
        .splitlines()[-1]
        .startswith("2 of 6 right. Your answers cannot be remembered: ")
    )


@pytest.mark.parametrize("left", [0, 1, 40])
def test_answers_that_cannot_be_read_are_told_and_put_aside(
    talk, tmp_path: Path, left: int
) -> None:  # type: ignore[no-untyped-def]
    talk("neuron", "0.1 -0.6 2", "quit")
    (path,) = (tmp_path / "state").rglob("practice/*.json")
    damaged = path.read_bytes()[:left]
    path.write_bytes(damaged)
    said = talk("neuron", "1", "quit")
    assert f"your earlier answers cannot be read: {path} is damaged; it is now " in said
    assert path.with_suffix(".damaged.json").read_bytes() == damaged
    assert "cannot be read" not in talk("neuron", "quit")


def test_a_symbol_that_is_also_a_word_is_an_answer_where_a_formula_is_asked(talk) -> None:  # type: ignore[no-untyped-def]
    assert "0 of 2 right" in talk("product", "q")  # a number is asked: q is the word
    assert "1 of 2 right" in talk("product", "3", "hint", ":q", "q")
    assert "2 of 2 right" in talk("product", "q", "quit")


def test_where_nothing_can_be_drawn_again_says_so_and_the_session_goes_on(
    talk,
    monkeypatch: pytest.MonkeyPatch,  # type: ignore[no-untyped-def]
) -> None:
    def none_suits(*_: object) -> int:
        raise InputError("variants", "none suits", expected="wider ranges", example="low = -2")

    monkeypatch.setattr("exercises.practice.model.next_number", none_suits)
    said = talk("neuron", "again", "0.1 -0.6 2", "quit")
    assert "none suits; expected: wider ranges" in said
    assert said.rstrip().endswith("2 of 6 right. Everything is kept.")


def test_every_word_answers(talk) -> None:  # type: ignore[no-untyped-def]
    for word in WORDS:
        before = talk("neuron", "quit")
        assert len(talk("neuron", word, "quit")) > len(before), word


def test_the_options_of_a_choice_are_read_out(talk) -> None:  # type: ignore[no-untyped-def]
    said = talk("letters", "skip", "skip", "skip", "quit")
    assert "a letter" in said
    assert "A: " in said
    assert "C: " in said


def test_a_row_is_offered_where_all_of_it_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BACKPROP_STATE", str(tmp_path))
    for entry, row in (("dJ/dW[1]", ", or the row of 2"), ("dJ/dW[1][1,2]", "")):
        file = tmp_path / "one.toml"
        file.write_text(toml_text(keys("neuron", ask=[{"quantity": entry}], id=entry)))
        plain(Namespace(file=str(file), ascii=False), ("quit",))
        assert f", column {2 - bool(row)}{row}?" in capsys.readouterr().out


def test_what_is_agreed_can_be_asked_for(talk) -> None:  # type: ignore[no-untyped-def]
    said = "z = W a + b: samples are columns, neurons are rows."
    assert said not in talk("neuron", "quit")
    assert said in talk("neuron", "about", "quit")


def test_without_a_terminal_practice_is_plain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BACKPROP_STATE", str(tmp_path))
    assert run("backprop", COMMANDS, ["practice"]) == 0
    assert "neuron-forward: " in capsys.readouterr().out
    assert run("backprop", COMMANDS, ["practice", "no-such"]) == 2


# The answers as a file


@pytest.mark.parametrize("name", sample(["two layers", "letters", "steps", "formula"]))
def test_exported_answers_are_graded_as_they_were_practised(name: str, tmp_path: Path) -> None:
    made = practice(name, tmp_path)
    verdicts = list(solve(made))
    assert verdicts
    (path,) = export(made, str(tmp_path / "answers"))
    report = mark(keys(name), path)
    assert not report.problems
    assert report.student.score == report.student.max == made.sheet.report.score


def test_a_variant_is_exported_with_its_exercise(tmp_path: Path) -> None:
    made = practice("neuron", tmp_path)
    made.again()
    list(solve(made))
    answers, sheet = export(made, str(tmp_path / "mine.toml"))
    assert not task(sheet).variants
    report = mark(sheet, answers)
    assert report.student.score == report.student.max == 6
    assert mark(keys("neuron"), answers).student.score < 6
    with pytest.raises(InputError, match="is there already"):
        export(made, answers)


def test_the_served_command_is_quoted() -> None:
    command = practice_command(Namespace(file="a file; rm x", ascii=True))
    assert command.endswith("-m exercises.practice 'a file; rm x' --ascii")


def test_nothing_but_the_screen_needs_a_screen() -> None:
    script = """
import sys
from importlib import import_module
for name in ("model", "plain", "exporting", "command", "views.pane"):
    import_module(f"exercises.practice.{name}")
    if "textual" in sys.modules:
        sys.exit(name)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=False, cwd=ROOT, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
