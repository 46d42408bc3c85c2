"""How far what is accepted reaches, as it was when it was last looked at.

After a change that is meant, the numbers are written anew by

    python -m tests.grader.test_intervals

and the difference is looked at, number by number.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from grader import mark
from grader.asked import Exercise
from grader.exercise_file import exercise
from tracer.files import read_document

RECORDED = Path(__file__).parents[1] / "data" / "intervals.json"
GRADIENTS = ("dJ/dW[1]", "dJ/db[1]", "dJ/dW[2]", "dJ/db[2]")
SATURATED = {
    "cost": "bce", "X": [[-40.0]], "Y": [[1]], "layers": [{"activation": "sigmoid", "W": [[1.1]]}],
}  # fmt: skip
CURVE = {
    "expression": ["q = x*v + w", "r = tanh(q)", "f = r**2/(1 + v)"],
    "at": {"x": 0.37, "v": 1.93, "w": -0.413},
}
TWINS = {
    "cost": "bce", "X": [[1.3, -0.7]] * 4, "Y": [[1]] * 4,
    "layers": [{"activation": "tanh", "W": [[0.1, 0.1], [0.1, 0.1]], "b": [0.1, 0.1]},
               {"activation": "sigmoid", "W": [[0.1, 0.1]]}],
}  # fmt: skip
WHOLE = {"expression": ["J = u*x + v*y", "f = J**2"], "at": {"u": 2, "x": 4, "v": 1, "y": 3}}
LONG = {"expression": ["p = 2.31*a*b*c", "s = p - d", "f = s**2/3"],
        "at": {"a": 1.37, "b": 0.713, "c": 2.19, "d": 4.9}}  # fmt: skip


FACTOR_1 = {"expression": "a*b*c*d", "at": {"a": 1, "b": 1.02371, "c": 2.19, "d": 4.9}}


def asked(source: Mapping[str, Any], *names: str, **keys: Any) -> Exercise:
    inner = "network" if "layers" in source else "expression"
    return exercise({inner: source, "ask": [{"quantity": name} for name in names], **keys})


def sheets() -> dict[str, tuple[Exercise, int]]:
    """By name: a sheet all of whose asks are typed, and to how many digits (below 0: decimals)."""
    lecture = read_document("lecture-network")
    lines = tuple(step.target for step in exercise(lecture).trace.equations)
    scalars = ("q", "r", "f", "df/dx", "df/dv", "df/dw")
    return {
        "every line": (asked(lecture, *(name for name in lines if name != "loss")), 4),
        "gradients alone": (asked(lecture, *GRADIENTS), 4),
        "gradients, three digits": (asked(lecture, "dJ/dW[2]", "dJ/db[1]"), 3),
        "equal samples and weights": (asked(TWINS, "dJ/dW[2]", "dJ/dW[1]"), 4),
        "an expression": (asked(CURVE, *scalars), 4),
        "an expression's end": (asked(CURVE, "f", "df/dv"), 4),
        "decimals": (asked(CURVE, *scalars, decimals=3), -3),
        "at the end": (asked(CURVE, "df/dx", rounding="at_the_end"), 4),
        "no cutting off": (asked(CURVE, "df/dx", "f", truncation=False), 4),
        "whole numbers": (asked(WHOLE, "J", "f", "df/dJ"), 4),
        "many factors": (asked(LONG, "p", "f", "df/da"), 4),
        "a factor of 1": (asked(FACTOR_1, "y"), 4),
        "saturated": (asked(SATURATED, "z[1]", "y_hat", "J", "dJ/dz[1]"), 4),
    }  # fmt: skip


def intervals(sheet: Exercise, digits: int) -> Iterator[tuple[str, list[float] | None]]:
    """Every entry with the smallest and the largest number that is accepted."""

    def text(number: float) -> str:
        return f"{number:.{-digits}f}" if digits < 0 else f"{number:#.{digits}g}".rstrip(".")

    known = sheet.trace
    answers = {ask.name: written(known[ask.name], text) for ask in sheet.asks or ()}
    for one in mark(sheet, answers).student.answers:
        yield one.name, None if one.accepts is None else list(one.accepts)


def written(array: Any, text: Any) -> Any:
    if getattr(array, "ndim", 0) == 0:
        return text(float(array))
    return [written(row, text) for row in array]


@pytest.mark.parametrize("name", sheets())
def test_what_is_accepted_reaches_as_far_as_it_did(name: str) -> None:
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))[name]
    found = dict(intervals(*sheets()[name]))
    assert list(found) == list(recorded)
    for entry, ends in found.items():
        if recorded[entry] is None:
            assert ends is None, entry
        else:
            assert ends == pytest.approx(recorded[entry], rel=1e-9, abs=1e-13), entry


if __name__ == "__main__":
    made = {name: dict(intervals(*sheet)) for name, sheet in sheets().items()}
    rows = [
        f"  {json.dumps(name)}: {{\n"
        + ",\n".join(f"    {json.dumps(entry)}: {json.dumps(ends)}" for entry, ends in all_.items())
        + "\n  }"
        for name, all_ in made.items()
    ]
    RECORDED.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")
