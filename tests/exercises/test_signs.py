"""A sheet whose symbols are negatives of ours, δ = −∂J/∂z: one sign wherever somebody looks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exercises.authoring import by_hand
from exercises.cli import COMMANDS
from exercises.marking.copied import Paper
from exercises.marking.model import Marking
from exercises.marking.store import Store
from exercises.marking.view import about, rows
from exercises.practice.exporting import answers_text
from exercises.practice.model import Practice
from exercises.practice.session import Session
from exercises.practice.store import Store as Kept
from exercises.practice.views.pane import pane
from exercises.task import task
from exercises.worksheet.description import sheet as described
from exercises.worksheet.solution import solution
from grader import mark
from grader.exercise_file import exercise
from grader.report import FORMATS
from grader.report.class_page import class_page
from grader.report.items import items_table
from tracer.cli import run
from tracer.formula.text import text
from tracer.shell.line import plain
from tracer.show import worked
from tracer.walk.model import Walk
from tracer.walk.plain import line

KEYS: dict[str, Any] = {
    "id": "descent-sign",
    "title": "Deltas as a textbook has them",
    "reveal": "all",
    "network": {
        "cost": "bce",
        "alpha": 0.5,
        "X": [[2.0]],
        "Y": [[0]],
        "layers": [
            {"activation": "identity", "W": [[0.5], [-0.4]], "b": [0.1, 0.2]},
            {"activation": "sigmoid", "W": [[-1.6, 0.04]], "b": [0.0]},
        ],
        "names": {"delta": "-dJ/dz", "w5": "-W[2][1,1]"},
    },
    "ask": [
        {"quantity": name}
        for name in ("y_hat", "delta[2]", "dJ/dw5", "dJ/dW[2][1,2]", "delta[1]", "w5:=")
    ],
}
RIGHT = {
    "y_hat": "0.1438", "delta[2]": "-0.1438", "dJ/dw5": "-0.1581", "dJ/dW[2][1,2]": "-0.08626",
    "delta[1][1,1]": "0.2300", "delta[1][2,1]": "-0.005751", "w5:=": "1.679",
}  # fmt: skip
"""By the names of the sheet, and with its signs; worked out by hand."""


def right_number(message: str) -> str:
    return message.partition("The right number is ")[2].partition(";")[0].removesuffix(".")


def marking() -> Marking:
    return Marking([Paper(lambda: exercise(KEYS), "ana")])


def test_the_key_has_the_sign_of_the_sheet_wherever_it_is_shown() -> None:
    made = task(KEYS)
    answers = solution(made.exercise, described(made)).answers
    paper = marking().paper
    keys = {paper.name(one): paper.key(one) for line in paper.lines for one in line.entries}
    assert answers == keys
    assert by_hand.answers(made.exercise) == answers
    for name, number in answers.items():
        if name in RIGHT:
            assert float(number) == pytest.approx(float(RIGHT[name]), rel=2e-3), name
    report = mark(KEYS, dict.fromkeys(answers, "77.77")).student
    told = [right_number(one.message) for one in report.answers]
    assert list(map(float, told)) == [float(number) for number in answers.values()]


def test_a_right_paper_has_all_points_and_accepts_its_own_numbers() -> None:
    report = mark(KEYS, RIGHT).student
    assert (report.score, report.max) == (7, 7)
    for answer in report.answers:
        assert answer.accepts is not None
        assert answer.accepts[0] <= float(answer.typed) <= answer.accepts[1]


def test_a_turned_sign_is_told_in_the_symbol_and_the_sign_of_the_sheet() -> None:
    report = mark(KEYS, {**RIGHT, "delta[2]": "0.1438"})
    [answer] = [one for one in report.to_json()["students"][0]["answers"] if one["points"] == 0]
    assert (answer["quantity"], answer["symbol"]) == ("dJ/dz[2]", "δ[2]")
    assert -0.145 < answer["accepts"][0] < -0.1438 < answer["accepts"][1] < -0.143
    said = answer["message"]
    assert "sign, taken as dJ/dz[2][1,1] = −δ[2]: " in said
    assert "The line is δ[2] = −" in said
    assert "The right number is -0.1438; accepted: -0.1" in said
    for name in ("text", "markdown", "html"):
        written = FORMATS[name](report).replace("\\", "")
        assert "δ[2]" in written
        assert "The right number is -0.1438; accepted: -0.1" in written


def test_what_was_typed_by_the_usual_name_is_told_in_its_sign() -> None:
    [answer] = [one for one in mark(KEYS, {"dJ/dz[2]": "9.000"}).student.answers if one.typed]
    assert answer.shown == "dJ/dz[2][1,1]"
    assert answer.accepts is not None
    assert 0.13 < answer.accepts[0] < 0.1438 < answer.accepts[1] < 0.15
    assert "The line is ∂J/∂z[2] = −δ[2] = " in answer.message
    assert "The right number is 0.1438; accepted: 0.1" in answer.message


@pytest.mark.parametrize("asked", ["delta[2]", "dJ/dz[2]"])
@pytest.mark.parametrize(("typed", "formula"), [("delta[2]", "y - y_hat"), ("dz2", "y_hat - y")])
def test_a_formula_has_the_sign_of_the_name_that_it_was_typed_under(
    asked: str, typed: str, formula: str
) -> None:
    sheet = {**KEYS, "ask": [{"quantity": asked, "kind": "formula"}]}
    assert mark(sheet, {typed: formula}).student.score == 1
    [turned] = mark(sheet, {typed: f"-({formula})"}).student.answers
    assert "sign-flipped" in turned.mistakes
    assert ("taken as" in turned.message) == (typed == "delta[2]")


def test_what_follows_names_the_wrong_line_as_it_was_typed() -> None:
    [wrong] = [one for one in mark(KEYS, {"delta[2]": "0.5", "delta[1]": [["8"], ["9"]]}).student
               .answers if one.entry == (2, 1)]  # fmt: skip
    assert "your own δ[2] and" in wrong.message
    [wrong] = [one for one in mark(KEYS, {"dJ/dz[2]": "0.5", "delta[1]": [["8"], ["9"]]}).student
               .answers if one.entry == (2, 1)]  # fmt: skip
    assert "your own dJ/dz[2][1,1] and" in wrong.message


def test_paper_is_marked_in_the_signs_of_the_sheet(tmp_path: Path) -> None:
    one = marking()
    one.accept()
    one.record("-0.1438")  # δ as the sheet asks for it
    shown = [plain(row) for row in rows(one, 80)]
    assert shown[1].split() == ["δ[2]", "-0.1438✓"]
    assert "∂J/∂w5" in plain(about(one, 80)[0])
    for number, key in ((2, "[-0.1582]"), (3, "[0.2301]"), (4, "[1.679]")):
        assert key in shown[number]
    one.accept_rest()
    assert one.paper.score == 7
    store = Store(str(tmp_path / "out"), exercise(KEYS))
    store.save(one.paper)
    (tmp_path / "sheet.json").write_text(json.dumps(KEYS))
    (tmp_path / "out").mkdir(exist_ok=True)
    words = ["sheet.json", "out/copied", "-o", "out"]
    words = [word if word == "-o" else str(tmp_path / word) for word in words]
    assert run("backprop", COMMANDS, ["grade", *words]) == 0
    assert (tmp_path / "out/gradebook.csv").read_text().splitlines()[1].startswith("ana,7,7,")
    again = marking().paper
    store.load(again)
    assert again.typed == one.paper.typed


TURNED = {"0.1438": "-0.1438", "−0.1438": "0.1438", "+1e-2": "-1e-2", "1/7": "-(1/7)", "-": "-"}


@pytest.mark.parametrize(("typed", "read"), TURNED.items())
def test_a_kept_paper_says_the_same_when_it_is_opened_again(
    tmp_path: Path, typed: str, read: str
) -> None:
    store = Store(str(tmp_path), exercise(KEYS))
    (tmp_path / "copied").mkdir()
    (tmp_path / "copied/ana.toml").write_text(
        f'student = "ana"\n[answers]\n"dJ/dz[2]" = "{typed}"\n"y_hat" = "0.1438"\n"q" = "1"\n'
    )
    paper = marking().paper
    store.load(paper)
    assert paper.typed == {"dJ/dz[2][1,1]": read, "y_hat[1,1]": "0.1438", "q": "1"}


def practised(folder: Path, **keys: Any) -> Practice:
    made = task({**KEYS, **keys})
    return Practice(made, "descent-sign", Kept(folder), clock=lambda: 0.0)


def test_practice_asks_and_shows_in_the_signs_of_the_sheet(tmp_path: Path) -> None:
    made = practised(tmp_path)
    made.sheet.stand("dJ/dz[2]", (1, 1))
    assert made.answer("-0.1438").verdict == "right"
    made.show()
    seen = "\n".join(map(plain, pane(Session(made, "x"), 90, 60)))
    assert "δ[2][1,1] = −∂ŷ/∂z[2][1,1] · ∂J/∂ŷ[1,1] = −0.1438" in seen
    assert made.answer("0.1438").word == "δ[2][1,1] fits sign-flipped"
    assert 'delta[2] = "0.1438"' in answers_text(made).replace('"delta[2]"', "delta[2]")


def test_what_practice_does_not_ask_has_the_sign_of_its_symbol(tmp_path: Path) -> None:
    made = practised(tmp_path, ask=[{"quantity": "dJ/dw5"}])
    made.sheet.stand("dJ/dz[2]", (1, 1))
    assert made.answer("-0.1438").verdict == "right"
    assert made.sheet.blank.title() == "δ[2]"
    everything = Practice(task(KEYS["network"]), "all", Kept(tmp_path), clock=lambda: 0.0)
    everything.sheet.stand("dJ/dz[2]", (1, 1))
    assert everything.answer("-0.1438").verdict == "right"


def test_lines_that_are_given_in_practice_have_the_signs_of_the_sheet(tmp_path: Path) -> None:
    made = practised(tmp_path)
    made.progress.focus = ("dJ/dW[2]",)
    made.begin()
    seen = "\n".join(map(plain, pane(Session(made, "x"), 90, 60)))
    given, _, _ = seen.partition("Yours")
    titles, numbers = given.partition("Given this time")[2].splitlines()[1:3]
    assert titles.split() == ["ŷ", "δ[2]", "δ[1]", "W[2]", ":="]
    assert numbers.split()[:3] == ["0.14381", "−0.14381", "0.230096"]
    made.sheet.stand("dJ/dz[2]", (1, 1))
    assert "[−0.1438]" in plain(pane(Session(made, "x"), 90, 60)[6])


def test_a_calculation_with_a_mistake_in_it_has_the_signs_of_its_symbols(tmp_path: Path) -> None:
    asked = [{"quantity": "wrong_line", "kind": "choice"}]
    wrong = {"line": "dJ/dW[2]", "mistake": "sign-flipped"}
    made = practised(tmp_path, ask=asked, derivation=wrong)
    seen = [plain(one).strip() for one in pane(Session(made, "x"), 90, 99)]
    line = next(at for at, one in enumerate(seen) if "δ[2] = −" in one)
    assert seen[line + 1] == "−0.1438"


def test_a_walk_in_words_says_the_numbers_of_the_symbols_that_it_names() -> None:
    walk = Walk(exercise(KEYS).source)
    walk.go(walk.trace.by_name["dJ/dz[2]"].number)
    assert "delta 2 equals minus" in line(walk)
    assert line(walk).endswith("Row 1: minus 0.1438.")


def test_minus_nothing_is_nothing() -> None:
    known = exercise({**KEYS["network"], "Y": [[1]], "X": [[-1000.0]]}).trace
    told = text(worked(known.by_name["dJ/dz[2]"], (1, 1)))
    assert told.startswith("δ[2][1,1] = −")
    assert told.endswith(" = 0")


def test_the_page_of_a_class_calls_lines_as_the_sheet_does(tmp_path: Path) -> None:
    from grader.classes.run import How, grade_class

    wide = tmp_path / "class.csv"
    cells = [f'"{name}"' for name in RIGHT]
    turned = [text if name != "delta[2]" else "0.1438" for name, text in RIGHT.items()]
    wide.write_text(
        f"student,{','.join(cells)}\nana,{','.join(RIGHT.values())}\nbo,{','.join(turned)}\n"
    )
    sheet = exercise(KEYS)
    done = grade_class(lambda: (sheet, None), [str(wide)], str(tmp_path / "out"), How())
    assert done.items is not None
    book = (tmp_path / "out/gradebook.csv").read_text().splitlines()
    assert book[1].startswith("ana,7,7,")
    assert book[2].startswith("bo,6,7,")
    page, table = class_page(sheet, done.items), "\n".join(items_table(sheet, done.items))
    for said in (page, table):
        assert "δ[2]" in said
        assert "dJ/dz" not in said
    record = json.loads((tmp_path / "out/records/bo.json").read_text())
    [slip] = [one for one in record["students"][0]["answers"] if one["verdict"] == "mistake"]
    assert slip["symbol"] == "δ[2]"
    assert slip["accepts"][0] < -0.1438 < slip["accepts"][1]


SIGNED = ("dJ/dz", "W[1]", "W[2][1,1]", "y_hat", "dJ/db[2]", "J", "z[1]", "b[1][2,1]")


SIGNS = st.dictionaries(st.sampled_from(SIGNED), st.sampled_from(["-", ""]))


@settings(max_examples=3, deadline=None)
@given(SIGNS, st.booleans())
def test_any_symbols_with_any_signs_are_read_as_they_are_asked(
    signs: dict[str, str], by_symbol: bool
) -> None:
    read_as_asked(signs, by_symbol)


@pytest.mark.full
@settings(max_examples=25, deadline=None)
@given(SIGNS, st.booleans())
def test_so_are_many_more(signs: dict[str, str], by_symbol: bool) -> None:
    read_as_asked(signs, by_symbol)


def read_as_asked(signs: dict[str, str], by_symbol: bool) -> None:
    names = {f"s{at}": f"{sign}{what}" for at, (what, sign) in enumerate(signs.items())}
    keys = {**KEYS, "network": {**KEYS["network"], "names": names}}
    everything = exercise({**keys["network"]}).trace
    asked = [name if not by_symbol else symbol(everything, name) for name in everything.by_name]
    sheet = exercise({**keys, "ask": [{"quantity": name} for name in asked]})
    one = Marking([Paper(lambda: sheet, "ana")])
    one.accept_rest()
    assert one.paper.score == len(one.paper.answers())
    made = task(sheet)
    key = solution(sheet, described(made)).answers
    assert list(key) == list(one.paper.answers())
    assert mark(sheet, key).student.score == len(key)
    report = mark(sheet, one.paper.answers()).student
    assert not report.problems
    for answer in report.answers:
        assert answer.accepts is not None
        low, high = sorted(answer.accepts)
        assert (low, high) == answer.accepts
        assert low <= float(answer.typed) <= high


def symbol(known: Any, name: str) -> str:
    """A quantity by the symbol of the sheet, whatever its sign."""
    return str(known.symbols.text(known.local(name)).removeprefix("-"))
