"""Marks that a person set: for one student or for everybody, told whole where they are wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from grader.asked import Exercise
from grader.classes.gradebook import ALONE
from grader.classes.overrides import Override, Overrides
from grader.classes.run import How, grade_class
from grader.classes.scored import blank
from grader.classes.work import Own
from tracer.errors import InputErrors

from .conftest import KEYS, Row, book, rows, write_folder

Load = Callable[[], tuple[Exercise, Own | None]]


def marked(folder: Path, load: Load, overrides: str) -> dict[str, Row]:
    (folder / "out").mkdir(exist_ok=True)
    grade_class(load, [str(folder / "in")], str(folder / "out"))
    (folder / "out/overrides.csv").write_text(
        "student,quantity,points,reason\n" + overrides, encoding="utf-8"
    )
    grade_class(load, [str(folder / "in")], str(folder / "out"))
    return book(folder / "out")


def test_a_misprint_in_the_sheet_is_made_good_for_everybody(
    tmp_path: Path, load: Load, sheet: Exercise
) -> None:
    write_folder(tmp_path / "in", rows(sheet, 6, unread=True))
    text = '*,"z[2][1,2]",1,misprint\ns001,"z[2][1,2]",0.5,"knew it"\n'
    found = marked(tmp_path, load, text)
    worth = {student: row["z[2][1,2]"] for student, row in found.items()}
    assert worth == {**dict.fromkeys(found, "1"), "s001": "0.5"}
    assert all("by hand" in row["note"] for row in found.values())
    assert "?" not in found["s005"].values(), "what could not be read is decided, too"
    record = json.loads((tmp_path / "out/records/s002.json").read_text())
    assert record["overrides"][0]["reason"] == "misprint"


def test_every_fault_of_a_file_is_told_at_once(tmp_path: Path, load: Load, sheet: Exercise) -> None:
    write_folder(tmp_path / "in", rows(sheet, 2))
    text = 's001,dJ/dq,1,\ns001,"z[2][1,1]",many,\ns000,dJ/dp,-1,\n,"z[2][1,1]",1,\n'
    with pytest.raises(InputErrors) as told:
        marked(tmp_path, load, text)
    places = [one.where.rpartition(": ")[2] for one in told.value.faults]
    assert places == ["line 2", "line 3", "line 4", "line 4", "line 5"]


def test_a_quantity_torn_at_its_comma_is_read_as_in_answers(
    tmp_path: Path, load: Load, sheet: Exercise
) -> None:
    write_folder(tmp_path / "in", rows(sheet, 2))
    found = marked(tmp_path, load, "s001,z[1][1,2],0.25,smudged\n*,z[1][1,1],0.5,misprint\n")
    worth = [(row["z[1][1,1]"], row["z[1][1,2]"]) for row in found.values()]
    assert worth == [("0.5", "1"), ("0.5", "0.25")]


def test_marks_by_hand_are_laid_over_and_what_was_calculated_stays(sheet: Exercise) -> None:
    scored = blank(sheet, ["ana"])
    marks = Overrides({"ana": {"z[1][1,1]": Override("ana", "z[1][1,1]", 1.0)}})
    found, notes = marks.laid_over(scored)
    assert (found.points.sum(), scored.points.sum()) == (1.0, 0.0)
    assert notes == {0: "z[1][1,1]: 1 by hand"}
    assert np.array_equal(found.verdicts, scored.verdicts)


def test_how_hard_a_line_was_counts_the_marks_by_hand(
    tmp_path: Path, load: Load, sheet: Exercise
) -> None:
    write_folder(tmp_path / "in", [{**row, "z[1][1,1]": "77"} for row in rows(sheet, 3)])
    marked(tmp_path, load, '*,"z[1][1,1]",1,misprint\n')
    (line, *_) = json.loads((tmp_path / "out/items.json").read_text())["lines"]
    assert (line["quantity"], line["difficulty"]) == ("z[1][1,1]", 1.0)


def test_a_dry_run_knows_the_old_mark_of_a_line_whose_name_begins_like_a_formula(
    tmp_path: Path,
) -> None:
    from grader.exercise_file import exercise

    keys = {
        "id": "turned",
        "expression": {"expression": "f = w * x", "at": {"w": 2, "x": 3}},
        "ask": [{"quantity": "f"}],
        "manual": [{"title": "-draw it", "points": 4}],
    }
    made = exercise(keys)
    (tmp_path / "in").mkdir()
    (tmp_path / "in/ana.csv").write_text("student,quantity,value\nana,f,6\n")

    def load() -> tuple[Exercise, None]:
        return made, None

    marked(tmp_path, load, "ana,-draw it,2,\n")
    (tmp_path / "out/overrides.csv").write_text(
        "student,quantity,points\nana,-draw it,4\n", encoding="utf-8"
    )
    done = grade_class(load, [str(tmp_path / "in")], str(tmp_path / "out"), How(dry=True))
    assert [str(one) for one in done.changes] == ["ana: 3 → 5  (-draw it 2 → 4)"]


def test_what_the_gradebook_calls_a_line_is_read_in_the_overrides() -> None:
    from grader.classes.gradebook import Gradebook
    from grader.classes.overrides import named
    from grader.entries import entries
    from grader.exercise_file import exercise

    names = {"delta": "-dJ/dz", "w5": "W[2][1,1]", "E": "J"}
    keys = {**KEYS, "network": {**KEYS["network"], "names": names}}
    sheet = exercise({**keys, "ask": [*keys["ask"], {"quantity": "J"}]})
    asked = entries(sheet)
    lines = Gradebook(sheet, asked, Overrides()).lines
    worth = {entry.label: entry.worth for entry in asked}
    assert {"∂E/∂w5", "E"} <= set(lines.values())
    for canonical, called in lines.items():
        assert named(sheet, called, worth, "here") == canonical


def test_who_is_not_among_what_is_given_keeps_the_mark_whatever_a_person_has_set(
    tmp_path: Path, sheet: Exercise
) -> None:
    ids = {one: one for one in ("s000", "s001", "paper")}

    def load() -> tuple[Exercise, Own]:
        return sheet, Own(lambda students: [(list(range(len(students))), sheet)], ids)

    write_folder(tmp_path / "in", rows(sheet, 2))
    text = 's001,"z[1][1,1]",0.5,smudged\npaper,"z[1][1,1]",1,drawn\n'
    before = marked(tmp_path, load, text)
    assert before["paper"]["note"].endswith(ALONE)
    (tmp_path / "out/overrides.csv").write_text("student,quantity,points\n" + text.replace(
        "0.5,smudged", "0,").replace("1,drawn", "0.25,"), encoding="utf-8")  # fmt: skip
    done = grade_class(load, [str(tmp_path / "in/s000.toml")], str(tmp_path / "out"))
    after = book(tmp_path / "out")
    assert after["s001"]["score"] == before["s001"]["score"], "no zeros for what was not given"
    assert [one.student for one in done.changes] == ["paper"], "who only has marks by hand has new"
    assert done.problems == []
    assert done.notes == [
        "overrides.csv is not laid over marks of work that was not given this time: s001"
    ]
    counted = json.loads((tmp_path / "out/items.json").read_text())
    assert (counted["students"], counted["notes"][-1][:26]) == (2, "1 who keep an earlier mark")
    done = grade_class(load, [str(tmp_path / "in")], str(tmp_path / "out"))
    assert next(str(one) for one in done.changes).endswith("(z[1][1,1] 0.5 → 0)")
