"""A sheet of more than forty answers, and papers of it."""

from __future__ import annotations

import pytest

from exercises.marking.copied import Paper
from exercises.marking.model import Marking
from grader.asked import Exercise
from grader.exercise_file import exercise

LINES = [
    "z[1]",
    "a[1]",
    "z[2]",
    "y_hat",
    "loss",
    "J",
    "dJ/dz[2]",
    "dJ/dW[2]",
    "dJ/db[2]",
    "dJ/da[1]",
    "dJ/db[1]",
    "dJ/dW[1]",
]
KEYS = {
    "id": "paper",
    "digits": 4,
    "network": {
        "cost": "bce",
        "X": [[0.5, -1.0], [1.5, 2.0], [1.0, 1.0]],
        "Y": [[1], [0], [1]],
        "layers": [
            {"activation": "tanh", "W": [[0.1, 0.4], [-0.3, 0.2]], "b": [0.1, 0.0]},
            {"activation": "sigmoid", "W": [[0.7, -0.5]], "b": [0.2]},
        ],
    },
    "ask": [{"quantity": name} for name in LINES],
    "manual": [{"title": "Draw it", "points": 2}],
}


@pytest.fixture
def sheet() -> Exercise:
    return exercise(KEYS)


def marking(sheet: Exercise, *students: str) -> Marking:
    return Marking([Paper(lambda: sheet, student) for student in students or ("ana", "bo")])
