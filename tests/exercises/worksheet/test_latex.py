r"""The LaTeX document: whole, and (marked system) set by pdfLaTeX."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from exercises.task import Task
from exercises.worksheet.description import sheet

from .conftest import known, made


def test_the_document_is_whole_and_needs_amsmath_only(given: Task) -> None:
    for solution in (False, True):
        text = made(given, "tex", solution=solution).decode()
        assert text.startswith("\\documentclass")
        assert text.endswith("\\end{document}\n")
        assert re.findall(r"\\usepackage.*", text) == [r"\usepackage{amsmath}"]
        opened = re.findall(r"\\begin\{(\w+\*?)\}", text)
        assert sorted(opened) == sorted(re.findall(r"\\end\{(\w+\*?)\}", text))


def test_there_is_a_field_for_each_asked_entry(given: Task) -> None:
    text = made(given, "tex").decode().partition("\\begin{document}")[2]
    described = sheet(given)
    fields = sum(text.count(f"\\{kind}field{{") for kind in ("", "long", "small"))
    letters = sum(len(box.choices) for box in described.boxes)
    chosen = sum(1 for box in described.boxes if box.choices)
    assert fields == len(described.boxes) - chosen - len(described.drawn)
    assert text.count("\\framebox[4mm]") == letters
    slots = described.picture.slots if described.picture else []
    assert len(re.findall(r"\\framebox\(92,30\)", text)) == len(slots)


def test_a_wide_drawing_lies_across_the_page() -> None:
    assert "\\paperwidth}{297mm}" in made(known("graph"), "tex").decode()
    assert "\\paperwidth}{297mm}" not in made(known("kinds"), "tex").decode()


@pytest.mark.system
@pytest.mark.parametrize("solution", [False, True])
def test_pdflatex_sets_it(given: Task, solution: bool, tmp_path: Path) -> None:
    set_by_pdflatex(made(given, "tex", solution=solution), tmp_path)


@pytest.mark.system
def test_pdflatex_sets_what_an_author_writes(hostile: Task, tmp_path: Path) -> None:
    set_by_pdflatex(made(hostile, "tex"), tmp_path)


def set_by_pdflatex(source: bytes, folder: Path) -> None:
    (folder / "sheet.tex").write_bytes(source)
    run = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "sheet.tex"],
        check=False, cwd=folder, capture_output=True, text=True, errors="replace", timeout=120,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-2000:]
    assert (folder / "sheet.pdf").stat().st_size > 10_000
