"""Exercises to practise in tests: small, one of each kind of ask, every way to reveal."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from exercises.practice.model import Practice
from exercises.practice.sheet import Sheet
from exercises.practice.store import Store
from exercises.task import task
from grader.ask_kinds import right
from tracer.numbers import significant
from tracer.symbols import Place, entry_name

NETWORK = {
    "cost": "bce", "alpha": 0.1,
    "X": [[0.5, 1.0], [1.3, -0.3], [-1.6, 0.7]], "Y": [[1], [0], [1]],
    "layers": [
        {"activation": "relu", "W": [[0.3, -0.2], [-0.5, 0.8]], "b": [0.1, 0.2]},
        {"activation": "sigmoid", "W": [[-0.7, 0.6]], "b": [-0.6]},
    ],
}  # fmt: skip
NEURON = {
    "cost": "bce", "X": [[1, 2], [-1, 1], [2, -1]], "Y": [[1], [0], [1]],
    "layers": [{"activation": "sigmoid", "W": [[0.5, -0.3]], "b": [0.2]}],
}  # fmt: skip

SHEETS: Mapping[str, Mapping[str, Any]] = {
    "two layers": {
        "id": "two", "title": "Two layers", "goal": "Every gradient", "network": NETWORK,
        "ask": [{"quantity": "z[1]"}, {"quantity": "a[1]"}, {"quantity": "dJ/dz[2]"},
                {"entries": ["dJ/dW[2][1,1]", "dJ/dW[2][1,2]"], "points": 3},
                {"quantity": "dJ/dz[1]"}, {"quantity": "W[1]:="}],
    },
    "neuron": {
        "id": "neuron", "title": "One neuron", "network": NEURON,
        "ask": [{"quantity": "z[1]"}, {"quantity": "y_hat"}],
        "variants": {"X": {"low": -2, "high": 2, "decimals": 0},
                     "W": {"low": -1, "high": 1, "decimals": 1},
                     "b": {"low": -0.5, "high": 0.5, "decimals": 1}},
    },
    "table": {
        "id": "table", "title": "A perceptron, row by row", "network": "perceptron-from-zero",
        "until": "no-error", "reveal": "all",
        "ask": [{"table": ["y_hat", {"quantity": "error", "kind": "choice"}, "W[1]:=", "b[1]:="],
                 "iterations": [1, 2, 3, 4, 5, 6]}],
    },
    "letters": {
        "id": "letters", "title": "Letters and formulas",
        "network": {**NEURON, "names": {"delta": "-dJ/dz"}},
        "ask": [{"quantity": "delta[1]"}, {"quantity": "dJ/dW[1]", "kind": "choice", "choices": 3},
                {"quantity": "dJ/db[1]", "kind": "formula"}],
    },
    "formula": {
        "id": "formula", "title": "Chain rule", "goal": "Derive log(x²)",
        "expression": {"expression": "log(x**2)"},
        "ask": [{"quantity": "dy/dx", "kind": "formula"}],
    },
    "product": {
        "id": "product", "title": "A product",
        "expression": {"expression": ["q = x + v", "f = q*z"], "at": {"x": 1, "v": 2, "z": 3}},
        "ask": [{"quantity": "df/dz", "kind": "formula"}, {"quantity": "q"}],
    },
    "steps": {
        "id": "steps", "title": "Two steps of descent", "decimals": 3,
        "network": {**NEURON, "alpha": 0.5, "layout": "rows",
                    "layers": [{"activation": "sigmoid", "W": [[0.5], [-0.3]], "b": [0.2]}]},
        "ask": [{"quantity": "ΔW[1]"}, {"quantity": "@2 J"}, {"entries": ["@2 y_hat[2,1]"]}],
    },
    "find the mistake": {
        "id": "find", "title": "Find the mistake", "network": NEURON,
        "ask": [{"quantity": "wrong_line", "kind": "choice"},
                {"quantity": "wrong_name", "kind": "choice"}],
        "derivation": {"line": "dJ/dz[1]", "mistake": "activation-derivative-forgotten"},
    },
    "matrices": {
        "id": "matrices", "title": "With matrices", "network": NETWORK,
        "ask": [{"quantity": "dJ/dz[2]"}, {"quantity": "dJ/dW[2]", "kind": "formula"},
                {"quantity": "dJ/da[1]", "kind": "formula"}],
    },
    "everything": NETWORK,
    "no numbers": {"expression": ["u = 2*x + y", "J = u**2"]},
}  # fmt: skip


def keys(name: str, **settings: Any) -> dict[str, Any]:
    return {**copy.deepcopy(dict(SHEETS[name])), **settings}


def practice(name: str, folder: Path, **settings: Any) -> Practice:
    return Practice(task(keys(name, **settings)), name, Store(folder), clock=lambda: 0.0)


def right_answer(sheet: Sheet) -> str:
    """What a person who can do it types for the entry that is here, or for all of its matrix."""
    return whole(sheet, lambda place: right_entry(sheet, place))


def whole(sheet: Sheet, typed: Callable[[Place | None], str]) -> str:
    """What is typed for the entry that is here, or, where all of a matrix of numbers is asked, for
    all of it."""
    blank, place = sheet.blank, sheet.place
    if place is None or any(ask.kind != "number" for ask in blank.asks.values()):
        return typed(place)
    rows, columns = blank.trace.laid(blank.name).shape
    if len(blank.asks) < rows * columns:
        return typed(place)
    return "; ".join(
        " ".join(typed((row, column)) for column in range(1, columns + 1))
        for row in range(1, rows + 1)
    )


def right_entry(sheet: Sheet, place: Place | None) -> str:
    blank = sheet.blank
    kind = blank.kind(place)
    if kind == "choice":
        return ", ".join(one.letter for one in sheet.options if one.right)
    if kind in ("shape", "count"):
        return right(blank.sheet, blank.asks[place], (1, 1))
    if kind == "formula":
        from tracer.formula.text import text

        formula = sheet.key_formula
        assert formula is not None
        return text(formula, ascii=True)
    row, column = place or (1, 1)
    value = blank.sign(place) * float(blank.trace.laid(blank.name)[row - 1, column - 1])
    if sheet.exercise.decimals is not None:
        return f"{value:.{sheet.exercise.decimals}f}"
    return significant(value, sheet.exercise.digits + 1)


def solve(made: Practice, most: int = 500) -> Iterator[str]:
    """Answer everything that is asked, rightly; the verdicts as they fall."""
    for _ in range(most):
        if not made.to_open():
            return
        yield made.answer(right_answer(made.sheet)).verdict
    raise AssertionError(f"{made.sheet.entry} never became right")


def numbers_of(made: Practice) -> dict[str, str]:
    """The right number of every asked entry that is a number, as it would be shown."""
    sheet = made.sheet
    found = {}
    for entry, (blank, place) in sheet.wanted.items():
        if blank.kind(place) == "number":
            row, column = place or (1, 1)
            value = float(sheet.exercise.trace.laid(blank.name)[row - 1, column - 1])
            found[entry] = significant(value, sheet.exercise.digits)
    return found


def entry(name: str, row: int, column: int) -> str:
    return entry_name(name, (row, column))
