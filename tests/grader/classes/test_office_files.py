"""Files as offices write them: nothing that was not read becomes a zero."""

from __future__ import annotations

import json
from dataclasses import astuple, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from exercises.cli import COMMANDS
from grader.asked import Exercise
from grader.classes.gather import folded
from grader.classes.run import How, Outcome, grade_class
from grader.classes.work import Load, Own
from grader.commands.grade import loaded
from grader.exercise_file import exercise
from tests.sample import sample
from tracer.cli import run

from .conftest import book
from .office import KINDS, Answers, commas, hand_in, long, text_of, wide

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


@pytest.mark.parametrize("feedback", sample([True, False]))
@pytest.mark.parametrize("kind", sample(KINDS, 2))
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


@pytest.mark.parametrize("feedback", sample([True, False]))
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
        assert "?" in {row[name] for name in ("u", "s", "f", "δ", "df/dw")}
        assert f'<th scope="row">{student}</th>' in page
        told = [one for one in done.problems if Path(one.where).stem == student]
        assert len(told) == 1, told
    assert "0" not in {row["score"] for row in found.values()}
    assert done.absent == []


def grade(folder: Path, *words: str) -> int:
    (folder / "sheet.json").write_text(json.dumps(KEYS))
    where = (str(folder / "sheet.json"), str(folder / "in"), "-o", str(folder / "out"))
    return run("backprop", COMMANDS, ["grade", *where, *words])


UNREAD = {**RIGHT, "s": "see sheet 2"}


@pytest.mark.parametrize("feedback", [True, False])
def test_a_person_decides_what_an_answer_is_worth_that_nobody_can_read(
    sheet: Exercise, tmp_path: Path, feedback: bool
) -> None:
    hand_in(tmp_path / "in", "one row a student", "ana", UNREAD)
    load = roster(sheet, ["ana"])
    done = marked(load, tmp_path, feedback=feedback)
    row = book(tmp_path / "out")["ana"]
    assert (row["score"], row["u"], row["s"]) == ("?", "1", "?")
    assert [one.kind for one in done.told] == ["withheld"]
    assert done.items is not None
    assert done.items.students == 0
    (tmp_path / "out/overrides.csv").write_text("student,quantity,points\nana,s,0.5\n")
    done = marked(load, tmp_path, feedback=feedback)
    row = book(tmp_path / "out")["ana"]
    assert (row["score"], row["s"]) == ("4.5", "0.5")
    assert done.problems == []
    assert [str(one) for one in done.changes] == ["ana: ? → 4.5  (s ? → 0.5)"]


@pytest.mark.parametrize("feedback", [True, False])
def test_what_may_follow_from_a_number_that_nobody_can_read_is_no_zero_either(
    sheet: Exercise, tmp_path: Path, feedback: bool
) -> None:
    """u is a date, and s is worked from another number than ours; what comes after follows."""
    answers = {**BY_HAND[1][0], "u": "Mrz 85"}
    hand_in(tmp_path / "in", "one row a student", "ana", answers)
    hand_in(tmp_path / "in", "one row a student", "bo", {**RIGHT, "s": "Mrz 12", "δ": "0.3"})
    load = roster(sheet, ["ana", "bo"])
    done = marked(load, tmp_path, feedback=feedback)
    lines = ("u", "s", "f", "δ", "df/dw")
    found = book(tmp_path / "out")
    assert [found["ana"][name] for name in lines] == ["?", "?", "1", "1", "1"]
    assert "s: may follow from what could not be read" in found["ana"]["note"]
    # f is right, and δ does not follow from s: only what is wrong and follows is open
    assert [found["bo"][name] for name in lines] == ["1", "?", "1", "0", "1"]
    (tmp_path / "out/overrides.csv").write_text("student,quantity,points\nana,u,0\nbo,s,1\n")
    done = marked(load, tmp_path, feedback=feedback)
    assert {name: mark == "?" for name, mark in scores(tmp_path).items()} == {
        "ana": True, "bo": False
    }  # fmt: skip
    hand_in(tmp_path / "in", "one row a student", "ana", BY_HAND[1][0])
    done = marked(load, tmp_path, feedback=feedback)
    assert scores(tmp_path)["ana"] == "4"
    assert done.problems == []


