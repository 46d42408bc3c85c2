"""The marking in words: for the student, for the instructor, for programs.

words.py        the sentence beside each verdict; accepted.py  the right number
with_numbers.py the line with the student's numbers put in; label.py  what it is called
points.py       points that add up as they are shown
formats.py      text, Markdown, JSON; html.py  a student's page; page.py  any page
class_page.py, items.py, told.py    of a class: the page, the lines, whom to look at
by_rule.py, compare.py, what_if.py  under other rules, beside somebody's marks, had it been else
"""

from __future__ import annotations

from collections.abc import Callable

from tracer.errors import unknown

from ..result import Report
from .formats import as_json, as_markdown, as_text
from .html import as_html

FORMATS: dict[str, Callable[[Report], str]] = {
    "text": as_text,
    "markdown": as_markdown,
    "html": as_html,
    "json": as_json,
}


def find(name: str) -> Callable[[Report], str]:
    """The format of that name. Raises InputError, with the nearest name as example."""
    if name not in FORMATS:
        raise unknown("--format", "format", name, FORMATS, "--format {}")
    return FORMATS[name]


__all__ = ["FORMATS", "find"]
