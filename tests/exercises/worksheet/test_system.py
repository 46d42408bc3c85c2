"""The page in headless Chromium, read by axe; the spreadsheet through LibreOffice."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from exercises.task import Task, task
from exercises.worksheet.description import sheet
from exercises.worksheet.solution import solution
from grader import mark

from .conftest import TASKS, known, made

pytestmark = pytest.mark.system

DESKTOP = {"width": 1280, "height": 900}
MAGNIFIED = {"width": 320, "height": 256}  # 1280 × 1024 at 400 %


def opened(context: Any, given: Task, folder: Path, **settings: Any) -> Any:
    """The page of an exercise, from a file, without a network."""
    path = folder / "sheet.html"
    path.write_bytes(made(given, "html", **settings))
    page = context.new_page()
    page.goto(path.as_uri())
    return page


def fill_in(page: Any, given: Task) -> None:
    """Everything by keyboard alone, from the top of the page: Tab, and what is to be typed."""
    answers = solution(given.exercise, sheet(given)).answers
    described = sheet(given)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "student"
    page.keyboard.type("ana")
    for box in sorted(described.boxes, key=lambda box: box.quantity not in described.drawn):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.dataset.quantity") == box.quantity
        if box.several:
            for letter, _ in box.choices:
                if letter in answers[box.quantity].split(", "):
                    page.keyboard.press("Space")
                if letter != box.choices[-1][0]:
                    page.keyboard.press("Tab")
        elif box.choices:
            letters = [letter for letter, _ in box.choices]
            page.keyboard.press("Space")
            for _ in range(letters.index(answers[box.quantity])):
                page.keyboard.press("ArrowDown")
        else:
            page.keyboard.type(answers[box.quantity] or "in my own words")


@pytest.mark.parametrize("name", TASKS)
def test_filled_in_by_keyboard_kept_downloaded_and_right(
    name: str, browser: Any, tmp_path: Path
) -> None:
    given = known(name)
    context = browser.new_context(accept_downloads=True, offline=True, viewport=DESKTOP)
    asked: list[str] = []
    faults: list[str] = []
    page = opened(context, given, tmp_path, student="")
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    fill_in(page, given)
    count = len(sheet(given).boxes)
    assert page.inner_text("#said") == f"{count} of {count} filled in"
    page.reload()
    assert page.inner_text("#said") == f"{count} of {count} filled in"
    assert page.input_value("#student") == "ana"
    with page.expect_download() as download:
        page.click("text=Download answers.csv")
    assert download.value.suggested_filename == "answers.csv"
    download.value.save_as(tmp_path / "answers.csv")
    report = mark(given.exercise, [str(tmp_path / "answers.csv")])
    assert not report.problems
    [student] = report.students
    assert student.student == "ana"
    assert {answer.verdict for answer in student.answers} == {"right"}
    assert all(url.startswith(("file:", "blob:")) for url in asked)
    assert not faults
    context.close()


def test_what_was_typed_can_be_removed(browser: Any, tmp_path: Path) -> None:
    context = browser.new_context(viewport=DESKTOP)
    given = known("batch")
    page = opened(context, given, tmp_path, student="")
    fill_in(page, given)
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.click("text=Clear")
    assert page.input_value("#student") == "ana"
    page.once("dialog", lambda dialog: dialog.accept())
    page.click("text=Clear")
    page.reload()
    assert page.input_value("#student") == ""
    assert page.inner_text("#said").startswith("0 of ")
    context.close()


def test_two_students_share_no_answers_in_one_browser(browser: Any, tmp_path: Path) -> None:
    context = browser.new_context(viewport=DESKTOP)
    given = known("batch")
    page = opened(context, given, tmp_path, student="ana")
    page.fill("#b1", "0.5")
    page = opened(context, given, tmp_path, student="ben")
    assert page.input_value("#b1") == ""
    page = opened(context, given, tmp_path, student="ana")
    assert page.input_value("#b1") == "0.5"
    context.close()


@pytest.mark.parametrize("viewport", [DESKTOP, MAGNIFIED], ids=["desktop", "magnified"])
@pytest.mark.parametrize("name", ["absent", "kinds", "graph", "asks", "parts", "table"])
def test_axe_finds_nothing_serious(
    name: str, viewport: dict[str, int], browser: Any, axe: str, tmp_path: Path
) -> None:
    context = browser.new_context(viewport=viewport)
    page = opened(context, known(name), tmp_path, student="")
    page.evaluate(axe)
    found = page.evaluate("axe.run()")
    assert found["passes"]
    faults = [
        (one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found["violations"]
        if one["impact"] in ("serious", "critical", "moderate")
    ]  # fmt: skip
    assert not faults
    context.close()


@pytest.mark.parametrize("scheme", ["dark"])
def test_axe_finds_nothing_serious_in_the_instructors_copy(
    scheme: str, browser: Any, axe: str, tmp_path: Path
) -> None:
    context = browser.new_context(viewport=DESKTOP, color_scheme=scheme)
    page = opened(context, known("graph"), tmp_path, solution=True)
    page.evaluate(axe)
    found = page.evaluate("axe.run()")["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    context.close()


@pytest.mark.parametrize("name", TASKS)
def test_at_400_percent_nothing_but_drawings_and_matrices_is_scrolled_sideways(
    name: str, browser: Any, tmp_path: Path
) -> None:
    context = browser.new_context(viewport=MAGNIFIED)
    page = opened(context, known(name), tmp_path, student="")
    wide = page.evaluate(
        "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
    )
    assert wide == 0
    context.close()


@pytest.mark.parametrize("name", ["batch", "kinds", "symbols"])
def test_a_spreadsheet_that_libreoffice_saved_still_grades(name: str, tmp_path: Path) -> None:
    given = known(name)
    (tmp_path / "filled.xlsx").write_bytes(made(given, "xlsx", solution=True))
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'home').as_uri()}", "--headless",
         "--convert-to", "xlsx", "--outdir", str(tmp_path / "saved"), "filled.xlsx"],
        cwd=tmp_path, check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    report = mark(given.exercise, [str(tmp_path / "saved" / "filled.xlsx")])
    assert not report.problems
    [student] = report.students
    assert student.student == "ana"
    assert {answer.verdict for answer in student.answers} == {"right"}


@pytest.mark.parametrize("width", [1200, 360])
def test_a_table_is_seen_whole_or_scrolled_in_its_frame_with_its_patterns_in_sight(
    width: int, browser: Any, tmp_path: Path
) -> None:
    page = opened(browser.new_context(viewport={"width": width, "height": 700}),
                  known("table"), tmp_path)  # fmt: skip
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.querySelectorAll('.question .scroll.more').length") == (
        width < 500
    )
    last = page.locator("table.rows tbody tr:last-child input").last
    last.fill("-0.79")
    last.evaluate("one => one.scrollIntoView({inline: 'end'})")
    box, frame = last.bounding_box(), page.locator(".question .scroll").bounding_box()
    assert frame["x"] <= box["x"]
    assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1
    label = page.locator("table.rows tbody tr:last-child th").bounding_box()
    assert frame["x"] - 1 <= label["x"]
    assert label["x"] + label["width"] <= box["x"]


OUT_OF_SIGHT = """() => [...document.querySelectorAll('table.grid input')].filter(field => {
    const box = field.getBoundingClientRect();
    const frame = field.closest('.scroll').getBoundingClientRect();
    return box.left < frame.left - 1 || box.right > Math.min(frame.right, innerWidth) + 1;
}).map(field => field.dataset.quantity)"""


@pytest.mark.parametrize("width", [1200, 500, 360])
def test_the_boxes_of_three_samples_are_seen_on_a_phone(
    width: int, browser: Any, tmp_path: Path
) -> None:
    page = opened(browser.new_context(viewport={"width": width, "height": 700}),
                  task("two-layers"), tmp_path)  # fmt: skip
    assert page.evaluate(OUT_OF_SIGHT) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.querySelectorAll('.more').length") == 0
    page.fill("table.grid input", "-0.06344")
    fits = "(one => one.scrollWidth <= one.clientWidth)(document.querySelector('table.grid input'))"
    assert page.evaluate(fits)
