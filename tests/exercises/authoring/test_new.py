"""A file to begin with, from the template or asked for; tests to begin with."""

from __future__ import annotations

import io
import tomllib
from pathlib import Path

import pytest

from exercises.authoring.checked import check
from exercises.authoring.first_tests import write_tests
from exercises.authoring.questions import Terminal, asked_through
from exercises.authoring.template import TEMPLATE
from exercises.cli import COMMANDS
from tests.sample import sample
from tracer.cli import run
from tracer.errors import InputError

from .conftest import RANGES, SMALL, Write


def call(*words: str) -> int:
    return run("backprop", COMMANDS, ["exercises", *words])


def test_the_template_passes_the_check_as_it_stands() -> None:
    done = check(str(TEMPLATE), variants=20)
    assert not done.findings, [str(finding) for finding in done.findings]
    assert "  variants  20 drawn, all of them can be done as asked" in done.lines
    assert "  tests     1 of 1 hold on all of them" in done.lines


def test_new_writes_the_template_and_never_over_anything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.toml"
    assert call("new", str(path)) == 0
    assert path.read_bytes() == TEMPLATE.read_bytes()
    path.write_text("mine", encoding="utf-8")
    assert call("new", str(path)) == 2
    assert "is there already" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == "mine"
    assert call("new", str(path), "--force") == 0
    assert path.read_bytes() == TEMPLATE.read_bytes()
    assert call("new") == 0
    assert capsys.readouterr().out == TEMPLATE.read_text(encoding="utf-8")


def asked(*typed: str) -> tuple[str, str]:
    """The file that a conversation ends in, and what stood on the screen."""
    screen = io.StringIO()
    return asked_through(Terminal(screen, iter(line + "\n" for line in typed))), screen.getvalue()


def test_a_file_is_asked_for_and_passes_the_check(write: Write) -> None:
    text, _ = asked(
        "Sheet 3: δ", "1 2 1", "tanh", "", "", "2", "3; -1", "1; 0", "0.5; -0.2", "-", "0.3 0.4",
        "0.1", "0.1", "3 decimals", "z[1]; dJ/dW[2]; w5", "z[1]; dJ/dW[2]; W[2]:=", "", "3", "",
        "Draw it", "1.5", "no",
    )  # fmt: skip
    keys = tomllib.loads(text)
    assert keys["id"] == "sheet-3"
    assert keys["title"] == "Sheet 3: δ"
    assert keys["decimals"] == 3
    assert keys["network"]["layers"] == [
        {"activation": "tanh", "W": [[0.5], [-0.2]]},
        {"activation": "sigmoid", "W": [[0.3, 0.4]], "b": [0.1]},
    ]
    assert keys["network"]["alpha"] == 0.1
    assert keys["ask"] == [
        {"quantity": "z[1]"}, {"quantity": "dJ/dW[2]", "points": 3}, {"quantity": "W[2]:="}
    ]  # fmt: skip
    assert keys["manual"] == [{"title": "Draw it", "points": 1.5}]
    assert "variants" not in keys
    assert not check(write(text)).findings


def test_every_question_has_an_answer_that_an_empty_line_takes(write: Write) -> None:
    text, screen = asked(*[""] * 60)
    assert "[My first sheet]" in screen
    done = check(write(text), variants=5)
    assert done.usable
    assert "  variants  5 drawn, all of them can be done as asked" in done.lines


@pytest.mark.parametrize(
    ("question", "bad"),
    [(1, "2"), (1, "2 x"), (2, "relux"), (4, "bec"), (5, "0"), (6, "1 2 3; 4"), (6, "1 a; 2 3")],
)
def test_an_answer_that_will_not_do_is_asked_for_again(question: int, bad: str) -> None:
    typed = [""] * 60
    typed.insert(question, bad)
    again, screen = asked(*typed)
    assert "will not do; expected: " in screen
    assert again == asked(*[""] * 60)[0]


def test_an_input_that_ends_too_soon_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Sheet 3\n"))
    assert call("new", str(tmp_path / "mine.toml"), "--ask") == 2
    assert "the input ended before the last question" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.thorough
def test_tests_to_begin_with_are_added_and_hold(write: Write) -> None:
    name = write(SMALL)
    added = write_tests(name)
    tests = tomllib.loads(Path(name).read_text(encoding="utf-8"))["test"]
    assert len(tests) == added > 4
    mistakes = [one["mistake"] for one in tests if "mistake" in one]
    assert len(mistakes) == len(set(mistakes)) > 1
    titles = [one["title"] for one in tests if "title" in one]
    assert titles == ["everything right", "unreadable", "nonsense"]
    done = check(name)
    assert not done.findings
    assert f"  tests     {added} of {added} hold on the file's own numbers" in done.lines


@pytest.mark.full
def test_tests_for_a_sheet_with_variants_hold_on_them(write: Write) -> None:
    name = write(SMALL + RANGES)
    added = write_tests(name)
    assert f"  tests     {added} of {added} hold on all of them" in check(name, variants=10).lines


@pytest.mark.full
def test_only_tests_that_hold_are_added(write: Write) -> None:
    """A table of new weights to two decimals: most mistakes cannot be seen in it."""
    path = Path(__file__).parents[2] / "data" / "exercises" / "06_ghassem_612_linear.toml"
    text = path.read_text(encoding="utf-8").replace("../sheets", str(path.parents[1] / "sheets"))
    name = write(text)
    assert write_tests(name) > 3
    assert not check(name).findings


@pytest.mark.full
@pytest.mark.parametrize(
    ("end", "mark", "last"),
    sample([("\r\n", "\ufeff", "# no line break at the end"), ("\n", "", "# the end\n")]),
    ids=["windows with a byte order mark, cut off", "unix"],
)
def test_all_that_stood_there_is_kept_byte_for_byte(
    end: str, mark: str, last: str, tmp_path: Path
) -> None:
    old = (mark + "# ours ∂ \t \n" + SMALL + last).replace("\n", end).encode()
    path = tmp_path / "sheet.toml"
    path.write_bytes(old)
    path.chmod(0o640)
    assert write_tests(str(path)) > 0
    new = path.read_bytes()
    assert new.startswith(old)
    assert new.count(b"\r\n") == (new.count(b"\n") if end == "\r\n" else 0)
    assert path.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in tmp_path.iterdir()] == ["sheet.toml"]
    assert not check(str(path)).findings


@pytest.mark.thorough
def test_tests_that_are_there_already_are_not_added_again(write: Write) -> None:
    name = write(SMALL)
    write_tests(name)
    once = Path(name).read_bytes()
    assert write_tests(name) == 0
    assert Path(name).read_bytes() == once


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('test = [{verdicts = "right"}]\n' + SMALL, "no [[test]] can be added"),
        (SMALL.replace("z[1]", "z[7]"), "there is no quantity 'z[7]'"),
    ],
    ids=["a list in one line", "a fault"],
)
def test_a_file_that_cannot_be_added_to_stays_as_it_is(text: str, says: str, write: Write) -> None:
    name = write(text)
    with pytest.raises(InputError) as caught:
        write_tests(name)
    assert says in str(caught.value)
    assert Path(name).read_text(encoding="utf-8") == text


def test_a_bundled_exercise_is_not_written_to() -> None:
    with pytest.raises(InputError, match="tests cannot be added to it"):
        write_tests("neuron-forward")
