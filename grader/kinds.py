"""Files that hold no answers: what they are, by their names and by how they begin."""

from __future__ import annotations

import stat
from pathlib import Path

SHEETS = frozenset({".md", ".html", ".tex", ".typ", ".pdf", ".svg"})
NO_ANSWERS = "this is no file of answers"
ARCHIVE = "this is a zip archive, not a spreadsheet: unpack it"
EXPECTED = "csv, toml, json or xlsx"
SAVE_AS = {
    ".ods": "this is LibreOffice's own format: save it as xlsx or csv (File, Save As)",
    ".fods": "this is LibreOffice's own format: save it as xlsx or csv (File, Save As)",
    ".xls": "this is Excel's format of before 2007: save it as xlsx or csv",
    ".xlsb": "this is Excel's binary format: save it as xlsx or csv",
    ".numbers": "this is Apple's own format: export it as Excel or csv (File, Export To)",
    ".gsheet": "this is only a link to a Google Sheet: download it as xlsx or csv (File, Download)",
}  # tables, but none that are read
OTHERS = frozenset(
    {
        *(".doc", ".docx", ".odt", ".rtf", ".pages", ".htm"),
        *(".jpg", ".jpeg", ".png", ".gif", ".heic", ".webp", ".tif", ".tiff"),
    }
)  # by their endings, no files of answers
BEGINS = {
    b"%pdf": "a PDF",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"\x89png": "a picture (PNG)",
    b"gif8": "a picture (GIF)",
    b"\xd0\xcf\x11\xe0": "an Excel or Word file as before 2007, or with a password",
    b"{\\rtf": "a text of a word processor (RTF)",
    b"<!doctype html": "a web page",
    b"<html": "a web page",
}  # in small letters; whatever the ending says


def kind_of(data: bytes) -> str | None:
    """What a file is that holds no answers, by how it begins; None where that says nothing."""
    begins = data[:100].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return next((kind for sign, kind in BEGINS.items() if begins.startswith(sign)), None)


def is_special(path: Path) -> bool:
    """Whether a path is a link, or anything but a file or a folder."""
    try:
        mode = path.lstat().st_mode
    except (OSError, ValueError):
        return False  # whoever opens it says what is wrong
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def waits_for_ever(path: Path) -> bool:
    """Whether a path is a pipe with a name, whose other end may never be opened; what a shell puts
    in the place of a command's output is no such one."""
    try:
        pipe = stat.S_ISFIFO(path.stat().st_mode)
    except (OSError, ValueError):
        return False
    return pipe and not str(path).startswith(("/dev/", "/proc/"))


def no_answers(path: Path) -> tuple[str, str]:
    """What is wrong with a file that by its name holds no answers, and what is expected."""
    if path.is_symlink():
        return "this is a link, and is left alone, wherever it leads", "the file itself"
    if is_special(path):
        return "this is a pipe, a socket or a device, and is left alone", "a file"
    if is_sheet(path):
        wrong = "this is a sheet, and no answers are read from it"
        return wrong, "answers.csv or answers.toml; sheet.html saves one"
    ending = path.suffix.lower()
    return ARCHIVE if ending == ".zip" else SAVE_AS.get(ending, NO_ANSWERS), EXPECTED


def is_sheet(path: Path) -> bool:
    """Whether a file is a sheet, by the name under which it was handed out."""
    return path.suffix.lower() in SHEETS and path.stem.lower().startswith("sheet")
