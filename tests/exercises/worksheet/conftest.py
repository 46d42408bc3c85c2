"""Exercises of every kind that a sheet must show, and what their files say."""

from __future__ import annotations

import io
import re
from functools import cache
from typing import Any

import pytest

from exercises.task import Task, task
from exercises.worksheet.description import Sheet, sheet
from exercises.worksheet.files import files
from tests.sample import sample

NETWORK: dict[str, Any] = {
    "cost": "bce",
    "alpha": 0.37,
    "X": [[0.53, -1.29], [1.71, 2.37], [-0.83, 0.59]],
    "Y": [[1], [0], [1]],
    "layers": [
        {"activation": "tanh", "W": [[0.13, 0.41], [-0.37, 0.23]], "b": [0.11, 0.07]},
        {"activation": "sigmoid", "W": [[0.71, -0.53]], "b": [0.19]},
    ],
}
ONE_SAMPLE = {**NETWORK, "X": [[0.53, -1.29]], "Y": [[1]]}
ROWS = {
    **NETWORK,
    "layout": "rows",
    "layers": [
        {"activation": "tanh", "W": [[0.13, -0.37], [0.41, 0.23]], "b": [0.11, 0.07]},
        {"activation": "sigmoid", "W": [[0.71], [-0.53]], "b": [0.19]},
    ],
}
SYMBOLS = {
    **ONE_SAMPLE,
    "names": {
        "w1": "W[1][1,1]",
        "w2": "W[1][1,2]",
        "w3": "W[1][2,1]",
        "w4": "W[1][2,2]",
        "o": "y_hat",
        "E": "J",
        "delta": "-dJ/dz",
    },
}
CIRCUIT = {
    "expression": ["q = x + v", "p = max(q, w)", "f = q * z + p * x"],
    "at": {"x": -2.13, "v": 5.37, "z": -4.19, "w": 1.23},
}

TASKS: dict[str, dict[str, Any]] = {
    "batch": {
        "id": "batch",
        "title": "Three samples",
        "goal": "Go back through two layers",
        "version": 3,
        "minutes": 20,
        "digits": 5,
        "network": ROWS,
        "ask": [
            {"quantity": "z[1]", "points": 2},
            {"quantity": "J"},
            {"entries": ["dJ/dW[2][1,1]", "dJ/dW[2][2,1]", "dJ/db[2]"]},
            {"quantity": "dJ/dW[1]"},
            {"quantity": "W[2]:="},
        ],
        "manual": [{"title": "Draw tanh", "points": 1.5, "text": "From −3 to 3."}],
    },
    "symbols": {
        "id": "symbols",
        "title": "Symbols of its own, two iterations",
        "decimals": 4,
        "network": SYMBOLS,
        "ask": [
            {"quantity": "o"},
            {"entries": ["delta[2]", "delta[1]", "dE/dw3"]},
            {"entries": ["w1:=", "w3:="]},
            {"entries": ["E", "@2 E"]},
            {"quantity": "Delta_W[2]"},
        ],
    },
    "kinds": {
        "id": "kinds",
        "title": "A letter, a formula, a number",
        "network": ONE_SAMPLE,
        "ask": [
            {"quantity": "dJ/dz[2]", "kind": "choice", "points": 2},
            {"quantity": "dJ/dz[1]", "kind": "choice"},
            {"quantity": "z[2]", "kind": "formula"},
            {"quantity": "y_hat"},
        ],
    },
    "formulas": {
        "id": "formulas",
        "title": "Nothing but formulas",
        "expression": {"expression": ["u = x**3", "y = exp(u)"]},
        "ask": [{"entries": ["d(y)/d(u)", "dy/dx"], "kind": "formula"}],
    },
    "graph": {
        "id": "graph",
        "title": "On the graph",
        "sheet_layout": "graph",
        "network": ONE_SAMPLE,
        "ask": [
            {"quantity": "z[1]"},
            {"quantity": "y_hat"},
            {"quantity": "dJ/dz[2]"},
            {"quantity": "dJ/dW[1]"},
            {"quantity": "W[2]:="},
        ],
    },
    "circuit": {
        "id": "circuit",
        "title": "A circuit",
        "sheet_layout": "graph",
        "expression": CIRCUIT,
        "ask": [{"entries": ["q", "f", "df/dq", "df/dx", "df/dw"]}],
    },
    "mistake": {
        "id": "mistake",
        "title": "Find the mistake",
        "network": ONE_SAMPLE,
        "derivation": {"line": "dJ/dz[2]", "mistake": "activation-derivative-forgotten"},
        "ask": [
            {"quantity": "wrong_line", "kind": "choice", "points": 3},
            {"quantity": "wrong_name", "kind": "choice"},
        ],
    },
    "absent": {
        "id": "absent",
        "title": "A connection that there is not",
        "network": {**NETWORK, "absent": ["W[1][1,2]"]},
        "ask": [{"quantity": "dJ/dW[1]"}, {"quantity": "a[1]"}],
    },
    "asks": {
        "id": "kinds-of-asks",
        "title": "A circuit",
        "expression": {
            "expression": ["q = x + v", "f = q * z"],
            "at": {"x": -2.13, "v": 5.37, "z": -4.19},
        },
        "ask": [
            {"quantity": "df/dq", "kind": ["formula", "number"], "title": "What does f gain?"},
            {"entries": ["f", "q"]},
            {
                "kind": "choice",
                "title": "Which hold?",
                "select": "all",
                "options": [
                    {"text": "df/dz = q", "right": True},
                    {"text": "df/dz = z"},
                    {"text": "df/dv = z", "right": True},
                ],
            },
            {"kind": "text", "title": "Why does v matter?", "points": 2},
            {"kind": "formula", "quantity": "df/dz", "allowed": ["x", "v"], "name": "slope"},
        ],
    },
    "parts": {
        "id": "parts",
        "title": "Two steps, and a derivative",
        "minutes": 15,
        "part": [
            {
                "title": "A small step",
                "network": ONE_SAMPLE,
                "ask": [
                    {"quantity": "dJ/dW[2]"},
                    {"quantity": "W[2]:="},
                    {
                        "kind": "choice",
                        "title": "Does J fall?",
                        "options": [{"text": "Yes, by a little.", "right": True}, {"text": "No."}],
                    },
                ],
            },
            {
                "same_as": "a",
                "title": "A large one",
                "change": {"alpha": 4.1},
                "ask": [{"quantity": "W[2]:="}],
            },
            {
                "title": "By hand",
                "expression": {"expression": "x**3", "at": {"x": 1.73}},
                "ask": [{"quantity": "dy/dx", "kind": ["formula", "number"]}],
            },
        ],
        "manual": [{"title": "Sketch tanh", "points": 1}],
    },
    "table": {
        "id": "table",
        "title": "A perceptron, row by row",
        "network": {
            "learning_rule": "perceptron",
            "alpha": 0.3,
            "X": [[0.53, -1.29], [1.71, 2.37], [-0.83, 0.59]],
            "Y": [[1], [-1], [1]],
            "layers": [{"activation": "sign", "W": [[0.13, 0.41]], "b": [0.11]}],
        },
        "ask": [
            {
                "table": [
                    "z[1]",
                    "y_hat",
                    {"quantity": "error", "kind": "choice"},
                    "W[1]:=",
                    "b[1]:=",
                ],
                "iterations": [1, 2, 3, 4],
            },
        ],
    },
}

