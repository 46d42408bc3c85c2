"""What the tests of single marks share: short ways to a sheet and to what is said of an answer."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from exercises.task import bundled
from grader import mark
from grader.asked import Exercise
from grader.exercise_file import exercise
from grader.result import Marked, StudentReport

FORWARD = ("z[1]", "a[1]", "z[2]", "y_hat", "J")


def sheet(name: str) -> Exercise:
    """A bundled exercise."""
    return exercise(bundled()[name])


def lines(*text: str, at: Mapping[str, float], ask: tuple[str, ...] = (), **keys: Any) -> Exercise:
    """A sheet of an expression; without `ask` everything is asked for that was typed."""
    inner = {"expression": list(text), "at": dict(at)}
    inner |= {name: keys.pop(name) for name in ("alpha", "update", "given") if name in keys}
    if not ask and not keys:
        return exercise(inner)
    asks = ask or tuple(line.partition(" = ")[0] for line in text)
    return exercise({"expression": inner, "ask": [{"quantity": one} for one in asks], **keys})


def layer(
    ask: tuple[str, ...],
    *,
    W: Any = None,
    b: Any = None,
    X: Any = None,
    Y: Any = None,
    activation: str = "identity",
    cost: str = "half_sse",
    given: Mapping[str, Any] | None = None,
    alpha: float | None = None,
    **keys: Any,
) -> Exercise:
    """A sheet of one layer: `W` as rows, a sample a row in `X` and `Y`."""
    parts = {"activation": activation, "W": W, "b": b}
    network = {"cost": cost, "X": X, "Y": Y, "given": given, "alpha": alpha}
    network = {key: value for key, value in network.items() if value is not None}
    network["layers"] = [{key: value for key, value in parts.items() if value is not None}]
    return exercise({"network": network, "ask": [{"quantity": one} for one in ask], **keys})


def typed(of: Any, answers: Mapping[str, Any]) -> StudentReport:
    return mark(of, dict(answers)).student


def alone(of: Any, name: str, text: str) -> Marked:
    """What is said of one number, where nothing else is typed."""
    [found] = [one for one in typed(of, {name: text}).answers if one.verdict != "missing"]
    return found


def verdicts(of: Any, answers: Mapping[str, Any]) -> dict[str, str]:
    """By name, of what was typed."""
    found = typed(of, answers).answers
    return {one.name: one.verdict for one in found if one.verdict != "missing"}


def filled(of: Exercise, text: Callable[[str, float], str]) -> dict[str, Any]:
    """A paper with something in every box that is asked for: `text` of its quantity and number."""
    return {ask.name: each(of.trace[ask.name], partial(text, ask.name)) for ask in of.asks or ()}


def each(array: Any, text: Callable[[float], str]) -> Any:
    if np.ndim(array) == 0:
        return text(float(array))
    return [each(row, text) for row in np.asarray(array)]


def four(number: float) -> str:
    return f"{number:.4g}"


def to_digits(number: float, digits: int, turn: Callable[[float], float]) -> float:
    """A number to so many significant digits, by `round`, `math.trunc` or `math.floor`."""
    if number == 0:
        return 0.0
    return to_unit(number, digits - 1 - math.floor(math.log10(abs(number))), turn)


def to_unit(number: float, decimals: int, turn: Callable[[float], float]) -> float:
    units = turn(float(f"{number * 10.0**decimals:.9f}"))
    return float(f"{units}e{-decimals}")
