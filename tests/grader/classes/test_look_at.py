"""The page of a class lists whom a person should look at, and at what."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader import Submission, mark
from grader.asked import Exercise
from grader.classes.look_at import look_at
from grader.classes.run import grade_class
from grader.exercise_file import exercise
from grader.report.told import HEADINGS

from .conftest import rows, write_folder

KEYS: dict[str, Any] = {
    "id": "small",
    "expression": {
        "expression": ["u = w * x", "s = sin(u)", "f = s**2"],
        "at": {"w": 0.35, "x": 1.7},
    },
    "ask": [{"quantity": name} for name in ("u", "s", "f", "df/ds", "df/du", "df/dw")],
}
RIGHT = {
    "u": "0.595",
    "s": "0.5605",
    "f": "0.3142",
    "df/ds": "1.121",
    "df/du": "0.9284",
    "df/dw": "1.578",
}


@pytest.fixture
def small() -> Exercise:
    return exercise(KEYS)


def looked(sheet: Exercise, **others: str) -> dict[str, str]:
    answers = {**RIGHT, **{name.replace("_", "/"): text for name, text in others.items()}}
    return dict(look_at(mark(sheet, Submission("ana", answers)).student))


def test_nobody_who_wrote_what_is_right_is_listed(small: Exercise) -> None:
    assert looked(small) == {}


def test_who_rests_on_what_follows_is_listed_with_the_lines(small: Exercise) -> None:
    found = looked(small, u="0.695", s="0.6404", f="0.4101", df_ds="1.281", df_du="0.9837")
    assert "rests" in found
    assert found["rests"].startswith("100% of 5 points: s follows; f follows")


def test_a_little_that_follows_is_nothing_to_look_at(small: Exercise) -> None:
    assert "rests" not in looked(small, df_du="0.8000", df_dw="1.360")


def test_a_number_that_nothing_supports_is_looked_at(small: Exercise) -> None:
    found = looked(small, u="", s="0.9", f="0.3142", df_ds="1.121", df_du="0.9284", df_dw="1.578")
    assert "unsupported" in found["rests"]


def test_a_number_a_unit_outside_of_what_is_accepted_is_shown_with_what_is(
    small: Exercise,
) -> None:
    (answer,) = [one for one in mark(small, RIGHT).student.answers if one.name == "df/dw"]
    assert answer.accepts
    high = answer.accepts[1]
    outside = f"{high + 0.001:.3f}"
    found = looked(small, df_dw=outside)
    assert f"df/dw = {outside} (accepted: " in found["edge"]
    assert "edge" not in looked(small, df_dw=f"{high + 0.004:.3f}")


def test_the_page_has_a_table_for_each_kind(
    tmp_path: Path, small: Exercise, load: Callable[[], Any], sheet: Exercise
) -> None:
    follows = {**RIGHT, "u": "0.695", "s": "0.6404", "f": "0.4101", "df/ds": "1.281"}
    write_folder(tmp_path / "in", [{"student": "ana", **RIGHT}, {"student": "bo", **follows}])
    done = grade_class(lambda: (small, None), [str(tmp_path / "in")], str(tmp_path / "out"))
    assert [(one.kind, one.student) for one in done.told] == [("rests", "bo")]
    page = (tmp_path / "out/report.html").read_text()
    assert HEADINGS["rests"][0] in page
    assert "points: s follows" in page
    assert HEADINGS["edge"][0] not in page


def test_what_a_person_decided_is_not_looked_at_again(tmp_path: Path, small: Exercise) -> None:
    report = mark(small, {**RIGHT, "u": "0.695", "s": "0.6404", "f": "0.4101"}).student
    assert dict(look_at(report))
    report.decided = ("u", "s", "f", "df/ds", "df/du", "df/dw")
    assert not dict(look_at(report))


@pytest.mark.thorough
def test_a_class_lists_only_those_who_are_to_be_looked_at(
    tmp_path: Path, load: Callable[[], Any], sheet: Exercise
) -> None:
    write_folder(tmp_path / "in", rows(sheet, 24))
    done = grade_class(load, [str(tmp_path / "in")], str(tmp_path / "out"))
    listed = {one.student for one in done.told if one.kind in ("rests", "edge")}
    assert 0 < len(listed) < 12
