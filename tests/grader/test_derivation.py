"""Find the mistake: what is shown, what may be answered, and how it is marked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from grader import mark
from grader.asked import Exercise
from grader.choices import options
from grader.derivation import derived, lines, notice
from grader.exercise_file import exercise
from tracer import Network
from tracer.errors import InputError

NETWORK: dict[str, Any] = {
    "cost": "bce",
    "X": [[1, 2], [-1, 1], [2, -1]],
    "Y": [[1], [0], [1]],
    "layers": [{"activation": "sigmoid", "W": [[0.5, -0.3]], "b": [0.2]}],
}
ASKS = [{"quantity": name, "kind": "choice", "points": 2} for name in ("wrong_line", "wrong_name")]
PLANTED = {"line": "dJ/dz[1]", "mistake": "activation-derivative-forgotten"}
TWO = [PLANTED, {"line": "dJ/db[1]", "mistake": "bias-averaged-again"}]


def find(derivation: Any = PLANTED, **network: Any) -> Exercise:
    keys = {"id": "find", "network": {**NETWORK, **network}, "ask": ASKS, "derivation": derivation}
    return exercise(keys)


def right(sheet: Exercise) -> dict[str, str]:
    return {
        ask.name: next(one.letter for one in options(sheet, ask) if one.right)
        for ask in sheet.asks or ()
    }


def test_one_line_is_wrong_and_the_later_ones_follow_from_it() -> None:
    sheet = find()
    shown = {line.name: line.value for line in lines(sheet)}
    known = sheet.trace
    assert list(shown) == list(known.by_name)
    different = [name for name in shown if not np.allclose(shown[name], known.state[name])]
    assert different == ["dJ/dz[1]", "dJ/dW[1]", "dJ/db[1]", "dJ/da[0]"]
    assert np.array_equal(shown["dJ/dz[1]"], known.state["dJ/dy_hat"])
    assert np.allclose(shown["dJ/db[1]"], shown["dJ/dz[1]"].sum())


def test_the_right_line_and_name_earn_all_points() -> None:
    marked = mark(find(), right(find())).student
    assert (marked.score, marked.max) == (4, 4)


@pytest.mark.parametrize("typed", ["7", "dJ/dz[1]", " 7. ", "Line 7"])
def test_a_line_is_its_number_or_its_name(typed: str) -> None:
    assert mark(find(), {"wrong_line": typed}).student["wrong_line"].verdict == "right"


@pytest.mark.parametrize("typed", ["6", "dJ/dW[1]", "8"])
def test_another_line_is_wrong(typed: str) -> None:
    assert mark(find(), {"wrong_line": typed}).student["wrong_line"].verdict == "wrong"


def test_a_mistake_is_its_letter_or_its_name() -> None:
    sheet = find()
    for typed in (right(sheet)["wrong_name"], "activation-derivative-forgotten"):
        assert mark(sheet, {"wrong_name": typed}).student["wrong_name"].verdict == "right"
    for one in options(sheet, (sheet.asks or ())[1]):
        verdict = mark(sheet, {"wrong_name": one.letter}).student["wrong_name"].verdict
        assert verdict == ("right" if one.right else "wrong")


def test_a_mistake_that_is_not_offered_is_wrong_and_other_words_cannot_be_read() -> None:
    verdicts = {
        typed: mark(find(), {"wrong_name": typed}).student["wrong_name"].verdict
        for typed in ("log-base", "no idea", "Z")
    }
    assert verdicts == {"log-base": "wrong", "no idea": "unreadable", "Z": "unreadable"}


def test_no_mistake_is_offered_that_gives_the_same_numbers() -> None:
    offered = set()
    for x in range(1, 9):
        sheet = find(TWO[1], X=[[x, 2], [-1, 1], [2, -1]])
        letters = options(sheet, (sheet.asks or ())[1])
        assert len(letters) == 4
        assert sum(one.right for one in letters) == 1
        offered |= {one.text.partition(":")[0] for one in letters}
    assert {"bias-averaged-again", "bias-not-summed"} <= offered
    assert "mean-twice" not in offered


def test_students_have_different_derivations() -> None:
    had = {derived(find(TWO, X=[[x, 2], [-1, 1], [2, -1]]))[0].line for x in range(1, 12)}
    assert had == {"dJ/dz[1]", "dJ/db[1]"}


def test_a_class_has_each_students_own() -> None:
    alone = find(TWO)
    X = np.array([[[x, 2], [-1, 1], [2, -1]] for x in range(1, 6)], dtype=float)
    assert isinstance(alone.source, Network)
    together = replace(alone, source=alone.source.replaced(X=X))
    numbers = np.ravel(together.trace.state["wrong_line"]).tolist()
    for student in range(5):
        own = replace(alone, source=together.source.student(student))
        line = derived(own)[0].line
        assert numbers[student] == own.trace.by_name[line].number


def test_the_place_stands_in_no_given_number() -> None:
    assert "wrong_line" not in find().trace.given


SECOND = {**PLANTED, "second": {"line": "dJ/db[1]", "mistake": "bias-averaged-again"}}


def find_two() -> Exercise:
    more = [{"quantity": name, "kind": "choice"} for name in ("second_line", "second_name")]
    return exercise({"id": "two", "network": NETWORK, "ask": [*ASKS, *more], "derivation": SECOND})


def test_two_lines_may_be_wrong_the_second_worked_from_the_first() -> None:
    sheet = find_two()
    shown = {line.name: line.value for line in lines(sheet)}
    follows = shown["dJ/dz[1]"].sum()
    assert np.allclose(shown["dJ/db[1]"], follows / 3)
    assert not np.allclose(shown["dJ/db[1]"], sheet.trace.state["dJ/db[1]"].sum() / 3)
    assert "Two lines do not follow" in notice(sheet)
    marked = mark(sheet, right(sheet)).student
    assert marked.score == marked.max == 6
    turned = {**right(sheet), "wrong_line": right(sheet)["second_line"]}
    assert mark(sheet, turned).student["wrong_line"].verdict == "wrong"


def test_an_option_speaks_the_sentence_of_its_line() -> None:
    network = {**NETWORK, "cost": "mse", "Y": [[0.5], [0.2], [1]], "alpha": 0.3}
    network["layers"] = [{"activation": "tanh", "W": [[0.5, -0.3]], "b": [0.2]}]
    planted = {"line": "dy_hat/dz[1]", "mistake": "a-form-at-z"}
    sheet = exercise({"id": "f", "network": network, "ask": ASKS, "derivation": planted})
    said = next(one.text for one in options(sheet, (sheet.asks or ())[1]) if one.right)
    assert "tanh′" in said
    assert "σ" not in said


BAD: dict[str, tuple[Any, str]] = {
    "no mistake": ({"line": "z[1]"}, "derivation"),
    "a line that there is not": ({**PLANTED, "line": "z[9]"}, "derivation.line"),
    "a given line": ({**PLANTED, "line": "W[1]"}, "given"),
    "a mistake that cannot be made there": ({**PLANTED, "mistake": "log-base"}, "dJ/dz[1]"),
    "another key": ({**PLANTED, "lines": "z[1]"}, "'lines'"),
    "the second of two": ([PLANTED, {"line": "z[1]"}], "derivation[2]"),
    "a text": ("z[1]", "derivation"),
    "a second one that is a text": ({**PLANTED, "second": "dJ/db[1]"}, "derivation.second"),
    "a second one that is none": ({**PLANTED, "second": {"line": "dJ/db[1]"}}, "derivation.second"),
    "a second one above the first": (
        {**PLANTED, "second": {"line": "z[1]", "mistake": "bias-forgotten"}},
        "derivation.second.line",
    ),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_derivation_that_is_none_is_said(bad: tuple[Any, str]) -> None:
    with pytest.raises(InputError) as error:
        find(bad[0])
    assert bad[1] in str(error.value)
