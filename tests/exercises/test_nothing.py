"""A sum that cancels, −0.3 + 0.1 + 0.2, is 0 wherever the key and the solution are shown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from exercises.authoring import by_hand
from exercises.authoring.listing import key
from exercises.authoring.printed import graded
from exercises.marking.copied import Paper
from exercises.marking.model import Marking
from exercises.practice.model import Practice
from exercises.practice.session import Session
from exercises.practice.store import Store
from exercises.practice.views.pane import pane
from exercises.task import task
from exercises.worksheet import FORMATS
from exercises.worksheet.description import sheet as described
from exercises.worksheet.files import files
from exercises.worksheet.solution import solution
from grader import mark
from grader.choices import options
from grader.exercise_file import exercise
from tracer.shell.line import plain

KEYS: dict[str, Any] = {
    "id": "cancels",
    "title": "Gradients of a bias",
    "reveal": "all",
    "network": {
        "X": [[0.1], [0.2], [0.4]],
        "given": {"dJ/dz[1]": [[-0.3, 0.1, 0.2]]},
        "cost": "half_sse",
        "layers": [{"activation": "identity", "W": [[0.1]], "b": [0.2]}],
        "alpha": 0.5,
    },
    "ask": [{"quantity": "dJ/db[1]"}, {"quantity": "b[1]:="}],
}
NOISE = "2.776e-17"


def test_the_key_is_0_in_every_solution() -> None:
    made = task(KEYS)
    assert solution(made.exercise, described(made)).answers == {"dJ/db[1]": "0", "b[1]:=": "0.2"}
    assert by_hand.answers(made.exercise)["dJ/db[1]"] == "0"
    texts = [one for one in FORMATS if one in ("html", "markdown", "latex", "csv", "toml")]
    written = files(made, texts, with_solution=True)
    for name, data in written.items():
        if name != "key.json":
            assert "e-17" not in data.decode(), name
            assert "10^{-17}" not in data.decode(), name
    steps = json.loads(written["key.json"])["steps"]
    [gradient] = [step for step in steps if step["quantity"] == "dJ/db[1]"]
    assert f"{gradient['value'][0][0]:.3e}" == NOISE


def test_the_right_number_is_0() -> None:
    report = mark(KEYS, {"dJ/db[1]": "0.6000"}).student
    assert "The right number is 0; accepted: " in report["dJ/db[1]"].message
    assert "e-17" not in report["dJ/db[1]"].message


def test_paper_and_practice_show_0(tmp_path: Path) -> None:
    paper = Marking([Paper(lambda: exercise(KEYS), "ana")]).paper
    assert [paper.key(line.entries[0]) for line in paper.lines] == ["0", "0.2"]
    made = Practice(task(KEYS), "cancels", Store(tmp_path), clock=lambda: 0.0)
    made.sheet.stand("dJ/db[1]", (1, 1))
    made.answer("0.6")
    made.show()
    seen = [plain(one) for one in pane(Session(made, "x"), 90, 60)]
    assert "∂J/∂b[1][1,1] = −0.3 + 0.1 + 0.2 = 0" in "\n".join(seen).replace("= 0.0", "= 0")
    assert not any("e-17" in one or "e−17" in one for one in seen)


def test_what_follows_on_paper_is_0_where_it_cancels_on_the_students_numbers() -> None:
    lines = ["s = x + y", "d = s - z", "J = 2*d"]
    keys = {
        "id": "own",
        "expression": {"expression": lines, "at": {"x": 0.5, "y": 0.25, "z": 0.3}},
        "ask": [{"quantity": name} for name in ("s", "d", "J")],
    }
    one = Marking([Paper(lambda: exercise(keys), "ana")])
    one.record("0.1*3")  # 0.30000000000000004
    shown = [one.paper.key(line.entries[0]) for line in one.lines]
    assert shown[1:] == ["0", "0"]


def test_a_choice_offers_0(tmp_path: Path) -> None:
    sheet = exercise({**KEYS, "ask": [{"quantity": "dJ/db[1]", "kind": "choice", "choices": 3}]})
    assert sheet.asks is not None
    [right] = [one for one in options(sheet, sheet.asks[0]) if one.right]
    assert float(right.text) == 0
    assert len(right.text) <= len("0.00000")


def test_the_answers_of_an_author_are_0(write_sheet: Path) -> None:
    from exercises.authoring.faults import draft

    assert '"dJ/db[1]" = "0"' in key(draft(str(write_sheet)))
    [off] = graded(exercise(KEYS), {"dJ/db[1]": "0.6000"}).disagree
    assert off.right == "0"


@pytest.fixture
def write_sheet(tmp_path: Path) -> Path:
    path = tmp_path / "cancels.json"
    path.write_text(json.dumps(KEYS))
    return path
