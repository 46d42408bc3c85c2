"""Things that published sheets do, each as a file: what is right earns all, a usual slip costs its
line and is named, and the printed sheet is the one that was read (`data/golden/rows`).

Write the sheets anew with `python -m tests.exercises.test_sheet_rows`, and read what changed.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from exercises.authoring.by_hand import answers
from exercises.authoring.checked import check
from exercises.task import task
from exercises.worksheet.files import files
from grader import mark

DATA = Path(__file__).parents[1] / "data"
FILES = {path.stem: path for path in sorted((DATA / "exercises" / "rows").glob("*.toml"))}
GOLDEN = DATA / "golden" / "rows"


class Slip(NamedTuple):
    """What is typed instead; what each answer that is not right is then called; points lost."""

    typed: dict[str, str]
    found: dict[str, str]
    lost: float
    says: str = ""


SLIPS = {
    "1-formula-and-value": [
        Slip({"df/dz (formula)": "z", "df/dz": "-4"},
             {"df/dz (formula)": "mistake", "df/dz": "follows"}, 1, "fits"),
        Slip({"q": "-7", "f": "28", "df/dz": "-7"},
             {"q": "mistake", "f": "follows", "df/dz": "follows"}, 1, "fits"),
    ],
    "2-parts": [
        Slip({"(a) dE/dw": "w*x + b - t"}, {"(a) dE/dw": "mistake"}, 1,
             "inner-derivative-forgotten"),
        Slip({"(c) W[1]:=": "1.5", "(c) @2 J": "3.125"},
             {"(c) W[1]:=": "mistake", "(c) @2 J": "follows"}, 1, "plus-alpha"),
    ],
    "3-formula-wanted": [
        Slip({"delta_D": "out - y"}, {"delta_D": "mistake"}, 2, "raw-error-for-dJ-dz"),
        Slip({"delta_D": "0.125"}, {"delta_D": "wrong"}, 2, "A formula is asked for here"),
    ],
    "4-own-words": [
        Slip({"learned": "2"}, {"learned": "mistake"}, 1, "bias-forgotten"),
        Slip({"q2": "2x1"}, {"q2": "wrong"}, 1, "Rows come first"),
    ],
    "6-words-to-choose": [
        Slip({"q1": "A, B, C, D"}, {"q1": "wrong"}, 4, "the two factors are multiplied"),
        Slip({"dy/dz": "0.5"}, {"dy/dz": "mistake"}, 1, "fits"),
    ],
}  # fmt: skip


def printed(name: str) -> str:
    return files(task(FILES[name]), ["md"])["sheet.md"].decode()


@pytest.mark.parametrize("name", FILES)
def test_right_answers_earn_all(name: str) -> None:
    given = task(FILES[name])
    found = mark(given.exercise, answers(given.exercise)).student
    assert {answer.verdict for answer in found.answers} == {"right"}
    by_hand = sum(part.points for part in given.manual)
    assert found.score + by_hand == found.max


@pytest.mark.parametrize(
    ("name", "slip"), [(name, slip) for name, slips in SLIPS.items() for slip in slips]
)
def test_a_usual_slip_costs_its_line_and_is_named(name: str, slip: Slip) -> None:
    given = task(FILES[name])
    right = answers(given.exercise)
    assert slip.typed.keys() <= right.keys()
    full = mark(given.exercise, right).student.score
    found = mark(given.exercise, {**right, **slip.typed}).student
    odd = {one.name: one for one in found.answers if one.verdict != "right"}
    assert sorted(one.verdict for one in odd.values()) == sorted(slip.found.values())
    assert found.score == pytest.approx(full - slip.lost)
    assert slip.says in " ".join(one.message for one in odd.values())


@pytest.mark.parametrize("name", FILES)
def test_the_printed_sheet_is_the_one_that_was_read(name: str) -> None:
    assert printed(name) == (GOLDEN / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FILES)
def test_the_author_s_check_finds_nothing(name: str) -> None:
    assert not check(str(FILES[name])).findings


if __name__ == "__main__":
    for each in FILES:
        (GOLDEN / f"{each}.md").write_text(printed(each), encoding="utf-8")
