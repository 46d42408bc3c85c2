"""Nothing of the key is in what a student is given, whatever the format."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest

from exercises.task import Task
from exercises.worksheet import FORMATS, as_pdf
from exercises.worksheet.description import sheet
from exercises.worksheet.solution import solution as solve
from tests.sample import sample

from .conftest import every, known, made, numbers, text_of

STUDENT = sorted(FORMATS)


def roundings(value: float) -> Iterator[str]:
    """A number as it may be written: 3 to 16 significant digits, 3 to 12 decimals."""
    size = abs(value)
    for digits in range(3, 17):
        yield f"{size:.{digits}g}"
    for decimals in range(3, 13):
        yield f"{size:.{decimals}f}"
    yield repr(size)


def telling(text: str) -> bool:
    """Whether it has three digits that say something: 0.5 and 0.001 are everywhere."""
    return len(re.sub(r"\D", "", text.partition("e")[0]).strip("0")) >= 3


def key(given: Task) -> set[str]:
    """Every number of the trace as it may be written, apart from what the sheet itself says."""
    traces = [part.trace for part in given.exercise.parts]
    values = [v for one in traces for step in one.steps for v in np.ravel(one.state[step.name])]
    found = {text for value in values for text in roundings(float(value)) if telling(text)}
    described = sheet(given)
    shown = (*described.given, *described.calculation)
    told = [cell for one in shown for row in one.table.cells for cell in row]
    told += [text for box in described.boxes for _, text in box.choices]
    return found - numbers(" ".join(told))


@pytest.mark.thorough
def test_no_number_of_the_key_is_in_the_pdf_itself() -> None:
    pytest.importorskip("typst")
    pytest.importorskip("pypdf")
    given = known("kinds")
    assert not numbers(text_of("x.pdf", made(given, "pdf"))) & key(given)
    assert numbers(text_of("x.pdf", made(given, "pdf", solution=True))) & key(given)


def said(given: Task, format: str, *, solution: bool = False) -> str:
    """All that a file says. A PDF is set from its source alone, which is read faster."""
    if format != "pdf":
        return "\n".join(
            text_of(f"x.{format}", one) for one in every(given, format, solution=solution)
        )
    described = sheet(given)
    key = solve(given.exercise, described) if solution else None
    return "".join(as_pdf.parts(described, key))


@pytest.mark.parametrize("format", STUDENT)
def test_no_number_of_the_key_is_in_a_students_file(given: Task, format: str) -> None:
    found = numbers(said(given, format))
    assert not found & key(given)


@pytest.mark.parametrize("format", sample(STUDENT, 8))
def test_the_search_finds_them_in_the_instructors_copy(given: Task, format: str) -> None:
    """What the test above looks for is what a key looks like."""
    no_numbers = given.id == "formulas"
    no_numbers |= given.id == "mistake" and format in ("csv", "toml", "xlsx")
    no_boxes = format == "svg" and given.sheet_layout != "graph"
    found = numbers(said(given, format, solution=True))
    assert bool(found & key(given)) is not (no_numbers or no_boxes)


@pytest.mark.parametrize("format", STUDENT)
def test_no_formula_of_the_key_is_in_a_students_file(format: str) -> None:
    for name, asked in (("formulas", "dy/dx"), ("kinds", "z[2]")):
        given = known(name)
        answer = solve(given.exercise, sheet(given)).answers[asked]
        assert bare(answer) in bare(said(given, "csv", solution=True))
        assert bare(answer) not in bare(said(given, format))


def bare(text: str) -> str:
    """Without what notations differ in."""
    return re.sub(r"[\s*·⋅]", "", text)


def test_no_letter_is_marked_as_the_right_one() -> None:
    """The fields of a choice differ in their letters alone."""
    given = known("kinds")
    page = made(given, "html").decode()
    for box in sheet(given).boxes:
        if box.choices:
            fields = re.findall(rf'<input type="radio" name="b{box.number}"[^>]*>', page)
            assert len(fields) == len(box.choices)
            assert len({re.sub(r'value="."', "", field) for field in fields}) == 1
