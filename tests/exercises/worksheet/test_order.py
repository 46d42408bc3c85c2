"""What stands where on a sheet: the same in every format that is printed."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from exercises.task import Task, task
from exercises.worksheet import as_pdf
from exercises.worksheet.description import sheet

from .conftest import known, made

COUNT = Path(__file__).parents[2] / "data" / "exercises" / "more" / "count.toml"
HEADING = {
    "md": re.compile(r"^(#+) (.*)$", re.MULTILINE),
    "html": re.compile(r"<h(\d)>(.*?)</h\d>"),
    "pdf": re.compile(r"(?:^|\[)(=+) (.*)$", re.MULTILINE),
}
MARKUP = re.compile(r"<[^>]*>|#h\([^)]*\)|#box\(text\([^)]*\)|\W")


def written(given: Task, format: str) -> str:
    """What is printed; of a PDF its source."""
    if format == "pdf":
        return "".join(as_pdf.parts(sheet(given, student="ana"), None))
    return made(given, format).decode()


def headings(given: Task, format: str) -> list[tuple[int, str]]:
    """Each heading with its depth, and its letters and digits alone."""
    found = HEADING[format].findall(written(given, format))
    return [
        (int(depth) if depth.isdecimal() else len(depth), MARKUP.sub("", words))
        for depth, words in found
    ]


def test_every_format_has_the_same_headings_in_the_same_order(given: Task) -> None:
    found = headings(given, "md")
    assert found[0][0] == 1
    assert [depth for depth, _ in found].count(1) == 1
    assert len(found) > len(sheet(given).listed)
    assert found == headings(given, "html") == headings(given, "pdf")


def test_no_heading_of_parts_leaves_out_a_depth() -> None:
    depths = [depth for depth, _ in headings(known("parts"), "md")]
    assert max(depths) == 4
    assert all(below <= above + 1 for above, below in pairwise(depths))


@pytest.mark.parametrize(
    ("format", "drawing"),
    [("md", "!["), ("html", "<svg"), ("tex", "\\begin{picture}"), ("pdf", "#figure(")],
)
def test_a_drawing_with_boxes_in_it_stands_below_what_is_asked(format: str, drawing: str) -> None:
    for name, asked_first in (("graph", True), ("batch", False)):
        text = written(known(name), format)
        asked = re.search(r"Asked(?=\"|\}|<|\n)", text)
        assert asked is not None
        assert (asked.start() < text.index(drawing)) == asked_first


@pytest.mark.parametrize(("format", "empty"), [
    ("tex", r"\\begin\{itemize\}[^\n]*\n\\end\{itemize\}"), ("html", r"<ul>\s*</ul>"),
])  # fmt: skip
def test_where_nothing_is_to_be_agreed_there_is_no_list(format: str, empty: str) -> None:
    given = task(COUNT)
    assert not sheet(given).rule + sheet(given).agreed
    assert not re.search(empty, written(given, format))


def test_in_a_key_the_steps_stand_below_the_heading_of_their_section() -> None:
    text = made(known("batch"), "md", solution=True).decode()
    _, _, worked = text.partition("# Every equation with its numbers\n")
    depths = [len(depth) for depth, _ in HEADING["md"].findall(worked)]
    assert set(depths) == {2, 3}
    assert depths[:2] == [2, 3]
