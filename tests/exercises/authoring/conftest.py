"""Exercise files to be checked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

SMALL = """\
id = "small"
title = "One neuron"
digits = 4

[network]
cost = "bce"
X = [[1, 2], [2, -1]]
Y = [[1], [0]]

[[network.layers]]
activation = "sigmoid"
W = [[0.5, -0.4]]
b = [0.1]

[[ask]]
quantity = "z[1]"
points = 3

[[ask]]
quantity = "dJ/dz[1]"

[[ask]]
quantity = "dJ/dW[1]"
"""

RANGES = """
[variants]
X = {low = -3, high = 3, decimals = 0}
W = {low = -1, high = 1, decimals = 1}
b = {low = -0.5, high = 0.5, decimals = 1}
"""

Write = Callable[[str], str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a text to a file, and say what it is called."""

    def written(text: str) -> str:
        path = tmp_path / "sheet.toml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return written
