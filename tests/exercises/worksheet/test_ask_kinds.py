"""What boxes say that they want, in every format, and in practice."""

from __future__ import annotations

import io
import tomllib
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

from exercises.practice.plain import plain
from exercises.task import task
from exercises.worksheet.description import sheet
from exercises.worksheet.files import files
from tracer.file_text import toml_text

from .conftest import TASKS

KEYS = TASKS["asks"]
NETWORK: dict[str, Any] = {
    "id": "facts",
    "title": "Facts",
    "network": {
        "X": [[0.5, -1.0]],
        "layers": [{"activation": "tanh", "W": [[1, 4], [-3, 2], [7, 1]], "b": [0, 0, 0]}],
    },
    "ask": [
        {"quantity": "z[1]"},
        {"kind": "count", "of": "parameters", "title": "How many parameters?"},
        {"kind": "shape", "of": "W[1]", "title": "Which shape has W?"},
    ],
}
TEXTS = ("html", "md", "tex", "toml")


def texts(keys: dict[str, Any], **options: Any) -> dict[str, str]:
    made = files(task(keys), TEXTS, **options)
    return {name: data.decode() for name, data in made.items() if not name.endswith("svg")}


@pytest.mark.parametrize("name", ["sheet.html", "sheet.md", "sheet.tex", "answers.toml"])
def test_every_format_says_what_each_box_wants(name: str) -> None:
    made = texts(KEYS)[name]
    for said in ("a formula in x, v, z, q", "a number", "in your own words", "a formula in x, v",
                 "all right letters, with commas between them"):  # fmt: skip
        assert said in made, said
    facts = texts(NETWORK)[name]
    assert "a whole number" in facts
    assert "columns, as 2" in facts


def test_a_spreadsheet_says_it_too() -> None:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(files(task(KEYS), ["xlsx"])["sheet.xlsx"]))
    words = [row[4] for row in book["answers"].iter_rows(min_row=2, values_only=True)]
    assert words[0] == "partial f by partial q, a formula in x, v, z, q"
    assert words[1] == "partial f by partial q, a number"
    assert words[-1] == "partial f by partial z, a formula in x, v"


def test_a_sheet_of_numbers_alone_says_it_once() -> None:
    made = sheet(task({**KEYS, "ask": [{"entries": ["f", "q"]}]}))
    assert "Every box is for a number." in made.rule
    assert not any(one.wants for one in (*made.questions, *made.boxes))
    assert "Every box is for a number." not in sheet(task(KEYS)).rule


def test_the_author_s_own_words_are_the_headings() -> None:
    titles = [question.title for question in sheet(task(KEYS)).questions]
    assert titles[0] == "What does f gain?"
    assert titles[2:4] == ["Which hold?", "Why does v matter?"]
    assert "### 1\\. What does f gain? (2 points)" in texts(KEYS)["sheet.md"]


def test_an_answer_file_has_what_each_answer_is_called() -> None:
    answers = tomllib.loads(texts(KEYS)["answers.toml"])["answers"]
    assert list(answers) == ["df/dq (formula)", "df/dq", "f", "q", "q1", "q2", "slope"]


def test_the_solution_holds_what_belongs_into_each_box() -> None:
    from exercises.worksheet.solution import solution
    from grader import mark

    given = task(KEYS)
    made = sheet(given)
    solved = solution(given.exercise, made)
    answers = {box.quantity: solved.of(box) for box in made.boxes}
    found = mark(given.exercise, answers).student
    assert all(one.verdict == "right" for one in found.answers)
    assert answers["q1"] in ("A, B", "A, C", "B, C")
    page = files(given, ["html"], with_solution=True)["solution.html"].decode()
    assert page.count('<b class="answer">') == 5 + 2 + 1  # two letters; of words a person says


def test_of_several_options_any_number_can_be_ticked() -> None:
    page = texts(KEYS)["sheet.html"]
    assert page.count('<input type="checkbox"') == 3
    assert page.count('<input type="radio"') == 0
    assert page.count("<textarea") == 1


def test_where_the_network_is_to_be_drawn_the_sheet_does_not_show_it() -> None:
    drawn = {**KEYS, "manual": [{"title": "Draw the graph of f", "points": 1}]}
    assert sheet(task(drawn)).picture is None
    other = {**KEYS, "manual": [{"title": "Draw tanh", "points": 1}]}
    assert sheet(task(other)).picture is not None
    said = {**KEYS, "manual": [{"title": "Zeichne den Graphen", "drawing": True}]}
    assert sheet(task(said)).picture is None
    plain_title = {**KEYS, "manual": [{"title": "Draw the graph of tanh", "drawing": False}]}
    assert sheet(task(plain_title)).picture is not None


def test_practice_says_what_it_wants_and_takes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BACKPROP_STATE", str(tmp_path))
    file = tmp_path / "circuit.toml"
    file.write_text(toml_text(KEYS))
    typed = ("3.24", "-13.58", "z", "-4.19", "x + v")
    plain(Namespace(file=str(file), ascii=False), (*typed, "about", "quit"))
    said = capsys.readouterr().out
    assert "partial f by partial q, a formula in x, v, z, q?" in said
    assert "partial f by partial q, a number?" in said
    assert "Which hold, all right letters, with commas between them?" in said
    assert "Why does v matter?" in said  # not here: a person marks it
    assert "5 of 6 right" in said
