"""What an author's test expects of the marking, and what the marking says."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from exercises.authoring.cases import cases
from exercises.authoring.trial import differences, fails
from exercises.task import task
from grader import Exercise
from grader.result import Marked, StudentReport

from .conftest import SMALL


@pytest.fixture(scope="module")
def sheet() -> Exercise:
    return task(tomllib.loads(SMALL)).exercise


HOLD = {
    "everything right": {"verdicts": "right", "score": 7},
    "a mistake in a line that is asked": {"mistake": "sign-flipped", "line": "dJ/dz[1]"},
    "a mistake in a line that is not": {"mistake": "activation-forgotten", "line": "y_hat"},
    "what follows from it": {
        "mistake": "sign-flipped", "line": "dJ/dz[1]",
        "verdicts": {"z[1]": "right", "dJ/dz[1]": "sign-flipped", "dJ/dW[1]": "follows"},
    },
    "nothing wrong": {"verdicts": "right", "first_wrong": []},
    "one entry of a line": {
        "answers": {"z[1]": [["right", "77"]]}, "verdicts": {"z[1][1,1]": "right", "z[1]": "wrong"},
        "first_wrong": "z[1][1,2]",
    },
    "a flat list for a single row": {
        "answers": {"dJ/dW[1]": ["right", "77"]}, "verdicts": {"dJ/dW[1][1,1]": "right"},
        "first_wrong": "dJ/dW[1][1,2]",
    },
    "too few digits": {
        "answers": {"dJ/dW[1][1,2]": "-0.95"},
        "verdicts": {"dJ/dW[1][1,2]": "coarse"},
    },
}  # fmt: skip
DO_NOT = {
    "everything is missing": ({"verdicts": "missing"}, "z[1][1,1] -0.2000: right, not missing"),
    "another first wrong line": (
        {"answers": {"z[1][1,2]": "77"}, "first_wrong": "z[1][1,1]"},
        "the first wrong is z[1][1,2], not z[1][1,1]",
    ),
    "nothing is wrong": ({"first_wrong": ["J"]}, "the first wrong is nothing, not J"),
    "something is wrong": (
        {"answers": {"z[1][1,2]": "77"}, "first_wrong": []},
        "the first wrong is z[1][1,2], not nothing",
    ),
    "another score": ({"verdicts": "right", "score": 6.5}, "the score is 7, not 6.5"),
    "right, where it should be wrong": (
        {"verdicts": {"z[1]": "wrong"}}, "z[1][1,1] -0.2000: right, not wrong"
    ),
    "wrong, where it should be right": (
        {"answers": {"z[1][1,2]": "77"}, "verdicts": {"z[1]": "right"}},
        "z[1][1,2] 77: wrong, not right",
    ),
    "another verdict beside the right one": (
        {"answers": {"z[1]": [["x +", "77"]]}, "verdicts": {"z[1]": "wrong"}},
        "z[1][1,1] x +: unreadable, not wrong",
    ),
    "another mistake": (
        {"mistake": "sign-flipped", "line": "dJ/dz[1]", "verdicts": {"dJ/dz[1]": "factor-2"}},
        "dJ/dz[1][1,1] 0.2749: mistake (sign-flipped",
    ),
    "what is not asked": ({"verdicts": {"J": "right"}}, "J is not asked for"),
}  # fmt: skip


def found(table: dict[str, Any], sheet: Exercise) -> dict[int, str]:
    (case,) = cases([table], "sheet", sheet.trace)
    return fails(case, sheet)


@pytest.mark.parametrize("table", HOLD.values(), ids=HOLD)
def test_it_holds(table: dict[str, Any], sheet: Exercise) -> None:
    assert found(table, sheet) == {}


@pytest.mark.parametrize(("table", "says"), DO_NOT.values(), ids=DO_NOT)
def test_it_does_not_and_says_why(table: dict[str, Any], says: str, sheet: Exercise) -> None:
    assert found(table, sheet)[0].startswith(says)


PLANTED = {"mistake": "sign-flipped", "line": "dJ/dz[1]"}


@pytest.mark.parametrize(
    ("verdict", "mistakes", "says"),
    [
        ("mistake", ("sign-flipped", "sign"), None),
        ("mistake", ("factor-2",), "mistake (factor-2), not sign-flipped"),
        ("wrong", (), "wrong, where it follows"),
        ("right", (), "the marking cannot tell sign-flipped from the right numbers"),
    ],
)
def test_a_planted_mistake_must_be_named(
    verdict: Any, mistakes: tuple[str, ...], says: str | None, sheet: Exercise
) -> None:
    """Whatever the marking may come to say."""
    (case,) = cases([PLANTED], "sheet", sheet.trace)
    marked = Marked("dJ/dz[1]", (1, 1), "0.27", verdict, 1.0, mistakes=mistakes)
    told = list(differences(case, sheet, StudentReport("ana", [marked])))
    assert bool(told) == bool(says)
    assert all(str(says) in one for one in told[:1])


def test_a_mistake_that_the_course_accepts_need_not_be_named(sheet: Exercise) -> None:
    from dataclasses import replace

    accepting = replace(sheet, accept=("sign-flipped",))
    assert found(PLANTED, accepting) == {}
