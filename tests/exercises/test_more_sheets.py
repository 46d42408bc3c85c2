"""Sheets of public course pages, and the things that published sheets do, set as they are.

Their right answers are worked out by hand, not by our own trace; a usual slip costs its line. The
printed sheets are those that were read (`data/golden/more`): write them anew with
`python -m tests.exercises.test_more_sheets`, and read what changed.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

from exercises.authoring.checked import check
from exercises.task import task
from exercises.variants import variant
from exercises.worksheet.files import files
from grader import mark
from tests.sample import sample
from tracer.errors import InputError

pytestmark = pytest.mark.thorough  # these sheets once more, as a whole

DATA = Path(__file__).parents[1] / "data"
FILES = {path.stem: path for path in sorted((DATA / "exercises" / "more").glob("*.toml"))}
GOLDEN = DATA / "golden" / "more"

RIGHT: dict[str, dict[str, str]] = {
    "and_gate": {
        "dJ/dw1": "0", "dJ/dw2": "0", "dJ/db": "1", "w1:=": "0", "w2:=": "0", "b:=": "-0.5",
        "@2 w1:=": "0.1225", "@2 w2:=": "0.1225", "@2 b:=": "-0.7551",
    },
    "ascent": {
        "p": "1", "q": "3", "f": "-22", "df/da": "-2", "df/db": "2", "df/dc": "-6", "df/dd": "-7",
        "a:=": "0.8", "b:=": "-1.8", "c:=": "1.4", "d:=": "0.3",
    },
    "checkpoint": {
        "(a) dy/dx": "2x cos(x²)", "(b) u": "7", "(b) y": "49", "(b) dy/dw": "42",
        "(c) df/dx": "2xy", "(c) q1": "along the gradient",
    },
    "count": {"(a) q1": "29", "(a) q2": "2×4", "(b) q1": "37"},
    "max_over_z": {
        "s": "3", "m": "3", "f": "1.5", "df/dx": "0.5", "df/dy": "0", "df/dz": "-0.75",
    },
    "next_update": {"v_theta": "0.026", "theta:=": "0.526"},
    "reviews": {
        "margin": "0", "@2 margin": "0", "@3 margin": "-1", "@4 margin": "-1", "@4 w_so:=": "1",
        "@4 w_touching:=": "1", "@4 w_quite:=": "0", "@4 w_impressive:=": "0", "@4 w_not:=": "-1",
        "@4 w_boring:=": "-1",
    },
    "relu_mlp": {
        "dL/dz[2]": "p - y", "dL/dV": "(p - y) hᵀ", "dL/dz": "Vᵀ (p - y) ⊙ relu'(z)",
        "dL/dW[1]": "dL/dz xᵀ",
    },
    "two_forms": {
        "(a) dL/dW": "dL/dP Xᵀ", "(a) W[1,1]:=": "0.26", "(a) W[1,2]:=": "-0.12",
        "(a) W[2,1]:=": "-0.8", "(a) W[2,2]:=": "-0.02", "(b) ds/du": "e^(-u)/(1 + e^(-u))²",
        "(b) d(s)/d(u)": "s(1 - s)", "(c) q1": "1/4, at u = 0",
    },
    "wizard": {
        "delta_D": "(d - O_D) O_D (1 - O_D)",
        "delta_A": "delta_D w_AD O_A (1 - O_A)",
        "delta_B": "delta_D w_BD O_B (1 - O_B)",
        "delta_C": "delta_D w_CD O_C (1 - O_C)",
        "O_A": "0.5", "O_C": "0.5", "O_D": "0.5",
    },
    "row_11_step": {
        "z[1]": "-0.2", "y_hat": "-1", "dJ/dz[1]": "-2", "W[1][1,1]:=": "1.5",
        "W[1][1,2]:=": "-1.6",
    },
    "row_12_lines": {
        "d(z_2)/d(a_1)": "-1.5", "d(a_1)/d(z_1)": "0.4200", "dy/dw_1": "2.249",
    },
    "row_14_matrices": {
        "dz[2]": "y_hat - y", "dW[2]": "dz2 @ a1.T", "dz[1]": "W2ᵀ dz2 ⊙ g'(z1)",
        "q1": "3×2", "q2": "17",
    },
    "row_15_hinge": {
        "s": "0.25", "m": "0.25", "L": "0.75", "dL/dm": "-1", "dL/dw1": "-1", "dL/dw2": "-0.5",
        "dL/db": "-1",
    },
    "row_17_saturated": {
        "a[1][1,1]": "1.000000", "a[1][2,1]": "0.574443", "da[1]/dz[1][1,1]": "0.000000",
        "da[1]/dz[1][2,1]": "0.244458", "dJ/dz[1][1,1]": "0.000000", "dJ/dz[1][2,1]": "-0.045980",
    },
    "row_18_coincide": {"dJ/dW[1]": "12", "W[1]:=": "-0.7"},
}  # fmt: skip


class Slip(NamedTuple):
    """What is typed instead, the points that it costs, and what is said of it."""

    typed: dict[str, str]
    lost: float
    says: str


SLIPS = {
    "and_gate": Slip(
        {
            "dJ/db": "0.25",
            "b:=": "-0.125",
            "@2 w1:=": "0.03121",
            "@2 w2:=": "0.03121",
            "@2 b:=": "-0.5626",
        },
        1,
        "mean",
    ),
    "ascent": Slip({"a:=": "1.2"}, 0.75, "Ascent goes along the gradient"),
    "checkpoint": Slip({"(a) dy/dx": "cos(x²)"}, 1, "inner-derivative-forgotten"),
    "count": Slip({"(a) q1": "22"}, 1, "bias-forgotten"),
    "next_update": Slip({"v_theta": "0.008"}, 1, "old-velocity-forgotten"),
    "reviews": Slip({"@3 margin": "0"}, 1, "target-0-for-minus-1"),
    "max_over_z": Slip({"df/dz": "0.75"}, 1, "quotient-order"),
    "relu_mlp": Slip({"dL/dV": "hᵀ (p - y)"}, 6, "the other order"),
    "two_forms": Slip(
        {
            "(a) W[1,1]:=": "0.34",
            "(a) W[1,2]:=": "1.12",
            "(a) W[2,1]:=": "0.4",
            "(a) W[2,2]:=": "0.82",
        },
        4,
        "uphill: w + α ∂L/∂w",
    ),
    "wizard": Slip({"delta_D": "d - O_D"}, 3, "raw-error-for-dJ-dz"),
    "row_11_step": Slip({"W[1][1,1]:=": "-0.5", "W[1][1,2]:=": "2.4"}, 2, "plus-alpha"),
    "row_12_lines": Slip({"d(a_1)/d(z_1)": "0.7616"}, 1, "the function stands where"),
    "row_14_matrices": Slip({"dW[2]": "dz2 ⊙ a1"}, 2, "elementwise-for-matmul"),
    "row_15_hinge": Slip({"dL/dw1": "1"}, 1, "what comes down from the output is missing"),
    "row_17_saturated": Slip(
        {"dJ/dz[1][1,1]": "-0.094045", "dJ/dz[1][2,1]": "-0.188089"}, 2, "slope"
    ),
    "row_18_coincide": Slip({"W[1]:=": "1.7"}, 1, "plus-alpha"),
}


def printed(name: str) -> str:
    return files(task(FILES[name]), ["md"])["sheet.md"].decode()


def test_every_sheet_has_answers_and_a_slip() -> None:
    assert set(FILES) == set(RIGHT) == set(SLIPS)


@pytest.mark.parametrize("name", sample(FILES, 3))
def test_right_answers_earn_all(name: str) -> None:
    given = task(FILES[name])
    found = mark(given.exercise, RIGHT[name]).student
    assert {answer.verdict for answer in found.answers} == {"right"}
    assert not found.problems
    assert found.score == found.max


@pytest.mark.parametrize("name", sample(FILES, 8))
def test_a_usual_slip_costs_its_line_and_is_said(name: str) -> None:
    given, slip = task(FILES[name]), SLIPS[name]
    full = mark(given.exercise, RIGHT[name]).student.score
    found = mark(given.exercise, {**RIGHT[name], **slip.typed}).student
    assert found.score == pytest.approx(full - slip.lost)
    odd = [one for one in found.answers if one.verdict not in ("right", "follows")]
    assert len({one.line for one in odd}) == 1
    assert slip.says in " ".join(f"{one.mistakes} {one.message}" for one in odd)


@pytest.mark.parametrize("name", FILES)
def test_the_printed_sheet_is_the_one_that_was_read(name: str) -> None:
    assert printed(name) == (GOLDEN / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sample(FILES, 8))
def test_the_author_s_check_finds_nothing(name: str) -> None:
    assert not check(str(FILES[name]), 20).findings


def test_mistakes_that_coincide_in_all_numbers_are_said_at_once_and_in_words() -> None:
    text = FILES["row_18_coincide"].read_text(encoding="utf-8")
    keys = tomllib.loads(text.replace("distinct_mistakes = false\n", ""))
    with pytest.raises(InputError) as raised:
        variant(task(keys), b"secret", "ana")
    assert "give the same numbers: “" in raised.value.wrong
    assert "distinct_mistakes = false" in raised.value.example


if __name__ == "__main__":
    for each in FILES:
        (GOLDEN / f"{each}.md").write_text(printed(each), encoding="utf-8")
