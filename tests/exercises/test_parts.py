"""An exercise of several parts, from the file to the class and back."""

from __future__ import annotations

import copy
import csv
import json
from argparse import Namespace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from exercises.authoring.by_hand import answers
from exercises.authoring.checked import check
from exercises.classroom.own_numbers import found, own_numbers
from exercises.cli import COMMANDS
from exercises.marking.copied import Paper
from exercises.marking.model import Marking
from exercises.marking.store import Store
from exercises.practice.model import Practice
from exercises.practice.plain import plain
from exercises.practice.store import Store as Kept
from exercises.task import Task, task
from exercises.variants import variant, variants
from exercises.worksheet.description import sheet as sheet_of
from exercises.worksheet.files import files
from grader import exercise, mark
from grader.parts import all_entries
from tracer.cli import run
from tracer.file_text import toml_text

NETWORK = {
    "cost": "half_mse",
    "alpha": 0.1,
    "X": [[0.5, -1.0]],
    "Y": [[1]],
    "layers": [{"activation": "sigmoid", "W": [[0.1, 0.4]], "b": [0.1]}],
}
LINES = ("z[1]", "y_hat", "dJ/dz[1]", "dJ/dW[1]", "W[1]:=")
KEYS: dict[str, Any] = {
    "id": "steps",
    "title": "Steps of two sizes",
    "part": [
        {"title": "Small", "network": NETWORK, "ask": [{"quantity": name} for name in LINES]},
        {"same_as": "a", "title": "Large", "change": {"alpha": 0.5}},
        {
            "title": "In letters",
            "expression": {"expression": "x**2", "at": {"x": 3}},
            "ask": [
                {"quantity": "dy/dx", "kind": ["formula", "number"]},
                {"kind": "text", "title": "Where is it 0?", "points": 2},
            ],
        },
    ],
    "manual": [{"title": "Sketch the sigmoid", "points": 2}],
    "hint": [
        {"quantity": "(b) W[1]:=", "text": "How large is alpha here?"},
        {"quantity": "dy/dx", "text": "The power comes down."},
    ],
    "variants": {
        "X": {"low": -2, "high": 2, "decimals": 1, "except": [0]},
        "W": {"low": -1, "high": 1, "decimals": 1, "except": [0]},
        "x": {"low": 2, "high": 9},
    },
}
SECRET = b"0f1e2d3c"


@pytest.fixture
def given() -> Task:
    return task(copy.deepcopy(KEYS))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "steps.toml"
    path.write_text(toml_text(KEYS))
    return path


def backprop(*words: object) -> int:
    return run("backprop", COMMANDS, [str(word) for word in words])


# Students' own numbers


def test_parts_that_share_numbers_share_those_of_a_student(given: Task) -> None:
    a, b, c = variant(given, SECRET, "ana").parts
    for name in ("a[0]", "W[1]", "b[1]"):
        np.testing.assert_array_equal(a.trace.state[name], b.trace.state[name])
    assert (a.source.alpha, b.source.alpha) == (0.1, 0.5)  # what it changes is its own
    assert a.source.keys()["X"] != NETWORK["X"]
    assert c.source.keys()["at"]["x"] in range(2, 10)


def test_what_must_hold_holds_in_every_part() -> None:
    keys = copy.deepcopy(KEYS)
    del keys["part"][2], keys["variants"]["x"], keys["hint"]
    keys["variants"]["largest"] = 0.9  # |W[1]:=| too, in the part with the large step
    sheet = variants(task(keys), SECRET, [f"s{at}" for at in range(20)])
    for part in sheet.parts[:2]:
        assert np.abs(part.trace.state["W[1]:="]).max() <= 0.9


@pytest.mark.thorough
def test_a_class_is_its_students_one_by_one(given: Task) -> None:
    names = ["ana", "ben", "cy"]
    ((_, together),) = found(given, SECRET, names, None, instructor=False)
    for at, name in enumerate(names):
        alone = variant(given, SECRET, name)
        for one, part in zip(alone.parts, together.parts, strict=True):
            for quantity in ("dJ/dW[1]", "dy/dx"):
                if quantity in part.trace:
                    whole = part.trace.state[quantity][at]
                    np.testing.assert_array_equal(one.trace.state[quantity], whole)


def test_a_drawn_alpha_is_that_of_the_parts_that_do_not_change_it() -> None:
    keys = copy.deepcopy(KEYS)
    keys["variants"]["alpha"] = {"values": [0.1, 0.2]}
    groups = found(task(keys), SECRET, [f"s{at}" for at in range(12)], None, instructor=False)
    alphas = [[part.source.alpha for part in sheet.parts] for _, sheet in groups]
    assert sorted(alphas) == [[0.1, 0.5, None], [0.2, 0.5, None]]


