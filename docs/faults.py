"""A notebook: a backward pass in NumPy with each of the ten commonest faults, and what is said of
it. `python docs/faults.py` writes docs/faults.ipynb with the outputs of its cells; Jupyter is only
needed to change and run them by hand.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
PAGE = Path(__file__).with_name("faults.ipynb")
END = "<end of a cell>"

INTRODUCTION = """# Ten wrong backward passes

Written by `python docs/faults.py`; a test compares it with what is said today.

A network of two layers in NumPy, samples in columns. Each cell below has its backward pass with one
of the faults that people make most often, and asks `explain` which line is wrong. The right pass
comes first: nothing is said of it. In a test, `grader.assert_matches(network, mine)` fails with the
same sentences."""

START = """import numpy as np

from grader import explain
from tracer import Layer, Network

W1, b1 = np.array([[0.4, -0.3], [0.2, 0.7]]), np.array([[0.1], [-0.2]])
W2, b2 = np.array([[0.6, -0.5], [0.3, 0.8]]), np.array([[0.2], [0.0]])
X = np.array([[0.5, -1.0, 2.0], [1.5, 0.4, -0.6]])
Y = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]])
N, alpha = 3, 0.1

z1 = W1 @ X + b1
a1 = np.tanh(z1)
z2 = W2 @ a1 + b2
y_hat = 1 / (1 + np.exp(-z2))

network = Network(
    layers=[
        Layer(activation="tanh", W=W1, b=b1.ravel()),
        Layer(activation="sigmoid", W=W2, b=b2.ravel()),
    ],
    X=X.T,
    Y=Y.T,
    cost="bce",
    alpha=alpha,
)"""

RIGHT = """dz2 = (y_hat - Y) / N
dW2 = dz2 @ a1.T
db2 = dz2.sum(axis=1, keepdims=True)
dz1 = (W2.T @ dz2) * (1 - a1**2)
dW1 = dz1 @ X.T
db1 = dz1.sum(axis=1, keepdims=True)
mine = {"dz2": dz2, "dW2": dW2, "db2": db2, "dz1": dz1, "dW1": dW1, "db1": db1}
print(explain(network, mine))"""


class Fault(NamedTuple):
    """`says`: what went wrong, in a heading; `right`, `wrong`: the line, and as it was written."""

    says: str
    right: str
    wrong: str


FAULTS = (
    Fault("The mean over the samples is forgotten", "dz2 = (y_hat - Y) / N", "dz2 = y_hat - Y"),
    Fault("The sign is turned round", "dz2 = (y_hat - Y) / N", "dz2 = (Y - y_hat) / N"),
    Fault("The slope of the output twice", "dz2 = (y_hat - Y) / N",
          "dz2 = (y_hat - Y) / N * y_hat * (1 - y_hat)"),
    Fault("The product the wrong way round", "dW2 = dz2 @ a1.T", "dW2 = a1 @ dz2.T"),
    Fault("Only the last sample, where all add up", "dW2 = dz2 @ a1.T",
          "for n in range(N):\n    dW2 = dz2[:, [n]] @ a1[:, [n]].T"),
    Fault("The bias is not summed over the samples", "db2 = dz2.sum(axis=1, keepdims=True)",
          "db2 = dz2"),
    Fault("The slope of the activation is forgotten", "dz1 = (W2.T @ dz2) * (1 - a1**2)",
          "dz1 = W2.T @ dz2"),
    Fault("The slope is taken at a, not at z", "dz1 = (W2.T @ dz2) * (1 - a1**2)",
          "dz1 = (W2.T @ dz2) * (1 - np.tanh(a1) ** 2)"),
    Fault("The weights are not transposed", "dz1 = (W2.T @ dz2) * (1 - a1**2)",
          "dz1 = (W2 @ dz2) * (1 - a1**2)"),
    Fault("The weights were updated before they were used", "dz1 = (W2.T @ dz2) * (1 - a1**2)",
          "W2_new = W2 - alpha * dW2\ndz1 = (W2_new.T @ dz2) * (1 - a1**2)"),
)  # fmt: skip


def code(fault: Fault) -> str:
    """The pass with the fault in it."""
    return RIGHT.replace(fault.right, fault.wrong)


def outputs(cells: list[str]) -> list[str]:
    """What each cell prints, run one after the other in one Python."""
    script = f"\nprint({END!r})\n".join(cells)
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
    )
    return [part.strip() for part in done.stdout.split(END)]


def markdown(text: str, number: int) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": f"text-{number}", "metadata": {}, "source": lines(text)}


def run_cell(text: str, output: str, number: int) -> dict[str, Any]:
    printed = {"name": "stdout", "output_type": "stream", "text": lines(output)}
    return {
        "cell_type": "code",
        "execution_count": number,
        "id": f"code-{number}",
        "metadata": {},
        "outputs": [printed] if output else [],
        "source": lines(text),
    }


def lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def page() -> str:
    """The notebook, as JSON."""
    titles = [INTRODUCTION, "## The right pass", *(f"## {one.says}" for one in FAULTS)]
    codes = [START, RIGHT, *map(code, FAULTS)]
    cells = []
    for at, (title, text, output) in enumerate(zip(titles, codes, outputs(codes), strict=True), 1):
        cells += [markdown(title, at), run_cell(text, output, at)]
    notebook = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
