"""The loop: work the equations out in order. Everything else only reads its result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from .equation import Equation
from .rules.rule import Array


def evaluate(
    equations: Iterable[Equation],
    given: Mapping[str, Array],
    written: Mapping[str, Array] | None = None,
    noted: set[str] | None = None,
) -> dict[str, Array]:
    """Work the equations out in order; return every number, the given ones too.

    `written` are a student's own numbers, NaN where nothing was written: after each step they
    are laid over the computed ones, so that later steps follow from them. `noted` collects
    the targets at which a calculation overflowed, divided by 0 or was undefined; whoever wants
    to say so looks only there. Shapes: (..., rows, columns), leading axes are students.
    """
    state = dict(given)
    target = ""

    def note(_kind: str, _flag: int) -> None:
        if noted is not None:
            noted.add(target)

    with np.errstate(over="call", divide="call", invalid="call", under="ignore", call=note):
        for equation in equations:
            target = equation.target
            value = equation.rule.calculate(*[state[name] for name in equation.inputs])
            if written is not None and target in written:
                own = written[target]
                value = np.where(np.isnan(own), value, own)
            state[target] = value
    return state
