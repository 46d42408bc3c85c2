"""`backprop exercises check --exam`: what an exam with an exercise would do."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import pytest

from exercises.cli import COMMANDS
from tracer.cli import run

from .conftest import SMALL, Write

FAIR = """\
id = "fair"

[expression]
expression = ["q = x*y", "f = q + x"]
at = {x = 3.25, y = 4.5}

[[ask]]
quantity = "q"

[[ask]]
quantity = "f"
"""


class Said(NamedTuple):
    code: int
    out: list[str]
    err: str

    def of(self, what: str) -> list[str]:
        """The lines that begin so, without that beginning."""
        begin = f"  {what:<9} "
        return [line.removeprefix(begin) for line in self.out if line.startswith(begin)]


Exam: TypeAlias = Callable[[str], Said]


@pytest.fixture
def exam(write: Write, capsys: pytest.CaptureFixture[str]) -> Exam:
    """Call the command on the text of a file, or on a bundled exercise."""

    def called(text: str) -> Said:
        name = write(text) if "\n" in text else text
        code = run("backprop", COMMANDS, ["exercises", "check", "--exam", name])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return Said(code, said.out.splitlines(), said.err)

    return called


def test_a_fair_exercise_is_told_ask_by_ask(exam: Exam) -> None:
    said = exam("hidden-relu")
    assert (said.code, said.err) == (0, "")
    assert said.out[0] == "A hidden ReLU layer"
    assert said.of("accepts")[0] == "z[1]         exactly"
    assert said.of("carries")[:2] == [
        "z[1]         nothing: it is made of given numbers alone",
        "da[1]/dz[1]  slips of z[1]",
    ]
    assert "one digit a box: 0 of 36 points, and 27 for what is right by itself" in said.of(
        "no work"
    )
    assert len(said.of("no work")) == 7
    assert said.of("slip")[0] == (
        "a sign in z[1][1,2] costs 5 of 36 points: 1 of its box, "
        "up to 4 of what it made trivial or impossible"
    )
    assert len(said.of("slip")) == len(said.of("carries")) == 6


def test_a_file_of_ones_own_that_is_fair_is_green(exam: Exam) -> None:
    """What makes each of the files below red is the one change that is made in it."""
    said = exam(FAIR)
    assert (said.code, said.err) == (0, "")
    assert all(": 0 of 2 points" in line for line in said.of("no work"))


class Red(NamedTuple):
    old: str
    new: str
    says: str
    times: int = 1  # that it is said


RED = {
    "accepted too widely": Red(
        "[expression]",
        "tolerance = {relative = 0.06}\n[expression]",
        "sheet.toml, line 8: ask[1]: q: a number that is 6 % off is accepted as right\n"
        "  expected: numbers that are at most 5 % off",
        2,
    ),
    "points without work": Red(
        "f = q + x",
        "f = q**2",
        "ask: 1 in every box: 1 of 2 points (f follows)\n"
        "  expected: at most 10 % of the points for a sheet without work",
    ),
    "a slip that costs too much": Red(
        "[expression]",
        "credit = {follows = 0.25}\n[expression]",
        "sheet.toml, line 8: ask[1]: a sign in q costs 1.75 of 2 points: 1 of its box, "
        "0.75 more than is fair: f -11.37 follows\n"
        "  expected: a slip that costs its own box and half of what it made trivial",
    ),
}


@pytest.mark.parametrize("red", RED.values(), ids=RED)
def test_what_is_red_is_said_in_a_sentence_and_exits_1(red: Red, exam: Exam) -> None:
    said = exam(FAIR.replace(red.old, red.new))
    assert said.code == 1
    assert red.says in said.err
    assert said.err.count(red.says.rpartition("\n")[2]) == red.times


def test_up_to_the_bar_is_green(exam: Exam) -> None:
    said = exam(FAIR.replace("[expression]", "tolerance = {relative = 0.049}\n[expression]"))
    assert said.code == 0
    assert said.of("accepts")[0].startswith("q  ±4.9 %")


def test_a_line_that_is_too_wide_names_the_line_to_ask_for(exam: Exam) -> None:
    """u and v are nearly the same, and only what is made of their difference is asked."""
    lines = '["u = x*y + x", "v = z*w + z", "d = u - v", "e = d/3 + d*x"]'
    said = exam(
        f'id = "cancels"\n[expression]\nexpression = {lines}\n'
        "at = {x = 0.7313, y = 1.3177, z = 0.9127, w = 0.8536}\n"
        '[[ask]]\nquantity = "e"\n'
    )
    assert said.code == 1
    assert "ask[1]: e: a number that is " in said.err
    assert 'for example: [[ask]] and below it quantity = "d"' in said.err


@pytest.mark.thorough
def test_lines_that_carry_nothing_since_nothing_before_them_is_asked_are_told(exam: Exam) -> None:
    said = exam(SMALL)
    assert said.of("carries") == [
        "z[1]      nothing: it is made of given numbers alone",
        "dJ/dz[1]  slips of z[1]; y_hat, dJ/dy_hat, dy_hat/dz[1] are not asked",
        "dJ/dW[1]  slips of dJ/dz[1]",
    ]
    assert said.of("") == ["a line that was not written cannot carry a slip"]
    without = exam(SMALL.replace('[[ask]]\nquantity = "z[1]"\npoints = 3\n', ""))
    first = "dJ/dz[1]  nothing: z[1], y_hat, dJ/dy_hat and 1 more are not asked"
    assert without.of("carries")[0] == first


def test_where_every_line_is_asked_nothing_is_said_of_unwritten_ones(exam: Exam) -> None:
    assert exam(FAIR).of("") == []


def test_what_nobody_gets_wrong_is_not_said_to_be_unasked(exam: Exam) -> None:
    """df/df = 1 is a line of the trace."""
    (line,) = exam(FAIR + '[[ask]]\nquantity = "df/dx"\n').of("carries")[2:]
    assert line == "df/dx  nothing: df/dq, d(q)/d(x) are not asked"


@pytest.mark.thorough
def test_a_slip_in_a_new_weight_leaves_its_change_alone(exam: Exam) -> None:
    asks = '[[ask]]\nquantity = "Delta_W[1]"\n[[ask]]\nquantity = "W[1]:="\n'
    said = exam(SMALL.replace("[network]", "[network]\nalpha = 0.5") + asks)
    told = [line for line in said.of("slip") if ":=" in line]
    assert told == ["a sign in W[1][1,1]:= costs 1 of 11 points: 1 of its box"]


def test_without_an_ask_for_numbers_there_is_nothing_to_try(exam: Exam) -> None:
    said = exam(FAIR.replace('quantity = "', 'kind = "formula"\nquantity = "'))
    assert (said.code, said.of("numbers")) == (0, ["none is asked for: there is nothing to try"])


def test_a_file_with_faults_is_not_tried(exam: Exam) -> None:
    said = exam(FAIR + "[[ask]]\n")
    assert (said.code, said.out) == (2, [])
    assert "ask[3]" in said.err


@pytest.mark.thorough
def test_the_bar_gets_every_batch_of_papers(write: Write) -> None:
    from exercises.authoring.exam import Papers
    from exercises.authoring.exam import exam as tried

    seen: list[tuple[list[int], int]] = []

    def progress(papers: Papers, total: int) -> Papers:
        seen.append(([], total))
        for these, some in papers:
            seen[-1][0].extend(these)
            yield these, some

    tried("hidden-relu", progress)
    assert seen
    assert all(numbers == list(range(total)) for numbers, total in seen)