# A class


def test_handed_out_filled_in_and_marked(file: Path, tmp_path: Path) -> None:
    (tmp_path / "class.csv").write_text("student\nana\nben\n")
    (tmp_path / "secret.txt").write_text(SECRET.decode() + "\n")
    secret = ("--secret-file", tmp_path / "secret.txt")
    roster = ("--roster", tmp_path / "class.csv")
    out = tmp_path / "set"
    assert backprop("assign", file, *roster, *secret, "--formats", "csv,html", "-o", out) == 0
    assert "Part (b): Large" in (out / "students" / "ana" / "sheet.html").read_text()
    find = own_numbers(task(file), SECRET)
    ((_, sheet),) = find(["ana", "ben"])
    handed_in = tmp_path / "in"
    handed_in.mkdir()
    for at, name in enumerate(("ana", "ben")):
        typed = answers(sheet, student=at)
        if name == "ben":
            typed["(b) dJ/dz[1]"] = "9.87"
        typed["(c) q1"] = "at x = 0"
        (handed_in / f"{name}.toml").write_text(toml_text({"student": name, "answers": typed}))
    marks = tmp_path / "marks"
    (marks).mkdir()
    words = ("grade", file, handed_in, *secret, "--set", out, "-o", marks)
    assert backprop(*words, "--export", "canvas") == 0
    (grades,) = (marks / "export" / "canvas").glob("*.csv")
    assert "16" in grades.read_text()
    with (marks / "gradebook.csv").open(newline="") as stream:
        ana, ben = csv.DictReader(stream)
    assert (ana["score"], ana["max"]) == ("16", "20")
    assert ben["(a) dJ/dz[1][1,1]" if "(a) dJ/dz[1][1,1]" in ben else "(a) dJ/dz[1]"] == "1"
    assert ben["first_wrong"].startswith("(b) dJ/dz[1]")
    assert ana["(c) q1"] == ana["Sketch the sigmoid"] == ""
    items = json.loads((marks / "items.json").read_text())
    assert [line["quantity"] for line in items["lines"]] == [
        entry.label for entry in all_entries(exercise(str(file)))
    ]
    page = (marks / "feedback" / "ben.html").read_text()
    assert "(b) dJ/dz[1]" in page
    (marks / "overrides.csv").write_text(
        "student,quantity,points,reason\nana,(c) q1,2,\nana,Sketch the sigmoid,1,\n"
        'ben,"(b) dJ/dz[1][1,1]",0.5,smudged\n'
    )
    assert backprop(*words) == 0
    with (marks / "gradebook.csv").open(newline="") as stream:
        ana, ben = csv.DictReader(stream)
    assert ana["score"] == "19"
    assert ana["(c) q1"] == "2"
    record = json.loads((marks / "records" / "ana.json").read_text())["students"][0]
    assert record["by_hand"][1] == {
        "title": "Where is it 0?", "points": 2, "max": 2, "part": "c", "quantity": "q1",
        "kind": "text", "typed": "at x = 0",
    }  # fmt: skip
    assert "at x = 0" in (marks / "feedback" / "ana.html").read_text()


# Paper


def test_paper_is_marked_part_by_part(given: Task, tmp_path: Path) -> None:
    sheet = given.exercise
    store = Store(str(tmp_path / "marks"), sheet)
    one = Marking([Paper(lambda: sheet, "ana")])
    names = [line.name for line in one.lines]
    assert names[:6] == ["(a) z[1]", "(a) y_hat", "(a) dJ/dz[1]", "(a) dJ/dW[1]", "(a) W[1]:=",
                         "(b) z[1]"]  # fmt: skip
    assert names[-3:] == ["(c) dy/dx", "Sketch the sigmoid", "(c) q1"]
    one.accept()
    one.record("0.7")  # ŷ of part (a): all that comes after it in (a) follows, nothing in (b)
    (gradient,) = [line for line in one.lines if line.name == "(a) dJ/dz[1]"]
    (other,) = [line for line in one.lines if line.name == "(b) dJ/dz[1]"]
    assert one.paper.key(gradient.entries[0]) == "-0.063"
    assert one.paper.key(other.entries[0]) != "-0.063"
    one.accept_rest()
    while not one.paper.complete:
        one.accept()
    store.save(one.paper)
    again = Paper(lambda: sheet, "ana")
    store.load(again)
    assert (again.typed, again.given) == (one.paper.typed, one.paper.given)
    copied = tmp_path / "marks" / "copied" / "ana.toml"
    found = mark(sheet, [str(copied)]).student
    wrong = [answer.name for answer in found.answers if answer.points < answer.max]
    assert wrong == ["(a) y_hat[1,1]"] or wrong == ["(a) y_hat"]


