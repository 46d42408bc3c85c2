"""What printed sheets once said wrongly, each a small thing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from exercises.authoring.checked import check
from exercises.task import task
from exercises.worksheet.description import Sheet, sheet
from exercises.worksheet.files import files
from grader import exercise
from grader.choices import options
from tracer.file_text import toml_text

NETWORK: dict[str, Any] = {
    "cost": "half_mse",
    "alpha": 0.5,
    "X": [[1, 2]],
    "Y": [[1]],
    "layers": [{"activation": "sigmoid", "W": [[0.5, -0.3]], "b": [0.1]}],
}


def of(*quantities: str, network: dict[str, Any] | None = None, **keys: Any) -> Sheet:
    asks = [{"quantity": name} for name in quantities]
    return sheet(task({"id": "s", "network": network or NETWORK, "ask": asks, **keys}))


def said(made: Sheet) -> str:
    return " ".join((*made.facts, *made.rule, *made.agreed))


def test_what_is_asked_is_printed_in_the_author_s_order() -> None:
    made = of("W[1]:=", "z[1]", "J", "dJ/dW[1]")
    assert [box.name for box in made.boxes] == [
        "W[1]:=", "W[1]:=", "z[1]", "J", "dJ/dW[1]", "dJ/dW[1]",
    ]  # fmt: skip
    listed = {"entries": ["dJ/dW[1][1,2]", "z[1]", "dJ/dW[1][1,1]"]}
    made = sheet(task({"id": "s", "network": NETWORK, "ask": [listed]}))
    assert [box.quantity for box in made.boxes] == ["dJ/dW[1][1,2]", "z[1]", "dJ/dW[1][1,1]"]


@pytest.mark.parametrize(
    ("cost", "logarithm"), [("-y*log(y_hat)", True), ("(y_hat - y)**4", False)]
)
def test_which_logarithm_is_said_of_a_cost_of_one_s_own_that_has_one(
    cost: str, logarithm: bool
) -> None:
    made = of("J", network={**NETWORK, "cost": cost})
    assert ("log is the natural logarithm." in made.agreed) == logarithm


def test_nothing_is_said_of_alpha_or_updates_where_none_is_asked() -> None:
    forward, update = said(of("z[1]", "dJ/dW[1]")), said(of("z[1]", "W[1]:="))
    assert "α" not in forward
    assert "update" not in forward
    assert "α = 0.5" in update
    assert "w := w − α ∂J/∂w" in update


@pytest.mark.parametrize("digits", [1, 2])
def test_so_few_digits_that_none_fewer_are_any_have_no_threshold(digits: int) -> None:
    assert "lose points" not in said(of("z[1]", digits=digits))
    assert "fewer than 2 lose points" in said(of("z[1]", digits=3))


@pytest.mark.parametrize(
    ("asked", "updates"), [("@30 W[1]:=", 30), ("@31 J", 30), ("@2 z[1]", 1), ("W[1]:=", 1)]
)
def test_as_many_updates_are_said_as_are_made(asked: str, updates: int) -> None:
    [about] = [fact for fact in of(asked).facts if "α" in fact]
    assert (f"{updates} updates" in about) == (updates > 1)
    assert f"{updates + 1} updates" not in about


def test_a_title_of_one_s_own_does_not_hide_the_iteration() -> None:
    title = "The new weights"
    asked = {"title": title, "entries": ["@4 W[1][1,1]:=", "@4 W[1][1,2]:="]}
    [question] = sheet(task({"id": "s", "network": NETWORK, "ask": [asked]})).questions
    assert question.title == title
    assert [box.iteration for box in question.boxes] == [4, 4]
    whole = {"title": title, "quantity": "@4 W[1]:="}
    [question] = sheet(task({"id": "s", "network": NETWORK, "ask": [whole]})).questions
    assert question.title == f"{title}, iteration 4"


def test_where_each_update_takes_one_sample_nothing_is_said_of_an_average() -> None:
    several = {**NETWORK, "X": [[1, 2], [0, 1]], "Y": [[1], [0]]}
    assert "J is the average over the samples." in of("W[1]:=", network=several).agreed
    one = said(of("W[1]:=", network={**several, "order": "stochastic"}))
    assert "average" not in one
    assert "1/N" not in one
    assert "Each update takes one sample, in order." in one


def test_where_the_graph_is_to_be_drawn_it_is_not_printed() -> None:
    plain = {"id": "s", "network": NETWORK, "ask": [{"quantity": "z[1]"}]}
    drawn = {**plain, "manual": [{"title": "Draw the computational graph", "points": 2}]}
    assert "sheet.svg" in files(task(plain), ["md"])["sheet.md"].decode()
    assert "sheet.svg" not in files(task(drawn), ["md"])["sheet.md"].decode()
    for name, data in files(task(drawn), ["html", "tex"]).items():
        assert b"Diagram of the network" not in data, name


def first_is_right(keys: dict[str, Any]) -> bool:
    made = exercise({"network": NETWORK, "ask": [keys], "id": keys["title"]})
    assert made.asks
    return options(made, made.asks[0])[0].right


@pytest.mark.parametrize(
    "keys",
    [
        {"options": [{"text": "yes", "right": True}, {"text": "no"}, {"text": "never"}]},
        {"quantity": "z[1]", "options": [{"value": 0.0}, {"value": 0.5}, {"value": 1}]},
    ],
)
def test_the_right_one_of_one_s_own_options_is_not_always_the_first(keys: dict[str, Any]) -> None:
    first = {
        first_is_right({**keys, "kind": "choice", "title": f"Question {number}"})
        for number in range(12)
    }
    assert first == {True, False}


def test_every_fault_has_its_file_and_its_line(tmp_path: Path) -> None:
    path = tmp_path / "sheet.toml"
    two = [{"text": "4", "right": True}, {"text": "5", "right": True}]
    asks = [
        {"quantity": "z[1]"},
        {"quantity": "J", "kind": "choice", "options": two},
        {"quantity": "dJ/dV[1]"},
        {"quantity": "z[1]", "points": -1},
    ]
    path.write_text(toml_text({"id": "s", "network": NETWORK, "ask": asks}), encoding="utf-8")
    lines = path.read_text(encoding="utf-8").split("\n")
    found = check(str(path)).findings
    assert len(found) == 3
    for fault, word in zip(found, ("options", "dJ/dV[1]", "points"), strict=True):
        assert fault.where.startswith(f"{path}, line ")
        number = int(fault.where.removeprefix(f"{path}, line ").partition(":")[0])
        assert word in "\n".join(lines[number - 1 : number + 2])
