"""Things that published sheets do, each as a file: what is right earns all, a usual slip costs its
line and is named, and the printed sheet is the one that was read (`data/golden/rows`).

Write the sheets anew with `python -m tests.exercises.test_sheet_rows`, and read what changed.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from exercises.authoring.by_hand import answers
from exercises.authoring.checked import check
from exercises.task import task
from exercises.worksheet.files import files
from grader import mark
from grader.asked import Exercise
from tests.sample import sample

DATA = Path(__file__).parents[1] / "data"
FILES = {path.stem: path for path in sorted((DATA / "exercises" / "rows").glob("*.toml"))}
GOLDEN = DATA / "golden" / "rows"


class Slip(NamedTuple):
    """What is typed instead; how many answers are then called what, those left away that are right;
    points lost; what is said of it."""

    typed: dict[str, str]
    found: dict[str, int]
    lost: float
    says: str


SLIPS = {
    "1-formula-and-value": [
        Slip({"df/dz (formula)": "z", "df/dz": "-4"}, {"mistake": 1, "follows": 1}, 1, "fits"),
        Slip({"q": "-7", "f": "28", "df/dz": "-7"}, {"mistake": 1, "follows": 2}, 1, "fits"),
    ],
    "2-parts": [
        Slip({"(a) dE/dw": "w*x + b - t"}, {"mistake": 1}, 1, "inner-derivative-forgotten"),
        Slip({"(c) W[1]:=": "1.5", "(c) @2 J": "3.125"}, {"mistake": 1, "follows": 1}, 1,
             "plus-alpha"),
    ],
    "3-formula-wanted": [
        Slip({"delta_D": "out - y"}, {"mistake": 1}, 2, "raw-error-for-dJ-dz"),
        Slip({"delta_D": "0.125"}, {"wrong": 1}, 2, "A formula is asked for here"),
    ],
    "4-own-words": [
        Slip({"learned": "2"}, {"mistake": 1}, 1, "bias-forgotten"),
        Slip({"q2": "2x1"}, {"wrong": 1}, 1, "Rows come first"),
    ],
    "5-momentum": [
        Slip({"(a) Δw1": "0.4", "(a) Δw2": "0.8", "(a) Δb[1]": "0.4", "(a) w1:=": "0.9",
             "(a) w2:=": "0.6", "(a) b[1]:=": "0.5"}, {"mistake": 3, "follows": 3}, 6,
             "old-velocity-forgotten"),
        Slip({"(b) @2 v_x": "0.72", "(b) @2 x:=": "8.32"}, {"mistake": 1, "follows": 1}, 1,
             "old-velocity-sign"),
    ],
    "7-ascent": [
        Slip({"(a) w:=": "1.4"}, {"mistake": 1}, 1, "minus-alpha"),
        Slip({"(b) W[1][1,1]:=": "0.275", "(b) W[1][1,2]:=": "0.45"}, {"mistake": 2}, 2,
             "minus-alpha"),
    ],
    "8-softmax-any-target": [
        Slip({"dJ/dz[1][1,1]": "-0.2689", "dJ/dz[1][2,1]": "-0.7311", "dJ/dW[1][1,1]": "-0.2689",
             "dJ/dW[1][1,2]": "0.2689", "dJ/dW[1][2,1]": "-0.7311", "dJ/dW[1][2,2]": "0.7311"},
             {"mistake": 2, "follows": 4}, 2, "shortcut-without-distribution"),
    ],
    "9-rounding": [
        Slip({"dJ/dz[2]": "0.1903", "W[2][1,1]:=": "0.2353", "W[2][1,2]:=": "0.8368"},
             {"mistake": 1, "follows": 2}, 1, "activation-derivative-forgotten"),
    ],
    "10-own-number": [
        Slip({"a[1][1,1]": "-0.022", "da[1]/dz[1][1,1]": "0.01", "y_hat": "-0.891",
             "dJ/dz[1][1,1]": "-0.009455", "dJ/dz[1][2,1]": "1.513"}, {"mistake": 2, "follows": 3},
             2, "usual-leaky-slope"),
    ],
    "13-names": [
        Slip({"δ²": "-1.176", "δ¹[1,1]": "-0.1467", "δ¹[2,1]": "0.1387", "dE/dw²₁₂": "0.8598",
             "Δw²₁₂": "-0.2150", "Δw¹₁₁": "-0.03666", "w²₁₂:=": "-0.8150", "w¹₁₁:=": "0.2633"},
             {"mistake": 1, "follows": 7}, 1, "sign-flipped"),
        Slip({"Δw²₁₂": "-0.2150", "w²₁₂:=": "-0.8150"}, {"mistake": 1, "follows": 1}, 1,
             "plus-alpha"),
    ],
    "15-margin": [
        Slip({"dJ/dm[1,2]": "-1", "dJ/dm[1,3]": "-1", "dJ/dy_hat[1,2]": "1",
             "dJ/dy_hat[1,3]": "-1", "dJ/dW[1][1,1]": "-6", "dJ/dW[1][1,2]": "1.5"}, {"mistake": 2,
             "follows": 4}, 2, "margin-met-forgotten"),
        Slip({"m[1,2]": "-1.75", "l[1,2]": "2.75", "dJ/dm[1,2]": "-1", "dJ/dy_hat[1,2]": "1",
             "dJ/dW[1][1,1]": "-3", "dJ/dW[1][1,2]": "0.5", "dJ/db[1]": "0"}, {"mistake": 1,
             "follows": 6}, 1.75, "an earlier line"),
    ],
    "15-own-gradients": [
        Slip({"dJ/dW[1][1,1]": "9.5", "dJ/dW[1][1,2]": "-5.5", "dJ/db[1]": "2.5"}, {"mistake": 3},
             3, "mean-forgotten"),
        Slip({"dL[1]/dW[1][1,1]": "-0.5", "dL[1]/dW[1][1,2]": "-1", "dJ/dW[1][1,1]": "5",
             "dJ/dW[1][1,2]": "-2.25"}, {"mistake": 2, "follows": 2}, 1.5, "mean-twice"),
    ],
    "19-typeset": [
        Slip({"w1o:=": "0.553"}, {"mistake": 1}, 1, "plus-alpha"),
    ],
    "6-words-to-choose": [
        Slip({"q1": "A, B, C, D"}, {"wrong": 1}, 4, "the two factors are multiplied"),
        Slip({"dy/dz": "0.5"}, {"mistake": 1}, 1, "fits"),
    ],
}  # fmt: skip


RIGHT = {
    "5-momentum": {
        "(a) dE/dw1": "-0.8", "(a) dE/dw2": "-1.6", "(a) dE/db[1]": "-0.8", "(a) Δw1": "0.46",
        "(a) Δw2": "0.77", "(a) Δb[1]": "0.52", "(a) w1:=": "0.96", "(a) w2:=": "0.57",
        "(a) b[1]:=": "0.62", "(b) v_x": "-2.4", "(b) x:=": "7.6", "(b) @2 v_x": "-3.6",
        "(b) @2 x:=": "4",
    },
    "7-ascent": {
        "(a) dg/dw": "-4", "(a) dg/db": "-2", "(a) w:=": "0.6", "(a) b:=": "0.8",
        "(b) y_hat": "0.5", "(b) dg/dW[1][1,1]": "0.25", "(b) dg/dW[1][1,2]": "-0.5",
        "(b) W[1][1,1]:=": "0.525", "(b) W[1][1,2]:=": "-0.05",
    },
    "8-softmax-any-target": {
        "z[1][1,1]": "0.3", "z[1][2,1]": "-0.7", "p[1,1]": "0.7311", "p[2,1]": "0.2689",
        "J": "1.627", "dJ/dz[1][1,1]": "0.4621", "dJ/dz[1][2,1]": "-0.4621",
        "dJ/dW[1][1,1]": "0.4621", "dJ/dW[1][1,2]": "-0.4621", "dJ/dW[1][2,1]": "-0.4621",
        "dJ/dW[1][2,2]": "0.4621",
    },
    "9-rounding": {
        "a[1][1,1]": "0.6803", "a[1][2,1]": "0.6637", "y_hat": "0.6903", "dJ/dz[2]": "0.0407",
        "W[2][1,1]:=": "0.2862", "W[2][1,2]:=": "0.8865",
    },
    "10-own-number": {
        "a[1][1,1]": "-0.22", "a[1][2,1]": "1.1", "da[1]/dz[1][1,1]": "0.1",
        "da[1]/dz[1][2,1]": "1", "y_hat": "-0.99", "dJ/dz[1][1,1]": "-0.0995",
        "dJ/dz[1][2,1]": "1.592",
    },
    "13-names": {
        "δ²": "1.176", "δ¹[1,1]": "0.1467", "δ¹[2,1]": "-0.1387", "dE/dw²₁₂": "-0.8598",
        "Δw²₁₂": "0.2150", "Δw¹₁₁": "0.03666", "w²₁₂:=": "-0.3850", "w¹₁₁:=": "0.3367",
    },
    "15-margin": {
        "y_hat[1,1]": "0.25", "y_hat[1,2]": "-1.75", "y_hat[1,3]": "2.75", "m[1,1]": "0.25",
        "m[1,2]": "1.75", "m[1,3]": "2.75", "l[1,1]": "0.75", "l[1,2]": "0", "l[1,3]": "0",
        "dJ/dm[1,1]": "-1", "dJ/dm[1,2]": "0", "dJ/dm[1,3]": "0", "dJ/dy_hat[1,1]": "-1",
        "dJ/dy_hat[1,2]": "0", "dJ/dy_hat[1,3]": "0", "dJ/dW[1][1,1]": "-1",
        "dJ/dW[1][1,2]": "-0.5", "dJ/db[1]": "-1",
    },
    "15-own-gradients": {
        "dL[1]/dW[1][1,1]": "-1", "dL[1]/dW[1][1,2]": "-2", "dL[1]/db[1]": "-1",
        "dL[2]/dW[1][1,1]": "10.5", "dL[2]/dW[1][1,2]": "-3.5", "dL[2]/db[1]": "3.5",
        "dJ/dW[1][1,1]": "4.75", "dJ/dW[1][1,2]": "-2.75", "dJ/db[1]": "1.25",
    },
    "19-typeset": {
        "psi_1": "0.1", "psi_2": "-1", "dJ/dw1o": "-0.094", "dJ/dw2o": "0.94",
        "dJ/dw11": "-0.564", "w11:=": "0.582", "w1o:=": "0.647",
    },
}  # fmt: skip
"""Worked out by hand, with a calculator."""


def right_of(name: str, sheet: Exercise) -> dict[str, str]:
    """What is right, as the slips call it; of the first sheets as the program has it."""
    return RIGHT.get(name) or answers(sheet)


def printed(name: str) -> str:
    return files(task(FILES[name]), ["md"])["sheet.md"].decode()


def test_every_sheet_has_a_slip() -> None:
    assert set(FILES) == set(SLIPS)


@pytest.mark.parametrize("name", sample(FILES, 3))
def test_right_answers_earn_all(name: str) -> None:
    given = task(FILES[name])
    found = mark(given.exercise, right_of(name, given.exercise)).student
    assert {answer.verdict for answer in found.answers} == {"right"}
    assert not found.problems
    by_hand = sum(part.points for part in given.manual)
    assert found.score + by_hand == found.max


@pytest.mark.parametrize(
    ("name", "slip"), sample((name, slip) for name, slips in SLIPS.items() for slip in slips)
)
def test_a_usual_slip_costs_its_line_and_is_named(name: str, slip: Slip) -> None:
    given = task(FILES[name])
    right = right_of(name, given.exercise)
    assert slip.typed.keys() <= right.keys()
    full = mark(given.exercise, right).student.score
    found = mark(given.exercise, {**right, **slip.typed}).student
    odd = {one.name: one for one in found.answers if one.verdict != "right"}
    assert Counter(one.verdict for one in odd.values()) == slip.found
    assert found.score == pytest.approx(full - slip.lost)
    assert slip.says in " ".join(one.message for one in odd.values())


@pytest.mark.parametrize("name", FILES)
def test_the_printed_sheet_is_the_one_that_was_read(name: str) -> None:
    assert printed(name) == (GOLDEN / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sample(FILES))
def test_the_author_s_check_finds_nothing(name: str) -> None:
    assert not check(str(FILES[name])).findings


if __name__ == "__main__":
    for each in FILES:
        (GOLDEN / f"{each}.md").write_text(printed(each), encoding="utf-8")
