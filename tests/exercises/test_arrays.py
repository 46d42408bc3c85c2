"""An exercise of lines of arrays is drawn for each student, laid out in boxes, and checked."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from exercises.cli import COMMANDS
from tracer.cli import run

SHEET = """
id = "attn"
title = "Attention"

[expression]
expression = ["S = Q @ K.T / sqrt(2)", "A = row_softmax(S)", "O = A @ V + b", "L = sum(O**2)"]
at = {Q = [[1, 0], [0.5, 1]], K = [[0.3, 0.2], [1, -1]], V = [[1, 2], [0, 1]], b = [1, 2]}

[[ask]]
quantity = "S"

[[ask]]
quantity = "dL/dQ[1,2]"

[variants]
Q = {low = -2, high = 2}
b = {low = 1, high = 9}
"""


def test_everybody_gets_arrays_of_the_files_shapes_and_boxes_of_a_matrix(tmp_path: Path) -> None:
    path = tmp_path / "attn.toml"
    path.write_text(SHEET, encoding="utf-8")
    (tmp_path / "secret").write_text("0123456789abcdef0123456789abcdef", encoding="utf-8")
    drawn = []
    for student in ("ada", "bob"):
        folder = tmp_path / student
        words = ["sheet", str(path), "--student", student, "--secret-file"]
        words += [str(tmp_path / "secret"), "-o", str(folder), "--formats", "toml,md,csv"]
        assert run("backprop", COMMANDS, words) == 0
        sheet = (folder / "sheet.md").read_text(encoding="utf-8")
        assert r"\text{row-softmax}(S)" in sheet
        assert sheet.count("\n| $`S`$ |  |  |") == 1
        boxes = (folder / "answers.csv").read_text(encoding="utf-8")
        assert all(f"S[{i},{j}]" in boxes for i, j in np.ndindex(3, 3) if i and j)
        assert "dL/dQ[1,2]" in boxes
        drawn.append(sheet[sheet.index("## Given") : sheet.index("## Asked")])
    assert drawn[0] != drawn[1]
    assert all(r"b &= \begin{bmatrix}" in one for one in drawn)
