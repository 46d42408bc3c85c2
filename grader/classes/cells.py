"""Cells of CSV that are safe to open in a spreadsheet."""

from __future__ import annotations

import re

from .file_names import CONTROL, without_control

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # so begins what a spreadsheet calculates
SPECIAL = re.compile(rf'^[=+\-@\t\r\n]|[,"\r\n]|{CONTROL.pattern}')


def cell(text: str) -> str:
    """A text as a cell of CSV that no spreadsheet takes for a formula, and that moves no cursor.

    >>> cell("=1+1"), cell('a "b", c')
    ("'=1+1", '"a ""b"", c"')
    """
    if (text.isascii() and text.isalnum()) or not SPECIAL.search(text):
        return text
    text = safe(text)
    if any(sign in text for sign in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula, not yet in quotes."""
    text = without_control(text)
    return "'" + text if text.startswith(FORMULA) else text


def plain(text: str) -> str:
    """What stood in a cell before it was made safe.

    >>> plain("'=1+1"), plain("'n")
    ('=1+1', "'n")
    """
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def number(value: float) -> str:
    return f"{value:.9g}"