def test_of_a_file_that_cannot_be_read_every_line_is_open_until_somebody_decides(
    sheet: Exercise, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/ana.toml").write_text("[answers")
    load = roster(sheet, ["ana"])
    marked(load, tmp_path)
    lines = ("u", "s", "f", "δ", "df/dw")
    assert [book(tmp_path / "out")["ana"][name] for name in lines] == ["?"] * 5
    own = tmp_path / "out/overrides.csv"
    own.write_text("student,quantity,points\n" + "".join(f"ana,{one},1\n" for one in lines[:4]))
    marked(load, tmp_path)
    assert scores(tmp_path) == {"ana": "?"}
    own.write_text(own.read_text() + "ana,df/dw,0\n")
    assert marked(load, tmp_path).problems[0].message.startswith("this is not TOML")
    assert scores(tmp_path) == {"ana": "4"}


def test_the_command_says_who_has_no_mark_and_no_system_gets_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_in(tmp_path / "in", "TOML", "ana", UNREAD)
    hand_in(tmp_path / "in", "TOML", "bo", RIGHT)
    for name in ("moodle", "canvas", "gradescope"):
        assert grade(tmp_path, "--export", name) == 1
    said = capsys.readouterr().out
    assert "1 without a mark (?), since something was not read, or not judged: ana\n" in said
    assert f"{tmp_path / 'in/ana.toml'}: 'ana': not read: s: 'see sheet 2': " in said
    exports = tmp_path / "out/export"
    for name in ("moodle", "canvas"):
        text = (exports / name / "grades.csv").read_text()
        assert ("bo" in text, "ana" in text) == (True, False)
    assert [path.name for path in (exports / "gradescope").iterdir()] == ["bo"]
    page = (tmp_path / "out/feedback/ana.html").read_text(encoding="utf-8")
    assert "ana: ? of 5 points" in page
    assert "There is no mark yet" in page
    record = json.loads((tmp_path / "out/records/ana.json").read_text(encoding="utf-8"))
    assert record["students"][0]["score"] is None
    assert record["students"][0]["unread"][0]["where"] == "s"
    assert record["withheld"].startswith("not read: s: 'see sheet 2'")


@pytest.mark.parametrize("name", ["text", "markdown", "html", "json"])
def test_a_report_of_one_student_has_no_mark_either(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    path = hand_in(tmp_path / "in", "TOML", "ana", UNREAD)
    (tmp_path / "sheet.json").write_text(json.dumps(KEYS))
    words = ["grade", str(tmp_path / "sheet.json"), str(path), "--format", name]
    assert run("backprop", COMMANDS, words) == 1
    said = capsys.readouterr().out
    assert (
        '"score": null' in said
        if name == "json"
        else "ana: ? of 5 points" in said.replace("\\", "")
    )


def test_nobody_loses_a_mark_to_a_question_mark_under_never_lower(tmp_path: Path) -> None:
    hand_in(tmp_path / "in", "TOML", "ana", RIGHT)
    assert grade(tmp_path) == 0
    hand_in(tmp_path / "in", "TOML", "ana", UNREAD)
    assert grade(tmp_path, "--policy", "never-lower") == 1
    assert scores(tmp_path) == {"ana": "5"}
    assert grade(tmp_path) == 1
    assert scores(tmp_path) == {"ana": "?"}


def test_a_file_that_was_mended_leaves_nobody_behind_who_is_called_like_it(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/group 3.csv").write_bytes(text_of(long("ana", RIGHT)).encode("utf-16")[:-1])
    assert grade(tmp_path) == 1
    assert scores(tmp_path) == {"group 3": "?"}
    (tmp_path / "in/group 3.csv").write_text(text_of(long("ana", RIGHT)), encoding="utf-8")
    assert grade(tmp_path) == 0
    assert scores(tmp_path) == {"ana": "5"}


def test_a_stranger_whose_file_is_called_like_a_student_costs_nobody_a_row(
    sheet: Exercise, tmp_path: Path
) -> None:
    path = hand_in(tmp_path / "in", "UTF-8", "anna b.", RIGHT)
    path.rename(tmp_path / "in/ana.csv")
    done = marked(roster(sheet, ["ana", "bo"]), tmp_path)
    assert "is it 'ana', as its file is called?" in done.problems[0].message
    assert scores(tmp_path) == {"ana": "?"}
    assert done.absent == ["bo"]


GARBLED = {
    "UTF-8 read as Western": "Î´",
    "twice": "ÃŽÂ´",
    "UTF-8 read as Latin-1": "Î\xb4",
    "UTF-8 read on a Mac": "Œ¥",
    "UTF-8 read in a console": "╬┤",
    "UTF-8 read as Cyrillic": "Оґ",
    "UTF-8 read as Chinese": "未",
    "Greek read as Western": "ä",
    "no such sign": "?",
}


@pytest.mark.parametrize("feedback", sample([True, False]))
@pytest.mark.parametrize("kind", GARBLED)
def test_a_name_in_the_wrong_encoding_is_read_where_it_can_be_only_one(
    kind: str, sheet: Exercise, tmp_path: Path, feedback: bool
) -> None:
    answers = {GARBLED[kind] if name == "δ" else name: text for name, text in RIGHT.items()}
    hand_in(tmp_path / "in", "one row a student", "ana", answers)
    done = marked(roster(sheet, ["ana"]), tmp_path, feedback=feedback)
    assert scores(tmp_path) == {"ana": "5"}
    assert done.problems == []
    says = f"{GARBLED[kind]!r} is δ, read in the wrong encoding"
    assert [(one.kind, one.says) for one in done.told] == [("read", says)]
    if feedback:
        page = (tmp_path / "out/feedback/ana.html").read_text(encoding="utf-8")
        assert "How it was read" in page


def test_a_name_that_may_be_two_is_told_with_both(sheet: Exercise, tmp_path: Path) -> None:
    names = {"names": {"δ": "df/du", "σ": "df/ds"}}
    two = exercise({**KEYS, "expression": {**KEYS["expression"], **names}})
    answers = {"?" if name == "δ" else name: text for name, text in RIGHT.items()}
    hand_in(tmp_path / "in", "TOML", "ana", answers)
    done = marked(roster(two, ["ana"]), tmp_path)
    assert scores(tmp_path) == {"ana": "?"}
    assert "it may be " in done.problems[0].message
    assert {"δ", "σ"} <= set(done.problems[0].message)


def test_who_left_everything_blank_has_nothing_and_is_told(
    sheet: Exercise, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_in(tmp_path / "in", "Excel", "ana", dict.fromkeys(RIGHT, ""))
    done = marked(roster(sheet, ["ana"]), tmp_path)
    assert book(tmp_path / "out")["ana"]["note"] == "nothing is filled in"
    assert scores(tmp_path) == {"ana": "0"}
    assert [one.kind for one in done.told] == ["blank"]


@pytest.mark.parametrize("feedback", [True, False])
@pytest.mark.parametrize("left_out", [True, False])
def test_what_fits_nothing_costs_a_mark_only_where_it_may_be_the_answer_that_is_missing(
    sheet: Exercise, tmp_path: Path, feedback: bool, left_out: bool
) -> None:
    answers = {**RIGHT, "remark": "hard!", "group": "3"}
    if left_out:
        del answers["f"]
    hand_in(tmp_path / "in", "one row a student", "ana", answers)
    hand_in(tmp_path / "in", "one row a student", "bo", {**answers, "group": ""})
    marked(roster(sheet, ["ana", "bo"]), tmp_path, feedback=feedback)
    found = book(tmp_path / "out")
    if left_out:
        assert (found["ana"]["score"], found["ana"]["f"], found["bo"]["score"]) == ("?", "?", "4")
        assert "remark" not in found["ana"]["note"]
        assert "group" in found["ana"]["note"]
    else:
        assert scores(tmp_path) == {"ana": "5", "bo": "5"}


@pytest.mark.parametrize("feedback", [True, False])
def test_a_row_that_lost_its_places_stops_nobody_else_in_its_table(
    sheet: Exercise, tmp_path: Path, feedback: bool
) -> None:
    (tmp_path / "in").mkdir()
    lines = ["student,u,s,f,δ,df/dw", *(",".join([one, *RIGHT.values()]) for one in "abc")]
    lines[2] = lines[2].replace("0.30625", "0,30625")
    (tmp_path / "in/class.csv").write_text("\n".join(lines), encoding="utf-8")
    done = marked(roster(sheet, ["a", "b", "c"]), tmp_path, feedback=feedback)
    assert scores(tmp_path) == {"a": "5", "b": "?", "c": "5"}
    assert "has more cells than the first row" in done.problems[0].message


@pytest.mark.parametrize("feedback", [True, False])
def test_a_table_of_windows_has_everybody_with_their_own_letters(
    sheet: Exercise, tmp_path: Path, feedback: bool
) -> None:
    """One line was pasted from a file in UTF-8."""
    (tmp_path / "in").mkdir()
    names = ["Zoë", "José", "Ümit"]
    lines = ["student;u;s;f;df/du;df/dw"]
    lines += [";".join([one, *commas(RIGHT).values()]) for one in names]
    data = [line.replace("-0,", "–0,").encode("cp1252") for line in lines]
    data[2] = lines[2].encode()
    (tmp_path / "in/class.csv").write_bytes(b"\r\n".join(data))
    done = marked(lambda: (sheet, None), tmp_path, feedback=feedback)
    assert done.problems == []
    assert scores(tmp_path) == dict.fromkeys(names, "5")
    assert [(one.kind, one.student) for one in done.told] == [("read", one) for one in names]
    done = marked(roster(sheet, names), tmp_path, feedback=feedback)  # which proves them
    assert done.told == []


@pytest.mark.parametrize("feedback", [True, False])
@pytest.mark.parametrize("typed", ["JosÃ©", "Ïåòðîâ", "Μα?ία", "ÀîÀ×", "JOSÃ‰"])
def test_an_id_in_the_wrong_encoding_is_the_only_one_of_the_roster_that_it_can_be(
    sheet: Exercise, tmp_path: Path, feedback: bool, typed: str
) -> None:
    (tmp_path / "in").mkdir()
    text = text_of(wide(typed, RIGHT))
    (tmp_path / "in/class.csv").write_text(text, encoding="utf-8")
    students = ["José", "Петров", "Μαρία", "Марія", "李雷", "王芳"]
    done = marked(roster(sheet, students), tmp_path, feedback=feedback)
    (student,) = scores(tmp_path)
    assert (done.problems, scores(tmp_path)[student]) == ([], "5")
    says = f"{typed!r} is {student}, read in the wrong encoding"
    assert [(one.kind, one.student, one.says) for one in done.told] == [("read", student, says)]


@pytest.mark.thorough
@pytest.mark.parametrize("processes", [1, 2])
def test_what_is_told_is_the_same_on_several_processes(tmp_path: Path, processes: int) -> None:
    (tmp_path / "sheet.json").write_text(json.dumps(KEYS))
    for at, kind in enumerate(KINDS):
        hand_in(tmp_path / "in", kind, f"s{at:02}", UNREAD if at % 5 == 0 else RIGHT)
    (tmp_path / "in/x.toml").write_text("[answers")
    load = partial(loaded, str(tmp_path / "sheet.json"), False)
    how = How(counts="latest", deadline=datetime(2020, 1, 1))
    one = grade_class(load, [str(tmp_path / "in")], str(tmp_path / "1"), how)
    other = grade_class(
        load, [str(tmp_path / "in")], str(tmp_path / "2"), replace(how, processes=processes)
    )
    assert one.told == other.told
    assert {kind for kind, *_ in map(astuple, one.told)} >= {"withheld", "late"}
    for name in ("gradebook.csv", "report.html", "items.json"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


def test_excel_sees_that_the_gradebook_and_the_answers_are_utf_8(
    sheet: Exercise, tmp_path: Path
) -> None:
    hand_in(tmp_path / "in", "UTF-8", "李雷", RIGHT)
    hand_in(tmp_path / "in", "UTF-8", "ana", RIGHT)
    for _ in range(2):  # and it is read again
        marked(roster(sheet, CLASS), tmp_path)
        assert (tmp_path / "out/gradebook.csv").read_bytes().startswith(b"\xef\xbb\xbfstudent,")
    (tmp_path / "in/李雷.csv").unlink()
    (tmp_path / "out/gradebook.csv").unlink()
    plain = replace(sheet, source=sheet.source.replaced(names={}))
    hand_in(tmp_path / "in", "UTF-8", "ana", {"u": RIGHT["u"]})
    marked(roster(plain, ["ana"]), tmp_path)
    assert (tmp_path / "out/gradebook.csv").read_bytes().startswith(b"student,")
    (tmp_path / "sheet.json").write_text(json.dumps(KEYS))
    words = ["sheet", str(tmp_path / "sheet.json"), "--formats", "csv", "-o", str(tmp_path / "s")]
    assert run("backprop", COMMANDS, words) == 0
    assert (tmp_path / "s/answers.csv").read_bytes().startswith(b"\xef\xbb\xbfstudent,")


def test_a_formula_that_no_program_worked_out_is_no_blank(sheet: Exercise, tmp_path: Path) -> None:
    path = hand_in(tmp_path / "in", "Excel", "ana", {**RIGHT, "u": "=0.4*-1.5+0.25"})
    done = marked(roster(sheet, ["ana"]), tmp_path)
    assert (scores(tmp_path), done.problems) == ({"ana": "5"}, [])
    page = load_workbook(path)
    page.worksheets[0]["C2"] = "=A1*2"
    page.save(path)
    done = marked(roster(sheet, ["ana"]), tmp_path)
    assert scores(tmp_path) == {"ana": "?"}
    assert "u: 'A1*2'" in done.problems[0].message


TABLES = {
    "ana.ods": "LibreOffice's own format: save it as xlsx or csv",
    "ana.xls": "before 2007: save it as xlsx or csv",
    "ana.numbers": "export it as Excel or csv",
    "ana.gsheet": "only a link to a Google Sheet: download it",
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_another_program_is_told_with_what_to_do(
    name: str, sheet: Exercise, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(b"PK")
    done = marked(roster(sheet, ["ana"]), tmp_path)
    assert TABLES[name] in done.problems[0].message
    assert TABLES[name] in book(tmp_path / "out")["ana"]["note"]
