"""Files as offices write them: nothing that was not read becomes a zero."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from grader.classes.gather import folded
from grader.classes.run import How, Outcome, grade_class
from grader.classes.work import Load, Own
from grader.exercise_file import Exercise, exercise

from .conftest import book
from .office import KINDS, Answers, hand_in, long, text_of

KEYS: dict[str, Any] = {
    "id": "office",
    "title": "A square",
    "expression": {
        "expression": ["u = w*x + b", "s = u**2", "f = s*v"],
        "at": {"w": 0.4, "x": -1.5, "b": 0.25, "v": 2.5},
        "names": {"δ": "df/du"},
    },
    "ask": [{"quantity": name} for name in ("u", "s", "f", "δ", "df/dw")],
}
RIGHT = {"u": "-0.350", "s": "0.1225", "f": "0.30625", "δ": "-1.75", "df/dw": "2.625"}
# What four students wrote, and what a person gives for it by the rules of the page on grading.
BY_HAND: list[tuple[Answers, float]] = [
    (RIGHT, 5),
    # b subtracted in the first line; all that follows is worked from that
    ({"u": "-0.850", "s": "0.7225", "f": "1.80625", "δ": "-4.25", "df/dw": "6.375"}, 4),
    ({**RIGHT, "df/dw": ""}, 4),
    ({**RIGHT, "s": "0.35", "f": ""}, 3),
]
SCRIPTS = {
    "Latin": ("zoë", "josé", "müller", "ana", "bøgh", "çelik"),
    "Cyrillic": ("петров", "иванова", "жуков", "ольга", "борис", "юрий"),
    "Greek": ("νίκη", "ελένη", "γιώργος", "άννα", "μαρία", "κώστας"),
    "Chinese": ("李雷", "韩梅", "王芳", "张伟", "刘洋", "陈静"),
    "Hebrew": ("משה", "שרה", "דוד", "רחל", "יעל", "נועה"),
}
CLASS = [name + more for name in sum(SCRIPTS.values(), ()) for more in ("", "2")]


@pytest.fixture(scope="module")
def sheet() -> Exercise:
    return exercise(KEYS)


def roster(sheet: Exercise, students: list[str]) -> Load:
    """Everybody has the same numbers, and is known by id."""
    own = Own(
        lambda some: [(list(range(len(some))), sheet)], {folded(one): one for one in students}
    )
    return lambda: (sheet, own)


def marked(load: Load, folder: Path, **how: Any) -> Outcome:
    return grade_class(load, [str(folder / "in")], str(folder / "out"), How(**how))


def scores(folder: Path) -> dict[str, str]:
    return {student: row["score"] for student, row in book(folder / "out").items()}


@pytest.mark.parametrize("feedback", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_every_kind_is_read_with_ids_in_five_scripts(
    kind: str, feedback: bool, sheet: Exercise, tmp_path: Path
) -> None:
    students = [names[0] for names in SCRIPTS.values()]
    for student in students:
        hand_in(tmp_path / "in", kind, student, RIGHT)
    done = marked(roster(sheet, CLASS), tmp_path, feedback=feedback)
    assert done.problems == []
    assert scores(tmp_path) == dict.fromkeys(students, "5")


def date_in(path: Path) -> None:
    """Excel made a date of a number."""
    page = load_workbook(path)
    cell = page.worksheets[0]["C3"]
    cell.value, cell.number_format = datetime(2026, 3, 1), "d. mmm"
    page.save(path)


def unreadable(folder: Path, students: list[str]) -> dict[str, str]:
    """Eight hand-ins of which some part, or all, cannot be read; and what is said of each."""
    date, dated, words, name, torn, broken, photo, sheets = students
    hand_in(folder, "the page of a country", date, {**RIGHT, "s": "Mrz 22"})
    date_in(hand_in(folder, "Excel", dated, RIGHT))
    hand_in(folder, "TOML", words, {**RIGHT, "f": "see sheet 2"})
    mine = {key: text for key, text in RIGHT.items() if key != "df/dw"}
    hand_in(folder, "JSON", name, {**mine, "gradient of the weight": "2.625"})
    text = text_of(long(torn, RIGHT)).replace("f,0.30625", "f,0,30625,1")
    (folder / f"{torn}.csv").write_text(text, encoding="utf-8")
    whole = text_of(long(broken, RIGHT)).encode("utf-16")
    (folder / f"{broken}.csv").write_bytes(whole[:-1])
    (folder / f"{photo}.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (folder / f"{sheets}.ods").write_bytes(b"PK")
    return {
        date: "s: 'Mrz 22'", dated: "s: '2026-03-01'", words: "f: 'see sheet 2'",
        name: "gradient of the weight", torn: "has more cells", broken: "UTF-16, and not whole",
        photo: "no file of answers", sheets: "LibreOffice's own format",
    }  # fmt: skip


@pytest.mark.parametrize("feedback", [True, False])
def test_a_class_of_sixty_in_every_kind_of_file_with_no_silent_zero(
    sheet: Exercise, tmp_path: Path, feedback: bool
) -> None:
    assert len(set(CLASS)) == 60
    assert len(KINDS) >= 14
    readable, unread = CLASS[:52], CLASS[52:]
    expected: dict[str, str] = {}
    for at, student in enumerate(readable):
        answers, points = BY_HAND[at % 4] if at < 20 else BY_HAND[0]
        hand_in(tmp_path / "in", list(KINDS)[at % len(KINDS)], student, answers)
        expected[student] = f"{points:g}"
    why = unreadable(tmp_path / "in", unread)
    done = marked(roster(sheet, CLASS), tmp_path, feedback=feedback)

    text = (tmp_path / "out/gradebook.csv").read_text(encoding="utf-8-sig")
    found = book(tmp_path / "out")
    assert len(text.splitlines()) == 61
    assert set(found) == set(CLASS)
    assert {student: found[student]["score"] for student in readable} == expected
    assert len({points for _, points in BY_HAND}) == 3
    page = (tmp_path / "out/report.html").read_text(encoding="utf-8")
    for student, says in why.items():
        row = found[student]
        assert row["score"] == "?"
        assert says in row["note"], row["note"]
        assert "?" in {row[name] for name in ("u", "s", "f", "df/du", "df/dw")}
        assert f'<th scope="row">{student}</th>' in page
        told = [one for one in done.problems if student in one.where or student in one.message]
        assert len(told) == 1, told
    assert "0" not in {row["score"] for row in found.values()}
    assert done.absent == []
