"""A sheet for everybody: in large print, and with boxes for the lines that nobody is asked for."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from exercises.cli import COMMANDS
from exercises.task import bundled, task
from exercises.worksheet.files import files
from grader import mark
from grader.result import StudentReport
from tests.sample import sample
from tracer.cli import run

from .conftest import NETWORK, TASKS

UNWRITTEN = "a slip in a line that is left out cannot be followed."
JUMPS = {
    "id": "jumps",
    "network": NETWORK,
    "ask": [{"quantity": "y_hat"}, {"quantity": "dJ/dW[1]"}],
}
"""From what is given to ŷ at once, and from there to the first layer."""


def asked(written: dict[str, bytes], name: str = "answers.csv") -> list[str]:
    rows = csv.DictReader(io.StringIO(written[name].decode()))
    return list(dict.fromkeys(re.sub(r"\[[\d,]+\]$", "", row["quantity"]) for row in rows))


def marked_alone(answers: dict[str, str]) -> StudentReport:
    [one] = mark(task(JUMPS).exercise, answers).students
    return one


def numbers(name: str) -> bool:
    return sum(ask.kind == "number" for ask in task(name).asks) > 1


@pytest.mark.parametrize("name", [*filter(numbers, bundled())])
def test_every_sheet_says_that_every_line_is_to_be_written_down(name: str) -> None:
    assert UNWRITTEN in files(task(name), ["md"])["sheet.md"].decode()


def test_lines_between_have_boxes_that_are_not_marked_and_come_before_what_is_made_of_them() -> (
    None
):
    plain = files(task(JUMPS), ["csv", "md"])
    wider = files(task(JUMPS), ["csv", "md"], between=True)
    assert asked(plain) == ["y_hat", "dJ/dW[1]"]
    assert asked(wider) == ["z[1]", "a[1]", "z[2]", "y_hat", "dJ/dz[2]", "dJ/da[1]", "da[1]/dz[1]",
                            "dJ/dz[1]", "dJ/dW[1]"]  # fmt: skip
    page = wider["sheet.md"].decode()
    assert page.count("(not marked)") == 7
    assert "may stay blank" in page
    assert "not marked" not in plain["sheet.md"].decode()
    assert re.findall("; ([0-9]+ points)", page) == re.findall(
        "; ([0-9]+ points)", plain["sheet.md"].decode()
    )


def test_what_stands_in_a_box_that_is_not_marked_is_followed() -> None:
    wider = files(task(JUMPS), ["csv"], between=True, with_solution=True)
    answers = {row["quantity"]: row["value"]
               for row in csv.DictReader(io.StringIO(wider["solution.csv"].decode()))}  # fmt: skip
    marked = marked_alone(answers)
    assert (marked.score, marked.max) == (7, 7)
    slip = {**answers, "z[2][1,1]": "1", "y_hat[1,1]": "0.7311"}
    slip = {name: value for name, value in slip.items() if "dJ" not in name}
    [followed] = [one for one in marked_alone(slip).answers if one.name == "y_hat[1,1]"]
    assert followed.verdict == "follows"
    blank = {name: value for name, value in answers.items() if name.startswith(("y_hat", "dJ/dW"))}
    assert marked_alone(blank).score == 7


@pytest.mark.parametrize("name", sample(TASKS, 3))
def test_every_kind_of_sheet_can_have_boxes_for_all_lines(name: str) -> None:
    made = files(task(TASKS[name]), ["csv", "html", "tex"], between=True, with_solution=True)
    assert set(asked(files(task(TASKS[name]), ["csv"]))) <= set(asked(made))


def test_large_print_is_large_on_paper_and_on_the_screen(tmp_path: Path) -> None:
    words = ["sheet", "two-layers", "--formats", "html,tex,pdf", "--large", "-o", str(tmp_path)]
    assert run("backprop", COMMANDS, words) == 0
    assert '<html lang="en" class="large">' in (tmp_path / "sheet.html").read_text()
    assert r"\AtBeginDocument{\Large}" in (tmp_path / "sheet.tex").read_text()
    usual = files(task("two-layers"), ["pdf"])["sheet.pdf"]
    assert pages((tmp_path / "sheet.pdf").read_bytes()) > pages(usual)


def pages(pdf: bytes) -> int:
    return max(map(int, re.findall(rb"/Count (\d+)", pdf)))
