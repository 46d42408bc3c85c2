"""The walk that `backprop` starts: what is typed in a try is judged by the grader."""

from __future__ import annotations

import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

import numpy as np
import pytest

from exercises.cli import COMMANDS
from exercises.practice.walk import MOST_NUMBERS, add_arguments, in_words, judge, run
from grader.result import Marked
from tracer import Expression, InputError, Layer, Network, trace
from tracer.files import read
from tracer.walk import command
from tracer.walk.command import walk_command

ROOT = Path(__file__).parents[3]
LECTURE = trace(read("lecture-network"))


def test_a_slip_is_named_and_what_follows_from_it_is_right() -> None:
    first = judge(LECTURE, "z[1]", {(1, 1): "0.5"}, {})[1, 1]
    assert first.verdict == "off"
    assert "your number fits factor-10" in first.says
    next_ = judge(LECTURE, "a[1]", {(1, 1): "0.5", (1, 2): "0.55"}, {"z[1][1,1]": "0.5"})
    assert next_[1, 1].verdict == "follows"
    assert "your own z[1][1,1]" in next_[1, 1].says
    assert next_[1, 2].verdict == "right"
    alone = judge(LECTURE, "a[1]", {(1, 1): "0.5"}, {})[1, 1]
    assert alone.verdict == "off"


def test_who_goes_on_with_the_line_that_was_shown_is_right() -> None:
    """It does not follow from the own wrong number; but the right one stood on the screen."""
    judged = judge(LECTURE, "a[1]", {(1, 1): "0.05"}, {"z[1][1,1]": "0.5"})[1, 1]
    assert (judged.verdict, judged.says) == ("right", "right")


@pytest.mark.parametrize(
    ("name", "typed", "verdict", "says"),
    [
        ("J", "0.5488", "right", "right"),
        ("J", "0.53", "coarse", "too few digits"),
        ("J", "0.3*0.5 + 0.3988", "right", "right"),
        ("J", "half", "unreadable", "'half'"),
        ("J", "31.4159", "off", "off by"),
    ],
)
def test_a_plain_number_is_judged(name: str, typed: str, verdict: str, says: str) -> None:
    judged = judge(LECTURE, name, {None: typed}, {})[None]
    assert judged.verdict == verdict
    assert says in judged.says


def test_what_is_wrong_and_no_mistake_says_from_which_own_numbers_it_does_not_follow() -> None:
    """Built by hand: which numbers the grader blames is its own affair."""
    answer = Marked("a[1]", (1, 1), "7.7", "wrong", 1.0, because_of=("z[1][1,1]",))
    says = in_words(LECTURE, answer).says
    assert says.startswith("off by 7.65: the line gives 0.05")
    assert says.endswith("it does not follow from your own z[1][1,1] either")


HIDDEN = Layer(activation="relu", W=[[0.1, 0.4], [-0.3, 0.2]], b=[0.1, 0.0])
OUTPUT = Layer(activation="sigmoid", W=[[0.7, -0.5]], b=[0.2])
DATA = {"X": [[0.5, -1.0], [1.5, 2.0]], "Y": [[1], [0]], "cost": "bce", "alpha": 0.1}
SOURCES = {
    "rows": lambda: Network(layers=[HIDDEN, OUTPUT], **DATA).in_layout("rows"),
    "symbols": lambda: Network(layers=[HIDDEN, OUTPUT], **DATA, absent=["W[1][1,2]"],
                               names={"w5": "W[2][1,1]", "E": "J", "delta": "-dJ/dz"}),
    "expression": lambda: Expression(expression="exp(x*y) + x**2", at={"x": 0.5, "y": -1.5}),
}  # fmt: skip


@pytest.mark.thorough
@pytest.mark.parametrize("name", SOURCES)
def test_right_numbers_are_right_in_every_line(name: str) -> None:
    known = trace(SOURCES[name]())
    for step in known:
        places = {
            None if known.scalar(step.name) else (row + 1, column + 1): repr(float(value))
            for (row, column), value in np.ndenumerate(step.value)
            if (row + 1, column + 1) not in known.absent(step.name)
        }
        judged = judge(known, step.name, places, {})
        assert {made.verdict for made in judged.values()} == {"right"}, step.name


def test_a_later_iteration_is_judged_too() -> None:
    longer = trace(read("lecture-network"), 2)
    right = f"{float(longer['@2 J']):.4f}"
    assert judge(longer, "@2 J", {None: right}, {"J": "0.5488"})[None].verdict == "right"


def test_a_large_network_is_judged_by_digits_at_once() -> None:
    rng = np.random.default_rng(0)
    network = Network(
        layers=[Layer(activation="identity", W=rng.normal(size=(100, 200)))],
        X=rng.normal(size=(2, 200)), Y=rng.normal(size=(2, 100)), cost="mse",
    )  # fmt: skip
    large = trace(network)
    assert sum(value.size for value in large.state.values()) > MOST_NUMBERS
    true = float(large["z[1]"][0, 0])
    judged = judge(large, "z[1]", {(1, 1): f"{10 * true:.4f}"}, {})[1, 1]
    assert judged.verdict == "off"
    assert "factor-10" not in judged.says


def test_backprop_walk_hands_the_judge_in(monkeypatch: pytest.MonkeyPatch) -> None:
    assert COMMANDS["walk"].module == "exercises.practice.walk"
    handed: list[object] = []
    monkeypatch.setattr(command, "run", lambda *given: handed.extend(given) or 0)
    assert run("arguments") == 0
    assert handed == ["arguments", judge, "exercises.practice.walk"]


def test_each_browser_gets_the_judge_too() -> None:

    parser = ArgumentParser()
    add_arguments(parser)
    line = walk_command(parser.parse_args(["lecture-network"]), "exercises.practice.walk")
    assert "-m exercises.practice.walk lecture-network" in line


def test_it_runs_by_itself_and_starts_without_the_grader() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "exercises.practice.walk", "lecture-power",
         "--plain"], capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    assert done.stdout.startswith("A power")
    loaded = [line.rpartition("|")[2].strip() for line in done.stderr.splitlines()]
    assert "tracer.walk.command" in loaded
    assert not [name for name in loaded if name.startswith("grader") and name not in (
        "grader", "grader.cli")]  # fmt: skip


@pytest.mark.parametrize("digits", [1, 2])
def test_no_digits_are_asked_for_where_nobody_asks(digits: int) -> None:
    true = float(LECTURE["y_hat"][0, 0])
    judged = judge(LECTURE, "y_hat", {(1, 1): f"{true:.{digits}g}"}, {})[1, 1]
    assert "digits" in judged.says or digits == 1
    assert "asked for" not in judged.says


def test_of_an_exercise_it_says_how_that_is_worked() -> None:
    parser = ArgumentParser()
    add_arguments(parser)
    for name, example in (("adam-first-steps", "practice adam-first-steps"), ("adm", "trace")):
        with pytest.raises(InputError) as caught:
            run(parser.parse_args(["--plain", name]))
        assert caught.value.example.startswith(f"backprop {example}")
