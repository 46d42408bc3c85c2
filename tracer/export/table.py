"""A matrix as people read it: its entries as text, its rows and columns with labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..kinds import KINDS, NUMBER
from ..network import Network
from ..numbers import texts
from ..quantity import Quantity, quantity
from ..rules.activations import coupled

if TYPE_CHECKING:
    from ..trace import Trace

MOST = 200  # entries of one table; a larger one shows its first and last rows and columns
FIRST, LAST = 3, 2

Labels = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """`cells` are rows of texts, "" for an entry that there is not, "…" where some are left
    out; then `note` says how many. `name` is the canonical name, `shape` the whole matrix's."""

    name: str
    shape: tuple[int, int]
    rows: Labels
    columns: Labels
    cells: tuple[Labels, ...]
    note: str = ""


def table(trace: Trace, name: str, digits: int, sign: int = 1) -> Table:
    """The matrix of a canonical name, as the sheet lays it; −1 as `sign` shows its negative,
    which is what some symbols of sheets stand for."""
    value = trace.shown(name) if sign > 0 else -trace.shown(name)
    height, width = shape = value.shape[-2], value.shape[-1]
    large = height * width > MOST
    down, across = kept(height, large), kept(width, large)
    some = value[np.ix_([i for i in down if i >= 0], [j for j in across if j >= 0])]
    cells = iter(texts(some, digits).ravel().tolist()) if some.size else iter(())
    blank = blanks(trace, name)
    rows, columns = labels(trace, name, shape)

    def cell(i: int, j: int) -> str:
        if i < 0 or j < 0:
            return "…"
        text = str(next(cells))
        return "" if (i + 1, j + 1) in blank else text

    return Table(
        name,
        shape,
        tuple("…" if i < 0 else rows[i] for i in down),
        tuple("…" if j < 0 else columns[j] for j in across),
        tuple(tuple(cell(i, j) for j in across) for i in down),
        f"{height} × {width} = {height * width:,} entries, of which {some.size} are shown"
        if large
        else "",
    )


def kept(size: int, large: bool) -> list[int]:
    """The indices that are shown; −1 stands for those that are not."""
    if not large or size <= FIRST + LAST + 1:
        return list(range(size))
    return [*range(FIRST), -1, *range(size - LAST, size)]


def blanks(trace: Trace, name: str) -> frozenset[tuple[int, int]]:
    """The places that are no connection, where they are not to be shown: in gradients and
    updates; in W itself such an entry is 0."""
    given = quantity(name).role == "value"
    return frozenset(() if given else trace.absent(name))


def labels(trace: Trace, name: str, shape: tuple[int, int]) -> tuple[Labels, Labels]:
    """What each row and each column is: neuron 2, sample 3, from 1."""
    found = trace.local(name)
    rows, columns = kinds(trace, found)
    if trace.lies(name):
        rows, columns = columns, rows
    return (numbered(rows, shape[0], outputs(trace)), numbered(columns, shape[1], outputs(trace)))


def outputs(trace: Trace) -> int:
    """K, for the Jacobians of softmax; elsewhere nobody asks."""
    return trace.state["y_hat"].shape[-2] if "y_hat" in trace.state else 1


def kinds(trace: Trace, found: Quantity) -> tuple[str, str]:
    """What the rows and columns of a quantity are, in the layout `columns`."""
    shaped = found.by or found
    if not trace.of_network:
        return "", ""
    kind = KINDS.get(shaped.base, NUMBER)
    samples = "jacobian" if jacobian(trace, found) else "sample"
    said = {"n": neuron(trace, shaped), "m": "from", "N": samples}
    return said.get(kind.rows, ""), said.get(kind.columns, "")


def neuron(trace: Trace, shaped: Quantity) -> str:
    last = isinstance(trace.source, Network) and shaped.layer == len(trace.source.layers)
    if shaped.base in ("y", "y_hat", "margin", "error") or last:
        return "output"
    return "input" if shaped.layer == 0 else "neuron"


def jacobian(trace: Trace, found: Quantity) -> bool:
    """Whether it is the local slope of softmax: the samples' Jacobians side by side."""
    source = trace.source
    return (
        isinstance(source, Network)
        and found.base == "y_hat"
        and found.by is not None
        and coupled(source.layers[-1].activation)
    )


def numbered(kind: str, size: int, K: int) -> Labels:
    """The labels of one axis; one of size 1 that is nothing in particular has none."""
    if kind == "jacobian":
        return tuple(f"n={1 + j // K} z{1 + j % K}" for j in range(size))
    return tuple(f"{kind} {k}".strip() if kind else "" for k in range(1, size + 1))
