"""An author's first minutes: a copy of a bundled exercise, a page to look at, what carries on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from exercises.authoring.checked import check
from exercises.cli import main
from exercises.task import bundled

Run: TypeAlias = Callable[..., int]

NETWORK = """id = "chain"
title = "A chain"
[network]
cost = "half_mse"
X = [[2]]
Y = [[1]]
[[network.layers]]
activation = "sigmoid"
W = [[0.5]]
[[network.layers]]
activation = "identity"
W = [[3]]
"""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """The command with these words: its exit code."""

    def code(*words: Any) -> int:
        monkeypatch.setattr("sys.argv", ["backprop", *map(str, words)])
        return main()

    return code


@pytest.mark.parametrize("like", ["hidden-relu", "chain-rule-log"])
def test_a_copy_of_a_bundled_exercise_is_one_of_its_own(
    like: str, run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "my sheet.toml"
    assert like in bundled()
    assert run("exercises", "new", "--like", like, path) == 0
    assert 'id = "my-sheet"' in path.read_text(encoding="utf-8")
    assert check(str(path), 2).usable


def test_what_is_no_bundled_exercise_is_said_before_anything_is_written(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("exercises", "new", "--like", "hiden-relu", tmp_path / "x.toml") == 2
    assert "hidden-relu" in capsys.readouterr().err
    assert not (tmp_path / "x.toml").exists()


def test_the_check_ends_in_a_page_with_the_sheet_and_its_solution(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.html"
    words = ("exercises", "check", "chain-rule-log", "--variants", "2", "--preview", page)
    assert run(*words) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("  preview")
    text = page.read_text(encoding="utf-8")
    assert text.count("<html") == text.count("</body>") == 1
    assert text.index("Chain rule: log(x²)") < text.index("Solution: Chain rule")
    assert "<script" not in text
    assert run(*words) == 2  # it is there already
    assert run(*words, "--force") == 0


def test_an_ask_into_which_no_slip_can_be_followed_is_told(tmp_path: Path) -> None:
    path = tmp_path / "chain.toml"
    path.write_text(NETWORK + '[[ask]]\nquantity = "dJ/dW[1]"\n', encoding="utf-8")
    (told,) = [line for line in check(str(path)).lines if line.startswith("  carries")]
    assert "dJ/dW[1]  nothing: z[1], a[1], z[2] and 7 more are not asked" in told
    path.write_text(
        NETWORK + '[[ask]]\nquantity = "dJ/dz[1]"\n[[ask]]\nquantity = "dJ/dW[1]"\n',
        encoding="utf-8",
    )
    told_now = [line for line in check(str(path)).lines if line.startswith("  carries")]
    assert [line.split()[1] for line in told_now] == ["dJ/dz[1]"]


def test_two_right_options_are_a_fault_of_their_line(tmp_path: Path) -> None:
    path = tmp_path / "two.toml"
    options = '{text = "3", right = true}, {text = "4", right = true}'
    path.write_text(
        'id = "two"\n[expression]\nexpression = "f = w*x"\nat = {w = 2, x = 3}\n'
        f'[[ask]]\nquantity = "df/dw"\nkind = "choice"\noptions = [{options}]\n',
        encoding="utf-8",
    )
    (fault,) = check(str(path)).findings
    assert fault.where == f"{path}, line 8: ask[1].options"
    assert "2 of them are right" in fault.wrong


def test_what_marking_names_is_not_said_to_be_unseen(tmp_path: Path) -> None:
    """A slope of nearly 1: to five digits it shows whether it was forgotten."""
    path = tmp_path / "fine.toml"
    text = (
        NETWORK.replace("sigmoid", "tanh")
        .replace("[[2]]", "[[0.1]]")
        .replace("[network]", "digits = 5\n[network]")
    )
    asks = "".join(f'[[ask]]\nquantity = "{name}"\n' for name in ("z[1]", "dJ/da[1]", "dJ/dz[1]"))
    path.write_text(text + asks, encoding="utf-8")
    unseen = [line for line in check(str(path)).lines if "cannot be seen" in line]
    assert not any("activation-derivative-forgotten" in line for line in unseen)
