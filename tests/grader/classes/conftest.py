"""A class: one exercise, and what its students handed in, in whatever form."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest

from grader.asked import Exercise
from grader.classes.gradebook import ABSENT
from grader.entries import entries
from grader.exercise_file import exercise
from tracer.mistakes import swaps_of

KEYS: dict[str, Any] = {
    "id": "class",
    "title": "All lines",
    "network": {
        "cost": "bce",
        "alpha": 0.3,
        "X": [[0.5, -1.0], [1.5, 2.0], [1.0, 1.0]],
        "Y": [[1], [0], [1]],
        "layers": [
            {"activation": "tanh", "W": [[0.1, 0.4], [-0.3, 0.2]], "b": [0.1, 0.0]},
            {"activation": "sigmoid", "W": [[0.7, -0.5]], "b": [0.2]},
        ],
    },
    "ask": [
        {"quantity": name}
        for name in (
            "z[1]",
            "a[1]",
            "z[2]",
            "y_hat",
            "dJ/dz[2]",
            "dJ/dW[2]",
            "dJ/dz[1]",
            "dJ/dW[1]",
        )
    ],
}
Row: TypeAlias = dict[str, str]


@pytest.fixture
def sheet() -> Exercise:
    return exercise(KEYS)


@pytest.fixture
def load(sheet: Exercise) -> Callable[[], tuple[Exercise, None]]:
    return lambda: (sheet, None)


def rows(sheet: Exercise, count: int, seed: int = 1, *, unread: bool = False) -> list[Row]:
    """What students wrote: some honest, some with a mistake, some with gaps. `unread`: some with
    what nobody can read."""
    known, rng = sheet.trace, np.random.default_rng(seed)
    swaps = [
        swap
        for line in known.equations
        for mistake, swap in swaps_of(known, line)
        if not mistake.generic and not line.target.endswith(":=")
    ]
    found = []
    for at in range(count):
        swap = swaps[rng.integers(len(swaps))] if at % 4 == 3 else None
        digits = int(rng.integers(3, 6))
        state = dict(known.given)
        for line in known.equations:
            rule = swap.rule if swap and swap.target == line.target else line.rule
            inputs = swap.inputs if swap and swap.target == line.target else line.inputs
            with np.errstate(all="ignore"):
                value = np.asarray(rule.calculate(*(state[name] for name in inputs)))
            shown = np.vectorize(lambda one, digits=digits: float(f"{one:.{digits}g}"))(value)
            state[line.target] = shown
        row = {"student": f"s{at:03}"}
        for entry in entries(sheet):
            value = state[entry.name][entry.place[0] - 1, entry.place[1] - 1]
            row[entry.label] = "" if np.isnan(value) else f"{value:.{digits}g}"
        if at % 9 == 5:
            row["a[1][1,1]"] = ""
            row["z[2][1,2]"] = "what?" if unread else ""
        found.append(row)
    return found


def write_wide(path: Path, students: list[Row]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(students[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(students)
    return path


def write_folder(folder: Path, students: list[Row]) -> Path:
    folder.mkdir()
    for row in students:
        lines = [f'student = "{row["student"]}"', "[answers]"]
        lines += [f'"{name}" = "{text}"' for name, text in row.items() if name != "student"]
        (folder / f"{row['student']}.toml").write_text("\n".join(lines), encoding="utf-8")
    return folder


def book(folder: Path) -> dict[str, Row]:
    """The rows of those who handed in something."""
    with (folder / "gradebook.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["student"]: row for row in rows if row["note"] != ABSENT}
