"""The arrays of a network by kind: one table of how large they are and how they lie on a sheet.

To add an array (a mask, a state of an optimiser), add its row. What a derivative, an update or a
step is by or of has the row and lies as that does.
"""

from __future__ import annotations

from typing import NamedTuple

from .rules.optimizers import STATES


class Kind(NamedTuple):
    """Rows and columns as calculated: n the layer's neurons, m those of the layer below, N the
    samples. `turned`: the layouts in which it lies transposed."""

    rows: str
    columns: str
    turned: tuple[str, ...] = ("rows", "torch")


KINDS = {
    "a": Kind("n", "N"),
    "z": Kind("n", "N"),
    "y_hat": Kind("n", "N"),
    "y": Kind("n", "N"),
    "W": Kind("n", "m", ("rows",)),
    "b": Kind("n", "1"),
    "mask": Kind("n", "N"),
    "r": Kind("n", "N"),
    "margin": Kind("n", "N"),
    "loss": Kind("1", "N"),
    "error": Kind("n", "N"),  # of a perceptron
    **{f"{state}_W": Kind("n", "m", ("rows",)) for state in STATES},
    **{f"{state}_b": Kind("n", "1") for state in STATES},
}
NUMBER = Kind("1", "1", ())  # J, a tied parameter: every kind that is not in the table


def shape_of(base: str, layer: int) -> tuple[str, str]:
    """The names of the sizes of one layer's array: ("n2", "n1") of W[2]."""
    sizes = {"n": f"n{layer}", "m": f"n{layer - 1}"}
    kind = KINDS.get(base, NUMBER)
    return sizes.get(kind.rows, kind.rows), sizes.get(kind.columns, kind.columns)


def state(letter: str, what: str) -> str:
    """What an optimiser keeps of a parameter or a variable: v_W[1], m_hat_x."""
    return f"{letter}_{what}"


def own_gradient(sample: int, parameter: str) -> str:
    """The gradient of one sample's loss: dloss[2]/dW[1]."""
    return f"dloss[{sample}]/d{parameter}"
