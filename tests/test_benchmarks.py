"""The benchmarks compare like with like: the same numbers under the same names on both sides."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks import calculating, classes
from benchmarks.by_hand import (
    attention,
    recurrent,
    recurrent_named,
    relu_sigmoid_bce,
    relu_softmax_ce,
)
from benchmarks.timing import Line, side_by_side

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("students", [None, 4])
def test_by_hand_is_what_the_loop_calculates(students: int | None) -> None:
    given = calculating.numbers([3, 4, 2], samples=3, students=students)
    equations = calculating.built([3, 4, 2], given, ["relu", "sigmoid"], "bce")
    calculating.same(equations, given, relu_sigmoid_bce)


def test_by_hand_is_what_the_loop_calculates_with_classes() -> None:
    given = calculating.numbers([5, 4, 3], samples=6, classes=True)
    equations = calculating.built([5, 4, 3], given, ["relu", "softmax"], "ce", output="combined")
    calculating.same(equations, given, relu_softmax_ce)
    with pytest.raises(AssertionError):
        calculating.same(equations, given, lambda known: {**relu_softmax_ce(known), "J": np.nan})


@pytest.mark.parametrize("students", [None, 4])
def test_programs_of_arrays_by_hand_are_what_the_loop_calculates(students: int | None) -> None:
    equations, given = calculating.of_lines(calculating.attention_head(students))
    calculating.same(equations, given, attention)
    steps, known = calculating.of_lines(calculating.recurrent_net(3, students))
    x = [known[f"x{t}"] for t in (1, 2, 3)]
    calculating.same(steps, known, lambda numbers: recurrent_named(numbers, recurrent(numbers, x)))


def test_by_hand_is_as_safe_as_the_loop() -> None:
    given = calculating.numbers([2, 2, 1], samples=2)
    given["W[2]"] = np.full((1, 2), 1e4)
    given["b[2]"] = np.full((1, 1), 800.0)
    given["y"] = np.array([[1.0, 1.0]])
    equations = calculating.built([2, 2, 1], given, ["relu", "sigmoid"], "bce")
    with np.errstate(all="ignore"):
        calculating.same(equations, given, relu_sigmoid_bce)


def test_a_missed_bar_is_missed() -> None:
    assert Line("x", 1.5, 1.0, 2.0).holds
    assert not Line("x", 2.1, 1.0, 2.0).holds
    assert Line("x", 9.0, 1.0, None).holds


@pytest.mark.thorough
def test_the_quickest_turn_counts() -> None:
    best = side_by_side(
        {"a": lambda: sum(range(100)), "b": lambda: sum(range(10_000))}, seconds=0.1
    )
    assert 0 < best["a"] < best["b"]


def test_a_benchmark_that_there_is_not_is_bad_use() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks", "smal"],
        capture_output=True,
        check=False,
        cwd=ROOT,
        text=True,
    )
    assert run.returncode == 2
    assert "'smal'" in run.stdout


@pytest.mark.thorough
def test_a_small_class_is_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["classes", "12", "own", "slipped"])
    monkeypatch.setattr(classes, "PAIRS", 1)
    classes.main()
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 2
    assert all("two processes" in line for line in said)