HOSTILE = (
    '</script><script>alert(1)</script> \\input{x} $5 & 10% #1 _a_ *b* `c` ~d~ {e} ^f "g" '
    "[h](i) ![j](k) | <!-- l --> ]] #eval(1) | \\\\ | =1+1 漢字 ∂ ü"
)


@cache
def known(name: str) -> Task:
    """An exercise of the table; one for all tests, so that it is traced once."""
    return task(TASKS[name])


@pytest.fixture(params=sample(TASKS, 3))
def given(request: pytest.FixtureRequest) -> Task:
    """Every exercise of the table, one after the other."""
    return known(request.param)


@pytest.fixture
def described(given: Task) -> Sheet:
    return sheet(given)


@pytest.fixture
def hostile() -> Task:
    """An exercise whose every text tries to be markup."""
    keys = TASKS["kinds"]
    ask = {
        "quantity": "J",
        "kind": "choice",
        "options": [{"text": HOSTILE, "right": True}, {"text": "0"}],
    }
    manual = [{"title": HOSTILE, "text": HOSTILE}]
    return task(
        {**keys, "title": HOSTILE, "goal": HOSTILE, "ask": [ask, *keys["ask"]], "manual": manual}
    )


def made(given: Task, format: str, *, student: str = "ana", solution: bool = False) -> bytes:
    """One file: the student's, or the instructor's."""
    [one] = every(given, format, student=student, solution=solution)
    return one


@cache
def every(
    given: Task, format: str, *, student: str = "ana", solution: bool = False
) -> tuple[bytes, ...]:
    """All files of a format, a drawing a part; of one task each is made once."""
    found = files(given, [format], student=student, with_solution=solution)
    return tuple(
        data
        for name, data in found.items()
        if name.endswith(f".{format}") and name.startswith("solution") == solution
    )


def text_of(name: str, data: bytes) -> str:
    """All that a file says, whatever its format."""
    if name.endswith(".pdf"):
        import pypdf

        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    if name.endswith(".xlsx"):
        import zipfile

        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return "\n".join(packed.read(part).decode() for part in packed.namelist())
    return data.decode()


def numbers(text: str) -> set[str]:
    """Every decimal number in a text, without its sign."""
    return set(re.findall(r"\d*\.\d+", text))