# Practice


def test_practice_goes_from_part_to_part(given: Task, tmp_path: Path) -> None:
    made = Practice(given, "steps", Kept(tmp_path))
    assert made.part == "(a) Small"
    for sheet in made.sheets:
        right = answers(sheet.exercise)
        for _ in range(20):
            if not made.to_open() or made.sheet is not sheet:
                break
            typed = right[sheet.blank.key(sheet.place)]
            assert made.answer(typed).verdict == "right", sheet.entry
    assert made.right == made.wanted == 16
    assert not made.to_open()
    made.keep()
    again = Practice(given, "steps", Kept(tmp_path))
    assert again.right == again.wanted
    again.again()
    assert (again.right, again.part) == (0, "(a) Small")
    assert again.kept.rounds[0].score == 16


def test_practice_without_a_screen_says_the_part_and_its_numbers(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BACKPROP_STATE", str(tmp_path / "state"))
    words = [*["skip"] * 8, "hint", "back", "export " + str(tmp_path / "own"), "quit"]
    plain(Namespace(file=str(file), ascii=False), words)
    said = capsys.readouterr().out
    assert "Part (b) Large." in said
    assert "α: 0.5" in said
    assert (tmp_path / "own.toml").is_file()


async def test_the_screen_says_the_part_and_goes_on_to_the_next(
    given: Task, tmp_path: Path
) -> None:
    from exercises.practice.app import PracticeApp
    from exercises.practice.session import Session
    from tracer.shell.memory import Memory

    store = Kept(tmp_path / "practice")
    session = Session(Practice(given, "steps", store), "steps")
    app = PracticeApp(session, Memory(tmp_path / "walk"), store, ascii=False)
    async with app.run_test(size=(100, 30)) as pilot:
        for _ in range(7):
            await pilot.press("tab")
        await pilot.pause()
        shown = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
        assert "(b) Large" in shown
        assert "0 of 16 right" in shown
        assert session.practice.sheet.entry == "z[1][1,1]"
        await pilot.press("shift+tab")
        await pilot.pause()
        assert session.practice.part == "(a) Small"
        assert (
            session.practice.sheet.entry == "W[1]:=[1,2]" or "W[1]" in session.practice.sheet.entry
        )
        await pilot.press("escape", "q")
    assert app.crash is None


def test_the_screen_of_paper_shows_all_parts(given: Task) -> None:
    from exercises.marking.view import about, rows
    from tracer.shell.line import plain as text

    one = Marking([Paper(lambda: given.exercise, "ana")])
    shown = "\n".join(map(text, rows(one, 100)))
    for words in ("(a) ∂J/∂W[1]", "(b) W[1]", "(c) q1"):
        assert words in shown or words.replace("∂", "d") in shown
    assert "Where is it 0?" in "\n".join(
        text(line) for at in range(len(one.lines)) for line in said_at(one, at, about)
    )


def said_at(one: Marking, at: int, about: Any) -> Any:
    """What is said of a line."""
    one.line, one.column = at, 0
    return about(one, 80)


def test_hints_are_those_of_the_part(given: Task, tmp_path: Path) -> None:
    made = Practice(given, "steps", Kept(tmp_path))
    made.sheet.stand("W[1]:=", (1, 1))
    assert "How large is alpha here?" not in made.hints
    made.at = 1
    made.sheet.stand("W[1]:=", (1, 1))
    assert made.hints[0] == "How large is alpha here?"
    made.at = 2
    made.sheet.stand("dy/dx")
    assert made.hints[0] == "The power comes down."


def test_an_exported_variant_is_an_exercise_with_the_same_parts(
    given: Task, tmp_path: Path
) -> None:
    from exercises.practice.exporting import export

    made = Practice(given, "steps", Kept(tmp_path))
    made.again()
    _, path = export(made, str(tmp_path / "own.toml"))
    read = exercise(path)
    assert [part.source.keys() for part in read.parts] == [
        sheet.exercise.source.keys() for sheet in made.sheets
    ]


# The author


@pytest.mark.thorough
def test_the_check_goes_through_the_parts(file: Path) -> None:
    done = check(str(file), variants=5)
    assert not done.findings
    said = "\n".join(done.lines)
    for words in ("(b) W[1]:=", "(c) dy/dx", "points    16 and 4 by hand: 20", "5 drawn"):
        assert words in said


def test_a_fault_of_a_part_has_its_line(tmp_path: Path) -> None:
    keys = copy.deepcopy(KEYS)
    keys["part"][2]["ask"][0]["quantity"] = "dy/dw"
    path = tmp_path / "bad.toml"
    path.write_text(toml_text(keys))
    done = check(str(path))
    (fault,) = done.findings
    lines = path.read_text().split("\n")
    line = int(fault.where.partition("line ")[2].partition(":")[0])
    assert "dy/dw" in "".join(lines[line - 2 : line + 3])


def test_the_faults_of_all_parts_are_told_at_once_and_those_of_a_shared_ask_once(
    tmp_path: Path,
) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(
        """id = "bad"
[[part]]
expression = {expression = ["f = a*b"], at = {a = 1}}
ask = [{quantity = "df/da"}]
[[part]]
expression = {expression = ["f = a*b"], at = {a = 1, b = 2}}
ask = [{title = "What?"}, {quantity = "df/dc"}]
[[part]]
same_as = "b"
change = {at = {a = 2, b = 2}}
[[part]]
same_as = "a"
"""
    )
    told = [
        (fault.where.rpartition("bad.toml, ")[2], fault.wrong)
        for fault in check(str(path)).findings
    ]
    assert told == [
        ("line 3: part[1]: expression: at", "there is no value for 'b'"),
        ("line 7: part[2]: ask[1]", "it asks for no quantity"),
        ("line 7: part[2]: ask[2]: quantity", "there is no quantity 'df/dc' in this trace"),
    ]


def test_what_is_on_paper_stands_in_its_part_with_its_number() -> None:
    keys = copy.deepcopy(KEYS)
    keys["part"][1]["manual"] = [{"title": "Compare the steps", "points": 1}]
    made = sheet_of(task(keys))
    numbers = [
        [*(one.number for one in section.questions), *(number for number, _ in section.manual)]
        for section in made.sections
    ]
    last = max(number for some in numbers for number in some)
    assert [number for some in numbers for number in some] == list(range(1, last + 1))
    assert [section.name for section in made.sections if section.manual] == ["b"]
    assert [number for number, _ in made.manual] == [last + 1]


# A mistake to be found, in one part of several


PLANTED: dict[str, Any] = {
    "id": "found",
    "part": [
        {"title": "Work it", "network": NETWORK, "ask": [{"quantity": "dJ/dz[1]"}]},
        {
            "title": "Find it",
            "same_as": "a",
            "change": {"X": [[1.5, 2.0]]},
            "derivation": {"line": "dJ/dz[1]", "mistake": "activation-derivative-forgotten"},
            "ask": [
                {"quantity": "wrong_line", "kind": "choice", "points": 3},
                {"quantity": "wrong_name", "kind": "choice", "points": 2},
            ],
        },
        {"title": "Again", "same_as": "b", "change": {"X": [[-1, 0.5]]}},
    ],
    "variants": {
        "W": {"low": -1, "high": 1, "decimals": 1, "except": [0]},
        "distinct_mistakes": False,
    },
}


@pytest.mark.thorough
def test_a_mistake_can_be_planted_in_a_part(tmp_path: Path) -> None:
    given = task(copy.deepcopy(PLANTED))
    right = answers(given.exercise)
    assert list(right)[1:3] == ["(b) wrong_line", "(b) wrong_name"]
    assert right["(b) wrong_line"] == right["(c) wrong_line"] == "7"
    assert mark(given.exercise, right).student.score == 11
    found = mark(given.exercise, {**right, "(c) wrong_line": "1"}).student
    assert found.score == 8
    assert found["(c) wrong_line"].message == "1 is not the right one."
    pages = files(given, ["md", "html", "tex"])
    for name in ("sheet.md", "sheet.html", "sheet.tex"):
        assert pages[name].decode().count("A calculation that went wrong") == 2, name
    made = Practice(given, "found", Kept(tmp_path))
    for sheet in made.sheets:
        own = answers(sheet.exercise)
        while made.to_open() and made.sheet is sheet:
            assert made.answer(own[sheet.blank.key(sheet.place)]).verdict == "right"
    assert made.right == made.wanted == 5
    assert variant(given, SECRET, "ana").parts[1].derivation == given.exercise.parts[1].derivation


def test_a_planted_mistake_that_cannot_be_made_is_a_fault_of_its_part(tmp_path: Path) -> None:
    keys = copy.deepcopy(PLANTED)
    keys["part"][1]["derivation"]["mistake"] = "softmax-diagonal"
    path = tmp_path / "bad.toml"
    path.write_text(toml_text(keys))
    (fault, *_) = check(str(path)).findings
    assert "softmax-diagonal" in fault.wrong
    assert "part[2]" in fault.where
