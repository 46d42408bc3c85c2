"""The marking in words: for the student, for the instructor, for programs."""

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
