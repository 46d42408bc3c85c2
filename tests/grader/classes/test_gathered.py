"""What lies in a folder of submissions is read or told; whose a file is, and who may be meant."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.asked import Exercise
from grader.classes.gather import folded, nearest, owner, stranger
from grader.classes.run import grade_class
from grader.files import read_submissions
from grader.submission import Problem

from .conftest import book, rows, write_folder

Load = Callable[[], tuple[Exercise, None]]
NONE = "this is no file of answers; expected: csv, toml, json or xlsx"
SHEET = "this is a sheet, and no answers are read from it"


@pytest.fixture
def folder(tmp_path: Path, sheet: Exercise) -> Path:
    return write_folder(tmp_path / "in", rows(sheet, 2))


def told(load: Load, folder: Path) -> dict[str, str]:
    done = grade_class(load, [str(folder)], str(folder.parent / "out"))
    return {str(Path(one.where).relative_to(folder)): one.message for one in done.problems}


def test_work_that_cannot_be_read_is_told(load: Load, folder: Path) -> None:
    (folder / "u9").mkdir()
    for name in ("u24.docx", "scan.PDF", "photo.jpg", "u20.zip", "u25", "sheet.html", "u9/a.txt"):
        (folder / name).write_bytes(b"PK")
    found = told(load, folder)
    assert found.pop("sheet.html").startswith(SHEET)
    assert found.pop("u20.zip").startswith("this is a zip archive, not a spreadsheet: unpack it")
    assert found == dict.fromkeys(["u24.docx", "scan.PDF", "photo.jpg", "u25", "u9/a.txt"], NONE)


def test_the_page_of_the_class_lists_what_counts_nowhere(load: Load, folder: Path) -> None:
    (folder / "u24.docx").write_bytes(b"PK")
    told(load, folder)
    page = (folder.parent / "out/report.html").read_text(encoding="utf-8")
    assert f"<td>in/u24.docx</td><td>{NONE}</td>" in page


def test_what_nobody_put_there_is_not_told(load: Load, folder: Path) -> None:
    (folder / "__MACOSX").mkdir()
    names = (".DS_Store", "~$u1.docx", "Thumbs.db", "desktop.ini", "__MACOSX/x.pdf", "._s000.csv")
    for name in (*names, "notes.txt", "README.md"):  # a note, beside files of answers
        (folder / name).write_text("something")
    assert told(load, folder) == {}


def test_a_students_own_folder_may_hold_more_than_the_answers(load: Load, folder: Path) -> None:
    for file in list(folder.iterdir()):
        (folder / file.stem).mkdir()
        file.rename(folder / file.stem / "answers.toml")
        for ending in ("html", "pdf", "md"):
            (folder / file.stem / f"sheet.{ending}").write_text("what was handed out")
    (folder / "s001/answers.json").write_text('{"answers": {}}')
    (folder / "s000/scan.pdf").write_text("what was worked out")
    (folder / "s009").mkdir()
    (folder / "s009/scan.pdf").write_text("all that there is of somebody")
    found = told(load, folder)
    assert found.pop("s001/answers.toml").startswith("a second submission by 's001'")
    assert found == {"s009/scan.pdf": NONE}


def test_of_many_some_are_told_and_the_others_counted(load: Load, folder: Path) -> None:
    (folder / "more").mkdir()
    for at in range(25):
        (folder / f"a{at:02}.pdf").write_text("%PDF")
    for name in ("b.jpg", "more/b.JPG", "more/c"):
        (folder / name).write_text("…")
    done = grade_class(load, [str(folder)], str(folder.parent / "out"))
    assert [Path(one.where).name for one in done.problems[:20]] == [
        f"a{at:02}.pdf" for at in range(20)
    ]
    assert done.problems[20:] == [
        Problem(
            f"{folder} and other folders",
            "8 more that are no files of answers: 5 .pdf, 2 .jpg, 1 without an ending; "
            "expected: csv, toml, json or xlsx",
        )
    ]


def test_the_marks_of_an_earlier_run_are_nobodys_answers(load: Load, folder: Path) -> None:
    out = folder / "a marks"
    for _ in range(2):
        done = grade_class(load, [str(folder)], str(out))
        assert done.problems == []
    (out / "copied").mkdir()
    (folder / "s001.toml").rename(out / "copied/s001.toml")
    (out / "gradebook.csv").unlink()
    assert grade_class(load, [str(folder)], str(out)).problems == []
    assert set(book(out)) == {"s000", "s001"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("7", "007"),  # a spreadsheet took the zeros off
        ("u7", "u07"),
        ("0012", "12"),
        ("u32", None),  # u23, u31 and u33 are as near
        ("zoe", "Zoë"),
        ("nobody", None),
    ],
)
def test_who_may_be_meant_is_only_said_where_it_is_one(typed: str, meant: str | None) -> None:
    ids = ["007", "070", "017", "12", "u07", "u23", "u31", "u33", "Zoë"]
    assert nearest(typed, {folded(one): one for one in ids}) == meant


def test_the_name_of_the_file_says_who_is_meant() -> None:
    ids = {folded(one): one for one in ("u23", "u26", "Zoë")}
    said = "no sheet was handed out to 'u32'; is it "
    assert stranger("u32", ids, Path("in/U23.csv")) == f"{said}'u23', as its file is called?"
    assert stranger("u32", ids, Path("in/zoë/answers.csv")) == (
        f"{said}'Zoë', as its folder is called?"
    )
    assert stranger("u266", ids, Path("in/a.csv")).endswith("'u266'; is it 'u26'?")


@pytest.mark.parametrize(
    ("path", "whose"),
    [
        ("in/Zoë Müller_126_assignsubmission_file_/answers.csv", "Zoë Müller"),
        ("in/Zoë Müller_126_assignsubmission_file_/my numbers.csv", "Zoë Müller"),
        ("in/zoë müller_126_assignsubmission_file_answers.csv", "zoë müller"),
        ("in/Al_1_assignsubmission_file_/answers.csv", "Al"),  # a stranger
        ("in/u_1/answers.csv", "u_1"),
        ("u_1/final.csv", "u_1"),
        ("in/whose.csv", "whose"),
        ("answers.csv", "answers"),
    ],
)
def test_whose_a_file_is(path: str, whose: str) -> None:
    ids = {folded(one): one for one in ("Zoë Müller", "u_1")}
    assert owner(Path(path), ids) == whose


def test_without_a_roster_nothing_is_taken_off_a_name() -> None:
    name = "Zoë Müller_126_assignsubmission_file_"
    assert owner(Path(f"in/{name}/answers.csv")) == name
    assert owner(Path(f"in/{name}/mine.csv")) == "mine"
    assert owner(Path("in/ana/answers (1).csv.txt")) == "ana"
    assert owner(Path("in/ana/answers (1).csv.txt")) == "ana"


def packed(*names: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        for name in names:
            file.writestr(name, "…")
    return data.getvalue()


KINDS: dict[str, tuple[str, bytes, str]] = {
    "a zip that is called xlsx": ("u.xlsx", packed("u/a.csv"), "this is a zip archive"),
    "a zip": ("u.zip", packed("u/a.csv"), "a zip archive, not a spreadsheet: unpack it"),
    "Word": ("u.docx", packed("[Content_Types].xml", "word/document.xml"), NONE),
    "no Word at all": ("u.docx", b"my answers", NONE),
    "Word that is called xlsx": ("u.xlsx", packed("[Content_Types].xml", "word/a.xml"), NONE),
    "LibreOffice": ("u.ods", packed("mimetype", "content.xml"), "save it as xlsx or csv"),
    "a scan": ("scan.pdf", b"%PDF-1.7", NONE),
    "a scan that is called csv": ("u.csv", b"%PDF-1.7\n%\xe2\xe3", "this is a PDF"),
    "a photo that is called csv": ("u.csv", b"\xff\xd8\xff\xe0\0\x10JFIF", "a picture (JPEG)"),
    "a page that is called csv": ("u.csv", b"\n<!DOCTYPE HTML>\n<p>", "this is a web page"),
    "an old Excel": ("u.xls", b"\xd0\xcf\x11\xe0\xa1\xb1", "before 2007"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_another_kind_is_called_what_it_is(kind: str, tmp_path: Path) -> None:
    name, data, says = KINDS[kind]
    (tmp_path / name).write_bytes(data)
    problems: list[Problem] = []
    assert list(read_submissions(tmp_path / name, problems)) == []
    assert says in problems[0].message
    assert problems[0].message.endswith("expected: csv, toml, json or xlsx")
